"""The catalogue as a person reads it: a list with a filter, and everything about one indicator."""

from __future__ import annotations

from typing import Any

import streamlit as st

from foresight.catalogue import DATA, THEMES, Indicator
from pages import _cache
from pages._text import literal

TERMS = """
**Who may do what.** Foresight runs on this machine and asks for no password: whoever sits at this machine may do all,
publishing data and going back to an earlier revision included.

**What may be passed on.** Figures keep the licence of their provider, which stands beside each. *Open*: they may be
passed on with the source named. *Derived figures*: the provider states no licence and asks to be cited; what is here
was computed from its files. *Closed*: for this screen only, never in an export.

**What the figures are not.** They are what providers observed and published. A missing figure is missing, not nought.
"""
UNRESOLVED = """Codes in the providers’ files that belong to no country of their year, or to a group of countries. Their
rows are in no figure here; they are listed so that nothing is dropped in silence."""
TERM_WORDS = {"open": "open", "derived_only": "derived figures", "closed": "closed"}


def indicators() -> None:
    """Filter, list, and the entry of the one that was picked."""
    catalogue, held = _cache.catalogue(), _cache.coverage()
    words, theme = st.columns([3, 2])
    asked = words.text_input("Find", key="data.find", placeholder="A word in a title, description or source").casefold()
    themes: list[str] = theme.multiselect(
        "Themes", list(THEMES), format_func=THEMES.__getitem__, key="data.themes", select_all=False, placeholder="All"
    )
    offered = (i for i in catalogue.indicators.values() if i.key in held and i.theme in (themes or THEMES))
    found = [i for i in offered if asked in _text(i)]
    st.caption(f"{len(found)} of {len(held)} indicators. Choose a row to read all about it.")
    picked = st.dataframe(
        [_row(i, held[i.key]) for i in found],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="data.list",
        column_config={year: st.column_config.NumberColumn(format="%d") for year in ("From", "To")},
    )
    # a row picked before the filter changed may be gone
    for indicator in (found[row] for row in picked.selection.rows if row < len(found)):
        entry(indicator)
        st.page_link(f"pages/{indicator.theme}.py", label="See it", query_params={"indicator": indicator.key})


def _text(indicator: Indicator) -> str:
    told = (f"{source.provider} {source.title}" for source in _cache.catalogue().sources_of(indicator.key))
    return " ".join((indicator.key, indicator.title, indicator.description, *told)).casefold()


def _row(indicator: Indicator, span: dict[str, int]) -> dict[str, Any]:
    sources = _cache.catalogue().sources_of(indicator.key)
    return {
        "Indicator": indicator.title,
        "Theme": THEMES[indicator.theme],
        "Unit": indicator.unit,
        "From": span["first_year"],
        "To": span["last_year"],
        "Countries": span["countries"],
        "Rows": span["rows"],
        "Source": "; ".join(source.provider for source in sources),
        "Licence": "; ".join(dict.fromkeys(source.licence for source in sources)),
        "Key": indicator.key,
    }


def entry(indicator: Indicator) -> None:
    """Everything the catalogue says of the indicator."""
    with st.container(border=True):
        st.subheader(indicator.title, anchor=False)
        st.markdown(f"{literal(indicator.description)} *Unit: {literal(indicator.unit)}.*")
        if indicator.caveat:
            st.markdown(f"**Mind:** {literal(indicator.caveat)}")
        if indicator.absent_note:
            st.markdown(f"**Where nothing is listed:** {literal(indicator.absent_note)}")
        for source in _cache.catalogue().sources_of(indicator.key):
            st.markdown(
                f"**{source.provider}, {source.title}** ({source.version}). {literal(source.citation)} "
                f"Licence: {source.licence} ({TERM_WORDS[source.terms]}). Retrieved {source.retrieved:%d %B %Y}. "
                f"[{source.url}]({source.url}) {literal(source.note)}"
            )


def unresolved() -> None:
    """The report of the build: codes in provider files that no country could be found for."""
    report = DATA / "tables" / "unresolved.csv"
    if not report.exists():
        st.info("These tables came without a report of what could not be placed.")
        return
    st.markdown(UNRESOLVED)
    st.dataframe(_cache.report(str(report), report.stat().st_mtime), hide_index=True)
