"""Scenarios beside one baseline: over one axis with their differences below, and at the corners of a 2x2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.fan import joined, value_axis, zones
from foresight.charts.lines import complete, year_range, year_ticks
from foresight.charts.scales import Scale, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, faded, frame, look, shorten, wrap

RECENT = 12
"""Years of history beside the scenarios: they need the room."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""One for each scenario beside its colour: six lines must be told apart without colours too."""
TOP, BETWEEN, LOW = 330, 52, 190  # pixels: the upper panel, what stands between, the lower panel
LABEL_GAP, LEADER = 16, 22  # pixels between two names, and of the line that leads to them
WHISKERS = 13  # pixels between two intervals beside the lower panel
CELL, GAP = 176, 10


@dataclass(frozen=True)
class Line:
    """One scenario as it is drawn: its number and name, colour and dash, and its figures (see `beside`)."""

    key: str
    number: int
    name: str
    colour: str
    dash: str
    rows: pd.DataFrame


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Where labels wanted at `places` stand: `gap` or more apart, between `low` and `high`, moved as little as can be.

    Least squares under an order: isotonic regression by pooling adjacent violators (Barlow et al. 1972).
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    blocks: list[tuple[float, int]] = []  # mean of what a block wants, and how many stand in it
    for k, i in enumerate(order):
        mean, count = places[i] - k * gap, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    levels = [mean for mean, count in blocks for _ in range(count)]
    ceiling = high - (len(places) - 1) * gap
    found = [0.0] * len(places)
    for k, (i, level) in enumerate(zip(order, levels, strict=True)):
        found[i] = min(max(level, low), ceiling) + k * gap
    return found


