"""The question set on the two seed articles holds what it promises."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import regex

ROOT = Path(__file__).parents[2]
LANGUAGE = {"000_e7ee72b46384e599": "vi", "003_c5df9489b4556a97": "hi"}
# Bytes, not read_text: offsets must survive any newline.
TEXT = {article: (ROOT / "seeds" / f"{article}.txt").read_bytes().decode() for article in LANGUAGE}
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "eval/questions.jsonl").read_text("utf-8").splitlines()
]
ANSWERED = [q for q in QUESTIONS if q["answers"]]
REFUSED = [q for q in QUESTIONS if not q["answers"]]
# Where a cut would part a word (its marks included) or a number such as 2.5 or 18/7.
INSIDE = regex.compile(
    r"(?<=[\p{L}\p{M}\p{N}])(?=[\p{L}\p{M}\p{N}])|(?<=\d)(?=[.,/]\d)|(?<=\d[.,/])(?=\d)"
)


def bare(question: str) -> str:
    """The question by its letters, marks and digits alone."""
    folded = unicodedata.normalize("NFKC", question).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN")


def test_every_line_has_the_same_fields() -> None:
    fields = ["id", "language", "question", "article_id", "answers", "start", "type"]
    assert [q["id"] for q in QUESTIONS if list(q) != fields] == []
    assert [q["id"] for q in QUESTIONS if not (q["type"] and q["article_id"] in LANGUAGE)] == []


def test_the_first_answer_stands_exactly_at_start() -> None:
    for q in ANSWERED:
        answer, start = q["answers"][0], q["start"]
        assert TEXT[q["article_id"]][start : start + len(answer)] == answer, q["id"]


def test_no_answer_starts_or_ends_inside_a_word_or_a_number() -> None:
    for q in ANSWERED:
        text, start, end = TEXT[q["article_id"]], q["start"], q["start"] + len(q["answers"][0])
        assert not INSIDE.match(text, start), q["id"]
        assert not INSIDE.match(text, end), q["id"]


def test_every_accepted_answer_is_in_the_article_and_named_once() -> None:
    for q in ANSWERED:
        assert all(a == a.strip() and a in TEXT[q["article_id"]] for a in q["answers"]), q["id"]
        assert len(set(q["answers"])) == len(q["answers"]), q["id"]


def test_a_question_without_answers_has_no_start() -> None:
    assert [q["id"] for q in REFUSED if q["start"] is not None] == []


def test_ids_and_questions_are_unique() -> None:
    for values in ([q["id"] for q in QUESTIONS], [bare(q["question"]) for q in QUESTIONS]):
        assert [v for v, n in Counter(values).items() if n > 1] == []


def test_questions_are_composed_text_without_stray_blanks() -> None:
    for q in QUESTIONS:
        question = q["question"]
        assert question == unicodedata.normalize("NFC", " ".join(question.split())), q["id"]


def test_the_set_is_large_and_speaks_many_languages() -> None:
    count = Counter(q["language"] for q in QUESTIONS)
    assert len(QUESTIONS) >= 180
    assert len(count) >= 8
    assert min(count.values()) >= 10
    assert {language for language, _ in count.most_common(4)} == {"vi", "hi", "en", "zh"}


def test_both_articles_are_asked_equally_often_and_refuse_equally_often() -> None:
    for questions in (QUESTIONS, REFUSED):
        assert len(set(Counter(q["article_id"] for q in questions).values())) == 1


def test_half_of_the_questions_are_in_another_language_than_the_article() -> None:
    other = sum(q["language"] != LANGUAGE[q["article_id"]] for q in QUESTIONS)
    assert other >= len(QUESTIONS) / 2


def test_a_quarter_is_unanswerable_and_every_language_has_some() -> None:
    assert len(REFUSED) >= len(QUESTIONS) / 4
    assert {q["language"] for q in REFUSED} == {q["language"] for q in QUESTIONS}
