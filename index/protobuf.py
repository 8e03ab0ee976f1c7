"""Reads protobuf messages without their schema: enough to take our own weights apart."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """The fields of a message in its order, each a number and a value.

    A value is an int, a float (32 and 64 fixed bits), or a memoryview of a string or message.
    Raises ValueError where the bytes are no message.
    """
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        value: Any
        if key & 7 == VARINT:
            value, place = _varint(message, place)
        elif key & 7 == BYTES:
            length, place = _varint(message, place)
            value = message[place : place + length]
            place += length
        elif key & 7 == FIXED32:
            (value,) = struct.unpack_from("<f", message, place)
            place += 4
        elif key & 7 == FIXED64:
            (value,) = struct.unpack_from("<d", message, place)
            place += 8
        else:
            raise ValueError(f"not a protobuf message: wire type {key & 7} at byte {place}")
        yield key >> 3, value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
