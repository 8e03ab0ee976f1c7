"""Text to tokens, tokens to vectors: what the encoder and the reader share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import category

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).parent / "weights"
TABLE = WEIGHTS / "tokens.q4"
TOKENIZER = WEIGHTS / "tokens.model"

BOS, PAD, EOS, UNK = 0, 1, 2, 3
BLANK = 6  # the piece of a word's beginning that has no letter
WIDTH = 384
BLOCK = 32  # weights that share a scale
BLOCK_BYTES = 2 + BLOCK // 2  # the scale in float16, then two weights a byte

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The n pieces of a text: ids (n,), and where each stands in it, in code points.

    Blanks belong to no piece, so a piece that is a mere blank is empty: start == end. No other
    is; pieces that spell out one character (a ligature, a unit such as ㎏) may share it.
    """

    ids: Ids
    starts: Ids
    ends: Ids

    def __len__(self) -> int:
        return len(self.ids)


def dequantise(blocks: npt.NDArray[np.uint8]) -> Floats:
    """Blocks (..., BLOCK_BYTES) to (..., BLOCK): scale x (nibble - 8), low nibbles first."""
    scales: Floats = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    packed = blocks[..., 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=-1)
    return (nibbles.astype(np.float32) - 8) * scales


class TokenTable:
    """The vectors of all tokens in four bits, memory-mapped: only the pages in use are read."""

    def __init__(self, path: Path = TABLE) -> None:
        blocks = np.memmap(path, np.uint8, "r")
        self._rows = blocks.reshape(-1, WIDTH // BLOCK, BLOCK_BYTES)

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, ids: npt.NDArray[np.integer[Any]]) -> Floats:
        """The vectors of ids of any shape: (..., WIDTH)."""
        unique, places = np.unique(ids, return_inverse=True)
        rows = dequantise(self._rows[unique]).reshape(-1, WIDTH)
        found: Floats = rows[places.reshape(ids.shape)]
        return found


class Tokenizer:
    """XLM-R's SentencePiece tokenizer, whose ids are the rows of the table; threads may share it.

    Served by sentencepiece and not tokenizers: a quarter of the memory, three times the speed, and
    the ids that the model was trained with (docs/training.md has the figures).
    """

    def __init__(self, path: Path = TOKENIZER) -> None:
        from sentencepiece import SentencePieceProcessor

        self._pieces = SentencePieceProcessor(model_file=str(path))

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Tokenizer:
        """Our own tokenizer, loaded once."""
        return cls()

    def encode(self, text: str) -> Tokens:
        """The pieces of `text`, without special tokens; a blank text has none."""
        found = self._pieces.encode(text, return_type="offset_mapping")
        pieces = zip(found["ids"], found["offsets"], strict=True)
        spans = np.array([_place(text, piece, *span) for piece, span in pieces], np.int32)
        starts, ends = spans.reshape(-1, 2).T
        return Tokens(np.array(found["ids"], np.int32), starts, ends)


def _place(text: str, piece: int, start: int, end: int) -> tuple[int, int]:
    """Where a piece stands, the blanks around it left out."""
    first, last = start, end
    while first < last and _invisible(text[first]):
        first += 1
    while first < last and _invisible(text[last - 1]):
        last -= 1
    if first < last or piece == BLANK:
        return first, last
    # Of the pieces that write out one character, SentencePiece gives it to the last alone.
    if end < len(text) and not _invisible(text[end]):
        return end, end + 1
    return start, max(end, start + 1)


def _invisible(character: str) -> bool:
    """Blanks, and format marks such as the zero-width space."""
    return character.isspace() or category(character) == "Cf"
