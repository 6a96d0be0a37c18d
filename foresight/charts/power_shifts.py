"""Standing that moves: level against momentum, shares as layers, and the chance that one state stands above another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.charts import fan
from foresight.charts.lines import PLOT, End, label_ends, year_range, year_ticks
from foresight.charts.power import chance as written
from foresight.charts.scales import SPACE, Scale, number, plain, with_unit
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_of, faded, frame, look, shorten
from foresight.measures.overtaking import Overtaking
from foresight.measures.power_shifts import Momentum

Floats = NDArray[np.float64]

HIGH = 430
CORNERS = (("low, rising", 0, 1), ("high, rising", 1, 1), ("low, falling back", 0, 0), ("high, falling back", 1, 0))
REST = "rest"


def quadrants(
    found: Momentum,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    marked: Sequence[str] = (),
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """Each country by its level (logarithmic) and by its change in per cent; the medians part the quadrants.

    `marked` have colours of their own and are named first; of the others, as many as there is room for.
    """
    colours, painted, drawn = look(dark), colour_of(list(marked), dark), Sketch()
    rows = found.points
    scale = Scale("log")
    level, change = scale.place(rows["level"]), rows["change"].to_numpy()
    told = [
        [names.get(row["country"], row["country"]), with_unit(row["level"], indicator),
         with_unit(row["before"], indicator), signed(row["change"])]
        for row in rows.to_dict("records")
    ]  # fmt: skip
    hover = (
        f"<b>%{{customdata[0]}}</b><br>{found.last}: %{{customdata[1]}}<br>{found.first}: %{{customdata[2]}}"
        "<br>change: %{customdata[3]}<extra></extra>"
    )
    own = [painted[c][0] if c in painted else colours.baseline for c in rows["country"]]
    drawn.add_scatter(
        x=level, y=change, mode="markers", customdata=told, hovertemplate=hover, showlegend=False,
        marker={"size": [13 if c in painted else 9 for c in rows["country"]], "color": own,
                "line": {"width": 1, "color": colours.paper}},
    )  # fmt: skip
    left, right = _padded(level, 0.06)
    bottom, top = _padded(np.append(change, 0.0), 0.12)
    middle = float(scale.place([found.level])[0])
    for line in ({"x0": middle, "x1": middle, "yref": "paper", "y0": 0, "y1": 1},
                 {"xref": "paper", "x0": 0, "x1": 1, "y0": found.change, "y1": found.change}):  # fmt: skip
        drawn.add_shape(type="line", layer="below", line={"color": colours.quiet, "width": 1, "dash": "dot"}, **line)
    for text, x, y in CORNERS:
        drawn.add_annotation(
            xref="paper", yref="paper", x=x, y=y, xanchor="right" if x else "left", yanchor="top" if y else "bottom",
            text=text, showarrow=False, font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
    wide = 300 if narrow else 760
    spots = [((x - left) / (right - left) * wide, (y - bottom) / (top - bottom) * HIGH)
             for x, y in zip(level, change, strict=True)]  # fmt: skip
    order = sorted(range(len(rows)), key=lambda k: rows["country"].iloc[k] not in painted)
    texts = [shorten(names.get(c, c), 18) for c in rows["country"]]
    sure = sum(country in painted for country in rows["country"])
    for k, anchor, shift_x, shift_y in placed(spots, texts, order, wide, sure):
        drawn.add_annotation(
            x=float(level[k]), y=float(change[k]), text=texts[k], xanchor=anchor, xshift=shift_x, yshift=shift_y,
            showarrow=False, font={"size": 12, "color": colours.ink},
        )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=HIGH, left=62, right=16, below=48)
    axes(drawn, dark)
    ticks, words = scale.ticks(float(rows["level"].min()), float(rows["level"].max()))
    across, up = (
        {"text": text, "standoff": 5, "font": {"size": 12}}
        for text in (f"level {found.last} (logarithmic)", f"change since {found.first}")
    )
    drawn.update_xaxes(range=[left, right], tickvals=ticks, ticktext=words, title=across)
    drawn.update_yaxes(
        range=[bottom, top], ticksuffix=f"{SPACE}%", zeroline=True, zerolinecolor=colours.faint, title=up
    )
    drawn.update_layout(hovermode="closest")
    return drawn.figure()


def _padded(values: Floats, by: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = (high - low) * by or 1.0
    return low - room, high + room


def placed(
    spots: Sequence[tuple[float, float]], texts: Sequence[str], order: Sequence[int], wide: float, sure: int = 0
) -> list[tuple[int, str, int, int]]:
    """Where names fit beside their points, in pixels, those first in `order` first: point, anchor, shifts.

    A name that would cover a point or another name on all four sides is left out, unless among the first `sure`.
    """
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in spots]
    found = []
    for turn, k in enumerate(order):
        x, y = spots[k]
        length = 6.6 * len(texts[k])
        free = []
        for anchor, shift_x, shift_y in (("left", 8, 0), ("right", -8, 0), ("center", 0, 14), ("center", 0, -14)):
            start = x + shift_x - (0.0 if anchor == "left" else length if anchor == "right" else length / 2)
            box = (start, y + shift_y - 7, start + length, y + shift_y + 7)
            covered = sum(_meet(box, other) for place, other in enumerate(taken) if place != k)
            if box[0] >= 0 and box[2] <= wide:
                free.append((covered, box, (k, anchor, shift_x, shift_y)))
        if free and (turn < sure or any(covered == 0 for covered, _, _ in free)):
            # of the sides that cover least, the first
            _, box, how = min(free, key=lambda side: side[0])
            taken.append(box)
            found.append(how)
    return found


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def signed(value: float) -> str:
    """`+12 %`, with a true minus."""
    text = number(value, 1 if abs(value) < 10 else 0)
    return f"{'+' if value > 0 and text != '0' else ''}{text}{SPACE}%"


def layers(
    rows: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    order: Sequence[str],
    *,
    dark: bool = False,
) -> go.Figure:
    """Shares laid on one another up to 100 %, `order` from the bottom; the key REST is everyone else, in grey.

    A year without a figure breaks a layer: it is not drawn as nought.
    """
    colours, painted, drawn = look(dark), colour_of([key for key in order if key != REST], dark), Sketch()
    wide = rows.pivot_table(index="year", columns="country", values="value").sort_index().reindex(columns=list(order))
    below, ends = np.zeros(len(wide)), []
    for key in order:
        colour = colours.no_data if key == REST else painted[key][0]
        own = wide[key].fillna(0.0).to_numpy()
        drawn.add_scatter(
            x=wide.index, y=own, mode="lines", stackgroup="shares", name=names.get(key, key), showlegend=False,
            line={"width": 0.8, "color": colours.paper}, fillcolor=faded(colour, 0.82),
            text=[f"{plain(value, indicator)}{SPACE}%" for value in wide[key]],
            hovertemplate=f"<b>{names.get(key, key)}</b> %{{x}}: %{{text}}<extra></extra>",
        )  # fmt: skip
        ends.append(End(names.get(key, key), colour, int(wide.index[-1]), float(below[-1] + own[-1] / 2)))
        below = below + own
    frame(drawn, said, dark=dark, plot_height=PLOT, right=126)
    axes(drawn, dark)
    years = pd.Series(wide.index)
    drawn.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    drawn.update_yaxes(range=[0, 100], ticksuffix=f"{SPACE}%")
    drawn.update_layout(hovermode="closest")
    label_ends(drawn, ends, 0, 100, colours.ink)
    return drawn.figure()


def chance(found: Overtaking, said: Caption, names: Mapping[str, str], *, dark: bool = False) -> go.Figure:
    """The share of futures in which the challenger stands above, year by year, against one half."""
    colours, drawn = look(dark), Sketch()
    table = pd.DataFrame({"year": found.years, "status": found.status})
    fan.zones(drawn, table, found.last, dark)
    name = names.get(found.challenger, found.challenger)
    drawn.add_shape(type="line", xref="paper", x0=0, x1=1, y0=50, y1=50,
                    line={"color": colours.quiet, "width": 1, "dash": "dash"})  # fmt: skip
    drawn.add_annotation(xref="paper", x=1, y=50, xanchor="right", yanchor="bottom", text="as likely as not",
                         showarrow=False, font={"size": 11, "color": colours.quiet})  # fmt: skip
    drawn.add_scatter(
        x=list(found.years), y=[100 * p for p in found.probability], mode="lines+markers", name=name, showlegend=False,
        line={"color": colours.accent, "width": 2.4}, marker={"size": 6, "color": colours.accent},
        customdata=[[written(p)] for p in found.probability],
        hovertemplate=f"<b>{name} above</b> in %{{x}}: %{{customdata[0]}} of futures<extra></extra>",
    )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=230, right=20)
    axes(drawn, dark)
    drawn.update_xaxes(
        range=year_range(found.last, found.years[-1]), **year_ticks(pd.Series([found.last, found.years[-1]]))
    )
    ticks = [0, 25, 50, 75, 100]
    drawn.update_yaxes(range=[0, 104], tickvals=ticks, ticktext=[f"{tick}{SPACE}%" for tick in ticks])
    drawn.update_layout(hovermode="closest")
    return drawn.figure()
