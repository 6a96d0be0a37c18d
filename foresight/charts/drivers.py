"""Shares as bars: what moves a model, and how much each part of a stack has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from foresight.charts.scales import SPACE, number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look, shorten

BAR = 25
LABEL = 25
"""Characters of a label that fit beside the bars on a telephone."""
Sign = Literal["+", "−", ""]


@dataclass(frozen=True)
class Share:
    """One bar: `share` of 1, and whether a higher value goes with a higher figure, with a lower one, or neither."""

    label: str
    share: float
    sign: Sign = ""

    @property
    def words(self) -> str:
        """`18 % +`."""
        told = f"{number(100 * self.share, 0 if self.share >= 0.095 else 1)}{SPACE}%"
        return f"{told} {self.sign}".strip()


@dataclass(frozen=True)
class Bar:
    """One bar as it is drawn: its name in full, its label, its length (0 to 1), the words at its end, its colour."""

    name: str
    label: str
    share: float
    words: str
    colour: str


def bars(rows: Sequence[Bar], said: Caption, *, thick: int, left: int, right: int, dark: bool = False) -> go.Figure:
    """Bars in the order given, with words at the end of each; `thick`, `left` and `right` in pixels."""
    colours, figure = look(dark), Sketch()
    figure.add_bar(
        x=[row.share for row in rows],
        y=[row.label for row in rows],
        orientation="h",
        marker={"color": [row.colour for row in rows]},
        text=[row.words for row in rows],
        textposition="outside",
        textfont={"color": colours.ink, "size": 12},
        cliponaxis=False,
        customdata=[[row.name] for row in rows],
        hovertemplate="<b>%{customdata[0]}</b>: %{text}<extra></extra>",
        showlegend=False,
    )
    frame(figure, said, dark=dark, plot_height=thick * max(len(rows), 1) + 8, left=left, right=right, below=10)
    axes(figure, dark)
    figure.update_xaxes(visible=False, range=[0, max((row.share for row in rows), default=1.0)])
    figure.update_yaxes(
        showgrid=False, autorange="reversed", ticksuffix=SPACE * 2, tickfont={"size": 12, "color": colours.ink}
    )
    figure.update_layout(bargap=0.3, hovermode="closest")
    return figure.figure()


def shares(rows: Sequence[Share], said: Caption, *, dark: bool = False) -> go.Figure:
    """Bars in the order given, the figure at the end of each. Signs differ in colour and are written out."""
    colours = look(dark)
    # blue and orange: colour-blind readers can tell them apart
    painted = {"+": colours.series[0], "−": colours.series[1], "": colours.baseline}
    drawn = [Bar(row.label, shorten(row.label, LABEL), row.share, row.words, painted[row.sign]) for row in rows]
    return bars(drawn, said, thick=BAR, left=172, right=64, dark=dark)
