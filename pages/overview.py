"""Overview: what this is, a few figures, and three pictures: where power shifts, where people die, who stands apart."""

import streamlit as st

from pages import _front, _page

LEAD = (
    "What has been observed of the powers, conflicts and ties that defence diplomacy works with, and how a projection "
    "of cooperation answers when they change. Every figure names its source and its last year."
)

with _page.room("Foresight", LEAD):
    _front.headlines()
    st.header("Where does power shift?", anchor=False)
    _front.lines_of("gdp_share", first=1990)
    st.header("Where are conflicts?", anchor=False)
    _front.map_of("state_based_deaths")
    st.header("How does cooperation move?", anchor=False)
    _front.lines_of("arms_trade_3y", first=1990)
    _front.rooms()
