"""What signposts need, kept by small keys: the revision's hash, a place as text, scenarios as their files' texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.scenario import Scenario, Scope
from foresight.scenario.signposts import futures_from, survey
from foresight.scenario.signposts.implied import soil_from
from pages import _cache, _scenario_cache

if TYPE_CHECKING:
    from foresight.scenario.signposts import Watch
    from foresight.scenario.signposts.implied import Soil


@st.cache_resource(max_entries=4, show_spinner=False)
def _soil(hash_: str) -> Soil:
    return soil_from(_cache.store())


@st.cache_resource(max_entries=40, show_spinner="Comparing the futures indicator by indicator …")
def _survey(hash_: str, place: str, here: bool, year: int, files: tuple[str, ...]) -> Watch:
    return survey(
        _cache.store(), [Scenario.from_toml(text) for text in files], Scope.parse(place), _scenario_cache.prepared,
        here=here, soil=_soil(hash_),
    )  # fmt: skip


def watch(place: Scope, here: bool, futures: tuple[Scenario, ...]) -> Watch:
    """Watch lists and lean of the futures at a place; ScenarioError where it covers no country."""
    files = tuple(future.to_toml() for future in futures)
    return _survey(_cache.revision().hash, str(place), here, _scenario_cache.this_year(), files)


def futures() -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """The baseline and every scenario that moves a lever, read anew: an own one may have been saved just now."""
    return futures_from(_cache.store())
