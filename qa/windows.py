"""A question and a passage as the reader's body sees them: windows of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from guillemet.index.tokens import BOS, EOS, Ids, Tokenizer, Tokens

QUESTION = 64  # tokens of the question that are read
WINDOW = 384  # tokens in all
OVERLAP = 128  # tokens of the passage that two neighbouring windows share


@dataclass(frozen=True, slots=True)
class Window:
    """`<s> question </s> </s> part of the passage </s>`: ids (t,).

    `tokens` are those of the part, with offsets in the passage; the first is `ids[first]`.
    """

    ids: Ids
    tokens: Tokens
    first: int


def windows(question: str, passage: str) -> Iterator[Window]:
    """One window for a passage that fits in it, else as many as it takes; at least one."""
    tokenizer = Tokenizer.load()
    asked = tokenizer.encode(question).ids[:QUESTION]
    tokens = tokenizer.encode(passage)
    room = WINDOW - len(asked) - 4
    for start in range(0, max(1, len(tokens) - OVERLAP), room - OVERLAP):
        part = Tokens(*(side[start : start + room] for side in _sides(tokens)))
        ids = np.concatenate([[BOS], asked, [EOS, EOS], part.ids, [EOS]], dtype=np.int32)
        yield Window(ids, part, len(asked) + 3)


def _sides(tokens: Tokens) -> tuple[Ids, Ids, Ids]:
    return tokens.ids, tokens.starts, tokens.ends
