"""`guillemet search`: the passages for a question, and how they were found."""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

from guillemet.ui.commands.opening import (
    add_filters,
    add_index,
    add_json,
    at_least_one,
    filter_of,
    open_index,
)

if TYPE_CHECKING:
    from guillemet.index.nouns import Hit

EXAMPLES = """\
examples:
  guillemet search -i my.guillemet "aluminium production" -k 3
  guillemet search -i my.guillemet "sản lượng nhôm" --language hi --json

Under each passage: its rank and score by words (bm25), by meaning (dense), and both (fused).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet search` takes."""
    parser.epilog = EXAMPLES
    parser.add_argument("question", metavar="QUESTION", help="in any language")
    add_index(parser)
    parser.add_argument("-k", metavar="N", type=at_least_one, default=5, help="how many (5)")
    add_filters(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the passages, best first."""
    with open_index(args) as index:
        begun = time.perf_counter()
        hits = index.search(args.question, args.k, where=filter_of(args))
        seconds = time.perf_counter() - begun
    if args.json:
        found = [_json(rank, hit) for rank, hit in enumerate(hits, 1)]
        answer = {"question": args.question, "hits": found, "seconds": round(seconds, 4)}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        from guillemet.ui.terminal import hits_text

        print(hits_text(hits))
    return 0


def _json(rank: int, hit: Hit) -> dict[str, Any]:
    article, passage = hit.article, hit.passage
    return {
        "rank": rank,
        "score": round(hit.score, 4),
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "language": article.language,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "trace": {
            stage: {"rank": s.rank, "score": round(s.score, 4)} for stage, s in hit.trace.items()
        },
    }
