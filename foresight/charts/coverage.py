"""Where an indicator has figures: regions and countries by year, regions by decade; and the parts of its quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.charts.drivers import Bar, bars
from foresight.charts.scales import SPACE
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, colour_scale, frame, look, shorten
from foresight.measures import coverage
from foresight.measures.coverage import MISSING, NOT_COVERED, OBSERVED, Grid
from foresight.measures.quality import Quality, Scheme

ROW, CELL, LABEL = 30, 14, 16
"""Pixels of a region's row and of a country's; characters of a label beside them."""
LEFT = 122
WORDS: Mapping[int, str] = {OBSERVED: "observed", MISSING: "missing", NOT_COVERED: "not covered"}


def _region(name: str) -> str:
    """A region's name beside a picture: in two lines where it joins two parts."""
    return name.replace(" & ", "<br>& ")


def _shades(colours: Look, dark: bool) -> dict[int, str]:
    """Observed stands out, missing warns in another hue and lightness, not covered steps back."""
    return {OBSERVED: colours.accent, MISSING: "#E69F00" if dark else "#F0B84B", NOT_COVERED: colours.faint}


def regions(grid: Grid, names: Mapping[str, str], said: Caption, *, dark: bool = False) -> go.Figure:
    """Region × year: of its independent states, the share with a figure, by colour; the world above them.

    `names`: region -> title. A year in which a region had no state is blank.
    """
    colours, drawn = look(dark), Sketch()
    own = coverage.regions(grid)
    rows = {"World": grid, **{names[key]: held for key, held in own.items()}}
    shares = [coverage.by_year(held) for held in rows.values()]
    seen = [(held.seen & held.states).sum(axis=0) for held in rows.values()]
    states = [held.states.sum(axis=0) for held in rows.values()]
    drawn.add_heatmap(
        z=[[None if np.isnan(v) else round(100 * float(v)) for v in row] for row in shares],
        x=list(grid.years), y=[_region(name) for name in rows],
        text=[[f"{s} of {n}" for s, n in zip(a, b, strict=True)] for a, b in zip(seen, states, strict=True)],
        hovertemplate=f"%{{y}} %{{x}}: <b>%{{z}}{SPACE}%</b>, %{{text}} states<extra></extra>", hoverongaps=False,
        zmin=0, zmax=100, xgap=0, ygap=2, showscale=True,
        colorscale=[[0, colours.faint], [0.001, colours.amounts[0 if dark else 1]], [1, colours.accent]],
        colorbar={
            "orientation": "h", "thickness": 10, "len": 0.6, "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
            "ypad": 4, "ticksuffix": f"{SPACE}%", "tickvals": [0, 50, 100], "ticklabelposition": "inside top",
            "tickfont": {"size": 11, "color": colours.quiet}, "outlinewidth": 0, "ticks": "",
        },
    )  # fmt: skip
    _lay_out(drawn, said, len(rows) * ROW, dark)
    _end(drawn, grid, colours)
    return drawn.figure()


