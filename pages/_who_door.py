"""The door where people sign in: before any room is seen, and again when a sign-in has run out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from foresight import sign_in
from foresight.errors import ForesightError
from foresight.people import ROLES
from pages import _who, _who_cache
from pages._text import literal

OWN = "your_sign_in"


def admitted() -> bool:
    """May this person see the rooms; one who comes back is brought to where they were going."""
    if not _who.signing_in():
        return True
    found = _who.person()
    if found.ended():
        _who_cache.set_aside(_whose())
    if not _who.inside():
        return False
    _who_cache.take_up(_whose())
    return True


def _whose() -> tuple[str, str]:
    return str(st.user.get("iss", "")), str(st.user.get("sub", ""))


def rooms(addresses: list[str]) -> list[st.Page]:
    """The door at every address of the app, of which the first is the app's own: a link keeps where it leads."""
    return [
        st.Page(_at(address), title="Sign in", url_path=address, default=not place)
        for place, address in enumerate([*addresses, OWN])
    ]


def _at(address: str) -> Callable[[], None]:
    def show() -> None:
        _show(address)

    return show


def _show(address: str) -> None:
    st.title("Foresight", anchor=False)
    st.markdown("Strategic foresight on defence diplomacy.")
    found, wrong = _who.person(), _wrong()
    with st.container(border=True, width=560):
        if wrong:
            st.error(wrong, icon=":material/error:")
            return
        if found.name and not found.ended():
            st.markdown(
                f"You are signed in as **{literal(found.name)}**, and none of your groups has a role here. Ask whoever "
                "keeps the sign-in of your team, or sign in as somebody else."
            )
            st.button("Sign out", on_click=st.logout, icon=":material/logout:", key="door.out")
            return
        if found.ended() and found.name:
            st.markdown(
                f"Your sign-in, {literal(found.name)}, ran out at {_who.clock(found.until or 0)}. Sign in again and go "
                "on where you were: a file on *Add data* is still there, with your answers."
            )
        else:
            st.markdown("Sign in with the account of your organisation to go on.")
        _who_cache.going_to(address)
        st.button("Sign in", type="primary", on_click=st.login, icon=":material/login:", key="door.in")


def _wrong() -> str:
    """Why nobody can sign in, where the settings are wrong; the log of the server has it in full."""
    path = sign_in.settings()
    if path is None:
        return "The settings of the sign-in are not there: nobody can come in. Tell whoever keeps this server."
    try:
        sign_in.rules(path)
    except ForesightError:
        return "The settings of the sign-in are wrong: nobody can come in. Tell whoever keeps this server."
    return ""


def own_rooms() -> dict[str, list[st.Page]]:
    """Under the person’s name: the room about their sign-in, where they sign out. None where nobody signs in."""
    if not _who.signing_in():
        return {}
    return {"Signed in": [st.Page(_own, title=f"{_who.person().name}: sign out", url_path=OWN)]}


def go_on(rooms: list[st.Page]) -> None:
    """Bring somebody who has just signed in to the address they asked for."""
    asked = _who_cache.went_to() if _who.signing_in() else None
    if asked is not None:
        room = next((one for one in rooms if one.url_path == asked[0]), rooms[0])
        st.switch_page(room, query_params=asked[1])


def _own() -> None:
    found = _who.person()
    st.title("Your sign-in", anchor=False)
    st.markdown(f"You are signed in as **{literal(found.name)}**.")
    st.markdown("\n".join(f"- *{role}*: {what}" for role, what in ROLES.items() if role in found.roles))
    st.caption(f"It holds until {_who.clock(found.until or 0)}; then you are asked to sign in again.")
    st.button("Sign out", on_click=st.logout, icon=":material/logout:", key="own.out")
