"""What moves a projection: how much of the pooled Ridge's word comes from the country's own past and from each driver.

Standardised coefficients of a Ridge are associations given everything else in it. Columns that go together share
theirs, so that a small one is no proof of little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pooled import OWN, Design, Fitted

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Influence:
    """One group of columns at one horizon.

    `coefficient`: change of the projection, in the unit models work in, per standard deviation of the driver; NaN for
    the own past, which is many columns. `spread`: standard deviation, over the countries of the last year, of what the
    group adds to the level. `share`: `spread` as a share of the sum over all groups.
    """

    driver: str
    coefficient: float
    spread: float
    share: float


def influences(given: Design, fitted: Fitted, seen: NDArray[np.bool_]) -> tuple[Influence, ...]:
    """Per group, the largest first; empty where the pooled models never spoke. `seen`: countries of the last year."""
    if given.first >= len(given.x) or not seen.any():
        return ()
    parts = given.x[-1][seen] / fitted.scale * fitted.coefficients
    groups = np.array(given.groups)
    spread = {name: float(parts[:, groups == name].sum(axis=1).std()) for name in dict.fromkeys(given.groups)}
    whole = sum(spread.values()) or 1.0
    found = [
        Influence(
            name,
            float("nan") if name == OWN else float(fitted.coefficients[groups == name][0]),
            spread[name],
            spread[name] / whole,
        )
        for name in spread
    ]
    return tuple(sorted(found, key=lambda one: -one.spread))
