"""One figure over the revisions of the data: what was published of it, and from which revision on."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.scales import Scale, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look

Course = Sequence[tuple[int, float | None]]
"""(revision, the figure from that revision on; None: there is none), in order."""


def steps(course: Course, newest: int, said: Caption, indicator: Indicator, *, dark: bool = False) -> go.Figure:
    """A staircase: each figure holds until the next revision that changed it; where there was none, a gap."""
    colours, figure, scale = look(dark), Sketch(), Scale.of(indicator, False)
    values = [value for _, value in course if value is not None]
    ends = [number for number, _ in course[1:]] + [newest]
    x: list[float | None] = []
    y: list[float | None] = []
    for (number, value), end in zip(course, ends, strict=True):
        x += [number, end]
        y += [value, value]
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": colours.series[0], "width": 2.2}, connectgaps=False, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    there = [(number, value) for number, value in course if value is not None]
    figure.add_scatter(
        x=[number for number, _ in there], y=[value for _, value in there], mode="markers+text",
        marker={"size": 9, "color": colours.series[0]}, text=[plain(value, indicator) for _, value in there],
        textposition="top center", textfont={"size": 12, "color": colours.ink}, cliponaxis=False, showlegend=False,
        hovertemplate="From revision %{x} on: <b>%{text}</b><extra></extra>",
    )  # fmt: skip
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    pad = (high - low) * 0.25 or abs(high) * 0.1 or 1.0
    frame(figure, said, dark=dark, plot_height=190, above=8, below=48)
    axes(figure, dark)
    first = course[0][0]
    span = max(newest - first, 1)
    figure.update_xaxes(
        range=[first - 0.08 * span - 0.2, newest + 0.08 * span + 0.2], tickformat="d", dtick=max(1, round(span / 8)),
        tick0=first, title={"text": "Revision", "font": {"size": 12, "color": colours.quiet}, "standoff": 4},
    )  # fmt: skip
    places, texts = scale.ticks(low, high, 3)
    figure.update_yaxes(range=[low - pad, high + pad], tickvals=places, ticktext=texts)
    return figure.figure()


def sentence(course: Course, whose: str, year: int, indicator: Indicator) -> str:
    """What became of the figure: `India, 2020: 2.4 in revision 1, 2.5 since revision 4; 3 revisions touched it.`"""
    told = []
    for place, (number, value) in enumerate(course):
        last = place == len(course) - 1
        what = "no figure" if value is None else plain(value, indicator)
        told.append(f"{what} {'since' if last else 'from'} revision {number}{' on' if not last else ''}")
    touched = "one revision" if len(course) == 1 else f"{len(course)} revisions"
    return f"{whose}, {year}: {'; '.join(told)}. {touched[0].upper()}{touched[1:]} touched it."
