"""The command line: finds the command, runs it, and turns errors into messages and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from guillemet.index.errors import GuillemetError

# Command -> the module that holds it, and what it does. Only the chosen module is imported, so
# that `guillemet --help` answers at once.
COMMANDS = {
    "index": ("guillemet.ui.commands.index", "read articles into an index"),
    "ask": ("guillemet.ui.commands.ask", "answer a question with the exact words of an article"),
    "chat": (
        "guillemet.ui.commands.chat",
        "ask in the browser, with the article beside the answer",
    ),
    "search": ("guillemet.ui.commands.search", "find the passages for a question, without reading"),
    "info": ("guillemet.ui.commands.info", "say what is in an index"),
    "eval": ("guillemet.eval.command", "measure how good the answers are"),
    "export-encoder": (
        "guillemet.ui.commands.export_encoder",
        "write the encoder as a sentence-transformers model",
    ),
}

EXAMPLES = """\
examples:
  guillemet chat                                    try it on two sample articles
  guillemet index ~/articles -o my.guillemet        read a folder of articles
  guillemet ask -i my.guillemet "Who is the mayor?"
  guillemet chat -i my.guillemet

`guillemet COMMAND --help` says more. Everything runs on this machine; nothing is downloaded.
Exit codes: 0 done (an honest no is an answer, too), 1 error, 2 wrong usage, 130 interrupted.
"""


class Version(argparse.Action):
    """Prints the version; importlib.metadata is slow, so only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and end."""
        from importlib.metadata import version

        print(f"guillemet {version('guillemet')}")
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Raises SystemExit on `--help` and on wrong usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Articles come in every script, whatever the terminal's locale is.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = _parser(arguments).parse_args(arguments)
        code: int = args.run(args)
        sys.stdout.flush()
    except GuillemetError as error:
        from guillemet.ui.terminal import printable

        print(printable(f"guillemet: {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nguillemet: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has enough (`| head`). Python would complain once more when it
        # flushes at exit, so what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guillemet",
        description="Ask your articles anything, in any language; get their exact words.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if arguments[:1] == [name]:
            home = import_module(module)
            home.add_arguments(command)
            command.set_defaults(run=home.run, usage_error=command.error)
    return parser
