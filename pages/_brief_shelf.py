"""The brief that a person is working on: what is added goes there."""

from __future__ import annotations

import streamlit as st

from foresight.briefing import shelf
from foresight.briefing.exhibit import Exhibit
from foresight.errors import ForesightError
from foresight.people import account
from pages import _cache, _who
from pages._exhibit import TOLD
from pages._text import literal

PAGE = "pages/brief.py"
WORKING = "_brief.working"


def working() -> str | None:
    """The key of the brief at work: of this session; else the own one that was edited last; None where there is none.

    Where people sign in, it is the last one with their name.
    """
    slots = shelf.own(_cache.newest().folder)
    chosen: str | None = st.session_state.get(WORKING)
    if chosen in slots and slots[chosen].held:
        return chosen
    mine = _who.person().name if _who.signing_in() else None
    return next((key for key, one in slots.items() if one.held and mine in (None, one.held.author)), None)


def work_on(key: str | None) -> None:
    """What is added from now on goes into this brief."""
    st.session_state[WORKING] = key


def author() -> str:
    """Whose brief a new one is."""
    return _who.person().name if _who.signing_in() else account()


def add(exhibit: Exhibit) -> None:
    """Put it into the brief at work, and say so under the picture in the next run."""
    try:
        brief, new = shelf.put_in(_cache.newest().folder, working(), exhibit, author())
    except ForesightError as error:
        st.session_state[TOLD] = (exhibit.key, False, str(error))
        return
    work_on(brief.key)
    count = f"{len(brief.items)} item{'' if len(brief.items) == 1 else 's'}"
    said = f"Added to “{brief.title}” ({count})." if new else f"“{brief.title}” has this picture already."
    st.session_state[TOLD] = (exhibit.key, True, said)


def tell() -> None:
    """Beside the button that was pressed: what adding it came to, once, and the way to the brief."""
    _, good, said = st.session_state.pop(TOLD)
    if not good:
        st.error(literal(said), icon=":material/error:")
        return
    st.markdown(f":material/check: {literal(said)}", width="content")
    st.page_link(PAGE, label="Open the brief", icon=":material/arrow_forward:")
