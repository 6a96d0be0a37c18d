"""How good projections were, drawn: skill and coverage as dots, calibration, and projection against fact.

Shares are given as fractions (.05 is 5 %) and drawn in per cent. Better and worse than a baseline differ in colour and
in shape, and neither is the quieter one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.scales import SPACE, Scale, number, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import DASHES, Caption, axes, faded, frame, look, wrap

NOMINAL = 0.8
ZONE = (0.76, 0.84)
"""An 80 % band that held between these shares of outcomes kept its word."""
EDGE = 0.6
"""Skill beyond this is drawn at the edge: one bad series would squeeze all others."""
ROW, LINE = 26, 14
LEGEND: dict[str, Any] = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
SYMBOLS = ("circle", "square", "diamond", "triangle-up")
KINDS = (
    ("Better than the best baseline", True, True),
    ("Better, interval holds zero", True, False),
    ("No better, interval holds zero", False, False),
    ("Worse than the best baseline", False, True),
)


def percent(share: float, decimals: int = 1) -> str:
    """`78.7 %`, `−3.6 %`; `no data` where there is none."""
    if not math.isfinite(share):
        return number(share)
    return f"{number(100 * share, decimals)}{SPACE}%"


def signed(share: float) -> str:
    """`+5.9 %`, `−3.6 %`, `0 %`."""
    share = round(share, 3) if math.isfinite(share) else share
    return f"{'+' if share > 0 else ''}{percent(share)}"


class _Rows:
    """Where each row of a figure stands: labels on the left, a heading above each group, the first row on top."""

    def __init__(self, labels: Sequence[str], groups: Sequence[str], narrow: bool) -> None:
        width, most = (20, 3) if narrow else (38, 2)
        self.left = 150 if narrow else 268
        self.headings: list[tuple[float, str]] = []
        self.places: list[float] = []
        self.words: list[str] = []
        below, before = 0.0, ""
        for label, group in zip(labels, groups, strict=True):
            if group != before and group:
                self.headings.append((below + ROW / 2, group))
                below += ROW
            before = group
            lines = wrap(label, width)
            lines = lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: width - 1].rstrip()}…"]
            height = max(ROW, LINE * len(lines) + 8)
            self.places.append(below + height / 2)
            self.words.append("<br>".join(lines))
            below += height
        self.height = int(below) + 8

    def dress(self, figure: Sketch, said: Caption, dark: bool, below: int = 44, above: int = 0) -> None:
        """Caption, axes, row labels and headings."""
        colours = look(dark)
        frame(figure, said, dark=dark, plot_height=self.height, left=self.left, right=22, below=below, above=above)
        axes(figure, dark)
        figure.update_xaxes(showgrid=True, gridcolor=colours.faint)
        figure.update_yaxes(
            range=[self.height, 0],
            tickvals=self.places,
            ticktext=self.words,
            tickfont={"size": 12, "color": colours.ink},
            showgrid=False,
        )
        for place, text in self.headings:
            figure.add_annotation(
                name="heading", text=f"<b>{text}</b>", x=0, xref="paper", xanchor="left", xshift=8 - self.left,
                y=place, yref="y", yanchor="middle", showarrow=False, font={"size": 13, "color": colours.ink},
            )  # fmt: skip
        figure.update_layout(hovermode="closest")


def _line(figure: Sketch, at: float, colour: str, dash: str = "solid") -> None:
    figure.add_shape(
        type="line", xref="x", yref="paper", x0=at, x1=at, y0=0, y1=1,
        line={"color": colour, "width": 1.4, "dash": dash}, layer="below",
    )  # fmt: skip


def skills(rows: pd.DataFrame, said: Caption, *, dark: bool = False, narrow: bool = False) -> go.Figure:
    """Skill against the best baseline with its interval, a row each, and a line at zero.

    `rows`: columns key, label, group (may be empty), skill, low, high, in the order they are drawn. A filled mark has
    an interval on one side of zero. `customdata` of a mark begins with its key.
    """
    colours, places = look(dark), _Rows(rows["label"].tolist(), rows["group"].tolist(), narrow)
    figure = Sketch()
    rows = rows.assign(place=places.places, better=rows["skill"] > 0)
    rows = rows.assign(told=((rows["low"] > 0) & rows["better"]) | ((rows["high"] < 0) & ~rows["better"]))
    for name, better, told in KINDS:
        own = rows[(rows["better"] == better) & (rows["told"] == told)]
        if own.empty:
            continue
        colour = colours.series[0 if better else 1]
        held, told_of = own["skill"].clip(-EDGE, EDGE), own[["key", "label", "skill", "low", "high"]]
        figure.add_scatter(
            x=(100 * held).tolist(),
            y=own["place"].tolist(),
            mode="markers",
            name=name,
            error_x={
                "type": "data", "symmetric": False, "thickness": 1.8, "width": 4, "color": colour,
                "array": (100 * (own["high"].clip(-EDGE, EDGE) - held)).tolist(),
                "arrayminus": (100 * (held - own["low"].clip(-EDGE, EDGE))).tolist(),
            },
            marker={
                "size": 10,
                "symbol": ["triangle-left" if s < -EDGE else "circle" if better else "diamond" for s in own["skill"]],
                "color": colour if told else colours.paper,
                "line": {"color": colour, "width": 2},
            },
            customdata=[
                [key, label, signed(skill), f"{signed(low)} to {signed(high)}"]
                for key, label, skill, low, high in told_of.itertuples(index=False)
            ],
            hovertemplate="<b>%{customdata[1]}</b><br>Skill %{customdata[2]}<br>95 % interval %{customdata[3]}"
            "<extra></extra>",
        )  # fmt: skip
    shown = rows[["skill", "low", "high"]].clip(-EDGE, EDGE) * 100
    low, high = min(float(shown.min().min()), -2.0), max(float(shown.max().max()), 2.0)
    pad = 0.06 * (high - low)
    _line(figure, 0.0, colours.ink)
    places.dress(figure, said, dark, above=96 if narrow else 30)
    ticks, texts = Scale().ticks(low, high, 4 if narrow else 6)
    figure.update_xaxes(range=[low - pad, high + pad], tickvals=ticks, ticktext=[f"{text} %" for text in texts])
    figure.update_layout(legend=LEGEND)
    return figure.figure()


def coverage(rows: pd.DataFrame, said: Caption, *, dark: bool = False, narrow: bool = False) -> go.Figure:
    """How many outcomes lay inside the 80 % band, a row each, over the zone in which the band kept its word.

    `rows`: columns key, label, group, coverage, worst (the share in the worst single year), in the order drawn.
    """
    colours, places = look(dark), _Rows(rows["label"].tolist(), rows["group"].tolist(), narrow)
    figure = Sketch()
    rows = rows.assign(place=places.places, kept=rows["coverage"].round(4).between(*ZONE))
    figure.add_shape(
        name="zone", type="rect", xref="x", yref="paper", x0=100 * ZONE[0], x1=100 * ZONE[1], y0=0, y1=1,
        fillcolor=faded(colours.series[2], 0.22), line={"width": 0}, layer="below",
    )  # fmt: skip
    _line(figure, 100 * NOMINAL, colours.quiet, "dash")
    words = [
        [key, label, percent(share), percent(worst)]
        for key, label, share, worst in rows[["key", "label", "coverage", "worst"]].itertuples(index=False)
    ]
    hover = "<b>%{customdata[1]}</b><br>80 % band held %{customdata[2]}<br>in its worst year %{customdata[3]}"
    joined: dict[str, list[float | None]] = {"x": [], "y": []}
    for share, worst, place in rows[["coverage", "worst", "place"]].itertuples(index=False):
        joined["x"] += [100 * worst, 100 * share, None]
        joined["y"] += [place, place, None]
    figure.add_scatter(**joined, mode="lines", line={"color": colours.quiet, "width": 1}, hoverinfo="skip",
                       showlegend=False, name="down to the worst year")  # fmt: skip
    figure.add_scatter(
        x=(100 * rows["worst"]).tolist(), y=rows["place"].tolist(), mode="markers", name="Worst single year",
        marker={"size": 11, "symbol": "line-ns", "line": {"color": colours.quiet, "width": 2.4}},
        customdata=words, hovertemplate=f"{hover}<extra></extra>",
    )  # fmt: skip
    for name, kept, colour, symbol in (
        ("Inside 76–84 %", True, colours.series[0], "circle"),
        ("Outside", False, colours.series[1], "diamond"),
    ):
        own = rows["kept"] == kept
        figure.add_scatter(
            x=(100 * rows.loc[own, "coverage"]).tolist(), y=rows.loc[own, "place"].tolist(), mode="markers", name=name,
            marker={"size": 10, "symbol": symbol, "color": colour},
            customdata=[word for word, mine in zip(words, own, strict=True) if mine],
            hovertemplate=f"{hover}<extra></extra>",
        )  # fmt: skip
    places.dress(figure, said, dark, above=52 if narrow else 30)
    ticks = [0, 20, 40, 60, 80, 100]
    figure.update_xaxes(range=[-2, 102], tickvals=ticks, ticktext=[f"{tick} %" for tick in ticks])
    figure.update_layout(legend=LEGEND)
    return figure.figure()


def calibration(
    points: pd.DataFrame,
    said: Caption,
    *,
    told: str,
    observed: str,
    names: Sequence[str],
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """What was told against what was observed, a line for each of `names`, and the diagonal on which both agree.

    `points`: columns series (one of `names`), told, observed, and optionally n, how many outcomes a point rests on: the
    mark's area grows with its share of all. `told` and `observed` name the axes.
    """
    colours, figure = look(dark), Sketch()
    most = 1.0 if points.empty else max(float(points[["told", "observed"]].max().max()), 0.02)
    top = 100.0 if most > 0.5 else 100 * most * 1.12
    figure.add_scatter(
        x=[0, top], y=[0, top], mode="lines", name="Told as observed", hoverinfo="skip",
        line={"color": colours.quiet, "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    for place, name in enumerate(names):
        own = points[points["series"] == name].sort_values("told")
        if own.empty:
            continue
        colour, counts = colours.series[place % len(colours.series)], "n" in own.columns
        sizes = [7 + 13 * (n / float(own["n"].max())) ** 0.25 for n in own["n"]] if counts else 8
        words = [
            [percent(a), percent(b), f", {number(n, 0)} pair-years" if counts else ""]
            for a, b, n in zip(own["told"], own["observed"], own["n"] if counts else own["told"], strict=True)
        ]
        figure.add_scatter(
            x=(100 * own["told"]).tolist(), y=(100 * own["observed"]).tolist(), mode="lines+markers", name=name,
            line={"color": colour, "width": 1.8, "dash": DASHES[place % len(DASHES)]},
            marker={"size": sizes, "color": colour, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            customdata=words,
            hovertemplate=f"<b>{name}</b><br>told %{{customdata[0]}}, observed %{{customdata[1]}}%{{customdata[2]}}"
            "<extra></extra>",
        )  # fmt: skip
    frame(figure, said, dark=dark, plot_height=380, left=62, right=22, below=62, above=92 if narrow else 52)
    axes(figure, dark)
    ticks, texts = Scale().ticks(0, top, 5)
    laid = {"range": [-0.02 * top, 1.03 * top], "tickvals": ticks, "ticktext": [f"{text} %" for text in texts]}
    titled = {"font": {"size": 12, "color": colours.quiet}}
    figure.update_xaxes(**laid, showgrid=True, gridcolor=colours.faint, title={"text": told, "standoff": 8, **titled})
    figure.update_yaxes(**laid)
    figure.add_annotation(
        name="observed", text=observed, x=0, xref="paper", xanchor="left", xshift=-54, y=1, yref="paper",
        yanchor="bottom", yshift=2, showarrow=False, font={"size": 12, "color": colours.quiet},
    )  # fmt: skip
    figure.update_layout(hovermode="closest", legend={**LEGEND, "y": 1.06})
    return figure.figure()


def outcomes(
    rows: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    *,
    log: bool = False,
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """Projected median and 80 % band as a bar, what was observed as a dot, a row for each country.

    `rows`: columns label, p10, p50, p90, observed in the indicator's unit, and inside, in the order drawn.
    """
    colours, scale = look(dark), Scale.of(indicator, log)
    places = _Rows(rows["label"].tolist(), [""] * len(rows), narrow)
    figure = Sketch()
    laid = {name: scale.place(rows[name]).tolist() for name in ("p10", "p50", "p90", "observed")}
    told = [
        [label, *(plain(float(v), indicator) for v in figures)]
        for label, *figures in rows[["label", "p50", "p10", "p90", "observed"]].itertuples(index=False)
    ]
    hover = (
        "<b>%{customdata[0]}</b><br>projected %{customdata[1]}, 80 % band %{customdata[2]} to %{customdata[3]}<br>"
        "observed %{customdata[4]}<extra></extra>"
    )
    figure.add_scatter(
        x=[v for low, high in zip(laid["p10"], laid["p90"], strict=True) for v in (low, high, None)],
        y=[v for place in places.places for v in (place, place, None)],
        mode="lines", name="80 % band", hoverinfo="skip", line={"color": faded(colours.baseline, 0.42), "width": 12},
    )  # fmt: skip
    figure.add_scatter(
        x=laid["p50"], y=places.places, mode="markers", name="Projected median", customdata=told, hovertemplate=hover,
        marker={"size": 14, "symbol": "line-ns", "line": {"color": colours.ink, "width": 2.4}},
    )  # fmt: skip
    for name, inside, colour, symbol in (
        ("Observed, inside the band", True, colours.series[0], "circle"),
        ("Observed, outside", False, colours.series[1], "diamond"),
    ):
        mine = [k for k, held in enumerate(rows["inside"]) if bool(held) == inside]
        if mine:
            figure.add_scatter(
                x=[laid["observed"][k] for k in mine], y=[places.places[k] for k in mine], mode="markers", name=name,
                marker={"size": 11, "symbol": symbol, "color": colour, "line": {"color": colours.paper, "width": 1}},
                customdata=[told[k] for k in mine], hovertemplate=hover,
            )  # fmt: skip
    values = rows[["p10", "p90", "observed"]]
    low, high = float(values.min().min()), float(values.max().max())
    left, right = (float(v) for v in scale.place([low, high]))
    pad = 0.05 * (right - left) or 1.0
    places.dress(figure, said, dark, above=74 if narrow else 30)
    ticks, texts = scale.ticks(low, high, 3 if narrow else 5)
    figure.update_xaxes(range=[left - pad, right + pad], tickvals=ticks, ticktext=texts)
    figure.update_layout(legend=LEGEND)
    return figure.figure()
