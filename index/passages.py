"""Passages: whole sentences, long enough to stand alone, short enough to be read at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex

from guillemet.index.lengths import running_length
from guillemet.index.sentences import EXTENDER, sentences, trimmed

Range = tuple[int, int]
Lengths = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cut:
    """How passages are cut; lengths are in pieces as `lengths` estimates them.

    Passages come near `target` and never pass `limit`. One that begins amid a paragraph repeats
    the sentence before it if that is no longer than `overlap`.
    """

    target: int = 150
    limit: int = 220
    overlap: int = 40


DEFAULT_CUT = Cut()

# What it costs to end a passage here, beside its deviation from the target: (length/target - 1)².
BLANK_LINE, LINE, SENTENCE, HEADING, CLAUSE, WORD, CLUSTER = 0.0, 0.05, 0.15, 0.35, 0.5, 0.8, 1.0
SHORT = 40  # a line of at most this length that ends with a word is a heading
_WORDLIKE = regex.compile(r"[\p{L}\p{M}\p{N}]")

# Where a sentence that is longer than a passage is cut; each only where the one before fails.
_CUTS = (
    (regex.compile(rf"(?:[,;:،؛၊](?=\s)|[、，；：])(?!{EXTENDER})"), CLAUSE),
    (regex.compile(rf"\s(?=\S)(?!{EXTENDER})"), WORD),
    (regex.compile(r"\X{1,16}"), CLUSTER),
    (regex.compile(r"\X"), CLUSTER),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a part of one; `loss` is what it costs to end a passage with it."""

    start: int
    end: int
    loss: float


def cut(text: str, skip: Iterable[Range] = (), options: Cut = DEFAULT_CUT) -> list[Range]:
    """The passages of a text as (start, end), ascending in both.

    Every character that is not blank lies in one, or in two where they overlap, but for the
    ranges in `skip` (which do not cut grapheme clusters): those lie in none. No passage begins or
    ends inside a grapheme cluster; only a cluster that is itself longer is longer than the limit.
    """
    lengths = running_length(text)
    return [
        passage
        for run in _runs(text, sorted(skip))
        for passage in _grouped(list(_pieces(text, run, lengths, options.limit)), lengths, options)
    ]


def _runs(text: str, skip: Sequence[Range]) -> Iterator[list[Range]]:
    """The sentences, less what is skipped, in runs that nothing skipped interrupts."""
    run: list[Range] = []
    for sentence in sentences(text):
        for start, end in _less(*sentence, skip):
            if run and any(a < start and b > run[-1][1] for a, b in skip):
                yield run
                run = []
            run += trimmed(text, start, end)
    if run:
        yield run


def _less(start: int, end: int, skip: Sequence[Range]) -> Iterator[Range]:
    """What is left of a range without the skipped ones."""
    for a, b in skip:
        if a < end and b > start:
            yield start, max(start, a)
            start = min(b, end)
    yield start, end


def _pieces(text: str, run: list[Range], lengths: Lengths, limit: int) -> Iterator[Piece]:
    """The sentences of a run, those beyond the limit in parts."""
    followings = [*(start for start, _ in run[1:]), len(text)]
    for (start, end), following in zip(run, followings, strict=True):
        parts = [Piece(start, end, _loss(text, end, following, lengths[end] - lengths[start]))]
        for places, loss in _CUTS:
            parts = [
                part
                for piece in parts
                for part in (
                    _parts(text, piece, places, loss)
                    if lengths[piece.end] - lengths[piece.start] > limit
                    else [piece]
                )
            ]
        yield from parts


def _loss(text: str, end: int, following: int, length: float) -> float:
    newlines = text.count("\n", end, following)
    if newlines > 1:
        return BLANK_LINE
    if newlines:
        return HEADING if length <= SHORT and _WORDLIKE.match(text, end - 1) else LINE
    return SENTENCE


def _parts(text: str, piece: Piece, places: regex.Pattern[str], loss: float) -> Iterator[Piece]:
    start = piece.start
    cuts = {place.end() for place in places.finditer(text, start, piece.end)}
    for at in sorted(cuts | {piece.end}):
        for begin, end in trimmed(text, start, at):
            yield Piece(begin, end, piece.loss if at == piece.end else loss)
        start = at


def _grouped(pieces: list[Piece], lengths: Lengths, options: Cut) -> list[Range]:
    """The passages that cost least together, by dynamic programming over their ends."""
    starts = lengths[[piece.start for piece in pieces]].tolist()
    ends = lengths[[piece.end for piece in pieces]].tolist()
    # Of the cheapest way to cut the first j pieces: its cost, and with which piece its last
    # passage begins, without and with what it repeats.
    least, own, first = [0.0], [0], [0]
    leads: list[int] = []  # with which piece a passage begins, if it repeats what it may
    for j, piece in enumerate(pieces):
        repeats = (
            own[j] < j - 1
            and pieces[j - 1].loss == SENTENCE
            and ends[j - 1] - starts[j - 1] <= options.overlap
        )
        leads.append(j - 1 if repeats else j)
        ways = []
        for i in range(j, -1, -1):
            if i < j and ends[j] - starts[i] > options.limit:
                break
            begin = leads[i] if ends[j] - starts[leads[i]] <= options.limit else i
            ways.append(
                (least[i] + ((ends[j] - starts[begin]) / options.target - 1) ** 2, i, begin)
            )
        cost, i, begin = min(ways)
        least.append(cost + piece.loss)
        own.append(i)
        first.append(begin)
    passages = []
    j = len(pieces)
    while j:
        passages.append((pieces[first[j]].start, pieces[j - 1].end))
        j = own[j]
    return passages[::-1]
