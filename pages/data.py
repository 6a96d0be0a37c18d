"""Data: what there is, where it comes from, what may be done with it, and how it changed."""

import streamlit as st

from foresight.geography import MAP_DISCLAIMER
from pages import _inventory, _page, _steward_revisions, _steward_upgrade, _who

LEAD = "Every indicator with its source, licence and coverage; every revision of the data; what could not be placed."

with _page.room("Data", LEAD):
    st.caption(_who.notice())
    _steward_upgrade.offer()
    on_indicators, on_revisions, on_unresolved, on_terms = st.tabs(
        ["Indicators", "Revisions", "Not placed", "Terms"], key="data.view", on_change="rerun"
    )
    with on_indicators:
        if on_indicators.open:
            _inventory.indicators()
    with on_revisions:
        if on_revisions.open:
            _steward_revisions.show()
    with on_unresolved:
        if on_unresolved.open:
            _inventory.unresolved()
    with on_terms:
        if on_terms.open:
            st.markdown(_inventory.TERMS)
            st.markdown(MAP_DISCLAIMER)
