from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest
from babel.dates import format_date

from guillemet.index.date_words import LABELS, MONTHS
from guillemet.index.dates import date_of, furniture, parse_date

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-07-18", "2025-07-18"),
        ("2025-07-18T10:00:00Z", "2025-07-18"),
        ("2025/7/8", "2025-07-08"),
        ("2025-07", "2025-07"),
        ("2025", "2025"),
        ("18/7/2025", "2025-07-18"),
        ("31.12.2023", "2023-12-31"),
        ("7/2025", "2025-07"),
        ("ngày 18 tháng 7 năm 2024", "2024-07-18"),
        ("tháng 7/2025", "2025-07"),
        ("14-नवंबर-2025", "2025-11-14"),
        ("१४ नवम्बर २०२५", "2025-11-14"),
        ("2025年7月18日", "2025-07-18"),
        ("２０２５年７月", "2025-07"),
        ("2025년 7월 18일", "2025-07-18"),
        ("14 November 2025", "2025-11-14"),
        ("November 14, 2025", "2025-11-14"),
        ("3rd of May 2024", "2024-05-03"),
        ("14. Dezember 2025", "2025-12-14"),
        ("14 de noviembre de 2025", "2025-11-14"),
        ("1er août 2025", "2025-08-01"),
        ("14 ноября 2025 г.", "2025-11-14"),
        ("١٤ نوفمبر ٢٠٢٥", "2025-11-14"),
        ("14 พฤศจิกายน 2025", "2025-11-14"),
        ("14 KASIM 2025", "2025-11-14"),
        ("29/2/2024", "2024-02-29"),
        ("11/14/2025", "2025-11-14"),
        ("20250718", "2025-07-18"),
        ("Thứ sáu, 18/7/2025, 10:30 (GMT+7)", "2025-07-18"),
        ("18 Tháng Bảy, 2024", "2024-07-18"),
        ("14 thg 11, 2025", "2025-11-14"),
        ("Fri, 14 Nov 2025 10:30:00 +0700", "2025-11-14"),
        ("18 July 2025 at 3:15 PM BST", "2025-07-18"),
        ("14 नवंबर 2025, शुक्रवार", "2025-11-14"),
        ("2025年7月18日 星期五 10:30", "2025-07-18"),
        ("令和7年7月18日", "2025-07-18"),
        ("2025. 7. 18.", "2025-07-18"),
        ("14 พฤศจิกายน พ.ศ. 2568", "2025-11-14"),
        ("14 تشرين الثاني 2025", "2025-11-14"),
    ],
)
def test_dates_are_read_and_partial_ones_stay_partial(text, expected):
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "31/2/2024",
        "29/2/2025",
        "2025-13-01",
        "95%",
        "1,2",
        "18/7",
        "कुल",
        "0/0/2025",
        "2025-00-10",
        "13/13/2025",
        "18.07.25",
        "14 November",
        "Friday",
        "1404-08-23",
        "x" * 10_000,
    ],
)
def test_what_is_no_date_or_does_not_exist_is_none(text):
    assert parse_date(text) == ""


LOCALES = [
    "ar", "bn", "cs", "da", "de", "el", "en", "en_IN", "es", "es_MX", "fa", "fi", "fr", "he", "hi",
    "hu", "id", "it", "ja", "ko", "mr", "ms", "nb", "ne", "nl", "pl", "pt", "pt_PT", "ro", "ru",
    "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh", "zh_TW",
]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_cldr_and_we_agree_on_every_month_and_weekday(locale):
    for month in range(1, 13):
        day = datetime.date(2025, month, 14)
        for form in ("full", "long", "medium"):
            written = format_date(day, form, locale)
            assert parse_date(written) == day.isoformat(), written


def test_every_language_has_its_twelve_months():
    assert set(MONTHS.values()) == set(range(1, 13))
    assert MONTHS["mars"] == MONTHS["marzo"] == MONTHS["мая"] - 2 == 3


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_makes_a_date_line(label):
    text = f"Title\n{label}: 2025-07-18\nProse follows."
    assert [text[a:b] for a, b in furniture(text)] == [f"{label}: 2025-07-18"]


