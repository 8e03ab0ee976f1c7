"""A batch of questions: plain lines or JSON Lines in, JSON Lines out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO

from guillemet.index.errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a batch, or the reason why there is none; `id` is any JSON value."""

    number: int
    id: Any
    question: str = ""
    error: str = ""


def open_batch(path: str) -> AbstractContextManager[BinaryIO]:
    """Open a file of questions; `-` is standard input. Raises UnreadableFile."""
    if path == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return open(path, "rb")
    except OSError as error:
        raise UnreadableFile(
            f"The questions in {path} cannot be read: {error.strerror}. Give a file with one "
            "question a line, or - for standard input."
        ) from error


def lines(batch: Iterable[bytes]) -> Iterator[Line]:
    """The questions of a batch as they arrive; a line that begins with `{` is JSON."""
    for number, raw in enumerate(batch, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield Line(number, number, error="not UTF-8")
            continue
        if text.startswith("{"):
            yield _from_json(number, text)
        elif text:
            yield Line(number, number, text)


def _from_json(number: int, text: str) -> Line:
    try:
        row = json.loads(text)
    except ValueError as error:
        return Line(number, number, error=f"not JSON: {error}")
    name = row.get("id", number)
    question = row.get("question")
    if not isinstance(question, str):
        return Line(number, name, error='no text under "question"')
    return Line(number, name, question)
