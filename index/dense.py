"""The dense leg: exact inner products over float16 vectors, in FAISS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Dense:
    """(n, d) L2-normalised vectors; a higher inner product (at most 1) is nearer."""

    def __init__(self, faiss_index: Any) -> None:  # noqa: ANN401  FAISS ships no types
        self._faiss = faiss_index

    @classmethod
    def build(cls, vectors: Vectors) -> Dense:
        """Pack (n, d) float32 vectors."""
        import faiss

        made = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        made.add(np.ascontiguousarray(vectors))
        return cls(made)

    def save(self, path: Path) -> None:
        """Write the vectors as a FAISS file."""
        import faiss

        faiss.write_index(self._faiss, str(path))

    @classmethod
    def load(cls, path: Path) -> Dense:
        """Open a FAISS file, memory-mapped. Raises RuntimeError when it is broken."""
        import faiss

        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    def top(self, query: Vectors, k: int, allowed: Mask | None = None) -> tuple[Rows, Vectors]:
        """The k nearest rows (among the allowed ones) to `query` (d,), with scores, best first."""
        import faiss

        parameters = None  # its type stubs do not know `sel`
        if allowed is not None:
            # Held here until the search is over: FAISS keeps only a pointer to the bits.
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        k = min(k, len(self))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, rows = self._faiss.search(query[None], k, params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def scores(self, query: Vectors, rows: Rows) -> Vectors:
        """The inner products of `query` (d,) with these rows."""
        if not len(rows):
            return np.empty(0, np.float32)
        return self.vectors(rows) @ query

    def vectors(self, rows: Rows) -> Vectors:
        """The stored vectors of these rows, (len(rows), d)."""
        return np.asarray(self._faiss.reconstruct_batch(rows), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sum (d,) and sum of outer products (d, d) of vectors, float64.

    From these the mean and the deviation of *all* inner products with any query are exact,
    without touching a vector: mean = q.m, variance = q'Sq - (q.m)^2.
    """

    count: int
    total: npt.NDArray[np.float64]
    outer: npt.NDArray[np.float64]

    @classmethod
    def of(cls, vectors: Vectors, sign: int = 1) -> Moments:
        """The moments of (n, d) vectors; with `sign` -1 what they take away from a sum."""
        exact = vectors.astype(np.float64)
        return cls(sign * len(exact), sign * exact.sum(axis=0), sign * (exact.T @ exact))

    @classmethod
    def sum(cls, parts: Sequence[Moments]) -> Moments:
        """The moments of all the parts' vectors together; at least one part."""
        return cls(
            sum(p.count for p in parts),
            np.sum([p.total for p in parts], axis=0),
            np.sum([p.outer for p in parts], axis=0),
        )

    def mean_and_deviation(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the inner products of `query` (d,) with all vectors."""
        if self.count == 0:
            return 0.0, 0.0
        q = query.astype(np.float64)
        mean = float(q @ self.total) / self.count
        variance = float(q @ self.outer @ q) / self.count - mean * mean
        return mean, float(np.sqrt(max(variance, 0.0)))
