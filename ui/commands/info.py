"""`guillemet info`: what is in an index."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from guillemet.ui.commands.opening import add_index, add_json, open_index

if TYPE_CHECKING:
    from guillemet.index.nouns import Article

EXAMPLES = """\
examples:
  guillemet info -i my.guillemet
  guillemet info -i my.guillemet --json
  guillemet info -i my.guillemet --articles

With --articles one line an article: its id, language, date and title. With --json as well, one
JSON object a line.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet info` takes."""
    parser.epilog = EXAMPLES
    add_index(parser)
    parser.add_argument("--articles", action="store_true", help="list the articles instead")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print counts, languages, encoder and generation; or the articles."""
    with open_index(args) as index:
        if args.articles:
            for article in index.articles():
                print(_row(article, args.json))
            return 0
        stats = index.stats()
    if args.json:
        print(json.dumps({"index": str(args.index), **asdict(stats)}, ensure_ascii=False))
        return 0
    languages = ", ".join(f"{code or 'unknown'} {n}" for code, n in stats.languages.items())
    print(f"articles    {stats.articles}")
    print(f"passages    {stats.passages}")
    print(f"languages   {languages or '-'}")
    print(f"encoder     {stats.encoder}")
    print(f"generation  {stats.generation}")
    return 0


def _row(article: Article, as_json: bool) -> str:
    known = {name: getattr(article, name) for name in ("id", "language", "date", "title", "source")}
    if as_json:
        return json.dumps(known, ensure_ascii=False)
    from guillemet.ui.terminal import printable

    parts = (article.id, article.language or "-", article.date or "-", article.title)
    return printable("  ".join(" ".join(part.split()) for part in parts))
