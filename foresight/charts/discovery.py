"""Boxes among futures: the trade-off to choose from, the limits of a box, the futures themselves, an option's worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.charts.scales import SPACE, Scale
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, faded, frame, look, shorten

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWN = 1200
"""Futures shown as points: more would hide each other."""
ROW = 54


def curve(
    coverage: Sequence[float], density: Sequence[float], at: int, said: Caption, *, dark: bool = False
) -> go.Figure:
    """Coverage against density, a point for each box; the chosen one (`at`) is ringed. The first point has no limit."""
    colours, figure = look(dark), Sketch()
    x, y = [100 * c for c in coverage], [100 * d for d in density]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        name="boxes",
        line={"color": colours.series[0], "width": 1.5},
        marker={"size": 7, "color": colours.series[0]},
        hovertemplate="coverage %{x:.0f} %, density %{y:.0f} %<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=[x[at]],
        y=[y[at]],
        mode="markers",
        name="chosen",
        showlegend=False,
        hoverinfo="skip",
        marker={"size": 17, "symbol": "circle-open", "color": colours.series[1], "line": {"width": 3}},
    )
    figure.add_shape(
        type="line",
        x0=0,
        x1=1,
        xref="paper",
        y0=y[0],
        y1=y[0],
        line={"color": colours.quiet, "width": 1, "dash": "dot"},
    )
    figure.add_annotation(
        text=f"all futures: {y[0]:.0f}{SPACE}%",
        x=0,
        xref="paper",
        xanchor="left",
        y=y[0],
        yanchor="bottom",
        showarrow=False,
        font={"size": 12, "color": colours.quiet},
    )
    left = x[at] > 55
    figure.add_annotation(
        text="<b>chosen</b>",
        x=x[at],
        y=y[at],
        xanchor="right" if left else "left",
        xshift=-14 if left else 14,
        yshift=0,
        showarrow=False,
        font={"size": 12, "color": colours.ink},
    )
    frame(figure, said, dark=dark, plot_height=300, left=66, below=52)
    axes(figure, dark)
    high = max(y)
    figure.update_xaxes(
        range=[0, 104], ticksuffix=f"{SPACE}%", title=_titled("Coverage: share of such futures held", colours)
    )
    figure.update_yaxes(
        title=_titled("Density", colours),
        range=[max(y[0] - 0.15 * (high - y[0]) - 1, 0), min(high + 0.12 * (high - y[0]) + 1, 101.5)],
        ticksuffix=f"{SPACE}%",
    )
    return figure.figure()


def _titled(text: str, colours: Look) -> dict[str, object]:
    return {"text": text, "font": {"size": 12, "color": colours.quiet}, "standoff": 6}


@dataclass(frozen=True)
class Span:
    """One lever's limits as shares of its whole range, from 0 to 1. `baseline`: None where it was never observed."""

    label: str
    low: float
    high: float
    baseline: float | None
    ends: tuple[str, str]
    words: str


