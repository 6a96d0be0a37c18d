"""Engagement: where a state stands on the practices that the field names, and which of them are not measured."""

import streamlit as st

from pages import _engagement_card, _page, _selection
from pages._link import Link

LEAD = (
    "The practices that the field names for successful defence diplomacy, and where a state stands on each: "
    "from a stated measure, or “not measured”."
)

with _page.room("Engagement", LEAD):
    notice, link = st.container(), Link("engagement")
    _engagement_card.show(_engagement_card.ask(link))
    link.write()
    with notice:
        _page.left_out(link.left_out(_selection.explain))
