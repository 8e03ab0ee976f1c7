"""How sure a reading is: features of what was found and read, joined to a probability.

A logistic regression, fitted on development data by train/confidence.py; `confidence.json` holds
it with the figures that it reached there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from guillemet.index.errors import ModelUnusable
from guillemet.index.nouns import Hit
from guillemet.index.words import words
from guillemet.qa.readings import Reading

WEIGHTS_FILE = Path(__file__).parent / "weights" / "confidence.json"

FEATURES = (
    "score",  # the reader's logit against "no answer here"
    "margin",  # that less the best other reading's
    "similarity",  # the inner product of question and passage
    "retrieval_gap",  # the fused score less the first hit's
    "overlap",  # the share of the question's words that the passage holds
    "numbers_missing",  # how many figures of the question article and date lack
    "agreement",  # whether another article, or another place, reads the same
    "length",  # ln of the quote's characters
)

Features = npt.NDArray[np.float64]


def features(question: str, readings: Sequence[Reading], hits: Sequence[Hit]) -> Features:
    """What is known of each reading, (n, len(FEATURES)); no readings give (0, ...)."""
    asked = set(words(question))
    figures = {word for word in asked if word.isdecimal()}
    scores = [reading.score for reading in readings]
    seen = {r.hit.passage.id: set(words(r.hit.passage.text)) for r in readings}
    quotes = [" ".join(words(reading.quote)) for reading in readings]
    rows = []
    for i, reading in enumerate(readings):
        others = scores[:i] + scores[i + 1 :]
        held = seen[reading.hit.passage.id]
        about = held | set(words(f"{reading.article.title} {reading.article.date}"))
        dense = reading.hit.trace.get("dense")
        rows.append(
            [
                reading.score,
                min(reading.score - max(others, default=0.0), 10.0),
                dense.score if dense else 0.0,
                reading.hit.score - hits[0].score,
                len(asked & held) / len(asked) if asked else 0.0,
                len(figures - about),
                float(quotes.count(quotes[i]) > 1),
                np.log(len(reading.quote)),
            ]
        )
    return np.array(rows, np.float64).reshape(-1, len(FEATURES))


@dataclass(frozen=True, slots=True)
class Confidence:
    """Weights over FEATURES; below `threshold` a reading is no answer."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls, path: Path = WEIGHTS_FILE) -> Confidence:
        """The shipped one. Raises ModelUnusable when it is missing or of other features."""
        try:
            found = json.loads(path.read_text("utf-8"))
            weights = tuple(float(found["weights"][name]) for name in FEATURES)
            return cls(weights, float(found["bias"]), float(found["threshold"]))
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnusable(
                f"{path} is missing or broken ({error!r}). Install guillemet again."
            ) from error

    def of(self, rows: Features) -> npt.NDArray[np.float64]:
        """The probability of being right of each row of features, (n,)."""
        logits = rows @ np.array(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))))
