"""Lines by country over the years. A missing year breaks the line; a partial year has an open marker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.scales import Scale, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_of, faded, frame, look, shorten

LABELLED = 10  # more lines than this cannot carry their names at their ends
LABEL_GAP = 15  # pixels between two names
PLOT = 340


def lines(
    rows: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    order: Sequence[str] = (),
    limits: pd.DataFrame | None = None,
    log: bool = False,
    dark: bool = False,
    key: str = "country",
) -> go.Figure:
    """One line per `key` (country, or partner for the ties of one country).

    `rows`: columns `key`, year, value. `limits`: columns `key`, year, low, high in the indicator's unit, drawn around
    the lines where the provider gives its own low and high. `order` fixes the colours, so that they stay when the years
    change. `log` uses the indicator's own logarithmic scale, with ticks in real units.
    """
    colours, scale = look(dark), Scale.of(indicator, log)
    wanted = [k for k in (order or rows[key].unique()) if k in set(rows[key])]
    painted = colour_of(list(order) or wanted, dark)
    direct = len(wanted) <= LABELLED
    figure = Sketch()
    ends: list[End] = []
    for k in wanted:
        own = complete(rows[rows[key] == k])
        colour, dash = painted[k]
        name = names.get(k, k)
        if limits is not None:
            _add_band(figure, complete(limits[limits[key] == k], ("low", "high")), scale, colour, k)
        figure.add_scatter(**line_of(own, name, indicator, scale, colour, dash), legendgroup=k, showlegend=not direct)
        seen = own.dropna(subset=["value"])
        if len(seen):
            last = seen.iloc[-1]
            ends.append(End(name, colour, int(last["year"]), float(scale.place([last["value"]])[0])))
        _add_partial(figure, seen, indicator, scale, colour, k, name, colours.paper)
    low, high = _range(rows, limits, indicator)
    bottom, top = (float(v) for v in scale.place([low, high]))
    pad = (top - bottom) * 0.06 or 1.0
    # an amount that cannot be negative has its axis end at nought, not below it
    bottom = bottom if low == indicator.minimum and not scale.logarithmic else bottom - pad
    places, texts = scale.ticks(low, high)
    years = rows["year"]
    above = 0 if direct else _legend_height([names.get(k, k) for k in wanted])
    if not direct:
        figure.update_layout(legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"})
    frame(figure, said, dark=dark, plot_height=PLOT, right=112 if direct else 20, above=above)
    axes(figure, dark)
    figure.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    figure.update_yaxes(range=[bottom, top + pad], tickvals=places, ticktext=texts)
    figure.update_layout(hovermode="closest")
    if direct:
        label_ends(figure, ends, bottom, top + pad, colours.ink)
    return figure.figure()


def line_of(
    own: pd.DataFrame, name: str, indicator: Indicator, scale: Scale, colour: str, dash: str = "solid"
) -> dict[str, Any]:
    """The trace of one line: `own` has columns year, value and a row for every year (see `complete`)."""
    return {
        "x": own["year"],
        "y": scale.place(own["value"]),
        "mode": "lines+markers" if _has_lonely_years(own) else "lines",
        "name": name,
        "connectgaps": False,
        "line": {"color": colour, "width": 2.2, "dash": dash},
        "marker": {"size": 5, "color": colour},
        "customdata": [[plain(v, indicator)] for v in own["value"]],
        "hovertemplate": f"<b>{name}</b> %{{x}}: %{{customdata[0]}}<extra></extra>",
    }


def band(low: pd.DataFrame, high: pd.DataFrame, key: str = "country") -> pd.DataFrame:
    """The rows of a provider's low and high indicators as one frame for `lines`: columns key, year, low, high."""
    joined: pd.DataFrame = low.rename(columns={"value": "low"}).merge(
        high.rename(columns={"value": "high"}), on=[key, "year"], how="inner"
    )
    return joined


def complete(own: pd.DataFrame, columns: Sequence[str] = ("value",)) -> pd.DataFrame:
    """`own` sorted by year with a row for every year between its first and last: those it lacked hold NaN."""
    if own.empty:
        return own.loc[:, ["year", *columns]]
    by_year = own.set_index("year")[list(columns)].sort_index()
    every = range(int(by_year.index.min()), int(by_year.index.max()) + 1)
    return by_year.reindex(every).rename_axis("year").reset_index()


