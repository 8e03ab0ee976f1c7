"""Fits how sure the answerer may be, and when it says no; a few minutes on two cores.

    python -m guillemet.train.confidence --data DIR

`--data` holds `written/articles.jsonl.gz` and `dev/*.jsonl.gz`. Writes qa/weights/confidence.json
for the reader and the encoder as they are now, and prints what that is worth: to be run again
whenever one of them changes. All figures are of articles left out of the fit, in five turns.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from guillemet.eval.measures import auroc, best, calibration_error, f1
from guillemet.qa import reader as readers
from guillemet.qa.answerer import SPANS, AnswerOptions
from guillemet.qa.confidence import FEATURES, WEIGHTS_FILE, Confidence, Features, features
from guillemet.qa.readings import Reading, join
from guillemet.train.cases import Case, pools, read_pools

FOLDS = 5
AMONG_BEST = 4  # readings of a question that are learnt from: the rest are too easily told wrong
REMOVED = 3  # every third case a second time without its article: people ask what is there
RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the features (n, f) of its readings, best score first, and which are right (n,).

    `kind` is "answerable", "unanswerable" (as somebody wrote the question) or "removed" (the
    article that answers it was taken away). `f1s` (n,) are those of the readings' words.
    """

    pool: str
    kind: str
    fold: int
    features: Features
    right: Features
    f1s: Features


def judged(cases: Iterable[Case], passages: int) -> Iterator[Judged]:
    """Each case, and some of the answerable ones a second time without their article."""
    for number, case in enumerate(cases):
        kind = "answerable" if case.asked.answers else "unanswerable"
        yield from _judged(case, kind, passages)
        if case.asked.answers and number % REMOVED == 0:
            yield from _judged(case.without_gold(), "removed", passages)


def _judged(case: Case, kind: str, passages: int) -> Iterator[Judged]:
    readings = join(case.hits[:passages], [spans[:SPANS] for spans in case.spans[:passages]])
    if not readings:
        return
    f1s = np.array([_f1(case, reading) for reading in readings])
    article = case.asked.article_id.encode()
    fold = int(sha256(article).hexdigest()[:8], 16) % FOLDS
    known = features(case.asked.text, readings)
    yield Judged(case.pool, kind, fold, known, (f1s >= 0.5).astype(float), f1s)


def _f1(case: Case, reading: Reading) -> float:
    if not case.asked.answers or reading.article.id != case.asked.article_id:
        return 0.0
    return best(f1, reading.quote, case.asked.answers)


def fit(cases: Sequence[Judged], threshold: float = 0.0) -> Confidence:
    """Logistic regression by Newton's method, over the best readings of each case."""
    rows = np.concatenate([c.features[:AMONG_BEST] for c in cases])
    right = np.concatenate([c.right[:AMONG_BEST] for c in cases])
    means, scale = rows.mean(axis=0), rows.std(axis=0)
    x = np.column_stack([(rows - means) / scale, np.ones(len(rows))])
    ridge = np.diag([RIDGE] * len(FEATURES) + [0.0])
    w = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (right - p) - ridge @ w
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, gradient)
    return Confidence(w[:-1] / scale, means, float(w[-1]), threshold)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The surest reading of a case."""

    case: Judged
    confidence: float
    right: float
    f1: float


def chosen(cases: Sequence[Judged]) -> list[Chosen]:
    """The surest reading of each case by a fit to the articles of the other folds."""
    found = []
    for fold in range(FOLDS):
        confidence = fit([c for c in cases if c.fold != fold])
        for case in (c for c in cases if c.fold == fold):
            sure = confidence.of(case.features)
            i = int(sure.argmax())
            found.append(Chosen(case, float(sure[i]), float(case.right[i]), float(case.f1s[i])))
    return found


def threshold_for(cases: Sequence[Chosen], false_answers: float) -> float:
    """The least threshold with this mean share of false answers to the two unanswerable kinds."""
    kinds = [
        np.array([c.confidence for c in cases if c.case.kind == kind])
        for kind in ("unanswerable", "removed")
    ]
    candidates = np.sort(np.concatenate(kinds))
    shares = [np.mean([(kind >= t).mean() for kind in kinds]) for t in candidates]
    return float(candidates[np.argmax(np.array(shares) <= false_answers)])


def figures(cases: Sequence[Chosen], threshold: float) -> dict[str, float]:
    """What the confidence and the threshold are worth on these cases; NaN where it has none."""
    sure = np.array([c.confidence for c in cases])
    right = np.array([c.right for c in cases])
    kinds = np.array([c.case.kind for c in cases])
    asked = kinds == "answerable"
    f1s = np.array([c.f1 for c in cases])
    given = sure >= threshold
    return {
        "questions": len(cases),
        "auroc": auroc(sure, right),
        "auroc_answerable": auroc(sure, asked.astype(float)),
        "ece": calibration_error(sure, right),
        "f1_forced": _mean(f1s[asked]),
        "f1": _mean((f1s * given)[asked]),
        "answered": _mean(given[asked]),
        "right_of_answered": _mean(right[asked & given]),
        "false_unanswerable": _mean(given[kinds == "unanswerable"]),
        "false_removed": _mean(given[kinds == "removed"]),
    }


def _mean(values: Features) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _write(path: Path, confidence: Confidence, worth: dict[str, float]) -> None:
    numbers = zip(FEATURES, confidence.weights, confidence.means, strict=True)
    fitted = {
        "reader": sha256(readers.WEIGHTS_FILE.read_bytes()).hexdigest()[:8],
        "threshold": round(confidence.threshold, 4),
        "bias": round(confidence.bias, 6),
        "features": {
            name: {"weight": round(float(w), 6), "mean": round(float(m), 6)}
            for name, w, m in numbers
        },
        "figures": {name: round(value, 4) for name, value in worth.items()},
    }
    path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Read, fit, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", metavar="DIR", type=Path, required=True)
    parser.add_argument("--out", metavar="FILE", type=Path, default=WEIGHTS_FILE)
    parser.add_argument("--false-answers", metavar="SHARE", type=float, default=0.28)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    read = read_pools(pools(args.data, Random(args.seed)), readers.load_reader())
    cases = list(judged(read, AnswerOptions().passages))
    picked = chosen(cases)
    threshold = threshold_for(picked, args.false_answers)
    confidence = fit(cases, threshold)
    _write(args.out, confidence, figures(picked, threshold))
    for name, weight in zip(FEATURES, confidence.weights, strict=True):
        print(f"{name:12} {weight:8.3f}")
    print(f"{'threshold':12} {threshold:8.3f}")
    for pool in [*dict.fromkeys(c.case.pool for c in picked), ""]:
        part = [c for c in picked if not pool or c.case.pool == pool]
        worth = " ".join(f"{k} {v:.3g}" for k, v in figures(part, threshold).items())
        print(f"{pool or 'all'}: {worth}")


if __name__ == "__main__":
    main()
