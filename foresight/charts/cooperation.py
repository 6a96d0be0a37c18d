"""The cooperation index over the years, with a strip beneath it that says what each year rests on.

A line is broken where what it is made of changes: a step there is a change of what was observed, not of cooperation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.cooperation_words import percent
from foresight.charts.lines import PLOT, End, complete, label_ends, line_of, year_range, year_ticks
from foresight.charts.scales import Scale
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_of, faded, frame, look
from foresight.measures.cooperation_declared import Level, components

ROW, BETWEEN, GAP = 14, 5, 16
"""Pixels: a row of the strip, between two components, and between the lines and the strip."""
SIDE = 112
STRIP = "Lines break where what they are made of changes. Strip: filled where a part was observed."


def index_lines(
    rows: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    observed: pd.DataFrame,
    level: Level,
    breaks: Mapping[str, Collection[int]],
    order: Sequence[str] = (),
    strong: str | None = None,
    unweighted: Collection[str] = (),
    dark: bool = False,
) -> go.Figure:
    """Lines of `rows` (columns country, year, value), and under them a strip of parts by year.

    `observed`: index year, one column a part, the share (0 to 1) of those shown that have it. `breaks`: line -> the
    years in which its make-up is another than the year before. `strong`: the line that is drawn in the ink's colour.
    `unweighted`: parts whose weight is nought; they are named as such.
    """
    colours, drawn, scale = look(dark), Sketch(), Scale()
    wanted = [key for key in (order or rows["country"].unique()) if key in set(rows["country"])]
    painted = colour_of([key for key in (order or wanted) if key != strong], dark)
    strip = _rows(level)
    tall = round((max(strip.values()) + 1) * ROW)
    whole = PLOT + GAP + tall
    drawn.update_layout(
        yaxis={"domain": [1 - PLOT / whole, 1]},
        yaxis2={"domain": [0, tall / whole], "anchor": "x"},
        xaxis={"anchor": "y2"},
    )
    years = rows["year"]
    first, last = int(years.min()), int(years.max())
    ends = []
    for key in wanted:
        colour, dash = painted.get(key, (colours.ink, "solid"))
        own = _broken(complete(rows[rows["country"] == key]), breaks.get(key, ()))
        line = line_of(own, names.get(key, key), indicator, scale, colour, dash)
        if key == strong:
            line["line"]["width"] = 3.4
        # a year alone needs a mark to be seen; the others do without
        line |= {"mode": "lines+markers", "marker": {"size": _marks(own["value"]), "color": colour}}
        drawn.add_scatter(**line, showlegend=False)
        seen = own.dropna(subset=["value"])
        if len(seen):
            ends.append(End(names.get(key, key), colour, int(seen["year"].iloc[-1]), float(seen["value"].iloc[-1])))
    _strip(drawn, observed[(observed.index >= first) & (observed.index <= last)], strip, unweighted, dark)
    low, high = float(rows["value"].min()), float(rows["value"].max())
    bottom, top = max(0.0, 10 * np.floor(low / 10 - 0.2)), min(100.0, 10 * np.ceil(high / 10 + 0.2))
    said = replace(said, notes=(*said.notes, STRIP))
    frame(drawn, said, dark=dark, plot_height=whole, left=62, right=SIDE)
    axes(drawn, dark)
    drawn.update_xaxes(range=year_range(first, last), **year_ticks(years))
    drawn.update_layout(
        yaxis={"range": [bottom, top], "nticks": 6},
        yaxis2={"range": [max(strip.values()) + 0.5, -0.5], "showgrid": False, "showticklabels": False},
        barmode="overlay", hovermode="closest",
    )  # fmt: skip
    for year in sorted(set.intersection(*(set(breaks.get(key, ())) for key in wanted)) if wanted else ()):
        if first < year <= last:
            drawn.add_shape(
                type="line", x0=year - 0.5, x1=year - 0.5, y0=0, y1=1, xref="x", yref="paper",
                line={"color": colours.quiet, "width": 1, "dash": "dot"},
            )  # fmt: skip
    label_ends(drawn, ends, bottom, top, colours.ink)
    return drawn.figure()


def _marks(values: pd.Series[float]) -> list[int]:
    """The size of each year's mark: nought where a neighbour carries the line on."""
    there = values.notna().to_numpy()
    before, after = np.concatenate([[False], there[:-1]]), np.concatenate([there[1:], [False]])
    return [5 if alone else 0 for alone in there & ~before & ~after]


