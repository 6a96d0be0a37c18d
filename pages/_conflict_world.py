"""The world now: deaths on a map, the severest conflicts, those that are new, and those that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import bars, maps, sentences
from foresight.charts import conflict_words as words
from foresight.charts.scales import number
from foresight.measures import conflict, declared
from pages import _cache, _conflict_cache, _downloads, _page, _places
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.declared import Measure
    from pages._link import Link

ALL = "organised_violence"


def draw(link: Link) -> None:
    """The chapter."""
    titles = {ALL: "All organised violence"} | {key: f"{kind} only" for key, kind in conflict.KINDS.items()}
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with left:
        key = link.select("measure", "Deaths in", list(titles), titles.__getitem__)
    rows = _conflict_cache.deaths_of(key)
    low, high = int(rows["year"].min()), int(rows["year"].max())
    with right:
        year = link.year("year", "Year", low, high, of="world", otherwise=high)
    measure = declared.measure(ALL) if key == ALL else _as_measure(key)
    _headlines(rows, year)
    now = rows[rows["year"] == year]
    _map(measure, now, year)
    first, second = st.columns(2, gap="large")
    with first:
        _severest(measure, now, year)
    with second:
        _new_and_over()
    _downloads.measure(measure, now.assign(country_name=now["country"].map(_places.names())), f"{key}_{year}")
    _page.measure_footer(measure, high, on_map=True)


def _as_measure(key: str) -> Measure:
    """One kind of violence, told in the way of the measure that adds up all kinds."""
    kind, whole = _cache.catalogue().indicator(key), declared.measure(ALL)
    changed = {"key": key, "title": kind.title, "description": kind.description, "caveat": kind.caveat}
    return whole.model_copy(update={**changed, "rests_on": (key,), "method": "UCDP's best estimate, as published."})


def _headlines(rows: DataFrame, year: int) -> None:
    """Four figures of the year, each beside five years earlier."""
    drawn = _conflict_cache.drawn_in("world").set_index("year")
    by_year = rows.groupby("year")["value"].sum()
    struck = rows[rows["value"] >= conflict.CONFLICT].groupby("year").size()
    shown = (
        ("Killed", by_year),
        (f"Countries with {conflict.CONFLICT} deaths or more", struck),
        ("Countries in armed conflict", drawn["fought"]),
        ("of them with outside troops", drawn["joined"]),
    )
    for column, (label, series) in zip(st.columns(4, gap="medium"), shown, strict=True):
        value, before = series.get(year), series.get(year - conflict.RECENT)
        change = None if before is None or value is None else float(value - before)
        column.metric(
            label,
            "no data" if value is None else number(float(value), 0),
            None if not change else f"{number(change, 0)} in five years",
            delta_color="off",
        )
    held = _cache.catalogue().sources_of("active_conflicts")[0]
    st.caption(literal(f"Armed conflicts of 25 deaths or more and outside troops: {held.title} {held.version}."))


def _map(measure: Measure, now: DataFrame, year: int) -> None:
    world = _places.world()
    seen = now[now["country"].isin(list(world.places))]
    said = _page.said_measure(measure, year, subject=str(year), notes=(_page.BOUNDARIES,))
    figure = maps.world_map(seen, said, measure, world, log=True, dark=_page.dark(), narrow=_page.narrow())
    sentence = sentences.of_map(seen, measure, _places.names(), len(world.places))
    _page.chart(figure, f"{measure.key}_{year}", sentence, key="conflict.map")


def _severest(measure: Measure, now: DataFrame, year: int) -> None:
    top = conflict.severest(now)
    st.subheader(f"Where most were killed, {year}", anchor=False)
    if top.empty:
        st.info("No death was recorded in this year.")
        return
    share = 100 * top["value"].sum() / now["value"].sum()
    sentence = f"These {len(top)} countries have {number(float(share), 0)} % of all deaths of the year."
    said = _page.said_measure(measure, year, subject=str(year))
    figure = bars.ranked(top, said, measure, _places.names(), dark=_page.dark())
    _page.chart(figure, f"{measure.key}_severest_{year}", sentence, key="conflict.severest")


def _new_and_over() -> None:
    """Onsets and endings of the last five years: of state-based conflict, whichever kind the map shows."""
    deaths, names = _conflict_cache.rows("state_based_deaths"), _places.names()
    last = int(deaths["year"].max())
    began = conflict.recent(_conflict_cache.onsets(), last)
    over = conflict.recent(_conflict_cache.endings(), last)
    st.subheader(f"New since {last - conflict.RECENT + 1}", anchor=False)
    st.markdown(
        f"{len(began)} onsets: the first year with {conflict.CONFLICT} state-based deaths after {conflict.QUIET} quiet "
        "years."
    )
    if began:
        told = [
            {"Country": names.get(one.country, one.country), "Year": str(one.year), "Deaths": number(one.deaths, 0)}
            for one in began
        ]
        _page.table(told, "Onsets of the last five years")
    st.subheader(f"Below {conflict.CONFLICT} deaths again", anchor=False)
    st.markdown(f"{len(over)} countries fell below in these years and were still there at the end of {last}.")
    if over:
        told = [
            {
                "Country": names.get(one.country, one.country),
                "Since": str(one.year),
                f"Deaths in {'the year before' if _page.narrow() else 'the last year above'}": number(one.before, 0),
            }
            for one in over
        ]
        _page.table(told, "Conflicts that fell below the threshold")
    st.caption(literal(words.spill(_conflict_cache.spill())))
