"""`guillemet ask`: one question, or a batch of them."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from guillemet.ui.batch import lines, open_batch
from guillemet.ui.commands.opening import (
    add_filters,
    add_index,
    add_json,
    add_reading,
    answerer_of,
    at_least_one,
    filter_of,
    open_index,
)

if TYPE_CHECKING:
    from guillemet.index.filters import Filter
    from guillemet.qa.answerer import Answerer

EXAMPLES = """\
examples:
  guillemet ask -i my.guillemet "Who is the mayor?"
  guillemet ask -i my.guillemet "Ai là thị trưởng?" --from 2025 --json
  guillemet ask -i my.guillemet --batch questions.txt > answers.jsonl
  cat questions.jsonl | guillemet ask -i my.guillemet --batch -

A batch holds one question a line, or JSON Lines with "id" and "question"; blank lines are passed
over. It prints one JSON object a line, the one of --json with the "id" (the number of the line
where there is none) in front. A line that cannot be understood gives an object with "error".
Exit codes: 0 answered; a no ("answer": null) is an answer, too. 1 error, 2 wrong usage.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet ask` takes."""
    parser.epilog = EXAMPLES
    parser.add_argument("question", metavar="QUESTION", nargs="?", help="in any language")
    add_index(parser)
    parser.add_argument("--batch", metavar="FILE", help="a file of questions; - is standard input")
    parser.add_argument("-k", metavar="N", type=at_least_one, help="quote at most N places")
    add_reading(parser)
    add_filters(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Answer the question, or each question of the batch."""
    if (args.question is None) == (args.batch is None):
        args.usage_error("give a QUESTION or --batch FILE, one of the two")
    with open_index(args) as index:
        answerer = answerer_of(args, index, args.k)
        where = filter_of(args)
        if args.batch is not None:
            _run_batch(args.batch, answerer, where)
            return 0
        answer = answerer.ask(args.question, where=where)
        if args.json:
            print(json.dumps(answer.json(), ensure_ascii=False))
        else:
            from guillemet.ui.terminal import answer_text

            print(answer_text(answer))
    return 0


def _run_batch(path: str, answerer: Answerer, where: Filter) -> None:
    with open_batch(path) as batch:
        for line in lines(batch):
            if line.error:
                print(f"{path}, line {line.number}: {line.error}", file=sys.stderr)
                row: dict[str, Any] = {"id": line.id, "error": line.error}
            else:
                row = {"id": line.id, **answerer.ask(line.question, where=where).json()}
            print(json.dumps(row, ensure_ascii=False), flush=True)
