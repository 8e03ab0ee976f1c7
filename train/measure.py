"""How good a reader is while it learns: on articles kept out, and on a sample of XQuAD."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from guillemet.eval.measures import auroc, best, exact_match, f1
from guillemet.index.tokens import TokenTable
from guillemet.qa.decoding import Logits, decode
from guillemet.qa.nouns import Span
from guillemet.qa.windows import Window, windows
from guillemet.train.body import ReaderBody
from guillemet.train.data import Example, kept_out, read_set, read_written
from guillemet.train.features import padded

TOGETHER = 12  # windows in a batch
FOUR = ("en", "hi", "vi", "zh")


def kept_out_sample(written: Path) -> list[Example]:
    """Every ninth question of the articles kept out, so that articles and languages take turns."""
    return [e for w in read_written(written) if kept_out(w.id) for e in w.examples][::9]


def xquad_sample(folder: Path) -> list[Example]:
    """Of each of XQuAD's languages 13 questions, and as many of each pair of the main four."""
    languages = sorted(path.name[6:8] for path in folder.glob("xquad_*.jsonl.gz"))
    pairs = [(a, a) for a in languages]
    pairs += [(a, b) for a in FOUR for b in FOUR if a != b and {a, b} <= set(languages)]
    files = [[folder / f"xquad_{language}.jsonl.gz" for language in pair] for pair in pairs]
    return [e for i, pair in enumerate(files) for e in read_set(*pair)[i * 2 :: 48]]


def measure(body: ReaderBody, examples: Sequence[Example], table: TokenTable) -> dict[str, float]:
    """F1 and EM (0..1) of the best span of answerable questions, whatever its score, and AUROC.

    `f1_same` and `f1_other`: question and passage in the same language, or not. `auroc`: how
    often an answerable question scores higher than an unanswerable one. NaN without any.
    """
    spans = read(body, examples, table)
    f1s: dict[bool, list[float]] = {True: [], False: []}
    exact = []
    for example, span in zip(examples, spans, strict=True):
        if example.answers:
            given = example.passage[span.start : span.end]
            same = example.languages[0] == example.languages[1]
            f1s[same].append(best(f1, given, example.answers))
            exact.append(best(exact_match, given, example.answers))
    return {
        "f1": _mean(f1s[True] + f1s[False]),
        "f1_same": _mean(f1s[True]),
        "f1_other": _mean(f1s[False]),
        "em": _mean(exact),
        "auroc": auroc(
            np.array([span.score for span in spans]),
            np.array([float(bool(e.answers)) for e in examples]),
        ),
    }


def read(body: ReaderBody, examples: Sequence[Example], table: TokenTable) -> list[Span]:
    """The best span of each example's passage, decoded as it is when served."""
    seen = [list(windows(e.question, e.passage)) for e in examples]
    flat = [(i, w) for i, of_passage in enumerate(seen) for w in of_passage]
    flat.sort(key=lambda pair: len(pair[1].ids))
    found: list[list[Logits]] = [[] for _ in examples]
    for start in range(0, len(flat), TOGETHER):
        part = flat[start : start + TOGETHER]
        for (i, _), logits in zip(part, _logits(body, [w for _, w in part], table), strict=True):
            found[i].append(logits)
    return [
        next(iter(decode(e.passage, logits, 1)), Span(0, 0, -math.inf))
        for e, logits in zip(examples, found, strict=True)
    ]


def _logits(body: ReaderBody, seen: Sequence[Window], table: TokenTable) -> list[Logits]:
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        sides = [side.float().numpy() for side in body(*padded([w.ids for w in seen], table))]
    found = []
    for w, first, last in zip(seen, *sides, strict=True):
        part = slice(w.first, w.first + len(w.tokens))
        found.append(Logits(w.tokens, first[part], last[part], float(first[0] + last[0])))
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
