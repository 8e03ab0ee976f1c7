"""The nouns of the retriever: Article, Passage, Hit. All offsets count code points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its provenance; `text` is what was read and never changes afterwards.

    `language` is an ISO 639 code ("vi", "zh") or "" when unknown. `date` is an ISO 8601 date,
    possibly partial ("2025-07-18", "2025-07", "2025") or "". `source` is where the text came
    from (publisher, or file name), `url` its address or "". Raises ValueError on an empty id, and
    on a text that UTF-8 cannot hold (lone surrogates).
    """

    id: str
    text: str
    title: str = ""
    language: str = ""
    date: str = ""
    source: str = ""
    url: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an article needs an id")
        try:
            self.text.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"article {self.id!r}: the text is not Unicode: {error}") from error


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article: `text == article.text[start:end]`, always.

    `id` is the passage's number in its index; numbers only grow and are never reused.
    """

    id: int
    article_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise ValueError(f"passage {self.id}: bad offsets {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a passage stood after one stage: `rank` counts from 1; higher `score` is better."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its article, its fused score and its trace.

    `trace` maps the stage ("bm25", "dense", "fused") to the passage's standing there; a stage
    that did not return the passage is absent.
    """

    passage: Passage
    article: Article
    score: float
    trace: Mapping[str, Standing] = field(default_factory=dict)
