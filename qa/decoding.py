"""Logits to spans: the best pairs of a first and a last token, with ends where a text may be cut.

The rules for the ends:

- A grapheme cluster, a number (`40.319.000`, `7,6%`, `18/7`), an initialism (`U.S.`) and a word
  of a script whose words stand apart are never cut: the span grows to hold the whole.
- No blank, no dangling punctuation and no half of a pair of brackets or quotes stands at an end.
- No line break is crossed, except where the next line goes on in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import category

import numpy as np
import numpy.typing as npt
import regex

from guillemet.index.tokens import Floats, Tokens
from guillemet.qa.nouns import Span

LONGEST = 30  # tokens of a span

Places = npt.NDArray[np.intp]


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERSION1 | regex.VERBOSE)


_NUMBER = r"""
    (?: (?<![\p{L}\p{M}\p{N}]) [-−] )?
    (?: \p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2} | \p{Nd}{1,2}-\p{Nd}{1,2}-\p{Nd}{4}
      | (?<!\p{Nd}) \p{Nd}{1,3} (?: [\ \u00a0\u202f] \p{Nd}{3} )+ (?!\p{Nd}) (?: [.,]\p{Nd}+ )?
      | \p{Nd}+ (?: [.,:/'’٫٬] \p{Nd}+ )* )
    (?: [\ \u00a0\u202f]? [%٪％‰] )?
"""
# Words of these scripts are never cut. Elsewhere an answer may be a part of what stands between
# blanks: Arabic and Hebrew write "and", "in", "the" in one with the noun, Korean, Bengali and the
# languages of South India the case, and Chinese, Japanese, Thai have no blanks.
_APART = r"\p{Greek}\p{Cyrillic}\p{Armenian}\p{Devanagari}"
_INVISIBLE = r"[\p{M}\u00ad\u200c\u200d]"
_WHOLE = (
    _compiled(r"\X"),
    _compiled(_NUMBER),
    _compiled(r"\b (?: \p{L}\. ){2,}"),
    _compiled(rf"(?: [\p{{Latin}}\p{{Nd}}] {_INVISIBLE}*+ )+"),
    _compiled(rf"(?: [{_APART}] {_INVISIBLE}*+ )+"),
)
_CONTENT = _compiled(r"[\p{L}\p{N}\p{S}]")
_BREAK = _compiled(r"[\n\r\v\f\x85\u2028\u2029] (?! \s* \p{Ll} )")
# What may not stand at the beginning, and at the end.
_NOT_FIRST = _compiled(r"[ \p{Z}\p{C}\p{Pe} [\p{P}--[\p{Ps}\p{Pi}\p{Pf}\"'@#§%٪％‰&]] ]")
_NOT_LAST = _compiled(r"[ \p{Z}\p{C}\p{Ps} [\p{P}--[\p{Pe}\p{Pi}\p{Pf}\"'%٪％‰]] ]")
# Marks that come in pairs: what each may be closed by, and opened by.
_CLOSED_BY = {
    "(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "〔": "〕", "〈": "〉",
    "《": "》", "「": "」", "『": "』", '"': '"', "'": "'", "“": "”", "‘": "’", "„": "“”",
    "‚": "‘’", "«": "»", "»": "«", "”": "”", "‹": "›", "›": "‹", "‟": "”",
}  # fmt: skip
_OPENED_BY = {
    closing: "".join(o for o, closings in _CLOSED_BY.items() if closing in closings)
    for closing in set("".join(_CLOSED_BY.values()))
}

_BRACKETS = {
    closing: opening for closing, opening in _OPENED_BY.items() if category(closing) == "Pe"
}


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
    places = _Places(text)
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


def _pairs(window: Logits, longest: int) -> tuple[Places, Places, Floats]:
    """Where each pair of a first and a last token starts and ends, and its score; (p,) each."""
    n = len(window.tokens)
    first = np.repeat(np.arange(n), longest)
    last = first + np.tile(np.arange(longest), n)
    first, last = first[last < n], last[last < n]
    scores = window.first[first] + window.last[last] - np.float32(window.null)
    return window.tokens.starts[first], window.tokens.ends[last], scores


class _Places:
    """Where a text of n characters may be cut.

    `starts` and `ends` (n + 1,) say where a span that begins, or ends, at a place shall do so:
    first around what is never cut, then without what may not stand at an end.
    """

    def __init__(self, text: str) -> None:
        n = len(text)
        cuts = np.ones(n + 1, bool)
        for pattern in _WHOLE:
            for match in pattern.finditer(text):
                cuts[match.start() + 1 : match.end()] = False
        self._text, self._cuts = text, cuts
        here = np.arange(n + 1)
        before = np.maximum.accumulate(np.where(cuts, here, 0))
        after = _next(cuts)
        self._begins = _next(np.append(~(_where(_NOT_FIRST, text) & cuts[1:]), True))
        kept = np.append(True, ~(_where(_NOT_LAST, text) & cuts[:-1]))
        self._finishes = np.maximum.accumulate(np.where(kept, here, 0))
        self.starts = self._begins[before]
        self.ends = self._finishes[after]
        self._content = _running(_where(_CONTENT, text))
        self._lines = _running(_where(_BREAK, text))

    def fit(self, starts: Places, ends: Places) -> npt.NDArray[np.bool_]:
        """Whether these may be spans (p,): of one line, and not of punctuation alone."""
        content = self._content[ends] > self._content[starts]
        return (starts < ends) & content & (self._lines[starts] == self._lines[ends])

    def paired(self, start: int, end: int) -> tuple[int, int]:
        """The span without halves of pairs at its ends; a bracket that closes behind it joins."""
        while True:
            first, last = self._text[start], self._text[end - 1]
            if self._cuts[start + 1] and _lacks(_CLOSED_BY.get(first), self._text[start + 1 : end]):
                start = int(self._begins[start + 1])
            elif self._cuts[end - 1] and _lacks(_OPENED_BY.get(last), self._text[start : end - 1]):
                end = int(self._finishes[end - 1])
            else:
                break
        closing = self._text[end : end + 1]
        opening = _BRACKETS.get(closing)
        inside = self._text[start:end]
        if opening and self._cuts[end + 1] and inside.rfind(opening) > inside.rfind(closing):
            end += 1
        return int(start), int(end)


def _lacks(others: str | None, text: str) -> bool:
    """Whether a mark's other half is wanted and not there."""
    return bool(others) and not any(other in text for other in others or "")


def _where(pattern: regex.Pattern[str], text: str) -> npt.NDArray[np.bool_]:
    """Which characters of a text the pattern matches (n,)."""
    found = np.zeros(len(text), bool)
    found[[match.start() for match in pattern.finditer(text)]] = True
    return found


def _running(flags: npt.NDArray[np.bool_]) -> Places:
    """How many flags are set before each place: (n,) to (n + 1,)."""
    return np.append(0, np.cumsum(flags))


def _next(flags: npt.NDArray[np.bool_]) -> Places:
    """The nearest set flag at each place or after it; the last one is set."""
    here = np.where(flags, np.arange(len(flags)), len(flags))
    return np.minimum.accumulate(here[::-1])[::-1]
