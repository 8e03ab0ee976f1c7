"""BM25 by its definition: a table of small functions, one row a method.

score(passage) = the sum over the question's words, a repeated word as often as it is asked, of

    idf(word) x (absent + tf (k1 + 1) / (tf + k1 (1 - b + b length / average length)))

| method | idf of a word in n of N passages | absent | source |
|---|---|---|---|
| lucene | ln(1 + (N - n + 1/2) / (n + 1/2)) | 0 | BM25Similarity of Lucene |
| okapi | ln((N - n + 1/2) / (n + 1/2)), see below | 0 | rank-bm25's BM25Okapi |
| plus | ln((N + 1) / n) | delta | Lv and Zhai 2011; rank-bm25's BM25Plus |

The saturation of tf and okapi's idf are those of Robertson and Zaragoza 2009 ("The Probabilistic
Relevance Framework"). Okapi's idf is negative for a word in most passages; rank-bm25 puts epsilon x
the mean idf of all words in its place, which is no remedy on a handful of passages: of two, a word
in one scores 0. So lucene, positive on any corpus, is the default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table: `idf(N, n)` for words in n (w,) of N passages, and its two turns.

    Where `floored`, a negative idf gives way to epsilon x the mean idf. Where `lifted`, a passage
    gets delta x idf for each of the question's words, also for one that it does not hold.
    """

    idf: Callable[[int, Floats], Floats]
    floored: bool = False
    lifted: bool = False


def lucene_idf(total: int, n: Floats) -> Floats:
    """ln(1 + (N - n + 1/2) / (n + 1/2)), always positive."""
    return np.log1p((total - n + 0.5) / (n + 0.5))


def okapi_idf(total: int, n: Floats) -> Floats:
    """ln((N - n + 1/2) / (n + 1/2)), negative where n > N / 2."""
    return np.log(total - n + 0.5) - np.log(n + 0.5)


def plus_idf(total: int, n: Floats) -> Floats:
    """ln((N + 1) / n); a word in no passage (infinite) counts like one in a single passage."""
    return np.log((total + 1) / np.maximum(n, 1))


METHODS: dict[str, Method] = {
    "lucene": Method(lucene_idf),
    "okapi": Method(okapi_idf, floored=True),
    "plus": Method(plus_idf, lifted=True),
}


@dataclass(frozen=True, slots=True)
class Bm25:
    """A method with its parameters: `epsilon` is for okapi alone, `delta` for plus alone.

    Raises ValueError on an unknown method, and where a parameter is out of its range.
    """

    method: str = "lucene"
    k1: float = 1.5
    b: float = 0.75
    delta: float = 1.0
    epsilon: float = 0.25

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"unknown BM25 method {self.method!r}; known: {', '.join(METHODS)}")
        if not (self.b <= 1 and all(x >= 0 for x in (self.k1, self.b, self.delta, self.epsilon))):
            raise ValueError(f"{self}: b must lie in 0..1, the other numbers not below 0")

    @property
    def floored(self) -> bool:
        """Whether `idf` needs to know the mean idf."""
        return METHODS[self.method].floored

    def idf(self, total: int, n: Floats, mean: float = 0.0) -> Floats:
        """The idf of words in n (w,) of `total` passages; `mean` is okapi's over all words."""
        idf = METHODS[self.method].idf(total, n)
        return np.where(idf < 0, self.epsilon * mean, idf) if self.floored else idf

    @property
    def absent(self) -> float:
        """What a word of the corpus brings, in idf, to a passage that does not hold it."""
        return self.delta if METHODS[self.method].lifted else 0.0

    @property
    def present(self) -> float:
        """What it brings more, in idf, to a passage that repeats it without end."""
        return self.k1 + 1

    def norm(self, relative: Floats) -> Floats:
        """K = k1 (1 - b + b x length / average length), of relative lengths."""
        return self.k1 * self.b * relative + self.k1 * (1 - self.b)


DEFAULT_BM25 = Bm25()


def saturation(tf: Floats, norm: Floats) -> Floats:
    """tf / (tf + K), in 0..1."""
    made = tf + norm
    return np.divide(tf, made, out=made)
