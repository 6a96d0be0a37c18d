"""Who is at the page: the person at the machine, or the one whom the sign-in provider vouches for.

Roles are read from the signed identity alone, never from the address or from what a page remembers.
"""

from __future__ import annotations

import streamlit as st

from foresight.people import NOBODY, Person, at_machine


def signing_in() -> bool:
    """Does everybody sign in here: Streamlit says so where the settings name a provider."""
    return "is_logged_in" in st.user


def person(name: str | None = None) -> Person:
    """Who acts. `name`: as the person at the machine gives it; who signed in has the name of the sign-in."""
    if not signing_in():
        return at_machine(name)
    return NOBODY
