"""How far the indexing has come, on one line of a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guillemet.index.index import Progress


@dataclass(slots=True)
class Meter:
    """Writes to stderr when that is a terminal; `done` and `total` count bytes of the files."""

    done: int = 0
    total: int = 0

    def show(self, progress: Progress) -> None:
        """Say how many articles and passages there are, how fast it goes, and the time left."""
        if sys.stderr.isatty():
            rate = progress.passages / max(progress.seconds, 1e-3)
            line = f"{progress.articles} articles, {progress.passages} passages, {rate:.0f}/s"
            print(
                f"\r\x1b[K{line}{self._left(progress.seconds)}", end="", file=sys.stderr, flush=True
            )

    def clear(self) -> None:
        """Wipe the line, before something else is written."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _left(self, seconds: float) -> str:
        if not 0 < self.done < self.total:
            return ""
        return f", {spoken(seconds * (self.total - self.done) / self.done)} left"


def spoken(seconds: float) -> str:
    """A time as people say it: `40 s`, `3 min`, `2 h 10 min`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
