"""Compare: two to six scenarios beside the baseline they share, and the four corners of two levers."""

import streamlit as st

from pages import _cache, _compare_answer, _compare_axes, _compare_choice, _page
from pages._compare_link import VIEWS, CompareLink

LEAD = "How far scenarios lie from the baseline and from each other, where, and how sure that is."

with _page.room("Compare", LEAD):
    notice, link = st.container(), CompareLink()
    beside, square = link.tabs(VIEWS)
    link.stamp(_cache.revision())
    with beside:
        if beside.open:
            _compare_answer.draw(link)
    with square:
        if square.open:
            _compare_axes.draw(link)
    link.write()
    with notice:
        _page.left_out(link.left_out(_compare_choice.explain))
