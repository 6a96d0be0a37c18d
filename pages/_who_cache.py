"""What waits while somebody signs in again: where they were going, and a piece of work whose sign-in ran out.

In the memory of the server, for one sign-in: the provider brings everybody back to the first page, in a session that
knows nothing of the one before.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages._steward_state import WORK, Work

MOST = 200
"""People at most for whom something waits; the one who has waited longest goes first."""
PATIENCE = 15 * 60.0
"""Seconds within which a person comes back from the provider to where they were going."""
_BROWSER = "_streamlit_xsrf"


@dataclass
class _Waiting:
    going: dict[str, tuple[float, str, dict[str, list[str]]]] = field(default_factory=dict)
    work: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


@st.cache_resource(show_spinner=False)
def _waiting() -> _Waiting:
    return _Waiting()


def _browser() -> str:
    """What tells this browser from others: a random token that Streamlit gives each, newly masked at every visit."""
    try:
        _, mask, masked, _ = str(st.context.cookies.get(_BROWSER) or "").split("|")
        over = bytes.fromhex(mask)
        return bytes(byte ^ over[place % 4] for place, byte in enumerate(bytes.fromhex(masked))).hex()
    except (ValueError, IndexError):
        return ""  # then nothing is remembered


def going_to(room: str) -> None:
    """Remember the address that somebody asked for who is not signed in."""
    held, browser = _waiting().going, _browser()
    if browser:
        held.pop(browser, None)
        held[browser] = (time.time(), room, {name: st.query_params.get_all(name) for name in st.query_params})
        while len(held) > MOST:
            held.pop(next(iter(held)))


def went_to() -> tuple[str, dict[str, list[str]]] | None:
    """The room that this browser asked for before it was sent to sign in, with its address; once."""
    when, room, address = _waiting().going.pop(_browser(), (0.0, "", {}))
    return (room, address) if time.time() - when < PATIENCE and (room or address) else None


def set_aside(whose: tuple[str, str]) -> None:
    """Keep somebody’s piece of work: the file lies beside the store, and here is what was answered about it."""
    work = st.session_state.get(WORK)
    if not isinstance(work, Work) or work.upload is None:
        return
    # what was pressed as the sign-in ran out is not done by itself later
    work.pressed, work.handed = "", False
    held = _waiting().work
    held.pop(whose, None)
    held[whose] = {
        str(key): value for key, value in st.session_state.items()
        if key == WORK or (str(key).startswith("steward.") and not isinstance(value, bool | UploadedFile | None))
    }  # fmt: skip
    while len(held) > MOST:
        held.pop(next(iter(held)))


def take_up(whose: tuple[str, str]) -> bool:
    """Go on with the piece of work that was set aside for this person; False where there is none."""
    if WORK in st.session_state:
        return False
    kept = _waiting().work.pop(whose, None)
    for key, value in (kept or {}).items():
        st.session_state[key] = value
    return kept is not None
