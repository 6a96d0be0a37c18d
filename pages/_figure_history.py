"""The history of one figure: each revision that added, changed or removed it, as a table and as a staircase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import revisions as drawing
from foresight.charts.scales import plain
from pages import _cache, _page, _places
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.store.history import Step
    from pages._link import Link

WORLD = "WLD"


@st.cache_data(max_entries=200, show_spinner=False)
def _steps(hash_: str, number: int, indicator: str, country: str, partner: str | None, year: int) -> list[Step]:
    return _cache.store().history().figure(indicator, country, year, partner)


@st.cache_data(max_entries=200, show_spinner=False)
def _years(hash_: str, number: int, indicator: str, country: str, partner: str | None) -> list[int]:
    return _cache.store().history().years(indicator, country, partner)


def show(link: Link, indicator: Indicator) -> None:
    """The choice of country, partner and year, all in the address, and what became of the figure."""
    st.subheader("History of one figure", anchor=False)
    names, places = _places.names(), list(_places.choosable())
    # a pair has one choice more
    left, *middle, right = st.columns(3 if indicator.dyadic else 2, gap="medium")
    country, partner = WORLD, None
    if indicator.level != "world":
        with left:
            country = link.select("country", "Country", places, lambda c: names.get(c, c), default="IND")
    if indicator.dyadic:
        with middle[0]:
            others = [place for place in places if place != country]
            partner = link.select("partner", "With", others, lambda c: names.get(c, c), default="USA")
    whose = " and ".join(names.get(code, code) for code in (country, partner) if code)
    now = _cache.revision()
    years = _years(now.hash, now.number, indicator.key, country, partner)
    if not years:
        st.info(f"No revision has held a figure of this indicator for {whose}.")
        return
    with right:
        options = [str(year) for year in reversed(years)]
        year = int(link.select("year", "Year", options, str))
    steps = _steps(now.hash, now.number, indicator.key, country, partner, year)
    course = [(step.revision.number, step.after) for step in steps]
    told = drawing.sentence(course, whose, year, indicator)
    if len(steps) > 1:
        said = _page.said(indicator, year, subject=f"{whose}, {year}: as published")
        figure = drawing.steps(course, now.number, said, indicator, dark=_page.dark())
        _page.chart(figure, f"history_{indicator.key}_{country}_{year}", told, key="figure.history")
    else:
        st.markdown(literal(told))
    _page.table([_row(step, indicator) for step in reversed(steps)], f"The history of {whose}, {year}")


def _row(step: Step, indicator: Indicator) -> dict[str, str]:
    one = step.revision

    def figure(value: float | None) -> str:
        return "none" if value is None else plain(value, indicator)

    return {
        "Revision": str(one.number), "When (UTC)": one.when.replace("T", " ")[:16], "What": step.what,
        "Before": figure(step.before), "After": figure(step.after), "By": literal(one.who or "not named"),
        "Why": literal(one.note), "File": literal(one.file or "–"),
    }  # fmt: skip
