"""A question to an answer: find passages, read them, and trust the best reading or none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from guillemet.index.errors import InvalidQuestion
from guillemet.index.filters import Filter
from guillemet.index.nouns import Hit
from guillemet.qa.confidence import load_confidence
from guillemet.qa.nouns import Answer, Citation, Miss
from guillemet.qa.reader import Reader, load_reader
from guillemet.qa.readings import Reading, join

LONGEST_QUESTION = 2000  # characters; what is longer is a text and no question
SPANS = 3  # of a passage, so that one wrong reading does not hide the right one


class Retriever(Protocol):
    """What finds passages: an Index, or anything else with this method."""

    def search(self, question: str, k: int = 5, *, where: Filter | None = None) -> list[Hit]:
        """The k passages that best match a question, best first.

        May raise InvalidQuestion. A retriever that also has the `stats()` of an Index lets an
        empty index be told from one that holds nothing on the question.
        """


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How a question is answered. Raises ValueError when a value is out of range.

    So many `passages` are found and read; up to `n_best` quotes come back. A reading needs a
    confidence of at least `threshold` (0..1) to be an answer; None takes the fitted one, and 0
    always quotes something.
    """

    passages: int = 8
    n_best: int = 5
    threshold: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("passages", self.passages), ("n_best", self.n_best)):
            if value < 1:
                raise ValueError(f"{name} is {value}; it has to be 1 or more")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}; it has to be between 0 and 1")


DEFAULT_OPTIONS = AnswerOptions()


class Answerer:
    """Answers questions from the passages of a retriever; as safe to share as the retriever is."""

    def __init__(
        self,
        index: Retriever,
        reader: Reader | None = None,
        options: AnswerOptions = DEFAULT_OPTIONS,
    ) -> None:
        """The reader is our own unless another is given. Raises ModelUnusable without weights."""
        self._index = index
        self._reader = reader or load_reader()
        self._options = options
        self._confidence = load_confidence(self._reader.name)
        given = options.threshold
        self._threshold = self._confidence.threshold if given is None else given

    def ask(self, question: str, *, where: Filter | None = None) -> Answer:
        """Quote the articles, or say which kind of no it is.

        A question without a letter or digit, or of more than 2,000 characters, is answered by
        Miss.INVALID_QUESTION. The first citation is the answer, the others are the next best
        readings, however unlikely: each has its own confidence. Raises what the retriever and
        the reader raise.
        """
        begun = time.perf_counter()
        answer = self._answer(question, where)
        return replace(answer, seconds=time.perf_counter() - begun)

    def _answer(self, question: str, where: Filter | None) -> Answer:
        # A lone surrogate, as JSON and file names may hold, is in no text.
        asked = question.encode(errors="replace").decode().strip()
        if len(asked) > LONGEST_QUESTION or not any(map(str.isalnum, asked)):
            return Answer(question, miss=Miss.INVALID_QUESTION)
        try:
            hits = self._index.search(asked, self._options.passages, where=where)
        except InvalidQuestion:
            return Answer(question, miss=Miss.INVALID_QUESTION)
        if not hits:
            return Answer(question, miss=self._which_nothing())
        cited = self._citations(asked, hits)
        if not cited:
            return Answer(question, miss=Miss.NOTHING_FOUND, hits=tuple(hits))
        best = cited[0].confidence
        if best < self._threshold:
            return Answer(question, (), best, Miss.NOT_SURE, closest=cited, hits=tuple(hits))
        return Answer(question, cited, best, hits=tuple(hits))

    def _citations(self, question: str, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        """The readings of highest confidence, best first."""
        spans = self._reader.read(question, [hit.passage.text for hit in hits], SPANS)
        readings = join(hits, spans)
        sureness = self._confidence(question, readings)
        order = np.argsort(-sureness, kind="stable")[: self._options.n_best]
        return tuple(_citation(readings[i], float(sureness[i])) for i in order)

    def _which_nothing(self) -> Miss:
        stats = getattr(self._index, "stats", None)
        empty = stats is not None and stats().passages == 0
        return Miss.NOTHING_INDEXED if empty else Miss.NOTHING_FOUND


def _citation(reading: Reading, confidence: float) -> Citation:
    article, start, end = reading.article, reading.start, reading.end
    return Citation(article, reading.hit, start, end, article.text[start:end], confidence)
