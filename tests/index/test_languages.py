from __future__ import annotations

import pytest

from guillemet.index.languages import language_code, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sản lượng kim loại màu tăng 2,9% so với cùng kỳ.", "vi"),
        ("एल्यूमीनियम उद्योग का उत्पादन मूल्य बढ़ गया है।", "hi"),
        ("The output of the ten metals rose by a fifth.", "en"),
        ("十种有色金属产量增长。", "zh"),
        ("东京人口", "zh"),
        ("東京の人口は約千四百万人です。", "ja"),
        ("서울의 인구는 얼마입니까?", "ko"),
        ("กรุงเทพมหานครเป็นเมืองหลวง", "th"),
        ("بلغ إنتاج الشركة أربعين ألف طن في العام الماضي", "ar"),
        ("تولید این شرکت در سال گذشته افزایش یافته است", "fa"),
        ("Производство металлов выросло на три процента.", "ru"),
        ("Виробництво металів зросло на три відсотки.", "uk"),
        ("Die Produktion der Metalle ist gestiegen.", "de"),
        ("La producción de metales aumentó un tres por ciento.", "es"),
        ("Üretim geçen yıla göre yüzde üç arttı.", "tr"),
        ("Η παραγωγή μετάλλων αυξήθηκε.", "el"),
        ("गेल्या वर्षीच्या तुलनेत धातूंचे उत्पादन वाढले आहे.", "mr"),
        ("گزشتہ سال کمپنی کی پیداوار میں اضافہ ہوا ہے", "ur"),
    ],
)
def test_languages_are_told_by_script_and_words(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "   ", "40.319.000", "OK", "😀", "?!"])
def test_what_has_too_little_to_tell_is_unknown(text):
    assert language_of(text) == ""


def test_one_kana_sign_makes_no_japanese():
    assert language_of("优の良品是一家很受欢迎的零食商店，在全国有许多分店。") == "zh"


def test_an_article_is_judged_by_more_than_its_first_words():
    names = "Nguyễn Văn Anh, Trần Thị Bình, Lê Hoàng Cường, Phạm Minh Đức, Đỗ Thùy Linh, Vũ Hải: "
    assert (
        language_of(names + "the output of the ten metals rose by a fifth last year. " * 10) == "en"
    )


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("vi", "vi"),
        ("vi-VN", "vi"),
        ("zh_Hant_TW", "zh"),
        (" EN ", "en"),
        ("Vietnamese", ""),
        ("", ""),
    ],
)
def test_a_language_tag_is_read_by_its_first_part(tag, code):
    assert language_code(tag) == code


def test_telling_languages_never_asks_the_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert language_of("Die Produktion der Metalle ist gestiegen.") == "de"
