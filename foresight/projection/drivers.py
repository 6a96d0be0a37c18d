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
from foresight.projection.smoothing import carried

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Driver:
    """One column: which indicator it is made of, and how."""

    key: str
    indicator: str
    of: Literal["own", "rest of region", "minus distance to rest of region"]
    log: bool
    """log(1 + value) before anything else is done with it."""
    limit: Literal["world", "region"] = "world"
    """Where the range ever observed is looked for: a value beyond it is not believed."""


DRIVERS: tuple[Driver, ...] = (
    Driver("conflict_severity", "state_based_deaths", "own", log=True),
    Driver("conflict_severity_region", "state_based_deaths", "rest of region", log=True, limit="region"),
    Driver("external_actors", "external_states_region", "own", log=True, limit="region"),
    Driver("interest_alignment", "un_ideal_point", "minus distance to rest of region", log=False),
    Driver("diplomatic_priority", "forum_memberships", "own", log=True),
)

FURTHER: tuple[Driver, ...] = (
    Driver("military_effort", "military_expenditure_pct_gdp", "own", log=True),
    Driver("research", "research_and_development_pct_gdp", "own", log=False),
    Driver("high_technology", "high_technology_exports_pct", "own", log=False),
    Driver("power_share", "gdp_share", "own", log=True),
    Driver("openness", "trade_openness", "own", log=False),
    Driver("electoral_democracy", "polyarchy", "own", log=False),
    Driver("exercise_tempo", "exercises", "own", log=True),
)
"""What else a planner may move. Projections do not look at these: scenarios estimate each on its own."""


@dataclass(frozen=True)
class Background:
    """What a country is like: it helps to project, no lever moves it."""

    key: str
    indicator: str
    log: bool


BACKGROUND: tuple[Background, ...] = (
    Background("economy", "gdp", log=True),
    Background("people", "population", log=True),
    Background("democracy", "polyarchy", log=False),
    Background("military_spending", "military_expenditure_usd", log=True),
    Background("un_position", "un_ideal_point", log=False),
    Background("us_presence", "us_troops", log=True),
)
REST_OF_REGION = "rest_of_region"
"""The target itself, as the mean over the other states of the region."""
_SEEN = {driver.key: driver.indicator for driver in DRIVERS} | {one.key: one.indicator for one in BACKGROUND}
_SOURCES = _SEEN | {driver.key: driver.indicator for driver in FURTHER}
INDICATORS = tuple(dict.fromkeys(_SEEN.values()))


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


def columns(panel: Panel, of: tuple[Driver, ...] = DRIVERS) -> Mapping[str, Floats]:
    """Every driver of `of` that the panel's indicators allow, each years × countries."""
    belongs, found = membership(panel), {}
    for driver in of:
        if driver.indicator not in panel.values:
            continue
        series = panel.series(driver.indicator)
        series = np.log1p(series) if driver.log else series
        if driver.of != "own":
            rest = rest_of_region(series, belongs)
            series = rest if driver.of == "rest of region" else -np.abs(series - rest)
        found[driver.key] = series
    return found


def background(panel: Panel) -> Mapping[str, Floats]:
    """Every background column that the panel's indicators allow, each years × countries."""
    return {
        one.key: np.log1p(panel.series(one.indicator)) if one.log else panel.series(one.indicator)
        for one in BACKGROUND
        if one.indicator in panel.values
    }


def seen_by_models(panel: Panel, target: str, series: Floats) -> Mapping[str, Floats]:
    """All that pooled models see beside the country's own past: drivers, background, the target in the region.

    A column made from the target itself is left out. `series`: the target in the unit models work in.
    """
    found = {**columns(panel), **background(panel)}
    kept = {key: column for key, column in found.items() if source_of(key) != target}
    return {**kept, REST_OF_REGION: rest_of_region(carried(series), membership(panel))}


def latest(series: Floats, within: int = 5) -> Floats:
    """Each country's last value in the `within` years up to the last one anyone has; NaN where it has none."""
    rows = np.flatnonzero(~np.isnan(series).all(axis=1))
    if not len(rows):
        return np.full(series.shape[1], np.nan)
    recent = series[max(0, int(rows[-1]) + 1 - within) : int(rows[-1]) + 1]
    seen = ~np.isnan(recent)
    row = len(recent) - 1 - np.argmax(seen[::-1], axis=0)
    return np.where(seen.any(axis=0), recent[row, np.arange(series.shape[1])], np.nan)


def ranges(panel: Panel, key: str, series: Floats) -> tuple[Floats, Floats]:
    """Lowest and highest value of a driver ever observed, per country: in the world, or in the country's region."""
    driver = next(driver for driver in (*DRIVERS, *FURTHER) if driver.key == key)
    low, high = (np.full(series.shape[1], np.nan) for _ in range(2))
    parts = membership(panel) > 0 if driver.limit == "region" else np.ones((1, series.shape[1]), dtype=bool)
    for part in parts:
        values = series[:, part]
        if not np.isnan(values).all():
            low[part], high[part] = np.nanmin(values), np.nanmax(values)
    return low, high


def source_of(key: str) -> str:
    """The indicator that a driver or background column is made of."""
    return _SOURCES[key]
