"""`guillemet index`: files and folders into an index."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from guillemet.index.errors import GuillemetError, UnreadableFile
from guillemet.ui.commands.opening import add_encoder, add_json, encoder_of
from guillemet.ui.progress import Meter, spoken

if TYPE_CHECKING:
    from guillemet.index.index import Added, Index
    from guillemet.index.nouns import Article

EXAMPLES = """\
examples:
  guillemet index ~/articles -o my.guillemet
  guillemet index news.jsonl report.html notes/*.md -o my.guillemet

Reads text, Markdown, HTML, JSON Lines and CSV (one row an article). Run it again at any time:
articles that have not changed are left alone, changed ones replaced. A file that cannot be read
is named with the reason and skipped. Ctrl-C stops after what is being written is safe.
Exit codes: 0 done, 1 nothing could be read or an error, 2 wrong usage, 130 interrupted.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet index` takes."""
    parser.epilog = EXAMPLES
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a file or a folder")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True,
                        help="folder of the index; made if it is not there")  # fmt: skip
    add_encoder(parser)
    add_json(parser)


@dataclass(slots=True)
class Reading:
    """Reads files one by one; keeps account of what was read and what was not."""

    meter: Meter
    skipped: list[str] = field(default_factory=list)
    stopped: bool = False

    def articles(self, paths: list[Path]) -> Iterator[Article]:
        """The articles of the files and folders, until somebody says stop."""
        from guillemet.index.files import read, walk
        from guillemet.ui.terminal import printable

        files = list(walk(paths))
        self.meter.total = sum(_size(file.path) for file in files)
        for file in files:
            try:
                for article in read(file):
                    if self.stopped:
                        return
                    yield article
            except UnreadableFile as error:
                self.skipped.append(str(error))
                self.meter.clear()
                print(printable(f"skipped: {error}"), file=sys.stderr)
            self.meter.done += _size(file.path)

    def stop(self, *_: object) -> None:
        """End with the article that is being read; a second Ctrl-C stops at once."""
        self.stopped = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.meter.clear()
        print("Stopping once the articles in hand are safe (Ctrl-C: at once)", file=sys.stderr)


def run(args: argparse.Namespace) -> int:
    """Read the files, index their articles, and say what was done."""
    begun = time.perf_counter()
    reading = Reading(Meter())
    articles = reading.articles(args.paths)
    first = next(articles, None)
    if first is None:
        # Found out before an index is made of nothing.
        raise GuillemetError("Nothing could be read, so there is nothing to index.")
    with _opened(args) as index:
        signal.signal(signal.SIGINT, reading.stop)
        added = index.add(chain([first], articles), progress=reading.meter.show)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    reading.meter.clear()
    _report(args, added, reading.skipped, time.perf_counter() - begun)
    if reading.stopped:
        print("guillemet: interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # a link to nowhere, or gone since: reading it says so
        return 0


def _opened(args: argparse.Namespace) -> Index:
    from guillemet.index.index import Index

    return Index.create(args.output, encoder=encoder_of(args))


def _report(args: argparse.Namespace, added: Added, skipped: list[str], seconds: float) -> None:
    if args.json:
        row = {"index": str(args.output), **asdict(added), "skipped": skipped}
        print(json.dumps({**row, "seconds": round(seconds, 3)}, ensure_ascii=False))
        return
    print(
        f"{added.added} added, {added.replaced} replaced, {added.unchanged} unchanged, "
        f"{len(skipped)} skipped; {added.passages} new passages in {spoken(seconds)} -> "
        f"{args.output}"
    )
