"""The picture of a network that plays through the years in the reader's browser, without asking the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from foresight.charts import network_marks as marks
from foresight.charts.network import Scene, settle, traces
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, look
from foresight.measures.network import Network, Year

STEP = 900
"""Milliseconds that a year stands."""
BAR, CLOCK = 104, 30
"""Pixels under the plot for the buttons and the years, and above it for the year that is shown."""


def played(scene: Scene, said: Caption) -> go.Figure:
    """Every year of the network as a frame, from the first one with a tie on; `said` without a year.

    A frame holds only what differs from year to year: lines, sizes, colours and names. Title, source and revision stay.
    """
    figure, given = Sketch(), marks.painted(scene.network)
    years = shown(scene.network)
    drawn = {year: traces(scene, scene.network.by_year[year], given[year]) for year in years}
    first = years[0]
    placed = np.flatnonzero(np.isfinite(scene.places).all(axis=1)).tolist()
    for trace in drawn[first]:
        figure.add_scatter(
            **trace | _changing(trace, scene.network.by_year[first], placed) | _constant(trace, scene, placed)
        )
    settle(figure, scene, said, below=BAR, above=CLOCK)
    figure.update_layout(**_controls(scene))
    figure.add_annotation(**_clock(scene, first))
    still = figure.figure().to_dict()
    # a frame's notes take the place of all notes: the caption is among them
    notes = [note for note in still["layout"]["annotations"] if note.get("name") != "clock"]
    frames = [
        {
            "name": str(year),
            "data": [_changing(trace, scene.network.by_year[year], placed) for trace in own],
            "traces": list(range(len(own))),
            "layout": {"annotations": [*notes, _clock(scene, year)]},
        }
        for year, own in drawn.items()
    ]
    return go.Figure({**still, "frames": frames}, _validate=False)


def shown(network: Network) -> tuple[int, ...]:
    """The years that are played: those before the first tie are left out, unless there is none at all."""
    tied = [year for year, one in network.by_year.items() if one.ties]
    return tuple(year for year in network.years if year >= (tied or network.years)[0])


def _changing(trace: dict[str, Any], year: Year, placed: Sequence[int]) -> dict[str, Any]:
    """What of a trace a frame must say."""
    if trace["name"] == "states":
        marker = trace["marker"]
        return {
            "type": "scatter",
            "marker": {
                **marker,
                "size": [marker["size"][k] if year.covered[k] else 0 for k in placed],
                "color": [marker["color"][k] for k in placed],
            },
            "customdata": [int(year.degree[k]) for k in placed],
        }
    wanted = {"names": ("x", "y", "text", "textposition", "ids")}.get(trace["name"], ("x", "y"))
    return {"type": "scatter"} | {key: trace[key] for key in wanted}


def _constant(trace: dict[str, Any], scene: Scene, placed: Sequence[int]) -> dict[str, Any]:
    """What the states' trace says once for all years: who they are and where they stand, covered or not."""
    if trace["name"] != "states":
        return {}
    turned = scene.plane.turned(scene.places)
    return {
        "x": [int(turned[k, 0]) for k in placed],
        "y": [int(turned[k, 1]) for k in placed],
        "ids": [scene.network.states[k] for k in placed],
        "text": [scene.name(k) for k in placed],
        "hovertemplate": "<b>%{text}</b><br>partners: %{customdata}<extra></extra>",
    }


def _clock(scene: Scene, year: int) -> dict[str, Any]:
    now, colours = scene.network.by_year[year], look(scene.dark)
    return {
        "name": "clock",
        "text": f"<b>{scene.network.when(year)}</b>  {now.ties:,} ties of {now.tied} states",
        "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 2,
        "showarrow": False, "font": {"size": 18, "color": colours.ink},
    }  # fmt: skip


def _controls(scene: Scene) -> dict[str, Any]:
    """Play, pause, and the years to pick from."""
    colours = look(scene.dark)
    text = {"size": 12, "color": colours.ink}
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    run = {**still, "frame": {"duration": STEP, "redraw": True}, "fromcurrent": True}
    buttons = [
        {"label": "▶ Play", "method": "animate", "args": [None, run]},
        {"label": "❚❚ Pause", "method": "animate", "args": [[None], still]},
    ]
    steps = [{"label": str(year), "method": "animate", "args": [[str(year)], still]} for year in shown(scene.network)]
    return {
        "updatemenus": [
            {
                "type": "buttons", "direction": "left", "showactive": False, "buttons": buttons, "x": 0,
                "xanchor": "left", "y": 0, "yanchor": "top", "pad": {"t": 8, "l": 2}, "font": text,
                "bgcolor": colours.paper, "bordercolor": colours.quiet,
            }
        ],
        "sliders": [
            {
                "active": 0, "steps": steps, "x": 0, "xanchor": "left", "len": 1, "y": 0, "yanchor": "top",
                "pad": {"t": 44, "l": 4, "r": 4}, "font": {"size": 11, "color": colours.quiet},
                "currentvalue": {"visible": False}, "bgcolor": colours.faint, "activebgcolor": colours.accent,
                "bordercolor": colours.quiet, "tickcolor": colours.quiet, "ticklen": 4,
            }
        ],
    }  # fmt: skip
