"""Two states on one timeline: a lane for each way in which they deal with each other, a cell for each year.

A cell is strong where more was counted, grey where nothing was although the source looked, and empty where nobody
looked. Lanes are also drawn of exercises by type, agreements by category and forums: one way of reading for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_ticks
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, faded, frame, look, shorten

LANE, HEAD = 23, 25
"""Pixels: a lane, and the heading of a group."""
WIDE, NARROW, LONG = 172, 134, 292
"""Pixels for the names of lanes; a telephone has the second, lanes with names of many words the third."""
CELL = 0.74
PALEST = 0.34
"""Opacity of the weakest cell: still plainly another than grey."""


@dataclass(frozen=True)
class Cell:
    """A year of a lane, or more. `strength`: 0 none (grey) to 1; `said`: for whoever points at it."""

    first: float
    last: float
    strength: float
    said: str


@dataclass(frozen=True)
class Mark:
    """Something on a day: an event or a shock. `moment`: in years, 2010.5 is the middle of 2010."""

    moment: float
    said: str


@dataclass(frozen=True)
class Lane:
    """A row: its name, its cells, its marks, and the place of its colour in the series (None: the accent)."""

    name: str
    cells: tuple[Cell, ...] = ()
    marks: tuple[Mark, ...] = ()
    colour: int | None = None
    symbol: str = "diamond"


@dataclass(frozen=True)
class Group:
    """Lanes under one heading; a group without a heading has ""."""

    title: str
    lanes: tuple[Lane, ...] = field(default=())


def cells_of(values: pd.Series, said: Sequence[str]) -> tuple[Cell, ...]:
    """A cell for each observed year, stronger the more was counted (as log(1 + x), against the highest of the lane)."""
    numbers = np.log1p(np.maximum(values.to_numpy(dtype=float), 0.0))
    most = float(numbers.max()) if len(numbers) else 0.0
    return tuple(
        Cell(year, year, float(number / most) if most > 0 else 0.0, words)
        for year, number, words in zip(values.index.tolist(), numbers, said, strict=True)
    )


def lanes(
    groups: Sequence[Group],
    said: Caption,
    *,
    first: int,
    last: int,
    long: bool = False,
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """The lanes of all groups from the top; `long`: their names have many words."""
    colours, drawn, side = look(dark), Sketch(), NARROW if narrow else LONG if long else WIDE
    room = 20 if narrow else 46 if long else 26
    top, places, names = 0.0, [], []
    for group in groups:
        if group.title:
            drawn.add_annotation(
                text=f"<b>{group.title}</b>", x=0, xref="paper", xanchor="left", xshift=8 - side, y=top + 0.62 * HEAD,
                yref="y", yanchor="middle", showarrow=False, font={"size": 12, "color": colours.quiet},
            )  # fmt: skip
            top += HEAD
        for lane in group.lanes:
            place = top + LANE / 2
            _cells(drawn, lane, place, (first, last), colours, 0.5 if narrow else 0.46)
            _marks(drawn, lane, place, (first, last), colours)
            places.append(place)
            names.append(shorten(lane.name, room))
            top += LANE
    frame(drawn, said, dark=dark, plot_height=int(top) + 4, left=side, right=16)
    axes(drawn, dark)
    years = pd.Series([first, last])
    drawn.update_xaxes(range=[first - 0.6, last + 0.6], **year_ticks(years))
    drawn.update_yaxes(
        range=[top + 2, -2], tickvals=places, ticktext=names, showgrid=False, ticklen=0,
        tickfont={"size": 11 if narrow else 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", showlegend=False, bargap=0, barmode="overlay")
    return drawn.figure()


def _cells(drawn: Sketch, lane: Lane, place: float, span: tuple[int, int], colours: Look, half: float) -> None:
    """`half`: half the width of a cell in years; with gaps, a few pixels a year would come out as stripes."""
    shown = [cell for cell in lane.cells if cell.last >= span[0] and cell.first <= span[1]]
    if not shown:
        return
    paint = colours.accent if lane.colour is None else colours.series[lane.colour]
    begins = [max(cell.first, span[0]) - half for cell in shown]
    drawn.add_bar(
        x=[min(cell.last, span[1]) + half - begin for cell, begin in zip(shown, begins, strict=True)],
        base=begins,
        y=[place] * len(shown),
        width=CELL * LANE,
        orientation="h",
        marker={
            "color": [
                faded(paint, round(PALEST + (1 - PALEST) * cell.strength, 2)) if cell.strength > 0 else colours.faint
                for cell in shown
            ],
            "line": {"width": 0},
        },
        customdata=[cell.said for cell in shown],
        hovertemplate=f"<b>{lane.name}</b><br>%{{customdata}}<extra></extra>",
        name=lane.name,
    )


def _marks(drawn: Sketch, lane: Lane, place: float, span: tuple[int, int], colours: Look) -> None:
    shown = [mark for mark in lane.marks if span[0] <= mark.moment < span[1] + 1]
    if not shown:
        return
    paint = colours.ink if lane.colour is None else colours.series[lane.colour]
    drawn.add_scatter(
        x=[mark.moment - 0.5 for mark in shown],
        y=[place] * len(shown),
        mode="markers",
        marker={"symbol": lane.symbol, "size": 11, "color": paint, "line": {"color": colours.paper, "width": 1}},
        customdata=[mark.said for mark in shown],
        hovertemplate=f"<b>{lane.name}</b><br>%{{customdata}}<extra></extra>",
        name=lane.name,
    )


def breadth(rows: pd.DataFrame, said: Caption, *, dark: bool = False) -> go.Figure:
    """How many channels ran, of how many that were observed. `rows`: columns year, active, observed."""
    colours, drawn = look(dark), Sketch()
    words = [
        f"{active} of {observed} observed" for active, observed in zip(rows["active"], rows["observed"], strict=True)
    ]
    drawn.add_bar(
        x=rows["year"], y=rows["observed"], name="Observed", hoverinfo="skip", width=0.86,
        marker={"color": colours.faint, "line": {"width": 0}},
    )  # fmt: skip
    drawn.add_bar(
        x=rows["year"], y=rows["active"], name="Active", width=0.86, customdata=words,
        marker={"color": colours.accent, "line": {"width": 0}},
        hovertemplate="<b>%{x}</b>: %{customdata}<extra></extra>",
    )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=170, left=44, right=20)
    axes(drawn, dark)
    most = int(rows["observed"].max()) if len(rows) else 1
    years = rows["year"] if len(rows) else pd.Series([0])
    drawn.update_xaxes(range=[int(years.min()) - 0.6, int(years.max()) + 0.6], **year_ticks(years))
    drawn.update_yaxes(range=[0, most + 0.3], dtick=1 if most <= 5 else 2)
    drawn.update_layout(hovermode="closest", showlegend=False, barmode="overlay")
    return drawn.figure()
