"""The only caches. Keys are small: the revision's hash, an indicator's key, countries as a tuple. Never a frame."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from foresight import forums
from foresight.catalogue import Catalogue
from foresight.geography import LAST_STATES_YEAR
from foresight.store import Store

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.store import Revision


AS_OF = "_as_of"


@st.cache_resource(show_spinner="Opening the data …")
def newest() -> Store:
    """The one store of this process; it notices by itself that a new revision was published."""
    return Store.open()


@st.cache_resource(max_entries=8, show_spinner=False)
def _at(number: int) -> Store:
    return newest().at(number)


def store() -> Store:
    """The data a person looks at: the newest revision, or the earlier one that was chosen."""
    number = as_of()
    return newest() if number is None else _at(number)


def as_of() -> int | None:
    """The earlier revision that this person looks at; None for the newest."""
    number: int | None = st.session_state.get(AS_OF)
    return number


def look_at(number: int | None) -> None:
    """Show every page as of that revision; None, or the newest itself, for the newest."""
    st.session_state[AS_OF] = None if number == newest().revision.number else number


def revision() -> Revision:
    """The revision that is looked at; the newest is asked for anew at every click."""
    return store().revision


@st.cache_resource(max_entries=4, show_spinner=False)
def _catalogue(hash_: str, number: int, newest_: int) -> Catalogue:
    # the newest revision's number is in the key: its terms hold for earlier figures too
    return store().catalogue()


def catalogue() -> Catalogue:
    """The catalogue of the current revision."""
    now = revision()
    return _catalogue(now.hash, now.number, newest().revision.number)


@st.cache_data(max_entries=4, show_spinner=False)
def _coverage(hash_: str) -> dict[str, dict[str, int]]:
    """indicator -> first_year, last_year, countries, rows; only indicators that have rows."""
    held = store().coverage().set_index("indicator")
    return {str(key): {str(k): int(v) for k, v in span.items()} for key, span in held.iterrows()}


def coverage() -> dict[str, dict[str, int]]:
    """What the current revision holds of each indicator."""
    return _coverage(revision().hash)


@st.cache_data(max_entries=400, show_spinner=False)
def _rows(
    hash_: str, number: int, indicator: str, countries: tuple[str, ...] | None, first: int | None, last: int | None
) -> DataFrame:
    return store().rows(
        indicator, countries=list(countries) if countries else None, first=first, last=last, revision=number
    )


def rows(
    indicator: str, countries: tuple[str, ...] | None = None, first: int | None = None, last: int | None = None
) -> DataFrame:
    """The indicator's rows in the current revision; `countries` None means all."""
    now = revision()
    return _rows(now.hash, now.number, indicator, countries, first, last)


@st.cache_data(max_entries=400, show_spinner=False)
def _group_rows(hash_: str, indicator: str, subject: str, first: int | None, last: int | None) -> DataFrame:
    from foresight.measures import groups

    how = catalogue().indicator(indicator).together
    return groups.together(rows(indicator, None, first, last), subject, how, lambda f, y: members(hash_, f, y))


def group_rows(indicator: str, subject: str, first: int | None = None, last: int | None = None) -> DataFrame:
    """A region, a forum or the world as one: columns country (`region:KEY` …), year, value, of (how many members)."""
    return _group_rows(revision().hash, indicator, subject, first, last)


@st.cache_data(max_entries=400, show_spinner=False)
def _ties(hash_: str, number: int, indicator: str, country: str, first: int, last: int) -> DataFrame:
    both = store().rows(indicator, countries=[country], first=first, last=last, revision=number)
    # the store turns each pair so that the country asked for stands first
    return both.drop(columns="country").rename(columns={"partner": "country"})


def ties(indicator: str, country: str, first: int, last: int) -> DataFrame:
    """A pair indicator seen from one country: columns country (the other side), year, value."""
    now = revision()
    return _ties(now.hash, now.number, indicator, country, first, last)


@st.cache_data(max_entries=200, show_spinner=False)
def _profile(hash_: str, indicator: str, of: str | None) -> tuple[int, bool]:
    held = store().rows(indicator, countries=[of] if of else None)
    if held.empty:
        return coverage()[indicator]["last_year"], False
    counted = held.groupby("year").size()
    full = int(counted[counted >= 0.6 * counted.max()].index.max())
    there = held.loc[(held["year"] == full) & (held["value"] > 0), "value"]
    return full, bool(len(there) and there.max() > 50 * there.median())


def well_covered(indicator: str, of: str | None = None) -> int:
    """The last year with at least 60 % of the rows of the fullest year: where a picture of the world can stop.

    `of`: for a pair indicator, the country whose ties are counted (all pairs would be a million rows).
    """
    return _profile(revision().hash, indicator, of)[0]


def lopsided(indicator: str, of: str | None = None) -> bool:
    """Is the highest value so far above the middle one that only a logarithmic scale shows both."""
    return _profile(revision().hash, indicator, of)[1]


@st.cache_resource(max_entries=4, show_spinner=False)
def _belonging(hash_: str) -> dict[tuple[str, int], frozenset[str]]:
    held = forums.by_year(store().memberships(), 1900, LAST_STATES_YEAR + 5)
    held = held[held["status"] == "member"]
    found: dict[tuple[str, int], set[str]] = {}
    for forum, country, year in held[["forum", "country", "year"]].itertuples(index=False):
        found.setdefault((forum, year), set()).add(country)
    return {key: frozenset(countries) for key, countries in found.items()}


def members(hash_: str, forum: str, year: int) -> frozenset[str]:
    """Who belonged to the forum in that year."""
    if forum not in catalogue().forums:
        return store().members(forum, year)  # which says that there is no such forum
    return _belonging(hash_).get((forum, year), frozenset())


@st.cache_data(max_entries=2, show_spinner=False)
def report(path: str, written: float) -> list[dict[str, str]]:
    """The rows of a CSV file, as they stand; `written` is when it last changed."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
