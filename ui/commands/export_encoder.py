"""`guillemet export-encoder`: our encoder as a sentence-transformers model."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLES = """\
examples:
  guillemet export-encoder guillemet-encoder
  python -c "from sentence_transformers import SentenceTransformer as S; S('guillemet-encoder')"

The folder gives the same vectors in sentence-transformers, prompts included.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet export-encoder` takes."""
    parser.epilog = EXAMPLES
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder to write the model to")


def run(args: argparse.Namespace) -> int:
    """Write the folder."""
    from guillemet.index.encoder import export_encoder

    export_encoder(args.folder)
    print(f"The encoder is in {args.folder}, a sentence-transformers model.")
    return 0
