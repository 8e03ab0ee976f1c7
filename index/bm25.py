"""BM25 by its definition: a table of small functions, one entry per method.

A passage's score is the sum over the question's words (a repeated word counts again) of
idf(word) x gain(tf, length). N is the number of passages, n of those that hold the word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bm25:
    """A method and its parameters. Raises ValueError on an unknown method.

    `epsilon` is used by okapi alone, `delta` by plus alone.
    """

    method: str = "lucene"
    k1: float = 1.5
    b: float = 0.75
    delta: float = 1.0
    epsilon: float = 0.25

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"unknown BM25 method {self.method!r}; known: {', '.join(METHODS)}")


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table.

    `idf(N, n, parameters, floor)` of words in n (w,) of N passages; `floor` is what okapi puts in
    the place of a negative idf. `gain(tf, norm, parameters)` with norm = 1 - b + b x length /
    average length. `absent` is the gain of a word that a passage does not hold.
    """

    idf: Callable[[int, Floats, Bm25, float], Floats]
    gain: Callable[[Floats, Floats, Bm25], Floats]
    absent: Callable[[Bm25], float] = lambda _: 0.0
    needs_floor: bool = False


def lucene_idf(total: int, n: Floats, _parameters: Bm25, _floor: float) -> Floats:
    """ln(1 + (N - n + 0.5) / (n + 0.5)): positive on any corpus (Lucene's BM25Similarity)."""
    return np.log1p((total - n + 0.5) / (n + 0.5))


def okapi_idf(total: int, n: Floats, _parameters: Bm25, floor: float) -> Floats:
    """ln((N - n + 0.5) / (n + 0.5)), negative ones replaced by `floor` (rank-bm25's BM25Okapi)."""
    idf = raw_okapi_idf(total, n)
    return np.where(idf < 0, floor, idf)


def raw_okapi_idf(total: int, n: Floats) -> Floats:
    """ln((N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza 2009, formula 3.15)."""
    return np.log(total - n + 0.5) - np.log(n + 0.5)


def plus_idf(total: int, n: Floats, _parameters: Bm25, _floor: float) -> Floats:
    """ln((N + 1) / n) (Lv and Zhai 2011)."""
    return np.log((total + 1) / np.maximum(n, 1))


def okapi_gain(tf: Floats, norm: Floats, p: Bm25) -> Floats:
    """tf (k1 + 1) / (tf + k1 norm) (Robertson and Zaragoza 2009)."""
    return tf * (p.k1 + 1) / (tf + p.k1 * norm)


def plus_gain(tf: Floats, norm: Floats, p: Bm25) -> Floats:
    """delta + tf (k1 + 1) / (tf + k1 norm) (Lv and Zhai 2011)."""
    return p.delta + okapi_gain(tf, norm, p)


METHODS: dict[str, Method] = {
    "lucene": Method(lucene_idf, okapi_gain),
    "okapi": Method(okapi_idf, okapi_gain, needs_floor=True),
    "plus": Method(plus_idf, plus_gain, absent=lambda p: p.delta),
}
