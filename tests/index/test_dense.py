from __future__ import annotations

import numpy as np
import pytest

from guillemet.index.dense import Dense, Moments


@pytest.fixture
def vectors():
    made = np.random.default_rng(7).normal(size=(500, 64)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made.astype(np.float16).astype(np.float32)


@pytest.fixture(params=["built", "loaded"])
def dense(request, vectors, tmp_path):
    built = Dense.build(vectors)
    if request.param == "built":
        return built
    built.save(tmp_path / "dense.faiss")
    return Dense.load(tmp_path / "dense.faiss")


def test_the_nearest_rows_are_those_of_brute_force(dense, vectors):
    for query in vectors[:20]:
        rows, scores = dense.top(query, 10)
        exact = vectors @ query
        assert rows.tolist() == np.argsort(-exact)[:10].tolist()
        np.testing.assert_allclose(scores, exact[rows], atol=1e-5)


def test_only_allowed_rows_are_returned_and_all_of_them_when_they_are_few(dense, vectors):
    allowed = np.zeros(500, dtype=bool)
    allowed[[3, 77, 490]] = True
    rows, _ = dense.top(vectors[0], 10, allowed)
    assert sorted(rows.tolist()) == [3, 77, 490]


def test_scores_of_given_rows_equal_those_of_the_search(dense, vectors):
    rows, scores = dense.top(vectors[5], 50)
    np.testing.assert_allclose(dense.scores(vectors[5], rows), scores, atol=1e-5)


def test_an_empty_leg_returns_nothing():
    rows, scores = Dense.build(np.empty((0, 64), np.float32)).top(np.ones(64, np.float32), 5)
    assert len(rows) == len(scores) == 0


def test_moments_give_the_mean_and_deviation_of_all_scores(vectors):
    query = vectors[3] * 2
    whole = Moments.sum([Moments.of(vectors[:200]), Moments.of(vectors[200:])])
    exact = vectors @ query
    mean, deviation = whole.mean_and_deviation(query)
    assert mean == pytest.approx(exact.mean(), abs=1e-6)
    assert deviation == pytest.approx(exact.std(), abs=1e-6)


def test_what_is_taken_away_from_moments_leaves_those_of_the_rest(vectors):
    rest = Moments.sum([Moments.of(vectors), Moments.of(vectors[:200], sign=-1)])
    expected = Moments.of(vectors[200:]).mean_and_deviation(vectors[0])
    assert rest.mean_and_deviation(vectors[0]) == pytest.approx(expected, abs=1e-9)
    assert rest.count == 300


def test_moments_of_nothing_are_zero_not_a_division_by_zero():
    nothing = Moments.of(np.empty((0, 4), np.float32))
    assert nothing.mean_and_deviation(np.ones(4, np.float32)) == (0.0, 0.0)