def _rows(level: Level) -> dict[str, float]:
    """Part -> where its row stands in the strip, from the top; components stand a little apart."""
    found, place = {}, 0.0
    for component in components().values():
        for part in component.parts(level):
            found[part.indicator] = place
            place += 1
        place += BETWEEN / ROW
    return found


def _broken(own: pd.DataFrame, at: Collection[int]) -> pd.DataFrame:
    """`own` with a gap before each year in `at`."""
    gaps = pd.DataFrame({"year": [year - 0.5 for year in at], "value": np.nan})
    if gaps.empty:
        return own
    inside = gaps[(gaps["year"] > own["year"].min()) & (gaps["year"] < own["year"].max())]
    return pd.concat([own, inside], ignore_index=True).sort_values("year", ignore_index=True) if len(inside) else own


def _strip(
    drawn: Sketch, observed: pd.DataFrame, places: Mapping[str, float], unweighted: Collection[str], dark: bool
) -> None:
    """A row for each part: filled where it was observed, half filled where only some of those shown have it."""
    colours = look(dark)
    level: Level = "pair" if "exercises_pair" in places else "country"
    for component in components().values():
        own = component.parts(level)
        middle = sum(places[part.indicator] for part in own) / len(own)
        drawn.add_annotation(
            text=component.short, x=0, xref="paper", xanchor="right", xshift=-5, y=middle, yref="y2",
            showarrow=False, font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
        for part in own:
            place = places[part.indicator]
            name = f"{part.short}, no weight" if part.indicator in unweighted else part.short
            drawn.add_annotation(
                text=name, x=1, xref="paper", xanchor="left", xshift=6, y=place, yref="y2",
                showarrow=False, font={"size": 11, "color": colours.ink},
            )  # fmt: skip
            drawn.add_shape(
                type="rect", x0=0, x1=1, xref="paper", y0=place - 0.36, y1=place + 0.36, yref="y2",
                fillcolor=colours.faint, line={"width": 0}, layer="below",
            )  # fmt: skip
            runs = _runs(observed.get(part.indicator, pd.Series(dtype=float)))
            said = [
                f"{begin}–{end}: " + ("observed" if share > 0.999 else f"observed for {percent(share)} of those shown")
                for begin, end, share in runs
            ]
            drawn.add_bar(
                x=[end - begin + 1 for begin, end, _ in runs], base=[begin - 0.5 for begin, _, _ in runs],
                y=[place] * len(runs), width=0.72, orientation="h", yaxis="y2", showlegend=False, name=part.short,
                marker={
                    "color": [colours.baseline if s > 0.999 else faded(colours.baseline, 0.3 + 0.4 * s)
                              for _, _, s in runs],
                    "line": {"width": 0},
                },
                customdata=said, hovertemplate=f"<b>{part.short}</b> %{{customdata}}<extra></extra>",
            )  # fmt: skip


def _runs(share: pd.Series[float]) -> list[tuple[int, int, float]]:
    """Unbroken runs of years with the same share above nought: first year, last year, share (rounded to a tenth)."""
    found: list[tuple[int, int, float]] = []
    for year, value in zip(share.index.tolist(), np.ceil(share.to_numpy(dtype=float) * 10) / 10, strict=True):
        if not value > 0:
            continue
        if found and found[-1][1] == year - 1 and found[-1][2] == value:
            found[-1] = (found[-1][0], year, value)
        else:
            found.append((year, year, float(value)))
    return found
