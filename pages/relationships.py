"""Relationships: any two states over time on one page, and two case studies with their narrative."""

import streamlit as st

from foresight.measures import relationship_cases
from pages import _cache, _page, _relationships_case, _relationships_pair, _selection
from pages._link import Link

LEAD = "Any two states over time: what runs between them, how long it has lasted, and what it came through."
PAIR = "pair"

with _page.room("Relationships", LEAD):
    notice, link = st.container(), Link("relationships")
    cases = relationship_cases.cases()
    chosen = link.chapter({PAIR: "Any pair"} | {case.key: case.short for case in cases.values()})
    if chosen == PAIR:
        _relationships_pair.draw(link)
    else:
        _relationships_case.draw(cases[chosen])
    link.stamp(_cache.revision())
    link.write()
    with notice:
        _page.left_out(link.left_out(_selection.explain))
