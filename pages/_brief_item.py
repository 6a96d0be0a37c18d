"""One item of a brief: its picture as it was kept, its words, where it was made, and on which data."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st

from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit
from foresight.export import refusal
from pages import _brief_acts as acts
from pages import _brief_refresh, _cache, _page
from pages._text import literal

DESK = 760
"""Pixels that a picture drawn for a desk needs."""


def show(brief: Brief, item: Item, kept: Exhibit | str) -> None:
    """The picture, what is wrong or old about it, its fields and its buttons."""
    if isinstance(kept, str):
        st.warning(literal(kept), icon=":material/image_not_supported:")
    else:
        _picture(item, kept)
        st.caption(literal(_said(kept)))
    for sentence in notices(brief, item, kept):
        st.info(literal(sentence), icon=":material/info:")
    computed = (kept.title, kept.sentence) if isinstance(kept, Exhibit) else ("", "")
    _field(brief, item, "title", "Title", computed[0])
    _field(brief, item, "takeaway", "Takeaway", computed[1])
    _field(brief, item, "note", "Note", "Beside the picture, in small letters")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            f"pages/{item.page}.py", label="Open where it was made", icon=":material/open_in_new:",
            query_params=dict(parse_qsl(item.address)),
        )  # fmt: skip
        _brief_refresh.one(brief, item)
        key = f"brief.frozen.{brief.key}.{item.place}.{acts.edition()}"
        st.toggle("Frozen", value=item.frozen, key=key, on_change=_keep, args=(brief.key, item, "frozen", key),
                  help="It stays as it is when the brief is brought up to date.")  # fmt: skip


def notices(brief: Brief, item: Item, kept: Exhibit | str) -> list[str]:
    """What a reader should know: older data, indicators that are gone, terms, an attempt that failed."""
    said = []
    now, catalogue = _cache.newest().revision, _cache.catalogue()
    failed: dict[str, str] = st.session_state.get(acts.FAILED, {})
    if item.revision is not None and item.revision_hash != now.hash:
        said.append(f"Made on revision {item.revision}; the data are now at revision {now.number}.")
    if isinstance(kept, Exhibit):
        gone = [key for key in kept.rests_on if key not in catalogue.indicators]
        if gone:
            said.append(f"No longer in the data: {', '.join(gone)}. It cannot be made again, and stays as it was kept.")
        if brief.public and (closed := kept.closed(catalogue)):
            said.append(f"Left out of files of a public brief. {refusal(closed)}")
    if item.place in failed:
        said.append(f"It was not brought up to date: {failed[item.place]}")
    return said


def _picture(item: Item, kept: Exhibit) -> None:
    if kept.figure is not None:
        from plotly.graph_objects import Figure

        with st.container(key="brief-preview"):  # on a telephone it scrolls inside: it was drawn for a desk
            st.plotly_chart(
                Figure(kept.figure, _validate=False), theme=None, config=_page.chart_config(kept.name),
                key=f"brief.picture.{item.place}", alt=kept.sentence, width=DESK if _page.narrow() else "stretch",
            )  # fmt: skip
    else:
        _page.table([dict(row) for row in kept.rows], kept.sentence)


def _said(kept: Exhibit) -> str:
    observed = f" Last year observed: {kept.last_observed}." if kept.last_observed else ""
    return (
        f"{kept.source}{'' if kept.source.endswith('.') else '.'}{observed} Figures: {', '.join(kept.status)}. "
        f"Data revision {kept.revision} ({kept.revision_hash[:8]})."
    )


def _field(brief: Brief, item: Item, field: str, label: str, computed: str) -> None:
    key = f"brief.{field}.{brief.key}.{item.place}.{acts.edition()}"
    draw = st.text_input if field == "title" else st.text_area
    draw(
        label, value=str(getattr(item, field)), key=key, placeholder=computed, on_change=_keep,
        args=(brief.key, item, field, key),
    )  # fmt: skip


def _keep(brief: str, item: Item, field: str, key: str) -> None:
    given = st.session_state[key]
    given = given.strip() if isinstance(given, str) else given

    def edit(now: Brief) -> Brief:
        return now.model_copy(
            update={
                "items": tuple(
                    one.model_copy(update={field: given}) if one.place == item.place else one for one in now.items
                )
            }
        )

    acts.change(brief, edit)
