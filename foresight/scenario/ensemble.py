"""Futures of many countries at once: drawn once for a projection, then merely shifted whenever a lever moves.

On a logarithmic scale a shift is a factor, so that nothing has to be exponentiated again: what a move costs is reading
the draws once. Countries move together as in projection.draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.projection import Model, draws

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ensemble:
    """Futures of the baseline. `ready`: countries × years × draws, in the model's unit; of a log, its exponential."""

    target: Indicator
    ceiling: float
    ready: Floats
    _totals: dict[str, Floats] = field(default_factory=dict, compare=False, repr=False)

    def _shift(self, country: int, by: Floats, years: slice, out: Floats) -> None:
        """Write a country's futures in the target's unit, within its bounds: years × draws."""
        own, shift = self.ready[country, years], by[country, years, None]
        if self.target.transform == "identity":
            np.add(own, shift, out=out)
        else:
            np.multiply(own, np.exp(shift), out=out)
            if self.target.transform == "log1p":
                np.subtract(out, 1.0, out=out)
        low = -np.inf if self.target.minimum is None else self.target.minimum
        high = np.inf if self.target.maximum is None else self.target.maximum
        if low > -np.inf or min(high, self.ceiling) < np.inf:
            np.clip(out, low, min(high, self.ceiling), out=out)

    def shifted(self, by: Floats, out: Floats | None = None) -> Floats:
        """Countries × years × draws in the target's unit, medians moved by `by` (countries × years, model's unit)."""
        found = np.empty_like(self.ready) if out is None else out
        for country in range(len(found)):
            self._shift(country, by, slice(None), found[country])
        return found

    def together(self, by: Floats, how: str, years: slice = slice(None)) -> Floats:
        """Years × draws of the `sum` or `mean` over countries, shifted as in `shifted`; only of `years`."""
        one = np.empty_like(self.ready[0, years])
        total = np.zeros_like(one)
        for country in range(len(self.ready)):
            self._shift(country, by, years, one)
            total += one
        return total if how == "sum" else total / len(self.ready)

    def unmoved(self, how: str) -> Floats:
        """What `together` gives for the baseline, computed once."""
        if how not in self._totals:
            self._totals[how] = self.together(np.zeros(self.ready.shape[:2]), how)
        return self._totals[how]


def drawn(model: Model, countries: Sequence[str], years: Sequence[int], seed: int, size: int) -> Ensemble:
    """`size` futures of the countries' baselines over `years`; the same seed, the same futures."""
    found = draws.joint(model.distribution(countries, years), model.shared, seed, size)
    ready = np.ascontiguousarray(found.transpose(1, 2, 0))
    if model.target.transform != "identity":
        np.exp(ready, out=ready)
    return Ensemble(model.target, model.ceiling, ready)
