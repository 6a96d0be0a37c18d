"""Every indicator in one table: a filter, what is stale, and the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from foresight.catalogue import THEMES
from foresight.measures.inventory import chosen
from foresight.measures.releases import STATES
from pages import _cache, _catalogue_cache, _page, _selection
from pages._link import Link

if TYPE_CHECKING:
    from foresight.measures.inventory import Entry

ANY = "any"
LIST, ONE = "catalogue.list", "catalogue.indicator"
MARKS = {"stale": "▲ ", "current": "", "ended": "■ ", "unknown": "? "}
"""Before the words of a state, so that a column sorted by it is seen in groups."""


def show(link: Link, entries: Mapping[str, Entry]) -> None:
    """Figures over all, the filter, the table and the dictionary."""
    _overall(entries)
    found = _filtered(link, entries)
    st.caption(f"{len(found)} of {len(entries)} indicators. Choose a row to read about it below; a heading sorts.")
    st.dataframe(
        [_row(entry) for entry in found],
        hide_index=True,
        on_select=_pick,
        selection_mode="single-row",
        key=LIST,
        alt="Every indicator with its coverage, last update, next release and quality",
        height=420,
        column_config={
            "From": st.column_config.NumberColumn(format="%d"),
            "To": st.column_config.NumberColumn(format="%d"),
            "Quality": st.column_config.ProgressColumn(
                width="small", min_value=0, max_value=100, format="%d",
                help="0 to 100, from declared components: see below.",
            ),
            "Observed": st.column_config.ProgressColumn(
                width="small", min_value=0, max_value=100, format="%d%%",
                help="Of the states’ years, those with a figure.",
            ),
            "Updated": st.column_config.DateColumn(format="D MMM YYYY"),
        },
    )  # fmt: skip
    st.session_state["_catalogue_listed"] = [entry.key for entry in found]
    _dictionary()


def _overall(entries: Mapping[str, Entry]) -> None:
    states = [entry.freshness.state for entry in entries.values()]
    scores = sorted(entry.quality.score for entry in entries.values())
    told = (
        ("Indicators", f"{len(entries)}", "with figures in the revision looked at"),
        ("A newer release was due", f"{states.count('stale')}", "by the declared rhythm of their source"),
        ("No more releases", f"{states.count('ended')}", "their source has ended"),
        ("Middle quality", f"{scores[len(scores) // 2]}", f"of 100; from {scores[0]} to {scores[-1]}"),
    )
    for column, (label, figure, words) in zip(st.columns(4, gap="medium"), told, strict=True):
        column.metric(label, figure)
        column.caption(words)


def _filtered(link: Link, entries: Mapping[str, Entry]) -> list[Entry]:
    providers = sorted({source.provider for entry in entries.values() for source in entry.sources}, key=str.casefold)
    first, second, third, fourth = st.columns([3, 2, 3, 2], gap="medium")
    words = first.text_input("Find", key="catalogue.find", placeholder="A word in a title, description or source")
    with second:
        themes = {ANY: "All themes", **THEMES}
        theme = link.select("theme", "Theme", list(themes), themes.__getitem__)
    with third:
        provider = link.select(
            "provider", "Provider", [ANY, *providers], lambda p: "All providers" if p == ANY else p
        )  # fmt: skip
    with fourth:
        states: dict[str, str] = {ANY: "Any", **STATES}
        state = link.select("release", "Releases", list(states), states.__getitem__)
    blank = ("" if picked == ANY else picked for picked in (theme, provider, state))
    return chosen(entries, words, *blank)


def _row(entry: Entry) -> dict[str, Any]:
    fresh = entry.freshness
    return {
        "Indicator": entry.indicator.title, "Quality": entry.quality.score, "From": entry.first, "To": entry.last,
        "Observed": 100 * entry.share, "Releases": MARKS[fresh.state] + STATES[fresh.state],
        "Next release": fresh.next_words, "Updated": entry.updated, "Countries": entry.countries,
        "Theme": THEMES[entry.indicator.theme], "Unit": entry.indicator.unit,
        "Provider": "; ".join(source.provider for source in entry.sources),
        "Licence": "; ".join(dict.fromkeys(source.licence for source in entry.sources)), "Key": entry.key,
    }  # fmt: skip


def _pick() -> None:
    """The row that was clicked is the indicator that is read about below."""
    listed: list[str] = st.session_state.get("_catalogue_listed", [])
    for row in st.session_state[LIST].selection.rows:
        if row < len(listed):
            st.session_state[ONE] = listed[row]


def _dictionary() -> None:
    name = f"foresight-data-dictionary-{_cache.revision().name}"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        for form, label, mime in (
            ("xlsx", "Data dictionary (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("csv", "CSV", "text/csv"),
        ):
            st.download_button(
                label, data=partial(_catalogue_cache.dictionary, form), file_name=f"{name}.{form}", mime=mime,
                on_click="ignore", icon=":material/download:", key=f"catalogue.dictionary.{form}",
                help="Every indicator with its metadata, coverage, releases and quality with reasons; the sources.",
            )  # fmt: skip
    st.caption(f"Data revision {_page.revision_name()}, looked at on {_catalogue_cache.today():%d %B %Y}.")


def explain(name: str, value: str, known: list[str]) -> str:
    """Why a part of the address was left out."""
    if name == "indicator":
        return f"The address asks for the indicator “{value}”, of which this revision has no figures. Another is shown."
    return _selection.explain(name, value, known)
