"""How far a mean could be off by the luck of the draw: percentile bootstrap intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DRAWS = 10_000
SEED = 20250718
_CELLS_AT_ONCE = 20_000_000


def mean_intervals(
    values: Floats, groups: npt.NDArray[np.int64], draws: int = DRAWS, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper ends, each (m,), of the means of `values` (n, m); NaN = does not apply.

    `groups` (n,) numbers what is drawn, 0 and up: whole groups are drawn with replacement, so
    that questions which hang together stay together (Davison and Hinkley 1997, section 3.8).
    The seed is fixed: the same values give the same interval.
    """
    number = int(groups.max()) + 1
    sums = np.zeros((number, values.shape[1]))
    counts = np.zeros_like(sums)
    np.add.at(sums, groups, np.nan_to_num(values))
    np.add.at(counts, groups, ~np.isnan(values))
    generator = np.random.default_rng(SEED)
    at_once = max(1, _CELLS_AT_ONCE // number)
    means = [
        _means(generator, sums, counts, min(at_once, draws - done))
        for done in range(0, draws, at_once)
    ]
    tail = 100 * (1 - level) / 2
    low, high = np.nanpercentile(np.concatenate(means), [tail, 100 - tail], axis=0)
    return low, high


def _means(generator: np.random.Generator, sums: Floats, counts: Floats, draws: int) -> Floats:
    """The means (draws, m) of `draws` draws of as many groups as there are."""
    number = len(sums)
    drawn = generator.integers(0, number, (draws, number))
    drawn += np.arange(draws)[:, None] * number
    times = np.bincount(drawn.ravel(), minlength=draws * number).reshape(draws, number)
    with np.errstate(invalid="ignore"):
        return np.asarray((times @ sums) / (times @ counts))
