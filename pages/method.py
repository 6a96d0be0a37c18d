"""Method: how figures of the future are made, chapter by chapter, and what is declared for them today."""

import streamlit as st

from pages import _method_book, _method_declared, _page, _selection
from pages._link import Link

LEAD = "How projections and scenarios are made, what they rest on, and what is known to be weak in them."

with _page.room("Method", LEAD):
    notice, link = st.container(), Link("method")
    book = _method_book.book()
    chapter = _method_book.choose(link, book)
    link.write()
    with notice:
        _page.left_out(link.left_out(_selection.explain))
    if chapter == _method_book.CONTENTS:
        _method_book.contents(book)
    elif chapter == _method_book.DECLARED:
        _method_declared.show()
    else:
        _method_book.read(book[chapter])
    _method_book.onwards(chapter, book)
    st.divider()
    st.caption(_method_declared.versions())
