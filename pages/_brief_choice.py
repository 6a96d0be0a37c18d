"""Which brief is on the page, and what is done with a whole one: new, copy, delete, import, export, bin."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from foresight.briefing import shelf
from foresight.briefing.brief import Brief
from foresight.errors import BriefError
from foresight.shelf import Slot
from pages import _brief_acts as acts
from pages import _brief_shelf, _cache
from pages._brief_acts import ACTION, CHOSEN, OWN
from pages._link import Link

NEW, COPY, DELETE, TAKE_IN, BIN = "New", "Duplicate", "Delete", "Import", "Bin"


def choose(link: Link) -> Slot[Brief] | None:
    """The brief on the page; None where there is none at all."""
    folder = _cache.newest().folder
    mine = {f"{OWN}{key}": slot for key, slot in shelf.own(folder).items()}
    listed = {**mine, **{key: Slot(key, brief) for key, brief in shelf.shipped().items()}}
    if not listed:
        _acts(None, folder_has_bin=bool(shelf.shelf(folder).kept()))
        return None
    if st.session_state.get(CHOSEN) not in listed:
        st.session_state.pop(CHOSEN, None)
    if CHOSEN not in st.session_state and not link.opened:
        at_work = _brief_shelf.working()
        st.session_state[CHOSEN] = f"{OWN}{at_work}" if at_work else next(iter(listed))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = link.select("brief", "Brief", list(listed), lambda one: called(one, listed[one]))
        slot = listed[chosen]
        if slot.held is not None:
            st.download_button(
                "Export", data=slot.held.to_toml(), file_name=f"{slot.key}.toml", mime="application/toml",
                on_click="ignore", icon=":material/download:", key="brief.export",
                help="The brief as a TOML file: another machine imports it, the command line makes its files.",
            )  # fmt: skip
    if own(chosen):
        _brief_shelf.work_on(slot.key)
    _acts((chosen, slot), folder_has_bin=bool(shelf.shelf(folder).kept()))
    return slot


def own(chosen: str | None = None) -> bool:
    """Is what is chosen a brief of the person's own, which can be changed."""
    return str(chosen or st.session_state.get(CHOSEN, "")).startswith(OWN)


def called(chosen: str, slot: Slot[Brief]) -> str:
    """How the list names a brief."""
    if slot.held is None:
        return f"{slot.key}.toml (damaged)"
    if not own(chosen):
        return f"{slot.held.title} (ships with Foresight)"
    count = len(slot.held.items)
    return f"{slot.held.title[:80]} ({count} item{'' if count == 1 else 's'})"


def copy(brief: Brief) -> None:
    """A copy among one's own, and open it."""

    def act() -> str:
        made = shelf.shelf(_cache.newest().folder).add(brief)
        acts.show(made.key)
        return f"A copy is kept as “{made.title}”."

    acts.tried(act)


def _acts(chosen: tuple[str, Slot[Brief]] | None, folder_has_bin: bool) -> None:
    choices = [NEW, TAKE_IN]
    if chosen:
        mine, sound = own(chosen[0]), chosen[1].held is not None
        choices = [NEW, *([COPY] if sound else []), *([DELETE] if mine else []), TAKE_IN]
    choices += [BIN] if folder_has_bin else []
    if st.session_state.get(ACTION) not in choices:
        st.session_state[ACTION] = None
    action = st.segmented_control("Whole briefs", choices, key=ACTION, label_visibility="collapsed")
    if action == NEW:
        _new()
    elif action == TAKE_IN:
        _take_in()
    elif action == BIN:
        _bin()
    elif chosen and action:
        slot = chosen[1]
        title = slot.held.title if slot.held else f"{slot.key}.toml"
        act: Callable[..., None] = copy if action == COPY else acts.delete
        label = "Duplicate it" if action == COPY else "Move it to the bin"
        icon = ":material/content_copy:" if action == COPY else ":material/delete:"
        given = (slot.held,) if action == COPY else (slot.key, title)
        st.button(label, icon=icon, key="brief.act", on_click=act, args=given)


def _new() -> None:
    key = f"brief.new.{acts.edition()}"

    def act() -> str:
        title = " ".join(st.session_state[key].split()) or shelf.FIRST
        made = shelf.shelf(_cache.newest().folder).add(Brief(key="brief", title=title, author=_brief_shelf.author()))
        acts.show(made.key)
        return f"“{made.title}” is open. Press “Add to brief” under any picture or table."

    with st.form("brief.new", border=True):
        st.text_input("Title of the new brief", key=key, placeholder=shelf.FIRST)
        st.form_submit_button("Create", icon=":material/note_add:", on_click=acts.tried, args=(act,))


def _take_in() -> None:
    file = st.file_uploader("A brief as a TOML file", type="toml", key=f"brief.file.{acts.edition()}")

    def act() -> str:
        assert file is not None  # the button is off without one
        try:
            text = file.getvalue().decode("utf-8")
        except UnicodeDecodeError:
            raise BriefError(f"{file.name} is not text in UTF-8. Save it so, and import it again.") from None
        made = shelf.take_in(_cache.newest().folder, text, file.name)
        acts.show(made.key)
        return f"“{made.title}” is kept among your own."

    st.button("Import it", icon=":material/upload_file:", disabled=file is None, key="brief.import",
              on_click=acts.tried, args=(act,))  # fmt: skip


def _bin() -> None:
    folder = _cache.newest().folder
    kept = {(one.key, one.number): one for one in reversed(shelf.shelf(folder).kept())}
    key, number = st.selectbox(
        "In the bin, newest first", list(kept), key="brief.bin",
        format_func=lambda which: f"{kept[which].name}: {kept[which].why} {kept[which].when:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip

    def empty() -> str:
        count = shelf.empty_bin(folder)
        st.session_state[acts.GONE] = []
        return f"The bin is empty: {count} brief{'' if count == 1 else 's'} and what only they showed are gone."

    with st.container(horizontal=True):
        st.button("Bring it back", icon=":material/restore_from_trash:", on_click=acts.restore, args=(key, number),
                  key="brief.restore", help="Beside whatever is there now.")  # fmt: skip
        st.button("Empty the bin", icon=":material/delete_forever:", on_click=acts.tried, args=(empty,),
                  key="brief.empty", help="For good: nothing in it can be brought back.")  # fmt: skip
