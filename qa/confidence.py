"""How likely a reading is right: a logistic regression over a few things that are known of it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from guillemet.index.errors import ModelUnusable
from guillemet.index.languages import language_of
from guillemet.index.sentences import sentences
from guillemet.index.words import words
from guillemet.qa.reader import OWN
from guillemet.qa.readings import Reading

WEIGHTS_FILE = Path(__file__).parent / "weights" / "confidence.json"
FEATURES = ("score", "margin", "retrieval", "rank", "words", "numbers", "foreign")
ALONE = 5.0  # the margin where no other reading is there
FAR = 10.0  # margins beyond this are all alike

Features = npt.NDArray[np.float64]


def features(question: str, readings: Sequence[Reading]) -> Features:
    """What is known of each reading of a question, (n, len(FEATURES)).

    `score` over "no answer here"; its `margin` over the best reading that says something else;
    the `retrieval` score and the logarithm of the `rank`; the share of the question's `words` in
    the sentence; how many of the question's `numbers` the passage and its title lack (2 at most);
    whether the article is in a `foreign` language.
    """
    asked = set(words(question))
    numbers = {word for word in asked if word[0].isdigit()}
    language = language_of(question)
    rows = []
    for reading, margin in zip(readings, _margins(readings), strict=True):
        passage = reading.hit.passage
        near = {*words(passage.text), *words(f"{reading.article.title} {reading.article.date}")}
        rows.append(
            (
                reading.score,
                margin,
                reading.hit.score,
                math.log(reading.rank),
                len(asked & set(words(_sentence(reading)))) / max(1, len(asked)),
                min(2, len(numbers - near)),
                bool(language and reading.article.language not in ("", language)),
            )
        )
    return np.array(rows, np.float64).reshape(-1, len(FEATURES))


def _margins(readings: Sequence[Reading]) -> list[float]:
    """How far each score is above the best one of the readings in other words."""
    said = [tuple(words(reading.quote)) for reading in readings]
    margins = []
    for reading, own in zip(readings, said, strict=True):
        others = [r.score for r, other in zip(readings, said, strict=True) if other != own]
        margin = reading.score - max(others) if others else ALONE
        margins.append(max(-FAR, min(FAR, margin)))
    return margins


def _sentence(reading: Reading) -> str:
    """The sentence that a reading begins in."""
    passage = reading.hit.passage
    at = reading.start - passage.start
    whole = [(s, e) for s, e in sentences(passage.text) if s <= at < e]
    start, end = whole[0] if whole else (0, None)
    return passage.text[start:end]


@dataclass(frozen=True, slots=True)
class Confidence:
    """P(right) = 1 / (1 + exp(-(bias + weights . (features - means)))), and when to say no.

    `weights` and `means` are (len(FEATURES),). A best reading below `threshold` is no answer.
    """

    weights: Features
    means: Features
    bias: float
    threshold: float

    def __call__(self, question: str, readings: Sequence[Reading]) -> Features:
        """The confidence (0..1) of each reading of a question (n,)."""
        return self.of(features(question, readings))

    def of(self, rows: Features) -> Features:
        """The confidences (n,) of readings with these features (n, len(FEATURES))."""
        return np.asarray(1 / (1 + np.exp(-(self.bias + (rows - self.means) @ self.weights))))


# For readers whose scores were not fitted: the score's own break-even.
UNFITTED = Confidence(
    weights=np.eye(1, len(FEATURES))[0], means=np.zeros(len(FEATURES)), bias=0.0, threshold=0.5
)


def load_confidence(reader: str, path: Path = WEIGHTS_FILE) -> Confidence:
    """The confidence of a reader by name: fitted for our own, UNFITTED for any other.

    Raises ModelUnusable when the weights are missing or for other features.
    """
    if reader != OWN:
        return UNFITTED
    try:
        fitted = json.loads(path.read_text(encoding="utf-8"))
        of_features = [fitted["features"][name] for name in FEATURES]
        weights, means = (np.array([f[kind] for f in of_features]) for kind in ("weight", "mean"))
        return Confidence(weights, means, fitted["bias"], fitted["threshold"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(
            f"The weights {path} cannot be used ({error!r}). Install guillemet again."
        ) from error
