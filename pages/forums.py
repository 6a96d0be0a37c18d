"""Forums: who belongs, how closely members hold together, what forums share, who stands beside them, what happened."""

import streamlit as st

from pages import (
    _forums_cohesion,
    _forums_compare,
    _forums_events,
    _forums_members,
    _forums_overlap,
    _forums_partners,
    _page,
    _selection,
)
from pages._link import Link
from pages._theme import Chapter

LEAD = "Alliances, regional bodies and groups of states: their members, how closely they hold together, what they did."
CHAPTERS = {
    "members": Chapter("Members", _forums_members.draw),
    "cohesion": Chapter("Cohesion", _forums_cohesion.draw),
    "compare": Chapter("Compared", _forums_compare.draw),
    "overlap": Chapter("Overlap", _forums_overlap.draw),
    "partners": Chapter("Partners outside", _forums_partners.draw),
    "events": Chapter("Timeline", _forums_events.draw),
}

with _page.room("Forums", LEAD):
    notice, link = st.container(), Link("forums")
    chosen = link.chapter({key: chapter.title for key, chapter in CHAPTERS.items()})
    CHAPTERS[chosen].draw(link)
    link.write()
    with notice:
        _page.left_out(link.left_out(_selection.explain))
