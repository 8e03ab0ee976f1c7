"""Examples to what the body sees: token ids in batches of like lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor

from guillemet.index.tokens import BOS, EOS, PAD, Ids, Tokenizer, Tokens, TokenTable
from guillemet.train.data import Example

QUESTION, WINDOW = 48, 320  # tokens
BATCHES_AHEAD = 16  # sorted by length together


@dataclass(frozen=True, slots=True)
class Features:
    """`<s> question </s> </s> passage </s>`, ids (t,), and the answer's first and last token.

    Both are 0, the `<s>`, where the passage does not answer.
    """

    ids: Ids
    first: int = 0
    last: int = 0


def features(example: Example, random: Random) -> Features:
    """The features of an example; a passage too long is shown from anywhere that holds the answer.

    An answer that no window holds, or that has no token of its own, counts as none.
    """
    tokenizer = Tokenizer.load()
    question = tokenizer.encode(example.question).ids[:QUESTION]
    tokens = tokenizer.encode(example.passage)
    room = WINDOW - len(question) - 4
    first, last = _answer(tokens, example) if example.end else (0, 0)
    start = _shown_from(len(tokens), room, first, last, random)
    seen = tokens.ids[start : start + room]
    ids = np.concatenate([[BOS], question, [EOS, EOS], seen, [EOS]], dtype=np.int32)
    if not example.end or not start <= first <= last < start + room:
        return Features(ids)
    shift = len(question) + 3 - start
    return Features(ids, first + shift, last + shift)


def _answer(tokens: Tokens, example: Example) -> tuple[int, int]:
    """The first token that ends after the answer's start, the last that starts before its end."""
    first = int(np.searchsorted(tokens.ends, example.start, "right"))
    return first, int(np.searchsorted(tokens.starts, example.end, "left")) - 1


def _shown_from(length: int, room: int, first: int, last: int, random: Random) -> int:
    latest = max(0, length - room)
    if last == 0:
        return random.randint(0, latest)
    earliest = max(0, last + 1 - room)
    return random.randint(earliest, min(first, latest)) if earliest <= first else earliest


def batches(examples: Iterator[Example], tokens: int, random: Random) -> Iterator[list[Features]]:
    """Batches of like lengths, at most `tokens` with the padding, for ever."""
    while True:
        ahead: list[Features] = []
        while sum(len(f.ids) for f in ahead) < tokens * BATCHES_AHEAD:
            ahead.append(features(next(examples), random))
        found: list[list[Features]] = [[]]
        for f in sorted(ahead, key=lambda f: len(f.ids)):
            if len(f.ids) * (len(found[-1]) + 1) > tokens:
                found.append([])
            found[-1].append(f)
        random.shuffle(found)
        yield from found


def padded(texts: Sequence[Ids], table: TokenTable) -> tuple[Tensor, Tensor]:
    """Token vectors (b, t, 384) and mask (b, t): 1 for tokens, 0 for padding."""
    ids = np.full((len(texts), max(map(len, texts))), PAD, np.int32)
    mask = np.zeros(ids.shape, np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return torch.from_numpy(table.rows(ids)), torch.from_numpy(mask)
