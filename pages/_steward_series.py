"""Of a provider's file that lists series: which indicator one of them is, where nobody has said so yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages import _cache, _steward_file_cache
from pages._steward_state import key, work
from pages._text import literal

if TYPE_CHECKING:
    from foresight.intake.line import Draft
    from pages._steward_file import Chosen


def show(chosen: Chosen, draft: Draft) -> None:
    """What was said of its series, and a form to say more; nothing for a layout that has none."""
    layout = chosen.glance.layout
    series = _steward_file_cache.series(chosen.upload.path, chosen.upload.name, layout)
    if not any(series):
        st.caption("The columns are those of the provider’s layout: there is nothing to say.")
        return
    catalogue = draft.order.catalogue or _cache.newest().catalogue()
    said = work().series.get(layout, {})
    if said:
        titles = {k: one.title for k, one in catalogue.indicators.items()}
        told = "; ".join(f"“{one}”: {titles.get(k, k)}" for one, k in said.items())
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Said of its series: {literal(told)}.")
            st.button("Say it anew", on_click=said.clear, key=key("series.again"))
    unsure = any(one.kind == "indicator" for one in draft.findings)
    asked = st.expander(
        f"Which indicator a series is ({len(series):,} in the file)", expanded=unsure, on_change="rerun",
        icon=":material/list:", key=key(f"series.{'unsure' if unsure else 'sure'}"),
    )  # fmt: skip
    if asked.open:
        with asked:
            _form(layout, series)


def _form(layout: str, series: dict[str, str]) -> None:
    new = work().new.get("indicator")
    words = {k: one.title for k, one in _cache.newest().catalogue().indicators.items() if not one.dyadic}
    words |= {new["key"]: f"{new['title']} (new)"} if new else {}
    with st.form(key("series"), border=False):
        left, right = st.columns(2, gap="medium")
        with left:
            one = st.selectbox(
                "Series", list(series), index=None, placeholder="Type to search", key=key(f"series.one.{layout}"),
                format_func=lambda k: k if series[k] in ("", k) else f"{k}: {series[k]}",
            )  # fmt: skip
        with right:
            is_ = st.selectbox(
                "is the indicator", list(words), index=None, placeholder="Type to search", key=key("series.is"),
                format_func=words.__getitem__,
            )  # fmt: skip
        sent = st.form_submit_button("Take it like this")
    if sent and one and is_:
        work().series.setdefault(layout, {})[one] = is_
        st.rerun()  # the file is read with this answer
    if sent:
        st.caption("Choose both a series and an indicator.")
