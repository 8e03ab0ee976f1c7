"""Measures against values worked out by hand and against the reference implementations."""

from __future__ import annotations

import math

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from guillemet.eval.measures import (
    auroc,
    best,
    calibration_error,
    coverage_at,
    exact_match,
    f1,
    ndcg,
    recall,
    reciprocal_rank,
    risk_coverage_area,
)


def test_f1_of_answers_worked_out_by_hand() -> None:
    assert f1(["a", "b", "c"], ["b", "c", "d", "e"]) == pytest.approx(2 * 2 / 7)
    assert f1(["a", "a"], ["a"]) == pytest.approx(2 / 3)
    assert f1(["a"], ["b"]) == 0
    assert f1([], ["b"]) == f1(["a"], []) == 0
    assert f1([], []) == 1


def test_the_best_of_the_accepted_answers_counts() -> None:
    answers = ["40.319.000 tấn", "40.319.000"]
    assert best(exact_match, "40.319.000", answers) == 1
    assert best(f1, "đạt 40.319.000 tấn", answers) == pytest.approx(4 / 5)
    assert best(exact_match, "tấn", answers) == 0


def test_chinese_is_judged_by_characters_and_by_blanks_under_the_squad_rules() -> None:
    assert best(f1, "中国有色", ["中国"]) == pytest.approx(2 / 3)
    assert best(f1, "中国有色", ["中国"], "squad") == 0


def test_a_no_is_right_exactly_where_there_is_no_answer() -> None:
    assert best(f1, None, []) == 1
    assert best(f1, "words", []) == 0
    assert best(f1, None, ["words"]) == 0
    assert best(exact_match, None, [], "squad") == 1


@settings(max_examples=200)
@given(
    st.dictionaries(st.integers(0, 40), st.integers(1, 3), min_size=1, max_size=12),
    st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=30),
)
def test_rankings_are_measured_as_ir_measures_does(
    judged: dict[int, int], found: list[int]
) -> None:
    qrels = [ir_measures.Qrel("q", f"d{d}", grade) for d, grade in judged.items()]
    run = [ir_measures.ScoredDoc("q", f"d{d}", -rank) for rank, d in enumerate(found)]
    expected = ir_measures.calc_aggregate([nDCG @ 10, nDCG @ 3, R @ 5, R @ 1, RR], qrels, run)
    gains, grades = [judged.get(d, 0) for d in found], list(judged.values())
    assert ndcg(gains, grades, 10) == pytest.approx(expected[nDCG @ 10])
    assert ndcg(gains, grades, 3) == pytest.approx(expected[nDCG @ 3])
    assert recall(gains, grades, 5) == pytest.approx(expected[R @ 5])
    assert recall(gains, grades, 1) == pytest.approx(expected[R @ 1])
    assert reciprocal_rank(gains) == pytest.approx(expected[RR])


# Few values, so that there are many ties.
READINGS = st.lists(
    st.tuples(st.integers(0, 8).map(lambda n: n / 8), st.sampled_from([0.0, 1.0])),
    min_size=1,
    max_size=40,
).map(lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True)))


@given(READINGS)
def test_auroc_is_that_of_scikit_learn(readings: tuple[np.ndarray, np.ndarray]) -> None:
    confidence, right = readings
    if len(set(right)) == 1:
        assert math.isnan(auroc(confidence, right))
    else:
        assert auroc(confidence, right) == pytest.approx(roc_auc_score(right, confidence))


@given(READINGS)
def test_coverage_is_the_best_of_all_thresholds(readings: tuple[np.ndarray, np.ndarray]) -> None:
    confidence, right = readings
    reachable = [
        np.mean(confidence >= threshold)
        for threshold in set(confidence)
        if right[confidence >= threshold].mean() >= 0.9
    ]
    assert coverage_at(0.9, confidence, right) == pytest.approx(max(reachable, default=0))


@given(READINGS)
def test_risk_coverage_area_is_the_mean_over_random_orders_of_ties(
    readings: tuple[np.ndarray, np.ndarray],
) -> None:
    confidence, right = readings
    generator = np.random.default_rng(0)
    areas = []
    for _ in range(300):
        order = np.lexsort((generator.random(len(right)), -confidence))
        areas.append(np.mean(np.cumsum(1 - right[order]) / np.arange(1, len(right) + 1)))
    spread = np.std(areas) / math.sqrt(len(areas))
    assert risk_coverage_area(confidence, right) == pytest.approx(
        np.mean(areas), abs=6 * spread + 1e-9
    )


def test_risk_coverage_area_worked_out_by_hand() -> None:
    confidence, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1.0, 0.0, 1.0, 0.0])
    assert risk_coverage_area(confidence, right) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_a_calibrated_confidence_has_no_error_and_a_bragging_one_has_its_brag() -> None:
    right = np.array([1.0, 0.0] * 50)
    assert calibration_error(np.full(100, 0.5), right) == pytest.approx(0, abs=1e-12)
    assert calibration_error(np.full(100, 0.9), right) == pytest.approx(0.4)


def test_calibration_bins_hold_equally_many() -> None:
    # One bin of 0.1 (all wrong), nine of 0.9 (all right): each is 0.1 off.
    confidence = np.array([0.1] * 10 + [0.9] * 90)
    assert calibration_error(confidence, (confidence > 0.5).astype(float)) == pytest.approx(0.1)


def test_nothing_read_gives_no_figure() -> None:
    empty = np.array([])
    for measure in (auroc, risk_coverage_area, calibration_error):
        assert math.isnan(measure(empty, empty))
    assert math.isnan(coverage_at(0.9, empty, empty))
