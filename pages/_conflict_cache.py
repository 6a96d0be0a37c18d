"""What the chapters on conflict need, kept by small keys: the revision's hash, a subject, a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.errors import ForesightError
from foresight.measures import conflict, conflict_factors, event_study
from foresight.scenario import TARGETS
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.conflict import Ending, Onset, Profile, Spill
    from foresight.measures.conflict_factors import FactorEstimate, Standing
    from foresight.measures.event_study import Study
    from foresight.measures.groups import Members
    from foresight.panel import Panel


def rows(key: str) -> DataFrame:
    """The indicator's rows without the years that its provider has not finished."""
    found = _cache.rows(key)
    partial = _cache.catalogue().indicator(key).partial_years
    return found[~found["year"].isin(partial)] if partial else found


def _members(hash_: str) -> Members:
    # asking for the revision anew in every year of every forum would take longer than all the rest
    return lambda forum, year: _cache.members(hash_, forum, year)


@st.cache_resource(max_entries=4, show_spinner=False)
def _sent(hash_: str) -> DataFrame:
    return conflict.directed(_cache.store().rows("outside_troops_pair"))


def sent() -> DataFrame:
    """Who had troops in whose conflicts: country (the location), sender, year."""
    return _sent(_cache.revision().hash)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_kinds(hash_: str) -> DataFrame:
    return conflict.all_kinds(rows)


def deaths_of(key: str) -> DataFrame:
    """Deaths of one kind, or of all (`organised_violence`): country, year, value."""
    every = _all_kinds(_cache.revision().hash)
    return every[["country", "year", "value"]] if key == "organised_violence" else rows(key)


@st.cache_data(max_entries=300, show_spinner=False)
def _killed(hash_: str, subject: str) -> DataFrame:
    return conflict.killed(_all_kinds(hash_), subject, _members(hash_))


def killed(subject: str) -> DataFrame:
    """Deaths of a subject by year and kind, with the low and high of all kinds."""
    return _killed(_cache.revision().hash, subject)


@st.cache_data(max_entries=300, show_spinner=False)
def _drawn_in(hash_: str, subject: str) -> DataFrame:
    return conflict.drawn_in(rows("active_conflicts"), rows("external_states_with_troops"), subject, _members(hash_))


def drawn_in(subject: str) -> DataFrame:
    """Conflicts of a subject by year, and those with outside troops."""
    return _drawn_in(_cache.revision().hash, subject)


@st.cache_data(max_entries=300, show_spinner=False)
def _senders(hash_: str, subject: str) -> DataFrame:
    return conflict.senders(sent(), subject, _members(hash_))


def senders(subject: str) -> DataFrame:
    """Outside states with troops in the subject's conflicts by year."""
    return _senders(_cache.revision().hash, subject)


@st.cache_data(max_entries=300, show_spinner=False)
def _next_door(hash_: str, subject: str) -> DataFrame:
    return conflict.next_door(rows("state_based_deaths"), subject, _members(hash_))


def next_door(subject: str) -> DataFrame:
    """State-based deaths in each land neighbour by year."""
    return _next_door(_cache.revision().hash, subject)


@st.cache_data(max_entries=300, show_spinner=False)
def _profile(hash_: str, subject: str) -> Profile:
    return conflict.profile(rows, sent(), subject, _members(hash_))


def profile(subject: str) -> Profile:
    """The last year of a subject in figures."""
    return _profile(_cache.revision().hash, subject)


@st.cache_data(max_entries=300, show_spinner=False)
def _displaced(hash_: str, subject: str) -> dict[str, DataFrame]:
    return {key: conflict.added_up(rows(key), subject, _members(hash_)) for key in conflict.DISPLACED}


def displaced(subject: str) -> dict[str, DataFrame]:
    """Per indicator of displacement: year, value, of, among."""
    return _displaced(_cache.revision().hash, subject)


@st.cache_resource(max_entries=8, show_spinner=False)
def _onsets(hash_: str, threshold: int) -> tuple[tuple[Onset, ...], tuple[Ending, ...], Spill]:
    deaths = rows("state_based_deaths")
    return (
        conflict.onsets(deaths, threshold),
        conflict.endings(deaths, threshold),
        conflict.spill_over(deaths, threshold),
    )


def onsets(threshold: int = conflict.CONFLICT) -> tuple[Onset, ...]:
    """Every onset of the revision."""
    return _onsets(_cache.revision().hash, threshold)[0]


def endings() -> tuple[Ending, ...]:
    """Every conflict that fell below the threshold and stayed there for two years."""
    return _onsets(_cache.revision().hash, conflict.CONFLICT)[1]


def spill() -> Spill:
    """Whether onsets follow onsets next door."""
    return _onsets(_cache.revision().hash, conflict.CONFLICT)[2]


@st.cache_resource(max_entries=4, show_spinner=False)
def _panel(hash_: str) -> Panel:
    return event_study.panel_from(_cache.store())


@st.cache_resource(max_entries=8, show_spinner="Matching onsets with comparable states …")
def _studies(hash_: str, threshold: int) -> tuple[dict[str, Study], dict[str, str]]:
    panel, found, refused = _panel(hash_), {}, {}
    for outcome in event_study.OUTCOMES:
        if outcome not in panel.indicators:
            continue
        try:
            found[outcome] = event_study.study(panel, outcome, onsets(threshold), threshold)
        except ForesightError as error:
            refused[outcome] = str(error)
    return found, refused


def studies(threshold: int) -> tuple[dict[str, Study], dict[str, str]]:
    """The event study of every outcome; and, of those that cannot be studied, why."""
    return _studies(_cache.revision().hash, threshold)


@st.cache_resource(max_entries=4, show_spinner=False)
def _factors(hash_: str) -> Panel:
    return conflict_factors.panel_from(_cache.store())


@st.cache_data(max_entries=300, show_spinner=False)
def _standings(hash_: str, country: str) -> tuple[Standing, ...]:
    return conflict_factors.standings(_factors(hash_), _cache.catalogue().levers, country)


def standings(country: str) -> tuple[Standing, ...]:
    """A country on the four factors."""
    return _standings(_cache.revision().hash, country)


@st.cache_data(max_entries=4, show_spinner="Estimating what went with each factor …")
def _estimates(hash_: str) -> tuple[FactorEstimate, ...]:
    return tuple(one for target in TARGETS for one in conflict_factors.estimates_from(_cache.store(), target))


def estimates() -> tuple[FactorEstimate, ...]:
    """What went with each factor for every declared target, as scenarios estimate it."""
    return _estimates(_cache.revision().hash)
