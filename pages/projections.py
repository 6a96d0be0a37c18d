"""Projections: where an indicator is heading if the past is a guide, how sure that is, and how good it has been."""

import streamlit as st

from foresight.errors import ForesightError
from pages import _cache, _page, _projection_answer, _projection_choice, _projection_pairs
from pages._link import Link

LEAD = "How a series may go on, from its own past and from countries in its situation, with bands that were tested."

with _page.room("Projections", LEAD):
    notice, link = st.container(), Link("projections")
    chosen = _projection_choice.choose(link)
    if chosen is None:
        st.info("This revision of the data holds no indicator that can be projected: each needs eight years.")
    else:
        link.stamp(_cache.revision())
        show = _projection_pairs.show if chosen.indicator.dyadic else _projection_answer.show
        try:
            show(chosen, link)
        except ForesightError as error:
            st.error(str(error), icon=":material/error:")
        link.write()
        with notice:
            _page.left_out(link.left_out(_projection_choice.explain))
