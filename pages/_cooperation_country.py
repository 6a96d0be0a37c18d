"""One country's cooperation index with its four components over time, and what the last year is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import cooperation_words
from foresight.measures import cooperation, declared
from pages import _cache, _cooperation_cache, _cooperation_drawn, _cooperation_weights, _places
from pages._text import literal

if TYPE_CHECKING:
    from pages._link import Link


def draw(link: Link) -> None:
    """The chapter."""
    measure = declared.measure("cooperation_index")
    known, names = _cooperation_cache.scores(), _places.names()
    held = set(known.index.get_level_values("country"))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        able = [iso3 for iso3 in _places.choosable() if iso3 in held]
        country = link.select("country", "Country", able, names.__getitem__, default="IND")
    scores = known[known.index.get_level_values("country") == country].droplevel("country")
    with right:
        low, high = int(scores.index.min()), int(scores.index.max())
        first, last = link.span("years", "Years", low, high, of=f"part.{country}", last=high)
    weights = _cooperation_weights.ask(link, "country")
    if weights is None:
        return
    index = cooperation.weigh(scores, "country", weights, country)
    shown = _cooperation_drawn.lines(
        measure, index, scores, (first, last), "country", weights, subject=names[country], key="cooperation.parts"
    )
    if shown is None:
        return
    year = _cooperation_drawn.last_year(index, first, last)
    if year is not None:
        st.markdown(literal(cooperation_words.make_up(scores, year, "country", weights, country)))
    year = year or last
    parts = cooperation.breakdown(known, year, "country", weights, country=country)
    figures = {key: _cache.rows(key, (country,), None, year) for key in parts["indicator"]}
    _cooperation_drawn.parts(parts, figures, year, "country")
    _cooperation_drawn.take_along(measure, shown, f"cooperation_index_{country}", weights, country)
