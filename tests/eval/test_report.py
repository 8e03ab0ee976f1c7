"""Figures of records, and how they are told."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from guillemet.eval.records import Record, figures, is_right, reading
from guillemet.eval.report import flat, report


def record(number: int, asked_in: str, written_in: str, **more: Any) -> Record:
    values = more.pop("values", {"f1": float(number % 2)})
    return Record(str(number), f"article {number % 4}", asked_in, written_in, values, **more)


MIXED = [
    record(0, "vi", "vi", confidence=0.2, right=0.0, seconds={"search": 0.01, "total": 0.1}),
    record(1, "vi", "hi", confidence=0.9, right=1.0, seconds={"search": 0.02, "total": 0.2}),
    record(2, "hi", "hi", confidence=0.8, right=0.0, seconds={"search": 0.03, "total": 0.3}),
    record(3, "hi", "hi", confidence=0.7, right=1.0, seconds={"search": 0.04, "total": 0.4}),
    record(4, "en", "hi", values={"f1": 1.0, "f1_unanswerable": 1.0}, answerable=False,
           confidence=0.1, right=0.0),
]  # fmt: skip


def test_a_figure_is_the_mean_over_the_questions_that_it_applies_to() -> None:
    found = figures(MIXED)
    assert found["f1"].value == pytest.approx(3 / 5)
    assert found["f1"].count == 5
    assert found["f1"].low < 0.6 < found["f1"].high
    assert (found["f1_unanswerable"].value, found["f1_unanswerable"].count) == (1, 1)
    assert found["auroc"].value == pytest.approx(5 / 6)
    assert found["auroc_answerable"].value == 1
    assert found["coverage@90"].value == pytest.approx(1 / 5)
    assert found["latency_p50"].value == pytest.approx(0.25)
    assert found["latency_search_p95"].value == pytest.approx(0.0385)


def test_many_articles_are_drawn_whole_and_a_few_are_not() -> None:
    def width(articles: int) -> float:
        records = [
            Record(str(n), str(n % articles), "en", "en", {"f1": float(n % articles % 2)})
            for n in range(400)
        ]
        found = figures(records)["f1"]
        return found.high - found.low

    assert width(2) == pytest.approx(width(400), rel=0.1)
    assert width(40) == pytest.approx(width(400) * math.sqrt(10), rel=0.1)


def test_readings_are_scored_under_both_normalisers() -> None:
    scores = reading("中国有色", ["中国"], "_forced")
    assert scores["f1_forced"] == pytest.approx(2 / 3)
    assert scores["f1_squad_forced"] == scores["em_forced"] == scores["em_squad_forced"] == 0


def test_half_of_the_words_are_needed_to_be_right() -> None:
    assert is_right("ông Tao Qing", ["Tao Qing"]) == 1
    assert is_right("một hai ba Qing", ["Tao Qing"]) == 0
    assert is_right("Tao", []) == is_right(None, ["Tao"]) == 0


def test_the_flat_object_names_every_figure_and_is_json() -> None:
    numbers = flat(MIXED)
    assert json.loads(json.dumps(numbers, allow_nan=False)) == numbers
    assert numbers["f1_low"] <= numbers["f1"] <= numbers["f1_high"]  # type: ignore[operator]
    assert numbers["f1_same"] == pytest.approx(1 / 3)
    assert numbers["f1_other"] == 1
    assert numbers["f1:hi>hi"] == 0.5
    assert numbers["latency_p50:vi>hi"] == pytest.approx(0.2)
    assert numbers["auroc:vi>hi"] is None  # one answer alone has no order
    assert not [name for name in numbers if name.endswith("_low") and ">" in name]


def test_the_report_shows_intervals_languages_apart_and_the_matrix() -> None:
    lines = report("A set: 5 questions", MIXED).splitlines()
    assert lines[0] == "A set: 5 questions"
    row = {line.split()[0]: line.split()[1:] for line in lines if line.strip()}
    f1 = next(line.split() for line in lines if line.startswith("  f1 "))
    assert f1[1] == "60.0"
    assert f1[-2:] == ["33.3", "100.0"]
    assert row["latency_p50"][:2] == ["250", "4"]
    matrix = lines[next(n for n, line in enumerate(lines) if line.startswith("f1, %")) :]
    assert matrix[0].split()[2:] == [">", "hi", ">", "vi"]
    assert matrix[3].split() == ["vi", "100.0", "(1)", "0.0", "(1)"]


def test_one_language_pair_needs_no_matrix_and_no_halves() -> None:
    text = report("One", [record(n, "vi", "vi") for n in range(5)])
    assert "language" not in text
    assert "(5)" not in text


def test_unknown_languages_are_not_taken_for_the_same() -> None:
    unknown = [record(n, "", "") for n in range(5)]
    assert "language" not in report("Unknown", unknown)
    assert set(flat(unknown)) == {"f1", "f1_low", "f1_high"}
