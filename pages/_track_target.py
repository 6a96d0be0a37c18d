"""The track record of one indicator: scores, calibration, misses, and last year's projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.errors import ProjectionError
from pages import (
    _cache,
    _downloads,
    _page,
    _track_cache,
    _track_countries,
    _track_last_year,
    _track_overview,
    _track_pairs,
    _track_terms,
    _track_words,
)
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.projection.pairs import PairBacktest
    from foresight.projection.track_record import Backtest
    from pages._link import Link

VIEWS = ("Scores", "Calibration", "Misses", LAST := "Last year")
STALE = (
    "This record is stale: the data or the models have changed since it was made. It is shown as it was; what is "
    "projected today may be better or worse."
)
NONE = "No track record of this indicator is kept for this revision of the data."
SECONDS = {False: "about 15 s", True: "about a minute"}


def show(link: Link, key: str, horizon: int) -> None:
    """Everything known of how good projections of the indicator were."""
    from foresight.projection.pairs import PairBacktest

    indicator = _cache.catalogue().indicator(key)
    st.button("All indicators", icon=":material/arrow_back:", type="tertiary", on_click=_track_overview.back)
    st.header(indicator.title, anchor=False)
    tabs = dict(zip(VIEWS, link.tabs(VIEWS), strict=True))
    picked: tuple[str, ...] = ()
    if tabs[LAST].open and not indicator.dyadic:
        with tabs[LAST]:
            picked = _track_last_year.choose(link)
    link.stamp(_cache.revision())
    link.write()
    if tabs[LAST].open:
        with tabs[LAST]:
            _track_last_year.show(indicator, picked)
        return
    open_ = next(name for name in VIEWS if tabs[name].open)
    with tabs[open_]:
        found, why = _found(key)
        if found is None or found.stale:
            _offer(indicator, why)
        if found is None:
            return
        if isinstance(found, PairBacktest):
            _track_pairs.show(indicator, found, horizon, open_)
        else:
            _track_countries.show(indicator, found, horizon, open_)
        _take_along(indicator, found)


def _found(key: str) -> tuple[Backtest | PairBacktest | None, str]:
    """The kept record, if there is one that can be read, and why it is not that of today's data and models."""
    try:
        found = _track_cache.one(key)
    except ProjectionError as error:
        return None, str(error)
    return found, NONE if found is None else STALE


def _offer(indicator: Indicator, why: str) -> None:
    """Say why there is no record of today's data and models, and compute it where a person asks for it."""
    st.warning(why, icon=":material/history:")
    if st.button(f"Compute the track record ({SECONDS[indicator.dyadic]})", icon=":material/calculate:"):
        bar = st.progress(0.0, "Reading the data")

        def tell(share: float, what: str) -> None:
            bar.progress(min(share, 1.0), what)

        _track_cache.compute(indicator.key, tell)
        st.rerun()


def _take_along(indicator: Indicator, found: Backtest | PairBacktest) -> None:
    from pandas import DataFrame

    _track_terms.explained(pairs=indicator.dyadic, countries=not indicator.dyadic)
    st.caption(literal(_track_words.made(found, _cache.revision().name)))
    said = [
        ("figures", "track record: every model at every horizon"),
        ("made", _track_words.made(found, _cache.revision().name)),
        ("stale", STALE if found.stale else "no"),
        ("note", _track_terms.NOTE.replace("**", "")),
    ]
    _downloads.row(indicator, DataFrame(_track_words.rows(found)), f"track_record_{indicator.key}", said=said)
    _page.footer(indicator, found.last_observed)
