"""Two ways to take a text apart before answers are compared: `squad` and `unicode`."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from unicodedata import decimal, normalize

import regex

# Written without blanks between words.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"

_ENGLISH_ARTICLE = re.compile(r"\b(?:an?|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_UNSEEN = regex.compile(r"[\p{P}\p{S}\p{Cf}]")
_DIGIT = regex.compile(r"\p{Nd}")
_WORD = regex.compile(rf"[{UNSPACED}]\p{{M}}*|[^\s{UNSPACED}]+")


def squad_words(text: str) -> list[str]:
    """Lower case, ASCII punctuation and English articles off, split at blanks.

    As the official script does it (Rajpurkar et al. 2016, evaluate-v1.1.py; unchanged in 2.0):
    the figures of published tables, XQuAD's in every language included.
    """
    return _ENGLISH_ARTICLE.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()


def unicode_words(text: str) -> list[str]:
    """NFKC, casefold, punctuation and symbols of every script off, native digits to ASCII.

    Han, kana, Thai, Lao, Khmer and Myanmar count by the character (with its marks), others by
    blanks. The folding is toNFKC_Casefold of the Unicode Standard (section 3.13) in spirit: what
    is invisible (joiners, direction marks) goes too. Punctuation by category and Han by the
    character are MLQA's rules (Lewis et al. 2020, mlqa_evaluation_v1.py); the other scripts
    without blanks are treated alike, and no language's articles are taken off.
    """
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    ascii_digits = _DIGIT.sub(lambda match: str(decimal(match[0])), _UNSEEN.sub("", folded))
    return _WORD.findall(ascii_digits)


NORMALISERS: dict[str, Callable[[str], list[str]]] = {
    "squad": squad_words,
    "unicode": unicode_words,
}
