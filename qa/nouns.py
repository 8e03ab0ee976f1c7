"""The nouns of the answerer: Span, Citation, Answer. All offsets count code points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypedDict

from guillemet.index.nouns import Article, Hit


class Miss(str, Enum):
    """Which kind of no an answer is."""

    NOTHING_INDEXED = "nothing_indexed"
    INVALID_QUESTION = "invalid_question"
    NOTHING_FOUND = "nothing_found"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True)
class Span:
    """A reading of one passage: `start`, `end` in the passage's text.

    `score` is a logit: (start + end) minus the reader's logits for "no answer here", so it is
    comparable across passages, and 0 is the reader's own break-even.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of an article: `quote == article.text[start:end]`, checked at construction.

    `confidence` (0..1) is the probability that the quote answers the question.
    """

    article: Article
    hit: Hit
    start: int
    end: int
    quote: str
    confidence: float

    def __post_init__(self) -> None:
        if not self.quote or self.article.text[self.start : self.end] != self.quote:
            raise ValueError(
                f"not the words of article {self.article.id!r} at {self.start}..{self.end}: "
                f"{self.quote[:80]!r}"
            )


class CitationJson(TypedDict):
    """One citation as `ask --json` prints it."""

    quote: str
    article_id: str
    title: str
    source: str
    date: str
    language: str
    start: int
    end: int
    score: float


class AnswerJson(TypedDict):
    """One answer as `ask --json` prints it; `answer` is null for a no, `miss` null otherwise."""

    question: str
    answer: str | None
    confidence: float
    citations: list[CitationJson]
    miss: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got: citations (best first), or a miss that says which kind of no it is.

    There are citations exactly when there is no miss (ValueError otherwise). With a miss,
    `closest` holds the best readings that were *not* trusted, possibly none. `confidence` (0..1)
    is that of the best reading either way; `hits` are the passages that were found, best first;
    `seconds` is the wall-clock time of the whole question.
    """

    question: str
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    miss: Miss | None = None
    closest: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if bool(self.citations) == (self.miss is not None):
            raise ValueError("an answer has citations or a miss, one of the two")

    @property
    def quote(self) -> str | None:
        """The exact words that answer, or None for a no."""
        return self.citations[0].quote if self.citations else None

    def __str__(self) -> str:
        return f"«{self.quote}»" if self.quote else NO[self.miss or Miss.NOTHING_FOUND]

    def json(self) -> AnswerJson:
        """The object that `ask --json` prints."""
        return {
            "question": self.question,
            "answer": self.quote,
            "confidence": round(self.confidence, 4),
            "citations": [_citation_json(c) for c in self.citations],
            "miss": self.miss.value if self.miss else None,
            "seconds": round(self.seconds, 4),
        }


NO = {
    Miss.NOTHING_INDEXED: "No articles are indexed yet.",
    Miss.INVALID_QUESTION: "That is not a question that can be looked up.",
    Miss.NOTHING_FOUND: "Not in these articles.",
    Miss.NOT_SURE: "Not in these articles, as far as can be told.",
}


def _citation_json(c: Citation) -> CitationJson:
    return {
        "quote": c.quote,
        "article_id": c.article.id,
        "title": c.article.title,
        "source": c.article.source,
        "date": c.article.date,
        "language": c.article.language,
        "start": c.start,
        "end": c.end,
        "score": round(c.confidence, 4),
    }
