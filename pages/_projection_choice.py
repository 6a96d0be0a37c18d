"""What a planner asks to see projected: indicator, countries or partners, the last year. It lives in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from foresight.catalogue import THEMES, Indicator
from foresight.projection.backtest import HORIZONS
from foresight.projection.engine import FURTHEST
from foresight.projection.intervals import LIMIT
from pages import _cache, _places, _projection_cache, _selection, _track_cache
from pages._link import Link
from pages._scenario_cache import this_year

OPENING = "arms_trade_3y"
FIRST = ("IND", "POL")
MOST, PARTNERS = 6, 8
AFTER_TODAY = 5  # years beyond today that the first picture shows at least, where a series ended long ago
TOGETHER = 3  # countries whose bands can be read over one axis
LAYOUTS = {"apart": "A panel for each", "together": "One picture"}


@dataclass(frozen=True)
class Choice:
    """`countries`: those to project. `of`, `partners`: for a pair indicator, whose ties, with whom (() for the most
    probable). `log`: logarithmic scale. `apart`: a panel for each country."""

    indicator: Indicator
    until: int
    countries: tuple[str, ...] = ()
    of: str = ""
    partners: tuple[str, ...] = ()
    log: bool = False
    apart: bool = False


def choose(link: Link) -> Choice | None:
    """Draw the controls and return what was picked; None where nothing can be projected at all."""
    keys = _track_cache.targets()
    if not keys:
        return None
    indicators = {key: _cache.catalogue().indicator(key) for key in keys}
    first, second = st.columns([3, 2], gap="medium")
    with first:
        key = link.select(
            "indicator", "Indicator", list(keys), lambda k: indicators[k].title, default=OPENING,
            help="Type to search. Some are of countries, some of pairs of states.",
        )  # fmt: skip
    indicator, last = indicators[key], _cache.coverage()[key]["last_year"]
    with second:
        until = link.year(
            "until", "Project until", last + 1, FURTHEST, of=key,
            otherwise=min(FURTHEST, max(last + LIMIT, this_year() + AFTER_TODAY)),
            help=f"Years more than {LIMIT} after the last observation are extrapolated; {FURTHEST} is the last.",
        )  # fmt: skip
    return _ties(link, indicator, until) if indicator.dyadic else _countries(link, indicator, until)


def _countries(link: Link, indicator: Indicator, until: int) -> Choice:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picked = link.several(
            "countries", f"Countries, up to {MOST}", _places.choosable(), _name, most=MOST, default=FIRST,
            placeholder="Choose one to six",
        )  # fmt: skip
    with right, st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        apart = len(picked) > 1 and _layout(link, len(picked) > TOGETHER) == "apart"
        log = indicator.transform != "identity" and link.switch(
            "log", "Logarithmic scale", of=indicator.key,
            otherwise=not apart and _projection_cache.lopsided(indicator.key, picked),
        )  # fmt: skip
    return Choice(indicator, until, countries=picked, log=log, apart=apart)


def _layout(link: Link, crowded: bool) -> str:
    """One picture, or a panel for each country: what suits their number, until a person chooses."""
    suits = "apart" if crowded else "together"
    if st.session_state.get("_projections_crowded", crowded) != crowded:
        st.session_state["projections.layout"] = suits
    st.session_state["_projections_crowded"] = crowded
    return link.select("layout", "Layout", list(LAYOUTS), LAYOUTS.__getitem__, default=suits, width=170)


def _ties(link: Link, indicator: Indicator, until: int) -> Choice:
    left, right = st.columns([2, 3], gap="medium")
    with left:
        of = link.select("of", "Ties of", _places.choosable(), _name, default="USA")
    with right:
        partners = link.several(
            "partners", f"With, up to {PARTNERS}", [c for c in _places.choosable() if c != of], _name, most=PARTNERS,
            placeholder="The eight most probable, or choose",
        )  # fmt: skip
    return Choice(indicator, until, of=of, partners=partners)


def ahead(link: Link, opening: int) -> int:
    """For how many years ahead to show what moves the model."""
    options = [str(h) for h in HORIZONS]
    return int(
        link.select(
            "ahead",
            "Years ahead",
            options,
            lambda h: f"{h} year{'s' if h != '1' else ''}",
            default=str(opening),
            width=170,
        )
    )


def explain(name: str, value: str, known: list[str]) -> str:
    """Why a part of the address was left out."""
    declared = _cache.catalogue().indicators
    if name == "indicator" and value in declared:
        theme = THEMES[declared[value].theme]
        return (
            f"The address asks to project “{declared[value].title}”, which has no series that could be: see “{theme}”."
        )
    return _selection.explain(name, value, known)


def _name(iso3: str) -> str:
    return _places.names()[iso3]
