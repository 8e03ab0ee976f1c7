"""Postings: which passage holds which word how often, compiled for BM25 and memory-mapped."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guillemet.index.bm25 import DEFAULT_BM25, Bm25, Floats, okapi_idf, saturation

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int32]
Tf = npt.NDArray[np.unsignedinteger[Any]]
Ints = npt.NDArray[np.int64]

# A part's rows among all rows; its own rows that hold a word; how often each does.
Found = tuple[slice, Rows, Tf]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The words of n passages by column: word w stands in `rows[starts[w]:starts[w + 1]]`.

    `blob` holds the words in UTF-8, sorted by their bytes, and `cuts` (words + 1,) where each
    begins. `rows` ascend within a word; `tf`, in the smallest type that will do, goes with them.
    `lengths` (n,) are in words. All that depends on a choice of BM25 is left to the question.
    """

    blob: npt.NDArray[np.uint8]
    cuts: Ints
    starts: Ints
    rows: Rows
    tf: Tf
    lengths: npt.NDArray[np.int32]

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> Postings:
        """Compile the words of passages, row by row."""
        numbers: dict[str, int] = {}
        stream, sizes = array("i"), array("i")
        for words in documents:
            stream.extend([numbers.setdefault(word, len(numbers)) for word in words])
            sizes.append(len(words))
        ordered = sorted(numbers)  # by code points, which is by the bytes of UTF-8
        encoded = [_utf8(word) for word in ordered]
        column = np.argsort([numbers[word] for word in ordered])
        lengths = np.array(sizes, np.int32)
        # One number for a word in a passage; how often it comes is the term frequency.
        pairs = column.take(np.frombuffer(stream, np.intc))
        pairs *= len(lengths)
        pairs += np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        pairs, tf = np.unique(pairs, return_counts=True)
        columns, rows = np.divmod(pairs, max(len(lengths), 1))
        return cls(
            np.frombuffer(b"".join(encoded), np.uint8),
            _cumulated([len(word) for word in encoded]),
            _cumulated(np.bincount(columns, minlength=len(ordered))),
            rows.astype(np.int32),
            tf.astype(np.min_scalar_type(tf.max(initial=0))),
            lengths,
        )

    def save(self, folder: Path) -> None:
        """Write one array a file into `folder`, which the caller puts in its place when whole."""
        for field in fields(self):
            np.save(folder / f"bm25-{field.name}.npy", getattr(self, field.name))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open what `save` wrote, memory-mapped. Raises OSError or ValueError on broken files."""
        paths = (folder / f"bm25-{field.name}.npy" for field in fields(cls))
        # As plain arrays: a slice of np.memmap costs ten times as much.
        made = cls(*(np.asarray(np.lib.format.open_memmap(path, mode="r")) for path in paths))
        if not (
            len(made.cuts) == len(made.starts) > 0
            and made.cuts[-1] == len(made.blob)
            and made.starts[-1] == len(made.rows) == len(made.tf)
        ):
            raise ValueError(f"The postings in {folder} do not fit together. Make them again.")
        return made

    def __len__(self) -> int:
        return len(self.lengths)

    def word(self, w: int) -> bytes:
        """Word w in UTF-8."""
        return self.blob[self.cuts[w] : self.cuts[w + 1]].tobytes()

    def find(self, word: bytes) -> int:
        """The number of a word given in UTF-8, or -1."""
        # Single items come out of a view of memory three times as fast as out of an array.
        blob, cuts = self.blob.data, self.cuts.data
        words = range(len(cuts) - 1)
        w = bisect_left(words, word, key=lambda w: blob[cuts[w] : cuts[w + 1]].tobytes())
        return w if w in words and self.word(w) == word else -1

    def of(self, word: str) -> tuple[Rows, Tf]:
        """The rows that hold a word, ascending, and how often each does."""
        w = self.find(_utf8(word))
        here = slice(self.starts[w], self.starts[w + 1]) if w >= 0 else slice(0)
        return self.rows[here], self.tf[here]

    def frequencies(self, alive: Mask) -> Ints:
        """In how many living passages each word stands, (words,)."""
        # Each word stands in some row, or reduceat would be wrong.
        return np.add.reduceat(alive.take(self.rows), self.starts[:-1], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Postings that are asked together, as one corpus of all their living passages.

    `parts` are postings, each with a mask of its living rows; rows count through all parts. N,
    average length and document frequencies are those of the living: scores are those of postings
    built from the living passages alone.
    """

    parts: tuple[tuple[Postings, Mask], ...]

    def scores(self, words: Sequence[str], bm25: Bm25 = DEFAULT_BM25) -> tuple[Floats, Mask]:
        """The BM25 scores of all rows, (n,), and which rows hold a word of the question, (n,).

        Only a row that holds a word is found, whatever it scores: okapi may give it 0 or less, and
        plus gives something to all. Dead rows score 0 and hold nothing.
        """
        asked = Counter(words)
        found = [self._of(word) for word in asked]
        n = self._living(found)
        weights = np.where(n > 0, self._idf(n, bm25) * [*asked.values()], 0.0)
        nothing = bm25.absent * weights.sum()
        scores = np.full(len(self._alive), nothing)
        norm = bm25.norm(self._relative_lengths)
        for of_word, weight in zip(found, bm25.present * weights, strict=True):
            for part, rows, tf in of_word:
                # Converted here and not sooner: what was just written is in the processor's cache.
                at = rows.astype(np.intp)
                gain = saturation(tf.astype(np.float64), norm[part].take(at))
                gain *= weight
                np.add.at(scores[part], at, gain)
        matched = scores > nothing
        if (weights[n > 0] <= 0).any():  # okapi's commonest words: the score does not tell
            for part, rows, _ in chain.from_iterable(found):
                matched[part][rows] = True
        if self.passages < len(scores):
            scores[~self._alive], matched[~self._alive] = 0.0, False
        return scores, matched

    def top(
        self, words: Sequence[str], k: int, bm25: Bm25 = DEFAULT_BM25, allowed: Mask | None = None
    ) -> tuple[Ints, Floats]:
        """The k best living rows (among the allowed) that hold a word, with scores, best first."""
        scores, matched = self.scores(words, bm25)
        rows = best(np.flatnonzero(matched if allowed is None else matched & allowed), scores, k)
        return rows, scores[rows]

    def ceiling(self, words: Sequence[str], bm25: Bm25 = DEFAULT_BM25) -> float:
        """The most that any passage could score: these words alone, repeated without end.

        The sum of idf x (k1 + 1), and delta more for plus; a negative idf counts as 0. A word in
        no passage counts too, with the idf of n = 0. So score / ceiling, at most 1, is the share
        of the question that a passage has; only okapi can bring it below 0.
        """
        asked = Counter(words)
        idf = self._idf(self._living([self._of(word) for word in asked]), bm25)
        most = bm25.absent + bm25.present
        return most * float(np.maximum(idf, 0.0) @ [*asked.values()])

    def _of(self, word: str) -> list[Found]:
        """Where a word stands, part by part, in dead rows too."""
        parts = zip(self._spans, self.parts, strict=True)
        found = ((span, *postings.of(word)) for span, (postings, _) in parts)
        return [(span, rows, tf) for span, rows, tf in found if len(rows)]

    def _living(self, found: Sequence[list[Found]]) -> Floats:
        """How many living rows each word has, (w,)."""
        counts = [sum(self._count(part, rows) for part, rows, _ in of_word) for of_word in found]
        return np.array(counts, np.float64)

    def _count(self, part: slice, rows: Rows) -> int:
        if self.passages == len(self._alive):
            return len(rows)
        return int(np.count_nonzero(self._alive[part].take(rows)))

    def _idf(self, n: Floats, bm25: Bm25) -> Floats:
        return bm25.idf(self.passages, n, self._mean_idf if bm25.floored else 0.0)

    @cached_property
    def _spans(self) -> list[slice]:
        ends = _cumulated([len(postings) for postings, _ in self.parts]).tolist()
        return [slice(first, last) for first, last in pairwise(ends)]

    @cached_property
    def _alive(self) -> Mask:
        return np.concatenate([alive for _, alive in self.parts])

    @cached_property
    def passages(self) -> int:
        """N: how many passages live."""
        return int(self._alive.sum())

    @cached_property
    def _relative_lengths(self) -> Floats:
        """Each row's length over the average length of the living, (n,)."""
        lengths = np.concatenate([p.lengths for p, _ in self.parts], dtype=np.float64)
        words = float(lengths[self._alive].sum())
        return lengths * (self.passages / words) if words else lengths

    @cached_property
    def _mean_idf(self) -> float:
        """The mean of okapi's idf over all living words, without a table of them in memory."""
        (base, alive), *later = self.parts
        counts, others = base.frequencies(alive), Counter[bytes]()
        for postings, living in later:
            for w, more in enumerate(postings.frequencies(living).tolist()):
                word = postings.word(w)
                if (known := base.find(word)) >= 0:
                    counts[known] += more
                else:
                    others[word] += more
        n = np.concatenate([counts, [*others.values()]], dtype=np.float64)
        return float(okapi_idf(self.passages, n[n > 0]).mean()) if n.any() else 0.0


def best(rows: Ints, scores: Floats, k: int) -> Ints:
    """The k of `rows` with the highest `scores` (n,), best first, ties by row."""
    if 0 < k < len(rows):
        worst = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        rows = rows[scores[rows] >= worst]
    return rows[np.lexsort((rows, -scores[rows]))][:k]


def _utf8(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")


def _cumulated(sizes: Sequence[int] | Ints | Mask) -> Ints:
    """0 and the running sums of sizes (n,): (n + 1,)."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
