"""Dates: read as partial ISO dates, and found where a text states its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from guillemet.index.date_words import FILLERS, LABELS, MONTHS, folded

LONGEST = 100  # characters of a date with its label and its time
YEARS = range(1500, 2200)  # a year beyond is of another calendar, or no year
BUDDHIST = 543  # years that the Thai calendar is ahead
DAY, YEAR = len("2025-07-18"), len("2025")

# ---- what a date says

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\s\d,،;:/()（）|@–—-]+")
_ZONE = r"utc|gmt|[a-z]{1,2}[sd]t|[cew]et|ict|hkt|msk|wib"
_TIME = re.compile(
    r"(?:(?<=\d)t|[上下]午|午[前后後]|오[전후] ?)?(?<!\d)\d{1,2}[:h]\d\d(?::\d\d)?(?:[.,]\d+)?"
    rf"(?:\s*(?:z|[ap]\.?m\.?))?(?:\s*\(?(?:{_ZONE})?(?:\s*[+-]\d{{1,2}}(?::?\d\d)?)?\)?)?"
    r"(?![\w@])"
)
_NOISE = re.compile(r"[\s,،;|()（）]+")
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # of direction
_THAI = re.compile("[ก-๛]")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}

# Here a month's name has become @ and its number, and words that say nothing are gone.
_Y, _M, _D, _NAME = r"(?P<y>\d{4})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})", r"@(?P<m>\d{1,2})(?!\d)"
_GAP = r"[ ./–—-]*"
_FORMS = (
    rf"{_Y}(?:(?P<sign>[-/]|\. ?){_M}(?:(?P=sign){_D})?)?",
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    rf"{_D}(?P<sign> ?[-/.] ?){_M}(?P=sign){_Y}",
    rf"{_M}[-/.]{_Y}",
    rf"(?P<era>{'|'.join(_ERAS)})? ?(?P<y>\d{{1,4}}|元) ?[年년]"
    rf"(?: ?{_M} ?[月월](?: ?{_D} ?[日号號일])?)?"
    r" ?(?:星期.|[周週].|.曜日?|.요일|[月火水木金土日])?",
    rf"{_D}{_GAP}{_NAME}{_GAP}{_Y}",
    rf"{_NAME}{_GAP}{_D}{_GAP}{_Y}",
    rf"{_Y}{_GAP}{_NAME}{_GAP}{_D}",
    rf"{_NAME}{_GAP}{_Y}",
    rf"{_Y}{_GAP}{_NAME}",
)


def parse_date(text: str) -> str:
    """The date that a text consists of, as "2025-07-18", "2025-07" or "2025"; else "".

    Numbers of any script, month names of some 35 languages; weekday and time may stand beside.
    Among numbers alone the day comes before the month, unless only the other order is possible.
    A date that does not exist, or without a year of four digits, is "".
    """
    if len(text) > LONGEST or not _DIGIT.search(text):
        return ""
    plain = _plain(text)
    forms = (re.fullmatch(form, plain) for form in _FORMS)
    ahead = BUDDHIST if _THAI.search(text) else 0
    return next((iso for found in forms if found and (iso := _iso(found, ahead))), "")


def _plain(text: str) -> str:
    """The text with ASCII digits, months as @ and a number, without what is not the date."""
    text = _MARKS.sub("", folded(text))
    text = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    text = re.sub(r"th(?:áng|g) (?=\d)", "@", text)
    text = _WORD.sub(_meaning, _phrase().sub(_meaning, text))
    return _NOISE.sub(" ", _TIME.sub(" ", text)).strip(" .")


def _meaning(word: re.Match[str]) -> str:
    bare = word[0].strip(".'’")
    if bare in MONTHS:
        return f" @{MONTHS[bare]} "
    return " " if bare in FILLERS else word[0]


def _iso(found: re.Match[str], ahead: int) -> str:
    said = {name: value for name, value in found.groupdict().items() if value}
    year = 1 if said["y"] == "元" else int(said["y"])
    year += _ERAS.get(said.get("era", ""), 0)
    if year not in YEARS:
        year -= ahead
    month, day = int(said.get("m", 1)), int(said.get("d", 1))
    if month > 12 and found.start("y"):
        month, day = day, month
    try:
        whole = date(year if year in YEARS else 0, month, day).isoformat()
    except ValueError:
        return ""
    return whole[: DAY if "d" in said else len("2025-07") if "m" in said else YEAR]


@cache
def _phrase() -> re.Pattern[str]:
    """The names of months and weekdays that are several words."""
    return re.compile(_any_of(word for word in {*MONTHS, *FILLERS} if re.search("[ -]", word)))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# ---- where a text states its own date

Range = tuple[int, int]

EDGE = 4  # lines from either end of a text that may be its date
_LINE = re.compile(r"\S[^\n]*")
_WORDS = re.compile(r"\S+")
_ISO = re.compile(r"\d{4}-\d\d(-\d\d)?")
_DECORATION = " \t\r\u3000*_~()（）[]【】|·•–—-"
_SENTENCE_END = frozenset(".!?…。！？।॥؟۔”\"'’»)]|")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a text states its own date and nothing else; `date` is partial ISO."""

    start: int
    end: int
    date: str


