"""The four factors of a conflict's profile: where a country stands, and what went with each in past data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import conflict_words as words
from foresight.charts.scales import number
from foresight.scenario import TARGETS
from pages import _cache, _conflict_cache, _page, _places
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.conflict_factors import FactorEstimate


def draw(country: str) -> None:
    """The country's factors, and the estimates for the world."""
    levers, name = _cache.catalogue().levers, _places.names()[country]
    st.header("The four factors", anchor=False)
    standings = _conflict_cache.standings(country)
    rows = [
        {
            "Factor": levers[one.factor].title,
            name: f"{number(one.value, levers[one.factor].decimals)} {levers[one.factor].unit} ({one.year})"
            if one.among
            else "never observed",
            "Higher than": f"{math.floor(100 * one.share)} % of {one.among} states" if one.among else "–",
        }
        for one in standings
    ]
    _page.table(rows, f"The four factors of {name}")
    st.caption(
        "External actors are counted over the country’s whole region. Diplomacy first is read off the number of "
        "security forums: a planner’s assumption."
    )
    found = _conflict_cache.estimates()
    st.subheader("What went with each factor, over all states", anchor=False)
    st.markdown(literal(words.resolved(found)))
    titles = {key: _cache.catalogue().indicator(key).title for key in TARGETS}
    told = {(one.factor, one.target): f"{words.estimated(one)} {one.verdict}" for one in found}
    table = [
        {"Factor": f"{levers[one.factor].title}{' (assumption)' if levers[one.factor].assumption else ''}"}
        | {title: told.get((one.factor, key), "–") for key, title in titles.items()}
        for one in standings
    ]
    _page.table(table, "What went with each factor: estimate, interval and verdict for four targets")
    st.caption(
        "Standard deviations of the target one year on, per standard deviation more of the factor, with year effects "
        f"and three lags, over {_rows(found)} country-years since 1989: the responses that scenarios rest on. "
        "Associations, not causes."
    )
    with st.container(horizontal=True):
        st.page_link("pages/scenarios.py", label="Move these factors in a scenario", icon=":material/tune:")
        st.page_link("pages/method.py", label="How they are estimated", icon=":material/menu_book:")


def _rows(found: tuple[FactorEstimate, ...]) -> str:
    """`3,731 to 6,378`: what the estimates of the targets rest on."""
    sizes = sorted({one.rows for one in found if one.rows})
    return " to ".join(dict.fromkeys((number(sizes[0], 0), number(sizes[-1], 0)))) if sizes else "no"