def countries(
    grid: Grid, names: Mapping[str, str], said: Caption, order: Sequence[tuple[str, Sequence[str]]], *,
    dark: bool = False,
) -> go.Figure:  # fmt: skip
    """Country × year: observed, missing, or not covered by the source; blank where it was no state.

    `names`: country -> name. `order`: the groups shown, each with its title ("" for none) and its countries in order.
    """
    colours, drawn = look(dark), Sketch()
    shades, kinds = _shades(colours, dark), grid.kinds
    place = {country: row for row, country in enumerate(grid.countries)}
    labels: list[str] = []
    z: list[list[Any]] = []
    heads: list[tuple[int, str]] = []
    for title, members in order:
        if title:
            heads.append((len(labels), title))
            labels.append("")
            z.append([None] * len(grid.years))
        for country in members:
            labels.append(shorten(names.get(country, country), LABEL))
            z.append([int(kind) or None for kind in kinds[place[country]]])
    scale = [shades[kind] for kind in (NOT_COVERED, MISSING, OBSERVED)]
    drawn.add_heatmap(
        # names that shorten to the same words would share a row: rows are numbered, and the numbers named
        z=z, x=list(grid.years), y=list(range(len(labels))), zmin=0.5, zmax=3.5, xgap=0, ygap=1, showscale=False,
        colorscale=[[0, scale[0]], [1 / 3, scale[0]], [1 / 3, scale[1]], [2 / 3, scale[1]], [2 / 3, scale[2]],
                    [1, scale[2]]],
        text=labels, customdata=[labels], hoverongaps=False, hovertemplate="%{y} %{x}<extra></extra>",
    )  # fmt: skip
    for kind, word in WORDS.items():  # the key of the colours, in words
        drawn.add_scatter(
            x=[None], y=[None], mode="markers", name=word,
            marker={"symbol": "square", "size": 11, "color": shades[kind]}, hoverinfo="skip",
        )  # fmt: skip
    _lay_out(drawn, said, len(labels) * CELL, dark, above=50)
    drawn.update_layout(
        yaxis={"tickvals": list(range(len(labels))), "ticktext": labels, "range": [len(labels) - 0.5, -0.5],
               "autorange": False, "tickfont": {"size": 11, "color": colours.ink}},
        xaxis={"side": "top", "mirror": True},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1 + 24 / (len(labels) * CELL), "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False, "xref": "container", "yref": "paper"},
        showlegend=True,
    )  # fmt: skip
    for row, title in heads:  # in its own blank row, where it has room
        drawn.add_annotation(
            text=f"<b>{title}</b>", x=0, xref="paper", xanchor="left", y=row, showarrow=False,
            font={"size": 11, "color": colours.ink},
        )  # fmt: skip
    _end(drawn, grid, colours)
    return drawn.figure()


