"""What the chapters of one country and of two states share: the lines, the parts in words, the file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import cooperation as drawing
from foresight.charts import cooperation_words
from foresight.charts.scales import number, plain, with_unit
from foresight.measures import cooperation
from foresight.measures.cooperation_declared import Level, components
from pages import _cache, _cooperation_weights, _downloads, _page

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.catalogue import Indicator
    from foresight.measures.declared import Measure

WHOLE, INDEX = "value", "index"
"""The index among the columns of `cooperation.weigh`, and among the lines."""


def lines(
    measure: Measure,
    index: DataFrame,
    scores: DataFrame,
    years: tuple[int, int],
    level: Level,
    weights: dict[str, int],
    *,
    subject: str,
    key: str,
) -> DataFrame | None:
    """Draw index and components (`index` as `cooperation.weigh` makes it, index year); returns the rows shown."""
    shown = index[(index.index >= years[0]) & (index.index <= years[1])]
    held = components()
    names = {INDEX: "Index"} | {part: component.short for part, component in held.items()}
    wide = shown[[WHOLE, *held]].rename(columns={WHOLE: INDEX})
    rows = wide.reset_index().melt("year", var_name="country", value_name="value").dropna(ignore_index=True)
    if rows.empty:
        st.info("Nothing that the index is made of was observed in these years. Choose other years.")
        return None
    shares = cooperation.part_weights(level, weights)
    weighted = [part for part, share in shares.items() if share]
    breaks = {INDEX: tuple(cooperation.changes(scores[weighted]))}
    breaks |= {
        part: tuple(cooperation.changes(scores[[one.indicator for one in component.parts(level)]]))
        for part, component in held.items()
    }
    last = int(rows["year"].max())
    said = _page.said_measure(measure, last, subject=subject, notes=(_cooperation_weights.note(weights),))
    figure = drawing.index_lines(
        rows, said, measure, names, order=tuple(names), strong=INDEX, observed=scores.notna().astype(float),
        level=level, breaks=breaks, unweighted=[part for part in shares if part not in weighted], dark=_page.dark(),
    )  # fmt: skip
    sentence = cooperation_words.course(shown[WHOLE], scores[weighted], subject)
    _page.chart(figure, f"{measure.key}_{years[0]}-{years[1]}", sentence, key=key)
    return shown


def last_year(index: DataFrame, first: int, last: int) -> int | None:
    """The last year of the span that has an index."""
    inside = index[(index.index >= first) & (index.index <= last)]
    years = inside.index[inside[WHOLE].notna()]
    return int(years.max()) if len(years) else None


def parts(found: DataFrame, figures: Mapping[str, DataFrame], year: int, level: Level) -> None:
    """The parts of a year in words, one row each. `figures`: part -> columns year, value."""
    catalogue, held = _cache.catalogue(), components()
    rows = []
    for part in found.to_dict("records"):
        indicator = catalogue.indicator(part["indicator"])
        seen = figures[part["indicator"]].set_index("year")["value"]
        when = part["last_year"]
        observed = not math.isnan(part["score"])
        figure = "never observed" if not isinstance(when, int) else _figure(float(seen[when]), indicator)
        row = {
            "Component": held[part["component"]].title,
            "Part": indicator.title,
            "Figure": figure if observed or not isinstance(when, int) else f"not observed; {when}: {figure}",
            "Score, 0-100": number(part["score"], 0) if observed else "–",
        }
        if level == "country":
            row["Place"] = f"{part['place']} of {part['of']}" if observed else "–"
        row |= {
            "Weight": cooperation_words.percent(part["share"]),
            "Points in the index": number(part["adds"], 1) if observed else "–",
        }
        rows.append(row)
    _page.table(rows, f"The parts of the cooperation index in {year}")


def _figure(value: float, indicator: Indicator) -> str:
    """`6 exercises`; where the unit explains a mark, `0 (1 = in force)`."""
    return f"{plain(value, indicator)} ({indicator.unit})" if "=" in indicator.unit else with_unit(value, indicator)


def take_along(measure: Measure, shown: DataFrame, name: str, weights: dict[str, int], *of: str) -> None:
    """The years as CSV, and how they are made. `of`: the country, or the two."""
    rows = shown.reset_index()
    sides = dict(zip(("country", "partner"), of, strict=False))
    rows = rows.assign(**sides)[[*sides, *(column for column in rows if column not in sides)]]
    _downloads.measure(measure, rows, name, [("weights", _cooperation_weights.note(weights))])
    seen = shown.index[shown[WHOLE].notna()]
    _page.measure_footer(measure, int(seen.max()) if len(seen) else None)