def beside(
    history: pd.DataFrame,
    baseline: pd.DataFrame,
    scenarios: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    closer: str = "",
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """Above: what was observed, the baseline with its 80 % band, the median of each scenario, named where it ends.

    Below: each scenario's difference from the baseline, with its 80 % interval in the last year as a whisker beside the
    panel and, for the scenario `closer`, as a band through the years. `history`: columns year, value. `baseline`: year,
    p10, p25, p50, p75, p90, status. `scenarios`: key, year, p50 and difference, low, high, in the indicator's unit;
    `names` fixes their order, numbers and colours.
    """
    colours, figure = look(dark), Sketch()
    lines = _lines(scenarios, names, colours)
    observed = history.dropna(subset=["value"]).sort_values("year")
    whole = TOP + BETWEEN + LOW
    room = {"domain": [(LOW + BETWEEN) / whole, 1]}, {"domain": [0, LOW / whole]}
    figure.update_layout(
        xaxis={"anchor": "y"},
        xaxis2={"anchor": "y2", "matches": "x"},
        yaxis=room[0],
        yaxis2={**room[1], "anchor": "x2"},
    )
    zones(figure, baseline, int(observed["year"].max()), dark)
    zones(figure, baseline, int(observed["year"].max()), dark, axis="2", named=False)
    _draw_upper(figure, observed, baseline, lines, indicator, colours)
    _draw_lower(figure, lines, closer, indicator, colours)
    frame(figure, said, dark=dark, plot_height=whole, right=124 if narrow else 216)
    axes(figure, dark)
    years = pd.concat([observed["year"], baseline["year"]])
    figure.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    figure.update_layout(xaxis={"showticklabels": False})
    seen = [observed["value"], baseline["p10"], baseline["p90"], *(line.rows["p50"] for line in lines)]
    upper = value_axis(min(s.min() for s in seen), max(s.max() for s in seen), Scale(), indicator)
    lower = _difference_axis(lines)
    figure.update_layout(yaxis=upper, yaxis2=lower, hovermode="closest", showlegend=False, uirevision=indicator.key)
    _name_ends(figure, baseline, lines, upper["range"], colours, 13 if narrow else 27)
    _whiskers(figure, lines, colours)
    return figure.figure()


def _lines(scenarios: pd.DataFrame, names: Mapping[str, str], colours: Look) -> list[Line]:
    return [
        Line(
            key, place + 1, name, colours.series[place], DASHES[place % len(DASHES)], scenarios[scenarios["key"] == key]
        )
        for place, (key, name) in enumerate(names.items())
    ]


def _draw_upper(
    figure: Sketch,
    observed: pd.DataFrame,
    baseline: pd.DataFrame,
    lines: Sequence[Line],
    indicator: Indicator,
    colours: Look,
) -> None:
    base = joined(observed, baseline)
    figure.add_scatter(
        x=[*base["year"], *base["year"][::-1]], y=[*base["p90"], *base["p10"][::-1]], fill="toself",
        fillcolor=faded(colours.baseline, 0.2), mode="none", line={"width": 0}, hoverinfo="skip",
        name="Baseline, 80 % of outcomes",
    )  # fmt: skip
    own = complete(observed)
    figure.add_scatter(
        x=own["year"], y=own["value"], mode="lines+markers", name="Observed", connectgaps=False,
        line={"color": colours.ink, "width": 2.2}, marker={"size": 4, "color": colours.ink},
        customdata=[[plain(v, indicator)] for v in own["value"]],
        hovertemplate="<b>Observed</b> %{x}: %{customdata[0]}<extra></extra>",
    )  # fmt: skip
    words = [
        [plain(float(v), indicator) for v in row] for row in zip(base["p50"], base["p10"], base["p90"], strict=True)
    ]
    figure.add_scatter(
        x=base["year"], y=base["p50"], mode="lines", name="Baseline (median)",
        line={"color": colours.baseline, "width": 2.6}, customdata=words,
        hovertemplate="<b>Baseline</b> %{x}: %{customdata[0]}<br>80 %: %{customdata[1]} to %{customdata[2]}"
        "<extra></extra>",
    )  # fmt: skip
    for line in lines:
        figure.add_scatter(
            x=line.rows["year"], y=line.rows["p50"], mode="lines", name=f"{line.name} (median)",
            line={"color": line.colour, "width": 2.4, "dash": line.dash},
            customdata=[[plain(float(v), indicator)] for v in line.rows["p50"]],
            hovertemplate=f"<b>{line.number} {line.name}</b> %{{x}}: %{{customdata[0]}}<extra></extra>",
        )  # fmt: skip


def _draw_lower(figure: Sketch, lines: Sequence[Line], closer: str, indicator: Indicator, colours: Look) -> None:
    figure.add_annotation(
        text="<b>Difference from the baseline</b>", x=0, xref="x2 domain", xanchor="left", y=1, yref="y2 domain",
        yanchor="bottom", yshift=16, showarrow=False, font={"size": 13, "color": colours.ink},
    )  # fmt: skip
    figure.add_shape(
        type="line", xref="x2 domain", yref="y2", x0=0, x1=1, y0=0, y1=0,
        line={"color": colours.baseline, "width": 1.6},
    )  # fmt: skip
    on = {"xaxis": "x2", "yaxis": "y2"}
    for line in lines:
        rows = line.rows
        if line.key == closer:
            figure.add_scatter(
                x=[*rows["year"], *rows["year"][::-1]], y=[*rows["high"], *rows["low"][::-1]], fill="toself",
                fillcolor=faded(line.colour, 0.2), mode="none", line={"width": 0}, hoverinfo="skip",
                name=f"{line.name}, 80 % interval", **on,
            )  # fmt: skip
        told = (rows[column] for column in ("difference", "low", "high"))
        figure.add_scatter(
            x=rows["year"], y=rows["difference"], mode="lines", name=f"{line.name} (difference)",
            line={"color": line.colour, "width": 2.2, "dash": line.dash},
            customdata=[[plain(float(v), indicator) for v in row] for row in zip(*told, strict=True)],
            hovertemplate=f"<b>{line.number} {line.name}</b> %{{x}}: %{{customdata[0]}}<br>80 % interval: "
            "%{customdata[1]} to %{customdata[2]}<extra></extra>", **on,
        )  # fmt: skip


def _difference_axis(lines: Sequence[Line]) -> dict[str, object]:
    """An axis that holds every difference, the intervals of the last year, and nought."""
    low = min(0.0, *(float(line.rows["low"].min()) for line in lines))
    high = max(0.0, *(float(line.rows["high"].max()) for line in lines))
    pad = 0.08 * (high - low) or 1.0
    places, texts = Scale().ticks(low, high, 4) if high > low else ([0.0], ["0"])
    signed = [f"+{text}" if place > 0 else text for place, text in zip(places, texts, strict=True)]
    return {"range": [low - pad, high + pad], "tickvals": places, "ticktext": signed}


def _name_ends(
    figure: Sketch, baseline: pd.DataFrame, lines: Sequence[Line], axis: Sequence[float], colours: Look, width: int
) -> None:
    """Names beside the panel, each at the end of a line in the colour of what it names."""
    ends = [(float(baseline["p50"].iloc[-1]), "Baseline", colours.baseline)]
    ends += [
        (float(line.rows["p50"].iloc[-1]), f"<b>{line.number}</b> {shorten(line.name, width)}", line.colour)
        for line in lines
    ]
    pixel = TOP / (axis[1] - axis[0])
    wanted = [(value - axis[0]) * pixel for value, *_ in ends]
    for (value, text, colour), at, stands in zip(ends, wanted, spread(wanted, LABEL_GAP, 6, TOP - 6), strict=True):
        figure.add_shape(
            name=f"to {text}", type="line", xref="paper", xsizemode="pixel", xanchor=1, x0=2, x1=LEADER,
            yref="y", ysizemode="pixel", yanchor=value, y0=0, y1=stands - at,
            line={"color": colour, "width": 2},
        )  # fmt: skip
        figure.add_annotation(
            name="end", text=text, x=1, xref="paper", xanchor="left", xshift=LEADER + 3, y=value, yref="y",
            yanchor="middle", yshift=stands - at, showarrow=False, align="left",
            font={"size": 12, "color": colours.ink},
        )  # fmt: skip


def _whiskers(figure: Sketch, lines: Sequence[Line], colours: Look) -> None:
    """Each scenario's interval in the last year beside the lower panel, under its number."""
    for place, line in enumerate(lines):
        last, at = line.rows.iloc[-1], 8 + WHISKERS * place
        beside_it = {"xref": "paper", "xsizemode": "pixel", "xanchor": 1, "yref": "y2"}
        figure.add_shape(
            name="interval", type="line", **beside_it, x0=at, x1=at, y0=float(last["low"]), y1=float(last["high"]),
            line={"color": line.colour, "width": 3},
        )  # fmt: skip
        figure.add_shape(
            name="median", type="circle", **beside_it, x0=at - 4, x1=at + 4, ysizemode="pixel",
            yanchor=float(last["difference"]), y0=-4, y1=4, fillcolor=line.colour,
            line={"color": colours.paper, "width": 1},
        )  # fmt: skip
        figure.add_annotation(
            text=f"<b>{line.number}</b>", x=1, xref="paper", xanchor="center", xshift=at, y=1, yref="y2 domain",
            yanchor="bottom", showarrow=False, font={"size": 12, "color": colours.ink},
        )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One corner: its name, its median and difference in words, and the difference with its interval as figures."""

    name: str
    median: str
    difference: str
    low: float
    middle: float
    high: float


def square(
    cells: Sequence[Cell],
    said: Caption,
    across: tuple[str, str, str],
    up: tuple[str, str, str],
    *,
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """Four corners in the order low-low, high-low, low-high, high-high (across, then up).

    `across`, `up`: the axis in words, its low and its high end. Every corner has its difference on one common scale,
    nought marked, with its 80 % interval.
    """
    colours, figure = look(dark), Sketch()
    height = 2 * CELL + GAP
    low, high = min(0.0, *(c.low for c in cells)), max(0.0, *(c.high for c in cells))
    reach = (high - low) or 1.0
    gap, half = (0.03 if narrow else 0.015), CELL / height
    width = (1 - gap) / 2
    for place, cell in enumerate(cells):
        left, bottom = (place % 2) * (width + gap), (place // 2) * (half + GAP / height)

        def at(value: float, left: float = left) -> float:
            return left + width * (0.07 + 0.86 * (value - low) / reach)

        told = cell.low > 0 or cell.high < 0
        tint = colours.diverging[-2] if cell.middle > 0 else colours.diverging[1]
        figure.add_shape(
            type="rect", xref="x", yref="y", x0=left, x1=left + width, y0=bottom, y1=bottom + half, layer="below",
            fillcolor=faded(tint, 0.16) if told else colours.zone, line={"color": colours.faint, "width": 1},
        )  # fmt: skip
        name = "<br>".join(escape(part, quote=False) for part in wrap(cell.name, 20 if narrow else 46)[:3])
        figure.add_annotation(
            name="corner", text=f"<b>{name}</b><br>{cell.median}<br>{cell.difference}", x=left + 0.04 * width,
            xanchor="left", y=bottom + half, yanchor="top", yshift=-8, align="left", showarrow=False,
            font={"size": 12 if narrow else 14, "color": colours.ink},
        )  # fmt: skip
        line, tick = bottom + 24 / height, 8 / height
        for x, y, colour, thick in (
            ((low, high), (line, line), colours.quiet, 1),
            ((0, 0), (line - tick, line + tick), colours.quiet, 2),
            ((cell.low, cell.high), (line, line), colours.accent, 5),
        ):
            figure.add_shape(
                type="line", xref="x", yref="y", x0=at(x[0]), x1=at(x[1]), y0=y[0], y1=y[1],
                line={"color": colour, "width": thick},
            )  # fmt: skip
        figure.add_annotation(
            text="0", x=at(0), y=line, yanchor="top", yshift=-7, showarrow=False,
            font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
        figure.add_scatter(
            x=[at(cell.middle)], y=[line], mode="markers", name=cell.name,
            marker={"size": 11, "color": colours.accent, "line": {"color": colours.paper, "width": 1.5}},
            hovertemplate=f"<b>{cell.name}</b><br>{cell.median}<br>{cell.difference}<extra></extra>",
        )  # fmt: skip
    frame(figure, said, dark=dark, plot_height=height, left=64, right=14, below=58)
    hidden = {"visible": False, "fixedrange": True, "range": [0, 1]}
    figure.update_layout(xaxis=hidden, yaxis=hidden, showlegend=False, hovermode="closest")
    _axis_words(figure, across, up, (width, gap, half), colours, narrow)
    return figure.figure()


def _axis_words(
    figure: Sketch,
    across: tuple[str, str, str],
    up: tuple[str, str, str],
    shape: tuple[float, float, float],
    colours: Look,
    narrow: bool,
) -> None:
    """The axis and its ends, below and to the left."""
    width, gap, half = shape
    size, ends = {"size": 12, "color": colours.ink}, {"size": 12, "color": colours.quiet}
    below = {"y": 0, "yanchor": "top", "showarrow": False}
    beside_it = {"x": 0, "xanchor": "right", "textangle": -90, "showarrow": False}
    figure.add_annotation(text=f"<b>{shorten(across[0], 40)}</b>", x=0.5, yshift=-26, font=size, **below)
    figure.add_annotation(text=f"<b>{shorten(up[0], 40)}</b>", y=0.5, xshift=-38, font=size, **beside_it)
    room = 22 if narrow else 40
    for k in (0, 1):
        middle = k * (width + gap) + width / 2
        figure.add_annotation(text=shorten(across[k + 1], room), x=middle, yshift=-6, font=ends, **below)
        middle = half / 2 + k * (1 - half)
        figure.add_annotation(text=shorten(up[k + 1], 24), y=middle, xshift=-10, font=ends, **beside_it)
