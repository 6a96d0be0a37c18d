"""What is foretold of a pair: a yes or no per year, and the strength behind it.

For most ties (exercises, agreements) it is *any at all*: value > 0. Where most pairs have some, as in agreement in UN
votes, it is *closer than most*: value above the median pair of the same year. Medians of one year are compared with
outcomes of that year only, so a year in which everyone agrees more is no news about a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Kind = Literal["any", "above the median"]

MOSTLY = 0.5
"""From this share of positive values on, `any` would say little: the event is `above the median`."""

WORDS: dict[Kind, str] = {
    "any": "the two states have at least one in that year",
    "above the median": "the value of the pair is above that of the median pair of the same year",
}


@dataclass(frozen=True)
class History:
    """Years × countries × countries. `happened`: 1, 0, NaN where missing. `strength`: log(1 + value) for `any`, else
    the distance to the year's median in units of its mean absolute distance. `kind`: which of the two."""

    kind: Kind
    happened: Singles
    strength: Singles

    def until(self, row: int) -> History:
        """With nothing known after `row`."""
        return History(self.kind, self.happened[: row + 1], self.strength[: row + 1])


def kind_of(grid: Singles) -> Kind:
    """Which event suits the values; a single pass over all of them."""
    seen = ~np.isnan(grid)
    return "above the median" if float((grid > 0).sum()) > MOSTLY * max(float(seen.sum()), 1.0) else "any"


def history(grid: Singles, kind: Kind | None = None) -> History:
    """Turn the values of a pair indicator into what happened. Each year is turned by itself."""
    chosen = kind or kind_of(grid)
    missing = np.isnan(grid)
    if chosen == "any":
        strength = np.log1p(np.maximum(grid, 0))
        happened = (grid > 0).astype(np.float32)
    else:
        centre = np.array([[[np.median(year[~np.isnan(year)]) if (~np.isnan(year)).any() else 0.0]] for year in grid])
        gap = grid - centre.astype(np.float32)
        seen = np.maximum((~missing).sum(axis=(1, 2), keepdims=True), 1)
        spread = np.nan_to_num(np.abs(gap)).sum(axis=(1, 2), keepdims=True) / seen
        strength = gap / np.maximum(spread, 1e-9)
        happened = (gap > 0).astype(np.float32)
    return History(chosen, np.where(missing, np.float32(np.nan), happened), strength.astype(np.float32))
