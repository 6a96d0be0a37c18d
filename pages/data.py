"""Data: how it changed and the way back, what could not be placed, and what may be done with it."""

import streamlit as st

from foresight.geography import MAP_DISCLAIMER
from pages import _inventory, _page, _steward_revisions, _steward_upgrade, _who

LEAD = "Every revision of the data and the way back to it; what could not be placed; who may do what with it."

with _page.room("Data", LEAD):
    st.caption(_who.notice())
    _steward_upgrade.offer()
    st.page_link("pages/catalogue.py", label="Every indicator: the Catalogue", icon=":material/menu_book:")
    on_revisions, on_unresolved, on_terms = st.tabs(
        ["Revisions", "Not placed", "Terms"], key="data.view", on_change="rerun"
    )
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