@pytest.mark.parametrize(
    ("seed", "day", "words"),
    [
        ("000_e7ee72b46384e599", "2025-07", ["date 2025-07"]),
        ("003_c5df9489b4556a97", "2025-11-14", ["पोस्ट करने का समय: 14-नवंबर-2025"]),
    ],
)
def test_the_date_lines_of_the_seeds_are_metadata(seed, day, words):
    text = (SEEDS / f"{seed}.txt").read_text("utf-8")
    assert date_of(text) == day
    assert [text[a:b] for a, b in furniture(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ngày đăng: 18/07/2024\nGiá gạo tăng.", ["Ngày đăng: 18/07/2024"]),
        ("Giá gạo tăng.\n发布时间：2025年7月18日\n", ["发布时间：2025年7月18日"]),
        ("Title\n14 November 2025\nProse follows.", ["14 November 2025"]),
        ("Prose.\n\nPosted on 3 May 2024\n", ["Posted on 3 May 2024"]),
        (
            "**Published:** Friday, 3 May 2024 10:30\n\nProse.",
            ["**Published:** Friday, 3 May 2024 10:30"],
        ),
        ("Thứ sáu, 18/7/2025, 10:30 (GMT+7)\nProse.", ["Thứ sáu, 18/7/2025, 10:30 (GMT+7)"]),
        ("2025-07-18 发布\n正文内容。", ["2025-07-18 发布"]),
        ("Prose.\nXuất bản: 7/2024 ", ["Xuất bản: 7/2024"]),
    ],
)
def test_a_line_that_is_only_a_date_is_furniture(text, words):
    assert [text[a:b] for a, b in furniture(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date 2025-07 Theo Cục trưởng, hơn 95%.", ["date 2025-07"]),
        ("Date: 14 November 2025 10:30 The mill opened.", ["Date: 14 November 2025 10:30"]),
        ("发布时间：2025年7月18日 来源：新华社\n正文。", ["发布时间：2025年7月18日"]),
        ("It is open. Ngày đăng: 18/07/2024", ["Ngày đăng: 18/07/2024"]),
    ],
)
def test_a_labelled_date_before_or_behind_the_prose_is_furniture(text, words):
    assert [text[a:b] for a, b in furniture(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "In 2025 the mill opened.",
        "The mill opened on 3 May 2024.",
        "2025",
        "Revenue: 2025",
        "a\nb\nc\nd\n3 May 2024\nf\ng\nh\ni",
        "Date palms grow here.",
        "date 2025-07 was hot.",
        "Published 2025-11-14 in London, the book sold well.",
        "Ngày 18/7/2025 Bộ Công nghiệp họp báo.",
        "दिनांक 14 नवंबर 2025 को बैठक हुई।",
        "The concert is on Date: 14 November 2025",
        "Acme Ltd\nFounded: 2 May 1990\nIt makes cars.",
        "Deadline: 14 November 2025\nApply now.",
        "Order placed\n18/07/2024\nOrder shipped\n20/07/2024",
        "Milestones\n3 May 2024\nOpened.\na\nb\nc\nd\n4 May 2024\nClosed.\ne\nf\ng\nh",
        "14 November 2025",
        "Date: 14 November 2025",
        "",
        "\n \n",
    ],
)
def test_prose_figures_tables_of_dates_and_lines_amid_a_text_are_not_furniture(text):
    assert furniture(text) == []


def test_a_hostile_text_takes_no_time():
    begun = time.perf_counter()
    for text in (
        "1" * 100_000,
        "- " * 50_000,
        "date: 2024 " * 50_000,
        "2024, 5\n" * 50_000,
        "date " * 20_000,
        "a:" * 50_000,
        "\n" * 100_000,
    ):
        furniture(text)
        parse_date(text)
    assert time.perf_counter() - begun < 2
