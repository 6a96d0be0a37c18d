"""The event study drawn: the average around onsets, one country before and after its own, and all outcomes at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.conflict_words import apart, interval, natural, relative
from foresight.charts.lines import year_range, year_ticks
from foresight.charts.scales import Scale, number, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, faded, frame, look, wrap
from foresight.measures.event_study import AFTER, BEFORE, STEPS, Matched, Study

PLOT, ROW, LINE = 300, 34, 15
RATIOS = (
    (0.05, 0.2, 1.0, 5, 20, 100),
    (0.25, 0.5, 1.0, 2, 4),
    (0.8, 0.9, 1.0, 1.1, 1.25),
    (0.95, 0.98, 1.0, 1.02, 1.05),
)
"""Ticks from wide to narrow: the first that puts three of them into sight."""
CHARACTERS = 22
DRIFTING = "moving apart before"


def course_of(matched: Matched, entry: Indicator) -> tuple[dict[int, float], dict[int, float]]:
    """Around an onset, in the outcome's unit: the country, and where it would stand had it moved as the others did."""
    years = [matched.onset.year + step for step in STEPS]
    own, beside = natural(matched.own, entry), natural(matched.own - matched.gap, entry)
    return dict(zip(years, own.tolist(), strict=True)), dict(zip(years, beside.tolist(), strict=True))


def average(study: Study, own: Matched | None, name: str, said: Caption, *, dark: bool = False) -> go.Figure:
    """The mean gap by event year with its 80 % interval; `own`: the same of one onset, named `name`.

    The years before the onset are there to be looked at: the two sides should have moved alike.
    """
    colours, drawn, entry = look(dark), Sketch(), study.outcome
    mean, low, high = ([getattr(one, name) for one in study.by_step] for name in ("mean", "low", "high"))
    steps = list(STEPS)
    _zones(drawn, colours)
    drawn.add_scatter(
        x=[*steps, *steps[::-1]], y=_clean([*high, *low[::-1]]), fill="toself", fillcolor=faded(colours.accent, 0.18),
        mode="none", line={"width": 0}, hoverinfo="skip", name="80 % interval",
    )  # fmt: skip
    drawn.add_scatter(
        x=steps, y=_clean(mean), mode="lines+markers", name=f"Mean of {len(study.matched)} onsets",
        line={"color": colours.accent, "width": 2.6}, marker={"size": 6, "color": colours.accent},
        customdata=[
            [apart(one.mean, entry), apart(one.low, entry), apart(one.high, entry), n]
            for one, n in zip(study.by_step, study.counted, strict=True)
        ],
        hovertemplate="<b>year %{x}</b>: %{customdata[0]}<br>80 % interval %{customdata[1]} to %{customdata[2]}"
        "<br>%{customdata[3]} onsets observed<extra></extra>",
    )  # fmt: skip
    shown = [*low, *high]
    if own is not None:
        gap = own.gap.tolist()
        shown += gap
        drawn.add_scatter(
            x=steps, y=_clean(gap), mode="lines+markers", name=name, connectgaps=False,
            line={"color": colours.series[1], "width": 2, "dash": "dot"},
            marker={"size": 6, "symbol": "diamond", "color": colours.series[1]},
            customdata=[[apart(v, entry)] for v in own.gap],
            hovertemplate=f"<b>{name}</b> year %{{x}}: %{{customdata[0]}}<extra></extra>",
        )  # fmt: skip
    bottom, top = _ends(shown)
    places, texts = _factors(bottom, top) if relative(entry) else _differences(bottom, top)
    frame(drawn, said, dark=dark, plot_height=PLOT, right=18, above=46, below=52)
    axes(drawn, dark)
    drawn.update_xaxes(
        range=[-BEFORE - 0.4, AFTER + 0.4], dtick=1, tickvals=steps,
        title={"text": "years from the onset", "font": {"size": 12, "color": colours.quiet}, "standoff": 4},
    )  # fmt: skip
    drawn.update_yaxes(range=[bottom, top], tickvals=places, ticktext=texts)
    _over(drawn)
    return drawn.figure()


def _differences(low: float, high: float) -> tuple[list[float], list[str]]:
    places, texts = Scale().ticks(low, high)
    return places, [f"+{t}" if p > 0 else t for p, t in zip(places, texts, strict=True)]


