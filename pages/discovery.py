"""Discovery: thousands of futures, a goal, and the settings of the levers under which it holds more often."""

import streamlit as st

from pages import (
    _cache,
    _discovery_address,
    _discovery_answer,
    _discovery_cache,
    _discovery_futures,
    _discovery_question,
    _discovery_robust,
    _page,
)

LEAD = (
    "State a goal. Thousands of futures are drawn, and searched for the settings of the levers under which the goal "
    "holds more often."
)

with _page.room("Discovery", LEAD):
    catalogue, revision = _cache.catalogue(), _cache.revision()
    _page.left_out(_discovery_address.open_address(catalogue, revision))
    _discovery_question.draw(catalogue)
    _discovery_address.write(revision)
    question = _discovery_address.explored()
    if question is None:
        st.info("Press Explore to draw the futures and look for boxes.", icon=":material/arrow_upward:")
    else:
        if _discovery_address.changed():
            st.warning("The question was changed since: this answers the last one explored.", icon=":material/update:")
        found = _discovery_cache.explored(question)
        _discovery_answer.sentences(found)
        box = None
        if found.findings:
            box = _discovery_answer.pick(found)
            _discovery_answer.show_box(found, box)
        _discovery_futures.show(found, box)
        _discovery_robust.show(found, question)
        _discovery_futures.take_along(found, question)
