"""A run of passages, compiled for both legs; on disk it is the cache of an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from guillemet.index.dense import Dense, Moments, Vectors
from guillemet.index.postings import Postings
from guillemet.index.store import Ids, Row
from guillemet.index.words import words

IDS, MOMENTS, DENSE = "ids.npy", "moments.npz", "dense.faiss"


@dataclass(frozen=True, slots=True)
class Segment:
    """n passages in the order of their ids (n,), with what each leg needs of them.

    `languages` holds, for each language, the moments' count and total (its mean vector's parts).
    """

    ids: Ids
    postings: Postings
    dense: Dense
    moments: Moments

    @classmethod
    def build(cls, rows: Iterable[Row]) -> Segment:
        """Compile passages; an empty run is a segment of nothing."""
        ids: list[int] = []
        vectors: list[Vectors] = []

        def documents() -> Iterator[list[str]]:
            for row in rows:
                ids.append(row.id)
                vectors.append(row.vector)
                yield words(f"{row.title}\n{row.text}")

        postings = Postings.build(documents())
        packed = np.stack(vectors) if vectors else np.empty((0, 1), np.float32)
        return cls(np.array(ids, np.int64), postings, Dense.build(packed), Moments.of(packed))

    def save(self, folder: Path) -> None:
        """Write the segment into an empty folder."""
        np.save(folder / IDS, self.ids)
        np.savez(folder / MOMENTS, total=self.moments.total, outer=self.moments.outer)
        self.postings.save(folder)
        self.dense.save(folder / DENSE)

    @classmethod
    def load(cls, folder: Path) -> Segment:
        """Open a segment, memory-mapped."""
        ids = np.load(folder / IDS)
        with np.load(folder / MOMENTS) as found:
            moments = Moments(len(ids), found["total"], found["outer"])
        return cls(ids, Postings.load(folder), Dense.load(folder / DENSE), moments)
