"""Reading with the gold paragraph: no retrieval, the reader alone."""

from __future__ import annotations

import math
import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor

from guillemet.eval.records import Record, is_right, reading
from guillemet.eval.sets import Question, QuestionSet
from guillemet.index.nouns import Article
from guillemet.qa.nouns import Span
from guillemet.qa.reader import Reader


def read_all(asked: QuestionSet, reader: Reader) -> Generator[Record, None, None]:
    """Put each question to the paragraph that it was asked about; a record each, in order.

    `em` and `f1` are what the set's official script reports: the best span whatever its score
    where every question has an answer (SQuAD 1.1), and a no at scores of 0 and below where some
    have none (SQuAD 2.0). The other figure stands beside it: `f1_at_0`, or `f1_forced` over the
    answerable questions.
    """
    some_unanswerable = any(not question.answers for question in asked.questions)

    def read(question: Question) -> Record:
        paragraph = asked.articles[question.article_id]
        spans = reader.read(question.text, [paragraph.text], n_best=1)[0]
        return _record(question, paragraph, spans[0] if spans else None, some_unanswerable)

    # A paragraph is mostly one window, which takes one core. When the reading is broken off, map
    # cancels what has not begun.
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        yield from cores.map(read, asked.questions)


def _record(
    question: Question, paragraph: Article, span: Span | None, some_unanswerable: bool
) -> Record:
    forced = paragraph.text[span.start : span.end] if span else None
    given = forced if span and span.score > 0 else None
    answers = question.answers
    if some_unanswerable:
        kind = "answerable" if answers else "unanswerable"
        values = {**reading(given, answers), **reading(given, answers, f"_{kind}")}
        values |= reading(forced, answers, "_forced") if answers else {}
    else:
        values = {**reading(forced, answers), **reading(given, answers, "_at_0")}
    wrong = "false_noes" if answers else "false_answers"
    values[wrong] = float((given is None) == bool(answers))
    return Record(
        id=question.id,
        article=paragraph.title or paragraph.id,
        question_language=question.language,
        article_language=paragraph.language,
        values=values,
        answerable=bool(answers),
        given=given if some_unanswerable else forced,
        confidence=1 / (1 + math.exp(-span.score)) if span else 0.0,
        right=is_right(forced, answers),
    )
