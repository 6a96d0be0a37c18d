"""The members of a forum drawn: how many by year, and a bar for each from joining to leaving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_range, year_ticks
from foresight.charts.maps import NARROW, WIDE, World
from foresight.charts.scales import SPACE
from foresight.charts.sentences import listed
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, frame, look, shorten, wrap

PLOT, ROW = 200, 19
MOST = 40
"""More members than this have no bar each: their comings and goings stand in a table."""
LEFT = 158
NAME = 20
STANDINGS: Mapping[str, str] = {
    "member": "Member",
    "new": "Joined that year",
    "suspended": "Suspended",
    "left": "Left earlier",
}


def numbers(
    counted: pd.DataFrame, moves: pd.DataFrame, names: Mapping[str, str], said: Caption, *, marked: int | None = None,
    dark: bool = False,
) -> go.Figure:  # fmt: skip
    """A step line of members by year, and a dotted one of suspended states where there were any.

    `counted`: columns year, members, suspended. `moves`: columns year, country, change; the hover label names them.
    `marked`: a year with a line through it.
    """
    colours, drawn = look(dark), Sketch()
    told = _told(counted["year"].tolist(), moves, names)
    kinds = [("members", "Members", colours.accent, "solid")]
    if counted["suspended"].any():
        kinds.append(("suspended", "Suspended", colours.series[1], "dot"))
    for column, title, colour, dash in kinds:
        drawn.add_scatter(
            x=counted["year"], y=counted[column], mode="lines", name=title, showlegend=len(kinds) > 1,
            line={"color": colour, "width": 2.4, "dash": dash, "shape": "hv"},
            customdata=[[text] for text in told],
            hovertemplate=f"<b>%{{x}}</b>: %{{y}} {title.lower()}%{{customdata[0]}}<extra></extra>",
        )  # fmt: skip
    if marked is not None:
        drawn.add_shape(
            type="line", xref="x", yref="paper", x0=marked, x1=marked, y0=0, y1=1, layer="below",
            line={"color": colours.quiet, "width": 1, "dash": "dot"},
        )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=PLOT, above=22 if len(kinds) > 1 else 0)
    axes(drawn, dark)
    most = int(counted["members"].max())
    drawn.update_yaxes(range=[0, most * 1.08 + 0.5], **_whole(most))
    drawn.update_xaxes(
        range=year_range(int(counted["year"].min()), int(counted["year"].max())), **year_ticks(counted["year"])
    )
    drawn.update_layout(
        hovermode="closest", legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"}
    )
    return drawn.figure()


def _whole(most: int) -> dict[str, Any]:
    return {"dtick": next((step for step in (1, 2, 5, 10, 20, 50) if most / step <= 6), 50), "tickformat": "d"}


def _told(years: list[int], moves: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """What happened in each year, as lines of a hover label; a long list is cut."""
    by_year: dict[int, str] = {}
    groups: dict[tuple[int, str], list[str]] = {}
    for year, change, country in zip(moves["year"], moves["change"], moves["country"], strict=True):
        groups.setdefault((int(year), str(change)), []).append(names.get(country, country))
    for (year, change), who in groups.items():
        who = who if len(who) <= 12 else [*who[:11], f"{len(who) - 11} others"]
        line = "<br>".join(wrap(f"{change.capitalize()}: {listed(who)}", 44))
        by_year[year] = f"{by_year.get(year, '')}<br>{line}"
    return [by_year.get(year, "") for year in years]


def spells(
    own: pd.DataFrame, names: Mapping[str, str], said: Caption, last: int, *, marked: int | None = None,
    dark: bool = False,
) -> go.Figure:  # fmt: skip
    """One row per state in the order of joining, a bar for each spell; suspended spells are hatched.

    `own`: columns country, joined, left (<NA> while it lasts), status, reference, first. A bar ends with the year in
    which the membership did; one that lasts runs to the end of `last`. States that joined in one year stand together,
    the year before the first of them.
    """
    colours, drawn = look(dark), Sketch()
    order = list(dict.fromkeys(own["country"]))
    first = own.groupby("country")["first"].first()
    labels, before = [], None
    for country in order:
        lead = f"<b>{first[country]}</b>{SPACE * 2}" if first[country] != before else ""
        labels.append(f"{lead}{shorten(names.get(country, country), NAME)}")
        before = first[country]
    place = {country: n for n, country in enumerate(order)}
    _bands(drawn, [int(first[country]) for country in order], colours)
    there = set(own["status"])
    for status, title, colour in (
        ("member", "Member", colours.accent), ("suspended", "Suspended", colours.series[1]),
    ):  # fmt: skip
        rows = own[own["status"] == status]
        ends = [last + 1 if pd.isna(left) else int(left) for left in rows["left"]]
        drawn.add_bar(
            x=[max(end - int(start), 0.4) for end, start in zip(ends, rows["joined"], strict=True)],
            base=[int(start) for start in rows["joined"]], y=[place[country] for country in rows["country"]],
            orientation="h", name=title, showlegend=len(there) > 1 and status in there,
            marker={
                "color": colour,
                "pattern": {"shape": "/" if status == "suspended" else "", "fgcolor": colours.paper, "size": 5},
            },
            customdata=[
                [names.get(spell["country"], spell["country"]), _span(spell), "<br>".join(wrap(spell["reference"], 56))]
                for spell in rows.to_dict("records")
            ],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{title} "
            "%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        )  # fmt: skip
    if marked is not None:
        drawn.add_shape(
            type="line", xref="x", yref="paper", x0=marked, x1=marked, y0=0, y1=1, layer="above",
            line={"color": colours.ink, "width": 1, "dash": "dot"},
        )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=ROW * len(order) + 6, left=LEFT, right=16,
          above=22 if len(there) > 1 else 0)  # fmt: skip
    axes(drawn, dark)
    years = pd.Series([int(first.min()), last + 1])
    drawn.update_xaxes(range=[years[0] - 0.5, years[1] + 0.5], showgrid=True, gridcolor=colours.faint,
                       **year_ticks(pd.Series([years[0] - 10, years[1]])))  # fmt: skip
    drawn.update_yaxes(
        range=[len(order) - 0.5, -0.5], tickvals=list(range(len(order))), ticktext=labels, showgrid=False,
        tickfont={"size": 12, "color": colours.ink}, ticksuffix=SPACE,
    )  # fmt: skip
    drawn.update_layout(
        bargap=0.35, barmode="overlay", hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left"},
    )  # fmt: skip
    return drawn.figure()


def _bands(drawn: Sketch, firsts: list[int], colours: Look) -> None:
    """Every second group of states that joined together stands on a shade."""
    groups: list[list[int]] = []
    for place, year in enumerate(firsts):
        if not groups or firsts[groups[-1][0]] != year:
            groups.append([])
        groups[-1].append(place)
    for group in groups[1::2]:
        drawn.add_shape(
            type="rect", xref="paper", yref="y", x0=0, x1=1, y0=group[0] - 0.5, y1=group[-1] + 0.5, layer="below",
            fillcolor=colours.zone, line={"width": 0},
        )  # fmt: skip


def _span(spell: Mapping[Any, Any]) -> str:
    return f"since {spell['joined']}" if pd.isna(spell["left"]) else f"{spell['joined']} to {spell['left']}"


def members_map(
    standing: pd.DataFrame, said: Caption, world: World, year: int, *, dark: bool = False, narrow: bool = False
) -> go.Figure:
    """Who belonged at the end of `year`: members, those who joined that year, the suspended, those who had left.

    `standing`: columns country, standing (member, suspended, left), since. Every other country is left blank.
    """
    colours, drawn = look(dark), Sketch()
    new = (standing["standing"] == "member") & (standing["since"] == year)
    kinds = standing["standing"].mask(new, "new")
    of = dict(zip(standing["country"], kinds, strict=True))
    since = dict(zip(standing["country"], standing["since"], strict=True))
    outlines = {feature["id"]: feature for feature in world.shapes["features"]}
    large = [country for country in world.places if country in outlines and country not in world.small]
    small = [country for country in world.places if country not in large]
    painted = _painted(colours)
    _shapes(
        drawn, [c for c in large if c not in of], outlines, colours.no_data, colours, _nothing(world), "not members"
    )
    for kind, (colour, symbol) in painted.items():
        own = {country for country, its in of.items() if its == kind}
        hover = _hover(STANDINGS[kind], world, since)
        _shapes(drawn, [c for c in large if c in own], outlines, colour, colours, hover, STANDINGS[kind])
        _circles(drawn, [c for c in small if c in own], world, colour, symbol, colours, hover)
        if own & set(world.places):
            _key(drawn, STANDINGS[kind], colour, colours)
    _key(drawn, "Not a member", colours.no_data, colours)
    frame(drawn, said, dark=dark, plot_height=NARROW if narrow else WIDE, left=4, right=4, below=52 if narrow else 34)
    drawn.update_layout(
        geo={"visible": False, "projection": {"type": "natural earth"}, "bgcolor": colours.paper,
             "lataxis": {"range": [-57, 84]}},
        legend={"orientation": "h", "x": 0.01, "y": 0, "xanchor": "left", "yanchor": "top", "itemclick": False,
                "itemdoubleclick": False},
        showlegend=True,
    )  # fmt: skip
    return drawn.figure()


def _painted(colours: Look) -> dict[str, tuple[str, str]]:
    return {
        "member": (colours.accent, "circle"),
        "new": (colours.series[2], "circle"),
        "suspended": (colours.series[1], "square"),
        "left": (colours.series[3], "x"),
    }


def _nothing(world: World) -> Any:
    return lambda country: f"<b>{world.places[country][0]}</b><br>Not a member"


def _hover(word: str, world: World, since: Mapping[str, int]) -> Any:
    return lambda country: f"<b>{world.places[country][0]}</b><br>{word}: {since[country]}"


def _shapes(
    drawn: Sketch, chosen: list[str], outlines: Mapping[str, Any], colour: str, colours: Look, hover: Any, name: str
) -> None:
    if not chosen:
        return
    drawn.add_choropleth(
        geojson={"type": "FeatureCollection", "features": [outlines[country] for country in chosen]},
        locations=chosen, z=[0] * len(chosen), colorscale=[[0, colour], [1, colour]], showscale=False,
        marker={"line": {"color": colours.border, "width": 0.5}}, name=name, showlegend=False,
        customdata=[[hover(country)] for country in chosen], hovertemplate="%{customdata[0]}<extra></extra>",
    )  # fmt: skip


def _circles(
    drawn: Sketch, chosen: Collection[str], world: World, colour: str, symbol: str, colours: Look, hover: Any
) -> None:
    if not chosen:
        return
    drawn.add_scattergeo(
        lat=[world.places[country][1] for country in chosen], lon=[world.places[country][2] for country in chosen],
        mode="markers", marker={"size": 8, "color": colour, "symbol": symbol,
                                "line": {"color": colours.quiet, "width": 0.8}},
        showlegend=False, customdata=[[hover(country)] for country in chosen],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )  # fmt: skip


def _key(drawn: Sketch, name: str, colour: str, colours: Look) -> None:
    """An entry of the legend: a choropleth has none of its own."""
    drawn.add_scattergeo(
        lat=[None], lon=[None], mode="markers", name=name, hoverinfo="skip", showlegend=True,
        marker={"symbol": "square", "size": 12, "color": colour, "line": {"color": colours.quiet, "width": 1}},
    )  # fmt: skip
