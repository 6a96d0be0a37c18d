"""Where one indicator has figures: regions and countries over the years, by decade, and who has none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from foresight import geography
from foresight.charts import coverage as drawing
from foresight.measures import coverage
from pages import _page, _places
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foresight.charts.theme import Caption
    from foresight.measures.coverage import Grid
    from foresight.measures.inventory import Entry

EVERY = "every"
STATES_NOTE = "Asked for: the independent states of each year (Gleditsch and Ward)."
PAIRS_NOTE = "A state has a figure where any of its pairs has one."


def show(link: Link, entry: Entry) -> None:
    """Region by year, region by decade, then the countries of one region, and who has no figure."""
    grid, regions = entry.grid, geography.regions()
    notes = (STATES_NOTE, PAIRS_NOTE) if entry.indicator.dyadic else (STATES_NOTE,)
    if grid.world:
        said = _said(entry, "years with a figure", "")
        figure = drawing.countries(grid, _places.names(), said, [("", grid.countries)], dark=_page.dark())
        _page.chart(figure, f"{entry.key}-coverage", drawing.of_regions(grid, regions, entry.indicator.title),
                    key="catalogue.world")  # fmt: skip
        return
    said = _said(entry, "share of independent states with a figure, %", "coverage", *notes)
    figure = drawing.regions(grid, regions, said, dark=_page.dark())
    _page.chart(figure, f"{entry.key}-coverage", drawing.of_regions(grid, regions, entry.indicator.title),
                key="catalogue.regions")  # fmt: skip
    st.subheader("Countries", anchor=False)
    _countries(link, entry, notes)
    st.subheader("Missing by region", anchor=False)
    said = _said(entry, "of the years of its states, those with a figure, %", "coverage by decade", *notes)
    figure = drawing.decades(coverage.decades(grid), regions, said, dark=_page.dark())
    _page.chart(figure, f"{entry.key}-decades", drawing.of_decades(grid, regions), key="catalogue.decades")
    _absent(entry)


def _countries(link: Link, entry: Entry, notes: tuple[str, ...]) -> None:
    grid, own = entry.grid, coverage.regions(entry.grid)
    last = {key: coverage.share(held.within(entry.last, entry.last)) for key, held in own.items()}
    least = min(last, key=lambda key: (last[key] != last[key], last[key]))
    titles = {**{key: geography.region(key) for key in own}, EVERY: "Every region"}
    area = link.select("area", "Countries of", list(titles), titles.__getitem__, default=least)
    named = titles[area]
    if area == EVERY:
        order = [(titles[key], _ordered(held)) for key, held in own.items()]
        shown = grid
    else:
        order, shown = [("", _ordered(own[area]))], own[area]
    said = _said(entry, "country by year", "every country" if area == EVERY else named, *notes)
    figure = drawing.countries(shown, _places.names(), said, order, dark=_page.dark())
    _page.chart(figure, f"{entry.key}-{area}", drawing.of_countries(shown, named), key="catalogue.countries")


def _ordered(grid: Grid) -> Sequence[str]:
    return sorted(grid.countries, key=lambda country: _places.names().get(country, country))


def _said(entry: Entry, unit: str, subject: str, *notes: str) -> Caption:
    return replace(_page.said(entry.indicator, entry.last, subject=subject, notes=notes), unit=unit)


def _absent(entry: Entry) -> None:
    """Who has no figure in the last year, by name."""
    names = _places.names()
    rows = [
        {
            "Region": geography.region(one.region), "Without": f"{len(one.missing)} of {one.states}",
            "States without a figure": ", ".join(sorted(names.get(c, c) for c in one.missing)) or "–",
        }
        for one in coverage.absent(entry.grid, entry.last)
    ]  # fmt: skip
    if not any(row["States without a figure"] != "–" for row in rows):
        st.markdown(f"Every independent state has a figure for {entry.last}.")
        return
    st.markdown(f"States without a figure for {entry.last}, the last year with any:")
    if _page.narrow():  # a table would cut the names off
        told = (f"- **{literal(r['Region'])}** ({r['Without']}): {literal(r['States without a figure'])}" for r in rows)
        st.markdown("\n".join(told))
    else:
        _page.table(rows, f"States without a figure for {entry.last}, by region")
