"""Ties of one country, partner by partner: the years that had one, and the probability of one in the years to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.fan import zones
from foresight.charts.lines import year_range, year_ticks
from foresight.charts.panels import Grid
from foresight.charts.scales import SPACE, number, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, faded, frame, look

LANE, BETWEEN = 66, 36  # pixels: the height of a lane, and what stands between two of them
SMALLEST, LARGEST = 5, 10  # pixels across, the mark of the weakest and of the strongest tie


def percent(probability: float) -> str:
    """`43 %`, and `below 1 %` or `above 99 %` where a whole number would claim certainty."""
    if 0 <= probability < 0.01:
        return f"below 1{SPACE}%"
    if probability > 0.99:
        return f"above 99{SPACE}%"
    return f"{number(100 * probability, 0)}{SPACE}%"


def ties(
    history: pd.DataFrame,
    projected: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    order: Sequence[str],
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """A lane per partner, from 0 (no tie) to 100 % (a tie).

    `history`: columns partner, year, value, tie (whether the event happened); a year without a row is missing and has
    no mark. `projected`: columns partner, year, probability, low, high (80 % interval, 0 to 1), status. Marks of ties
    grow with their value; the probability is dashed, dotted where extrapolated.
    """
    colours, figure = look(dark), Sketch()
    wanted = [partner for partner in order if partner in set(projected["partner"])]
    grid = Grid(len(wanted), 1 if narrow or len(wanted) < 4 else 2, LANE, BETWEEN)
    grid.lay_out(figure)
    frame(figure, said, dark=dark, plot_height=grid.height, right=22, above=24)
    axes(figure, dark)
    years = pd.concat([history["year"], projected["year"]])
    figure.update_xaxes(
        range=[year_range(int(years.min()), int(years.max()))[0] - 0.5, float(years.max()) + 0.5], **year_ticks(years)
    )
    figure.update_yaxes(range=[-0.14, 1.14], tickvals=[0, 0.5, 1], ticktext=["0", f"50{SPACE}%", f"100{SPACE}%"])
    strongest = float(np.log1p(history.loc[history["tie"], "value"].max())) if history["tie"].any() else 1.0
    for place, partner in enumerate(wanted):
        axis = grid.axis(place)
        own = history[history["partner"] == partner].sort_values("year")
        ahead = projected[projected["partner"] == partner].sort_values("year")
        zones(figure, ahead, int(ahead["year"].min()) - 1, dark, axis, named=False)
        _observed(figure, own, names.get(partner, partner), indicator, strongest or 1.0, axis, dark)
        _probable(figure, ahead, names.get(partner, partner), axis, dark)
        if not grid.lowest(place):
            figure.update_layout(**{f"xaxis{axis}": {"showticklabels": False}})
        grid.head(figure, place, names.get(partner, partner), colours.accent, colours)
    figure.update_layout(hovermode="closest", showlegend=False, uirevision=indicator.key)
    return figure.figure()


def _observed(
    figure: Sketch, own: pd.DataFrame, name: str, indicator: Indicator, strongest: float, axis: str, dark: bool
) -> None:
    colours = look(dark)
    happened, sizes = own["tie"].to_numpy(dtype=bool), np.log1p(own["value"].clip(lower=0).to_numpy(dtype=float))
    grown = SMALLEST + (LARGEST - SMALLEST) * np.minimum(sizes / strongest, 1.0)
    figure.add_scatter(
        x=own["year"],
        y=happened.astype(int),
        mode="markers",
        name=name,
        marker={
            "symbol": ["square" if tie else "circle" for tie in happened],
            "size": [float(size) if tie else 4 for size, tie in zip(grown, happened, strict=True)],
            "color": [colours.ink if tie else colours.baseline for tie in happened],
        },
        customdata=[[plain(v, indicator), "" if tie else "no "] for v, tie in zip(own["value"], happened, strict=True)],
        hovertemplate=f"<b>{name}</b> %{{x}}: %{{customdata[1]}}tie (%{{customdata[0]}})<extra></extra>",
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
    )


def _probable(figure: Sketch, ahead: pd.DataFrame, name: str, axis: str, dark: bool) -> None:
    colours, on = look(dark), {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    figure.add_scatter(
        x=[*ahead["year"], *ahead["year"][::-1]],
        y=[*ahead["high"], *ahead["low"][::-1]],
        fill="toself",
        fillcolor=faded(colours.accent, 0.2),
        mode="none",
        line={"width": 0},
        hoverinfo="skip",
        name=f"{name}, 80 % interval",
        **on,
    )
    beyond = set(ahead.loc[ahead["status"] == "extrapolated", "year"])
    near = ahead[~ahead["year"].isin(beyond)]
    far = ahead[ahead["year"].isin({*beyond, min(beyond, default=0) - 1})]
    for part, dash in ((near, "dash"), (far, "dot")):
        if part.empty:
            continue
        told = zip(part["probability"], part["low"], part["high"], strict=True)
        figure.add_scatter(
            x=part["year"],
            y=part["probability"],
            mode="lines" if len(part) > 1 else "markers",
            name=f"{name}, probability",
            line={"color": colours.accent, "width": 2.2, "dash": dash},
            marker={"color": colours.accent, "size": 7},
            customdata=[[percent(p), percent(low), percent(high)] for p, low, high in told],
            hovertemplate=f"<b>{name}</b> %{{x}}: %{{customdata[0]}}<br>80 %: %{{customdata[1]}} to %{{customdata[2]}}"
            "<extra></extra>",
            **on,
        )
