"""How the two legs become one order. Every function scores candidates; higher is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

RRF_K = 60  # Cormack, Clarke and Buettcher 2009


@dataclass(frozen=True, slots=True)
class Legs:
    """What both legs say of the same c candidates.

    `dense` (c,) are inner products, `mean` and `deviation` those of the whole collection;
    `bm25` (c,) with `ceiling`, the most that any passage could score for the question's words.
    The ranks (c,) count from 1 and are 0 where a leg did not return the candidate.
    """

    dense: Scores
    mean: float
    deviation: float
    bm25: Scores
    ceiling: float
    dense_rank: npt.NDArray[np.int64]
    bm25_rank: npt.NDArray[np.int64]


def evidence(legs: Legs, weight: float, power: float) -> Scores:
    """Dense z-score + weight x (BM25 / ceiling) ^ power.

    BM25 of a question in another language still returns a full list, of function words and
    numbers. So it speaks in proportion to the share of the question that it has really found.
    """
    z = (legs.dense - legs.mean) / legs.deviation if legs.deviation else legs.dense * 0
    share = np.maximum(legs.bm25 / legs.ceiling, 0) if legs.ceiling else legs.bm25 * 0
    return np.asarray(z + weight * share**power, dtype=np.float32)


def rrf(legs: Legs) -> Scores:
    """Reciprocal rank fusion: the sum of 1 / (60 + rank) over the legs that found it."""

    def part(rank: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.where(rank > 0, 1.0 / (RRF_K + rank), 0.0)

    return np.asarray(part(legs.dense_rank) + part(legs.bm25_rank), dtype=np.float32)


FUSIONS: dict[str, Callable[[Legs, float, float], Scores]] = {
    "evidence": evidence,
    "rrf": lambda legs, _weight, _power: rrf(legs),
    "dense": lambda legs, _weight, _power: legs.dense,
    "bm25": lambda legs, _weight, _power: legs.bm25,
}
