"""Question and passages to spans: our own reader, or any extractive-QA model of transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from guillemet.index.bodies import Body
from guillemet.index.tokens import Floats
from guillemet.qa.decoding import Logits, decode
from guillemet.qa.nouns import Span
from guillemet.qa.windows import Window, windows

OWN = "guillemet"
WEIGHTS_FILE = Path(__file__).parent / "weights" / "reader.onnx"


class Reader(Protocol):
    """What finds the spans of passages that answer a question."""

    @property
    def name(self) -> str:
        """The name that load_reader takes."""

    def read(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[list[Span]]:
        """For each passage its best spans, best first, with offsets in that passage.

        Spans of a passage do not overlap. There is one at least wherever a passage has a letter,
        digit or symbol, however bad; the scores say how bad.
        """


class OnnxReader:
    """Our own: the body of multilingual-e5-small, trained to read over the shared token table."""

    name = OWN

    def __init__(self, path: Path = WEIGHTS_FILE) -> None:
        self._body = Body(path)

    def read(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[list[Span]]:
        """For each passage its best spans, best first. Raises ModelUnusable without weights."""
        seen = [list(windows(question, passage)) for passage in passages]
        outputs = iter(self._body.run([w.ids for of_passage in seen for w in of_passage]))
        return [
            decode(passage, [_logits(w, *next(outputs)) for w in of_passage], n_best)
            for passage, of_passage in zip(passages, seen, strict=True)
        ]


def _logits(window: Window, first: Floats, last: Floats) -> Logits:
    part = slice(window.first, window.first + len(window.tokens))
    return Logits(window.tokens, first[part], last[part], float(first[0] + last[0]))


def load_reader(name_or_path: str | None = None) -> Reader:
    """Our own reader (None, "" or "guillemet"), or a transformers model by name or path.

    Raises ModelUnusable when transformers is not installed, or the model cannot be loaded or is
    not made for extractive question answering. Our own is loaded when it first reads.
    """
    if (name_or_path or OWN) == OWN:
        return OnnxReader()
    from guillemet.qa.transformers_reader import TransformersReader

    return TransformersReader(str(name_or_path))
