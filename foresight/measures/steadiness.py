"""Years in which the figures of an indicator may have come to mean something else: asked of the figures themselves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foresight.measures.coverage import Grid

Floats = NDArray[np.float64]


def turnover(grid: Grid, percent: float) -> tuple[int, ...]:
    """Covered years in which the number of states with a figure differs by more than `percent` from the covered year
    before, in percent of the larger of the two; states that came into being or ended between the two are not counted.
    """
    places = np.flatnonzero(grid.covered)
    found = []
    for before, now in pairwise(places):
        both = grid.states[:, before] & grid.states[:, now]
        one, other = int((grid.seen[:, before] & both).sum()), int((grid.seen[:, now] & both).sum())
        if abs(other - one) > percent / 100 * max(one, other):
            found.append(grid.years[now])
    return tuple(found)


def shared_steps(values: Floats, years: NDArray[np.int64], times: float, fewest: int) -> tuple[int, ...]:
    """Years in which the middle country's step from the year before is more than `times` the usual size of a step.

    `values`: countries × `years`, on the scale on which steps are compared, NaN where missing. A year is judged where
    `fewest` countries have both it and the one before it in `years`. The usual step is the median of the absolute
    steps of all countries and years; where that is nought (most stand still), nothing can be told and none is found.
    """
    steps = np.diff(values, axis=1)
    there = np.isfinite(steps)
    if not there.any():
        return ()
    usual = float(np.median(np.abs(steps[there])))
    if usual == 0:
        return ()
    ordered, counts = np.sort(steps, axis=0), there.sum(axis=0)
    middle = [float(np.median(ordered[:n, k])) if n >= fewest else 0.0 for k, n in enumerate(counts)]
    return tuple(int(years[k + 1]) for k, step in enumerate(middle) if abs(step) > times * usual)


def scaled(values: Floats, transform: str) -> Floats:
    """The values on the scale on which models work and steps are compared; NaN where the scale has none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if transform == "log":
            return np.where(values > 0, np.log(values), np.nan)
        return np.log1p(np.where(values > -1, values, np.nan)) if transform == "log1p" else values
