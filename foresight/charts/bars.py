"""Ranks: the countries at the top or at the bottom, as horizontal bars."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.scales import plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look, shorten

BAR = 24


def ranked(
    rows: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    count: int = 10,
    end: Literal["top", "bottom"] = "top",
    marked: Collection[str] = (),
    dark: bool = False,
    key: str = "country",
) -> go.Figure:
    """The `count` highest (`top`) or lowest (`bottom`) of `rows` (columns `key`, value, year), best first.

    The number stands at the end of each bar, so the axis needs no ticks. `marked` countries have the accent colour.
    """
    colours = look(dark)
    best = rows.sort_values("value", ascending=end == "bottom", kind="stable").head(count)
    shown = [shorten(names.get(k, k), 20) for k in best[key]]
    # two countries that shorten to the same words would share one bar
    labels = [f"{place}. {text}" for place, text in enumerate(shown, start=1)]
    figure = Sketch()
    figure.add_bar(
        x=best["value"],
        y=labels,
        orientation="h",
        marker={"color": [colours.accent if not marked or k in marked else colours.baseline for k in best[key]]},
        text=[plain(v, indicator) for v in best["value"]],
        textposition="outside",
        textfont={"color": colours.ink, "size": 12},
        cliponaxis=False,
        customdata=[[names.get(k, k), int(y)] for k, y in zip(best[key], best["year"], strict=True)],
        hovertemplate="<b>%{customdata[0]}</b> %{customdata[1]}: %{text}<extra></extra>",
        showlegend=False,
    )
    frame(figure, said, dark=dark, plot_height=BAR * max(len(best), 1) + 8, left=158, right=64, below=10)
    axes(figure, dark)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showgrid=False, autorange="reversed", tickfont={"size": 12, "color": colours.ink})
    figure.update_layout(bargap=0.3)
    return figure.figure()
