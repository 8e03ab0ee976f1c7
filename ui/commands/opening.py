"""The arguments that several commands share, and the index and answerer that they ask for."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from guillemet.index.filters import Filter

if TYPE_CHECKING:
    from guillemet.index.encoder import Encoder
    from guillemet.index.index import Index
    from guillemet.qa.answerer import Answerer


def add_index(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add `-i DIR` and `--encoder NAME`."""
    parser.add_argument(
        "-i", "--index", metavar="DIR", type=Path, required=required, help="folder of the index"
    )
    add_encoder(parser)


def add_encoder(parser: argparse.ArgumentParser) -> None:
    """Add `--encoder NAME`."""
    parser.add_argument(
        "--encoder",
        metavar="NAME",
        help="a sentence-transformers model, by name or path, in place of our own encoder",
    )


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add `--reader NAME` and `--threshold X`."""
    parser.add_argument(
        "--reader",
        metavar="NAME",
        help="an extractive-QA model of transformers, by name or path, in place of our own reader",
    )
    parser.add_argument(
        "--threshold",
        metavar="X",
        type=_probability,
        help="answer only with at least this confidence, 0 to 1 (0: always quote something)",
    )


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the filters on language, source and date."""
    only = parser.add_argument_group("only articles")
    only.add_argument("--language", metavar="CODE", default="", help="in this language, such as vi")
    only.add_argument("--source", metavar="NAME", default="", help="from this source")
    only.add_argument("--from", metavar="DATE", dest="date_from", default="", type=_date,
                      help="of this date or later: 2025, 2025-07 or 2025-07-18")  # fmt: skip
    only.add_argument("--to", metavar="DATE", dest="date_to", default="", type=_date,
                      help="of this date or earlier")  # fmt: skip


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def filter_of(args: argparse.Namespace) -> Filter:
    """The filter that the arguments of `add_filters` ask for."""
    return Filter(args.language, args.source, args.date_from, args.date_to)


def encoder_of(args: argparse.Namespace) -> Encoder | None:
    """The encoder of `--encoder`; None leaves the choice to the index."""
    if args.encoder is None:
        return None
    from guillemet.index.encoder import load_encoder

    return load_encoder(args.encoder)


def open_index(args: argparse.Namespace) -> Index:
    """The index of `-i`. Raises IndexMissing, IndexDamaged and EncoderMismatch."""
    from guillemet.index.index import Index

    return Index.open(args.index, encoder=encoder_of(args))


def answerer_of(args: argparse.Namespace, index: Index, quotes: int | None = None) -> Answerer:
    """An answerer over an index, with the reader, threshold and number of quotes asked for."""
    from guillemet.qa.answerer import Answerer, AnswerOptions
    from guillemet.qa.reader import load_reader

    asked = {"threshold": args.threshold, "n_best": quotes}
    options = AnswerOptions(**{name: v for name, v in asked.items() if v is not None})
    return Answerer(index, load_reader(args.reader), options)


def at_least_one(text: str) -> int:
    """An argument that is a whole number from 1 up."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _probability(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return number


def _date(text: str) -> str:
    # argparse hands the default, "", through here, too.
    if not re.fullmatch(r"([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like 2025, 2025-07 or 2025-07-18")
    return text
