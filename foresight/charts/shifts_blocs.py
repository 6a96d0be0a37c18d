"""Blocs drawn beside their map: how their number is chosen, and how large they were over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_ticks
from foresight.charts.scales import number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look
from foresight.measures.blocs import Evidence, Partition

SMALL, PLOT = 190, 320


def colours_of(tracks: Sequence[int], dark: bool = False) -> list[str]:
    """The colour of each bloc by the track it belongs to: the same bloc keeps its colour from year to year."""
    series = look(dark).series
    return [series[track % len(series)] for track in tracks]


def criterion(found: Partition, evidence: Evidence, said: Caption, *, dark: bool = False) -> go.Figure:
    """The mean silhouette of each number of blocs, beside what clouds without blocs reach."""
    colours, drawn = look(dark), Sketch()
    counts = sorted(found.widths)
    drawn.add_scatter(
        x=counts, y=[evidence.clouds[k] for k in counts], mode="lines", name="Without blocs (95 % stay below)",
        line={"color": colours.quiet, "width": 2, "dash": "dash"},
        hovertemplate="%{x} blocs: 95 % of clouds without blocs stay below %{y:.2f}<extra></extra>",
    )  # fmt: skip
    drawn.add_scatter(
        x=counts, y=[found.widths[k] for k in counts], mode="lines+markers", name="These votes",
        line={"color": colours.accent, "width": 2.2},
        marker={"size": [14 if k == found.best else 8 for k in counts], "color": colours.accent,
                "symbol": ["diamond" if k == found.best else "circle" for k in counts]},
        hovertemplate="%{x} blocs: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    drawn.add_annotation(
        x=found.best, y=found.widths[found.best], yanchor="bottom", yshift=9, xanchor="left", showarrow=False,
        text=f"chosen: {found.best}", font={"size": 12, "color": colours.ink},
    )  # fmt: skip
    top = max(*found.widths.values(), *evidence.clouds.values())
    frame(drawn, said, dark=dark, plot_height=SMALL, left=48, right=16, below=52, above=24)
    axes(drawn, dark)
    drawn.update_xaxes(
        range=[counts[0] - 0.4, counts[-1] + 0.6], tickvals=counts,
        title={"text": "number of blocs", "font": {"size": 12, "color": colours.quiet}, "standoff": 4},
    )  # fmt: skip
    drawn.update_yaxes(range=[0, 1.22 * top], nticks=5)
    drawn.update_layout(
        hovermode="closest", showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    return drawn.figure()


@dataclass(frozen=True)
class Step:
    """A year of the picture over time: its blocs as (track, name, size), and whether they can be told."""

    year: int
    blocs: tuple[tuple[int, str, int], ...]
    told: bool


def sizes(steps: Sequence[Step], said: Caption, *, dark: bool = False) -> go.Figure:
    """Stacked columns: how many states each bloc had in the years looked at; in grey all states of the years in which
    no blocs can be told."""
    colours, drawn = look(dark), Sketch()
    tracks = sorted({track for step in steps if step.told for track, _, _ in step.blocs})
    for track in tracks:
        own = {step.year: (name, size) for step in steps if step.told for t, name, size in step.blocs if t == track}
        years = sorted(own)
        drawn.add_bar(
            x=[str(year) for year in years], y=[own[year][1] for year in years],
            name=own[years[-1]][0],
            marker={"color": colours_of([track], dark)[0], "line": {"color": colours.paper, "width": 1}},
            text=[own[y][1] if own[y][1] >= 12 else "" for y in years], textposition="inside", textangle=0,
            insidetextanchor="middle", constraintext="none",
            textfont={"size": 11, "color": colours.paper}, customdata=[own[y][0] for y in years],
            hovertemplate="%{x}: <b>%{customdata}</b><br>%{y} states<extra></extra>",
        )  # fmt: skip
    silent = [(str(step.year), sum(size for _, _, size in step.blocs)) for step in steps if not step.told]
    if silent:
        drawn.add_bar(
            x=[year for year, _ in silent], y=[size for _, size in silent], name="No blocs can be told",
            marker={"color": colours.no_data, "line": {"color": colours.paper, "width": 1}},
            hovertemplate="%{x}: no blocs can be told<br>%{y} states<extra></extra>",
        )  # fmt: skip
    entries = len(tracks) + bool(silent)
    frame(drawn, said, dark=dark, plot_height=PLOT, left=44, right=16, below=30, above=21 * entries + 6)
    axes(drawn, dark)
    drawn.update_xaxes(type="category", categoryorder="array", categoryarray=[str(step.year) for step in steps],
                       tickvals=[str(step.year) for k, step in enumerate(reversed(steps)) if k % 3 == 0])  # fmt: skip
    drawn.update_layout(
        barmode="stack", bargap=0.12, hovermode="closest", showlegend=True,
        legend={"orientation": "v", "x": 0, "xanchor": "left", "y": 1.01, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    return drawn.figure()


def alike(links: Mapping[int, float], said: Caption, *, dark: bool = False) -> go.Figure:
    """How much the blocs of a year are those of the step before: adjusted Rand index by year."""
    colours, drawn = look(dark), Sketch()
    years = sorted(links)
    drawn.add_scatter(
        x=years, y=[links[year] for year in years], mode="lines+markers", name="like the step before",
        line={"color": colours.accent, "width": 2.2}, marker={"size": 7, "color": colours.accent},
        customdata=[number(links[year], 2) for year in years],
        hovertemplate="%{x}: %{customdata}<extra></extra>",
    )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=SMALL, left=44, right=16)
    axes(drawn, dark)
    drawn.update_xaxes(**year_ticks(pd.Series(years)))
    drawn.update_yaxes(range=[min(0.0, *links.values()), 1.04], tickvals=[0, 0.5, 1])
    return drawn.figure()
