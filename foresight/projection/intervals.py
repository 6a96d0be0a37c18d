"""Intervals from past out-of-sample errors, by horizon and volatility group (split conformal prediction).

Romano, Patterson & Candès 2019; Barber et al. 2023 for data that are not exchangeable: bands hold on average over
years, and less well in a single year, because shocks are shared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PROBABILITIES = (0.01, *(round(0.05 * k, 2) for k in range(1, 20)), 0.99)
SCORED = slice(1, -1)
"""The 19 quantiles that CRPS is taken over."""
MEDIAN = PROBABILITIES.index(0.5)
GROUPS = 5
FEWEST = 40
"""Errors that a group needs for quantiles of its own; below it, all groups together are used."""
FEWEST_AT_ALL = 5
ORIGINS = 15
"""Only errors from the latest origins count: the world of the 1970s was calmer for some series, wilder for others."""
MEMORY = 10
"""Years over which a country's own volatility is taken."""
LIMIT = 10
"""Years after the last observation up to which errors were measured."""


def volatility(errors: Floats) -> Floats:
    """Mean absolute one-step error of each country over its last ten years, years × countries, known at each year."""
    seen = ~np.isnan(errors)
    total, number = np.cumsum(np.where(seen, np.abs(errors), 0.0), axis=0), np.cumsum(seen, axis=0)
    total[MEMORY:], number[MEMORY:] = total[MEMORY:] - total[:-MEMORY], number[MEMORY:] - number[:-MEMORY]
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def groups(scale: Floats, count: int = GROUPS) -> Ints:
    """Each country's volatility group of that year, 0 the calmest: quantiles of `scale` over the countries."""
    found = np.zeros(scale.shape, dtype=np.int64)
    for t, row in enumerate(scale):
        seen = ~np.isnan(row)
        if seen.any():
            edges = np.quantile(row[seen], np.arange(1, count) / count)
            found[t] = np.where(seen, np.searchsorted(edges, np.nan_to_num(row), side="left"), count // 2)
    return found


def conformal(errors: Floats, probabilities: Sequence[float] = PROBABILITIES) -> Floats:
    """Conformal quantiles of past errors: rank ceil((n + 1) · p) above one half, floor below it, clipped to 1..n.

    With n exchangeable errors the next one lies below that of p > 1/2 with probability at least p. At one half: the
    median. Ordered by construction.
    """
    ordered, wanted = np.sort(errors), np.asarray(probabilities)
    place = (len(ordered) + 1) * wanted
    rank = np.clip(np.where(wanted > 0.5, np.ceil(place), np.floor(place)), 1, len(ordered)).astype(int)
    return np.where(wanted == 0.5, np.median(ordered), ordered[rank - 1])


def quantiles(errors: Floats, group: Ints, probabilities: Sequence[float] = PROBABILITIES) -> Floats | None:
    """Error quantiles, groups × probabilities, from past errors (origins × countries) and the groups they fell in.

    A group with fewer than 40 errors takes those of all groups; None where even they are fewer than five.
    """
    seen = ~np.isnan(errors)
    if seen.sum() < FEWEST_AT_ALL:
        return None
    pooled = conformal(errors[seen], probabilities)
    own = [errors[seen & (group == g)] for g in range(GROUPS)]
    return np.stack([conformal(part, probabilities) if len(part) >= FEWEST else pooled for part in own])


def between(horizons: Sequence[int], years_ahead: Sequence[int]) -> Floats:
    """Weights (years × horizons) that carry values at `horizons` to whole years ahead.

    Linear between two horizons; the first one's value before it, the last one's beyond it.
    """
    return np.stack([np.interp(years_ahead, horizons, unit) for unit in np.eye(len(horizons))], axis=1)


def widening(years_ahead: Ints) -> Floats:
    """Factor on the distance from the median: 1 within ten years, then the square root of (h / 10)."""
    return np.asarray(np.sqrt(np.maximum(years_ahead, LIMIT) / LIMIT))
