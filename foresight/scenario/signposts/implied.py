"""What each future implies for an indicator within three years: drivers that its levers move, and simulated targets.

A lever says where a driver stands, a shape says how fast; what counts is the furthest it gets within three years of the
scenario's first move. A target is simulated, and read three years after that move. Every
indicator starts from its last reading: the baseline is that it stays there, within how far it goes by itself.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Catalogue, Lever
from foresight.errors import ForesightError
from foresight.panel import Panel, load_panel
from foresight.projection import drivers
from foresight.projection.engine import FURTHEST, forward
from foresight.scenario import levers as moving
from foresight.scenario import paths
from foresight.scenario.levers import Ground
from foresight.scenario.moves import Prepared
from foresight.scenario.outcome import Outcome
from foresight.scenario.run import acting_on, simulate_from
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.settings import Acting
from foresight.scenario.signposts.readings import AHEAD, Reading, reading
from foresight.store import Store

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BAND = 2 * 1.2815515655446004
"""Standard deviations of a normal between its 10th and 90th percentile."""
MEMBERS = "mean of the members"
TYPICAL = "typical member"
"""Members put together on a logarithmic scale: a geometric mean, which one large member does not decide alone."""


@dataclass(frozen=True)
class Candidate:
    """An indicator that may be a signpost. Per future: `means` and `sds` three years on, and the change implied.

    All in the model's unit. `sds` are of past three-year changes, or, of a target, of its simulated 80 % band.
    """

    reading: Reading
    means: tuple[float, ...]
    sds: tuple[float, ...]
    moves: tuple[float, ...]


@dataclass(frozen=True)
class Soil:
    """What does not depend on scenario or place: the drivers' past and where they stand now."""

    panel: Panel
    past: Mapping[str, Floats]
    ground: Ground

    def baselines(self, store: Store, scenario: Scenario, this_year: int | None = None) -> dict[str, float | None]:
        """Lever -> its baseline at the scenario's place, in the lever's unit; None where it was never observed."""
        year = this_year or dt.datetime.now(dt.UTC).year
        inside = np.isin(np.array(self.ground.countries), scenario.scope.members(store, year))
        levers = store.catalogue().levers
        return {key: moving.observed(self.ground, lever, inside) for key, lever in levers.items()}


def soil_from(store: Store) -> Soil:
    """Read every driver from the store's current revision. Worth keeping: about half a second."""
    wanted = dict.fromkeys(driver.indicator for driver in (*drivers.DRIVERS, *drivers.FURTHER))
    panel = load_panel(store, [key for key in wanted if key in store.catalogue().indicators])
    past = {**drivers.columns(panel), **drivers.columns(panel, drivers.FURTHER)}
    return Soil(panel, past, moving.stand(panel))


def first_move(scenario: Scenario, this_year: int) -> int:
    """The year in which the scenario moves its first lever, never before this one."""
    acts = dict(scenario.acting)
    own = [acts.get(key, Acting()).start or scenario.start or this_year for key, _ in scenario.levers]
    return max(min(own, default=this_year), this_year)


def reached(lever: Lever, scenario: Scenario, this_year: int) -> float:
    """The furthest the lever is moved within three years of the scenario's first move, from 0 to 1."""
    acting, start = dict(scenario.acting).get(lever.key, Acting()), first_move(scenario, this_year)
    own = max(acting.start or scenario.start or this_year, this_year)
    years = range(start, start + AHEAD)
    return float(paths.acting(acting.shape or lever.shape, years, own, acting.end or scenario.end).max())


def driver_moves(
    store: Store, soil: Soil, scenario: Scenario, levers: Mapping[str, Lever], inside: Bools, year: int
) -> dict[str, Floats]:
    """Driver -> how far it moves per country within three years, for the countries `inside` (the place)."""
    found: dict[str, Floats] = {}
    ground, own = soil.ground, acting_on(store, scenario, year)
    everyone = scenario.scope.members(store, year)
    for key, setting in scenario.levers:
        lever, value = levers[key], lever_value(levers[key], setting)
        moved = np.isin(np.array(ground.countries), own.get(key, everyone))
        stands = moving.observed(ground, lever, moved)
        if value is None or stands is None or moving.at_baseline(value, stands, lever):
            continue
        shift = moving.shifts(ground, lever, value, moved)[0].get(lever.drives[0])
        if shift is not None:
            share = reached(lever, scenario, year) * np.where(inside, shift, 0.0)
            found[lever.drives[0]] = found.get(lever.drives[0], 0.0) + share
    return found


