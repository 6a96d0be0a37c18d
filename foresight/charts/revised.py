"""A series as it is published and as a file would have it, over one axis: solid and dashed."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts import lines
from foresight.charts.scales import Scale, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look

PUBLISHED, FILE = "Published", "File"


def revised(
    held: pd.DataFrame, given: pd.DataFrame, said: Caption, indicator: Indicator, *, log: bool = False,
    dark: bool = False,
) -> go.Figure:  # fmt: skip
    """One country's figures. `held`: what is published, solid; `given`: the file's, dashed; columns year, value.

    Either may be empty, not both. Years that are missing break the line.
    """
    colours, scale, figure = look(dark), Scale.of(indicator, log), Sketch()
    both = pd.concat([held[["year", "value"]], given[["year", "value"]]]).dropna()
    for rows, name, colour, dash in ((held, PUBLISHED, colours.ink, "solid"), (given, FILE, colours.series[1], "dash")):
        if len(rows):
            own = lines.complete(rows)
            figure.add_scatter(**lines.line_of(own, name, indicator, scale, colour, dash), showlegend=True)
    low, high = float(both["value"].min()), float(both["value"].max())
    bottom, top = (float(place) for place in scale.place([low, high]))
    pad = (top - bottom) * 0.08 or 1.0
    frame(figure, said, dark=dark, plot_height=280, above=26)
    axes(figure, dark)
    places, texts = scale.ticks(low, high)
    first, last = int(both["year"].min()), int(both["year"].max())
    figure.update_xaxes(range=lines.year_range(first, last), **lines.year_ticks(both["year"]))
    figure.update_yaxes(range=[bottom - pad, top + pad], tickvals=places, ticktext=texts)
    figure.update_layout(
        hovermode="closest", legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"}
    )
    return figure.figure()


def sentence(held: pd.DataFrame, given: pd.DataFrame, name: str, indicator: Indicator, replace: bool = False) -> str:
    """What the file does to one country's figures. `held`, `given`: columns year, value."""
    if given.empty:
        what = f"all {len(held)} published figures of it would go" if replace else "nothing changes"
        return f"The file has no figure of {name}: {what}."
    if held.empty:
        years = f"{int(given['year'].min())}–{int(given['year'].max())}"
        return f"Nothing is published of {name}; the file has {_figures(len(given))} ({years})."
    both = held.merge(given, on="year", suffixes=("_held", "_given"))
    differ = both[both["value_held"] != both["value_given"]]
    new = len(set(given["year"]) - set(held["year"]))
    told = f"{name}: {_figures(new)} added, {len(differ)} changed, {len(both) - len(differ)} the same"
    if len(differ):
        one = differ.iloc[int((differ["value_given"] - differ["value_held"]).abs().to_numpy().argmax())]
        before, after = plain(one["value_held"], indicator), plain(one["value_given"], indicator)
        # a change below the decimals that are shown reads as none
        step = f"from {before} to {after}" if before != after else f"by less than shows in {after}"
        told += f"; the largest change is in {int(one['year'])}, {step}"
    gone = len(set(held["year"]) - set(given["year"]))
    return f"{told}; {_figures(gone)} would go." if replace and gone else f"{told}."


def _figures(count: int) -> str:
    return f"{count} figure{'s' * (count != 1)}"
