"""The power index drawn: a ranking whose bars show what it is made of, and how far ranks move with the weights."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.scales import SPACE, number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_of, faded, frame, look, shorten

BAR = 25
SIDE = 146
"""Pixels for the names."""
LEGEND = {"orientation": "h", "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yanchor": "bottom"}
FURTHEST = 40
"""Ranks further back than this stand at the edge: one long range would squeeze all others."""


def ranking(
    rows: pd.DataFrame,
    said: Caption,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    *,
    marked: Collection[str] = (),
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """One bar per country, put together from what each component adds to the index, the sum at its end.

    `rows`: columns country, rank, value, a column per component with its points (NaN where it is not observed) and
    `score.KEY`, in the order of the bars. `titles`: component -> title. `marked`: names in bold.
    """
    colours, painted, drawn = look(dark), colour_of(list(titles), dark), Sketch()
    labels = _labels(rows, names, marked)
    for key, title in titles.items():
        points, scores = rows[key].fillna(0.0).tolist(), rows[f"score.{key}"].tolist()
        drawn.add_bar(
            x=points, y=labels, orientation="h", name=title,
            marker={"color": painted[key][0], "line": {"width": 0.3 if narrow else 1, "color": colours.paper}},
            customdata=[
                [names.get(country, country), _scored(point, score)]
                for country, point, score in zip(rows["country"], points, scores, strict=True)
            ],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{title}: %{{customdata[1]}}<extra></extra>",
        )  # fmt: skip
    for label, value in zip(labels, rows["value"].tolist(), strict=True):
        drawn.add_annotation(x=value, y=label, text=number(value, 1), xanchor="left", xshift=4, showarrow=False,
                             font={"size": 12, "color": colours.ink})  # fmt: skip
    # on a telephone the legend stands in one row per component
    frame(drawn, said, dark=dark, plot_height=BAR * len(rows) + 6, left=SIDE, right=46, below=8,
          above=104 if narrow else 26)  # fmt: skip
    axes(drawn, dark)
    drawn.update_xaxes(visible=False, range=[0, max(rows["value"].max(), 1.0)])
    drawn.update_yaxes(showgrid=False, autorange="reversed", tickfont={"size": 12, "color": colours.ink})
    drawn.update_layout(barmode="stack", bargap=0.28, legend={**LEGEND, "traceorder": "normal"}, hovermode="closest")
    return drawn.figure()


def _labels(rows: pd.DataFrame, names: Mapping[str, str], marked: Collection[str]) -> list[str]:
    """`3. India`: with its rank, so that two names that shorten alike stay two bars."""
    found = []
    for country, rank in zip(rows["country"], rows["rank"].tolist(), strict=True):
        text = f"{rank}. {shorten(names.get(country, country), 16)}"
        found.append(f"<b>{text}</b>" if country in marked else text)
    return found


def _scored(points: float, score: float) -> str:
    if pd.isna(score):
        return "not observed"
    return f"{number(points, 1)} points (scored {number(score, 1)} of 100)"


def ranges(
    rows: pd.DataFrame,
    said: Caption,
    names: Mapping[str, str],
    top: int,
    *,
    marked: Collection[str] = (),
    dark: bool = False,
) -> go.Figure:
    """Where 90 % of the weightings rank each country, its middle rank, its rank under the chosen weights, and how often
    it is among the first `top`.

    `rows`: columns country, rank (NaN where it has none), low, median, high, among (0 to 1), in the order drawn.
    """
    colours, drawn = look(dark), Sketch()
    shown = [shorten(names.get(country, country), 17) for country in rows["country"]]
    labels = [f"<b>{text}</b>" if c in marked else text for text, c in zip(shown, rows["country"], strict=True)]
    edge = min(FURTHEST, int(rows["high"].max()))
    told = [
        [names.get(row["country"], row["country"]), row["low"], row["high"], row["median"], share(row["among"])]
        for row in rows.to_dict("records")
    ]
    hover = (
        "<b>%{customdata[0]}</b><br>in 90 % of the weightings: rank %{customdata[1]} to %{customdata[2]}"
        f"<br>middle rank: %{{customdata[3]}}<br>in the top {top}: %{{customdata[4]}}<extra></extra>"
    )
    for label, low, high in zip(labels, rows["low"].tolist(), rows["high"].tolist(), strict=True):
        drawn.add_shape(
            type="line", x0=min(low, edge) - 0.18, x1=min(high, edge) + 0.18, y0=label, y1=label, layer="below",
            line={"color": faded(colours.accent, 0.35), "width": 9},
        )  # fmt: skip
    drawn.add_scatter(
        x=rows["median"].clip(upper=edge), y=labels, mode="markers", name="Middle rank",
        marker={"size": 10, "color": colours.accent}, customdata=told, hovertemplate=hover,
    )  # fmt: skip
    drawn.add_scatter(
        x=[min(r, edge) if r == r else None for r in rows["rank"].tolist()], y=labels, mode="markers",
        name="Rank under the weights above",
        marker={"size": 11, "symbol": "diamond-open", "color": colours.ink, "line": {"width": 1.6}},
        customdata=told, hovertemplate=hover,
    )  # fmt: skip
    words: dict[str, Any] = {
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": 8,
        "showarrow": False,
        "align": "left",
    }
    for label, among in zip(labels, rows["among"].tolist(), strict=True):
        drawn.add_annotation(y=label, text=share(among), font={"size": 12, "color": colours.ink}, **words)
    drawn.add_annotation(yref="paper", y=1, yanchor="bottom", text=f"in the<br>top {top}",
                         font={"size": 11, "color": colours.quiet}, **words)  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=BAR * len(rows) + 6, left=SIDE, right=62, below=40, above=52)
    axes(drawn, dark)
    ticks = sorted({1, top, *range(10, edge + 1, 10)})
    title = {"text": "rank", "standoff": 4, "font": {"size": 12}}
    drawn.update_xaxes(range=[0.3, edge + 0.9], tickvals=ticks, title=title, showgrid=True, gridcolor=colours.faint)
    drawn.update_yaxes(showgrid=False, autorange="reversed", tickfont={"size": 12, "color": colours.ink})
    drawn.update_layout(legend=LEGEND, hovermode="closest")
    return drawn.figure()


def chance(value: float) -> str:
    """An estimated probability: never written as impossible or certain."""
    return share(min(max(value, 0.001), 0.999))


def share(value: float) -> str:
    """`82 %`; what is nearly never or nearly always is not rounded to never or always."""
    if pd.isna(value):
        return "not ranked"
    if 0 < value < 0.01:
        return f"<1{SPACE}%"
    if 0.99 < value < 1:
        return f">99{SPACE}%"
    return f"{100 * value:.0f}{SPACE}%"
