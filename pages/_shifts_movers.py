"""Movers: who has moved most in five years, and whether that is much for the country itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import maps
from foresight.charts import shifts as drawing
from foresight.charts import shifts_words as words
from foresight.measures import declared, movers
from pages import _cache, _downloads, _page, _places, _shifts_cache
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.catalogue import Indicator
    from foresight.measures.declared import Measure
    from pages._link import Link

ORDERS = {"size": "How far they moved", "usual": "How unusual that is for them"}
SHOWN, SHOWN_NARROW = 14, 10
NOTHING = "No country has figures in both years. Choose another year or a wider area."


def draw(link: Link) -> None:
    """The chapter."""
    held = _cache.coverage()
    targets = {key: _cache.catalogue().indicator(key).title for key in movers.SHOWN if key in held}
    areas = _places.areas()
    first, second, third = st.columns([3, 2, 2], gap="medium")
    with first:
        key = link.select("target", "Moved in", list(targets), targets.__getitem__)
    with second:
        area = link.select("area", "Area", list(areas), areas.__getitem__)
    with third:
        order = link.select("by", "Largest by", list(ORDERS), ORDERS.__getitem__)
    low, high = held[key]["first_year"] + movers.SPAN, held[key]["last_year"]
    year = link.year("until", "Five years up to", low, high, of=key, otherwise=high)
    indicator, within = _cache.catalogue().indicator(key), _places.within(area, year)
    table = _shifts_cache.moved(key, year)
    table = table[table["country"].isin(within)] if within else table
    if order == "usual":
        table = table[table["times"].notna()].sort_values(["times", "country"], ascending=[False, True])
    if table.empty:
        st.info(NOTHING)
        return
    about = {"rests_on": (key,), "unit": indicator.unit, "title": f"{indicator.title}: movement"}
    measure = declared.measure("five_year_movement").model_copy(update=about)
    on_chart, on_map, on_table = link.tabs(["Chart", "Map", "Table"])
    with on_chart:
        if on_chart.open:
            _chart(table, measure, indicator, year, order)
    with on_map:
        if on_map.open:
            _map(table, measure, indicator, year)
    with on_table:
        if on_table.open:
            _table(table, indicator, year)
    named = table.assign(year=year, country_name=table["country"].map(_places.names()))
    _downloads.measure(measure, named, f"movers_{key}_{year}")
    _page.measure_footer(measure, high, on_map=on_map.open)


def _chart(table: DataFrame, measure: Measure, indicator: Indicator, year: int, order: str) -> None:
    shown = table.head(SHOWN_NARROW if _page.narrow() else SHOWN)
    largest = table.sort_values("change", key=abs, ascending=False, kind="stable")
    sentence = words.of_movers(largest, indicator, year, _places.names())
    notes = (
        f"×: times the country’s usual movement over five years; in colour from {movers.UNUSUAL:g} on.",
        f"Ordered by {ORDERS[order][0].lower()}{ORDERS[order][1:]}.",
    )
    said = _page.said_measure(measure, year, subject=f"{year - movers.SPAN} to {year}", notes=notes)
    ends = (str(year - movers.SPAN), str(year))
    figure = drawing.dumbbells(shown, said, indicator, _places.names(), ends, dark=_page.dark())
    _page.chart(figure, f"movers_{indicator.key}_{year}", sentence, key="movers.chart")


def _map(table: DataFrame, measure: Measure, indicator: Indicator, year: int) -> None:
    world = _places.world()
    now = table[table["country"].isin(list(world.places))].assign(value=table["change"], year=year)
    now = now.assign(told=[words.signed(float(value), indicator.decimals) for value in now["value"]])
    said = _page.said_measure(measure, year, subject=f"{year - movers.SPAN} to {year}", notes=(_page.BOUNDARIES,))
    figure = maps.world_map(now, said, measure, world, dark=_page.dark(), narrow=_page.narrow())
    up, down = int((now["value"] > 0).sum()), int((now["value"] < 0).sum())
    sentence = f"{indicator.title}: {up} countries moved up and {down} down from {year - movers.SPAN} to {year}."
    _page.chart(figure, f"movers_map_{indicator.key}_{year}", sentence, key="movers.map")


def _table(table: DataFrame, indicator: Indicator, year: int) -> None:
    places, names = indicator.decimals, _places.names()
    shown = {
        "Country": table["country"].map(names), str(year - movers.SPAN): table["before"].round(places),
        str(year): table["after"].round(places), "Change": table["change"].round(places),
        "Against the middle country": table["beside"].round(places),
        "Usual over five years": table["usual"].round(places), "Times usual": table["times"].round(1),
        "Usual from year to year": table["yearly"].round(places),
    }  # fmt: skip
    st.markdown(literal(f"**{indicator.title}** ({indicator.unit}). Press a heading to sort."))
    from pandas import DataFrame

    st.dataframe(DataFrame(shown), hide_index=True, alt="Every country’s movement over five years")
