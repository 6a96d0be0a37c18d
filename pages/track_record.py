"""Track record: how good projections were, target by target, misses named."""

import streamlit as st

from pages import _page, _track_overview, _track_target
from pages._link import Link

LEAD = (
    "How close past projections came to what was then observed, for every indicator that is projected. "
    "Where a simple baseline was better, that stands here like any success."
)

with _page.room("Track record", LEAD):
    notice, link = st.container(), Link("track_record")
    asked = _track_overview.choose(link)
    if asked.indicator is None:
        _track_overview.show(link, asked)
    else:
        _track_target.show(link, asked.indicator, asked.horizon)
    with notice:
        _page.left_out(link.left_out(_track_overview.explain))
