"""One indicator: what it is, where it has figures, how good it is and why, and what revisions did to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import THEMES
from foresight.charts.scales import SPACE
from foresight.measures.releases import rhythms
from pages import (
    _cache,
    _catalogue_cache,
    _catalogue_coverage,
    _catalogue_quality,
    _figure_history,
    _page,
    _track_cache,
)
from pages._inventory import TERM_WORDS
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.inventory import Entry

OPENING = "military_expenditure_pct_gdp"
CHAPTERS = {"coverage": "Coverage", "quality": "Quality", "history": "Revisions", "about": "Metadata"}
DIRECTIONS = {
    "positive": "a higher figure is usually read as better for cooperation and stability",
    "negative": "a higher figure is usually read as worse for cooperation and stability",
    "neutral": "a higher figure is read as neither better nor worse",
}
LEVELS = {"country": "of single countries", "pair": "of pairs of states", "world": "one figure for the whole world"}


def show(link: Link, entries: Mapping[str, Entry]) -> None:
    """The indicator that was picked, and the chapter of it that is open."""
    st.divider()
    key = link.select(
        "indicator", "Indicator", list(entries), lambda k: entries[k].indicator.title, default=OPENING,
        help="Type to search, or choose a row of the table above.",
    )  # fmt: skip
    entry = entries[key]
    _head(entry)
    chapter = link.chapter(CHAPTERS)
    if chapter == "coverage":
        _catalogue_coverage.show(link, entry)
    elif chapter == "quality":
        _catalogue_quality.show(entry)
    elif chapter == "history":
        _history(entry)
        _figure_history.show(link, entry.indicator)
    else:
        about(entry)


def _head(entry: Entry) -> None:
    indicator, fresh = entry.indicator, entry.freshness
    st.header(literal(indicator.title), anchor=False)
    st.markdown(f"{literal(indicator.description)} *Unit: {literal(indicator.unit)}.*")
    share = "" if entry.share != entry.share else f"{100 * entry.share:.0f}{SPACE}%"
    told = (
        ("Years", f"{entry.first}–{entry.last}", f"{entry.rows:,} figures"),
        ("Countries", f"{entry.countries}", f"{share} of the states’ years" if share else "no states’ years"),
        ("Quality", f"{entry.quality.score}", "of 100"),
        ("Next release", fresh.upcoming.short if fresh.upcoming else fresh.next_words.capitalize(),
         f"with figures to {fresh.upcoming.upto}" if fresh.upcoming else ""),
    )  # fmt: skip
    for column, (label, figure, words) in zip(st.columns(4, gap="medium"), told, strict=True):
        column.metric(label, figure)
        if words:
            column.caption(words)
    (st.warning if fresh.state == "stale" else st.info)(
        literal(fresh.reason), icon=":material/update:" if fresh.state == "stale" else ":material/event:"
    )
    st.caption(literal(f"Last update: {entry.updated_words}."))
    with st.container(horizontal=True, gap="medium"):
        st.page_link(
            f"pages/{indicator.theme}.py", label=f"See it ({THEMES[indicator.theme]})", icon=":material/monitoring:",
            query_params={"chapter": "indicators", "indicator": entry.key},
        )  # fmt: skip
        if entry.key in _track_cache.targets():
            st.page_link("pages/projections.py", label="Project it", icon=":material/trending_up:",
                         query_params={"indicator": entry.key})  # fmt: skip
        st.page_link("pages/steward.py", label="Add newer data", icon=":material/upload:")


def _history(entry: Entry) -> None:
    """What each revision did to its figures."""
    revisions = {one.number: one for one in _cache.store().revisions()}
    rows = [
        {
            "Revision": str(number), "When": revisions[number].day, "By": revisions[number].who,
            "Why": revisions[number].note, "File": revisions[number].file or "–", "Added": f"{added:,}",
            "Changed": f"{changed:,}", "Removed": f"{removed:,}",
        }
        for number, added, changed, removed in _catalogue_cache.history(entry.key).itertuples(index=False)
    ]  # fmt: skip
    later = len(rows) - 1
    if rows and later == 0:
        st.markdown(f"Its figures came with revision {rows[0]['Revision']} and have not been changed since.")
    else:
        st.markdown(
            f"{later} {'revision has' if later == 1 else 'revisions have'} touched its figures since the first."
        )
    _page.table(list(reversed(rows)), f"What each revision did to the figures of {entry.indicator.title}")
    st.page_link("pages/data.py", label="All revisions, and the way back", icon=":material/history:")


def about(entry: Entry) -> None:
    """Everything the catalogue says of the indicator."""
    indicator = entry.indicator
    with st.container(border=True):
        if indicator.caveat:
            st.markdown(f"**Mind:** {literal(indicator.caveat)}")
        if indicator.absent_note:
            st.markdown(f"**Where nothing is listed:** {literal(indicator.absent_note)}")
        st.markdown(
            f"**Key** `{indicator.key}`. **Theme** {THEMES[indicator.theme]}. Figures {LEVELS[indicator.level]}, one a "
            f"year; {DIRECTIONS[indicator.direction]}. Countries of a region or forum: {indicator.together_words}."
        )
        if indicator.partial_years:
            st.markdown(f"**Unfinished years:** {', '.join(map(str, indicator.partial_years))}.")
        st.markdown(
            "**Passing on:** its figures may leave the house, with the source named."
            if entry.redistributable
            else "**Passing on:** the terms of its source keep its figures on this screen; there is no download."
        )
    for source in entry.sources:
        with st.container(border=True):
            st.markdown(
                f"**{literal(source.provider)}, {literal(source.title)}** ({literal(source.version)}). "
                f"{literal(source.citation)} Licence: {literal(source.licence)} ({TERM_WORDS[source.terms]}). "
                f"Retrieved {source.retrieved:%d %B %Y}. [{source.url}]({source.url}) {literal(source.note)}"
            )
            rhythm = rhythms().get(source.key)
            told = f"{rhythm.reason} ({rhythm.reference})" if rhythm else "not known here."
            st.markdown(f"**Releases:** {literal(told)}")
