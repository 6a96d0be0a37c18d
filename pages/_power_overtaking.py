"""The chapter on turns: the chance that one state stands above another, by year, and the likeliest turns there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from pandas import DataFrame

from foresight.charts import fan, power_shifts, projections
from foresight.charts import power_words as words
from foresight.charts.power import chance, share
from foresight.charts.scales import SPACE, plain
from foresight.errors import ProjectionError
from foresight.measures import overtaking
from foresight.projection.engine import FURTHEST
from foresight.projection.intervals import LIMIT
from pages import _cache, _downloads, _page, _places, _power_cache, _projection_cache
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.measures.overtaking import Overtaking
    from foresight.projection import Model

COMPARED, LISTED = 12, 10
MEANING = (
    "The chance is the share of the projections’ futures in which the first stands above the second in that year. "
    "What strikes all states alike in a year is drawn once for both. Everything else is drawn for each on its own: "
    "nothing is known here of a war or a crisis that would raise one and lower the other."
)


def draw(link: Link) -> None:
    """The whole chapter."""
    st.markdown(
        "From the joint futures of the projections: never a promise, and no more certain than projections have proved. "
        "The power index itself is not projected."
    )
    catalogue, names = _cache.catalogue(), _places.names()
    left, middle, right = st.columns([4, 3, 3], gap="medium")
    with left:
        key = link.select("target", "Of what", _power_cache.projectable(), lambda k: catalogue.indicator(k).title,
                          default="gdp")  # fmt: skip
    indicator, model = catalogue.indicator(key), _projection_cache.model(key)
    can = sorted(model.supported(model.countries)[0], key=lambda country: names.get(country, country))
    with middle:
        first = link.select("country", "Who may overtake", can, names.__getitem__, default="IND")
    with right:
        second = link.select("partner", "Whom", can, names.__getitem__, default="JPN")
    begins = model.last_observed + 1
    until = link.year(
        "until", "To the year", begins, FURTHEST, of=key, otherwise=min(model.last_observed + LIMIT, FURTHEST)
    )
    rows = _cache.rows(key, (first, second))
    if first == second:
        st.info(f"{names[first]} cannot overtake itself: choose two countries.", icon=":material/block:")
        return
    try:
        found = overtaking.overtaking(model, rows, first, second, until)
    except ProjectionError as error:
        st.info(literal(str(error)), icon=":material/block:")
    else:
        _pair(indicator, model, found, rows)
    _leading(indicator, until)
    _page.footer(indicator, model.last_observed)


def _pair(indicator: Indicator, model: Model, found: Overtaking, rows: DataFrame) -> None:
    names, dark = _places.names(), _page.dark()
    both = (found.challenger, found.leader)
    coverage, n = model.coverage80
    notes = [
        f"80{SPACE}% bands of past projections of this indicator held {100 * coverage:.0f}{SPACE}% of {n:,} outcomes."
    ]
    beyond = [year for year, status in zip(found.years, found.status, strict=True) if status == "extrapolated"]
    if beyond:
        notes.append(f"Extrapolation from {beyond[0]} on: more than ten years after the last observation.")
    title = f"{indicator.title}: chance that {names[both[0]]} stands above {names[both[1]]}"
    said = replace(_page.said(indicator, found.last, notes=tuple(notes)), title=title, unit="share of the futures")
    figure = power_shifts.chance(found, said, names, dark=dark)
    name = f"overtake_{indicator.key}_{both[0]}_{both[1]}"
    _page.chart(figure, name, words.of_turn(found, indicator, names), key="power.chance")
    projected = model.project(both, until=found.years[-1])
    ahead = DataFrame([row for one in projected for row in one.rows()])
    recent = rows[rows["year"] > found.last - fan.RECENT]
    told = _page.said(
        indicator, found.last, subject=f"projected to {found.years[-1]}",
        notes=(f"Dashed: median; bands: 50 and 80{SPACE}% of past forecast errors.",),
    )  # fmt: skip
    figure = projections.together(recent, ahead, told, indicator, names, order=both, dark=dark)
    middles = [f"{names[one.country]} at {plain(one.p50[-1], indicator)}" for one in projected]
    sentence = f"The middle of the projections has {' and '.join(middles)} in {found.years[-1]} ({indicator.unit})."
    _page.chart(figure, f"{name}_courses", sentence, key="power.courses")
    table = DataFrame({"country": both[0], "partner": both[1], "year": found.years,
                       "value": found.probability, "status": found.status})  # fmt: skip
    said_too = [("figures", "the share of futures in which the country stands above the partner"), ("meaning", MEANING)]
    _downloads.row(indicator, table, name, said=said_too)
    st.caption(MEANING)


def _leading(indicator: Indicator, until: int) -> None:
    """The turns that are likeliest among the leading states."""
    names = _places.names()
    st.subheader(f"Likeliest turns among the leading twelve by {until}", anchor=False)
    found = _power_cache.leading(indicator.key, until)
    if not found:
        st.info("No state among the leading twelve has a chance of one in twenty to overtake another by then.")
        return
    likely = sum(one.probability[-1] > overtaking.LIKELY for one in found)
    st.markdown(
        f"{len(found)} pairs have at least one chance in twenty of standing the other way round by {until}; "
        f"{likely or 'none'} of them more likely than not."
    )
    rows = [
        {
            "Now below": names[one.challenger],
            "Now above": names[one.leader],
            "Stands at": f"{share(one.ratio)} ({one.last})",
            f"Above in {until}": chance(one.probability[-1]),
            "More likely than not": f"from {one.from_year}" if one.from_year else "–",
        }
        for one in found[:LISTED]
    ]
    _page.table(rows, f"Likeliest turns by {until}")
    if len(found) > LISTED:
        st.caption(f"The likeliest {LISTED} are listed.")
