"""Bootstrap intervals cover the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from guillemet.eval.bootstrap import mean_intervals


def test_an_interval_covers_the_true_mean_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(1)
    # 300 experiments of 120 questions as columns; truth is 0.7.
    values = (generator.random((120, 300)) < 0.7).astype(float)
    low, high = mean_intervals(values, np.arange(120), draws=2000)
    assert 0.90 <= np.mean((low <= 0.7) & (high >= 0.7)) <= 0.99


def test_questions_that_hang_together_make_it_as_wide_as_there_are_groups() -> None:
    generator = np.random.default_rng(2)
    by_article = (generator.random(50) < 0.5).astype(float)
    values = np.repeat(by_article, 20)[:, None]  # 20 questions of an article, all the same
    articles = np.repeat(np.arange(50), 20)
    low, high = mean_intervals(values, articles)
    alone_low, alone_high = mean_intervals(values, np.arange(1000))
    ratio = (high - low) / (alone_high - alone_low)
    assert ratio[0] == pytest.approx(np.sqrt(20), rel=0.1)


def test_it_agrees_with_the_normal_approximation() -> None:
    values = np.random.default_rng(3).normal(5, 2, (400, 1))
    low, high = mean_intervals(values, np.arange(400))
    error = 1.96 * values.std() / 20
    assert low[0] == pytest.approx(values.mean() - error, abs=0.02)
    assert high[0] == pytest.approx(values.mean() + error, abs=0.02)


def test_values_that_do_not_apply_are_left_out() -> None:
    values = np.array([[1.0, np.nan], [0.0, 1.0]] * 30)
    low, high = mean_intervals(values, np.arange(60))
    assert low[0] < 0.5 < high[0]
    assert low[1] == high[1] == 1


def test_the_same_values_give_the_same_interval_however_it_is_chunked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = np.random.default_rng(4).random((30, 2))
    whole = mean_intervals(values, np.arange(30))
    monkeypatch.setattr("guillemet.eval.bootstrap._CELLS_AT_ONCE", 100)
    assert np.array_equal(whole, mean_intervals(values, np.arange(30)))
