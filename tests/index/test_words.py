"""Words for BM25: what must meet meets, in every script, and nothing is torn apart."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.words import words

SEEDS = Path(__file__).parents[2] / "seeds"


def distinct(text: str) -> list[str]:
    return list(dict.fromkeys(words(text)))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Sản lượng Đồng", ["sản", "san", "lượng", "luong", "đồng", "dong"]),
        ("x86 H2O CO₂ m²", ["x86", "h2o", "co2", "m2"]),
        ("500kA 19th 2024में", ["500ka", "500", "19th", "19", "2024में", "2024"]),
        ("7.6GW 3,5%", ["7.6", "gw", "3.5"]),
        ("40.319.000 40,319,000 40 319 000 40'319'000", ["40319000"]),
        ("6,15,000 615000", ["615000"]),
        ("1.234.567,89 1,234,567.89 1 234 567,89", ["1234567.89"]),
        ("1.200", ["1200", "1.200"]),
        ("0.125 0,125", ["0.125"]),
        ("18.7.2024 18/07/2024", ["18", "7", "2024"]),
        ("năm 2024 500 tấn", ["năm", "nam", "2024", "500", "tấn", "tan"]),
        ("6½ 10⁶ №5", ["6", "1", "2", "10", "no", "5"]),
        ("２０２４ ٢٠٢٤ २०२४ ۲۰۲۴ ๒๐๒๔", ["2024"]),
        ("۱۷٫۵ ١٬٢٣٤", ["17.5", "1234"]),
        ("中国有色 2024年", ["中国", "国有", "有色", "2024", "年"]),
        ("東京タワー", ["東京", "京タ", "タワ", "ワー"]),
        ("서울은 2024년", ["서울", "울은", "2024", "년"]),
        ("ที่นี่ ก", ["ที่นี่", "ก"]),
        ("GDP增长5.2%", ["gdp", "增长", "5.2"]),
        ("ﬁne Ⅳ ＡＢＣ", ["fine", "iv", "abc"]),
        ("naïve Straße", ["naïve", "naive", "strasse", "strass"]),
        ("हिन्दी ज़मीन चाँद", ["हिंदी", "हिंद", "जमीन", "जमिन", "चांद"]),
        ("القَاهِرَة القاهره", ["القاهره", "قاهر"]),
        ("می‌خواهم", ["مي", "خواهم"]),
        ("ёлка Росси́я", ["елка", "россия", "росси"]),
        ("ΑΘΉΝΑ Αθήνα ΑΘΗΝΑ", ["αθηνα"]),
        ("- … ـ \u0301 ।", []),
    ],
)
def test_a_text_gives_these_terms(text: str, terms: list[str]):
    assert distinct(text) == terms


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("san luong", "sản lượng"),
        ("ISTANBUL", "İstanbul"),
        ("Istanbul", "ISTANBUL"),
        ("Zürich", "Zurich"),
        ("companies", "company"),
        ("एल्युमिनियम", "एल्यूमीनियम"),
        ("कंपनियों", "कंपनियां"),
        ("उत्पादन", "उत्पादनों"),
        ("नवम्बर", "नवंबर"),
        ("المدينة", "مدينة"),
        ("أحمد", "احمد"),
        ("کتاب", "كتاب"),
        ("Москвой", "Москва"),
        ("Λονδίνου", "Λονδίνο"),
        ("서울에서", "서울의"),
        ("kilometriä", "kilometrin"),
        ("16,9", "16.9"),
        ("1200", "1.200"),
        ("300000", "300,000"),
    ],
)
def test_a_question_meets_what_is_written_otherwise(asked: str, written: str):
    assert set(words(asked)) & set(words(written))


@pytest.mark.parametrize(
    ("one", "other"), [("15,9", "16,9"), ("mà", "ma"), ("2024", "2025"), ("7,6", "76")]
)
def test_different_things_keep_a_term_of_their_own(one: str, other: str):
    assert set(words(one)) - set(words(other))


def test_every_word_weighs_alike_whether_or_not_it_has_marks():
    assert len(words("kim loại màu")) == 6
    assert words("kim kim").count("kim") == 4


def test_the_figures_of_the_sample_articles_are_found_however_they_are_written():
    vi, hi = (words(path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.txt")))
    assert {"40319000", "7.6", "15.9", "16.9", "500", "95"} <= set(vi)
    assert {"615000", "300000", "41.9", "33.69", "100"} <= set(hi)


def test_a_number_with_no_end_is_no_trouble():
    assert words("9" * 5000) == ["9" * 5000] * 2
    assert words("1" + ",000" * 3000) == ["1" + "000" * 3000] * 2


@given(st.text())
def test_terms_are_not_empty_and_hold_no_blank_and_no_capital(text: str):
    for term in words(text):
        assert term
        assert not any(char.isspace() for char in term)
        assert term == term.casefold() or not term.isascii()


@given(st.text(st.sampled_from("aZđÉếöИй ぱガกำक़ड़한 أة۳3.,'’½")))
def test_composed_and_decomposed_text_give_the_same_terms(text: str):
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_a_megabyte_takes_less_than_a_second(seed: Path):
    text = seed.read_text("utf-8")
    copies = 500_000 // len(text.encode())
    begun = time.process_time()
    for _ in range(copies):
        words(text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("text", ["a" * 200_000, "1,000" * 40_000, "1 000 " * 30_000, "'" * 200_000,
                                  "\u0301" * 200_000, "क\u200d" * 60_000])  # fmt: skip
def test_hostile_texts_take_linear_time(text: str):
    begun = time.process_time()
    words(text)
    assert time.process_time() - begun < 2.0