def _factors(low: float, high: float) -> tuple[list[float], list[str]]:
    """Ticks of a logarithmic axis in per cent: half as much lies as far from nought as twice as much."""
    ratios = next(some for some in RATIOS if sum(low <= math.log(r) <= high for r in some) >= 3 or some is RATIOS[-1])
    there = [r for r in ratios if low <= math.log(r) <= high]
    signed = [f"{'+' if r > 1 else '−' if r < 1 else ''}{number(abs(100 * (r - 1)), 0)} %" for r in there]
    return [math.log(r) for r in there], [f"×{r:g}" if r >= 4 else t for r, t in zip(there, signed, strict=True)]


def _zones(drawn: Sketch, colours: Look) -> None:
    """Nought, the onset, and the years that the verdict rests on."""
    drawn.add_shape(
        type="rect", xref="x", yref="paper", x0=0.6, x1=3.4, y0=0, y1=1, fillcolor=colours.zone, layer="below",
        line={"width": 0},
    )  # fmt: skip
    for axis in ("y", "x"):
        at = {"x0": -0.5, "x1": -0.5, "y0": 0, "y1": 1} if axis == "x" else {"x0": 0, "x1": 1, "y0": 0, "y1": 0}
        drawn.add_shape(
            type="line", xref="x" if axis == "x" else "paper", yref="paper" if axis == "x" else "y", layer="below",
            line={"color": colours.quiet, "width": 1.2, "dash": "solid" if axis == "y" else "dot"}, **at,
        )  # fmt: skip


def _over(drawn: Sketch) -> None:
    drawn.update_layout(
        hovermode="closest", showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip


def _clean(values: Iterable[float]) -> list[float | None]:
    """A figure that does not exist is null: JSON has no NaN."""
    return [None if math.isnan(v) else float(v) for v in values]


def _ends(values: Sequence[float]) -> tuple[float, float]:
    there = [v for v in values if not math.isnan(v)] or [0.0]
    low, high = min(*there, 0.0), max(*there, 0.0)
    pad = 0.08 * (high - low) or 1.0
    return low - pad, high + pad


def around(
    own: Mapping[int, float],
    beside: Mapping[int, float],
    deaths: Mapping[int, float],
    onsets: Sequence[int],
    entry: Indicator,
    name: str,
    said: Caption,
    *,
    dark: bool = False,
) -> go.Figure:
    """One country's outcome by year, in its unit, over its deaths in the lower panel; dotted lines stand at onsets.

    `beside`: where it would stand had it moved from its own mean of the years before as comparable states moved from
    theirs; empty where there is no comparison. Missing years break the lines.
    """
    colours, drawn = look(dark), Sketch()
    seen = [year for line in (own, beside) for year, value in line.items() if not math.isnan(value)]
    years = list(range(min(own), max(seen) + 1))
    _panels(drawn)
    for onset in onsets:
        drawn.add_shape(
            type="line", xref="x", yref="paper", x0=onset - 0.5, x1=onset - 0.5, y0=0, y1=1, layer="below",
            line={"color": colours.quiet, "width": 1.2, "dash": "dot"},
        )  # fmt: skip
    for values, title, colour, dash in (
        (beside, "As comparable states moved", colours.baseline, "dot"),
        (own, name, colours.accent, "solid"),
    ):
        if not values:
            continue
        line = [values.get(year, math.nan) for year in years]
        drawn.add_scatter(
            x=years, y=_clean(line), mode="lines+markers", name=title, connectgaps=False,
            line={"color": colour, "width": 2.4, "dash": dash}, marker={"size": 5, "color": colour},
            customdata=[[plain(v, entry)] for v in line],
            hovertemplate=f"<b>{title}</b> %{{x}}: %{{customdata[0]}}<extra></extra>",
        )  # fmt: skip
    drawn.add_bar(
        x=[y for y in years if y in deaths], y=[deaths[y] for y in years if y in deaths], yaxis="y2", name="Deaths",
        marker={"color": colours.harms[4]}, showlegend=False,
        customdata=[[number(deaths[y], 0)] for y in years if y in deaths],
        hovertemplate="%{x}: %{customdata[0]} state-based deaths<extra></extra>",
    )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=PLOT + 40, right=18, above=46)
    axes(drawn, dark)
    there = [v for v in (*own.values(), *beside.values()) if not math.isnan(v)]
    low, high = min(there), max(there)
    low = float(entry.minimum) if entry.minimum is not None and low - entry.minimum < 0.5 * (high - low) else low
    pad = 0.08 * (high - low) or 1.0
    places, texts = Scale().ticks(low, high)
    bottom = low if low == entry.minimum else low - pad
    drawn.update_xaxes(range=year_range(years[0], years[-1]), **year_ticks(pd.Series(years)))
    drawn.update_layout(yaxis={"range": [bottom, high + pad], "tickvals": places, "ticktext": texts})
    peak = max((deaths[y] for y in years if y in deaths), default=0.0) or 1.0
    drawn.update_layout(
        yaxis2={"range": [0, peak * 1.1], "tickvals": [0, peak], "ticktext": ["0", number(peak, 0)], "showgrid": False}
    )
    drawn.add_annotation(
        text="deaths a year", x=0, xref="paper", xanchor="left", y=0.2, yref="paper", yanchor="bottom", showarrow=False,
        font={"size": 11, "color": colours.quiet},
    )  # fmt: skip
    _over(drawn)
    drawn.update_layout(bargap=0.3)
    return drawn.figure()


