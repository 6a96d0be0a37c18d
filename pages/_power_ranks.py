"""How far the ranking rests on its weights: ranks under ten thousand other weightings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from pandas import DataFrame

from foresight.charts import power as drawing
from foresight.charts import power_words as words
from foresight.measures import power, power_ranks
from foresight.measures.declared import measure
from pages import _measured, _page, _places, _power_cache
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.power import Ground

LEADING = 15
TOPS = ("3", "5", "10")
DRAWS = {"any": "Any weights there can be", "near": "Weights near those above"}
EXPLAINED = {
    "any": "Every weighting of the five components is equally likely to be drawn: who leads here leads whatever one "
    "thinks that power is made of.",
    "near": "Weightings scatter around the sliders: a component with 30 % of the weight has mostly 22 to 38 %.",
}


def show(link: Link, ground: Ground, shares: dict[str, float], year: int, picked: tuple[str, ...]) -> DataFrame | None:
    """Controls, sentence and chart; returns the rows shown."""
    left, right = st.columns([2, 1], gap="medium")
    with left:
        kind = link.select("draws", "Weightings", list(DRAWS), DRAWS.__getitem__)
    with right:
        top = int(link.select("top", "How often among the first", TOPS, str, default="5"))
    centre = shares if kind == "near" else None
    standing, names = power.standing(ground, shares, year), _places.names()
    # the leading ones under these weights, and as many again that may come up under others
    candidates = tuple(standing["country"].head(LEADING + 5)) + tuple(c for c in picked if c in ground.countries)
    found = _power_cache.ranks(year, centre, candidates)
    rows = found.table.merge(standing[["country", "rank"]], on="country", how="left")
    rows["among"] = [found.among(country, top) for country in rows["country"]]
    rows = rows.sort_values(["median", "low", "country"]).reset_index(drop=True)
    rows = rows[(rows.index < LEADING) | rows["country"].isin(picked)]
    if rows.empty:
        st.info(_measured.NOTHING)
        return None
    notes = (
        f"Bar: 90 % of {found.runs:,} weightings; dot: middle rank. {found.ranked} states ranked. Seed 1.",
        EXPLAINED[kind],
    )
    said = _page.said_measure(measure("power_index"), year, subject=f"ranks {year}", notes=notes)
    said = replace(said, unit="rank among the states with an index; 1 is the first")
    figure = drawing.ranges(rows, said, names, top, marked=picked, dark=_page.dark())
    sentence = words.of_ranks(rows, found, names, top, kind == "near")
    _page.chart(figure, f"power_ranks_{year}", sentence, key="power.ranges")
    for country in picked:
        if country in found.counts:
            row = rows[rows["country"] == country].iloc[0]
            told = {"country": country, "low": int(row["low"]), "high": int(row["high"]), "among": row["among"]}
            st.markdown(f"- {literal(words.of_country_ranks(told, found, names, top))}")
        else:
            st.markdown(f"- {literal(names[country])}: too little is observed of it in {year} to be ranked.")
    st.caption(
        "Only the weights between the five components are drawn; those within them stay. What is uncertain in the "
        f"figures themselves is not in it. Around chosen weights the concentration is {power_ranks.NEAR:.0f}."
    )
    return rows.assign(year=year)
