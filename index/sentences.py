"""Where sentences end, in every script, without asking which language it is."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from guillemet.index.abbreviations import (
    ENDERS,
    NEVER,
    NUMBERED,
    ORDINAL_AFTER,
    ORDINAL_BEFORE,
    SOMETIMES,
    STARTERS,
    UNITS,
    YEARS,
)

LONGEST = 600  # characters; longer ones (Thai writes no full stop) are cut at blanks
WRAPPED = 40  # a line shorter than this was not broken for want of room
BRACKETED = 200  # how far from a mark the brackets around it are looked for
NEAR = 40  # how far before a full stop its words are looked for

_WEAK = ".!?…‥"
# Unicode's sentence terminals, without ASCII's and without the Burmese comma.
_STRONG = r"[\p{SB=STerm}．--[!?၊]]"
_MARK = rf"[{_STRONG}{_WEAK}]"
EXTENDER = r"[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}]"
_HAN = r"\p{Han}\p{Hiragana}\p{Katakana}"


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERSION1 | regex.VERBOSE)


_END = _compiled(
    rf"""
    (?: (?<![{_WEAK}]) [{_WEAK}]++ (?![\p{{Lu}}\p{{Ll}}\p{{Lt}}\p{{Nd}}_/=&@-])
      | {_STRONG} | ፡፡ | \| | (?<=\p{{Greek}}); )
    {_MARK}*+
    # German closes with “ and «, which open elsewhere: there a word follows at once.
    (?: (?: [\p{{Pe}}\p{{Pf}}'] | [\p{{Pi}}"](?!\w) | [\ \u00a0\u202f]»(?!\w) )++ {_MARK}*+ )*+
    (?: \[\d{{1,3}}\] )*+
    """
)
_SURE = _compiled(rf"{_STRONG} | ፡፡")
_NEWLINE = _compiled(rf"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029] (?: \s(?!{EXTENDER}) )*+")
_BLANK = _compiled(rf"\s (?!\s | {EXTENDER})")
_EXTENDS = _compiled(EXTENDER)
_CLUSTER = _compiled(r"\X")
_WORDLIKE = _compiled(r"[\p{L}\p{N}]")
# Georgian letters are "small" in Unicode's tables, but the script has no capitals.
_SMALL = _compiled(r"(?!\p{Ll}\p{Lu}) [\p{Ll}--\p{Georgian}]")
_CAPITAL = _compiled(r"[\p{Lu}\p{Lt}] | \p{Ll}\p{Lu}")
_CASELESS = _compiled(rf"[\p{{Lo}}\p{{M}}--[{_HAN}\p{{Thai}}\p{{Lao}}]]{{3}}")
# What goes on after a quotation in Japanese: 「…。」と言った.
_QUOTING = _compiled(r"と(?!て|ころ|り) | って | など | なん | で(?![もはき]) | [はをがにの]")
_CHINESE = _compiled(rf"[{_HAN}]")
_DANDA_SCRIPTS = _compiled(r"[\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}]{2}")
_OPENING = _compiled(r"""[\s"'“”„«»‘’‹›¿¡(\[{「『（—–-]{0,8}""")
_LETTERS = _compiled(r"[\p{L}\p{M}'’]*+")
# One letter is an initial where words of one letter (Hindi है, Gujarati છે) do not end sentences.
_INITIALS = _compiled(
    r"""(?: \p{L}\p{M}* \. )+ \p{L}\p{M}*
      | (?: (?:\p{Lo}\p{M}*){1,2} \. )+ (?:\p{Lo}\p{M}*){1,2}
      | (?: [a-zа-яα-ω] | [\p{Lu}--Ý] | [\p{Lo}&&[\p{Arabic}\p{Bengali}\p{Tamil}\p{Telugu}
          \p{Kannada}\p{Malayalam}]] ) \p{M}*"""
)
_SHORT_NUMBER = _compiled(r"\d{1,2}")
_ROMAN = _compiled(r"[IVXLC]{2,}")
_THAI = _compiled(r"\p{Thai}")
_ENUMERATOR = _compiled(
    r"\W* (?: \d{1,2}(?:\.\d{1,2})* | \p{L} | [ivxIVX]{1,5} | \p{Lu}\p{L}{2,}\s\d{1,2} )"
)
_PAIRS = (("(", ")"), ("（", "）"), ("「", "」"), ("『", "』"))


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end), ascending, without the blanks around them.

    Every character that is not blank lies in exactly one of them. A line's end is a sentence's
    end unless the line was only wrapped. No boundary falls inside a grapheme cluster.
    """
    return [
        piece
        for line in _lines(text)
        for sentence in _of_line(text, *line)
        for piece in _capped(text, *sentence)
    ]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines; one that was wrapped (long, and the next begins with a small letter) goes on."""
    start = begin = 0
    for newline in _NEWLINE.finditer(text):
        single = newline.group().strip(" \t") in {"\n", "\r\n"}
        wrapped = single and newline.start() - begin >= WRAPPED
        begin = newline.end()
        if not (wrapped and _SMALL.match(text, begin)):
            yield start, newline.start()
            start = begin
    yield start, len(text)


def _of_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of one line, from mark to mark."""
    found: list[tuple[int, int]] = []
    begin = seen = start
    quotes, wordlike = 0, False
    for mark in _END.finditer(text, start, end):
        if mark.end() <= begin:
            continue
        quotes += text.count('"', seen, mark.end())
        wordlike = wordlike or bool(_WORDLIKE.search(text, seen, mark.start()))
        seen = mark.end()
        if not (_ends(text, begin, end, mark) if wordlike else found):
            continue
        # A straight quote before a word closes, if one is open in the line: 他说"走。"然后
        closing = quotes % 2 and seen < end and text[seen] == '"'
        stop = _whole(text, seen + 1 if closing else seen)
        if wordlike:
            found += trimmed(text, begin, stop)
        else:  # a mark alone belongs to the sentence before it
            found[-1] = (found[-1][0], stop)
        begin, wordlike = stop, False
    rest = trimmed(text, begin, end)
    if rest and found and not wordlike and not _WORDLIKE.search(text, seen, end):
        return [*found[:-1], (found[-1][0], rest[0][1])]
    return found + rest


def _ends(text: str, begin: int, end: int, mark: regex.Match[str]) -> bool:
    """Whether a sentence that began at `begin` ends with this mark; `end` is the line's."""
    stop = mark.end()
    at = _reach(_OPENING, text, stop, end)
    if at == end:
        return True
    if text[at] in ",;:，、；：،؛" or _inside_brackets(text, begin, stop, end):
        return False
    if _SURE.search(mark.group()):
        return not (text[stop - 1] in "」』" and _QUOTING.match(text, stop))
    return _ends_weakly(text, begin, mark, at)


def _inside_brackets(text: str, begin: int, stop: int, end: int) -> bool:
    near, far = max(begin, stop - BRACKETED), min(stop + BRACKETED, end)
    return any(
        text.rfind(opened, near, stop) > text.rfind(closed, near, stop)
        and text.find(closed, stop, far) >= 0
        for opened, closed in _PAIRS
    )


def _ends_weakly(text: str, begin: int, mark: regex.Match[str], at: int) -> bool:
    """The same for . ! ? … ; | before something that begins, past its quotes, at `at`."""
    sign, opening = mark.group(), text[mark.end() : at]
    if sign[0] == "|":
        before = text[max(begin, mark.start() - 2) : mark.start()].rstrip()
        return bool(_DANDA_SCRIPTS.fullmatch(before[-1:] + text[at]))
    if "¿" in opening or "¡" in opening:
        return True
    if _SMALL.match(text, at) or not (opening[:1].isspace() or _ends_glued(text, mark, at)):
        return False
    if sign.startswith(("...", "…", "‥")):
        left_out = text[mark.start() - 1 : mark.start()] in {"(", "[", "（"}
        return bool(_CAPITAL.match(text, at)) and not left_out
    return sign[0] != "." or _ends_with_stop(text, begin, mark.start(), at)


def _ends_glued(text: str, mark: regex.Match[str], at: int) -> bool:
    """Whether a mark with no blank after it can end a sentence: between caseless words."""
    dot = mark.start()
    if text[dot] != ".":
        return text[dot] in "!?" and (at == mark.end() or bool(_CHINESE.match(text, at)))
    return dot >= 3 and all(_CASELESS.fullmatch(text, at, at + 3) for at in (dot - 3, mark.end()))


def _ends_with_stop(text: str, begin: int, dot: int, at: int) -> bool:
    """The same for one full stop: the words before and after it decide."""
    near = max(begin, dot - NEAR)
    before, word = ["", "", *text[near:dot].split()][-2:]
    word = word.lstrip("\"'“”„«»‘’([")
    following = text[at : _reach(_LETTERS, text, at)]
    counted = before[-1:].isdigit()
    if word in ENDERS or f"{before} {word}" in ENDERS or (counted and word in UNITS):
        return True
    if _leads_on(word, text[at]) or (near == begin and _ENUMERATOR.fullmatch(text, begin, dot)):
        return False
    if following in STARTERS and text[at + len(following) : at + len(following) + 1] != ".":
        return True
    if _SHORT_NUMBER.fullmatch(word):
        return before not in ORDINAL_BEFORE and following not in ORDINAL_AFTER
    if counted and word in YEARS:
        return dot - begin > NEAR
    return not _may_go_on(word, before)


def _leads_on(word: str, following: str) -> bool:
    """Whether a word before a full stop always belongs to what follows it: "Dr.", "No. 5"."""
    if word in NEVER or regex.split(r"[.'’]", word)[-1] in NEVER:
        return True
    numbered = word in NUMBERED or word.endswith("str") or _SHORT_NUMBER.fullmatch(word)
    return bool(following.isdigit() and numbered)


def _may_go_on(word: str, before: str) -> bool:
    """Whether a full stop may belong to the word alone: "U.S.", "J.", "II.", "พ.ศ."."""
    if _ROMAN.fullmatch(word):  # a king's number ends "Louis XIV.", an ordinal leads on
        return before in ORDINAL_BEFORE or not (before[:1].isupper() and before.isalpha())
    if _THAI.match(word):  # the full stop is for abbreviations there
        return len(word.rpartition(".")[2]) <= 5
    return word in SOMETIMES or bool(_INITIALS.fullmatch(word))


def trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The range without the blanks around it, or nothing where it is blank."""
    inner = text[start:end]
    if not inner.strip():
        return []
    begin = start + len(inner) - len(inner.lstrip())
    if begin > start and _EXTENDS.match(text, begin):
        begin -= 1  # a mark that sits on a blank
    return [(begin, _whole(text, start + len(inner.rstrip())))]


def _whole(text: str, end: int) -> int:
    """The end of the grapheme cluster that the character before `end` is in."""
    return _reach(_CLUSTER, text, end - 1)


def _reach(pattern: regex.Pattern[str], text: str, start: int, end: int | None = None) -> int:
    """Where a match that starts at `start` ends; `start` where there is none."""
    found = pattern.match(text, start, end)
    return found.end() if found else start


def _capped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, cut at blanks into pieces of about equal size where it is too long."""
    while end - start > LONGEST:
        ideal = start + (end - start) // -(-(end - start) // LONGEST)
        blanks = [m.start() for m in _BLANK.finditer(text, start + 1, start + LONGEST)]
        far = None if blanks else _BLANK.search(text, start + LONGEST, end)
        if far:
            blanks = [far.start()]
        if not blanks:
            break
        cut = min(blanks, key=lambda at: abs(at - ideal))
        yield from trimmed(text, start, cut)
        start = cut + 1
    yield start, end
