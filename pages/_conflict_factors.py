"""The four factors of a conflict's profile: where a country stands, and what went with each in past data."""

from __future__ import annotations

import streamlit as st

from foresight.charts import conflict_words as words
from foresight.charts.scales import number
from foresight.scenario import TARGETS
from pages import _cache, _conflict_cache, _page, _places
from pages._text import literal


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
            "Higher than": f"{number(100 * one.share, 0)} % of {one.among} states" if one.among else "–",
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
    table = [
        {
            "Factor": levers[one.factor].title,
            "Target": titles[one.target],
            "Estimate [80 % interval]": words.estimated(one),
            "Verdict": f"{one.verdict}, an assumption" if one.assumption else one.verdict,
            "Rests on": f"{number(one.rows, 0)} country-years {one.first}–{one.last}" if one.rows else "–",
        }
        for one in sorted(found, key=lambda one: [row.factor for row in standings].index(one.factor))
    ]
    _page.table(table, "What went with each factor: estimate, interval and verdict for four targets")
    st.caption(
        "Standard deviations of the target one year on, per standard deviation more of the factor, with year effects "
        "and three lags: the responses that scenarios rest on. Associations, not causes."
    )
    with st.container(horizontal=True):
        st.page_link("pages/scenarios.py", label="Move these factors in a scenario", icon=":material/tune:")
        st.page_link("pages/method.py", label="How they are estimated", icon=":material/menu_book:")
