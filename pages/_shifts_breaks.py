"""Structural breaks: whether a series has one, where, how sure that is, and where none can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import Source
from foresight.charts import shifts_breaks as drawing
from foresight.charts import shifts_words as words
from foresight.charts import theme
from foresight.charts.scales import plain
from foresight.measures import breaks, groups, shifts
from pages import _cache, _downloads, _page, _shifts_cache, _subjects
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.measures.breaks import Verdict
    from pages._link import Link

OPENING = ("gdp_share", "CHN")
METHOD = (
    "A line with one or two breaks is fitted by least squares, in the level or in the direction, together with how far "
    "a year follows the one before (Bai and Perron 1998, 2003). What the breaks gain is held against drawn series of "
    "the same length, drift and persistence that have none; where more than 5 % of them gain as much, none is told. "
    "Dates: where nine of ten series drawn with the break have it. Amounts are looked at in logarithms. A single jump "
    "of a series that wanders is often not told from its wandering: the test errs on the side of silence."
)


def draw(link: Link) -> None:
    """The chapter."""
    known = {one.key: one for one in shifts.testable(_cache.catalogue(), _cache.coverage())}
    names = _subjects.names()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        key = link.select("series", "Series", list(known), lambda k: known[k].title, default=OPENING[0])
    indicator = known[key]
    with right:
        subject = link.select(
            "subject", "Of", _subjects.choosable(), names.__getitem__, default=OPENING[1],
            disabled=indicator.level == "world",
        )  # fmt: skip
    _one(indicator, subject)
    st.subheader("Series of the world", anchor=False)
    _world(names)
    with st.expander("How breaks are looked for", icon=":material/functions:"):
        st.markdown(literal(METHOD))
    _page.footer(indicator, _cache.coverage()[key]["last_year"])


def _one(indicator: Indicator, subject: str) -> None:
    """The series that was chosen."""
    name = "The world" if indicator.level == "world" else _subjects.names()[subject]
    rows, verdict = _shifts_cache.verdict(indicator.key, subject)
    sentence = words.of_verdict(verdict, indicator, f"{indicator.title}, {name}")
    if rows.empty:
        st.info(f"{name} has no figure of “{indicator.title}”. Choose another series or place.")
        return
    notes = ("Dashed: a break; shaded: where its date may be; orange: the stretches.",) if verdict.told else ()
    if groups.is_group(subject) and indicator.level != "world":
        notes = (*notes, f"{indicator.together_words.capitalize()}, where 60 % of them have a figure.")
    said = _page.said(indicator, int(rows["year"].max()), subject=name, notes=notes)
    figure = drawing.series(rows, verdict, said, indicator, name, dark=_page.dark())
    _page.chart(figure, f"break_{indicator.key}", sentence, key="breaks.series")
    if verdict.told:
        _page.table(_stretches(verdict, indicator), "The stretches between the breaks")
    _downloads.row(indicator, _subjects.with_names(rows), f"breaks_{indicator.key}", said=[("breaks", sentence)])


def _stretches(verdict: Verdict, indicator: Indicator) -> list[dict[str, str]]:
    return [
        {
            "Years": words.span(own.first, own.last),
            f"{words.typical(indicator)} ({indicator.unit})": plain(shifts.there(own.mean, indicator), indicator),
            "Change": words.pace(own, indicator),
        }
        for own in verdict.stretches
    ]


def _world(names: dict[str, str]) -> None:
    held, catalogue = _cache.coverage(), _cache.catalogue()
    tested = [
        (catalogue.indicator(key), _shifts_cache.verdict(key, shifts.WORLD)[1])
        for key in shifts.WORLD_SERIES
        if key in held
    ]
    titled = [(indicator.title, verdict) for indicator, verdict in tested]
    sources: dict[str, Source] = {s.key: s for one, _ in tested for s in catalogue.sources_of(one.key)}
    last = max(verdict.years[-1] for _, verdict in titled if verdict.years)
    note = f"p: how often series without a break gain as much. Told up to {words.percent(breaks.LEVEL)}."
    said = theme.Caption(
        "Breaks in series of the world", "years tested, and breaks where they can be told",
        theme.source_line(list(sources.values())), last, _page.revision_name(), (note,),
        tuple(one.key for one, _ in tested),
    )  # fmt: skip
    figure = drawing.world(titled, said, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, "breaks_world", words.of_world(titled), key="breaks.world")
    with st.expander("Each series in words", icon=":material/notes:"):
        for indicator, verdict in tested:
            st.markdown(f"- {literal(words.of_verdict(verdict, indicator, indicator.title))}")
