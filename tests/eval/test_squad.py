"""Reading with the gold paragraph: forced answers, and a no at scores of 0 and below."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guillemet.eval.records import figures
from guillemet.eval.sets import Question, QuestionSet
from guillemet.eval.squad import read_all
from guillemet.index.nouns import Article
from guillemet.qa.nouns import Span

ARTICLE = Article("p", "Ann has 12 cats, Bob has 7 dogs.", language="en")


class Pointer:
    """A reader whose question is what it points at and how sure it is: `12 cats/1.5`."""

    name = "pointer"

    def read(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[list[Span]]:
        words, score = question.split("/")
        starts = [passage.index(words) for passage in passages]
        return [[Span(start, start + len(words), float(score))] for start in starts]


def asked(*questions: tuple[str, tuple[str, ...]]) -> QuestionSet:
    made = [
        Question(str(n), text, "vi", "p", answers) for n, (text, answers) in enumerate(questions)
    ]
    return QuestionSet("set", {"p": ARTICLE}, tuple(made))


def test_with_answers_throughout_the_best_span_counts_whatever_its_score() -> None:
    records = list(read_all(asked(("12 cats/2", ("12",)), ("Bob/-1", ("Bob",))), Pointer()))
    found = figures(records)
    assert found["f1"].value == pytest.approx((2 / 3 + 1) / 2)
    assert found["em"].value == found["em_squad"].value == 0.5
    assert found["f1_at_0"].value == pytest.approx((2 / 3 + 0) / 2)
    assert found["false_noes"].value == 0.5
    assert "f1_answerable" not in found
    assert "false_answers" not in found
    assert [r.given for r in records] == ["12 cats", "Bob"]
    assert (records[0].question_language, records[0].article_language) == ("vi", "en")


def test_with_unanswerable_ones_a_low_score_is_a_no() -> None:
    records = list(
        read_all(
            asked(
                ("12 cats/2", ("12 cats",)),
                ("Bob/-1", ("Bob",)),
                ("dogs/0", ()),
                ("Ann/1", ()),
            ),
            Pointer(),
        )
    )
    found = figures(records)
    assert found["f1"].value == found["em"].value == 0.5
    assert found["f1_answerable"].value == 0.5
    assert found["f1_unanswerable"].value == 0.5
    assert found["false_answers"].value == found["false_noes"].value == 0.5
    assert found["f1_forced"].value == 1
    assert found["f1_forced"].count == 2
    assert found["auroc_answerable"].value == 0.5
    assert [r.given for r in records] == ["12 cats", None, None, "Ann"]
    assert [r.right for r in records] == [1, 1, 0, 0]
    assert records[2].confidence == 0.5
