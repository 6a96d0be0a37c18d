"""The cooperation index of two states with its components over time, and what the last year is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import cooperation_words
from foresight.measures import cooperation, declared
from foresight.measures.cooperation_declared import components
from pages import _cooperation_cache, _cooperation_drawn, _cooperation_weights, _places
from pages._text import literal

if TYPE_CHECKING:
    from pages._link import Link


def draw(link: Link) -> None:
    """The chapter."""
    measure, names, able = declared.measure("pair_cooperation_index"), _places.names(), _places.choosable()
    left, middle, right = st.columns([3, 3, 4], gap="medium")
    with left:
        one = link.select("country", "One state", able, names.__getitem__, default="IND")
    with middle:
        other = link.select("partner", "The other", able, names.__getitem__, default="USA")
    if one == other:
        st.info("A pair needs two different countries. Choose another for one of them.")
        return
    figures, scores = _cooperation_cache.pair(one, other)
    if scores.empty:
        st.info(f"{names[one]} and {names[other]} never existed as states in the same year that the data cover.")
        return
    with right:
        low, high = int(scores.index.min()), int(scores.index.max())
        first, last = link.span("years", "Years", low, high, of=f"pair.{'.'.join(sorted((one, other)))}", last=high)
    weights = _cooperation_weights.ask(link, "pair")
    if weights is None:
        return
    index = cooperation.weigh(scores, "pair", weights)
    subject = f"{names[one]} and {names[other]}"
    shown = _cooperation_drawn.lines(
        measure, index, scores, (first, last), "pair", weights, subject=subject, key="cooperation.parts"
    )
    if shown is None:
        return
    year = _cooperation_drawn.last_year(index, first, last)
    if year is not None:
        st.markdown(literal(cooperation_words.make_up(scores, year, "pair", weights)))
    year = year or last
    _cooperation_drawn.parts(cooperation.breakdown(scores, year, "pair", weights), figures, year, "pair")
    st.markdown("**Not measured for a pair**")
    for component in components().values():
        if component.not_measured_pair:
            st.markdown(literal(f"{component.title}: {component.not_measured_pair}"))
    _cooperation_drawn.take_along(measure, shown, f"cooperation_index_{one}_{other}", weights, one, other)
