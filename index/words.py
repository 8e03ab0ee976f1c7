"""The words of a text for BM25: one analyzer for every script, questions and passages alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex

WORDS_VERSION = 1  # raise it with every change of what `words` returns: old indexes are stale then

_PAIRED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Hangul}ー"
_CLUSTERED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERSION1 | regex.VERBOSE)


_LETTER = r"\p{L}\p{M}"
_TOKEN = _compiled(
    rf"""
      [{_LETTER}]++ (?: (?<![{_PAIRED}{_CLUSTERED}]) \p{{N}} [{_LETTER}\p{{N}}]*+ )?+
    | \d{{1,3}} (?:\ \d{{3}})++ (?:[.,]\d++)?+ (?![{_LETTER}\p{{N}}])
    | \d++ (?:[.,٫٬'’]\d++)++
    | [{_LETTER}\p{{N}}]++
    """
)
_PART = _compiled(rf"[{_PAIRED}]++ | [{_CLUSTERED}]++ | [^{_PAIRED}{_CLUSTERED}]++")
_PAIRED_PART = _compiled(rf"[{_PAIRED}]")
_CLUSTERED_PART = _compiled(rf"[{_CLUSTERED}]")
_CLUSTER = _compiled(r"\X")
_MARKS = _compiled(r"\p{M}")
_SCRIPT = _compiled(
    r"""(?P<latin>\p{Latin}) | (?P<arabic>\p{Arabic}) | (?P<devanagari>\p{Devanagari})
      | (?P<hebrew>\p{Hebrew})"""
)
_PLURAL = _compiled(r"(?<=..[^sui])s$")
_ARABIC_PREFIX = _compiled(r"^(?:[وبكف]?ال|لل|و)(?=...)")
_ARABIC_SUFFIX = _compiled(r"(?<=..)(?:ها|ان|ات|ون|ين|يه|ه|ي){1,2}$")
_DEVANAGARI_SUFFIX = _compiled(
    r"""(?<=..) (?: ियों | ियां | ियो | ाओं | ाएं | ुओं | ुएं | ओं | एं | यों | ों | ें | ीं | ां | [ोेाीिुू]
      | ाए?ं?ग[ाेी] | ेंग[ेी] | ेग[ाी] | ाकर | ा?[नत][ाेी] | ाया | ाई | ाए | कर ) $"""
)
_DIGITS = _compiled(r"\d+")
_SIGN = _compiled(r"[.,٫٬'’\ ]")
_GROUPED = _compiled(
    r"""(?P<whole> [1-9]\d{0,2} (?P<sign>[.,٬'’\ ])\d{3} (?:(?P=sign)\d{3})*
                 | [1-9]\d? (?:,\d\d)+ ,\d{3} )
        (?: (?!(?P=sign)) [.,٫] (?P<rest>\d+) )?"""
)
_DECIMAL = _compiled(r"\d+ [.,٫] \d+")
# Marks without a sound or a width, and Indic joiners (after a mark; Persian's parts words).
_SILENT = _compiled(
    r"[\u00ad\u034f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    r"| (?<=\p{M})[\u200c\u200d]"
)
# NFKC would make 61/2 of 6½, 106 of 10⁶ and no5 of №5.
_GLUED = _compiled(r"\p{No}(?<=\d.) | №")
_FOREIGN_DIGIT = _compiled(r"[\p{Nd}--[0-9]]")
_NASAL = _compiled(r"ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")

# Characters that are written in more than one way: the first stands for the others.
_SPELLINGS = {
    "ا": "أإآٱ", "ي": "ىیې", "ه": "ةہۀۃۂە", "ك": "ک", "و": "ؤ",
    "ं": "ँ", "न": "ऩ", "र": "ऱ", "ळ": "ऴ",
    "е": "ё", "α": "ά", "ε": "έ", "η": "ή", "ι": "ίϊΐ", "ο": "ό", "υ": "ύϋΰ", "ω": "ώ",
}  # fmt: skip
# Marks that are seldom written: Arabic and Hebrew vowels, tatweel, nukta, stress.
_OPTIONAL = (
    *range(0x0610, 0x061B), 0x0640, *range(0x064B, 0x0660), 0x0670,
    *range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7, 0x093C, 0x0300, 0x0301,
)  # fmt: skip
_ONE_SPELLING = str.maketrans(
    {variant: one for one, variants in _SPELLINGS.items() for variant in variants}
    | {chr(mark): "" for mark in _OPTIONAL}
)
# Latin letters that have no decomposition, as people type them without a special keyboard.
_TYPED = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th",
     "ə": "e", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y"}
)  # fmt: skip
_SHORT_VOWELS = str.maketrans("ीू", "िु")


def words(text: str) -> list[str]:
    """The index terms of a text, in its order and as often as they occur.

    A word gives two: itself in one spelling, and what its forms have in common (`_loose`), which
    also finds Vietnamese that was typed without marks. Both are given where they are the same,
    so that every word weighs alike. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese give
    the pairs of neighbouring characters. A number is its value: 40.319.000, 40,319,000 and
    40 319 000 give 40319000; one that can be read in two ways (1.200) gives both.
    """
    return [term for token in _TOKEN.findall(_folded(text)) for term in _terms(token)]


def _folded(text: str) -> str:
    text = _GLUED.sub(r" \g<0> ", _SILENT.sub("", text))
    # İ folds to an i with a dot above the dot.
    text = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")
    return _FOREIGN_DIGIT.sub(_ascii_digit, text)


def _ascii_digit(found: regex.Match[str]) -> str:
    # Python's tables may be older than the regex package's: then the digit stays as it is.
    return str(unicodedata.decimal(found.group(), found.group()))


@lru_cache(maxsize=1 << 16)
def _terms(token: str) -> tuple[str, ...]:
    return tuple(term for part in _PART.findall(token) for term in _terms_of_part(part))


def _terms_of_part(part: str) -> tuple[str, ...]:
    if part[0] in "0123456789":
        return _number(part)
    if _PAIRED_PART.match(part):
        return _pairs(part)
    if _CLUSTERED_PART.match(part):
        return _pairs(_CLUSTER.findall(part))
    word = _NASAL.sub("ं", part.translate(_ONE_SPELLING))
    return (word, _loose(word)) if word else ()


def _pairs(characters: Sequence[str]) -> tuple[str, ...]:
    return tuple(map("".join, pairwise(characters))) or (characters[0],)


def _loose(word: str) -> str:
    """What the forms of a word have in common, by script alone; the word where nothing is cut.

    Latin: no marks, no plural s, six letters. Arabic: light10 (Larkey, Ballesteros and Connell
    2002). Devanagari: after Ramanathan and Rao (2003), vowels short. Hebrew: the word. Any other
    script: five characters.
    """
    script = _SCRIPT.match(word)
    match script.lastgroup if script else "other":
        case "latin":
            typed = unicodedata.normalize("NFD", word).translate(_TYPED)
            return _PLURAL.sub("", _MARKS.sub("", typed))[:6]
        case "arabic":
            return _ARABIC_SUFFIX.sub("", _ARABIC_PREFIX.sub("", word))
        case "devanagari":
            return _DEVANAGARI_SUFFIX.sub("", word).translate(_SHORT_VOWELS)
        case "hebrew":
            return word
    return word[:5]


def _number(token: str) -> tuple[str, ...]:
    """The values that a number can have; for a word such as 500ka also the number it begins with.

    1.200 may be a thousand or a fraction; 24 500 may be two numbers; 18.7.2024 is three.
    """
    numbers = _DIGITS.findall(token)
    if not _SIGN.search(token):
        return (token if token != numbers[0] else _plain(token)), _plain(numbers[0])
    values = []
    if grouped := _GROUPED.fullmatch(token):
        whole = "".join(_DIGITS.findall(grouped["whole"]))
        values.append(f"{whole}.{grouped['rest']}" if grouped["rest"] else whole)
    if _DECIMAL.fullmatch(token):
        values.append(".".join(numbers))
    if not values or token.count(" ") == 1:
        values += map(_plain, numbers)
    return tuple(values) if len(values) > 1 else (values[0], values[0])


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"
