"""What is recorded of an answer: ranks, readings, citations, noes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from guillemet.eval.records import Record
from guillemet.eval.run import ask_all
from guillemet.eval.sets import Question, QuestionSet
from guillemet.index.filters import Filter
from guillemet.index.nouns import Article, Hit, Passage
from guillemet.qa.nouns import Span

CATS = Article("cats", "Ann has 12 cats. Bob has 7 dogs. So 12 cats it is.", language="en")
MICE = Article("mice", "Kim has 12 cats, too.", language="vi")
CUTS = [(MICE, 0, 21), (CATS, 17, 32), (CATS, 0, 32), (CATS, 33, 50)]


class Shelf:
    """Always finds the same passages, in the same order; keeps how many were wanted."""

    def __init__(self) -> None:
        self.wanted: list[int] = []

    def search(self, question: str, k: int = 5, *, where: Filter | None = None) -> list[Hit]:
        self.wanted.append(k)
        return [
            Hit(Passage(n, article.id, start, end, article.text[start:end]), article, 1 / n)
            for n, (article, start, end) in enumerate(CUTS, 1)
        ]


class Pointer:
    """Reads the words that the question names, with the score that it names: `12 cats|9`."""

    name = "pointer"

    def read(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[list[Span]]:
        words, score = question.split("|")
        starts = [passage.find(words) for passage in passages]
        return [[Span(s, s + len(words), float(score))] if s >= 0 else [] for s in starts]


def record(text: str, answers: tuple[str, ...] = (), start: int | None = None) -> Record:
    question = Question("1", text, "vi", "cats", answers, start)
    asked = QuestionSet("set", {"cats": CATS, "mice": MICE}, (question,))
    (made,) = ask_all(asked, Shelf(), Pointer())
    return made


def test_the_first_passage_of_the_right_article_that_holds_the_answer_counts() -> None:
    values = record("7 dogs|50", ("7 dogs",), CATS.text.index("7 dogs")).values
    assert values["recall@1"] == 0
    assert values["recall@5"] == 1
    assert values["mrr"] == 1 / 2
    assert values["ndcg@10"] == pytest.approx(1 / math.log2(3))


def test_the_same_words_in_another_article_or_only_partly_covered_do_not_count() -> None:
    # "12 cats" stands first in the other article; "cats. Bob" is cut by the second passage.
    assert record("12 cats|50", ("12 cats",), 8).values["mrr"] == 1 / 3
    assert record("cats. Bob|50", ("cats. Bob",), 11).values["mrr"] == 1 / 3
    assert record("it is|50", ("it is",), CATS.text.index("it is")).values["mrr"] == 1 / 4


def test_an_answer_is_scored_cited_and_timed() -> None:
    made = record("7 dogs|50", ("7", "7 cats"), CATS.text.index("7"))
    assert made.given == "7 dogs"
    assert made.values["f1"] == made.values["f1_answerable"] == pytest.approx(2 / 3)
    assert made.values["verbatim"] == made.values["citation_accuracy"] == 1
    assert made.values["false_noes"] == 0
    assert made.right == 1
    assert "false_answers" not in made.values
    assert (made.question_language, made.article_language) == ("vi", "en")
    assert made.seconds["total"] == pytest.approx(made.seconds["search"] + made.seconds["read"])


def test_a_citation_of_another_article_is_seen() -> None:
    assert record("Kim|50", ("Ann",), 0).values["citation_accuracy"] == 0


def test_a_no_is_right_for_an_unanswerable_question_and_wrong_for_another() -> None:
    refused = record("7 dogs|-50")
    assert refused.given is None
    assert refused.values["f1"] == refused.values["f1_unanswerable"] == 1
    assert refused.values["false_answers"] == 0
    assert "recall@5" not in refused.values
    assert "verbatim" not in refused.values
    wrongly = record("7 dogs|-50", ("7 dogs",), CATS.text.index("7"))
    assert wrongly.values["f1"] == 0
    assert wrongly.values["false_noes"] == 1
    # What was read, but not trusted, is what the confidence is judged by.
    assert wrongly.right == 1


def test_an_answer_to_an_unanswerable_question_is_false() -> None:
    made = record("7 dogs|50")
    assert made.values["false_answers"] == 1
    assert made.values["f1"] == made.values["em_unanswerable"] == made.right == 0


def test_ten_ranks_are_judged_whatever_the_answerer_reads() -> None:
    shelf = Shelf()
    question = Question("1", "7 dogs|1", "en", "cats")
    list(ask_all(QuestionSet("set", {"cats": CATS, "mice": MICE}, (question,)), shelf, Pointer()))
    assert set(shelf.wanted) == {10}
