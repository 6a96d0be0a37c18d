"""Signposts: which future the last three years lean to, and what to watch for each scenario."""

import streamlit as st

from pages import _cache, _page, _signposts_cache, _signposts_choice, _signposts_lean, _signposts_list
from pages._link import Link

LEAD = "Which future the last observed years look most like, and which readings would tell one future from another."

with _page.room("Signposts", LEAD):
    notice, link = st.container(), Link("signposts")
    asked = _signposts_choice.choose(link)
    link.stamp(_cache.revision())
    link.write()
    watch = _signposts_cache.watch(asked.place, asked.here, asked.futures)
    _signposts_lean.show(watch, asked)
    _signposts_list.show(watch, asked)
    _signposts_list.about(watch, asked)
    with notice:
        _page.left_out((*link.left_out(_signposts_choice.explain), *asked.left_out))
