"""The members of a forum drawn: how many by year, and a bar for each from joining to leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_range, year_ticks
from foresight.charts.maps import NARROW, WIDE, Shared, World
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
    years = counted["year"].tolist()
    told = _told(years, moves, names)
    kinds = [("members", "Members", colours.accent, "solid")]
    if counted["suspended"].any():
        kinds.append(("suspended", "Suspended", colours.series[1], "dot"))
    for column, title, colour, dash in kinds:
        # a step needs a width in its last year too
        drawn.add_scatter(
            x=[*counted["year"], counted["year"].iloc[-1] + 0.8], y=[*counted[column], counted[column].iloc[-1]],
            mode="lines", name=title, showlegend=len(kinds) > 1,
            line={"color": colour, "width": 2.4, "dash": dash, "shape": "hv"},
            customdata=[[text, year] for text, year in zip([*told, told[-1]], [*years, years[-1]], strict=True)],
            hovertemplate=f"<b>%{{customdata[1]}}</b>: %{{y}} {title.lower()}%{{customdata[0]}}<extra></extra>",
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
    drawn.update_xaxes(range=year_range(years[0], years[-1] + 1), **year_ticks(counted["year"]))
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
                "pattern": {"shape": "/" if status == "suspended" else "", "fgcolor": colours.paper, "size": 5,
                            "fillmode": "overlay"},
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
    outlined = {feature["id"] for feature in world.shapes["features"]}
    large = [country for country in world.places if country in outlined and country not in world.small]
    small = [country for country in world.places if country not in large and country in of]
    painted = _painted(colours)

    def told(country: str) -> list[str]:
        kind = of.get(country)
        words = "Not a member" if kind is None else f"{STANDINGS[kind]}: {since[country]}"
        return [f"<b>{world.places[country][0]}</b><br>{words}"]

    steps = [colours.no_data, *(colour for colour, _ in painted.values())]
    number = {kind: n for n, kind in enumerate(painted, start=1)}
    drawn.add_choropleth(
        geojson=Shared(type="FeatureCollection", features=world.shapes["features"]), locations=large,
        z=[number.get(of.get(country, ""), 0) for country in large], zmin=-0.5, zmax=len(steps) - 0.5,
        colorscale=[[edge / len(steps), colour] for n, colour in enumerate(steps) for edge in (n, n + 1)],
        showscale=False, showlegend=False, name="countries", marker={"line": {"color": colours.border, "width": 0.5}},
        customdata=[told(country) for country in large], hovertemplate="%{customdata[0]}<extra></extra>",
    )  # fmt: skip
    for kind, (colour, symbol) in painted.items():
        own = [country for country in small if of[country] == kind]
        if own:
            drawn.add_scattergeo(
                lat=[world.places[country][1] for country in own], lon=[world.places[country][2] for country in own],
                mode="markers", showlegend=False, name=f"small states: {STANDINGS[kind].lower()}",
                marker={"size": 8, "color": colour, "symbol": symbol, "line": {"color": colours.quiet, "width": 0.8}},
                customdata=[told(country) for country in own], hovertemplate="%{customdata[0]}<extra></extra>",
            )  # fmt: skip
        if any(its == kind for country, its in of.items() if country in world.places):
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


def _key(drawn: Sketch, name: str, colour: str, colours: Look) -> None:
    """An entry of the legend: a choropleth has none of its own."""
    drawn.add_scattergeo(
        lat=[None], lon=[None], mode="markers", name=name, hoverinfo="skip", showlegend=True,
        marker={"symbol": "square", "size": 12, "color": colour, "line": {"color": colours.quiet, "width": 1}},
    )  # fmt: skip
