"""Which articles a search may use, as SQL over the articles table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """Only articles with these values; an empty field does not filter.

    `date_from` and `date_to` (inclusive) are ISO dates, partial or not. A partial date stands
    for its whole period, so an article of "2025-07" is found from "2025-07-18" on.
    """

    language: str = ""
    source: str = ""
    date_from: str = ""
    date_to: str = ""

    def __bool__(self) -> bool:
        return bool(self.language or self.source or self.date_from or self.date_to)

    def sql(self) -> tuple[str, list[str]]:
        """The condition over `articles` and its parameters; ("1", []) when nothing filters."""
        wanted = [
            ("language = ?", [self.language]),
            ("source = ?", [self.source]),
            ("date != '' AND date >= substr(?, 1, length(date))", [self.date_from]),
            ("date != '' AND substr(date, 1, length(?)) <= ?", [self.date_to, self.date_to]),
        ]
        used = [(sql, values) for sql, values in wanted if values[0]]
        if not used:
            return "1", []
        return " AND ".join(sql for sql, _ in used), [v for _, values in used for v in values]
