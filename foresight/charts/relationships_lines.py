"""Courses of a pair and of groups of pairs: lines with their names at their ends, one panel or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.lines import PLOT, End, complete, label_ends, line_of, year_range, year_ticks
from foresight.charts.panels import Grid
from foresight.charts.scales import Scale
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look

EACH, BETWEEN = 150, 62
"""Pixels: the height of a small panel, and what stands under it."""


@dataclass(frozen=True)
class Course:
    """One line: name, values by year, and the place of its colour. `quiet`: something to compare with, grey dashes."""

    name: str
    values: pd.Series
    colour: int = 0
    quiet: bool = False


@dataclass(frozen=True)
class Panel:
    """A small picture with a heading and the indicator whose unit its lines have."""

    title: str
    indicator: Indicator
    courses: tuple[Course, ...]


def courses(
    shown: Sequence[Course],
    said: Caption,
    indicator: Indicator,
    *,
    lowest: float | None = None,
    dark: bool = False,
) -> go.Figure:
    """Lines in one panel; `lowest`: where the axis ends below, else with room around the lines."""
    colours, drawn, ends = look(dark), Sketch(), []
    kept = [course for course in shown if len(course.values)]
    for course in kept:
        ends.append(_line(drawn, course, indicator, dark))
    values = np.concatenate([course.values.to_numpy(dtype=float) for course in kept])
    low, high = (lowest if lowest is not None else float(values.min())), float(values.max())
    pad = (high - low) * 0.07 or 1.0
    bottom, top = (low if lowest is not None else low - pad), high + pad
    years = pd.Series([int(year) for course in kept for year in (course.values.index.min(), course.values.index.max())])
    frame(drawn, said, dark=dark, plot_height=PLOT, left=56, right=128)
    axes(drawn, dark)
    drawn.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    places, texts = Scale().ticks(low, high)
    drawn.update_yaxes(range=[bottom, top], tickvals=places, ticktext=texts)
    drawn.update_layout(hovermode="closest", showlegend=False)
    label_ends(drawn, [end for end in ends if end is not None], bottom, top, colours.ink)
    return drawn.figure()


def _line(drawn: Sketch, course: Course, indicator: Indicator, dark: bool, axis: str = "") -> End | None:
    colours = look(dark)
    colour = colours.baseline if course.quiet else colours.series[course.colour]
    own = complete(pd.DataFrame({"year": course.values.index, "value": course.values.to_numpy()}))
    trace = line_of(own, course.name, indicator, Scale(), colour, "dash" if course.quiet else "solid")
    drawn.add_scatter(**trace, xaxis=f"x{axis}", yaxis=f"y{axis}")
    seen = own.dropna(subset=["value"])
    if seen.empty:
        return None
    return End(course.name, colour, int(seen["year"].iloc[-1]), float(seen["value"].iloc[-1]))


def panels(shown: Sequence[Panel], said: Caption, *, dark: bool = False, narrow: bool = False) -> go.Figure:
    """Small panels, two in a row, each on a scale of its own from nought; all over the same years."""
    colours, drawn = look(dark), Sketch()
    grid = Grid(len(shown), 1 if narrow or len(shown) == 1 else 2, EACH, BETWEEN)
    grid.lay_out(drawn)
    frame(drawn, said, dark=dark, plot_height=grid.height, left=58, right=22, above=26)
    axes(drawn, dark)
    every = [int(year) for panel in shown for course in panel.courses for year in course.values.index]
    years = pd.Series([min(every), max(every)])
    drawn.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    for place, panel in enumerate(shown):
        axis = grid.axis(place)
        for course in panel.courses:
            _line(drawn, course, panel.indicator, dark, axis)
        high = max((float(course.values.max()) for course in panel.courses if len(course.values)), default=1.0)
        places, texts = Scale().ticks(0.0, high or 1.0, 3)
        drawn.update_layout(
            **{f"yaxis{axis}": {"range": [-0.03 * (high or 1.0), 1.08 * (high or 1.0)], "tickvals": places,
                                "ticktext": texts}}
        )  # fmt: skip
        grid.head(drawn, place, panel.title, colours.quiet, colours)
        _named(drawn, panel, axis, dark)
    drawn.update_layout(hovermode="closest", showlegend=False)
    return drawn.figure()


def _named(drawn: Sketch, panel: Panel, axis: str, dark: bool) -> None:
    """The names of a panel's lines, under its heading on the right, where there are several."""
    colours = look(dark)
    if len(panel.courses) < 2:
        return
    words = [
        f'<span style="color:{colours.baseline if c.quiet else colours.series[c.colour]}">■</span> {c.name}'
        for c in panel.courses
    ]
    drawn.add_annotation(
        text="  ".join(words), x=1, xref=f"x{axis} domain", xanchor="right", y=1, yref=f"y{axis} domain",
        yanchor="top", showarrow=False, font={"size": 11, "color": colours.ink},
    )  # fmt: skip