def from_drivers(
    store: Store, soil: Soil, futures: Sequence[Scenario], inside: Bools, this_year: int
) -> list[Candidate]:
    """One candidate for each indicator behind a lever that any of the futures moves at the place."""
    catalogue = store.catalogue()
    moved = [driver_moves(store, soil, future, catalogue.levers, inside, this_year) for future in futures]
    found = []
    for key in dict.fromkeys(key for one in moved for key in one):
        told = _reading(soil, key, catalogue, inside, this_year)
        if told is None:
            continue
        seen = inside & ~np.isnan(soil.ground.now[key])
        moves = tuple(float(one[key][seen].mean()) if key in one else 0.0 for one in moved)
        if any(moves):
            sds = (told.spread,) * len(futures)
            found.append(Candidate(told, tuple(told.now + move for move in moves), sds, moves))
    return found


def _reading(soil: Soil, key: str, catalogue: Catalogue, inside: Bools, this_year: int) -> Reading | None:
    driver = next(d for d in (*drivers.DRIVERS, *drivers.FURTHER) if d.key == key)
    indicator, own = catalogue.indicator(driver.indicator), driver.of == "own"
    lever = next(lever for lever in catalogue.levers.values() if lever.drives[0] == key)
    several = int(inside.sum()) > 1
    return reading(
        soil.past[key], soil.panel.years, inside, indicator, this_year, key=key,
        title="" if own else lever.title, unit="" if own else lever.unit,
        transform="log1p" if driver.log else "identity",
        words=(TYPICAL if driver.log else MEMBERS) if several else "",
    )  # fmt: skip


def from_target(
    store: Store, key: str, prepared: Prepared, futures: Sequence[Scenario], members: Sequence[str], this_year: int
) -> Candidate | None:
    """The target under each future for the members put together; None where it cannot be read or simulated."""
    indicator = prepared.model.target
    rows = store.rows(key, countries=list(members))
    years = tuple(range(int(rows["year"].min()), int(rows["year"].max()) + 1)) if len(rows) else ()
    by_year = rows[~rows["year"].isin(indicator.partial_years)].groupby("year")["value"].agg(["sum", "mean", "count"])
    kept = by_year[by_year["count"] >= 0.9 * by_year["count"].max()][indicator.together] if len(rows) else {}
    series = np.array([[kept.get(year, math.nan)] for year in years])
    several = len(members) > 1
    told = reading(
        forward(series, indicator.transform), years, np.array([True]), indicator, this_year, key=key,
        transform=indicator.transform, words=indicator.together_words if several else "",
    ) if len(years) > AHEAD else None  # fmt: skip
    if told is None:
        return None
    try:
        ends = [_simulated(store, prepared, future, members, this_year) for future in futures]
    except ForesightError:  # the scenario page says why; here there is one candidate fewer
        return None
    scale = [forward(np.array(end), indicator.transform) for end in ends]
    sds, moves = tuple(float(s[2] - s[0]) / BAND for s in scale), tuple(float(s[1] - s[3]) for s in scale)
    if min(sds) <= 0:
        return None
    return Candidate(told, tuple(told.now + move for move in moves), sds, moves)


def _simulated(
    store: Store, prepared: Prepared, future: Scenario, members: Sequence[str], this_year: int
) -> tuple[float, float, float, float]:
    """p10, p50 and p90 three years after the scenario's first move, and the baseline's p50 of that year."""
    year = min(first_move(future, this_year) + AHEAD, FURTHEST)
    asked = future.model_copy(update={"target": prepared.model.target.key, "horizon": year})
    simulation = simulate_from(store, prepared, asked, members, dt.date(this_year, 1, 1))
    shown: Outcome = simulation.aggregate or simulation.outcomes[0]
    end = shown.scenario
    return end.p10[-1], end.p50[-1], end.p90[-1], shown.baseline.p50[-1]
