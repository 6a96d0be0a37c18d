"""What comparisons compute, kept by small keys: the revision's hash, scenarios as the text of their files, a place."""

from __future__ import annotations

import numpy as np
import streamlit as st

from foresight.scenario import Scenario, Scope, axes, compare
from foresight.scenario.compare import Comparison, Shift
from pages import _cache, _scenario_cache


@st.cache_resource(max_entries=8, show_spinner="Comparing …")
def _comparison(hash_: str, scenarios: tuple[str, ...], target: str, place: str, horizon: int, year: int) -> Comparison:
    read = [Scenario.from_toml(text) for text in scenarios]
    prepared = _scenario_cache.prepared(target)
    return compare.compare(_cache.store(), prepared, read, Scope.parse(place), horizon)


def comparison(scenarios: tuple[Scenario, ...], target: str, place: Scope, horizon: int) -> Comparison:
    """The scenarios beside their baseline; ScenarioError where they cannot be compared."""
    texts = tuple(scenario.to_toml() for scenario in scenarios)
    return _comparison(_cache.revision().hash, texts, target, str(place), horizon, _scenario_cache.this_year())


@st.cache_resource(max_entries=40, show_spinner=False)
def _forums(hash_: str, scenario: str, target: str, horizon: int, seed: int, year: int) -> tuple[Shift, ...]:
    prepared = _scenario_cache.prepared(target)
    return compare.forums(_cache.store(), prepared, Scenario.from_toml(scenario), horizon, seed)


def forums(scenario: Scenario, target: str, horizon: int, seed: int) -> tuple[Shift, ...]:
    """The scenario's difference for every forum."""
    year = _scenario_cache.this_year()
    return _forums(_cache.revision().hash, scenario.to_toml(), target, horizon, seed, year)


@st.cache_data(max_entries=200, show_spinner=False)
def _ends(hash_: str, lever: str, target: str, place: str, year: int) -> tuple[float, float]:
    ground = _scenario_cache.prepared(target).ground
    inside = _scenario_cache.members(Scope.parse(place))
    return axes.ends(ground, _cache.catalogue().lever(lever), np.isin(ground.countries, inside))


def ends(lever: str, target: str, place: Scope) -> tuple[float, float]:
    """The lever's low and high within what was ever observed in that place."""
    return _ends(_cache.revision().hash, lever, target, str(place), _scenario_cache.this_year())
