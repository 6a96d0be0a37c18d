"""Add data: from a provider's file to a published revision, with everything looked at before, and a way back."""

import streamlit as st

from pages import (
    _page,
    _steward_cache,
    _steward_columns,
    _steward_compare,
    _steward_file,
    _steward_findings,
    _steward_holds,
    _steward_publish,
    _steward_queue,
    _who,
)

LEAD = (
    "From any provider’s file to a new revision of the data. Nothing is stored until it is published, and every "
    "revision can be gone back from."
)

with _page.room("Add data", LEAD):
    st.caption(_who.notice())
    _steward_publish.last()
    _steward_queue.show()
    chosen = _steward_file.choose()
    if chosen is not None:
        _steward_holds.ask()
        found = _steward_cache.held(chosen.upload, chosen.asked)
        _steward_holds.show(chosen, found)
        _steward_columns.show(chosen, found)
        accepted = _steward_findings.show(chosen, found)
        _steward_compare.show(chosen, found)
        _steward_publish.show(chosen, found, accepted)
