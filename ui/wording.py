"""The words and excerpts that the command line and the chat share."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from guillemet.index.nouns import Article
from guillemet.index.sentences import sentences
from guillemet.qa.nouns import Answer, Citation, Miss

# Lower bound of the confidence -> how it is said.
SURENESS = (
    (0.9, "very sure"),
    (0.75, "sure"),
    (0.5, "fairly sure"),
    (0.25, "not very sure"),
    (0.1, "unsure"),
    (0.0, "unlikely"),
)
POSSIBLE = 0.1  # an alternative is shown to people from this confidence on

# What a no means, and what can be done about it.
MISSES = {
    Miss.NOTHING_INDEXED: (
        "No articles yet",
        "This index is empty. Put articles in with `guillemet index PATHS -o DIR`, then ask again.",
    ),
    Miss.INVALID_QUESTION: (
        "Not a question that can be looked up",
        "Ask in words, in any language, and in a few sentences at most.",
    ),
    Miss.NOTHING_FOUND: ("Not in these articles", "No passage has anything to do with it."),
    Miss.NOT_SURE: (
        "Not in these articles",
        "These passages come closest; none of them answers it well enough.",
    ),
}

ROOM = 160  # characters of the sentence that are shown on either side of a quote


def sureness(confidence: float) -> str:
    """A confidence (0..1) in words."""
    return next(words for least, words in SURENESS if confidence >= least)


def percent(confidence: float) -> str:
    """A confidence (0..1) as a percentage that never claims certainty."""
    if confidence < 0.01:
        return "under 1%"
    return "over 99%" if confidence > 0.99 else f"{confidence:.0%}"


def alternatives(answer: Answer) -> list[Citation]:
    """The citations after the best that are worth a look."""
    return [c for c in answer.citations[1:] if c.confidence >= POSSIBLE]


def provenance(article: Article) -> list[str]:
    """Source, date and language of an article, as far as they are known."""
    return [part for part in (article.source, article.date, article.language) if part]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote in its sentence; `...` stands where a long sentence was cut."""

    before: str
    quote: str
    after: str


def excerpt(citation: Citation, room: int = ROOM) -> Excerpt:
    """The sentences that a quote stands in, with at most `room` characters on either side."""
    text, offset = citation.hit.passage.text, citation.hit.passage.start
    start, end = citation.start - offset, citation.end - offset
    touched = [(s, e) for s, e in sentences(text) if s < end and e > start]
    first = min([start, *(s for s, _ in touched)])
    last = max([end, *(e for _, e in touched)])
    before, after = text[first:start], text[end:last]
    if len(before) > room:
        before = "…" + before[_edge(before, len(before) - room) :]
    if len(after) > room:
        after = after[: _edge(after, room)].rstrip() + "…"
    return Excerpt(before, citation.quote, after)


def opening(text: str, room: int = 2 * ROOM) -> str:
    """The first `room` characters of a text, cut between words where it has blanks."""
    return text if len(text) <= room else text[: _edge(text, room)].rstrip() + "…"


def _edge(text: str, at: int) -> int:
    """A place near `at` to cut a text: after a blank if one is near, never inside a letter."""
    blank = next((i for i in range(at, max(0, at - 20), -1) if text[i - 1].isspace()), at)
    while 0 < blank < len(text) and unicodedata.category(text[blank])[0] == "M":
        blank += 1
    return blank
