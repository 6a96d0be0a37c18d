"""Signposts drawn: how the support of the last years is shared out, and each reading against its threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from foresight.charts.drivers import Bar, bars
from foresight.charts.scales import SPACE, number
from foresight.charts.signpost_words import DIRECTIONS, figure, share, turn
from foresight.charts.sketch import Sketch
from foresight.charts.theme import NOTE_LINE, Caption, Look, axes, frame, look, shorten, wrap
from foresight.scenario.signposts import Signpost

BAR = 27
ROW, LINE = 34, 15
EDGE = 5.0
"""Standard deviations from the threshold beyond which a mark stands at the edge: one far reading would squeeze all."""
SIDE = 176
"""Pixels for labels; on a telephone they stand in two or three lines of so many characters."""
CHARACTERS = 25
LEGEND: dict[str, Any] = {
    "orientation": "h", "x": 0, "xanchor": "left", "xref": "container", "y": 1, "yanchor": "bottom",
}  # fmt: skip


@dataclass(frozen=True)
class Support:
    """One future's bar: its name, its share of the support (0 to 1), and whether it is the baseline."""

    name: str
    share: float
    baseline: bool = False


def supports(rows: Sequence[Support], said: Caption, *, dark: bool = False) -> go.Figure:
    """Bars in the order given, the figure at the end of each; the baseline in grey."""
    colours = look(dark)
    labels = [shorten(row.name, CHARACTERS + 2) for row in rows]
    # two names that shorten to the same words would share one bar
    labels = [f"{label}{SPACE * labels[:place].count(label)}" for place, label in enumerate(labels)]
    drawn = [
        Bar(row.name, label, row.share, share(row.share), colours.baseline if row.baseline else colours.accent)
        for row, label in zip(rows, labels, strict=True)
    ]
    return bars(drawn, said, thick=BAR, left=SIDE + 14, right=96, dark=dark)


def thresholds(
    signs: Sequence[Signpost], names: Sequence[str], said: Caption, *, dark: bool = False, narrow: bool = False
) -> go.Figure:
    """Each reading on one scale: standard deviations of three-year changes, the threshold at 0, the scenario right.

    An arrow leads from three years ago to the reading; its colour and its mark say whether towards the scenario. An
    open diamond: where the scenario has it three years on. What lies beyond five stands at the edge.
    """
    colours, drawn = look(dark), Sketch()
    words = [wrap(f"{place}. {name}", CHARACTERS) for place, name in enumerate(names, start=1)]
    words = [lines if len(lines) <= 3 else [*lines[:2], f"{lines[2]}…"] for lines in words]
    heights = [max(ROW, LINE * len(lines) + 10) for lines in words]
    places = [sum(heights[:k]) + height / 2 for k, height in enumerate(heights)]
    kinds = _kinds(colours)
    _zone(drawn, colours)
    for sign, place in zip(signs, places, strict=True):
        now, before = _held(-sign.distance), _held(-sign.distance - sign.change)
        colour = kinds[sign.direction][0]
        if sign.direction in ("towards", "away") and abs(now - before) > 0.05:
            drawn.add_annotation(
                x=now, y=place, ax=before, ay=place, xref="x", yref="y", axref="x", ayref="y", text="",
                showarrow=True, arrowhead=2, arrowsize=1.1, arrowwidth=2, arrowcolor=colour, standoff=7,
            )  # fmt: skip
    drawn.add_scatter(
        x=[_held(sign.implied - sign.distance) for sign in signs], y=places, mode="markers",
        name="Scenario, 3 years on",
        marker={"symbol": "diamond-open", "size": 10, "color": colours.ink, "line": {"width": 1.6}},
        customdata=[[name, figure(s.expected, s.source)] for name, s in zip(names, signs, strict=True)],
        hovertemplate="<b>%{customdata[0]}</b><br>the scenario three years on: %{customdata[1]}<extra></extra>",
    )  # fmt: skip
    for direction, (colour, symbol) in kinds.items():
        own = [(s, p, n) for s, p, n in zip(signs, places, names, strict=True) if s.direction == direction]
        if not own:
            continue
        drawn.add_scatter(
            x=[_held(-s.distance) for s, _, _ in own],
            y=[p for _, p, _ in own],
            mode="markers",
            name=f"Reading, {DIRECTIONS[direction]}",
            marker={"symbol": symbol, "size": 13, "color": colour, "line": {"color": colours.paper, "width": 1}},
            customdata=[
                [n, f"{figure(s.reading, s.source)} in {s.source.year}", turn(s), number(s.distance, 1)]
                for s, _, n in own
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}; %{customdata[2]} speaks for the scenario"
            "<br>%{customdata[3]} standard deviations away<extra></extra>",
        )
    height = int(sum(heights)) + 8
    frame(
        drawn,
        said,
        dark=dark,
        plot_height=height,
        left=SIDE + 10,
        right=18,
        below=62,
        above=(4 if narrow else 1) * (NOTE_LINE + 4),
    )
    axes(drawn, dark)
    drawn.update_xaxes(
        range=[-EDGE - 0.4, EDGE + 0.4], tickvals=[-4, -2, 0, 2, 4], ticktext=["−4", "−2", "0", "2", "4"],
        title={"text": f"{'sd' if narrow else 'standard deviations'} from the threshold", "font": {"size": 12}},
        showgrid=True, gridcolor=colours.faint,
    )  # fmt: skip
    drawn.update_yaxes(
        range=[height, 0], tickvals=places, ticktext=["<br>".join(lines) for lines in words], showgrid=False,
        tickfont={"size": 12, "color": colours.ink}, ticksuffix=SPACE * 2,
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", legend=LEGEND)
    return drawn.figure()


def _held(value: float) -> float:
    return max(-EDGE, min(EDGE, value))


def _kinds(colours: Look) -> dict[str, tuple[str, str]]:
    """Direction -> colour and mark: told apart without colour too."""
    return {
        "towards": (colours.series[1], "triangle-right"),
        "away": (colours.series[0], "triangle-left"),
        "still": (colours.baseline, "circle"),
        "ended": (colours.baseline, "x"),
    }


def _zone(drawn: Sketch, colours: Look) -> None:
    """The scenario's side of the threshold, and the threshold itself."""
    drawn.add_shape(
        type="rect", xref="x", yref="paper", x0=0, x1=EDGE + 0.4, y0=0, y1=1, fillcolor=colours.zone, layer="below",
        line={"width": 0},
    )  # fmt: skip
    drawn.add_shape(
        type="line", xref="x", yref="paper", x0=0, x1=0, y0=0, y1=1, layer="below",
        line={"color": colours.ink, "width": 1.6},
    )  # fmt: skip
