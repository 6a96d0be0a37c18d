"""The drivers of the pooled models: one declaration, computed from a Panel as far as its indicators go.

State i, year t; the region is one of the seven of the World Bank. A driver of year t enters for year t + 1 at the
earliest. A driver whose indicator the panel lacks, or that was not observed, is NaN: it moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.panel import Panel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Driver:
    """One column: which indicator it is made of, and how."""

    key: str
    indicator: str
    of: Literal["own", "rest of region", "minus distance to rest of region"]
    log: bool
    """log(1 + value) before anything else is done with it."""


DRIVERS: tuple[Driver, ...] = (
    Driver("conflict_severity", "state_based_deaths", "own", log=True),
    Driver("conflict_severity_region", "state_based_deaths", "rest of region", log=True),
    Driver("external_actors", "external_states_region", "own", log=True),
    Driver("interest_alignment", "un_ideal_point", "minus distance to rest of region", log=False),
    Driver("diplomatic_priority", "forum_memberships", "own", log=True),
)
INDICATORS = tuple(dict.fromkeys(driver.indicator for driver in DRIVERS))


def membership(panel: Panel) -> Floats:
    """Regions × countries, 1 where the country belongs to the region."""
    keys = sorted(set(panel.regions.values()))
    return np.array([[panel.regions[c] == key for c in panel.countries] for key in keys], dtype=float)


def rest_of_region(values: Floats, belongs: Floats) -> Floats:
    """Mean over the *other* states of each country's region (… × countries); NaN where none has a value."""
    seen = ~np.isnan(values)
    total, number = (np.nan_to_num(values) @ belongs.T) @ belongs, (seen @ belongs.T) @ belongs
    others = number - seen
    with np.errstate(invalid="ignore"):
        return np.where(others > 0, (total - np.nan_to_num(values)) / np.maximum(others, 1), np.nan)


def columns(panel: Panel) -> Mapping[str, Floats]:
    """Every driver that the panel's indicators allow, each years × countries."""
    belongs, found = membership(panel), {}
    for driver in DRIVERS:
        if driver.indicator not in panel.values:
            continue
        series = panel.series(driver.indicator)
        series = np.log1p(series) if driver.log else series
        if driver.of != "own":
            rest = rest_of_region(series, belongs)
            series = rest if driver.of == "rest of region" else -np.abs(series - rest)
        found[driver.key] = series
    return found


def latest(series: Floats, at: int) -> Floats:
    """Each country's last observed value up to row `at`, NaN where it never had one."""
    seen = ~np.isnan(series[: at + 1])
    row = at - np.argmax(seen[::-1], axis=0)
    return np.where(seen.any(axis=0), series[row, np.arange(series.shape[1])], np.nan)


def source_of(key: str) -> str:
    """The indicator that a driver is made of."""
    return next(driver.indicator for driver in DRIVERS if driver.key == key)
