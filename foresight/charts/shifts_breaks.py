"""A series with its breaks: where they are, how sure their date is, and the stretches between them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.lines import complete, line_of, year_range, year_ticks
from foresight.charts.scales import SPACE, Scale, number
from foresight.charts.shifts_words import percent, span
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, frame, look, wrap
from foresight.measures import breaks, shifts
from foresight.measures.breaks import Verdict

PLOT, ROW, HIGH = 340, 30, 40


def series(
    rows: pd.DataFrame, verdict: Verdict, said: Caption, indicator: Indicator, name: str, *, dark: bool = False
) -> go.Figure:
    """A line over the years (`rows`: year, value) with its breaks as vertical lines, the span of each date as a band,
    and what the stretches were about: their mean, or the line through them. Nothing is marked where none is told."""
    colours, drawn = look(dark), Sketch()
    log = indicator.transform != "identity"
    scale = Scale.of(indicator, log and bool((rows["value"] > 0).any()))
    own = complete(rows)
    drawn.add_scatter(**line_of(own, name, indicator, scale, colours.series[0]))
    for one in verdict.breaks:
        drawn.add_shape(
            type="rect", yref="paper", x0=one.early - 0.5, x1=one.late - 0.5, y0=0, y1=1, layer="below",
            fillcolor=colours.zone, line={"width": 0},
        )  # fmt: skip
        drawn.add_shape(
            type="line", yref="paper", x0=one.year - 0.5, x1=one.year - 0.5, y0=0, y1=1,
            line={"color": colours.ink, "width": 1.6, "dash": "dash"},
        )  # fmt: skip
        drawn.add_annotation(
            x=one.year - 0.5, y=1, yref="paper", yanchor="bottom", text=f"<b>{one.year}</b>", showarrow=False,
            font={"size": 12, "color": colours.ink},
        )  # fmt: skip
    if verdict.told:
        _stretches(drawn, verdict, indicator, scale, colours)
    if verdict.years and not verdict.refused and verdict.years[0] > int(rows["year"].min()):
        drawn.add_annotation(
            x=verdict.years[0], y=0, yref="paper", yanchor="bottom", xanchor="left", text="tested from here", xshift=2,
            showarrow=False, font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
    seen = own["value"].dropna()
    low, high = float(seen.min()), float(seen.max())
    if indicator.minimum is not None and low - indicator.minimum < 0.5 * (high - indicator.minimum) and not log:
        low = indicator.minimum
    places, texts = scale.ticks(low, high)
    bottom, top = (float(v) for v in scale.place([low, high]))
    if bottom != bottom:  # a nought that a logarithm does not have
        bottom = float(pd.Series(scale.place(seen)).min())
    pad = 0.06 * (top - bottom) or 1.0
    frame(drawn, said, dark=dark, plot_height=PLOT, right=20, above=18)
    axes(drawn, dark)
    drawn.update_xaxes(range=year_range(int(own["year"].min()), int(own["year"].max())), **year_ticks(own["year"]))
    drawn.update_yaxes(range=[bottom if low == indicator.minimum and not log else bottom - pad, top + pad],
                       tickvals=places, ticktext=texts)  # fmt: skip
    drawn.update_layout(hovermode="closest", showlegend=False)
    return drawn.figure()


def _stretches(drawn: Sketch, verdict: Verdict, indicator: Indicator, scale: Scale, colours: Look) -> None:
    for own in verdict.stretches:
        ends = (own.mean, own.mean) if verdict.kind == "level" else (own.start, own.end)
        drawn.add_scatter(
            x=[own.first, own.last], y=scale.place([shifts.there(value, indicator) for value in ends]), mode="lines",
            line={"color": colours.series[1], "width": 2}, hoverinfo="skip",
            name="mean of the stretch" if verdict.kind == "level" else "line through the stretch",
        )  # fmt: skip


def world(
    verdicts: Sequence[tuple[str, Verdict]], said: Caption, *, dark: bool = False, narrow: bool = False
) -> go.Figure:
    """One row for each series of the world: the years tested, and its breaks with the span of their dates."""
    colours, drawn = look(dark), Sketch()
    rows = [(title, one) for title, one in verdicts if one.years]
    for place, (title, one) in enumerate(rows):
        drawn.add_scatter(
            x=[one.years[0], one.years[-1]], y=[place, place], mode="lines", name=title, showlegend=False,
            line={"color": colours.faint, "width": 7}, hoverinfo="skip",
        )  # fmt: skip
        for b in one.breaks:
            drawn.add_scatter(
                x=[b.early, b.late], y=[place, place], mode="lines", showlegend=False, name=title,
                line={"color": colours.series[1], "width": 7}, hoverinfo="skip",
            )  # fmt: skip
        drawn.add_scatter(
            x=[b.year for b in one.breaks], y=[place] * len(one.breaks), mode="markers", showlegend=False, name=title,
            marker={"symbol": "diamond", "size": 13, "color": colours.series[1],
                    "line": {"color": colours.ink, "width": 1}},
            customdata=[span(b.early, b.late) for b in one.breaks],
            hovertemplate=f"<b>{title}</b><br>break in %{{x}} (%{{customdata}})<extra></extra>",
        )  # fmt: skip
        drawn.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=place, showarrow=False, text=_evidence(one),
            font={"size": 11, "color": colours.ink if one.told else colours.quiet},
        )  # fmt: skip
    years = pd.Series([year for _, one in rows for year in (one.years[0], one.years[-1])])
    frame(
        drawn,
        said,
        dark=dark,
        plot_height=(HIGH if narrow else ROW) * len(rows) + 8,
        left=150 if narrow else 280,
        right=72,
    )
    axes(drawn, dark)
    drawn.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    drawn.update_yaxes(
        range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))), showgrid=False, ticksuffix=SPACE * 2,
        ticktext=["<br>".join(wrap(title, 22)) if narrow else title for title, _ in rows],
        tickfont={"size": 11 if narrow else 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest")
    return drawn.figure()


def _evidence(one: Verdict) -> str:
    if one.refused:
        return "not tested"
    return f"p {percent(one.p, 1)}" if one.p < breaks.LEVEL else f"p {number(100 * one.p, 0)}{SPACE}%"
