"""A derived figure of countries seen in three ways, Map, Lines and Table, over one selection in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import lines, maps, sentences, table
from foresight.measures import groups
from pages import _cache, _downloads, _page, _places, _subjects
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

    from foresight.measures.declared import Measure
    from pages._link import Link

LEADING = 6
NOTHING = "There is no figure for this selection. Choose other countries or other years."


def views(
    link: Link,
    measure: Measure,
    rows: DataFrame,
    *,
    picked: Sequence[str] | None = None,
    years: tuple[int, int] | None = None,
    notes: tuple[str, ...] = (),
    figure: Callable[..., Figure] = lines.lines,
    sentence: Callable[..., str] = sentences.of_lines,
    listing: Callable[..., DataFrame] = table.by_country,
    told: Iterable[tuple[str, str]] = (),
    more: Mapping[str, Callable[[DataFrame, Sequence[str]], DataFrame | None]] | None = None,
) -> DataFrame | None:
    """Draw the selection and the open view, with downloads and the footer; returns the rows shown.

    `rows`: columns country, year, value of all countries. `picked` and `years`: the subjects compared and the years,
    where a page asks for them itself; otherwise list and slider stand here. `notes` are added under each picture.
    `figure` draws the lines, `sentence` says what they show, `listing` makes the table: each is called as what stands
    for it here. `told`: what else stands at the head of the file, as (word, text). `more`: views of a page's own that
    stand before the three, title -> what draws the rows of these years and the subjects, and gives the rows shown.
    """
    if rows.empty:
        st.info(NOTHING)
        return None
    if picked is not None and years is not None:
        subjects, (first, last) = tuple(picked), years
    else:
        low, high = int(rows["year"].min()), int(rows["year"].max())
        left, right = st.columns([3, 2], gap="medium")
        with left:
            subjects = _subjects.pick(link) if picked is None else tuple(picked)
        with right:
            first, last = years or link.span("years", "Years", low, high, of=measure.key, last=high)
    rows = rows[rows["year"].between(first, last)]
    more = more or {}
    *own, on_map, on_lines, on_table = link.tabs([*more, "Map", "Lines", "Table"])
    shown: DataFrame | None = None
    for tab, draw in zip(own, more.values(), strict=True):
        with tab:
            if tab.open:
                shown = draw(rows, subjects)
    with on_map:
        if on_map.open:
            shown = _map(measure, rows, subjects, notes)
    with on_lines:
        if on_lines.open:
            shown = _lines(measure, rows, subjects, notes, figure, sentence)
    with on_table:
        if on_table.open:
            shown = _table(measure, rows, subjects, listing)
    if shown is not None:
        _downloads.measure(measure, _subjects.with_names(shown), f"{measure.key}_{first}-{last}", told)
    _page.measure_footer(measure, int(rows["year"].max()) if len(rows) else None, on_map=on_map.open)
    return shown


def compared(measure: Measure, rows: DataFrame, subjects: Sequence[str]) -> DataFrame:
    """The rows of these subjects, regions and forums put together; the leading six where none was picked."""
    if not subjects:
        subjects = tuple(table.latest(rows[rows["year"] == rows["year"].max()])["country"].head(LEADING))
    hash_ = _cache.revision().hash
    return groups.of_subjects(rows, subjects, measure, lambda forum, year: _cache.members(hash_, forum, year))


def _map(measure: Measure, rows: DataFrame, subjects: Sequence[str], notes: tuple[str, ...]) -> DataFrame | None:
    world, year = _places.world(), int(rows["year"].max())
    now = rows[(rows["year"] == year) & rows["country"].isin(list(world.places))]
    if now.empty:
        st.info(NOTHING)
        return None
    said = _page.said_measure(measure, year, subject=str(year), notes=(*notes, _page.BOUNDARIES))
    figure = maps.world_map(
        now, said, measure, world, outlined=tuple(subjects), dark=_page.dark(), narrow=_page.narrow()
    )
    sentence = sentences.of_map(now, measure, _places.names(), len(world.places))
    _page.chart(figure, f"{measure.key}_{year}", sentence, key=f"{measure.key}.map")
    return now


def _lines(
    measure: Measure,
    rows: DataFrame,
    subjects: Sequence[str],
    notes: tuple[str, ...],
    draw: Callable[..., Figure],
    say: Callable[..., str],
) -> DataFrame | None:
    own, names = compared(measure, rows, subjects), _subjects.names()
    if own.empty:
        st.info(NOTHING)
        return None
    if any(groups.is_group(subject) for subject in subjects):
        notes = (*notes, f"Regions and forums: {measure.together_words}, where 60 % of them have a figure.")
    sentence = say(own, measure, names)
    without = [names[subject] for subject in subjects if subject not in set(own["country"])]
    sentence += f" No figure for {sentences.listed(without)}." if without else ""
    said = _page.said_measure(measure, int(own["year"].max()), notes=notes)
    order = tuple(subjects) or tuple(dict.fromkeys(own["country"]))
    figure = draw(own, said, measure, names, order=order, dark=_page.dark())
    _page.chart(figure, measure.key, sentence, key=f"{measure.key}.lines")
    return own


def _table(
    measure: Measure, rows: DataFrame, subjects: Sequence[str], listing: Callable[..., DataFrame]
) -> DataFrame | None:
    own = compared(measure, rows, subjects) if subjects else rows
    if own.empty:
        st.info(NOTHING)
        return None
    st.markdown(f"**{measure.title}**: the last year of each, {literal(measure.unit)}.")
    st.dataframe(
        listing(own, measure, _subjects.names()),
        hide_index=True,
        column_config={
            "Year": st.column_config.NumberColumn(format="%d"),
            "Course": st.column_config.LineChartColumn(),
        },
    )
    return own
