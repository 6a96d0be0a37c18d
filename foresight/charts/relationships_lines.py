"""Courses of a pair and of groups of pairs: lines with their names at their ends, one panel or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.lines import PLOT, End, label_ends, line_of, year_range, year_ticks
from foresight.charts.panels import Grid
from foresight.charts.scales import Scale
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look, shorten

EACH, BETWEEN = 150, 62
"""Pixels: the height of a small panel, and what stands under it."""


@dataclass(frozen=True)
class Course:
    """One line: its name, what is held by year, the place of its colour. `quiet`: to compare with, in grey dashes."""

    name: str
    held: pd.Series
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
    colours, drawn = look(dark), Sketch()
    kept = [course for course in shown if len(course.held)]
    ends = [_line(drawn, course, indicator, dark) for course in kept]
    values = np.concatenate([course.held.to_numpy(dtype=float) for course in kept])
    low, high = (lowest if lowest is not None else float(values.min())), float(values.max())
    pad = (high - low) * 0.07 or 1.0
    bottom, top = (low if lowest is not None else low - pad), high + pad
    years = pd.Series([int(year) for course in kept for year in (course.held.index.min(), course.held.index.max())])
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
    own = _every_year(course.held)
    trace = line_of(own, course.name, indicator, Scale(), colour, "dash" if course.quiet else "solid")
    if "markers" in trace["mode"]:  # only for the years that stand alone: a mark on each would hide the line
        there = own["value"].notna().to_numpy()
        lonely = there & ~np.r_[False, there[:-1]] & ~np.r_[there[1:], False]
        trace["marker"] = {**trace["marker"], "size": np.where(lonely, 7, 0).tolist()}
    drawn.add_scatter(**trace, xaxis=f"x{axis}", yaxis=f"y{axis}")
    seen = course.held.dropna()
    return End(course.name, colour, int(seen.index[-1]), float(seen.iloc[-1])) if len(seen) else None


def _every_year(held: pd.Series) -> pd.DataFrame:
    """Columns year, value with a row for every year between the first and the last: those it lacks hold NaN."""
    if held.empty:
        return pd.DataFrame({"year": [], "value": []})
    years = held.index.to_numpy()
    values = np.full(int(years.max() - years.min()) + 1, np.nan)
    values[years - years.min()] = held.to_numpy(dtype=float)
    return pd.DataFrame({"year": np.arange(years.min(), years.max() + 1), "value": values})


def panels(shown: Sequence[Panel], said: Caption, *, dark: bool = False, narrow: bool = False) -> go.Figure:
    """Small panels, two in a row, each on a scale of its own from nought; all over the same years."""
    colours, drawn = look(dark), Sketch()
    grid = Grid(len(shown), 1 if narrow or len(shown) == 1 else 2, EACH, BETWEEN)
    grid.lay_out(drawn)
    frame(drawn, said, dark=dark, plot_height=grid.height, left=58, right=22, above=26)
    axes(drawn, dark)
    every = [int(year) for panel in shown for course in panel.courses for year in course.held.index]
    years = pd.Series([min(every), max(every)])
    drawn.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    for place, panel in enumerate(shown):
        axis = grid.axis(place)
        for course in panel.courses:
            _line(drawn, course, panel.indicator, dark, axis)
        high = max((float(course.held.max()) for course in panel.courses if len(course.held)), default=1.0)
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
    """The names of a panel's lines, beside its heading on the right, where there are several."""
    colours = look(dark)
    if len(panel.courses) < 2:
        return
    words = [
        f'<span style="color:{colours.series[course.colour]}">■</span> {shorten(course.name, 14)}'
        for course in panel.courses
    ]
    drawn.add_annotation(
        text="  ".join(words), x=1, xref=f"x{axis} domain", xanchor="right", y=1, yref=f"y{axis} domain",
        yanchor="bottom", yshift=4, showarrow=False, font={"size": 11, "color": colours.ink},
    )  # fmt: skip
