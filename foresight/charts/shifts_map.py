"""A map of kinds: which bloc, which episode. Every kind has its colour, small states the same in their own mark."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from foresight.charts.maps import NARROW, WIDE, Shared, World
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, frame, look, shorten

MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "pentagon")
LINE = 20
"""Pixels of a line of the legend."""


@dataclass(frozen=True)
class Kind:
    """What countries are painted by: a name for the legend and a colour."""

    name: str
    colour: str


def kinds_map(
    of: Mapping[str, int],
    kinds: Sequence[Kind],
    told: Mapping[str, str],
    said: Caption,
    world: World,
    *,
    outlined: Collection[str] = (),
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """Countries in the colour of their kind. `of`: ISO3 -> place in `kinds`; `told`: ISO3 -> what the hover label adds.

    Countries that `of` does not have are drawn as without data. `outlined` have a strong border.
    """
    colours, drawn = look(dark), Sketch()
    shapes = {feature["id"] for feature in world.shapes["features"]}
    large = [country for country in world.places if country in shapes and country not in world.small]
    small = [country for country in world.places if country not in large]
    steps = [colours.no_data, *(kind.colour for kind in kinds)]
    drawn.add_choropleth(
        geojson=Shared(type="FeatureCollection", features=world.shapes["features"]), locations=large,
        z=[of.get(country, -1) + 1 for country in large], zmin=-0.5, zmax=len(steps) - 0.5, showscale=False,
        colorscale=[[edge / len(steps), colour] for n, colour in enumerate(steps) for edge in (n, n + 1)],
        marker={"line": {"color": [colours.ink if c in outlined else colours.border for c in large],
                         "width": [1.8 if c in outlined else 0.5 for c in large]}},
        customdata=[_told(c, of, kinds, told, world) for c in large],
        hovertemplate="%{customdata}<extra></extra>", name="countries", showlegend=False,
    )  # fmt: skip
    drawn.add_scattergeo(
        lat=[world.places[c][1] for c in small], lon=[world.places[c][2] for c in small], mode="markers",
        marker={"size": 8, "color": [steps[of.get(c, -1) + 1] for c in small],
                "symbol": [MARKS[max(of.get(c, -1), 0) % len(MARKS)] for c in small],
                "line": {"color": [colours.ink if c in outlined else colours.quiet for c in small],
                         "width": [2 if c in outlined else 0.8 for c in small]}},
        customdata=[_told(c, of, kinds, told, world) for c in small],
        hovertemplate="%{customdata}<extra></extra>", name="small states", showlegend=False,
    )  # fmt: skip
    for place, kind in enumerate(kinds):
        _key(drawn, shorten(kind.name, 46), kind.colour, MARKS[place % len(MARKS)], colours)
    _key(drawn, "No data", colours.no_data, "circle", colours)
    height = NARROW if narrow else WIDE
    frame(drawn, said, dark=dark, plot_height=height, left=4, right=4, below=LINE * (len(kinds) + 1) + 12)
    drawn.update_layout(
        geo={"visible": False, "projection": {"type": "natural earth"}, "bgcolor": colours.paper,
             "lataxis": {"range": [-57, 84]}},
        legend={"x": 0.01, "y": -0.01, "xanchor": "left", "yanchor": "top", "itemclick": False,
                "itemdoubleclick": False},
        showlegend=True,
    )  # fmt: skip
    return drawn.figure()


def _told(country: str, of: Mapping[str, int], kinds: Sequence[Kind], told: Mapping[str, str], world: World) -> str:
    name = world.places[country][0]
    if country not in of:
        return f"<b>{name}</b><br>{told.get(country, 'no data')}"
    more = f"<br>{told[country]}" if country in told else ""
    return f"<b>{name}</b><br>{kinds[of[country]].name}{more}"


def _key(drawn: Sketch, name: str, colour: str, symbol: str, colours: Look) -> None:
    """An entry of the legend: a choropleth has none of its own."""
    drawn.add_scattergeo(
        lat=[None], lon=[None], mode="markers", name=name, hoverinfo="skip", showlegend=True,
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"color": colours.quiet, "width": 1}},
    )  # fmt: skip
