"""One generation of an index, ready to be asked: its segments, and the order of its passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guillemet.index.bm25 import METHODS, Bm25
from guillemet.index.cache import load_cache, save_cache
from guillemet.index.dense import Mask, Moments, Rows, Vectors
from guillemet.index.fusion import FUSIONS, Legs, Scores
from guillemet.index.nouns import Standing
from guillemet.index.postings import Lexicon, best
from guillemet.index.segment import Segment
from guillemet.index.store import Ids, Store

# The cache is made anew when this many passages, and this share of all, came or went since.
TAIL_PASSAGES = 1000
TAIL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How passages are ordered. Raises ValueError on an unknown name.

    `fusion` is one of fusion.FUSIONS and `bm25` one of bm25.METHODS. `weight` and `power` are
    those of the evidence fusion. The best `candidates` of each leg are fused.
    """

    fusion: str = "evidence"
    bm25: str = "lucene"
    weight: float = 32.0
    power: float = 3.0
    candidates: int = 100

    def __post_init__(self) -> None:
        for name, value, known in (("fusion", self.fusion, FUSIONS), ("bm25", self.bm25, METHODS)):
            if value not in known:
                raise ValueError(f"unknown {name} {value!r}; known: {', '.join(known)}")


DEFAULT_SEARCH = SearchOptions()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage in its place, with its score and its standing in each stage."""

    passage_id: int
    score: float
    trace: dict[str, Standing]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment and which of its passages are still alive, (n,)."""

    segment: Segment
    alive: Mask


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a question needs of one generation.

    `parts` are the cached segment and, after it, a small one in memory with what was added since;
    rows count through both. What was deleted since is dead in its part, so that it is never
    found and never counted: scores are those of an index built afresh.
    """

    generation: int
    parts: tuple[Part, ...]
    lexicon: Lexicon
    moments: Moments

    @classmethod
    def of(cls, store: Store, folder: Path, before: Snapshot | None) -> Snapshot:
        """The snapshot of the store's generation; makes the cache anew where that pays."""
        collection = store.manifest()["collection"]
        living = store.passage_ids()
        base = before.parts[0].segment if before else load_cache(folder, collection)
        if base is not None:
            tail = Segment.build(store.rows(after=int(base.ids[-1]) if len(base.ids) else 0))
            alive = np.isin(base.ids, living, assume_unique=True)
            changed = len(tail.ids) + int((~alive).sum())
            if changed <= max(TAIL_PASSAGES, TAIL_SHARE * len(living)):
                return cls._joined(
                    store.generation, Part(base, alive), Part(tail, np.ones(len(tail.ids), bool))
                )
        base = Segment.build(store.rows())
        save_cache(folder, collection, store.generation, base)
        return cls._joined(store.generation, Part(base, np.ones(len(base.ids), bool)))

    @classmethod
    def _joined(cls, generation: int, *parts: Part) -> Snapshot:
        used = tuple(part for part in parts if len(part.segment.ids)) or parts[:1]
        dead = [
            Moments.of(p.segment.dense.vectors(np.flatnonzero(~p.alive)), sign=-1)
            for p in used
            if not p.alive.all()
        ]
        return cls(
            generation,
            used,
            Lexicon(tuple((p.segment.postings, p.alive) for p in used)),
            Moments.sum([*(p.segment.moments for p in used), *dead]),
        )

    @property
    def ids(self) -> Ids:
        """The passage id of each row, dead ones included, (n,)."""
        return np.concatenate([p.segment.ids for p in self.parts])

    def search(
        self,
        query: Vectors,
        words: Sequence[str],
        k: int,
        options: SearchOptions,
        allowed: Ids | None = None,
    ) -> list[Ranked]:
        """The k best living passages (among the allowed ids) for a query vector (d,) and words."""
        ids = self.ids
        usable = np.concatenate([p.alive for p in self.parts])
        if allowed is not None:
            usable &= np.isin(ids, allowed, assume_unique=True)
        parameters = Bm25(options.bm25)
        bm25, matched = self.lexicon.scores(words, parameters)
        lexical = best(np.flatnonzero(matched & usable), bm25, options.candidates)
        dense = self._dense_top(query, options.candidates, usable)
        rows = np.union1d(lexical, dense) if options.fusion != "bm25" else np.sort(lexical)
        similarity = self._similarities(query, rows)
        fused = FUSIONS[options.fusion](
            Legs(
                similarity,
                *self.moments.mean_and_deviation(query),
                bm25[rows].astype(np.float32),
                self.lexicon.ceiling(words, parameters),
                _ranks(rows, dense),
                _ranks(rows, lexical),
            ),
            options.weight,
            options.power,
        )
        order = np.lexsort((rows, -fused))[:k]
        stages: list[tuple[str, Rows, npt.NDArray[Any]]] = [
            ("bm25", _ranks(rows, lexical), bm25[rows]),
            ("dense", _ranks(rows, dense), similarity),
            ("fused", _ranks(np.arange(len(rows)), order), fused),
        ]
        return [
            Ranked(
                int(ids[rows[i]]),
                float(fused[i]),
                {name: Standing(int(rank[i]), float(s[i])) for name, rank, s in stages if rank[i]},
            )
            for i in order
        ]

    def _dense_top(self, query: Vectors, k: int, usable: Mask) -> Rows:
        """The k usable rows nearest to the query, best first."""
        found = []
        for part, first, last in self._spans():
            here = usable[first:last]
            rows, scores = part.segment.dense.top(query, k, None if here.all() else here)
            found.append((rows + first, scores))
        rows = np.concatenate([rows for rows, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        return rows[np.lexsort((rows, -scores))[:k]]

    def _similarities(self, query: Vectors, rows: Rows) -> Scores:
        """The inner products of the query with these ascending rows."""
        return np.concatenate(
            [
                part.segment.dense.scores(query, rows[(rows >= first) & (rows < last)] - first)
                for part, first, last in self._spans()
            ]
        )

    def _spans(self) -> list[tuple[Part, int, int]]:
        """Each part with its first row and the one after its last."""
        ends = np.cumsum([len(part.segment.ids) for part in self.parts]).tolist()
        return list(zip(self.parts, [0, *ends[:-1]], ends, strict=True))


def _ranks(rows: Rows, ranked: Rows) -> npt.NDArray[np.int64]:
    """The place of each row in `ranked`, from 1; 0 where it is not in it."""
    place = {int(row): i for i, row in enumerate(ranked, 1)}
    return np.array([place.get(int(row), 0) for row in rows], np.int64)
