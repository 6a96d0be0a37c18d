"""What the page of forums needs, kept by small keys: the revision's hash, an indicator, a forum, a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.measures import cohesion, forum_life
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.cohesion import Ties


@st.cache_resource(max_entries=8, show_spinner="Putting pairs of states together …")
def _ties(hash_: str, indicator: str) -> Ties:
    return cohesion.ties_from(_cache.store(), indicator)


def ties(indicator: str) -> Ties:
    """The pair indicator as arrays of years × states × states."""
    return _ties(_cache.revision().hash, indicator)


@st.cache_resource(max_entries=4, show_spinner=False)
def _memberships(hash_: str) -> DataFrame:
    return _cache.store().memberships()


def memberships() -> DataFrame:
    """Every spell of membership of the revision; not to be changed."""
    return _memberships(_cache.revision().hash)


def last_year() -> int:
    """The last year for which memberships are known."""
    return _cache.coverage()["forum_memberships"]["last_year"]


@st.cache_data(max_entries=60, show_spinner=False)
def _life(hash_: str, forum: str) -> tuple[DataFrame, DataFrame, DataFrame]:
    held = _memberships(hash_)
    return (
        forum_life.spells(held, forum),
        forum_life.changes(held, forum),
        forum_life.numbers(held, forum, last_year()),
    )


def life(forum: str) -> tuple[DataFrame, DataFrame, DataFrame]:
    """A forum's spells, who came and went when, and how many belonged in each year."""
    return _life(_cache.revision().hash, forum)


@st.cache_data(max_entries=16, show_spinner="Comparing forums year by year …")
def _yearly(hash_: str, indicator: str) -> DataFrame:
    measured = cohesion.agreement if indicator in cohesion.VOTES else cohesion.activity
    return measured(_ties(hash_, indicator), _memberships(hash_), list(_cache.catalogue().forums))


def yearly(indicator: str) -> DataFrame:
    """Every forum and year at once: `cohesion.agreement` for votes, `cohesion.activity` for deeds."""
    return _yearly(_cache.revision().hash, indicator)


@st.cache_data(max_entries=200, show_spinner=False)
def _intervals(hash_: str, indicator: str, forum: str, last_only: bool) -> DataFrame:
    held = _ties(hash_, indicator)
    if not last_only:
        return cohesion.intervals(held, _memberships(hash_), forum)
    told = _yearly(hash_, indicator)
    return cohesion.intervals(held, _memberships(hash_), forum, {int(told.loc[told["forum"] == forum, "year"].max())})


def intervals(indicator: str, forum: str, *, last_only: bool = False) -> DataFrame:
    """How far the agreement of a forum hangs on who belongs, in every year or in its last: year, low, high."""
    return _intervals(_cache.revision().hash, indicator, forum, last_only)


@st.cache_data(max_entries=4, show_spinner=False)
def _order(hash_: str, year: int) -> list[str]:
    return forum_life.side_by_side(overlap(year))


def order() -> list[str]:
    """Forums that share members next to each other, as of the last year: the same order in every year."""
    return _order(_cache.revision().hash, last_year())


@st.cache_data(max_entries=100, show_spinner=False)
def _overlap(hash_: str, year: int) -> DataFrame:
    return forum_life.overlap(_memberships(hash_), _cache.catalogue().forums, year)


def overlap(year: int) -> DataFrame:
    """What any two forums share at the end of the year."""
    return _overlap(_cache.revision().hash, year)