def furniture(text: str) -> list[Range]:
    """The ranges that state the text's own date and nothing else, as (start, end), ascending.

    Such is a line near either end ("Ngày đăng: 18/07/2024", "14 November 2025"), or a labelled
    piece before the first sentence or behind the last ("date 2025-07 "). A date in a sentence,
    a table of dates, and a text that is nothing but a date are content.
    """
    return [(stamp.start, stamp.end) for stamp in _stamps(text)]


def date_of(text: str) -> str:
    """The date that a text states as its own, possibly partial; "" where it states none."""
    return next((stamp.date for stamp in _stamps(text)), "")


def _stamps(text: str) -> list[Stamp]:
    lines = [(m.start(), m.start() + len(m[0].rstrip())) for m in _LINE.finditer(text)]
    edges = lines if len(lines) <= 2 * EDGE else lines[:EDGE] + lines[-EDGE:]
    found = {line: day for line in edges if (day := _labelled(text[slice(*line)]))}
    bare = {line: day for line in edges if (day := _bare(text[slice(*line)]))}
    if len(bare) == 1 and not any(_bare(text[slice(*line)]) for line in lines[EDGE:-EDGE]):
        found |= bare
    if len(found) == len(lines):
        return []
    stamps = [Stamp(*line, day) for line, day in found.items()]
    if lines[0] not in found:
        stamps += _before(text, *lines[0])
    if lines[-1] not in found:
        stamps += _behind(text, *lines[-1])
    return sorted(stamps, key=lambda stamp: stamp.start)


def _labelled(line: str) -> str:
    """The date of a line that is only a date and its label."""
    if len(line) > LONGEST or not _DIGIT.search(line):
        return ""
    said = _statement().fullmatch(unicodedata.normalize("NFC", line).strip(_DECORATION))
    return parse_date(said["date"]) if said and (said["before"] or said["after"]) else ""


def _bare(line: str) -> str:
    """The date of a line that is only a date, to the day."""
    day = "" if line.isdigit() else parse_date(line.strip(_DECORATION))
    return day if len(day) == DAY else ""


def _before(text: str, start: int, end: int) -> list[Stamp]:
    """A labelled date in front of the first sentence; without a colon, only in ISO's form."""
    label = _label().match(text, start, end)
    if not label:
        return []
    found = None
    for word in islice(_WORDS.finditer(text, label.end(), end), 8):
        day = "" if word[0].isalpha() else parse_date(text[label.end() : word.end()])
        if len(day) > YEAR:
            found = Stamp(start, word.end(), day)
    if not found or not (label["colon"] or _ISO.fullmatch(text, label.end(), found.end)):
        return []
    following = text[found.end : end].lstrip()
    return [] if following[:1].islower() else [found]


def _behind(text: str, start: int, end: int) -> list[Stamp]:
    """A labelled date behind the last sentence."""
    for label in _label().finditer(text, max(start, end - LONGEST), end):
        day = parse_date(text[label.end() : end])
        ended = text[start : label.start()].rstrip()[-1:] in _SENTENCE_END
        if label["colon"] and ended and len(day) > YEAR:
            return [Stamp(label.start(), end, day)]
    return []


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(LABELS)})(?:(?P<colon>\s*[:：]\s*)|\s+)", re.IGNORECASE)


@cache
def _statement() -> re.Pattern[str]:
    label, sign = _any_of(LABELS), r"[\s:：.|*_–—-]*"
    return re.compile(
        rf"(?P<before>{label})?{sign}(?P<date>.*?){sign}(?P<after>{label})?", re.IGNORECASE
    )