def _lay_out(drawn: Sketch, said: Caption, height: int, dark: bool, above: int = 34) -> None:
    frame(drawn, said, dark=dark, plot_height=height, left=LEFT, right=14, below=30, above=above)
    axes(drawn, dark)
    drawn.update_yaxes(
        autorange="reversed", showgrid=False, ticks="", ticksuffix=SPACE,
        tickfont={"size": 11, "color": look(dark).ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", xaxis={"nticks": 8, "tickformat": "d"})


def _end(drawn: Sketch, grid: Grid, colours: Look) -> None:
    """A line after the last covered year, where years without figures follow it."""
    if grid.until < grid.years[-1]:
        drawn.add_shape(
            type="line", x0=grid.until + 0.5, x1=grid.until + 0.5, y0=0, y1=1, yref="y domain",
            line={"color": colours.ink, "width": 1.5, "dash": "dot"},
        )  # fmt: skip


def decades(table: pd.DataFrame, names: Mapping[str, str], said: Caption, *, dark: bool = False) -> go.Figure:
    """Region × decade: the share of its states' years with a figure, by colour and in percent.

    `table`: region, decade, share (0 to 1; NaN where it had no state), as `coverage.decades` gives it.
    """
    colours, drawn = look(dark), Sketch()
    order, starts = list(dict.fromkeys(table["region"])), sorted(set(table["decade"]))
    held = {(r, d): s for r, d, s in table[["region", "decade", "share"]].itertuples(index=False)}
    shares = [[held[region, start] for start in starts] for region in order]
    drawn.add_heatmap(
        z=[[None if np.isnan(v) else 100 * v for v in row] for row in shares],
        x=[f"{start}s" for start in starts], y=[_region(names[region]) for region in order],
        text=[["" if np.isnan(v) else f"{100 * v:.0f}" for v in row] for row in shares], texttemplate="%{text}",
        textfont={"size": 12, "color": colours.ink},
        hovertemplate=f"<b>%{{y}}</b>, %{{x}}: %{{text}}{SPACE}%<extra></extra>",
        hoverongaps=False, zmin=0, zmax=100, xgap=2, ygap=2, showscale=False,
        colorscale=colour_scale((colours.faint, *(colours.amounts[:2] if dark else colours.amounts[1:4]))),
    )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=30 * len(order), left=LEFT, right=14, below=30)
    axes(drawn, dark)
    drawn.update_xaxes(type="category", showline=False, ticks="", tickangle=-45 if len(starts) > 8 else 0)
    drawn.update_yaxes(
        autorange="reversed", showgrid=False, ticks="", ticksuffix=SPACE,
        tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest")
    return drawn.figure()


def quality(found: Quality, held: Scheme, said: Caption, *, dark: bool = False) -> go.Figure:
    """The components of a score as bars of 0 to 100, in the declared order; one that is not asked is named as such."""
    colours = look(dark)
    rows = [
        Bar(
            f"{held.components[part.key].title}, weight {held.components[part.key].weight}",
            held.components[part.key].title,
            0.0 if part.score is None else part.score / 100,
            "not asked" if part.score is None else f"{part.score:.0f}",
            colours.accent,
        )
        for part in found.parts
    ]
    return bars(rows, said, thick=26, left=96, right=70, dark=dark)


def of_regions(grid: Grid, names: Mapping[str, str], subject: str) -> str:
    """What the picture of the regions shows, in a sentence."""
    if grid.world:
        return f"{subject} is one figure for the whole world, from {grid.years[0]} to {grid.until}."
    last = grid.within(grid.until, grid.until)
    share = coverage.share(last)
    own = {region: coverage.share(held) for region, held in coverage.regions(last).items() if held.states.any()}
    least = min(own, key=own.__getitem__, default="")
    if not least:
        return f"{subject} has figures from {grid.years[0]} to {grid.until}, of no independent state."
    told = f"In {grid.until}, the last year with figures, {100 * share:.0f}{SPACE}% of the states have one"
    if own[least] >= share - 0.005:
        return f"{told}, in every region alike."
    return f"{told}; fewest in {names[least]}, {100 * own[least]:.0f}{SPACE}%."


def of_decades(grid: Grid, names: Mapping[str, str]) -> str:
    """Which region has the most years missing, in a sentence."""
    span = grid.within(grid.years[0], grid.until)
    held = {r: 1 - coverage.share(own) for r, own in coverage.regions(span).items() if own.states.any()}
    if not held:
        return "There was no independent state in these years."
    most = max(held, key=held.__getitem__)
    if held[most] < 0.005:
        return f"From {span.years[0]} to {grid.until} no region misses anything."
    return (
        f"From {span.years[0]} to {grid.until}, {names[most]} misses most: {100 * held[most]:.0f}{SPACE}% of the years "
        f"of its states have no figure, against {100 * (1 - coverage.share(span)):.0f}{SPACE}% of all states."
    )


def of_countries(grid: Grid, where: str) -> str:
    """What the picture of countries shows, in a sentence."""
    span = grid.within(grid.years[0], grid.until)
    kinds = span.kinds
    never = [
        c for c, row, own in zip(span.countries, span.seen, span.states, strict=True) if own.any() and not row.any()
    ]
    asked = int(span.states.sum())
    if not asked:
        return f"{where}: no independent state in these years."
    told = f"{where}: {100 * coverage.share(span):.0f}{SPACE}% of the states’ years to {grid.until} have a figure"
    missing = int((kinds == MISSING).sum())
    gaps = (
        f"{missing:,} country-{'year is' if missing == 1 else 'years are'} missing"
        if missing
        else "none is missing where the source covers the state"
    )
    none = f", and {len(never)} {'state is' if len(never) == 1 else 'states are'} not covered at all" if never else ""
    return f"{told}; {gaps}{none}."


def of_quality(found: Quality, held: Scheme, lost: Sequence[tuple[str, float]]) -> str:
    """The score and what lowers it most, in a sentence."""
    if not lost:
        return f"{found.score} of 100: nothing of what is asked lowers it."
    parts = [
        f"{held.components[key].title.lower()} ({points:.0f} {'point' if round(points) == 1 else 'points'})"
        for key, points in lost[:3]
        if points >= 0.5
    ]
    told = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1] if parts else "small things"
    return f"{found.score} of 100. What lowers it most: {told}."