def _panels(drawn: Sketch) -> None:
    drawn.update_layout(yaxis={"domain": [0.3, 1]}, yaxis2={"domain": [0, 0.19], "anchor": "x"}, xaxis={"anchor": "y2"})


@dataclass(frozen=True)
class Line:
    """One row of `estimates`: a name, an estimate with its interval, its verdict (or DRIFTING), and words for it."""

    name: str
    mean: float
    low: float
    high: float
    verdict: str
    told: str


def line_of(study: Study) -> Line:
    """A study as a row: in standard deviations of how far the outcome moved in the matched states."""
    scale, after = study.usual or 1.0, study.after
    told = f"{interval(after, study.outcome)}, {len(study.matched)} onsets to {study.last}"
    kind = DRIFTING if study.after.told and study.drifting else study.verdict
    return Line(study.outcome.title, after.mean / scale, after.low / scale, after.high / scale, kind, told)


def estimates(rows: Sequence[Line], said: Caption, axis: str, *, dark: bool = False) -> go.Figure:
    """Estimates with their intervals on one scale around nought; what can be told stands out in colour and mark."""
    colours, drawn = look(dark), Sketch()
    words = [wrap(row.name, CHARACTERS) for row in rows]
    heights = [max(ROW, LINE * len(lines) + 10) for lines in words]
    places = [sum(heights[:k]) + height / 2 for k, height in enumerate(heights)]
    kinds = {
        "catalyses": (colours.series[0], "triangle-right"),
        "hinders": (colours.series[1], "triangle-left"),
        "cannot be told": (colours.baseline, "circle"),
        DRIFTING: (colours.baseline, "circle-open"),
    }
    drawn.add_shape(
        type="line", xref="x", yref="paper", x0=0, x1=0, y0=0, y1=1, layer="below",
        line={"color": colours.ink, "width": 1.4},
    )  # fmt: skip
    for verdict, (colour, symbol) in kinds.items():
        own = [(row, place) for row, place in zip(rows, places, strict=True) if row.verdict == verdict]
        if not own:
            continue
        for row, place in own:
            drawn.add_shape(
                type="line", xref="x", yref="y", x0=row.low, x1=row.high, y0=place, y1=place, layer="below",
                line={"color": colour, "width": 3},
            )  # fmt: skip
        drawn.add_scatter(
            x=[row.mean for row, _ in own], y=[place for _, place in own], mode="markers", name=verdict,
            marker={"symbol": symbol, "size": 12, "color": colour, "line": {"color": colours.paper, "width": 1}},
            customdata=[[row.name, row.told] for row, _ in own],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        )  # fmt: skip
    height = int(sum(heights)) + 6
    reach = max((abs(v) for row in rows for v in (row.low, row.high)), default=1.0) * 1.1 or 1.0
    frame(drawn, said, dark=dark, plot_height=height, left=164, right=16, below=54, above=64)
    axes(drawn, dark)
    spots, texts = Scale().ticks(-reach, reach)
    drawn.update_xaxes(
        range=[-reach, reach], tickvals=spots, showgrid=True, gridcolor=colours.faint,
        ticktext=[f"+{t}" if p > 0 else t for p, t in zip(spots, texts, strict=True)],
        title={"text": axis, "font": {"size": 12, "color": colours.quiet}, "standoff": 4},
    )  # fmt: skip
    drawn.update_yaxes(
        range=[height, 0], tickvals=places, ticktext=["<br>".join(lines) for lines in words], showgrid=False,
        tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    _over(drawn)
    # on a telephone the plot alone is too narrow for the legend: it has the whole picture
    drawn.update_layout(legend={"xref": "container", "x": 0.02})
    return drawn.figure()
