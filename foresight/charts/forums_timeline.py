"""Summits, dialogues and operations on a line of years, one lane per forum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_ticks
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, colour_of, frame, look, shorten, wrap
from foresight.events import KINDS, Event

ROW = 17
SYMBOLS: Mapping[str, str] = {
    "summit": "circle",
    "dialogue": "circle-open",
    "treaty": "square",
    "agreement": "square-open",
    "decision": "diamond",
    "membership": "triangle-up",
    "operation": "line-ns",
    "exercise": "star",
    "report": "diamond-open",
}
WIDTH = 46
"""Characters of a line in a hover label."""


def timeline(
    events: Sequence[Event], lanes: Sequence[str], titles: Mapping[str, str], said: Caption, first: int, last: int, *,
    dark: bool = False, narrow: bool = False,
) -> go.Figure:  # fmt: skip
    """The events from `first` to `last`, in a lane for each of `lanes` (forums or strands; `titles`: key -> name).

    A mark for each, by kind; a bar for what lasted. Events of a lane that would cover each other stand in rows. One
    that belongs to several lanes stands in each.
    """
    colours, drawn = look(dark), Sketch()
    painted = colour_of(list(lanes), dark)
    # how many years a mark is wide: the plot is some 1,000 pixels, or 260 on a telephone
    room = (last + 1 - first) * (14 / (260 if narrow else 1000))
    placed: list[tuple[Event, str, float]] = []
    heads, top = [], 0
    for lane in lanes:
        own = [event for event in events if lane in (*event.forums, *event.strands)]
        rows, count = _rows(own, room, first, last)
        placed += [(event, lane, top + row + 0.5) for event, row in zip(own, rows, strict=True)]
        heads.append((lane, top, top + count))
        top += count
    _lanes(drawn, heads, titles, colours, painted, narrow)
    for event, lane, place in placed:
        if event.lasting:
            begin, end = max(event.moment, first), min((event.last_year or last) + 1.0, last + 1.0)
            drawn.add_shape(
                type="line", x0=begin, x1=max(end, begin + room / 2), y0=place, y1=place, layer="below",
                line={"color": painted[lane][0], "width": 5}, opacity=0.55,
            )  # fmt: skip
    for kind, title in KINDS.items():
        own_kind = [(event, lane, place) for event, lane, place in placed if event.kind == kind]
        if own_kind:
            drawn.add_scatter(
                x=[max(event.moment, first) for event, _, _ in own_kind], y=[place for _, _, place in own_kind],
                mode="markers", name=title, showlegend=False,
                marker={
                    "symbol": SYMBOLS[kind], "size": 11, "color": [painted[lane][0] for _, lane, _ in own_kind],
                    "line": {"width": 2 if kind == "operation" else 1.4,
                             "color": [painted[lane][0] for _, lane, _ in own_kind]},
                },
                customdata=[[_told(event)] for event, _, _ in own_kind],
                hovertemplate="%{customdata[0]}<extra></extra>",
            )  # fmt: skip
            # colours tell lanes, marks tell kinds: the legend has marks without a lane's colour
            drawn.add_scatter(
                x=[None], y=[None], mode="markers", name=title, showlegend=True, hoverinfo="skip",
                marker={"symbol": SYMBOLS[kind], "size": 10, "color": colours.quiet,
                        "line": {"width": 1.6, "color": colours.quiet}},
            )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=max(ROW * top, 40), left=12, right=14, above=64 if narrow else 26)
    axes(drawn, dark)
    drawn.update_xaxes(range=[first - room, last + 1 + room], showgrid=True, gridcolor=colours.faint,
                       **year_ticks(pd.Series([first, last])))  # fmt: skip
    drawn.update_yaxes(range=[top, 0], showticklabels=False, showgrid=False)
    drawn.update_layout(
        hovermode="closest", hoverdistance=24,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left", "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    return drawn.figure()


def _rows(own: Sequence[Event], room: float, first: int, last: int) -> tuple[list[int], int]:
    """The row of each event, oldest first into the highest row that is free, below the lane's name; and how many."""
    free: list[float] = []
    rows = []
    for event in own:
        begin = max(event.moment, first)
        end = min((event.last_year or last) + 1.0, last + 1.0) if event.lasting else begin
        row = next((n for n, until in enumerate(free) if until <= begin - room), len(free))
        free[row : row + 1] = [max(begin, end)]
        rows.append(row + 1)
    return rows, max(len(free), 1) + 1


def _lanes(
    drawn: Sketch, heads: Sequence[tuple[str, int, int]], titles: Mapping[str, str], colours: Look,
    painted: Mapping[str, tuple[str, str]], narrow: bool,
) -> None:  # fmt: skip
    for place, (lane, top, bottom) in enumerate(heads):
        swatch = f'<span style="color:{painted[lane][0]}">■</span>'
        if place % 2:
            drawn.add_shape(
                type="rect", xref="paper", yref="y", x0=0, x1=1, y0=top, y1=bottom, layer="below",
                fillcolor=colours.zone, line={"width": 0},
            )  # fmt: skip
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", y=top + 0.55, yref="y", yanchor="middle", showarrow=False,
            text=f"{swatch} <b>{shorten(titles[lane], 24 if narrow else 40)}</b>",
            font={"size": 12, "color": colours.ink},
        )  # fmt: skip


def _told(event: Event) -> str:
    where = f"{event.date_words}{f', {event.place}' if event.place else ''}"
    parts: list[Any] = [f"<b>{line}</b>" for line in wrap(event.title, WIDTH)]
    return "<br>".join([*parts, *wrap(where, WIDTH), *wrap(event.fact, WIDTH)])
