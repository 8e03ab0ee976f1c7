from __future__ import annotations

import numpy as np
import pytest

from guillemet.index.fusion import FUSIONS, Legs, evidence, rrf


def legs(dense, bm25, ceiling=10.0, dense_rank=None, bm25_rank=None) -> Legs:
    zeros = np.zeros(len(dense), dtype=np.int64)
    return Legs(
        dense=np.array(dense, np.float32),
        mean=0.5,
        deviation=0.1,
        bm25=np.array(bm25, np.float32),
        ceiling=ceiling,
        dense_rank=zeros if dense_rank is None else np.array(dense_rank),
        bm25_rank=zeros if bm25_rank is None else np.array(bm25_rank),
    )


def test_evidence_adds_the_squared_share_of_bm25_to_the_dense_z_score():
    scores = evidence(legs([0.7, 0.6], [0.0, 5.0]), weight=16, power=2)
    assert scores.tolist() == pytest.approx([2.0, 1.0 + 16 * 0.25], abs=1e-5)


def test_bm25_that_found_little_of_the_question_cannot_turn_the_dense_order():
    scores = evidence(legs([0.75, 0.65], [0.0, 1.0]), weight=16, power=2)
    assert scores[0] > scores[1]


def test_evidence_is_monotone_in_both_legs():
    rng = np.random.default_rng(1)
    dense, bm25 = rng.random(100), rng.random(100) * 10
    base = evidence(legs(dense, bm25), 16, 2)
    assert (evidence(legs(dense + 0.01, bm25), 16, 2) > base).all()
    assert (evidence(legs(dense, bm25 + 0.1), 16, 2) > base).all()


def test_a_collection_of_one_passage_has_no_deviation_and_no_nan():
    one = Legs(
        np.array([0.8], np.float32), 0.8, 0.0, np.array([1.0], np.float32), 0.0,
        np.array([1]), np.array([1]),
    )  # fmt: skip
    for fuse in FUSIONS.values():
        assert np.isfinite(fuse(one, 16, 2)).all()


def test_rrf_is_the_sum_of_reciprocal_ranks_over_the_legs_that_found_it():
    scores = rrf(legs([0, 0, 0], [0, 0, 0], dense_rank=[1, 0, 2], bm25_rank=[0, 1, 2]))
    assert scores.tolist() == pytest.approx([1 / 61, 1 / 61, 2 / 62])
