"""The chapter on shares: of world GDP and of military spending, as layers, on a map, over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import power_shifts as drawing
from foresight.charts import power_words as words
from foresight.charts.table import latest
from foresight.measures import power_shifts
from foresight.measures.declared import Measure, measure
from foresight.measures.groups import is_group
from pages import _cache, _measured, _page, _places, _power_cache
from pages._link import Link

if TYPE_CHECKING:
    from pandas import DataFrame

LEADING = 6
REST = "All others"


def draw(link: Link) -> None:
    """The whole chapter."""
    spending, output = measure("military_spending_share"), _output()
    offered = {output.key: output, spending.key: spending}
    key = link.select("share", "Share of", list(offered), lambda k: offered[k].title)
    chosen = offered[key]
    rows = _power_cache.output() if key == output.key else _power_cache.spending()
    listed = rows[rows["year"] == rows["year"].max()]["of"].iloc[0]
    notes = (f"Of {rows['of'].min()} to {rows['of'].max()} states listed, {listed} in the last year.",)

    def layers(within: DataFrame, subjects: Sequence[str]) -> DataFrame | None:
        return _layers(chosen, within, subjects, notes)

    _measured.views(link, chosen, rows[["country", "year", "value"]], notes=notes, more={"Layers": layers})


def _output() -> Measure:
    """The share of world GDP as it stands in the tables, with where it comes from: the views take measures."""
    indicator = _cache.catalogue().indicator("gdp_share")
    told = {
        "rests_on": (indicator.key,),
        "method": f"{indicator.description} Years whose list is shorter than 85 % of the longest are left out.",
    }
    return Measure.model_validate(indicator.model_dump() | told)


def _layers(chosen: Measure, rows: DataFrame, subjects: Sequence[str], notes: tuple[str, ...]) -> DataFrame | None:
    picked = tuple(subject for subject in subjects if not is_group(subject))
    if subjects and not picked:
        st.info(
            "Regions and forums share members: layers would count them twice. Choose countries, or look under Lines."
        )
        return None
    last = rows[rows["year"] == rows["year"].max()]
    countries = picked or tuple(latest(last)["country"].head(LEADING))
    countries = tuple(country for country in countries if country in set(rows["country"]))
    if not countries:
        st.info(_measured.NOTHING)
        return None
    own = power_shifts.layers(rows, countries, drawing.REST)
    names = _places.names() | {drawing.REST: REST}
    year = int(own["year"].max())
    if len(picked) < len(subjects):
        notes = (*notes, "Regions and forums stand under Lines.")
    if own.groupby("country")["year"].nunique().min() < own["year"].nunique():
        notes = (*notes, "Where a country has no figure in a year its layer is interrupted.")
    said = _page.said_measure(chosen, year, notes=notes)
    figure = drawing.layers(own, said, chosen, names, (*countries, drawing.REST), dark=_page.dark())
    _page.chart(figure, f"{chosen.key}_layers", words.of_layers(own, names, countries, chosen), key="power.layers")
    return own[own["country"] != drawing.REST]
