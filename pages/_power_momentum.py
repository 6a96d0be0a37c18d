"""The chapter on momentum: who stands high, and who is gaining."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import power_shifts as drawing
from foresight.charts import power_words as words
from foresight.charts.theme import Caption
from foresight.measures import groups, power_shifts
from foresight.measures.declared import Measure, measure
from foresight.measures.power_recipe import recipe
from pages import _cache, _downloads, _page, _power_cache, _subjects
from pages._link import Link

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.catalogue import Indicator

LEADING = 30
SPANS = ("5", "10")
OFFERED = ("power_index", "gdp_share", "military_spending_share", "population", "gdp_per_head")
ALIKE = "Both years of a country rest on the components it has in both; opening weights."


def draw(link: Link) -> None:
    """The whole chapter."""
    left, middle, right = st.columns([4, 2, 4], gap="medium")
    with left:
        key = link.select("measure", "Level of", OFFERED, lambda k: entry(k).title)
    with middle:
        span = int(link.select("span", "Change over", SPANS, lambda years: f"{years} years"))
    with right:
        subjects = _subjects.pick(link, "Highlight countries, regions, forums")
    first, last = _years(key)
    year = link.year("year", "In the year", first + span, last, of=f"{key}.{span}", otherwise=last)
    indicator, rows = entry(key), _rows(key, year - span, year)
    own = [subject for subject in subjects if groups.is_group(subject)]
    hash_ = _cache.revision().hash
    # a forum that took in members since would look like a rise or a fall of those it has
    grouped = groups.of_subjects(rows, own, indicator, lambda forum, when: _cache.members(hash_, forum, year))
    found = power_shifts.momentum(rows, year, span, LEADING, subjects, grouped if own else None)
    notes = [
        f"The {LEADING} highest of {year}; dotted lines: their medians. Change is in per cent of the earlier level."
    ]
    notes += [ALIKE] * (key == "power_index")
    notes += [f"Forums: the members of {year} in both years; {indicator.together_words}."] * bool(own)
    figure = drawing.quadrants(
        found, _said(indicator, span, year, tuple(notes)), indicator, _subjects.names(), marked=subjects,
        dark=_page.dark(), narrow=_page.narrow(),
    )  # fmt: skip
    _page.chart(figure, f"momentum_{key}_{year}", words.of_momentum(found, indicator, _subjects.names()),
                key="power.momentum")  # fmt: skip
    gone = [s for s in subjects if s not in set(found.points["country"])]
    if gone:
        names = _subjects.names()
        st.caption(f"No figure in both {year - span} and {year}: {', '.join(names[s] for s in gone)}.")
    shown = _subjects.with_names(found.points.assign(year=year))
    if isinstance(indicator, Measure):
        _downloads.measure(indicator, shown, f"momentum_{key}_{year}")
        _page.measure_footer(indicator, last)
    else:
        _downloads.row(indicator, shown, f"momentum_{key}_{year}")
        _page.footer(indicator, last)


def entry(key: str) -> Indicator:
    """A measure or an indicator by its key."""
    catalogue = _cache.catalogue()
    return catalogue.indicator(key) if key in catalogue.indicators else measure(key)


def _said(indicator: Indicator, span: int, year: int, notes: tuple[str, ...]) -> Caption:
    subject = f"level and change over {span} years, {year}"
    if isinstance(indicator, Measure):
        return _page.said_measure(indicator, year, subject=subject, notes=notes)
    return _page.said(indicator, year, subject=subject, notes=notes)


def _years(key: str) -> tuple[int, int]:
    """First and last year that can be compared."""
    if key == "power_index":
        years = _power_cache.ground().years
        return years[0], years[-1]
    if key in ("military_spending_share", "gdp_share"):
        years = tuple((_power_cache.spending() if key == "military_spending_share" else _power_cache.output())["year"])
        return min(years), max(years)
    return _cache.coverage()[key]["first_year"], _cache.well_covered(key)


def _rows(key: str, first: int, last: int) -> DataFrame:
    """Columns country, year, value of all countries in these two years."""
    if key == "power_index":
        return power_shifts.comparable(_power_cache.ground(), recipe().weights(), first, last)
    held = {"military_spending_share": _power_cache.spending, "gdp_share": _power_cache.output}
    rows = held[key]() if key in held else _cache.rows(key)
    return rows.loc[rows["year"].isin((first, last)), ["country", "year", "value"]]