def limits(rows: Sequence[Span], said: Caption, *, dark: bool = False) -> go.Figure:
    """A bar within a thin line for each lever: what the box allows, and the whole range; a tick for the baseline."""
    colours, figure = look(dark), Sketch()
    for place, row in enumerate(rows):
        y = -float(place)
        figure.add_scatter(
            x=[0, 1],
            y=[y, y],
            mode="lines",
            line={"color": colours.no_data, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=[row.low, max(row.high, row.low + 0.006)],
            y=[y, y],
            mode="lines",
            name=row.label,
            showlegend=False,
            line={"color": colours.accent, "width": 13},
            text=[row.words] * 2,
            hovertemplate=f"<b>{row.label}</b>: %{{text}}<extra></extra>",
        )
        if row.baseline is not None:
            figure.add_scatter(
                x=[row.baseline],
                y=[y],
                mode="markers",
                name="baseline",
                showlegend=False,
                marker={"symbol": "line-ns-open", "size": 16, "color": colours.ink, "line": {"width": 2}},
                hovertemplate="baseline today<extra></extra>",
            )
        figure.add_annotation(
            text=f"<b>{shorten(row.label, 34)}</b>  {shorten(row.words, 34)}",
            x=0,
            xanchor="left",
            y=y,
            yanchor="bottom",
            yshift=10,
            showarrow=False,
            font={"size": 12, "color": colours.ink},
        )
        for x, text, anchor in ((0, row.ends[0], "left"), (1, row.ends[1], "right")):
            figure.add_annotation(
                text=text,
                x=x,
                xanchor=anchor,
                y=y,
                yanchor="top",
                yshift=-5,
                showarrow=False,
                font={"size": 11, "color": colours.quiet},
            )
    frame(figure, said, dark=dark, plot_height=ROW * max(len(rows), 1) + 26, left=12, right=16, below=14)
    axes(figure, dark)
    figure.update_xaxes(visible=False, range=[-0.01, 1.01])
    figure.update_yaxes(visible=False, range=[-len(rows) + 0.45, 0.65])
    figure.update_layout(hovermode="closest")
    return figure.figure()


def scale_of(lever: Lever) -> Scale:
    """How a lever's values are laid out: as they are spread over the futures."""
    return Scale("log1p" if lever.transform == "log1p" and not lever.relative else "identity")


def scatter(
    levers: tuple[Lever, Lever],
    values: tuple[Floats, Floats],
    holds: Bools,
    box: tuple[tuple[float, float], tuple[float, float]],
    said: Caption,
    *,
    dark: bool = False,
) -> go.Figure:
    """Futures by two levers: a filled circle where the goal holds, a cross where it does not; the box as a frame.

    Each point is moved by up to half a step, so that futures on the same steps do not hide each other.
    """
    colours, figure = look(dark), Sketch()
    scales = [scale_of(lever) for lever in levers]
    few = slice(None, None, -(-len(holds) // DRAWN))
    shown, shake = holds[few], np.random.default_rng(0).random((2, len(holds[few]))) - 0.5
    places = [
        scale.place(column[few] + shake[k] * lever.step)
        for k, (lever, column, scale) in enumerate(zip(levers, values, scales, strict=True))
    ]
    marks = (
        (~shown, "goal does not hold", {"symbol": "x-thin-open", "size": 6, "color": colours.baseline, "opacity": 0.6}),
        (shown, "goal holds", {"symbol": "circle", "size": 6, "color": colours.series[1], "opacity": 0.75}),
    )
    for part, name, marker in marks:
        figure.add_scatter(
            x=places[0][part], y=places[1][part], mode="markers", name=name, marker=marker, hoverinfo="skip"
        )
    edges = [_edges(scale, lever, *limit) for scale, lever, limit in zip(scales, levers, box, strict=True)]
    (left, right), (low, high) = edges
    figure.add_shape(
        type="rect",
        x0=left,
        x1=right,
        y0=low,
        y1=high,
        line={"color": colours.accent, "width": 2.5},
        fillcolor=faded(colours.accent, 0.08),
        layer="below",
    )
    frame(figure, said, dark=dark, plot_height=360, left=62, below=52)
    axes(figure, dark)
    for side, lever, scale in zip("xy", levers, scales, strict=True):
        at, text = scale.ticks(lever.low, lever.high)
        whole = _edges(scale, lever, lever.low, lever.high)
        axis = {"tickmode": "array", "tickvals": at, "ticktext": text, "range": whole}
        figure.update_layout(**{f"{side}axis": {**axis, "title": _titled(f"{lever.title} ({lever.unit})", colours)}})
    figure.update_layout(showlegend=False, hovermode=False)
    return figure.figure()


def _edges(scale: Scale, lever: Lever, low: float, high: float) -> list[float]:
    """Where a range of steps begins and ends on an axis: half a step beyond its first and last value."""
    return [float(place) for place in scale.place([low - 0.5 * lever.step, high + 0.5 * lever.step])]


def shares(rows: Sequence[tuple[str, float, float, float]], said: Caption, *, dark: bool = False) -> go.Figure:
    """A share with its interval for each row: (label, share, low, high), from 0 to 100 %."""
    colours, figure = look(dark), Sketch()
    painted = (colours.series[0], colours.baseline)
    for place, (label, share, low, high) in enumerate(rows):
        colour = painted[place % len(painted)]
        figure.add_bar(
            x=[100 * share],
            y=[label],
            orientation="h",
            name=label,
            showlegend=False,
            marker={"color": colour},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [100 * (high - share)],
                "arrayminus": [100 * (share - low)],
                "color": colours.ink,
                "thickness": 1.5,
                "width": 5,
            },
            hovertemplate=f"<b>{label}</b>: %{{x:.1f}} %<extra></extra>",
        )
        figure.add_annotation(
            text=f"<b>{100 * share:.0f}{SPACE}%</b>",
            x=100 * high,
            y=label,
            xanchor="left",
            xshift=8,
            showarrow=False,
            font={"size": 13, "color": colours.ink},
        )
    frame(figure, said, dark=dark, plot_height=44 * len(rows) + 8, left=120, right=56, below=30)
    axes(figure, dark)
    figure.update_xaxes(range=[0, 100], ticksuffix=f"{SPACE}%")
    figure.update_yaxes(
        showgrid=False, autorange="reversed", ticksuffix=SPACE * 2, tickfont={"size": 12, "color": colours.ink}
    )
    figure.update_layout(bargap=0.35, hovermode="closest")
    return figure.figure()
