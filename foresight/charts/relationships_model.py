"""What the model of pairs tells of one pair: its probability with the interval, and with one thing at a time moved."""

from __future__ import annotations

import plotly.graph_objects as go

from foresight.charts.scales import SPACE, number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look, wrap
from foresight.charts.ties import percent
from foresight.measures.relationship_moves import Told

ROW = 30
SIDE, NARROW = 236, 152
HARDLY = 0.005
"""A difference in probability below which nothing is made of it."""
AS_IT_IS = "As it stands"


def points(difference: float) -> str:
    """`+4 points`, `−2 points`, `hardly any` below half a point."""
    if abs(difference) < HARDLY:
        return "hardly any"
    text = number(100 * abs(difference), 0)
    return f"{'+' if difference > 0 else '−'}{text}{SPACE}point{'' if text == '1' else 's'}"


def moves(told: Told, said: Caption, *, dark: bool = False, narrow: bool = False) -> go.Figure:
    """A row for the pair as it is, with its 80 % interval, and one for each move: a line from there to where it leads.

    Moves that change nothing, because the pair is there already, are left out.
    """
    colours, drawn = look(dark), Sketch()
    rows = [one for one in told.differences if one.probability is not None]
    base, side = told.probability, NARROW if narrow else SIDE
    drawn.add_shape(
        type="line", x0=base, x1=base, y0=0, y1=1, xref="x", yref="paper", layer="below",
        line={"color": colours.quiet, "width": 1, "dash": "dot"},
    )  # fmt: skip
    drawn.add_scatter(
        x=[told.low, told.high], y=[0, 0], mode="lines", hoverinfo="skip",
        line={"color": colours.baseline, "width": 6},
    )  # fmt: skip
    drawn.add_scatter(
        x=[base], y=[0], mode="markers", marker={"size": 13, "color": colours.ink, "symbol": "diamond"},
        customdata=[[percent(base), percent(told.low), percent(told.high)]],
        hovertemplate=f"<b>{AS_IT_IS}</b>: %{{customdata[0]}}<br>80 %: %{{customdata[1]}} to %{{customdata[2]}}"
        "<extra></extra>",
    )  # fmt: skip
    paint = [colours.series[0] if (one.probability or 0) >= base else colours.series[1] for one in rows]
    for place, (one, colour) in enumerate(zip(rows, paint, strict=True), start=1):
        drawn.add_scatter(
            x=[base, one.probability], y=[place, place], mode="lines", hoverinfo="skip",
            line={"color": colour, "width": 4},
        )  # fmt: skip
    drawn.add_scatter(
        x=[one.probability for one in rows],
        y=list(range(1, len(rows) + 1)),
        mode="markers",
        marker={
            "size": 11, "color": paint,
            "symbol": ["triangle-right" if (one.probability or 0) >= base else "triangle-left" for one in rows],
        },
        customdata=[
            [one.move.words, percent(one.probability or 0.0), points((one.probability or 0.0) - base)] for one in rows
        ],
        hovertemplate="%{customdata[0]}: %{customdata[1]} (%{customdata[2]})<extra></extra>",
    )  # fmt: skip
    for place, one in enumerate(rows, start=1):
        drawn.add_annotation(
            text=f"{percent(one.probability or 0.0)}", x=1, xref="paper", xanchor="left", xshift=6, y=place,
            showarrow=False, font={"size": 12, "color": colours.ink},
        )  # fmt: skip
    drawn.add_annotation(
        text=f"<b>{percent(base)}</b>", x=1, xref="paper", xanchor="left", xshift=6, y=0,
        showarrow=False, font={"size": 12, "color": colours.ink},
    )  # fmt: skip
    names = [AS_IT_IS, *(one.move.title for one in rows)]
    frame(drawn, said, dark=dark, plot_height=ROW * len(names) + 10, left=side, right=72)
    axes(drawn, dark)
    drawn.update_xaxes(range=[-0.02, 1.02], tickvals=[0, 0.5, 1], ticktext=["0", f"50{SPACE}%", f"100{SPACE}%"],
                       showgrid=True, gridcolor=colours.faint)  # fmt: skip
    drawn.update_yaxes(
        range=[len(names) - 0.4, -0.6], tickvals=list(range(len(names))), showgrid=False, ticklen=0,
        ticktext=["<br>".join(wrap(name, 21 if narrow else 34)) for name in names], ticksuffix=SPACE * 2,
        tickfont={"size": 11 if narrow else 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", showlegend=False)
    return drawn.figure()
