"""What is known of every indicator, kept by the revision, the day, and when a track record was last kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.inventory import Entry


def today() -> dt.date:
    """The day on which a release is due or not."""
    return dt.date.today()


def entries() -> dict[str, Entry]:
    """Every indicator of the revision that is looked at, as of today."""
    now = _cache.revision()
    return _entries(now.hash, now.number, _cache.newest().revision.number, today(), _kept())


@st.cache_resource(max_entries=4, show_spinner="Going through every figure …")
def _entries(hash_: str, number: int, newest: int, day: dt.date, kept: tuple[int, ...]) -> dict[str, Entry]:
    # the newest revision's number is in the key since its terms hold for earlier figures too
    from foresight.measures.inventory import entries_from

    return entries_from(_cache.store(), day)


def _kept() -> tuple[int, ...]:
    """When a track record was last kept beside the store, of countries and of pairs."""
    folder = _cache.store().learnt / "track_record"
    return tuple(place.stat().st_mtime_ns for place in (folder, folder / "pairs") if place.is_dir())


@st.cache_data(max_entries=100, show_spinner=False)
def _history(hash_: str, number: int, indicator: str) -> DataFrame:
    return _cache.store().history().indicator(indicator)


def history(indicator: str) -> DataFrame:
    """number, added, changed, removed: each revision that touched figures of the indicator, oldest first."""
    now = _cache.revision()
    return _history(now.hash, now.number, indicator)


@st.cache_data(max_entries=2, show_spinner=False)
def _dictionary(hash_: str, number: int, newest: int, day: dt.date, kept: tuple[int, ...], form: str) -> bytes:
    from foresight.measures import dictionary

    found = _entries(hash_, number, newest, day, kept)
    if form == "xlsx":
        return dictionary.to_xlsx(found, _cache.revision(), day)
    return dictionary.to_csv(found, _cache.revision(), day).encode()


def dictionary(form: str) -> bytes:
    """The data dictionary as `csv` or `xlsx`."""
    now = _cache.revision()
    return _dictionary(now.hash, now.number, _cache.newest().revision.number, today(), _kept(), form)
