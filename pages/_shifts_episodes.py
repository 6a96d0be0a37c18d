"""Regime episodes: how many states are autocratising and democratising, which, since when, and how far it has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import lines, theme
from foresight.charts import shifts_words as words
from foresight.charts.shifts_map import Kind, kinds_map
from foresight.measures import declared, movers
from pages import _cache, _downloads, _page, _places, _shifts_cache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from foresight.measures.declared import Measure
    from foresight.measures.movers import Episode
    from pages._link import Link

WORDS = {"0": "Autocratising", "1": "Democratising"}
NEITHER = "Neither"


def draw(link: Link) -> None:
    """The chapter."""
    counts = _shifts_cache.episodes()
    low, high = int(counts["year"].min()), int(counts["year"].max())
    year = link.year("year", "Year", low, high, of="episodes", otherwise=high)
    measure = declared.measure("regime_episodes")
    index = _cache.rows("polyarchy")
    down, up = (movers.under_way(_cache.rows(key), index, year) for key in _shifts_cache.EPISODES)
    sentence = words.of_episodes(counts, year, down, up, _places.names())
    on_map, on_lines, on_table = link.tabs(["Map", "Lines", "Table"])
    with on_map:
        if on_map.open:
            _map(measure, year, down, up, sentence)
    with on_lines:
        if on_lines.open:
            _lines(measure, counts, sentence)
    with on_table:
        if on_table.open:
            _table(down, "Autocratising", year)
            _table(up, "Democratising", year)
    _downloads.measure(measure, _rows(down, up), f"regime_episodes_{year}")
    _page.measure_footer(measure, high, on_map=on_map.open)


def _map(measure: Measure, year: int, down: Sequence[Episode], up: Sequence[Episode], sentence: str) -> None:
    colours = theme.look(_page.dark())
    kinds = [
        Kind(f"Autocratising ({len(down)})", colours.series[1]),
        Kind(f"Democratising ({len(up)})", colours.series[0]),
        Kind(NEITHER, colours.amounts[0]),
    ]
    flags = _cache.rows(_shifts_cache.EPISODES[0])
    of = dict.fromkeys(flags.loc[flags["year"] == year, "country"].astype(str), 2)
    of |= {one.country: 1 for one in up} | {one.country: 0 for one in down}
    told = {one.country: _told(one) for one in (*up, *down)}
    said = _page.said_measure(measure, year, subject=str(year), notes=(_page.BOUNDARIES,))
    figure = kinds_map(of, kinds, told, said, _places.world(), dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"regime_episodes_{year}", sentence, key="episodes.map")


def _told(one: Episode) -> str:
    known = one.change == one.change
    return f"since {one.start}" + (f", {words.signed(one.change, 2)} of the index" if known else "")


def _lines(measure: Measure, counts: DataFrame, sentence: str) -> None:
    from pandas import concat

    rows = concat([counts[["year"]].assign(country=key, value=counts[key].astype(float)) for key in WORDS])
    said = _page.said_measure(measure, int(counts["year"].max()), notes=("Of all states with a figure in the year.",))
    figure = lines.lines(rows, said, measure, WORDS, order=("1", "0"), dark=_page.dark())
    most, year, states = max(zip(counts["0"].tolist(), counts["year"].tolist(), counts["states"].tolist(), strict=True))
    more = f" Most states were autocratising in {year} ({most} of {states})."
    _page.chart(figure, "regime_episodes", sentence + more, key="episodes.lines")


def _table(found: Sequence[Episode], title: str, year: int) -> None:
    names = _places.names()
    st.subheader(f"{title} in {year}: {len(found)}", anchor=False)
    rows = [
        {
            "Country": names.get(one.country, one.country), "Since": one.start,
            "Index the year before": _figure(one.before), f"Index in {year}": _figure(one.now),
            "Change": _figure(one.change),
        }
        for one in found
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, alt=f"{title} in {year}",
                 column_config={"Since": st.column_config.NumberColumn(format="%d")})  # fmt: skip


def _figure(value: float) -> float | None:
    return round(value, 3) if value == value else None


def _rows(down: Sequence[Episode], up: Sequence[Episode]) -> DataFrame:
    from pandas import DataFrame

    rows = [
        (one.country, kind, one.start, one.last, one.before, one.now, one.change)
        for kind, found in (("autocratising", down), ("democratising", up))
        for one in found
    ]
    columns = ["country", "episode", "since", "year", "index_before", "index_now", "change"]
    return DataFrame(rows, columns=columns)