def year_range(first: int, last: int) -> list[float]:
    """The axis from `first` to `last`; a single year still has a width."""
    return [first - 0.5, last + 0.5] if first == last else [first - 0.2, last + 0.3]


def year_ticks(years: pd.Series) -> dict[str, Any]:
    """Whole years only, never more words than a narrow screen holds."""
    span = int(years.max()) - int(years.min())
    return {"dtick": next(step for step in (1, 2, 5, 10, 20, 50, 100) if span / step <= 6), "tickformat": "d"}


def _has_lonely_years(own: pd.DataFrame) -> bool:
    """A year whose neighbours are both missing has no line to stand on: it needs a marker."""
    there = own["value"].notna().to_numpy()
    before = np.concatenate([[False], there[:-1]])
    after = np.concatenate([there[1:], [False]])
    return bool((there & ~before & ~after).any())


def _add_band(figure: Sketch, own: pd.DataFrame, scale: Scale, colour: str, group: str) -> None:
    """One closed area per unbroken run of years, so that the band has the same gaps as the line."""
    there = own["low"].notna() & own["high"].notna()
    for _, part in own[there].groupby((~there).cumsum()[there]):
        years = [*part["year"], *part["year"][::-1]]
        figure.add_scatter(
            x=years,
            y=[*scale.place(part["high"]), *scale.place(part["low"])[::-1]],
            fill="toself",
            fillcolor=faded(colour, 0.16),
            mode="none",
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
            legendgroup=group,
            name="low to high",
        )


def _add_partial(
    figure: Sketch,
    seen: pd.DataFrame,
    indicator: Indicator,
    scale: Scale,
    colour: str,
    group: str,
    name: str,
    paper: str,
) -> None:
    partial = seen[seen["year"].isin(indicator.partial_years)]
    if partial.empty:
        return
    figure.add_scatter(
        x=partial["year"],
        y=scale.place(partial["value"]),
        mode="markers",
        name=f"{name}, year not complete",
        legendgroup=group,
        showlegend=False,
        marker={"size": 9, "color": paper, "line": {"color": colour, "width": 2}},
        customdata=[[plain(v, indicator)] for v in partial["value"]],
        hovertemplate=f"<b>{name}</b> %{{x}} (not complete): %{{customdata[0]}}<extra></extra>",
    )


def _range(rows: pd.DataFrame, band: pd.DataFrame | None, indicator: Indicator) -> tuple[float, float]:
    low, high = float(rows["value"].min()), float(rows["value"].max())
    if band is not None and len(band):
        low, high = min(low, float(band["low"].min())), max(high, float(band["high"].max()))
    # near enough to its natural floor, an amount is shown from the floor: half an axis exaggerates
    if indicator.minimum is not None and low - indicator.minimum < 0.5 * (high - indicator.minimum):
        low = indicator.minimum if indicator.transform != "log" or indicator.minimum > 0 else low
    return low, high


@dataclass(frozen=True)
class End:
    """Where a line ends: its name, colour, last year, and place on the axis."""

    name: str
    colour: str
    year: int
    place: float


def label_ends(figure: Sketch, ends: list[End], low: float, high: float, ink: str) -> None:
    """Each line's name at its last year, moved apart by as many pixels as it takes.

    A swatch before the name carries the line's colour: the letters themselves need more contrast than a line does.
    """
    pixel = PLOT / (high - low)
    placed, ceiling = -1e9, PLOT - LABEL_GAP * (len(ends) - 0.5)
    for end in sorted(ends, key=lambda end: end.place):
        # those still to come need room above
        stands = max(min((end.place - low) * pixel, ceiling), placed + LABEL_GAP)
        placed, ceiling = stands, ceiling + LABEL_GAP
        figure.add_annotation(
            x=end.year,
            y=end.place,
            xanchor="left",
            yanchor="middle",
            xshift=6,
            yshift=stands - (end.place - low) * pixel,
            text=f'<span style="color:{end.colour}">■</span> {shorten(end.name, 16)}',
            showarrow=False,
            font={"size": 12, "color": ink},
        )


def _legend_height(texts: Sequence[str], width: int = 300) -> int:
    """Pixels a horizontal legend takes on a narrow screen."""
    rows, used = 1, 0
    for text in texts:
        entry = 48 + 7 * len(text)
        rows, used = (rows + 1, entry) if used + entry > width else (rows, used + entry)
    return 20 * rows + 8
