"""Reading question files: JSON and JSON Lines, plain or .gz, with errors that name the place."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

from guillemet.index.errors import GuillemetError

T = TypeVar("T")

_KINDS = {str: "a text", int: "a whole number", list: "a list", bool: "true or false"}


class Row:
    """One JSON object of a file; `where` names file and place in every error."""

    def __init__(self, where: str, fields: object) -> None:
        self.where = where
        if not isinstance(fields, dict):
            raise self.error(f"an object {{...}} is expected, not {fields!r:.60}")
        self._fields = fields

    def get(self, name: str, kind: type[T], default: T | None = None) -> T:
        """The field `name`; where it is absent or null, `default`.

        Raises GuillemetError when it is missing without a default, or of another kind.
        """
        value = self._fields.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            found = f"{value!r:.60}" if name in self._fields else "missing"
            raise self.error(f"the field {name!r} must be {_KINDS[kind]}, it is {found}")
        return value

    def rows(self, name: str, default: list[object] | None = None) -> Iterator[Row]:
        """The objects of the list `name`, each with its own place."""
        for number, fields in enumerate(self.get(name, list, default)):
            yield Row(f"{self.where}, {name}[{number}]", fields)

    def joined(self, shared: Mapping[str, object]) -> Row:
        """The same row with fields that it shares with others."""
        return Row(self.where, {**shared, **self._fields})

    def error(self, problem: str) -> GuillemetError:
        """The error that this row has `problem`; raise it."""
        return GuillemetError(f"{self.where}: {problem}. Correct this row, or take it out.")


@contextmanager
def text_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 file, unpacked when its name ends in .gz; only "LF" ends a line.

    Whatever goes wrong while it is read becomes a GuillemetError that names it.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="\n") as file:
            yield file
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise GuillemetError(
            f"{path} cannot be read: {error}. It must be a UTF-8 text file, or one packed as .gz."
        ) from error


def json_lines(path: Path) -> Iterator[Row]:
    """The rows of a JSON Lines file, blank lines left out. Raises GuillemetError."""
    with text_file(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                where = f"{path}, row {number}"
                yield Row(where, parsed(line, where))


def parsed(text: str, where: str) -> object:
    """The JSON value of `text`. Raises GuillemetError that names `where`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GuillemetError(f"{where}: this is not JSON ({error}). Correct it.") from error
