"""A case study: its question and answer, sections with pictures, takeaways, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.relationships_text import filled
from foresight.measures import relationship_cases
from pages import (
    _cache,
    _relationships_cache,
    _relationships_circle,
    _relationships_foot,
    _relationships_ties,
    _relationships_votes,
)
from pages._relationships_seen import Seen, see
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.relationship_cases import Case

PAIR: Mapping[str, Callable[[Seen], None]] = {
    "channels": _relationships_ties.timeline,
    "votes": _relationships_votes.votes,
    "ideal_points": _relationships_votes.ideal_points,
    "exercises": partial(_relationships_ties.counts, what="exercises"),
    "agreements": partial(_relationships_ties.counts, what="agreements"),
    "forums": _relationships_ties.forums,
    "material": _relationships_votes.material,
    "index": _relationships_votes.index,
}


def draw(case: Case) -> None:
    """The chapter."""
    short = {key: forum.short for key, forum in _cache.catalogue().forums.items()}
    happened, answers = relationship_cases.events_of(case), _relationships_cache.figures()
    last = _cache.coverage()["shared_forums"]["last_year"]
    st.header(literal(case.title), anchor=False)
    st.markdown(f"**{literal(case.question)}**")
    st.markdown(literal(filled(case.answer, answers, short)))
    with st.container(border=True):
        st.markdown("**What to take from it**")
        st.markdown("\n".join(f"- {literal(filled(text, answers, short))}" for text in case.takeaways))
    seen = None
    if case.pair:
        seen = see(case.pair[0], case.pair[1], case.from_year, last, f"case.{case.key}", happened)
    for section in case.sections:
        st.subheader(literal(section.title), anchor=False)
        for paragraph in filled(section.text, answers, short).split("\n\n"):
            st.markdown(literal(paragraph))
        if section.picture == "events":
            _relationships_circle.events(case, happened, last)
        elif section.picture in PAIR and seen is not None:
            PAIR[section.picture](seen)
        elif section.picture:
            _relationships_circle.PICTURES[section.picture](case)
    _relationships_foot.events(happened)
    with st.expander("Further reading", icon=":material/menu_book:"):
        for work in case.reading:
            address = f" [{work.url}]({work.url})" if work.url else ""
            known = "" if work.checked == "opened" else " (cited from knowledge; not opened for this text)"
            st.markdown(f"- {literal(work.text)}{known}{address}")
    if seen is not None:
        _relationships_foot.take_along(seen)
    limits = [filled(text, answers, short) for text in case.limits]
    _relationships_foot.sources(list(case.rests_on), None, limits)
