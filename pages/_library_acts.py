"""What is done with the library, told in a sentence; and the way back from a deletion."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from foresight.errors import ForesightError
from foresight.scenario import Scenario, own
from pages import _cache
from pages._text import literal

CHOSEN, ACTION = "library.chosen", "library.action"
TOLD, DELETED, EDITION = "_library_told", "_library_deleted", "_library_edition"


def tell() -> None:
    """What the last action came to, once."""
    told = st.session_state.pop(TOLD, None)
    if told is not None:
        good, text = told
        (st.success if good else st.error)(
            literal(text), icon=":material/check:" if good else ":material/error:"
        )  # fmt: skip


def remember(key: str, number: int, name: str) -> None:
    """A deletion that can be undone."""
    st.session_state.setdefault(DELETED, []).append((key, number, name))
    st.session_state[ACTION] = None


def undo() -> None:
    """The way back from the last deletion."""
    deleted: list[tuple[str, int, str]] = st.session_state.get(DELETED, [])
    if deleted:
        *_, (key, number, name) = deleted
        st.button(
            f"Undo the deletion of “{name}”", icon=":material/undo:", on_click=restore, args=(key, number),
            key="library.undo",
        )  # fmt: skip


def tried(act: Callable[[], str]) -> None:
    """Do it, and keep the sentence about it for the next run; a refusal is a sentence too."""
    try:
        st.session_state[TOLD] = (True, act())
    except ForesightError as error:
        st.session_state[TOLD] = (False, str(error))


def done(act: Callable[[], str]) -> None:
    """The same for a form, which starts anew when it went well."""
    tried(act)
    if st.session_state[TOLD][0]:  # a refused form keeps what was written in it
        st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1


def field(name: str, of: object = "") -> str:
    """A field of a form; it starts anew after each action, and for each thing that the form is about (`of`)."""
    return f"library.{name}.{st.session_state.get(EDITION, 0)}.{of}"


def put_away(kept: Scenario, said: str) -> str:
    """Show what was kept just now, and close the form."""
    st.session_state[CHOSEN], st.session_state[ACTION] = f"own:{kept.key}", None
    return said


def restore(key: str, number: int) -> None:
    """Bring one back from the bin."""

    def act() -> str:
        entry = own.restore(_cache.newest().folder, key, number)
        st.session_state[DELETED] = [one for one in st.session_state.get(DELETED, []) if one[:2] != (key, number)]
        st.session_state[CHOSEN], st.session_state[ACTION] = f"own:{entry.key}", None
        return f"“{entry.name}” is back."

    tried(act)
