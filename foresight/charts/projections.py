"""Projections of several countries: over one axis, or each on a panel of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.fan import add_bands, add_median, joined, value_axis, zones
from foresight.charts.lines import PLOT, End, complete, label_ends, line_of, year_range, year_ticks
from foresight.charts.panels import Grid
from foresight.charts.scales import Scale
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_of, frame, look

PANEL, BETWEEN = 176, 58  # pixels: the height of a panel, and what stands between two of them


@dataclass(frozen=True)
class _Course:
    """One country: what was observed (columns year, value), what is projected, its name and colour."""

    country: str
    name: str
    colour: str
    observed: pd.DataFrame
    ahead: pd.DataFrame

    @property
    def low(self) -> float:
        return min(float(self.observed["value"].min()), float(self.ahead["p10"].min()))

    @property
    def high(self) -> float:
        return max(float(self.observed["value"].max()), float(self.ahead["p90"].max()))


def together(
    history: pd.DataFrame,
    projected: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    order: Sequence[str] = (),
    log: bool = False,
    dark: bool = False,
) -> go.Figure:
    """All countries over one axis, each named where its projection ends.

    `history`: columns country, year, value. `projected`: columns country, year, p10, p25, p50, p75, p90 in the
    indicator's unit, and status (`estimated` or `extrapolated`), from the year after each country's last observation.
    History is solid, the median dashed and, where extrapolated, dotted; bands hold 50 % and 80 %. The years that nobody
    shown has observed are shaded. `order` fixes the colours.
    """
    colours, scale, figure = look(dark), Scale.of(indicator, log), Sketch()
    courses = _courses(history, projected, names, order, dark)
    nobody = _unobserved(courses)
    zones(figure, nobody, int(nobody["year"].min()) - 1, dark)
    for course in courses:
        _draw(figure, course, indicator, scale)
    axis = value_axis(min(c.low for c in courses), max(c.high for c in courses), scale, indicator)
    frame(figure, said, dark=dark, plot_height=PLOT, right=112)
    axes(figure, dark)
    years = _years(courses)
    figure.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    figure.update_yaxes(**axis)
    figure.update_layout(hovermode="closest", showlegend=False, uirevision=indicator.key)
    ends = [
        End(c.name, c.colour, int(c.ahead["year"].max()), float(scale.place(c.ahead["p50"].tail(1))[0]))
        for c in courses
    ]
    low, high = axis["range"]
    label_ends(figure, ends, low, high, colours.ink)
    return figure.figure()


def apart(
    history: pd.DataFrame,
    projected: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    names: Mapping[str, str],
    *,
    order: Sequence[str] = (),
    log: bool = False,
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """The same as `together`, one panel per country with a value axis of its own; `narrow`: one beside none."""
    colours, scale, figure = look(dark), Scale.of(indicator, log), Sketch()
    courses = _courses(history, projected, names, order, dark)
    wide = 1 if narrow else 2 if len(courses) in (2, 4) else min(3, len(courses))
    grid = Grid(len(courses), wide, PANEL, BETWEEN)
    grid.lay_out(figure)
    frame(figure, said, dark=dark, plot_height=grid.height, right=22, above=22)
    axes(figure, dark)
    years = _years(courses)
    figure.update_xaxes(range=year_range(int(years.min()), int(years.max())), **year_ticks(years))
    for place, course in enumerate(courses):
        axis = grid.axis(place)
        zones(figure, course.ahead, int(course.observed["year"].max()), dark, axis, named=place == 0)
        _draw(figure, course, indicator, scale, axis)
        figure.update_layout(**{f"yaxis{axis}": value_axis(course.low, course.high, scale, indicator, count=4)})
        grid.head(figure, place, course.name, course.colour, colours)
    figure.update_layout(hovermode="closest", showlegend=False, uirevision=indicator.key)
    return figure.figure()


def _courses(
    history: pd.DataFrame, projected: pd.DataFrame, names: Mapping[str, str], order: Sequence[str], dark: bool
) -> list[_Course]:
    wanted = [c for c in (order or projected["country"].unique()) if c in set(projected["country"])]
    painted = colour_of(list(order) or wanted, dark)
    found = []
    for country in wanted:
        ahead = projected[projected["country"] == country].sort_values("year")
        # a year that is projected is not observed yet, even where a provider has part of it
        observed = history[(history["country"] == country) & (history["year"] < ahead["year"].min())]
        seen = observed.dropna(subset=["value"]).sort_values("year")[["year", "value"]]
        found.append(_Course(country, names.get(country, country), painted[country][0], seen, ahead))
    return found


def _draw(figure: Sketch, course: _Course, indicator: Indicator, scale: Scale, axis: str = "") -> None:
    on = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    quantiles = joined(course.observed, course.ahead)
    add_bands(figure, course.name, quantiles, scale, course.colour, **on)
    beyond = set(course.ahead.loc[course.ahead["status"] == "extrapolated", "year"])
    near = quantiles[~quantiles["year"].isin(beyond)]
    far = quantiles[quantiles["year"].isin({*beyond, min(beyond, default=0) - 1})]
    for part, dash, what in ((near, "dash", "projected"), (far, "dot", "extrapolated")):
        if len(part) > 1:
            add_median(figure, f"{course.name}, {what}", part, scale, indicator, course.colour, dash, **on)
    figure.add_scatter(**line_of(complete(course.observed), course.name, indicator, scale, course.colour), **on)


def _unobserved(courses: Sequence[_Course]) -> pd.DataFrame:
    """Columns year, status: the years that nobody shown has observed, extrapolated where they are so for everyone."""
    start = max(int(c.ahead["year"].min()) for c in courses)
    beyond = [c.ahead.loc[c.ahead["status"] == "extrapolated", "year"].min() for c in courses]
    turn = math.inf if any(math.isnan(year) for year in beyond) else max(beyond)
    years = sorted({int(y) for c in courses for y in c.ahead["year"] if y >= start})
    return pd.DataFrame({"year": years, "status": ["extrapolated" if y >= turn else "estimated" for y in years]})


def _years(courses: Sequence[_Course]) -> pd.Series:
    years: pd.Series = pd.concat([part["year"] for c in courses for part in (c.observed, c.ahead)])
    return years
