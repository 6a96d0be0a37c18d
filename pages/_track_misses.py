"""The worst misses of a record, named: what was projected, what was observed, and what was recorded beside it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import theme
from foresight.charts.scales import number, plain, with_unit
from pages import _cache, _places, _track_words
from pages._text import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from foresight.catalogue import Indicator
    from foresight.projection.track_record import Backtest, Miss

DEATHS, INCOME = "state_based_deaths", "gdp_per_head_growth"
BEFORE = 5  # years of the country's own series shown before the projection was made
SLUMP = -5.0  # % a year: below this a fall of income per head is worth naming


def show(indicator: Indicator, found: Backtest, horizon: int) -> None:
    """Five sentences and a table; the facts beside them say no more than that both were recorded."""
    misses = [miss for miss in found.misses if miss.horizon == horizon]
    if not misses:
        st.info(f"No outcome {_track_words.ahead(horizon)} was missed.")
        return
    st.markdown(
        f"The {len(misses)} country-years projected worst {_track_words.ahead(horizon)}, by CRPS, one for "
        "each country. What else was recorded in those years is a fact beside them, not an explanation."
    )
    for miss in misses:
        st.markdown(f"- {told(miss, indicator)}")
    st.dataframe(
        [_row(miss, indicator) for miss in misses],
        hide_index=True,
        column_config={"Course": st.column_config.LineChartColumn(help="The country’s own series around those years")},
        alt="The same misses as a table, with the country’s own series",
    )
    catalogue = _cache.catalogue()
    used = [key for key in (indicator.key, *_context(indicator)) if key in catalogue.indicators]
    lines = [f"{catalogue.indicator(k).title}: {theme.source_line(catalogue.sources_of(k))}" for k in used]
    st.caption(literal(" ".join(lines)))


def told(miss: Miss, indicator: Indicator) -> str:
    """One miss in Markdown: projected, observed, the country's own course, and what else was recorded."""
    name = _places.names().get(miss.country, miss.country)
    band = f"{plain(miss.low, indicator)} to {plain(miss.high, indicator)}"
    text = (
        f"projected in {miss.origin} for {miss.year}: {with_unit(miss.median, indicator)} (80 % band {band}); "
        f"observed: {with_unit(miss.observed, indicator)}."
    )
    facts = [course(_own(indicator.key, miss.country, miss.origin, miss.year), indicator)]
    facts += [
        tell(_own(key, miss.country, miss.origin, miss.year), _cache.catalogue().indicator(key))
        for key, tell in _context(indicator).items()
        if key in _cache.coverage()
    ]
    return f"**{literal(name)}**, {literal(' '.join([text, *(fact for fact in facts if fact)]))}"


def _context(indicator: Indicator) -> Mapping[str, Callable[[Mapping[int, float], Indicator], str]]:
    """What may be told beside a miss: not a figure beside itself, nor deaths beside another count of deaths."""
    beside = {DEATHS: deaths, INCOME: income}
    if indicator.theme == "regional_conflicts":
        beside.pop(DEATHS)
    if "gdp" in indicator.key:
        beside.pop(INCOME)
    return beside


def _own(key: str, country: str, first: int, last: int) -> dict[int, float]:
    rows = _cache.rows(key, (country,), first, last).sort_values("year")
    return dict(zip(rows["year"].astype(int).tolist(), rows["value"].tolist(), strict=True))


def course(own: Mapping[int, float], indicator: Indicator) -> str:
    """`It rose from 12 in 2017 to 480 in 2022; most of it in one year: from 30 in 2021 to 480 in 2022.`"""
    if len(own) < 2:
        return ""
    years = list(own)
    first, last = years[0], years[-1]
    word = "rose" if own[last] > own[first] else "fell" if own[last] < own[first] else "stood the same"
    text = f"It {word} from {plain(own[first], indicator)} in {first} to {plain(own[last], indicator)} in {last}"
    steps = [(abs(own[b] - own[a]), a, b) for a, b in pairwise(years) if b == a + 1]
    if last - first < 2 or not steps or max(steps)[0] == 0:
        return f"{text}."
    _, a, b = max(steps)
    step = f"{plain(own[a], indicator)} in {a} to {plain(own[b], indicator)} in {b}"
    return f"{text}; the largest change in one year was from {step}."


def deaths(own: Mapping[int, float], indicator: Indicator) -> str:
    """State-based deaths recorded in the country in those years."""
    if not own:
        return ""
    first, last = min(own), max(own)
    if not max(own.values()):
        return f"No state-based deaths are recorded there from {first} to {last}."
    peak = max(own, key=lambda year: own[year])
    most = "" if peak in (first, last) else f"; the most, {plain(own[peak], indicator)}, in {peak}"
    figures = f"{plain(own[first], indicator)} in {first}, {plain(own[last], indicator)} in {last}"
    return f"State-based deaths recorded there: {figures}{most}."


def income(own: Mapping[int, float], indicator: Indicator) -> str:
    """The steepest fall of income per head in those years, where it was steep."""
    if not own or (worst := min(own.items(), key=lambda pair: pair[1]))[1] > SLUMP:
        return ""
    return f"GDP per head fell by {number(-worst[1], 1)} % in {worst[0]}."


def _row(miss: Miss, indicator: Indicator) -> dict[str, object]:
    own = _own(indicator.key, miss.country, miss.origin - BEFORE, miss.year)
    return {
        "Country": _places.names().get(miss.country, miss.country),
        "Made in": str(miss.origin),
        "For": str(miss.year),
        "Projected median": plain(miss.median, indicator),
        "80 % band": f"{plain(miss.low, indicator)} to {plain(miss.high, indicator)}",
        "Observed": plain(miss.observed, indicator),
        "Course": list(own.values()),
    }
