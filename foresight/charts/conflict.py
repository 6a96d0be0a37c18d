"""Conflict drawn: years in stacked parts, who stood where as a strip of years, and deaths next door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_range, year_ticks
from foresight.charts.scales import Scale, number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, faded, frame, look, shorten

ROW = 19
LABEL = 21
"""Characters of a name that fit beside a strip on a telephone."""
CLASSES: tuple[tuple[float, str], ...] = ((1000, "1,000 or more"), (25, "25 to 999"), (1, "1 to 24"), (0, "none"))
"""Deaths a year: the lower end of each class and its name, the worst first."""
PLOT = 300


@dataclass(frozen=True)
class Layer:
    """One part of every bar: its name, and its value by year (a missing year has no entry)."""

    name: str
    by_year: Mapping[int, float]


@dataclass(frozen=True)
class Run:
    """Years in a row in which a strip is filled: `strength` from 0 to 1, and what a pointer reads."""

    row: str
    first: int
    last: int
    told: str
    strength: float = 1.0


def stacked(
    layers: Sequence[Layer],
    said: Caption,
    *,
    colours_at: Sequence[int] = (1, 0, 4),
    dark: bool = False,
) -> go.Figure:
    """One bar a year, made of `layers` from the bottom up. Missing years stay empty.

    `colours_at`: which of the house's series colours each layer has.
    """
    colours, drawn = look(dark), Sketch()
    years = sorted({year for layer in layers for year in layer.by_year} or {0})
    totals = {y: sum(layer.by_year.get(y, 0.0) for layer in layers) for y in years}
    for layer, at in zip(layers, colours_at, strict=False):
        there = [y for y in years if y in layer.by_year]
        drawn.add_bar(
            x=there,
            y=[layer.by_year[y] for y in there],
            name=layer.name,
            marker={"color": colours.series[at]},
            customdata=[[number(layer.by_year[y], 0), number(totals[y], 0)] for y in there],
            hovertemplate=f"<b>{layer.name}</b> %{{x}}: %{{customdata[0]}} of %{{customdata[1]}}<extra></extra>",
        )
    top = max(totals.values(), default=1.0)
    names = [layer.name for layer in layers]
    frame(drawn, said, dark=dark, plot_height=PLOT, right=16, above=_legend(drawn, names))
    axes(drawn, dark)
    places, texts = Scale().ticks(0.0, top or 1.0)
    drawn.update_xaxes(range=year_range(years[0] - 1, years[-1] + 1), **year_ticks(pd.Series(years)))
    drawn.update_yaxes(range=[0, (top or 1.0) * 1.05], tickvals=places, ticktext=texts)
    drawn.update_layout(barmode="stack", bargap=0.15, hovermode="closest")
    return drawn.figure()


def _legend(drawn: Sketch, names: Sequence[str]) -> int:
    """A legend over the plot, and the pixels it takes on a narrow screen."""
    drawn.update_layout(
        legend={
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "traceorder": "normal",
            "itemclick": False, "itemdoubleclick": False,
        },
        showlegend=True,
    )  # fmt: skip
    rows, used = 1, 0
    for name in names:
        wide = 46 + 7 * len(name)
        rows, used = (rows + 1, wide) if used + wide > 320 and used else (rows, used + wide)
    return 20 * rows + 6


def strip(
    runs: Sequence[Run], order: Sequence[str], names: Mapping[str, str], years: tuple[int, int], said: Caption,
    *, dark: bool = False, colour: str | None = None,
) -> go.Figure:  # fmt: skip
    """A row per key of `order`, filled in the years of its runs; the darker, the stronger the run."""
    colours = look(dark)
    paint = colour or colours.accent
    painted = [faded(paint, round(0.45 + 0.55 * run.strength, 2)) for run in runs]
    return _strip(runs, painted, order, names, years, said, dark)


def deaths_strip(
    rows: pd.DataFrame, order: Sequence[str], names: Mapping[str, str], said: Caption, *, dark: bool = False
) -> go.Figure:
    """A row per country of `order`, each year in the colour of its class of deaths; `rows`: country, year, value."""
    colours = look(dark)
    paints = dict(zip((name for _, name in CLASSES), _classes(colours), strict=True))
    runs, painted = [], []
    for country, own in rows[rows["country"].isin(order)].sort_values("year").groupby("country"):
        for year, value in zip(own["year"], own["value"], strict=True):
            class_ = next(name for least, name in CLASSES if value >= least)
            runs.append(Run(str(country), int(year), int(year), f"{number(float(value), 0)} deaths"))
            painted.append(paints[class_])
    span = (int(rows["year"].min()), int(rows["year"].max()))
    return _strip(runs, painted, order, names, span, said, dark, tuple(paints.items()))


def _classes(colours: Look) -> tuple[str, str, str, str]:
    return colours.harms[5], colours.harms[3], colours.harms[1], colours.faint


def _strip(
    runs: Sequence[Run],
    painted: Sequence[str],
    order: Sequence[str],
    names: Mapping[str, str],
    years: tuple[int, int],
    said: Caption,
    dark: bool,
    key: Sequence[tuple[str, str]] = (),
) -> go.Figure:
    colours, drawn = look(dark), Sketch()
    places = {row: place for place, row in enumerate(order)}
    kept = [(run, paint) for run, paint in zip(runs, painted, strict=True) if run.row in places]
    drawn.add_bar(
        x=[run.last - run.first + 1 for run, _ in kept],
        y=[places[run.row] for run, _ in kept],
        base=[run.first - 0.5 for run, _ in kept],
        orientation="h",
        width=0.78,
        marker={"color": [paint for _, paint in kept], "line": {"width": 0}},
        customdata=[[names.get(run.row, run.row), _span(run), run.told] for run, _ in kept],
        hovertemplate="<b>%{customdata[0]}</b> %{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        showlegend=False,
    )
    for name, paint in key:
        drawn.add_scatter(
            x=[None], y=[None], mode="markers", name=name, hoverinfo="skip",
            marker={"symbol": "square", "size": 11, "color": paint, "line": {"color": colours.quiet, "width": 0.6}},
        )  # fmt: skip
    above = _legend(drawn, [name for name, _ in key]) if key else 0
    height = ROW * max(len(order), 1) + 6
    frame(drawn, said, dark=dark, plot_height=height, left=148, right=14, above=above)
    axes(drawn, dark)
    drawn.update_xaxes(
        range=[years[0] - 0.6, years[1] + 0.6], showgrid=True, gridcolor=colours.faint, **year_ticks(pd.Series(years))
    )
    drawn.update_yaxes(
        range=[len(order) - 0.5, -0.5], tickvals=list(range(len(order))), showgrid=False,
        ticktext=[shorten(names.get(row, row), LABEL) for row in order],
        tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(barmode="overlay", hovermode="closest")
    return drawn.figure()


def _span(run: Run) -> str:
    return str(run.first) if run.first == run.last else f"{run.first}–{run.last}"


def runs_of(rows: pd.DataFrame, told: Mapping[tuple[str, int], str] | None = None, most: float = 1.0) -> list[Run]:
    """Years in a row with the same value become one run: `rows` has country, year, value (`most` is full strength)."""
    found: list[Run] = []
    for row, own in rows.sort_values("year").groupby("country", sort=False):
        open_: dict[str, Any] | None = None
        for year, value in zip(own["year"].astype(int), own["value"].astype(float), strict=True):
            words = (told or {}).get((str(row), year), "")
            if open_ and open_["last"] == year - 1 and open_["value"] == value and open_["told"] == words:
                open_["last"] = year
                continue
            if open_:
                found.append(_closed(str(row), open_, most))
            open_ = {"first": year, "last": year, "value": value, "told": words}
        if open_:
            found.append(_closed(str(row), open_, most))
    return found


def _closed(row: str, run: Mapping[str, Any], most: float) -> Run:
    return Run(row, run["first"], run["last"], run["told"], min(run["value"] / max(most, 1.0), 1.0))
