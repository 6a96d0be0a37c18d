"""What is done with briefs, told in a sentence; and the way back from what was taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from foresight.briefing import shelf
from foresight.briefing.brief import Brief, Item
from foresight.errors import ForesightError
from pages import _brief_shelf, _cache
from pages._text import literal

CHOSEN, ACTION, OPEN = "brief.brief", "brief.action", "_brief.open"
SAID, GONE, EDITION, FAILED = "_brief.said", "_brief.gone", "_brief.edition", "_brief.failed"
OWN = "own:"
"""Before the key of an own brief, in the list and in the address: a shipped one may have the same."""


@dataclass(frozen=True)
class Gone:
    """What can be brought back: a brief from the bin (`number`), or an item to its place (`at`)."""

    key: str
    called: str
    number: int = 0
    item: Item | None = None
    at: int = 0


def tried(act: Callable[[], str]) -> None:
    """Do it, and keep the sentence about it for the page; a refusal is a sentence too."""
    try:
        st.session_state[SAID] = (True, act())
    except ForesightError as error:
        st.session_state[SAID] = (False, str(error))


def tell() -> None:
    """What the last action came to, once, and the way back from what was taken away."""
    good, text = st.session_state.pop(SAID, (True, ""))
    if text:
        (st.success if good else st.error)(
            literal(text), icon=":material/check:" if good else ":material/error:"
        )  # fmt: skip
    gone: list[Gone] = st.session_state.get(GONE, [])
    if gone:
        what = "deletion" if gone[-1].item is None else "removal"
        st.button(f"Undo the {what} of “{gone[-1].called}”", icon=":material/undo:", key="brief.undo", on_click=undo)


def edition() -> int:
    """Which set of fields is on the page: a new one whenever their values come from elsewhere."""
    return int(st.session_state.get(EDITION, 0))


def renew() -> None:
    """Draw the fields anew with what the brief holds."""
    st.session_state[EDITION] = edition() + 1


def show(key: str | None) -> None:
    """Open that own brief on the page, and work on it."""
    _brief_shelf.work_on(key)
    st.session_state.pop(CHOSEN, None)
    if key is not None:
        st.session_state[CHOSEN] = f"{OWN}{key}"
    st.session_state[ACTION] = None
    renew()


def change(key: str, edit: Callable[[Brief], Brief], said: str = "") -> bool:
    """Exchange an own brief for what `edit` makes of it, and say so. Did it go well."""

    def act() -> str:
        shelf.shelf(_cache.newest().folder).change(key, edit)
        return said

    tried(act)
    return bool(st.session_state[SAID][0])


def remove(key: str, item: Item, called: str) -> None:
    """Take an item out of a brief; it can be put back where it was."""
    at = 0

    def edit(brief: Brief) -> Brief:
        nonlocal at
        at = next((n for n, one in enumerate(brief.items) if one.place == item.place), 0)
        return brief.model_copy(update={"items": tuple(one for one in brief.items if one.place != item.place)})

    if change(key, edit):
        gone_now(Gone(key, called, item=item, at=at))


def delete(key: str, called: str) -> None:
    """Move a brief to the bin."""

    def act() -> str:
        binned = shelf.shelf(_cache.newest().folder).delete(key)
        gone_now(Gone(key, called, number=binned.number))
        show(None)
        return f"“{called}” is in the bin."

    tried(act)


def gone_now(one: Gone) -> None:
    """Remember it for undo."""
    st.session_state.setdefault(GONE, []).append(one)


def restore(key: str, number: int) -> None:
    """Bring a brief back from the bin."""

    def act() -> str:
        slot = shelf.shelf(_cache.newest().folder).restore(key, number)
        st.session_state[GONE] = [
            one for one in st.session_state.get(GONE, []) if (one.key, one.number) != (key, number)
        ]
        show(slot.key)
        return f"“{slot.held.title if slot.held else f'{slot.key}.toml'}” is back."

    tried(act)


def undo() -> None:
    """Back from the last deletion or removal."""
    last: Gone = st.session_state[GONE][-1]
    if last.item is None:
        restore(last.key, last.number)
        return
    item = last.item

    def edit(brief: Brief) -> Brief:
        if item.place in {one.place for one in brief.items}:
            return brief
        return brief.model_copy(update={"items": (*brief.items[: last.at], item, *brief.items[last.at :])})

    if change(last.key, edit, f"“{last.called}” is back."):
        st.session_state[GONE].remove(last)
        st.session_state[OPEN] = item.place
