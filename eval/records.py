"""What was measured of each question, and the figures that come of many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from guillemet.eval.bootstrap import mean_intervals
from guillemet.eval.measures import (
    auroc,
    best,
    calibration_error,
    coverage_at,
    exact_match,
    f1,
    risk_coverage_area,
)

# Fewer articles than these say nothing of how articles differ: then questions are drawn.
_ENOUGH_ARTICLES = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One question's measures; `values` lacks those that do not apply to it.

    `article` is what hangs together with it. `confidence` is that of the best reading, trusted
    or not, and `right` whether that reading is right; NaN where nothing was read. `seconds` are
    wall-clock times by stage.
    """

    id: str
    article: str
    question_language: str
    article_language: str
    values: Mapping[str, float]
    answerable: bool = True
    given: str | None = None
    confidence: float = math.nan
    right: float = math.nan
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `count` questions; `low` and `high` are its 95 % interval, NaN without one."""

    value: float
    count: int
    low: float = math.nan
    high: float = math.nan


def reading(given: str | None, answers: Sequence[str], suffix: str = "") -> dict[str, float]:
    """`em`, `f1` (unicode words) and `em_squad`, `f1_squad` of an answer or a no."""
    return {
        f"em{suffix}": best(exact_match, given, answers),
        f"f1{suffix}": best(f1, given, answers),
        f"em_squad{suffix}": best(exact_match, given, answers, "squad"),
        f"f1_squad{suffix}": best(f1, given, answers, "squad"),
    }


def is_right(given: str | None, answers: Sequence[str]) -> float:
    """1 when a reading shares at least half of its words with an accepted answer (F1 >= 0.5)."""
    return float(given is not None and bool(answers) and best(f1, given, answers) >= 0.5)


def figures(records: Sequence[Record]) -> dict[str, Figure]:
    """Every figure of the records, by name: means with intervals, honesty, times."""
    return {**_means(records), **_honesty(records), **_times(records)}


def _means(records: Sequence[Record]) -> dict[str, Figure]:
    names = list(dict.fromkeys(name for record in records for name in record.values))
    if not names:
        return {}
    table = np.array([[r.values.get(name, math.nan) for name in names] for r in records])
    low, high = mean_intervals(table, _drawn_together(records))
    return {
        name: Figure(
            float(np.nanmean(column)), int((~np.isnan(column)).sum()), float(least), float(most)
        )
        for name, column, least, most in zip(names, table.T, low, high, strict=True)
    }


def _drawn_together(records: Sequence[Record]) -> np.ndarray:
    """The number of each record's group (n,)."""
    articles = {article: n for n, article in enumerate({r.article: None for r in records})}
    if len(articles) < _ENOUGH_ARTICLES:
        return np.arange(len(records))
    return np.array([articles[r.article] for r in records])


def _honesty(records: Sequence[Record]) -> dict[str, Figure]:
    read = [r for r in records if not math.isnan(r.confidence)]
    if not read:
        return {}
    confidence = np.array([r.confidence for r in read])
    right = np.array([r.right for r in read])
    answerable = np.array([float(r.answerable) for r in read])
    found = {
        "auroc": auroc(confidence, right),
        "auroc_answerable": auroc(confidence, answerable),
        "risk_coverage_area": risk_coverage_area(confidence, right),
        "coverage@90": coverage_at(0.9, confidence, right),
        "ece": calibration_error(confidence, right),
    }
    return {name: Figure(value, len(read)) for name, value in found.items()}


def _times(records: Sequence[Record]) -> dict[str, Figure]:
    """`latency_p50` of the whole and `latency_search_p50` of a stage, and so on, in seconds."""
    found = {}
    for stage in dict.fromkeys(stage for record in records for stage in record.seconds):
        seconds = [r.seconds[stage] for r in records if stage in r.seconds]
        name = "latency" if stage == "total" else f"latency_{stage}"
        for share in (50, 95):
            value = float(np.percentile(seconds, share))
            found[f"{name}_p{share}"] = Figure(value, len(seconds))
    return found
