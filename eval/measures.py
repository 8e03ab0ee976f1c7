"""The measures: of one answer, of one ranking, of many confidences. All lie in 0..1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from guillemet.eval.normalisers import NORMALISERS

Floats = npt.NDArray[np.float64]


# ---- an answer against the accepted ones


def exact_match(given: Sequence[str], accepted: Sequence[str]) -> float:
    """1 when the words of both are the same (Rajpurkar et al. 2016)."""
    return float(list(given) == list(accepted))


def f1(given: Sequence[str], accepted: Sequence[str]) -> float:
    """Harmonic mean of precision and recall over the bag of words (Rajpurkar et al. 2016)."""
    if not given or not accepted:
        return float(not given and not accepted)
    shared = sum((Counter(given) & Counter(accepted)).values())
    return 2 * shared / (len(given) + len(accepted))


def best(
    measure: Callable[[Sequence[str], Sequence[str]], float],
    given: str | None,
    answers: Sequence[str],
    normaliser: str = "unicode",
) -> float:
    """The best of `measure` over the accepted answers.

    None is a no: it scores 1 where there is no accepted answer, and 0 elsewhere, as an answer
    does the other way round (SQuAD 2.0, Rajpurkar et al. 2018).
    """
    if given is None or not answers:
        return float(given is None and not answers)
    words = NORMALISERS[normaliser]
    return max(measure(words(given), words(answer)) for answer in answers)


# ---- a ranking: `gains` are the grades of what was found, best rank first (0 = not right),
# ---- `judged` the grades of all that is right


def recall(gains: Sequence[int], judged: Sequence[int], k: int) -> float:
    """The share of what is right that stands among the first k."""
    return sum(gain > 0 for gain in gains[:k]) / len(judged)


def reciprocal_rank(gains: Sequence[int]) -> float:
    """1 / rank of the first that is right, 0 when none is."""
    return next((1 / rank for rank, gain in enumerate(gains, 1) if gain > 0), 0.0)


def ndcg(gains: Sequence[int], judged: Sequence[int], k: int) -> float:
    """Gain / log2(rank + 1), summed to rank k, over the most that can be (trec_eval's ndcg_cut)."""
    return _dcg(gains[:k]) / _dcg(sorted(judged, reverse=True)[:k])


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


# ---- confidences (n,) in any monotone unit, and whether the answers were right (n,) in 0..1.
# ---- NaN where there is nothing to measure


def auroc(confidence: Floats, right: Floats) -> float:
    """How often a right answer is surer than a wrong one, ties half (Mann and Whitney 1947)."""
    positive = right > 0.5
    n, m = int(positive.sum()), int((~positive).sum())
    if n == 0 or m == 0:
        return math.nan
    _, tie, size = np.unique(confidence, return_inverse=True, return_counts=True)
    middle_rank = (np.cumsum(size) - (size - 1) / 2)[tie]
    return float((middle_rank[positive].sum() - n * (n + 1) / 2) / (n * m))


def risk_coverage_area(confidence: Floats, right: Floats) -> float:
    """Mean share of wrong answers over all coverages, surest first; smaller is better.

    Geifman and El-Yaniv 2017. Among equal confidences every order is as likely as another: each
    counts as the mean of its tie.
    """
    if not len(right):
        return math.nan
    _, tie, size = np.unique(confidence, return_inverse=True, return_counts=True)
    wrong = (np.bincount(tie, 1 - right) / size)[tie]
    surest_first = wrong[np.argsort(-confidence, kind="stable")]
    return float(np.mean(np.cumsum(surest_first) / np.arange(1, len(right) + 1)))


def coverage_at(precision: float, confidence: Floats, right: Floats) -> float:
    """The largest share of questions that a threshold answers with at least this precision."""
    if not len(right):
        return math.nan
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(right) + 1)
    precise = np.cumsum(right[order]) / answered >= precision
    # A threshold takes equal confidences together.
    whole_tie = np.append(np.diff(confidence[order]) != 0, True)
    return float(answered[precise & whole_tie].max(initial=0) / len(right))


def calibration_error(confidence: Floats, right: Floats, bins: int = 10) -> float:
    """ECE with bins of equal mass: mean |confidence - share right| (Nixon et al. 2019)."""
    if not len(right):
        return math.nan
    parts = np.array_split(np.argsort(confidence, kind="stable"), min(bins, len(right)))
    gaps = [abs(float(np.mean(confidence[part]) - np.mean(right[part]))) for part in parts]
    return float(np.average(gaps, weights=[len(part) for part in parts]))
