"""Who is at the page: the person at the machine, or the one whom the sign-in provider vouches for.

Roles are read from the signed identity alone, never from the address or from what a page remembers.
"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from foresight import sign_in
from foresight.errors import ForesightError
from foresight.people import NOBODY, ROLES, STEWARD, Person, account, at_machine
from pages._text import literal

OPEN = "Foresight asks for no password here: whoever sits at this machine may publish, and go back."


def signing_in() -> bool:
    """Does everybody sign in here. Settings that are there and cannot be read count as well: nobody comes in then."""
    return sign_in.settings() is not None or "is_logged_in" in st.user


def person(name: str | None = None) -> Person:
    """Who acts. `name`: as the person at the machine gives it; who signed in has the name of the sign-in."""
    if not signing_in():
        return at_machine(name)
    path = sign_in.settings()
    if path is None or not st.user.get("is_logged_in"):
        return NOBODY
    try:
        return sign_in.rules(path).person(st.user.to_dict())
    except ForesightError:
        return NOBODY


def inside() -> bool:
    """May this person see the rooms: at the machine, or with a role and a sign-in that holds."""
    found = person()
    return bool(found.roles) and not found.ended()


def steward() -> bool:
    """May this person hand in files, publish and go back: what they may not is not offered."""
    return person().may(STEWARD)


def notice() -> str:
    """Who may publish, and as whom this person is here."""
    if not signing_in():
        return OPEN
    found = person()
    return (
        f"You are signed in as {literal(found.name)} with {words(found)}. "
        + ("What you publish, or go back from, is in the history with that name."
           if found.may(STEWARD) else "Publishing and going back need the role steward: ask whoever keeps the sign-in.")
    )  # fmt: skip


def words(found: Person) -> str:
    """The roles of a person, as a sentence has them."""
    have = [f"the role {role}" for role in ROLES if role in found.roles]
    return ", ".join(have[:-1]) + " and " + have[-1] if len(have) > 1 else have[0] if have else "no role"


def field(label: str, key: str, persist: bool = False) -> None:
    """The name that goes into the history: typed by the person at the machine, and settled by the sign-in."""
    if signing_in():
        st.text_input(label, value=person().name, disabled=True, key=f"{key}.signed_in")
        return
    st.session_state.setdefault(key, account())
    if persist:
        st.text_input(label, key=key, persist_state="session")
    else:
        st.text_input(label, key=key)


def clock(until: float) -> str:
    """When a sign-in runs out: `14:05 UTC`, with the day where it is not today."""
    then = dt.datetime.fromtimestamp(until, dt.UTC)
    today = then.date() == dt.datetime.now(dt.UTC).date()
    return f"{then:%H:%M} UTC" if today else f"{then:%d %B %Y, %H:%M} UTC"
