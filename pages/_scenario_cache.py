"""What a scenario needs of the data, kept by small keys: the revision's hash, a target, a scope as text, a year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from foresight.projection.run import projectable
from foresight.scenario import TARGETS, Scenario
from foresight.scenario.levers import observed
from foresight.scenario.run import acting_on, prepare_from
from foresight.scenario.scope import Scope
from foresight.scenario.simulate import simulate
from pages import _cache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from foresight.scenario import Outcome, Prepared, Simulation

ENOUGH = 0.9


def this_year() -> int:
    """The year in which levers may move at the earliest, as the engine counts it."""
    return dt.datetime.now(dt.UTC).year


@st.cache_resource(max_entries=12, show_spinner="Fitting the projection …")
def _prepared(hash_: str, target: str) -> Prepared:
    return prepare_from(_cache.store(), target)


def prepared(target: str) -> Prepared:
    """The fitted projection and responses of a target in the current revision: what a slider move starts from."""
    return _prepared(_cache.revision().hash, target)


@st.cache_data(max_entries=4, show_spinner=False)
def _targets(hash_: str) -> tuple[str, ...]:
    known = projectable(_cache.store())
    first = [key for key in TARGETS if key in known]
    return (*first, *(key for key in known if key not in TARGETS))


def targets() -> tuple[str, ...]:
    """What can be asked about, the declared targets first."""
    return _targets(_cache.revision().hash)


@st.cache_data(max_entries=200, show_spinner=False)
def _members(hash_: str, scope: str, year: int) -> tuple[str, ...]:
    return Scope.parse(scope).members(_cache.store(), year)


def members(scope: Scope) -> tuple[str, ...]:
    """The countries a scope covers this year; ScenarioError where there are none."""
    return _members(_cache.revision().hash, str(scope), this_year())


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs={Scenario: hash})
def _acting_on(hash_: str, scenario: Scenario, year: int) -> dict[str, tuple[str, ...]]:
    return acting_on(_cache.store(), scenario, year)


def moved_by(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """By lever, the countries that it moves; those that it does not name move the scenario's place."""
    return _acting_on(_cache.revision().hash, scenario, this_year()) if scenario.acting else {}


@st.cache_data(max_entries=400, show_spinner=False)
def _baseline(hash_: str, target: str, lever: str, members: tuple[str, ...]) -> float | None:
    ground = _prepared(hash_, target).ground
    mask = np.isin(np.array(ground.countries), members)
    return observed(ground, _cache.catalogue().levers[lever], mask)


def baselines(target: str, scope: Scope, moved: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, float | None]:
    """Lever -> where it stands today in its own unit: the country's value or the median member's; None if unknown.

    `moved`: by lever, other countries than the scope's.
    """
    hash_, inside = _cache.revision().hash, members(scope)
    return {key: _baseline(hash_, target, key, (moved or {}).get(key, inside)) for key in _cache.catalogue().levers}


def simulated(scenario: Scenario) -> Simulation:
    """Baseline and scenario, as `foresight scenario run` gives them. Milliseconds: nothing is kept."""
    acting, levers = moved_by(scenario), _cache.catalogue().levers
    return simulate(prepared(scenario.target), scenario, levers, members(scenario.scope), acting=acting)


@st.cache_data(max_entries=200, show_spinner=False)
def _history(hash_: str, target: str, countries: tuple[str, ...], together: str, last: int) -> DataFrame:
    rows = _cache.rows(target, countries, None, last)
    by_year = rows.groupby("year")["value"].agg(["sum", "mean", "count"])
    kept = by_year[by_year["count"] >= ENOUGH * len(countries)]
    return kept[together].rename("value").reset_index()


def history(target: str, outcome: Outcome, countries: tuple[str, ...], together: str) -> DataFrame:
    """Columns year, value: what was observed of the countries, put together in the target's way (`sum` or `mean`).

    Years in which fewer than nine in ten of them have a figure are left out: some states are younger than the series.
    """
    return _history(_cache.revision().hash, target, countries, together, outcome.baseline.last_observed)
