"""What an indicator reads at a place: the members put together, its last three years, and how far it goes by itself.

Everything here is in the unit that models work in; `Reading.natural` goes back to the indicator's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.scenario.signposts import telling

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

AHEAD = 3
"""Years that a signpost looks back and ahead."""
ENOUGH = 0.6
"""Of the members that are observed at all: a year with fewer tells of those few, not of the place."""
HALF = 0.5
"""Of all members: an indicator that fewer have is no reading of the place."""
FEWEST = 8
"""Past changes below which nothing is known of how far the figure goes by itself."""


@dataclass(frozen=True)
class Reading:
    """One indicator at one place. `now`: the last reading, of `year`; `change`: over the three years to it.

    `changes`: year -> change over the three years to it; `spread`: how large such changes are by themselves.
    `transform`: from the indicator's unit to the model's. `words`: how members are put together, "" for one country.
    `members`: how many it rests on. `fresh`: is `year` recent enough for “the last three years”.
    """

    key: str
    indicator: Indicator
    title: str
    unit: str
    transform: str
    words: str
    now: float
    year: int
    change: float
    changes: Mapping[int, float]
    spread: float
    members: int
    fresh: bool

    def natural(self, value: float) -> float:
        """From the model's unit to the indicator's, never below or above what it can be."""
        text = self.transform
        back = float(np.expm1(value) if text == "log1p" else np.exp(value) if text == "log" else value)
        # a figure derived from the indicator (a distance with a sign) is not held to the indicator's own bounds
        if self.unit == self.indicator.unit:
            low, high = self.indicator.minimum, self.indicator.maximum
            back = max(back, low) if low is not None else back
            back = min(back, high) if high is not None else back
        return back


def changes(values: Floats, years: tuple[int, ...], ahead: int = AHEAD) -> dict[int, float]:
    """Year -> mean change over `ahead` years of the members (years × members) observed at both ends.

    Members that come or go make no change. Years in which fewer than 60 % of them have both ends are left out.
    """
    moved = values[ahead:] - values[:-ahead]
    seen = ~np.isnan(moved)
    needed = max(1.0, ENOUGH * values.shape[1])
    return {
        years[row + ahead]: float(moved[row][seen[row]].mean())
        for row in range(len(moved))
        if seen[row].sum() >= needed
    }


def usual(values: Floats, ahead: int = AHEAD) -> float:
    """Root mean square change over `ahead` years of the average country (years × countries); 0 where none is known."""
    moved = values[ahead:] - values[:-ahead]
    return float(np.sqrt(np.nanmean(moved**2))) if np.isfinite(moved).any() else 0.0


def put_together(values: Floats, years: tuple[int, ...], members: int) -> tuple[int, float, dict[int, float]] | None:
    """Last year with a reading, the mean of the members in it, and past changes; None where too little is known.

    `values`: years × the members with any value; `members`: how many the place has.
    """
    seen = ~np.isnan(values)
    if values.shape[1] < max(1.0, HALF * members):
        return None
    moved = changes(values, years)
    rows = np.flatnonzero(seen.sum(axis=1) >= max(1.0, ENOUGH * values.shape[1]))
    if len(moved) < FEWEST or not len(rows) or years[rows[-1]] not in moved:
        return None
    last = int(rows[-1])
    return years[last], float(np.nanmean(values[last])), moved


def reading(
    values: Floats,
    years: tuple[int, ...],
    inside: Bools,
    indicator: Indicator,
    this_year: int,
    *,
    key: str,
    title: str = "",
    unit: str = "",
    transform: str = "identity",
    words: str = "",
) -> Reading | None:
    """The reading of the countries `inside` from years × countries in the model's unit; None where none can be had."""
    own = values[:, inside & ~np.isnan(values).all(axis=0)]
    found = put_together(own, years, int(inside.sum())) if own.shape[1] else None
    if found is None:
        return None
    year, now, moved = found
    width = telling.spread(list(moved.values()), usual(values) / np.sqrt(own.shape[1]))
    if width == 0:
        return None
    return Reading(
        key, indicator, title or indicator.title, unit or indicator.unit, transform, words, now, year, moved[year],
        moved, width, own.shape[1], year >= this_year - AHEAD,
    )  # fmt: skip
