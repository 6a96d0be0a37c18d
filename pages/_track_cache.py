"""Track records as the pages need them, kept by small keys: the revision's hash and an indicator's key.

What another process computes meanwhile is noticed within a minute; what is computed here, at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.errors import ProjectionError
from pages import _cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from foresight.projection.lastyear import LastYear
    from foresight.projection.pairs import PairBacktest
    from foresight.projection.track_record import Backtest

FRESH = 60.0  # seconds


@st.cache_resource(max_entries=4, show_spinner=False)
def _targets(hash_: str) -> tuple[str, ...]:
    from foresight.projection import pairs, run

    held = {*run.projectable(_cache.store()), *pairs.projectable(_cache.store())}
    return tuple(key for key in _cache.catalogue().indicators if key in held)


def targets() -> tuple[str, ...]:
    """Indicators of the current revision that can be projected, of countries and of pairs, in the catalogue's order."""
    return _targets(_cache.revision().hash)


@st.cache_resource(max_entries=4, ttl=FRESH, show_spinner="Reading the track records …")
def _every(hash_: str) -> dict[str, Backtest | PairBacktest]:
    from foresight.projection import pairs, run

    store, dyadic = _cache.store(), {k for k, i in _cache.catalogue().indicators.items() if i.dyadic}
    found: dict[str, Backtest | PairBacktest] = {}
    for key in _targets(hash_):
        try:
            record = (pairs.kept if key in dyadic else run.kept)(store, key)
        except ProjectionError:  # a file that cannot be read is as good as none here; `one` says why
            continue
        if record is not None:
            found[key] = record
    return found


def every() -> dict[str, Backtest | PairBacktest]:
    """The kept records by indicator. `stale` here means of another revision: `one` looks at the figures themselves."""
    return _every(_cache.revision().hash)


@st.cache_resource(max_entries=60, ttl=FRESH * 10, show_spinner="Checking whether the record fits the data …")
def _one(hash_: str, indicator: str) -> Backtest | PairBacktest | None:
    from foresight.projection import pairs, run

    kept = pairs.kept if _cache.catalogue().indicator(indicator).dyadic else run.kept
    return kept(_cache.store(), indicator, thorough=True)


def one(indicator: str) -> Backtest | PairBacktest | None:
    """The kept record of one indicator, if any; `stale` where its own figures or the models have changed.

    ProjectionError where the file cannot be read.
    """
    return _one(_cache.revision().hash, indicator)


def compute(indicator: str, progress: Callable[[float, str], None]) -> None:
    """Compute the record for the current revision and keep it; ProjectionError where the series is too short."""
    from foresight.projection import pairs, run

    hash_ = _cache.revision().hash
    make = pairs.backtest_from if _cache.catalogue().indicator(indicator).dyadic else run.backtest_from
    make(_cache.store(), indicator, progress=progress, again=True)
    _one.clear(hash_, indicator)
    _every.clear(hash_)


@st.cache_resource(max_entries=40, show_spinner="Projecting the newest year from what was known a year before …")
def _last_year(hash_: str, indicator: str) -> LastYear:
    from foresight.projection.lastyear import last_year
    from foresight.projection.run import panel_from

    return last_year(panel_from(_cache.store(), indicator), indicator)


def last_year(indicator: str) -> LastYear:
    """How the projection of the newest year, made from the years before it, fared. Some seconds the first time."""
    return _last_year(_cache.revision().hash, indicator)
