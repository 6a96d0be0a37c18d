"""What a scenario needs of the data, kept by small keys: the revision's hash, a target, a scope as text, a year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from foresight.scenario.levers import observed
from foresight.scenario.run import prepare_from
from foresight.scenario.scope import Scope
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.scenario import Outcome, Prepared

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


@st.cache_data(max_entries=200, show_spinner=False)
def _members(hash_: str, scope: str, year: int) -> tuple[str, ...]:
    return Scope.parse(scope).members(_cache.store(), year)


def members(scope: Scope) -> tuple[str, ...]:
    """The countries a scope covers this year; ScenarioError where there are none."""
    return _members(_cache.revision().hash, str(scope), this_year())


@st.cache_data(max_entries=200, show_spinner=False)
def _baselines(hash_: str, target: str, scope: str, year: int) -> dict[str, float | None]:
    ground = _prepared(hash_, target).ground
    inside = frozenset(_members(hash_, scope, year))
    mask = np.array([country in inside for country in ground.countries])
    return {key: observed(ground, lever, mask) for key, lever in _cache.catalogue().levers.items()}


def baselines(target: str, scope: Scope) -> dict[str, float | None]:
    """Lever -> where it stands today in its own unit: the country's value or the median member's; None if unknown."""
    return _baselines(_cache.revision().hash, target, str(scope), this_year())


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
