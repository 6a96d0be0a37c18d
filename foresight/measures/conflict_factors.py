"""The four factors of a conflict's profile: where a country stands on each, and what went with them in past data.

The factors and their drivers are those of scenarios (projection.drivers, data/catalogue/levers.toml), and the estimates
are the responses that scenarios rest on (scenario.response): nothing is estimated a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foresight.catalogue import Lever
from foresight.panel import Panel, load_panel
from foresight.projection import drivers
from foresight.projection.run import fit_from
from foresight.scenario import Prepared, Scenario, prepare
from foresight.scenario.levers import to_natural
from foresight.scenario.moves import move_of
from foresight.scenario.outcome import Verdict
from foresight.scenario.response import INTERVAL
from foresight.store import Store

FACTORS = tuple(driver.key for driver in drivers.DRIVERS if driver.of != "rest of region")
"""Severity, outside actors, alignment of interests, diplomacy first. Severity in the region goes with the first."""


@dataclass(frozen=True)
class Standing:
    """A country on one factor, in the lever's unit: its last observed value, and how many states stand lower.

    `share`: from 0 to 1, states that stand lower and half of those that stand level. NaN where it was never observed.
    `course`: year -> value since 1989.
    """

    factor: str
    value: float
    year: int
    share: float
    among: int
    course: Mapping[int, float]


@dataclass(frozen=True)
class FactorEstimate:
    """What one standard deviation more of a factor went with a year on, in standard deviations of the target.

    `low`, `high`: 80 % interval. `rows`, `first`, `last`: the country-years it rests on. All NaN or 0 where the data
    say nothing. `assumption`: it stands for something that past data cannot identify, and has no verdict.
    """

    target: str
    factor: str
    mean: float
    low: float
    high: float
    verdict: Verdict
    assumption: bool
    rows: int
    first: int
    last: int


def panel_from(store: Store) -> Panel:
    """The drivers' indicators since 1989."""
    known = store.catalogue().indicators
    return load_panel(store, [key for key in drivers.INDICATORS if key in known], first=1989)


def standings(panel: Panel, levers: Mapping[str, Lever], country: str) -> tuple[Standing, ...]:
    """The country on each factor that the panel and the catalogue hold; UnknownKeyError for a strange country."""
    place, found = panel.column(country), []
    columns = drivers.columns(panel)
    for key in FACTORS:
        if key not in columns or key not in levers:
            continue
        values = to_natural(columns[key], levers[key])
        own = values[:, place]
        course = {year: float(v) for year, v in zip(panel.years, own, strict=True) if not np.isnan(v)}
        if not course:
            found.append(Standing(key, float("nan"), 0, float("nan"), 0, course))
            continue
        year = max(course)
        all_ = values[panel.years.index(year)]
        all_ = all_[~np.isnan(all_)]
        share = float(((all_ < course[year]).sum() + ((all_ == course[year]).sum()) / 2) / len(all_))
        found.append(Standing(key, course[year], year, share, len(all_), course))
    return tuple(found)


def estimates(prepared: Prepared, levers: Mapping[str, Lever]) -> tuple[FactorEstimate, ...]:
    """Each factor's response of one target, with the verdict that scenarios give for one unit more of it."""
    target, responses = prepared.model.target.key, prepared.responses
    one = np.zeros(len(prepared.ground.countries), dtype=bool)
    one[0] = True  # a verdict on a single country: without the rest of its region
    found = []
    for key in FACTORS:
        if key not in levers:
            continue
        lever = levers[key]
        move, _ = move_of(prepared, lever, Scenario(target=target), one, range(1, 2), 1)
        if responses is None or key not in responses.drivers:
            nothing = float("nan")
            found.append(
                FactorEstimate(target, key, nothing, nothing, nothing, move.verdict, lever.assumption, 0, 0, 0)
            )
            continue
        mean, low, high = responses.standardised(*INTERVAL)[key]
        sample = responses.samples[responses.drivers.index(key)]
        found.append(
            FactorEstimate(
                target, key, mean, low, high, move.verdict, lever.assumption, sample.rows, sample.first, sample.last
            )
        )
    return tuple(found)


def estimates_from(store: Store, target: str) -> tuple[FactorEstimate, ...]:
    """The estimates of one target on the store's revision: digit for digit those of its scenarios, in less time.

    A scenario also estimates each further driver beside the factors. That changes nothing about theirs, and takes most
    of its time: here the panel has no further driver.
    """
    model, known = fit_from(store, target), store.catalogue().indicators
    whole = load_panel(store, [key for key in dict.fromkeys((target, *drivers.INDICATORS)) if key in known])
    whole = whole.of(model.countries)
    kept = [key for key in (target, *(driver.indicator for driver in drivers.DRIVERS)) if key in whole.indicators]
    panel = Panel(
        whole.years,
        whole.countries,
        {key: whole.series(key) for key in kept},
        {key: whole.indicators[key] for key in kept},
        whole.regions,
        whole.revision,
    )
    return estimates(prepare(panel, target, model), store.catalogue().levers)
