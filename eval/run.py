"""The whole way, question by question: search, reading, answer or no."""

from __future__ import annotations

import time
from collections.abc import Generator

from guillemet.eval.measures import ndcg, recall, reciprocal_rank
from guillemet.eval.records import Record, is_right, reading
from guillemet.eval.sets import Question, QuestionSet
from guillemet.index.filters import Filter
from guillemet.index.nouns import Hit
from guillemet.qa.answerer import Answerer, Retriever
from guillemet.qa.nouns import Answer
from guillemet.qa.reader import Reader

# How many ranks are judged, whatever number of passages the answerer reads.
DEPTH = 10


class Watched:
    """A retriever that keeps what it found last (`hits`, at least DEPTH) and how long it took."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self.hits: list[Hit] = []
        self.seconds = 0.0

    def search(self, question: str, k: int = 5, *, where: Filter | None = None) -> list[Hit]:
        """The k passages that the retriever finds."""
        begun = time.perf_counter()
        self.hits = self._retriever.search(question, max(k, DEPTH), where=where)
        self.seconds = time.perf_counter() - begun
        return self.hits[:k]


def ask_all(
    asked: QuestionSet, index: Retriever, reader: Reader | None = None
) -> Generator[Record, None, None]:
    """Ask every question of `asked`, whose articles are in `index`; a record each, in order."""
    watched = Watched(index)
    answerer = Answerer(watched, reader)
    answerer.ask(asked.questions[0].text)  # loads the models: their time is not a question's
    for question in asked.questions:
        watched.hits, watched.seconds = [], 0.0
        begun = time.perf_counter()
        answer = answerer.ask(question.text)
        total = time.perf_counter() - begun
        seconds = {"search": watched.seconds, "read": total - watched.seconds, "total": total}
        yield _record(asked, question, answer, watched.hits, seconds)


def _record(
    asked: QuestionSet,
    question: Question,
    answer: Answer,
    hits: list[Hit],
    seconds: dict[str, float],
) -> Record:
    article = asked.articles[question.article_id]
    kind = "answerable" if question.answers else "unanswerable"
    given = answer.quote
    readings = answer.citations or answer.closest
    values = {
        **reading(given, question.answers),
        **reading(given, question.answers, f"_{kind}"),
    }
    if question.answers:
        values["false_noes"] = float(given is None)
        values |= _ranking(_gains(question, article.text, hits))
    else:
        values["false_answers"] = float(given is not None)
    if given is not None:
        values["verbatim"] = float(_is_verbatim(asked, answer))
    if given is not None and question.answers:
        values["citation_accuracy"] = float(answer.citations[0].article.id == article.id)
    return Record(
        id=question.id,
        article=article.title or article.id,
        question_language=question.language,
        article_language=article.language,
        values=values,
        answerable=bool(question.answers),
        given=given,
        confidence=answer.confidence,
        right=is_right(readings[0].quote if readings else None, question.answers),
        seconds=seconds,
    )


def _gains(question: Question, text: str, hits: list[Hit]) -> list[int]:
    """1 at the first passage that holds an accepted answer where the article gives it.

    Passages overlap, and an article may say a thing twice: one of them is all that is wanted,
    so the others are neither right nor wrong.
    """
    spans = question.spans(text)
    gains = [0] * len(hits)
    for rank, hit in enumerate(hits):
        passage = hit.passage
        if passage.article_id == question.article_id and any(
            passage.start <= start and end <= passage.end for start, end in spans
        ):
            gains[rank] = 1
            break
    return gains


def _ranking(gains: list[int]) -> dict[str, float]:
    return {
        "recall@1": recall(gains, [1], 1),
        "recall@5": recall(gains, [1], 5),
        "mrr": reciprocal_rank(gains[:DEPTH]),
        f"ndcg@{DEPTH}": ndcg(gains, [1], DEPTH),
    }


def _is_verbatim(asked: QuestionSet, answer: Answer) -> bool:
    """Whether each quote stands at its offsets in the article as it was read from its file."""
    return all(
        asked.articles[c.article.id].text[c.start : c.end] == c.quote for c in answer.citations
    )
