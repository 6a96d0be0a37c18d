"""Brief: pictures and tables from any page, put in order, with words, and taken along as files."""

import streamlit as st

from pages import _brief_acts, _brief_choice, _brief_files, _brief_items, _brief_words, _page, _selection
from pages._link import Link

LEAD = "What you added from any page, in your order and with your words: as a deck, a paper, a workbook or a picture."

with _page.room("Brief", LEAD):
    notice, link = st.container(), Link("brief")
    slot = _brief_choice.choose(link)
    _brief_acts.tell()
    if slot is None:
        st.info(_brief_items.EMPTY, icon=":material/note_add:")
    elif slot.held is None:
        st.warning(slot.wrong, icon=":material/broken_image:")
    elif not _brief_choice.own():
        _brief_items.shipped(slot.held)
    else:
        _brief_words.draw(slot.held)
        _brief_items.draw(slot.held)
        _brief_files.offer(slot.held)
    link.write()
    with notice:
        _page.left_out(link.left_out(_selection.explain))
