"""Catalogue: every indicator, what it covers, when it was updated, when the next release is due, and how good it is."""

import streamlit as st

from pages import _cache, _catalogue_cache, _catalogue_list, _catalogue_one, _page
from pages._link import Link

LEAD = (
    "Every indicator: where it has figures and where not, when it was last updated, when the next release is expected, "
    "and how good it is, with the reasons."
)

with _page.room("Catalogue", LEAD):
    notice, link = st.container(), Link("catalogue")
    entries = _catalogue_cache.entries()
    if not entries:
        st.info("This revision of the data holds no figures. Add some on the page Add data.")
    else:
        _catalogue_list.show(link, entries)
        _catalogue_one.show(link, entries)
        link.stamp(_cache.revision())
        link.write()
        with notice:
            _page.left_out(link.left_out(_catalogue_list.explain))
