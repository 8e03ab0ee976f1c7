"""Tables of articles: JSON Lines and CSV, one row an article."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from guillemet.index.dates import parse_date
from guillemet.index.errors import UnreadableFile
from guillemet.index.languages import language_code
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
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL and halves of characters: JSON can spell them


def read_json_lines(text: str, place: str, name: str) -> Iterator[Article]:
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
    yield from _good_rows(lines, article, place, "line")


def read_csv(text: str, place: str, name: str) -> Iterator[Article]:
    """One row an article, under a line of column names; rows are counted from 1 below it.

    Raises UnreadableFile when no column holds text, and at the end, naming the rows that were
    left out.
    """
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        columns = next(filter(None, rows))
    except csv.Error as error:
        raise UnreadableFile(f"{place}, line {rows.line_num}: {error}.") from error
    if not _find(columns, "text"):
        raise UnreadableFile(
            f"{place}: no column is called {' or '.join(NAMES['text'])}. The first line must name "
            "the columns."
        )

    def article(number: int, cells: list[str] | csv.Error) -> Article:
        if isinstance(cells, csv.Error):
            raise _LeftOut(f"{cells}; nothing behind it was read (is a quotation mark missing?)")
        if any(cells[len(columns) :]):
            raise _LeftOut(f"{len(cells)} cells under {len(columns)} columns")
        return _article(dict(zip(columns, cells, strict=False)), f"{name}#{number}")

    numbered = enumerate(_until_error(rows), 1)
    yield from _good_rows(numbered, article, place, "row")


def _until_error(rows: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    """The rows that are not blank; an error is the last, for it hides where the next row begins."""
    try:
        yield from filter(None, rows)
    except csv.Error as error:
        yield error


class _LeftOut(Exception):
    """Why a row gives no article."""


Row = TypeVar("Row")
TOLD = 5  # rows that are named one by one


def _good_rows(
    rows: Iterable[tuple[int, Row]], article: Callable[[int, Row], Article], place: str, unit: str
) -> Iterator[Article]:
    """The articles of the rows that give one; one bad row does not take the rest along."""
    problems: list[str] = []
    first: dict[str, int] = {}
    for number, row in rows:
        try:
            made = article(number, row)
            if (earlier := first.setdefault(made.id, number)) != number:
                raise _LeftOut(f"its id {made.id!r} is that of {earlier}")  # noqa: TRY301  one way out
        except _LeftOut as problem:
            problems.append(f"{unit} {number}: {problem}")
        else:
            yield made
    if problems:
        more = f", and {len(problems) - TOLD} more" if len(problems) > TOLD else ""
        told = "; ".join(problems[:TOLD]) + more
        raise UnreadableFile(f"{place}: {told}. The rest was read; mend these and read it again.")


def _delimiter(text: str) -> str:
    """What the first line has most of; spreadsheets write the delimiter of their country."""
    return max("\t;,", key=text.lstrip().split("\n", 1)[0].count)


def _find(columns: Iterable[str], field: str) -> str | None:
    """The column that holds a field, however its name is capitalised."""
    by_name = {column.strip().casefold(): column for column in columns}
    return next((by_name[name] for name in NAMES[field] if name in by_name), None)


def _article(row: Mapping[str, object], default_id: str) -> Article:
    columns = {field: _find(row, field) for field in NAMES}
    if not isinstance(row.get(columns["text"] or "") or "", str):
        raise _LeftOut("its text is not a string")
    values = {field: _text(row[c]) if c is not None else "" for field, c in columns.items()}
    if not values["text"].strip():
        raise _LeftOut(f"no text (looked for {', '.join(NAMES['text'])})")
    metadata = {k: _text(v) for k, v in row.items() if k and k not in columns.values()}
    day, language = parse_date(values["date"]), language_code(values["language"])
    # What cannot be used as a field is kept as it was said.
    metadata |= {"date": values["date"]} if values["date"] and not day else {}
    metadata |= {"language": values["language"]} if values["language"] and not language else {}
    told = [*values.values(), *metadata, *metadata.values()]
    if broken := next(filter(_UNSTORABLE.search, told), None):
        raise _LeftOut(f"{broken[:40]!r} holds what is no character")
    return Article(
        values["id"] or default_id,
        values["text"],
        title=values["title"],
        language=language,
        date=day,
        source=values["source"],
        url=values["url"],
        metadata=metadata,
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
