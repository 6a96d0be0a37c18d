"""What the chapters on geopolitical shifts have computed, by small keys: the revision's hash, an indicator, a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.errors import ForesightError
from foresight.measures import blocs, movers, polarity, shifts
from pages import _cache, _subjects

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.blocs import Agreement, Evidence, Partition
    from foresight.measures.breaks import Verdict

EVERY = 5
"""Years between two steps of the picture of blocs over time."""
EPISODES = ("autocratisation_episode", "democratisation_episode")


@st.cache_data(max_entries=40, show_spinner=False)
def _polarity(hash_: str, basis: str, leading: int | None) -> DataFrame:
    return polarity.polarity(polarity.figures(polarity.basis(basis), _cache.rows), leading)


def powers(basis: str, leading: int | None) -> DataFrame:
    """Polarity by year of a basis, among the leading states."""
    return _polarity(_cache.revision().hash, basis, leading)


@st.cache_data(max_entries=200, show_spinner=False)
def _population(hash_: str, year: int) -> dict[str, float]:
    held = _cache.coverage()["population"]
    near = min(max(year, held["first_year"]), held["last_year"])
    own = _cache.rows("population", None, near, near)
    return {str(iso3): float(value) for iso3, value in zip(own["country"], own["value"], strict=True)}


def population(year: int) -> dict[str, float]:
    """ISO3 -> inhabitants in a year, or in the nearest one that is covered."""
    return _population(_cache.revision().hash, year)


@st.cache_data(max_entries=4, show_spinner=False)
def _voting_years(hash_: str) -> tuple[int, ...]:
    held = _cache.coverage()[blocs.INDICATOR]
    # one state's ties are enough to know the years, and a hundredth of the rows
    own = _cache.ties(blocs.INDICATOR, "USA", held["first_year"], held["last_year"])
    counted = own.groupby("year").size()
    return tuple(int(year) for year in counted[counted >= blocs.FEWEST].index)


def voting_years() -> tuple[int, ...]:
    """The years with enough common votes."""
    return _voting_years(_cache.revision().hash)


@st.cache_resource(max_entries=100, show_spinner=False)
def _agreement(hash_: str, year: int) -> Agreement:
    return blocs.agreement_of(_cache.store().rows(blocs.INDICATOR, first=year, last=year), year)


@st.cache_resource(max_entries=400, show_spinner=False)
def _partition(hash_: str, year: int, number: int | None) -> Partition:
    return blocs.partition(_agreement(hash_, year), number)


@st.cache_resource(max_entries=400, show_spinner=False)
def _evidence(hash_: str, year: int, number: int | None) -> Evidence:
    return blocs.evidence(_agreement(hash_, year), _partition(hash_, year, number))


def agreement(year: int) -> Agreement:
    """Who voted how often alike."""
    return _agreement(_cache.revision().hash, year)


def partition(year: int, number: int | None = None) -> Partition:
    """The blocs of a year; ForesightError where too few states voted."""
    return _partition(_cache.revision().hash, year, number)


def evidence(year: int, number: int | None = None) -> Evidence:
    """How far these can be told."""
    return _evidence(_cache.revision().hash, year, number)


@st.cache_resource(max_entries=4, show_spinner="Looking for blocs every five years …")
def _steps(hash_: str) -> tuple[Partition, ...]:
    years = voting_years()
    chosen = [year for year in years if year % EVERY == 0 or year == years[-1]]
    found = []
    for year in chosen:
        try:
            found.append(_partition(hash_, year, None))
        except ForesightError:
            continue  # a year in which too few states can be compared with each other is no step
    return tuple(found)


def steps() -> tuple[Partition, ...]:
    """The blocs of every fifth year and of the last."""
    return _steps(_cache.revision().hash)


def latest_comparable() -> int:
    """The last year of votes that compares with those before it."""
    return blocs.latest(voting_years())


def tracks(found: Partition) -> tuple[int, ...]:
    """Which of the latest blocs each bloc of a year is the forerunner of: they have one colour."""
    return blocs.continued(partition(latest_comparable()), found)


@st.cache_data(max_entries=200, show_spinner=False)
def _moved(hash_: str, indicator: str, year: int) -> DataFrame:
    return movers.movers(_cache.rows(indicator), year)


def moved(indicator: str, year: int) -> DataFrame:
    """Everybody's movement over the five years to `year`."""
    return _moved(_cache.revision().hash, indicator, year)


@st.cache_data(max_entries=4, show_spinner=False)
def _episodes(hash_: str) -> DataFrame:
    return movers.counted([_cache.rows(key) for key in EPISODES])


def episodes() -> DataFrame:
    """How many states are in an episode, by year: columns year, states, 0 (falling), 1 (rising)."""
    return _episodes(_cache.revision().hash)


@st.cache_data(max_entries=8, show_spinner=False)
def _space(hash_: str, across: str, up: str) -> DataFrame:
    both = _cache.rows(across).merge(_cache.rows(up), on=["country", "year"], suffixes=("", "_up"))
    return both.rename(columns={"value": "x", "value_up": "y"})[["country", "year", "x", "y"]]


def space(across: str, up: str) -> DataFrame:
    """Two indicators side by side: country, year, x, y."""
    return _space(_cache.revision().hash, across, up)


@st.cache_data(max_entries=16, show_spinner=False)
def _exposure(hash_: str, key: str) -> DataFrame:
    kind = shifts.EXPOSURES[key]
    own = _cache.rows(kind.indicator)
    return shifts.per_thousand(own, _cache.rows("population")) if kind.measure else own


def exposure(key: str) -> DataFrame:
    """A kind of dependence by country and year."""
    return _exposure(_cache.revision().hash, key)


@st.cache_data(max_entries=8, show_spinner=False)
def _largest(hash_: str, key: str) -> DataFrame:
    rows, unfinished = _cache.rows(key), _cache.catalogue().indicator(key).partial_years
    return shifts.largest_share(rows[~rows["year"].isin(unfinished)])


def largest(key: str) -> DataFrame:
    """What part of an indicator the five largest countries have: columns year, effective, first, value."""
    return _largest(_cache.revision().hash, key)


@st.cache_resource(max_entries=400, show_spinner=False)
def _verdict(hash_: str, key: str, subject: str) -> tuple[DataFrame, Verdict]:
    indicator = _cache.catalogue().indicator(key)
    rows = _cache.rows(key) if indicator.level == "world" else _subjects.rows(indicator, (subject,))
    return rows, shifts.tested(rows, indicator)


def verdict(key: str, subject: str) -> tuple[DataFrame, Verdict]:
    """A series (country, year, value) and what the test for breaks says of it."""
    return _verdict(_cache.revision().hash, key, subject)
