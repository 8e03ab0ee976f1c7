"""Postings: which passage holds which word how often, compiled for BM25 and memory-mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from guillemet.index.bm25 import METHODS, Bm25, Floats, raw_okapi_idf

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

ARRAYS = ("blob", "cuts", "starts", "rows", "tf", "lengths")


@dataclass(frozen=True, slots=True)
class Postings:
    """The words of n passages by column: word w stands in `rows[starts[w]:starts[w + 1]]`.

    `blob` holds the words in UTF-8, sorted by their bytes, `cuts` (words + 1,) where each begins;
    `tf` goes with `rows`; `lengths` (n,) are the passages' numbers of words.
    """

    blob: npt.NDArray[np.uint8]
    cuts: Ints
    starts: Ints
    rows: npt.NDArray[np.int32]
    tf: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> Postings:
        """Compile the words of passages, in their order."""
        columns: dict[str, int] = {}
        lengths, sizes = [], []
        pairs_column, pairs_tf = [], []
        for words in documents:
            counted = Counter(words)
            lengths.append(len(words))
            sizes.append(len(counted))
            pairs_column.append(
                np.fromiter((columns.setdefault(w, len(columns)) for w in counted), np.int32)
            )
            pairs_tf.append(np.fromiter(counted.values(), np.int32))
        encoded = [word.encode("utf-8", "surrogatepass") for word in columns]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        column = place[_joined(pairs_column)]
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        by_column = np.argsort(column, kind="stable")
        return cls(
            np.frombuffer(b"".join(encoded[i] for i in order), np.uint8),
            _cumulated([len(encoded[i]) for i in order]),
            _cumulated(np.bincount(column, minlength=len(order))),
            rows[by_column],
            _joined(pairs_tf)[by_column],
            np.array(lengths, np.int32),
        )

    def save(self, folder: Path) -> None:
        """Write one array a file into `folder`."""
        for name in ARRAYS:
            np.save(folder / f"bm25-{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open what `save` wrote, memory-mapped. Raises OSError or ValueError on broken files."""
        return cls(*(np.load(folder / f"bm25-{name}.npy", mmap_mode="r") for name in ARRAYS))

    def __len__(self) -> int:
        return len(self.lengths)

    def of(self, word: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """The rows that hold a word, ascending, and how often each does."""
        wanted = word.encode("utf-8", "surrogatepass")
        low, high = 0, len(self.cuts) - 1
        while low < high:
            middle = (low + high) // 2
            if self.blob[self.cuts[middle] : self.cuts[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self.cuts) - 1 or (
            self.blob[self.cuts[low] : self.cuts[low + 1]].tobytes() != wanted
        ):
            return self.rows[:0], self.tf[:0]
        here = slice(self.starts[low], self.starts[low + 1])
        return self.rows[here], self.tf[here]

    def frequencies(self, alive: Mask) -> Ints:
        """In how many living passages each word stands, (words,)."""
        living = np.concatenate([[0], np.cumsum(alive[self.rows], dtype=np.int64)])
        return np.asarray(living[self.starts[1:]] - living[self.starts[:-1]])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Postings that are asked together, as one corpus of all their living passages.

    `parts` are postings with a mask of the living rows; rows count through all parts. Scores are
    those of postings built from the living passages alone.
    """

    parts: tuple[tuple[Postings, Mask], ...]

    @property
    def passages(self) -> int:
        """N: how many passages live."""
        return sum(int(alive.sum()) for _, alive in self.parts)

    def scores(self, words: Sequence[str], bm25: Bm25 = Bm25()) -> tuple[Floats, Mask]:  # noqa: B008
        """The BM25 scores of all rows, (n,) float64, and which rows hold a word of the question.

        Dead rows score 0 and hold nothing.
        """
        method = METHODS[bm25.method]
        alive = np.concatenate([alive for _, alive in self.parts])
        scores, matched = np.zeros(len(alive)), np.zeros(len(alive), bool)
        if not alive.any():
            return scores, matched
        lengths = np.concatenate([p.lengths for p, _ in self.parts]).astype(np.float64)
        norm = 1 - bm25.b + bm25.b * lengths / max(lengths[alive].mean(), 1e-9)
        repeats = Counter(words)
        found = [self._of(word) for word in repeats]
        idf = self.idf([int(alive[rows].sum()) for rows, _ in found], bm25)
        absent = method.absent(bm25)
        for (rows, tf), weight, n in zip(found, idf, repeats.values(), strict=True):
            if not len(rows):
                continue
            gain = method.gain(tf.astype(np.float64), norm[rows], bm25)
            scores += n * weight * absent
            scores[rows] += n * weight * (gain - absent)
            matched[rows] = True
        return scores * alive, matched & alive

    def ceiling(self, words: Sequence[str], bm25: Bm25 = Bm25()) -> float:  # noqa: B008
        """What a passage would score that consists of the question's words alone, endlessly.

        The sum of idf x (k1 + 1); a word in no passage counts, with the idf of n = 0. So the share
        score / ceiling (0..1 for lucene) says how much of the question a passage has.
        """
        alive = np.concatenate([alive for _, alive in self.parts])
        idf = self.idf([int(alive[self._of(word)[0]].sum()) for word in words], bm25)
        return float(np.maximum(idf, 0).sum() * (bm25.k1 + 1))

    def idf(self, frequencies: Sequence[int], bm25: Bm25) -> Floats:
        """The idf of words that stand in so many living passages each."""
        method, total = METHODS[bm25.method], self.passages
        floor = bm25.epsilon * self._mean_idf() if method.needs_floor else 0.0
        return method.idf(total, np.array(frequencies, np.float64), bm25, floor)

    def _mean_idf(self) -> float:
        """The mean of okapi's idf over the words of all living passages."""
        counted: Counter[bytes] = Counter()
        for postings, alive in self.parts:
            for w, n in enumerate(postings.frequencies(alive).tolist()):
                word = postings.blob[postings.cuts[w] : postings.cuts[w + 1]].tobytes()
                counted[word] += n
        n = np.array([n for n in counted.values() if n], np.float64)
        return float(raw_okapi_idf(self.passages, n).mean()) if len(n) else 0.0

    def _of(self, word: str) -> tuple[Ints, npt.NDArray[np.int32]]:
        rows, tf, offset = [], [], 0
        for postings, _ in self.parts:
            here, often = postings.of(word)
            rows.append(here.astype(np.int64) + offset)
            tf.append(often)
            offset += len(postings)
        return np.concatenate(rows), np.concatenate(tf)


def _joined(parts: Sequence[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _cumulated(sizes: Sequence[int] | Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
