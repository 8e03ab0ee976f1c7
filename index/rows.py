"""Tables of articles: JSON Lines and CSV, one row an article."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from guillemet.index.dates import parse_date
from guillemet.index.errors import UnreadableFile
from guillemet.index.nouns import Article

# What a field of an article may be called in a table; the first that is there counts.
NAMES = {
    "id": ("id", "_id"),
    "title": ("title", "headline"),
    "text": ("text", "content", "body", "context"),
    "language": ("language", "lang"),
    "date": ("date", "published", "published_at"),
    "source": ("source", "publisher"),
    "url": ("url", "link"),
}
LONGEST_FIELD = 50_000_000  # characters


def read_json_lines(text: str, path: Path, name: str) -> Iterator[Article]:
    """One object a line; its `id` becomes the article's.

    Raises UnreadableFile at the end, naming the lines that were left out.
    """

    def article(number: int, line: str) -> Article:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _LeftOut(f"not JSON ({error})") from error
        if not isinstance(row, dict):
            raise _LeftOut("not a JSON object")
        return _article(row, f"{name}#{number}")

    lines = ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())
    yield from _good_rows(lines, article, f"{path}, line")


def read_csv(text: str, path: Path, name: str) -> Iterator[Article]:
    """One row an article, under a line of column names.

    Raises UnreadableFile when no column holds text, and at the end, naming the rows that were
    left out.
    """
    csv.field_size_limit(LONGEST_FIELD)
    table = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text, path))
    if not _find(table.fieldnames or [], "text"):
        raise UnreadableFile(
            f"{path}: no column is called {' or '.join(NAMES['text'])}. The first line must name "
            "the columns."
        )
    try:
        yield from _good_rows(
            enumerate(table, 1), lambda n, row: _article(row, f"{name}#{n}"), f"{path}, row"
        )
    except csv.Error as error:
        raise UnreadableFile(f"{path}, line {table.line_num}: {error}.") from error


class _LeftOut(Exception):
    """Why a row gives no article."""


Row = TypeVar("Row")
TOLD = 5  # rows that are named one by one


def _good_rows(
    rows: Iterable[tuple[int, Row]], article: Callable[[int, Row], Article], place: str
) -> Iterator[Article]:
    """The articles of the rows that give one; one bad row does not take the rest along."""
    problems = []
    for number, row in rows:
        try:
            yield article(number, row)
        except _LeftOut as problem:
            problems.append(f"{place} {number}: {problem}")
    if problems:
        more = f", and {len(problems) - TOLD} more" if len(problems) > TOLD else ""
        raise UnreadableFile("; ".join(problems[:TOLD]) + more + ".")


def _dialect(text: str, path: Path) -> type[csv.Dialect]:
    if path.suffix.lower() == ".tsv":
        return csv.excel_tab
    first_line = text[: text.find("\n")] if "\n" in text else text

    class Dialect(csv.excel):
        """Excel's, with the delimiter that the first line has most of."""

        delimiter = max(",;\t", key=first_line.count)

    return Dialect


def _find(columns: Iterable[object], field: str) -> str | None:
    """The column that holds a field, however its name is capitalised."""
    by_name = {str(c).strip().casefold(): str(c) for c in columns if c is not None}
    return next((by_name[name] for name in NAMES[field] if name in by_name), None)


def _article(row: Mapping[str, object], default_id: str) -> Article:
    columns = {field: _find(row, field) for field in NAMES}
    values = {f: _text(row[c]) if c is not None else "" for f, c in columns.items()}
    if not values["text"].strip():
        raise _LeftOut(f"no text (looked for {', '.join(NAMES['text'])})")
    known = set(columns.values())
    try:
        return Article(
            values["id"] or default_id,
            values["text"],
            title=values["title"],
            language=values["language"],
            date=parse_date(values["date"]),
            source=values["source"],
            url=values["url"],
            metadata={str(k): _text(v) for k, v in row.items() if k and k not in known},
        )
    except ValueError as error:
        raise _LeftOut(str(error)) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
