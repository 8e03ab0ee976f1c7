"""Logits to spans: the best pairs of first and last token, with ends where a text may be cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from guillemet.index.tokens import Floats, Tokens
from guillemet.qa.nouns import Span
from guillemet.qa.places import Offsets, Places

LONGEST = 30  # tokens of a span


@dataclass(frozen=True, slots=True)
class Logits:
    """What a reader says of n tokens of a passage; offsets are those of the passage.

    `first` and `last` (n,) score a token as a span's first and last; `null` is the same sum for
    "no answer here", in the same window.
    """

    tokens: Tokens
    first: Floats
    last: Floats
    null: float


def decode(
    text: str, windows: Iterable[Logits], n_best: int = 5, longest: int = LONGEST
) -> list[Span]:
    """The best spans of a passage that was read in some windows, best first; none overlap.

    Every pair of tokens at most `longest` apart is weighed, and of those that come to the same
    span the best counts. There is a span wherever there is a letter, digit or symbol.
    """
    places = Places(text)
    pairs = [_pairs(window, longest) for window in windows]
    first, last, scores = (np.concatenate(side) for side in zip(*pairs, strict=True))
    starts, ends = places.starts[first], places.ends[last]
    left = np.flatnonzero(places.fit(starts, ends))
    left = left[np.argsort(-scores[left], kind="stable")]
    spans: list[Span] = []
    while len(left) and len(spans) < n_best:
        start, end = places.paired(starts[left[0]], ends[left[0]])
        spans.append(Span(start, end, float(scores[left[0]])))
        left = left[(ends[left] <= start) | (starts[left] >= end)]
    return spans


def _pairs(window: Logits, longest: int) -> tuple[Offsets, Offsets, Floats]:
    """Where each pair of a first and a last token starts and ends, and its score; (p,) each."""
    n = len(window.tokens)
    first = np.repeat(np.arange(n), longest)
    last = first + np.tile(np.arange(longest), n)
    first, last = first[last < n], last[last < n]
    scores: Floats = window.first[first] + window.last[last] - window.null
    tokens = window.tokens
    return tokens.starts[first].astype(np.intp), tokens.ends[last].astype(np.intp), scores
