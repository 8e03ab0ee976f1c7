"""What was read in all passages, joined: spans of articles, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guillemet.index.nouns import Article, Hit
from guillemet.qa.nouns import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of an article, `start` and `end` in its text; `rank` is that of its hit, from 1."""

    hit: Hit
    rank: int
    start: int
    end: int
    score: float

    @property
    def article(self) -> Article:
        """The article that it is a span of."""
        return self.hit.article

    @property
    def quote(self) -> str:
        """The words of the article."""
        return self.article.text[self.start : self.end]

    def overlaps(self, other: Reading) -> bool:
        """Whether both share a character of one article."""
        same = self.article.id == other.article.id
        return same and self.start < other.end and other.start < self.end


def join(hits: Sequence[Hit], spans: Iterable[Sequence[Span]]) -> list[Reading]:
    """The spans of all hits as readings, best score first.

    Passages overlap, so a span may be read twice: of those that overlap the best is kept.
    """
    found = [
        Reading(hit, rank, hit.passage.start + s.start, hit.passage.start + s.end, s.score)
        for rank, (hit, of_hit) in enumerate(zip(hits, spans, strict=True), 1)
        for s in of_hit
    ]
    kept: list[Reading] = []
    for reading in sorted(found, key=lambda r: -r.score):
        if not any(reading.overlaps(other) for other in kept):
            kept.append(reading)
    return kept
