"""What the engagement page keeps: every measure of every country, once a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.measures import engagement
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.engagement import Line


@st.cache_resource(max_entries=2, show_spinner="Measuring the practices of all states …")
def _values(hash_: str) -> DataFrame:
    return engagement.values_from(_cache.store())


@st.cache_data(max_entries=200, show_spinner=False)
def _card(hash_: str, subjects: tuple[str, ...], year: int) -> list[Line]:
    return engagement.scorecard(_values(hash_), subjects, lambda forum, y: _cache.members(hash_, forum, y), year)


def card(subjects: tuple[str, ...]) -> list[Line]:
    """The scorecard of these subjects; forums with their members of the last year of the table."""
    return _card(_cache.revision().hash, subjects, _cache.coverage()["forum_memberships"]["last_year"])
