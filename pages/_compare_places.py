"""Where a scenario's difference falls: the map, and which countries and forums lie furthest from the baseline."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from foresight.charts import maps
from foresight.charts.scales import SPACE, plain
from foresight.charts.sentences import listed
from foresight.scenario.compare import Compared, Comparison, Shift, judged, ranked
from pages import _cache, _compare_cache, _compare_choice, _compare_words, _page, _places
from pages._compare_link import CompareLink
from pages._scenario_words import signed
from pages._text import literal


def show(link: CompareLink, found: Comparison, place: int) -> None:
    """Map and ranks of the scenario in that place of the comparison."""
    one, year = found.compared[place], found.baseline.years[-1]
    st.header("Where it differs", anchor=False)
    st.markdown(f"**{literal(_compare_words.numbered(place, one))}**, {year} against the baseline.")
    shifts = one.countries()
    if len(shifts) > 1:
        _map(found, one, shifts)
    st.header("Who gains and loses most", anchor=False)
    unit = found.target.unit
    orders = {"unit": f"Difference in {unit}", "relative": "Share of the baseline"}
    order = link.pick("by", "Order by", orders, width=320)
    countries, forums = st.columns(2, gap="large")
    with countries:
        _ranks(found, shifts, order, _places.names(), "Country")
    with forums:
        if judged(one.scenario, found.target):
            st.info("Forums are not ranked: a judgement speaks of one place and says nothing of other groups.")
        else:
            of_forums = _compare_cache.forums(one.scenario, found.target.key, found.horizon, found.seed)
            names = {key: forum.short for key, forum in _cache.catalogue().forums.items()}
            _ranks(found, of_forums, order, names, "Forum")
    st.caption(
        literal(
            f"Furthest above the baseline first, furthest below last; difference in {unit}. A forum’s members of today "
            "are put together, wherever they are. Told from zero: whether the 80 % interval of the coefficients leaves "
            "zero out. Associations in past data."
        )
    )


def _map(found: Comparison, one: Compared, shifts: tuple[Shift, ...]) -> None:
    target, year, names = found.target, found.baseline.years[-1], _places.names()
    decimals = _compare_words.digits(shifts, target)
    moved = [shift for shift in shifts if shift.moved]
    rows = DataFrame(
        {
            "country": [s.where for s in moved],
            "value": [s.difference for s in moved],
            "year": [year] * len(moved),
            "told": [
                f"{signed(s.difference, decimals)}<br>80{SPACE}% {_compare_words.interval(s, decimals)}" for s in moved
            ],
        }
    )
    world = _places.world()
    zoomed = found.place.kind != "world"
    shown = world.only({s.where for s in shifts} | _everyone(found)) if zoomed else world
    figure = maps.world_map(
        rows,
        _page.said(
            target, found.baseline.last_observed,
            subject=f"{one.scenario.name}: difference from the baseline, {year}",
            notes=("Association in past data. Outlined: no lever reaches it, it is not moved.",),
        ),
        target, shown, zoomed=zoomed, dark=_page.dark(), narrow=_page.narrow(),
        still=[s.where for s in shifts if not s.moved],
    )  # fmt: skip
    sentence = _on_the_map(moved, shifts, names, found)
    _page.chart(figure, f"compare_map_{target.key}", sentence, "compare.map")


def _everyone(found: Comparison) -> frozenset[str]:
    """Countries of the place, also those that cannot be projected."""
    return frozenset(found.place.members(_cache.store(), found.compared[0].simulation.start))


def _on_the_map(moved: list[Shift], shifts: tuple[Shift, ...], names: dict[str, str], found: Comparison) -> str:
    if not moved:
        return f"It moves none of the {len(shifts)} countries of {_compare_choice.words(found.place)}."
    told = sum(shift.told for shift in moved)
    up, down = ranked(moved, count=1)
    ends = [
        f"{names.get(s.where, s.where)} lies furthest {side} ({'+' if s.difference > 0 else ''}"
        f"{plain(s.difference, found.target)})"
        for side, (s, *_) in (("above", up or [None]), ("below", down or [None]))
        if s is not None
    ]
    return (
        f"{len(moved)} of {len(shifts)} countries are moved; for {told} of them the difference can be told from zero. "
        f"{listed(ends)}."
    )


def _ranks(found: Comparison, shifts: tuple[Shift, ...], order: str, names: dict[str, str], what: str) -> None:
    rows = _compare_words.ranks(
        ranked(shifts, "relative" if order == "relative" else "unit"), found.target, names, what
    )
    st.subheader("Countries" if what == "Country" else "Forums", anchor=False)
    if rows:
        _page.table(rows, f"{what}: furthest from the baseline")
    else:
        st.markdown("None is moved.")
