"""One selection seen in three ways: on a map, as lines, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight import geography
from foresight.charts import bars, lines, maps, sentences, table
from pages import _cache, _page, _places, _subjects
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from pages._selection import Selection

LEADING = 6  # lines drawn when nobody was picked
NOTHING = "Nothing has been recorded for this selection. Choose other countries, other years or a wider area."


def _rows(chosen: Selection) -> DataFrame:
    """The selection's rows by country; the ties of one country have the other side as their country."""
    indicator = chosen.indicator
    if chosen.of:
        found = _cache.ties(indicator.key, chosen.of, chosen.first, chosen.last)
    else:
        found = _cache.rows(indicator.key, None, chosen.first, chosen.last)
    return found[found["country"].isin({*chosen.within, *chosen.countries})] if chosen.within else found


def _compared(chosen: Selection, rows: DataFrame) -> tuple[str, ...]:
    """The countries whose lines are drawn: those picked, or the leading ones of the area in its last year."""
    if chosen.countries or chosen.groups:
        return (*chosen.countries, *chosen.groups)
    return tuple(table.latest(rows[rows["year"] == rows["year"].max()])["country"].head(LEADING))


def _nothing(why: str = NOTHING) -> DataFrame | None:
    st.info(why)
    return None


def map_view(chosen: Selection, name: str) -> DataFrame | None:
    """The last selected year on a map, with the ranks under it; returns the rows shown."""
    indicator, rows = chosen.indicator, _rows(chosen)
    if indicator.level == "world":
        return _nothing("This is one figure for the whole world, so there is nothing to colour on a map. See Lines.")
    if rows.empty:
        return _nothing()
    year, everywhere = int(rows["year"].max()), _places.world()
    world = everywhere.only({*chosen.within, *chosen.countries}) if chosen.within else everywhere
    now = rows[(rows["year"] == year) & rows["country"].isin(list(world.places))]
    sentence = sentences.of_map(now, indicator, _places.names(), len(world.places))
    if year < chosen.last:
        sentence = f"Nothing is recorded after {year} in this selection; the map shows {year}. {sentence}"
    subject = f"{chosen.subject}, {year}".removeprefix(", ")
    figure = maps.world_map(
        now,
        _page.said(indicator, year, subject=subject, notes=(_page.BOUNDARIES,)),
        indicator,
        world,
        outlined=(*chosen.countries, chosen.of or ""),
        zoomed=chosen.area in geography.regions(),
        log=chosen.log,
        dark=_page.dark(),
        narrow=_page.narrow(),
    )
    _page.chart(figure, name, sentence, key="map")
    with st.expander("Ranks", icon=":material/leaderboard:", key="ranks.open", on_change="rerun") as ranking:
        if ranking.open:
            said = _page.said(indicator, year, subject=f"{subject}: highest")
            ranks = bars.ranked(now, said, indicator, _places.names(), marked=chosen.countries, dark=_page.dark())
            told = sentences.of_map(now, indicator, _places.names(), len(world.places))
            _page.picture(ranks, f"{name}_ranks", told, "ranks")
    return now


def lines_view(chosen: Selection, name: str) -> DataFrame | None:
    """The countries picked, or the leading ones, over the years; returns the rows shown."""
    indicator, rows = chosen.indicator, _rows(chosen)
    if rows.empty:
        return _nothing()
    compared = _compared(chosen, rows)
    own = rows[rows["country"].isin(compared)]
    if chosen.groups:
        own = _subjects.rows(indicator, compared, chosen.first, chosen.last)
    if own.empty:
        return _nothing()
    names, dark = _subjects.names(), _page.dark()
    without = [names[c] for c in compared if c not in set(own["country"])]
    sentence = sentences.of_lines(own, indicator, names)
    sentence += f" No figure for {sentences.listed(without)}." if without else ""
    partial = bool(set(indicator.partial_years) & set(own["year"]))
    notes = ("Open markers: years the provider has not completed.",) * partial
    band = None
    if indicator.low and indicator.high and not chosen.of:
        low, high = (
            _subjects.rows(_cache.catalogue().indicator(k), compared, chosen.first, chosen.last)
            for k in (indicator.low, indicator.high)
        )
        band = lines.band(low, high)
        notes = (*notes, "Bands: the provider’s low and high estimates.")
    if chosen.groups:
        notes = (*notes, f"Regions and forums: {indicator.together_words}, where 60 % of them have a figure.")
    said = _page.said(indicator, int(own["year"].max()), subject=chosen.subject, notes=notes)
    figure = lines.lines(own, said, indicator, names, order=compared, limits=band, log=chosen.log, dark=dark)
    _page.chart(figure, name, sentence, key="lines")
    return _subjects.with_names(own) if chosen.groups else own


def table_view(chosen: Selection) -> DataFrame | None:
    """The last value of each country and its course; returns all rows of the selection."""
    indicator, own = chosen.indicator, _rows(chosen)
    if chosen.countries or chosen.groups:
        own = own[own["country"].isin(chosen.countries)]
        if chosen.groups:
            own = _subjects.rows(indicator, (*chosen.countries, *chosen.groups), chosen.first, chosen.last)
    if own.empty:
        return _nothing()
    st.markdown(f"**{indicator.title}**: the last year of each, {literal(indicator.unit)}. {chosen.subject}")
    st.dataframe(
        table.by_country(own, indicator, _subjects.names()),
        hide_index=True,
        column_config={
            "Year": st.column_config.NumberColumn(format="%d"),
            indicator.unit: st.column_config.NumberColumn(format="localized"),
            "Course": st.column_config.LineChartColumn(),
        },
    )
    asked = {"indicator": indicator.key, "chapter": "history"}
    if chosen.countries:
        asked["country"] = chosen.countries[0]
    st.page_link("pages/catalogue.py", label="Which revisions changed a figure", icon=":material/history:",
                 query_params=asked)  # fmt: skip
    return own
