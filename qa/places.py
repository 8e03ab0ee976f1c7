"""Where a quote may begin and end.

- A grapheme cluster, a number (`40.319.000`, `7,6%`, `18/7`), an initialism (`U.S.`) and a word
  of a script whose words stand apart are never cut: the quote grows to hold the whole.
- No blank, no dangling punctuation and no half of a pair of brackets or quotes stands at an end.
- No line break is crossed, except where the next line goes on in lower case.
"""

from __future__ import annotations

from unicodedata import category

import numpy as np
import numpy.typing as npt
import regex

Offsets = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


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
_NOT_FIRST = _compiled(r"[\p{Z}\p{C}\p{Pe} [\p{P}--[\p{Ps}\p{Pi}\p{Pf}\"'@#§%٪％‰&]]]")
_NOT_LAST = _compiled(r"[\p{Z}\p{C}\p{Ps} [\p{P}--[\p{Pe}\p{Pi}\p{Pf}\"'%٪％‰]]]")
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


class Places:
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

    def fit(self, starts: Offsets, ends: Offsets) -> Flags:
        """Whether these may be spans (p,): of one line, and not of punctuation alone."""
        fits: Flags = starts < ends
        fits &= self._content[ends] > self._content[starts]
        fits &= self._lines[starts] == self._lines[ends]
        return fits

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


def _where(pattern: regex.Pattern[str], text: str) -> Flags:
    """Which characters of a text the pattern matches (n,)."""
    found = np.zeros(len(text), bool)
    found[[match.start() for match in pattern.finditer(text)]] = True
    return found


def _running(flags: Flags) -> Offsets:
    """How many flags are set before each place: (n,) to (n + 1,)."""
    return np.append(0, np.cumsum(flags))


def _next(flags: Flags) -> Offsets:
    """The nearest set flag at each place or after it; the last one is set."""
    here = np.where(flags, np.arange(len(flags)), len(flags))
    return np.minimum.accumulate(here[::-1])[::-1]
