"""`guillemet chat`: the chat in the browser."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from guillemet.ui.commands.opening import (
    add_index,
    add_reading,
    answerer_of,
    encoder_of,
    open_index,
)
from guillemet.ui.samples import QUESTIONS, SEEDS

if TYPE_CHECKING:
    from guillemet.index.encoder import Encoder

EXAMPLES = """\
examples:
  guillemet chat                              two sample articles, in Vietnamese and Hindi
  guillemet chat -i my.guillemet --port 8000
  guillemet chat -i my.guillemet --host 0.0.0.0 --auth reader:secret --no-browser

Only this machine can open the chat unless --host says otherwise. Ctrl-C ends it.
"""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet chat` takes."""
    parser.epilog = EXAMPLES
    add_index(parser, required=False)
    add_reading(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, help="port to listen on (the first free from 7860)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    parser.add_argument("--auth", metavar="USER:PASSWORD", type=_login, help="ask for a login")


def run(args: argparse.Namespace) -> int:
    """Serve the chat until Ctrl-C."""
    # A polite kill ends it like Ctrl-C, so that the sample index is cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if args.host not in LOOPBACK and not args.auth:
        print(f"Whoever reaches {args.host} can read these articles (see --auth).", file=sys.stderr)
    with ExitStack() as stack:
        samples: Sequence[tuple[str, str]] = ()
        if args.index is None:
            args.index = Path(stack.enter_context(TemporaryDirectory(prefix="guillemet-")))
            _index_samples(args.index, encoder_of(args))
            samples = QUESTIONS
        index = stack.enter_context(open_index(args))
        print("Opening the chat ...", file=sys.stderr)
        from guillemet.ui.chat import blocks, serve

        answerer = answerer_of(args, index)
        answerer.ask("warm up")  # loads the models now, so that the first question is quick
        page = blocks(index, answerer, samples)
        serve(page, host=args.host, port=args.port, browser=not args.no_browser, auth=args.auth)
    return 0


def _index_samples(folder: Path, encoder: Encoder | None) -> None:
    from guillemet.index.files import read, walk
    from guillemet.index.index import Index

    with Index.create(folder, encoder=encoder) as index:
        index.add(article for path in walk([SEEDS]) for article in read(path))


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 65535")
    return port


def _login(text: str) -> tuple[str, str]:
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        raise argparse.ArgumentTypeError("give USER:PASSWORD")
    return user, password
