"""Any two states over time on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import relationships_words as words
from foresight.measures import relationship
from pages import (
    _cache,
    _page,
    _places,
    _relationships_cache,
    _relationships_foot,
    _relationships_model,
    _relationships_ties,
    _relationships_votes,
)
from pages._relationships_seen import see
from pages._text import literal

if TYPE_CHECKING:
    from pages._link import Link
    from pages._relationships_seen import Seen

BEGIN = 1980
"""Where the years begin unless asked otherwise: exercises and agreements are not looked for before."""
KEY = "relationships"


def draw(link: Link) -> None:
    """The chapter."""
    names, able, held = _places.names(), _places.choosable(), _cache.coverage()
    left, middle, right = st.columns([3, 3, 4], gap="medium")
    with left:
        one = link.select("country", "Country", able, names.__getitem__, default="USA", help="Type to search.")
    with middle:
        other = link.select("partner", "Partner", able, names.__getitem__, default="IND", help="Type to search.")
    spans = [held[channel.indicator] for channel in relationship.CHANNELS if channel.indicator in held]
    low, high = min(span["first_year"] for span in spans), max(span["last_year"] for span in spans)
    with right:
        first, last = link.span("years", "Years", low, high, of=KEY, first=max(BEGIN, low), last=high)
    if one == other:
        st.info("A relationship needs two different countries. Choose another for one of them.")
        return
    if not _relationships_cache.pair(one, other)[1].channels:
        st.info(f"Nothing is observed of {names[one]} and {names[other]}: they were never states at the same time.")
        return
    seen = see(one, other, first, last, KEY)
    _relationships_ties.timeline(seen)
    _relationships_ties.sums(seen)
    _lasting(seen)
    st.header("In the United Nations", anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        _relationships_votes.votes(seen)
    with right:
        _relationships_votes.ideal_points(seen)
    st.header("The cooperation index", anchor=False)
    _relationships_votes.index(seen)
    st.header("Arms, troops, training", anchor=False)
    _relationships_votes.material(seen)
    st.header("What goes with a higher probability", anchor=False)
    _relationships_model.draw(link, seen)
    _relationships_foot.events(seen.happened)
    _relationships_foot.take_along(seen)
    _relationships_foot.sources(_relationships_foot.of_pair(seen), seen.last)


def _lasting(seen: Seen) -> None:
    """How long it lasted, how broad it was, and how it came through shocks."""
    lasted = relationship.persistence(seen.active)
    st.header("How long, how broad, and through which shocks", anchor=False)
    st.markdown(literal(words.lasting(lasted)))
    _page.table([words.persistence_row(one) for one in lasted.values()], "How long each channel ran")
    _relationships_ties.breadth(seen)
    st.markdown(literal(words.survived(seen.passages)))
    if seen.passages:
        rows = [words.passage_row(passed, _places.names()) for passed in seen.passages]
        _page.table(rows, "How the tie came through each shock")
