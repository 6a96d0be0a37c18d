"""What the chapters of the cooperation index keep: scores of a revision, which moved weights are put over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.measures import cooperation
from foresight.measures.cooperation_declared import parts
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame


@st.cache_resource(max_entries=2, show_spinner="Putting the index together …")
def _scores(hash_: str) -> tuple[DataFrame, DataFrame]:
    scores = cooperation.country_scores_from(_cache.store())
    return scores, cooperation.observed(scores)


def scores() -> DataFrame:
    """Every country's parts, scored: index country, year. Shared by all visits: never changed in place."""
    return _scores(_cache.revision().hash)[0]


def observed() -> DataFrame:
    """The share of countries that have each part in each year; NaN where none has it."""
    return _scores(_cache.revision().hash)[1]


@st.cache_data(max_entries=400, show_spinner=False)
def _pair(hash_: str, a: str, b: str) -> tuple[dict[str, DataFrame], DataFrame]:
    rows = cooperation.pair_rows_from(_cache.store(), a, b)
    return rows, cooperation.scored(rows, parts("pair"))


def pair(a: str, b: str) -> tuple[dict[str, DataFrame], DataFrame]:
    """The figures behind a pair's index (part -> year, value), and their scores (index year)."""
    return _pair(_cache.revision().hash, *sorted((a, b)))
