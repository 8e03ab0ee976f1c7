"""The words of a text for BM25: one analyzer for every script, questions and passages alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex

WORDS_VERSION = 1  # raise it with every change of what `words` returns: old indexes are stale then

_HAN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}ー"
_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERSION1 | regex.VERBOSE)


_TOKEN = _compiled(
    rf"""
      \d{{1,3}}(?:\ \d{{3}})++(?:[.,]\d++)?+(?!\d)
    | \d++(?:[.,٫٬'’]\d++)++
    | \d++(?![\p{{L}}\p{{M}}--[{_HAN}{_UNSPACED}]])
    | [{_HAN}]++
    | [{_UNSPACED}]++
    | [\p{{L}}\p{{M}}\p{{N}}--[{_HAN}{_UNSPACED}]]++
    """
)
_HAN_RUN = _compiled(rf"[{_HAN}]")
_UNSPACED_RUN = _compiled(rf"[{_UNSPACED}]")
_CLUSTER = _compiled(r"\X")
_LATIN = _compiled(r"\p{Latin}")
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
    r"[\u00ad\u034f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff] | (?<=\p{M})[\u200c\u200d]"
)
# NFKC would make 61/2 of 6½, 106 of 10⁶ and no5 of №5.
_GLUED = _compiled(r"(?<=\d)(?=\p{No}) | (?<=№)")
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


def words(text: str) -> list[str]:
    """The index terms of a text in its order, repeated as often as they occur.

    A word is its letters, marks and digits in one spelling; one in Latin letters with marks is
    followed by its twin without. Chinese, Japanese, Thai, Lao, Khmer and Burmese give pairs of
    neighbouring characters. A number is its value: 40.319.000 and 40,319,000 give 40319000; one
    that can be read in two ways (1.200) gives both.
    """
    return [term for token in _TOKEN.findall(_folded(text)) for term in _terms(token)]


def _folded(text: str) -> str:
    text = _GLUED.sub(" ", _SILENT.sub("", text))
    # İ folds to an i with a dot above the dot.
    text = unicodedata.normalize("NFKC", text).casefold().replace("i̇", "i")
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


@lru_cache(maxsize=1 << 16)
def _terms(token: str) -> tuple[str, ...]:
    if token[0] in "0123456789":
        return _number(token)
    if _HAN_RUN.match(token):
        return _pairs(token)
    if _UNSPACED_RUN.match(token):
        return _pairs(_CLUSTER.findall(token))
    word = _NASAL.sub("ं", token.translate(_ONE_SPELLING))
    if word.isascii() or not _LATIN.match(word):
        return (word,)
    typed = unicodedata.normalize("NFD", word).translate(_TYPED)
    typed = "".join(letter for letter in typed if not unicodedata.combining(letter))
    return (word, typed) if typed != word else (word,)


def _pairs(characters: Sequence[str]) -> tuple[str, ...]:
    if len(characters) == 1:
        return (characters[0],)
    return tuple(a + b for a, b in pairwise(characters))


def _number(token: str) -> tuple[str, ...]:
    """The values that a number can have; for a word such as 500ka also the number it begins with.

    1.200 may be a thousand or a fraction; 24 500 may be two numbers; 18.7.2024 is three.
    """
    numbers = _DIGITS.findall(token)
    if not _SIGN.search(token):
        return (token, _plain(numbers[0])) if token != numbers[0] else (_plain(token),)
    values = []
    if grouped := _GROUPED.fullmatch(token):
        whole = "".join(_DIGITS.findall(grouped["whole"]))
        values.append(f"{whole}.{grouped['rest']}" if grouped["rest"] else whole)
    if _DECIMAL.fullmatch(token):
        values.append(".".join(numbers))
    if not values or token.count(" ") == 1:
        values += map(_plain, numbers)
    return tuple(values)


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"
