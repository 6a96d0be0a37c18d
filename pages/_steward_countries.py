"""Texts that are no country known here: what each means, decided once and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight import geography
from foresight.intake import remembered
from foresight.intake.findings import LISTED
from foresight.intake.placing import LEFT_OUT
from pages import _cache, _places
from pages._steward_state import digest, key, said, work
from pages._text import literal

if TYPE_CHECKING:
    from foresight.intake.findings import Finding
    from pages._steward_file import Chosen

LEAVE = "Leave it out"
UNKNOWN = ("unknown_country", "unplaced")
"""Kinds of finding about a text that is no country: of a table, and of a provider’s file."""


def show(chosen: Chosen, found: list[Finding]) -> None:
    """A list for each text among the findings, what was decided for this file, and what was decided before it."""
    texts = list(dict.fromkeys(one.value for one in found if one.kind in UNKNOWN and one.value))
    if texts:
        with st.form(key("countries")):
            st.markdown("**Unknown countries.** What is decided here is remembered for the next file.")
            for place, text in enumerate(texts):
                if place % 2 == 0:
                    columns = st.columns(2, gap="medium")
                with columns[place % 2]:
                    _ask(text, f"“{text}” is", f"country.{digest(text)}")
            if len(texts) >= LISTED:
                st.caption("There may be more: they come up when these are decided.")
            sent = st.form_submit_button("Take these answers")
        if sent:
            given = {text: said(f"country.{digest(text)}") for text in texts}
            work().countries |= {text: answer for text, answer in given.items() if answer}
            st.rerun()  # the file is read anew with these answers
    if chosen.asked.countries:
        names = _places.names() | {LEFT_OUT: "left out"}
        told = "; ".join(f"“{text}”: {names[answer]}" for text, answer in chosen.asked.countries)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Decided: {literal(told)}.")
            st.button("Decide anew", on_click=work().countries.clear, key=key("countries.again"))
    _before()


def _before() -> None:
    """Answers given with earlier files hold for this one too, until another is given."""
    before = remembered.decisions(_cache.newest().folder)
    if not before:
        return
    asked = st.expander(
        f"Answers about countries from earlier files ({len(before)})", icon=":material/bookmark:", on_change="rerun",
        key=key("before"),
    )  # fmt: skip
    if not asked.open:
        return
    names = _places.names() | {LEFT_OUT: "left out"}
    with asked, st.form(key("before.form"), border=False):
        left, right = st.columns(2, gap="medium")
        with left:
            text: str = st.selectbox(
                "Answer", list(before), format_func=lambda one: f"“{one}”: {names.get(before[one], before[one])}",
                key=key("before.text"),
            )  # fmt: skip
        with right:
            answer = _ask(text, "From this file on it is", "before.answer")
        if st.form_submit_button("Change it") and answer:
            work().countries[text] = answer
            st.rerun()


def _ask(text: str, label: str, name: str) -> str | None:
    near = [geography.country(found).iso3 for found in geography.suggest(text)]
    names = _places.names()
    offered = [*near, LEFT_OUT, *(iso3 for iso3 in names if iso3 not in near and iso3 != "WLD")]
    chosen: str | None = st.selectbox(
        label, offered, index=None, placeholder="Choose a country, or leave it out", key=key(name),
        format_func=lambda iso3: LEAVE if iso3 == LEFT_OUT else f"{names[iso3]} ({iso3})", persist_state="session",
    )  # fmt: skip
    return chosen
