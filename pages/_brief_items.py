"""The items of a brief in their order; the one that is open is shown with its fields."""

from __future__ import annotations

import streamlit as st

from foresight.briefing import shelf
from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit
from pages import _brief_acts as acts
from pages import _brief_choice, _brief_item, _brief_refresh, _cache
from pages._brief_acts import OPEN
from pages._text import literal

EMPTY = (
    "Nothing is in this brief yet. Go to any page, and press “Add to brief” under the picture or table that you want: "
    "it is kept with its source, its data revision and the way back to it."
)
STARTS = ("geopolitical_shifts", "emerging_powers", "regional_conflicts", "cooperation", "network", "scenarios")


def draw(brief: Brief) -> None:
    """Every item in a row with its buttons; what is open shows its picture and its words."""
    st.header("Items", anchor=False)
    if not brief.items:
        st.info(EMPTY, icon=":material/note_add:")
        with st.container(horizontal=True, gap="small"):
            for page in STARTS:
                st.page_link(f"pages/{page}.py")
        return
    _brief_refresh.every(brief)
    folder, places = _cache.newest().folder, [item.place for item in brief.items]
    if OPEN not in st.session_state or st.session_state[OPEN] not in (*places, None):
        st.session_state[OPEN] = places[0]
    for number, item in enumerate(brief.items):
        kept = shelf.picture(folder, item)
        name = called(item, kept)
        with st.container(border=True, gap="small"):
            _row(brief, number, item, name)
            if st.session_state[OPEN] == item.place:
                _brief_item.show(brief, item, kept)


def called(item: Item, kept: Exhibit | str) -> str:
    """What a list calls an item: its title, else the picture's, else where it is made."""
    return item.title or (kept.title if isinstance(kept, Exhibit) else f"{item.page.replace('_', ' ')}: {item.key}")


def shipped(brief: Brief) -> None:
    """A shipped brief is read here, and changed in a copy."""
    st.subheader(literal(brief.title), anchor=False)
    if brief.question:
        st.markdown(literal(brief.question))
    for point in brief.key_points:
        st.markdown(f"- {literal(point)}")
    st.button("Open a copy", type="primary", icon=":material/file_open:", key="brief.open_copy",
              on_click=_open, args=(brief,),
              help="It becomes one of your own; its pictures are drawn from the newest data.")  # fmt: skip
    for number, item in enumerate(brief.items, start=1):
        words = item.takeaway or item.note
        st.markdown(f"{number}. **{literal(called(item, ''))}**{f': {literal(words)}' if words else ''}")


def _open(brief: Brief) -> None:
    _brief_choice.copy(brief)
    _brief_refresh.ask(brief.items)


def _row(brief: Brief, number: int, item: Item, name: str) -> None:
    last, open_ = number == len(brief.items) - 1, st.session_state[OPEN] == item.place
    of = f"{brief.key}.{item.place}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        st.button(
            f"{number + 1}. {literal(name[:90])}", type="tertiary", key=f"brief.show.{of}", on_click=_toggle,
            args=(item.place,), icon=":material/expand_less:" if open_ else ":material/expand_more:", width="stretch",
        )  # fmt: skip
        if item.frozen:
            st.badge("frozen", icon=":material/ac_unit:", color="blue")
        st.button("Up", icon=":material/arrow_upward:", key=f"brief.up.{of}", type="tertiary", disabled=number == 0,
                  on_click=_move, args=(brief.key, item, -1), help=f"Move item {number + 1} up")  # fmt: skip
        st.button("Down", icon=":material/arrow_downward:", key=f"brief.down.{of}", type="tertiary", disabled=last,
                  on_click=_move, args=(brief.key, item, 1), help=f"Move item {number + 1} down")  # fmt: skip
        st.button("Remove", icon=":material/delete:", key=f"brief.remove.{of}", type="tertiary", on_click=acts.remove,
                  args=(brief.key, item, name), help=f"Remove item {number + 1}")  # fmt: skip


def _toggle(place: str) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == place else place


def _move(key: str, item: Item, by: int) -> None:
    def edit(brief: Brief) -> Brief:
        items = list(brief.items)
        at = next((n for n, one in enumerate(items) if one.place == item.place), None)
        if at is None or not 0 <= at + by < len(items):
            return brief
        items[at], items[at + by] = items[at + by], items[at]
        return brief.model_copy(update={"items": tuple(items)})

    acts.change(key, edit)
