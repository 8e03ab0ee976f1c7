"""Normalisers, case by case."""

from __future__ import annotations

import pytest

from guillemet.eval.normalisers import squad_words, unicode_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Cat, an owl & a hen!", ["cat", "owl", "hen"]),
        ("Theatre  another\tAn", ["theatre", "another"]),
        ("U.S. 1,000", ["us", "1000"]),
        ("l'a b", ["la", "b"]),  # punctuation goes first, so no article is left
        ("“Quoted” – dash", ["“quoted”", "–", "dash"]),  # punctuation of ASCII alone
        ("中国 有色", ["中国", "有色"]),
        ("", []),
    ],
)
def test_squad_words_are_those_of_the_official_script(text: str, words: list[str]) -> None:
    assert squad_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Cat", ["the", "cat"]),
        ("“Quoted” – dash…", ["quoted", "dash"]),
        ("$1,000 + 5%", ["1000", "5"]),
        ("7,6%", ["76"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ﬁn １２３ ㎡", ["fin", "123", "m2"]),
        ("sản lượng", ["sản", "lượng"]),
        ("sa\u0309n lu\u031bo\u031b\u0323ng", ["sản", "lượng"]),  # decomposed
        ("१४ नवंबर, २०२५।", ["14", "नवंबर", "2025"]),
        ("٢٠٢٥ و ۱۴۰۳", ["2025", "و", "1403"]),
        ("هل «هذا»؟", ["هل", "هذا"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("2018 年，中国", ["2018", "年", "中", "国"]),
        ("2018年", ["2018", "年"]),
        ("東京タワーへ", ["東", "京", "タ", "ワ", "ー", "へ"]),
        ("ﾄｳｷｮｳ", ["ト", "ウ", "キ", "ョ", "ウ"]),
        ("กรุงเทพ ๒๕๖๗", ["ก", "รุ", "ง", "เ", "ท", "พ", "2567"]),
        ("ລາວ", ["ລ", "າ", "ວ"]),
        ("ភ្នំពេញ", ["ភ្", "នំ", "ពេ", "ញ"]),
        ("ရန်ကုန်", ["ရ", "န်", "ကု", "န်"]),
        ("서울 특별시", ["서울", "특별시"]),
        ("İstanbul", ["i̇stanbul"]),
        ("Ελλάς ΕΛΛΆΣ", ["ελλάσ", "ελλάσ"]),
        ("%", []),
        ("  \u3000\n", []),
    ],
)
def test_unicode_words_in_many_scripts(text: str, words: list[str]) -> None:
    assert unicode_words(text) == words
