"""The third step, where the file does not say it itself: what each column means, the scale and the code system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.intake.headings import year_of
from foresight.sources import LAYOUTS
from pages import _cache, _steward_series
from pages._steward_state import SYSTEMS, Plain, digest, key, work
from pages._steward_words import ROLES, UNUSED

if TYPE_CHECKING:
    from pages._steward_cache import Held
    from pages._steward_file import Chosen

MOST = 60
"""Columns that are asked about; the others stay as they are understood."""
UNSURE = ("columns", "code_system", "partner")
NAMES = {
    "": "As the column says", "iso3": "ISO 3166, three letters", "iso2": "ISO 3166, two letters", "numeric": "UN M49 / "
    "ISO numbers", "gw": "Gleditsch–Ward numbers", "cow": "Correlates of War numbers", "vdem": "V-Dem numbers",
    "gapminder": "Gapminder", "worldbank": "World Bank", "name": "Names",
}  # fmt: skip


def show(chosen: Chosen, found: Held) -> None:
    """Draw the form, open where something is unsure."""
    st.subheader("3. Columns", anchor=False)
    names, layout = chosen.top.names, chosen.glance.layout
    if layout and found.draft is not None and found.draft.layout == layout:
        _steward_series.show(chosen, found.draft)
    elif layout and names in work().plain:
        st.button("Read it as the provider lays it out", on_click=_as_provided, args=(names,),
                  key=key("provider"))  # fmt: skip
    if not names:
        st.caption("No row of names was found, so that the columns cannot be told.")
        return
    provided = found.draft is not None and found.draft.layout in LAYOUTS
    unsure = found.draft is None or (not provided and any(one.kind in UNSURE for one in found.draft.findings))
    asked = st.expander(
        "Read it as a plain table instead" if provided else "What each column means, scale and codes", expanded=unsure,
        icon=":material/table_chart:", on_change="rerun",
        key=key(f"columns.{'unsure' if unsure else 'sure'}"),
    )  # fmt: skip
    if asked.open:
        with asked:
            _form(chosen, found)


def _as_provided(names: tuple[str, ...]) -> None:
    work().plain.pop(names, None)


def _form(chosen: Chosen, found: Held) -> None:
    names = chosen.top.names
    years = [name for name in names if year_of(name) is not None]
    once = [name for name in dict.fromkeys(names) if name and name not in years][:MOST]
    roles = _roles(chosen, found)
    indicators = _cache.newest().catalogue().indicators
    words = {"": UNUSED, **ROLES, **{f"value:{k}": f"Figures of {one.title}" for k, one in indicators.items()}}
    if years:
        st.caption(f"{len(years)} columns are years, {years[0]} to {years[-1]}: they hold the figures.")
    with st.form(key(f"columns.{_short(names)}"), border=False):
        for place, name in enumerate(once):
            if place % 3 == 0:  # row by row, so that a telephone shows them in the file’s order
                columns = st.columns(3, gap="medium")
            with columns[place % 3]:
                role = roles.get(name, "")
                st.selectbox(
                    f"“{name}”", list(words), index=list(words).index(role) if role in words else 0,
                    format_func=words.__getitem__, key=_key(names, name), persist_state="session",
                )  # fmt: skip
        left, right = st.columns(2, gap="medium")
        with left:
            st.selectbox(
                "Code system of the countries", ["", *SYSTEMS], format_func=lambda k: NAMES.get(k, k),
                key=key("system"), persist_state="session",
            )  # fmt: skip
        with right:
            st.number_input(
                "Multiply every figure by", min_value=1e-12, value=1.0, format="%g", key=key("scale"),
                help="1000 where the file counts in thousands and the catalogue in ones.", persist_state="session",
            )  # fmt: skip
        sent = st.form_submit_button("Read the file like this")
    if sent:
        said = {name: str(st.session_state[_key(names, name)]) for name in once}
        work().plain[names] = Plain(
            {name: role or "ignore" for name, role in said.items() if role or roles.get(name)},
            st.session_state[key("system")] or "", float(st.session_state[key("scale")]),
        )  # fmt: skip
        st.rerun()  # the file is read anew with these answers


def _key(names: tuple[str, ...], name: str) -> str:
    return key(f"column.{_short(names)}.{name}")


def _short(names: tuple[str, ...]) -> str:
    return digest("\n".join(names))


def _roles(chosen: Chosen, found: Held) -> dict[str, str]:
    """Column name -> role, as answered or as understood."""
    answered = work().plain.get(chosen.top.names, Plain()).columns
    if answered or found.draft is None or found.draft.table is None or found.draft.table.columns is None:
        return {name: "" if role == "ignore" else role for name, role in answered.items()}
    table, columns = found.draft.table, found.draft.table.columns
    places = {role: getattr(columns, role) for role in ROLES}
    told = {table.names[place]: role for role, place in places.items() if place is not None}
    return told | {table.names[place]: f"value:{k}" for k, place in columns.measures.items()}
