"""Fitted models, kept by small keys: the revision's hash and an indicator's key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.table import latest
from foresight.projection import Model, pairs, run
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

LOPSIDED = 50  # times as high as another: only a logarithmic scale shows both


@dataclass
class _Place:
    """Where a model of one indicator and revision is kept; filled outside the cache, where a bar may move."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    model: Model | None = None
    ties: pairs.PairModel | None = None


@st.cache_resource(max_entries=12, show_spinner=False)
def _place(hash_: str, indicator: str) -> _Place:
    return _Place()


def model(indicator: str) -> Model:
    """The fitted model of a country indicator in the current revision; ProjectionError where it cannot be projected."""
    place = _place(_cache.revision().hash, indicator)
    if place.model is None:
        bar = st.empty()  # filled only where a fit has to be made: a kept model is there at once

        def tell(share: float, what: str) -> None:
            bar.progress(min(share, 1.0), f"Fitting the projection: {what} …")

        with place.lock:
            place.model = place.model or run.fit_from(_cache.store(), indicator, tell)
        bar.empty()
    return place.model


def ties(indicator: str) -> pairs.PairModel | None:
    """The model of a pair indicator where it is kept already; it never fits."""
    place = _place(_cache.revision().hash, indicator)
    if place.ties is None:
        kept = pairs.kept_model(_cache.store(), indicator)
        place.ties = None if kept is None or kept.stale else kept
    return place.ties


def fit_ties(indicator: str, progress: Callable[[float, str], None]) -> pairs.PairModel:
    """The same, fitted where it is not kept: about a minute."""
    place = _place(_cache.revision().hash, indicator)
    with place.lock:
        place.ties = place.ties or pairs.model_from(_cache.store(), indicator, progress)
    return place.ties


@st.cache_data(max_entries=8, show_spinner="Reading the ties of all pairs …")
def _medians(hash_: str, indicator: str) -> dict[int, float]:
    middle = _cache.store().rows(indicator).groupby("year")["value"].median()
    return dict(zip(middle.index.tolist(), middle.tolist(), strict=True))


def past_ties(indicator: str, country: str, event: str) -> DataFrame:
    """Columns partner, year, value, tie: what was observed of one country's pairs, and whether it was the event."""
    span = _cache.coverage()[indicator]
    own = _cache.ties(indicator, country, span["first_year"], span["last_year"]).rename(columns={"country": "partner"})
    if event == "any":
        return own.assign(tie=own["value"] > 0)
    return own.assign(tie=own["value"] > own["year"].map(_medians(_cache.revision().hash, indicator)))


def lopsided(indicator: str, countries: tuple[str, ...]) -> bool:
    """Do the last values of these countries lie so far apart that only a logarithmic scale shows them all."""
    if not countries:
        return False
    last = latest(_cache.rows(indicator, countries))["value"]
    there = last[last > 0]
    return len(there) > 1 and bool(there.max() > LOPSIDED * there.min())
