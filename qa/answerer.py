"""From a question to an answer with its citations, or to an honest no."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Protocol

from guillemet.index.errors import InvalidQuestion
from guillemet.index.filters import Filter
from guillemet.index.nouns import Hit
from guillemet.qa.confidence import Confidence, features
from guillemet.qa.nouns import Answer, Citation, Miss
from guillemet.qa.reader import Reader, load_reader
from guillemet.qa.readings import join

LONGEST_QUESTION = 2000  # code points


class Retriever(Protocol):
    """What an answerer needs of an index."""

    def search(self, question: str, k: int = 5, *, where: Filter | None = None) -> list[Hit]:
        """The k passages that best match a question, best first."""


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How a question is answered.

    The reader reads the best `passages`; an answer has at most `n_best` citations. A reading with
    a confidence (0..1) below `threshold` is no answer; None takes the fitted threshold.
    """

    passages: int = 5
    n_best: int = 3
    threshold: float | None = None


DEFAULT_OPTIONS = AnswerOptions()


class Answerer:
    """Asks a retriever for passages and a reader for their spans; threads may share it."""

    def __init__(
        self,
        index: Retriever,
        reader: Reader | None = None,
        options: AnswerOptions = DEFAULT_OPTIONS,
    ) -> None:
        self._index = index
        self._reader = reader or load_reader()
        self._options = options

    def ask(self, question: str, *, where: Filter | None = None) -> Answer:
        """Answer a question in any language from the articles that `where` lets through.

        Never raises for the question's sake: an empty, absurd or endless one is a miss. Raises
        what the retriever and the reader raise: IndexDamaged, ModelUnusable.
        """
        begun = time.perf_counter()
        answer = self._answer(question, where)
        return replace(answer, seconds=time.perf_counter() - begun)

    def _answer(self, question: str, where: Filter | None) -> Answer:
        if len(question) > LONGEST_QUESTION:
            return Answer(question, miss=Miss.INVALID_QUESTION)
        try:
            hits = self._index.search(question, self._options.passages, where=where)
        except InvalidQuestion:
            return Answer(question, miss=Miss.INVALID_QUESTION)
        if not hits:
            return Answer(question, miss=self._why_nothing())
        citations = self._citations(question, hits)
        best = citations[0].confidence if citations else 0.0
        threshold = self._options.threshold
        if threshold is None:
            threshold = Confidence.load().threshold
        sure = tuple(c for c in citations if c.confidence >= threshold)
        if sure:
            return Answer(question, sure, best, hits=tuple(hits))
        return Answer(question, (), best, Miss.NOT_SURE, citations, tuple(hits))

    def _citations(self, question: str, hits: list[Hit]) -> tuple[Citation, ...]:
        """The best readings of the hits as citations, surest first."""
        spans = self._reader.read(
            question, [hit.passage.text for hit in hits], self._options.n_best
        )
        readings = join(hits, spans)
        sure = Confidence.load().of(features(question, readings, hits)).tolist()
        ranked = sorted(zip(sure, readings, strict=True), key=lambda pair: -pair[0])
        return tuple(
            Citation(r.article, r.hit, r.start, r.end, r.quote, confidence)
            for confidence, r in ranked[: self._options.n_best]
        )

    def _why_nothing(self) -> Miss:
        stats = getattr(self._index, "stats", None)
        nothing = stats is not None and stats().articles == 0
        return Miss.NOTHING_INDEXED if nothing else Miss.NOTHING_FOUND
