"""Polarity and movement drawn: who leads by how much, how many powers that is, and who moved from where to where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.lines import End, label_ends, year_range, year_ticks
from foresight.charts.scales import SPACE, Scale, number, plain
from foresight.charts.shifts_words import percent, signed
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, frame, look, shorten, wrap
from foresight.measures import polarity
from foresight.measures.movers import UNUSUAL

PLOT, ROW = 340, 26
CEILING = 104.0
"""Per cent at which the plot of shares ends: the class of the years stands above the lines."""


def leaders(table: pd.DataFrame, said: Caption, names: Mapping[str, str], *, dark: bool = False) -> go.Figure:
    """Shares of the first and of the second state over the years, with the thresholds of a quarter and a half; years
    are shaded by their class. `table` as `polarity.polarity` returns it, not empty."""
    colours, drawn = look(dark), Sketch()
    first, last = int(table["year"].min()), int(table["year"].max())
    _classes(drawn, table, colours)
    for level, text in ((100 * polarity.HALF, "half"), (100 * polarity.QUARTER, "a quarter")):
        drawn.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=level, y1=level, layer="below",
            line={"color": colours.quiet, "width": 1, "dash": "dot"},
        )  # fmt: skip
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", xshift=3, y=level, yanchor="bottom", text=text, showarrow=False,
            font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
    ends = []
    for place, colour, dash in (("first", colours.series[0], "solid"), ("second", colours.series[1], "dash")):
        own = table[table[place] != ""].set_index("year").reindex(range(first, last + 1))
        shares = 100 * own[f"{place}_share"]
        held = [names.get(str(iso3), str(iso3)) for iso3 in own[place]]
        drawn.add_scatter(
            x=own.index, y=[None if v != v else v for v in shares], mode="lines", name=f"{place} state",
            line={"color": colour, "width": 2.4, "dash": dash}, connectgaps=False, showlegend=False,
            customdata=[[name, percent(v / 100, 1) if v == v else ""] for name, v in zip(held, shares, strict=True)],
            hovertemplate=f"%{{x}}, {place}: <b>%{{customdata[0]}}</b> %{{customdata[1]}}<extra></extra>",
        )  # fmt: skip
        seen = table[table[place] != ""]
        if len(seen):
            end = seen.iloc[-1]
            name = names.get(str(end[place]), str(end[place]))
            ends.append(End(name, colour, int(end["year"]), 100 * float(end[f"{place}_share"])))
    frame(drawn, said, dark=dark, plot_height=PLOT, right=112, above=26)
    axes(drawn, dark)
    drawn.update_xaxes(range=year_range(first, last), **year_ticks(table["year"]))
    drawn.update_yaxes(range=[0, CEILING], tickvals=[0, 25, 50, 75, 100])
    drawn.update_layout(hovermode="closest", showlegend=True, legend=LEGEND | {"y": 1.02})
    label_ends(drawn, ends, 0, CEILING, colours.ink)
    return drawn.figure()


def _classes(drawn: Sketch, table: pd.DataFrame, colours: Look) -> None:
    """A bar along the top for the class of each year, and the words for its colours."""
    painted = {"unipolar": colours.series[3], "bipolar": colours.series[4], "multipolar": colours.series[2]}
    for kind, colour in painted.items():
        if kind in set(table["kind"]):
            drawn.add_scatter(
                x=[None], y=[None], mode="markers", name=kind, hoverinfo="skip", showlegend=True,
                marker={"symbol": "square", "size": 11, "color": colour},
            )  # fmt: skip
    for kind, since, until in polarity.spells(table):
        drawn.add_shape(
            type="rect", x0=since - 0.5, x1=until + 0.5, yref="paper", y0=0.985, y1=1.01, layer="below",
            fillcolor=painted[kind], line={"width": 0},
        )  # fmt: skip
        drawn.add_shape(
            type="line", x0=until + 0.5, x1=until + 0.5, yref="paper", y0=0, y1=1.01, layer="below",
            line={"color": colours.faint, "width": 1},
        )  # fmt: skip


def dumbbells(
    table: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    ends: tuple[str, str],
    *,
    dark: bool = False,
) -> go.Figure:
    """Where the countries of `table` (as `movers.movers` returns it, in its order) stood and where they stand.

    `ends`: what the two marks are called (the years). The words at the right: the change, and how many times the usual
    movement it is. Movements of twice the usual and more are drawn in colour.
    """
    colours, drawn = look(dark), Sketch()
    rows = table.to_dict("records")
    labels = [f"{place}. {shorten(names[str(r['country'])], 18)}" for place, r in enumerate(rows, 1)]
    paint = [colours.series[1] if r["times"] >= UNUSUAL else colours.baseline for r in rows]
    for place, (row, colour) in enumerate(zip(rows, paint, strict=True)):
        drawn.add_annotation(
            x=row["after"], y=place, ax=row["before"], ay=place, xref="x", yref="y", axref="x", ayref="y", text="",
            showarrow=True, arrowhead=2, arrowsize=1, arrowwidth=2.4, arrowcolor=colour, standoff=5, startstandoff=4,
        )  # fmt: skip
        told = signed(row["change"], indicator.decimals)
        told += f" ({number(row['times'], 1)}×)" if row["times"] == row["times"] else ""
        drawn.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=place, text=told, showarrow=False,
            font={"size": 12, "color": colours.ink},
        )  # fmt: skip
    for key, name, symbol in (("before", ends[0], "circle-open"), ("after", ends[1], "circle")):
        drawn.add_scatter(
            x=[r[key] for r in rows], y=list(range(len(rows))), mode="markers", name=name,
            marker={"symbol": symbol, "size": 10, "color": paint, "line": {"width": 2, "color": paint}},
            customdata=[[names[str(r["country"])], plain(r[key], indicator), _usual(r, indicator)] for r in rows],
            hovertemplate=f"<b>%{{customdata[0]}}</b> {name}: %{{customdata[1]}}%{{customdata[2]}}<extra></extra>",
        )  # fmt: skip
    values = [float(r[key]) for r in rows for key in ("before", "after")]
    low, high = min(values), max(values)
    pad = 0.06 * (high - low) or 1.0
    places, texts = Scale().ticks(low - pad, high + pad)
    frame(drawn, said, dark=dark, plot_height=ROW * len(rows) + 10, left=150, right=96, below=34, above=24)
    axes(drawn, dark)
    drawn.update_xaxes(range=[low - pad, high + pad], tickvals=places, ticktext=texts)
    drawn.update_yaxes(
        range=[len(rows) - 0.4, -0.6], tickvals=list(range(len(rows))), ticktext=labels, ticksuffix=SPACE * 2,
        tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", legend=LEGEND | {"font": {"size": 12, "color": colours.ink}})
    return drawn.figure()


LEGEND: dict[str, Any] = {
    "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "itemclick": False,
    "itemdoubleclick": False,
}  # fmt: skip


def _usual(row: Mapping[Any, Any], indicator: Indicator) -> str:
    if row["usual"] != row["usual"]:
        return "<br>its past is too short for a usual movement"
    return f"<br>usual movement over five years: {number(float(row['usual']), indicator.decimals)}"


def strip(
    kinds: Sequence[tuple[str, pd.DataFrame]],
    said: Caption,
    names: Mapping[str, str],
    order: Sequence[str],
    words: Mapping[str, Mapping[str, str]],
    *,
    dark: bool = False,
) -> go.Figure:
    """Where each country stands among all, from the lowest (left) to the highest, one row for each of `kinds`.

    `kinds`: the row's name, and a table as `shifts.standing` returns it. `order` fixes the colours. `words`: row's name
    -> country -> its figure in words, for the hover label.
    """
    colours, drawn = look(dark), Sketch()
    marks = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "pentagon")
    for place in range(len(kinds)):
        drawn.add_shape(
            type="line", x0=0, x1=100, y0=place, y1=place, layer="below", line={"color": colours.faint, "width": 6}
        )
    for number_, country in enumerate(order):
        found = [
            (place, name, own[own["country"] == country].iloc[0])
            for place, (name, own) in enumerate(kinds)
            if country in set(own["country"])
        ]
        if not found:
            continue
        colour = colours.series[number_ % len(colours.series)]
        drawn.add_scatter(
            x=[100 * float(row["share_below"]) for _, _, row in found], y=[place for place, _, _ in found],
            mode="markers", name=names.get(country, country),
            marker={"size": 13, "color": colour, "symbol": marks[number_ % len(marks)],
                    "line": {"color": colours.paper, "width": 1}},
            customdata=[[words[name][country], f"{int(row['rank'])} of {int(row['of'])}", int(row["year"])]
                        for _, name, row in found],
            hovertemplate=f"<b>{names.get(country, country)}</b> %{{customdata[2]}}: %{{customdata[0]}}"
                          "<br>place %{customdata[1]}<extra></extra>",
        )  # fmt: skip
    height = 46 * len(kinds) + 10
    frame(drawn, said, dark=dark, plot_height=height, left=150, right=20, below=44, above=24 * -(-len(order) // 2) + 4)
    axes(drawn, dark)
    drawn.update_xaxes(range=[-3, 103], tickvals=[0, 50, 100], ticktext=["lowest", "middle", "highest"])
    drawn.update_yaxes(
        range=[len(kinds) - 0.5, -0.5], tickvals=list(range(len(kinds))),
        ticktext=["<br>".join(wrap(name, 20)) for name, _ in kinds], showgrid=False, ticksuffix=SPACE * 2,
        tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", showlegend=True, legend=LEGEND | {"xref": "container", "x": 0.01})
    return drawn.figure()
