"""Protobuf messages are read without their schema."""

from __future__ import annotations

import pytest

from guillemet.index.protobuf import fields
from guillemet.index.tokens import TOKENIZER


def test_every_kind_of_field_is_read():
    # 1: varint 300, 2: "hi", 3: float 1.5, 4: double 0.25, as the encoding guide writes them.
    message = bytes.fromhex("08ac02 12026869 1d0000c03f 21000000000000d03f")
    found = [(n, bytes(v) if n == 2 else v) for n, v in fields(memoryview(message))]
    assert found == [(1, 300), (2, b"hi"), (3, 1.5), (4, 0.25)]


def test_the_tokenizers_own_file_is_taken_apart():
    pieces = [dict(fields(v)) for n, v in fields(memoryview(TOKENIZER.read_bytes())) if n == 1]
    assert len(pieces) == 250_002
    assert bytes(pieces[5][1]).decode() == "."
    assert pieces[5][2] < 0


def test_what_is_no_message_is_refused():
    with pytest.raises(ValueError, match="wire type 7 at byte 1"):
        list(fields(memoryview(b"\x0f")))
