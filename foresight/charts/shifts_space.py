"""Alignment space: where every state stands in a year, with the trails of those that are followed; it can play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.scales import Scale, number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, frame, look, shorten

WIDE, NARROW = 460, 330
STEP = 700
"""Milliseconds that a year stands while it plays."""
PLAYED = 30
"""Years before the one shown that the player goes through at most."""
BAR = 60


@dataclass(frozen=True)
class Space:
    """Two figures of each state and year. `rows`: columns country, year, x, y; `axes`: what they are, with their units;
    `followed`: ISO3 of those with a trail, whose colours go by their order; `trail`: how many years it is long."""

    rows: pd.DataFrame
    axes: tuple[str, str]
    followed: tuple[str, ...]
    trail: int

    @cached_property
    def by_year(self) -> dict[int, list[tuple[str, float, float]]]:
        """Everybody in a year: ISO3, x, y, to three decimals: a frame for every year is sent to the reader."""
        found: dict[int, list[tuple[str, float, float]]] = {}
        columns = (self.rows[name].tolist() for name in ("year", "country", "x", "y"))
        for year, country, x, y in zip(*columns, strict=True):
            found.setdefault(year, []).append((country, round(x, 3), round(y, 3)))
        return found

    @cached_property
    def courses(self) -> dict[str, list[tuple[int, float, float]]]:
        """All years of those that are followed: year, x, y."""
        found: dict[str, list[tuple[int, float, float]]] = {country: [] for country in self.followed}
        for year in sorted(self.by_year):
            for country, x, y in self.by_year[year]:
                if country in found:
                    found[country].append((year, x, y))
        return found

    def path(self, country: str, year: int) -> list[tuple[int, float, float]]:
        """Year, x, y of a followed state in its last `trail` years up to a year; those without a figure left out."""
        return [step for step in self.courses[country] if year - self.trail <= step[0] <= year]


def space(
    of: Space, year: int, said: Caption, names: Mapping[str, str], *, dark: bool = False, narrow: bool = False
) -> go.Figure:
    """All states of `year` as points, followed ones with their trail. Play goes through the years up to it, in the
    reader's browser."""
    colours, drawn = look(dark), Sketch()
    years = [y for y in sorted(of.by_year) if year - PLAYED <= y <= year]
    for trace in _traces(of, year, names, colours):
        drawn.add_scatter(**trace)
    frame(drawn, said, dark=dark, plot_height=NARROW if narrow else WIDE, left=58, right=18, below=52 + BAR, above=26)
    axes(drawn, dark)
    _fit(drawn, of, years, colours)
    drawn.add_annotation(**_clock(year, colours))
    drawn.update_layout(hovermode="closest", showlegend=False, **_player(years, colours))
    still = drawn.figure().to_dict()
    # a frame's notes take the place of all notes: the caption is among them
    notes = [note for note in still["layout"]["annotations"] if note.get("name") != "clock"]
    frames = [
        {
            "name": str(y), "data": [_moving(trace) for trace in _traces(of, y, names, colours)],
            "traces": list(range(len(still["data"]))), "layout": {"annotations": [*notes, _clock(y, colours)]},
        }
        for y in years
    ]  # fmt: skip
    return go.Figure({**still, "frames": frames}, _validate=False)


def _traces(of: Space, year: int, names: Mapping[str, str], colours: Look) -> list[dict[str, Any]]:
    """The others, then each followed state's trail and its end: the same number of traces in every year."""
    now = of.by_year[year]
    others = [one for one in now if one[0] not in of.followed]
    found: list[dict[str, Any]] = [
        {
            "x": [x for _, x, _ in others], "y": [y for _, _, y in others], "mode": "markers", "name": "other states",
            "ids": [country for country, _, _ in others], "text": [names.get(one[0], one[0]) for one in others],
            "marker": {"size": 6, "color": colours.baseline, "opacity": 0.55},
            "hovertemplate": "<b>%{text}</b><br>%{x}, %{y}<extra></extra>",
        }
    ]  # fmt: skip
    ends = [country for country, _, _ in sorted(now, key=lambda one: one[1]) if country in of.followed]
    for place, country in enumerate(of.followed):
        path, colour = of.path(country, year), colours.series[place % len(colours.series)]
        end, name = [step for step in path if step[0] == year], names.get(country, country)
        found.append(
            {
                "x": [x for _, x, _ in path], "y": [y for _, _, y in path], "mode": "lines+markers",
                "name": f"{name}, trail", "line": {"color": colour, "width": 1.8},
                "marker": {"size": 3.5, "color": colour}, "text": [str(step[0]) for step in path],
                "hovertemplate": f"<b>{name}</b> %{{text}}<br>%{{x}}, %{{y}}<extra></extra>",
            }
        )  # fmt: skip
        found.append(
            {
                "x": [x for _, x, _ in end], "y": [y for _, _, y in end], "mode": "markers+text", "name": name,
                "text": [shorten(name, 16)] * len(end),
                # neighbours have their names on different sides
                "textposition": "bottom center" if country in ends and ends.index(country) % 2 else "top center",
                "textfont": {"size": 12, "color": colours.ink},
                "marker": {"size": 12, "color": colour, "line": {"color": colours.paper, "width": 1}},
                "hovertemplate": f"<b>{name}</b> {year}<br>%{{x}}, %{{y}}<extra></extra>",
            }
        )  # fmt: skip
    return found


def _moving(trace: dict[str, Any]) -> dict[str, Any]:
    """What of a trace changes from year to year."""
    return {"type": "scatter"} | {key: trace[key] for key in ("x", "y", "text", "ids", "textposition") if key in trace}


def _fit(drawn: Sketch, of: Space, years: Sequence[int], colours: Look) -> None:
    """Both axes hold every year that is played, so that points move and not the picture."""
    seen = of.rows[of.rows["year"].between(min(years) - of.trail, max(years))]
    for column, update, words in (("x", drawn.update_xaxes, of.axes[0]), ("y", drawn.update_yaxes, of.axes[1])):
        low, high = float(seen[column].min()), float(seen[column].max())
        pad = 0.05 * (high - low) or 0.5
        places, texts = Scale().ticks(low, high)
        title: dict[str, Any] = {"text": words, "font": {"size": 12, "color": colours.quiet}, "standoff": 6}
        update(range=[low - pad, high + pad], tickvals=places, ticktext=texts,
               **({"title": title} if column == "x" else {"showgrid": True}))  # fmt: skip
    drawn.add_annotation(
        text=f"↑ {of.axes[1]}", x=0, xref="paper", xanchor="left", xshift=-50, y=1, yref="paper", yanchor="bottom",
        yshift=6, showarrow=False, font={"size": 12, "color": colours.quiet},
    )  # fmt: skip


def _clock(year: int, colours: Look) -> dict[str, Any]:
    return {
        "name": "clock", "text": f"<b>{number(year, 0).replace(',', '')}</b>", "x": 1, "xref": "paper",
        "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 2, "showarrow": False,
        "font": {"size": 18, "color": colours.ink},
    }  # fmt: skip


def _player(years: Sequence[int], colours: Look) -> dict[str, Any]:
    """Play and pause below the plot. The year itself is picked on the page, where the address keeps it."""
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    run = {"mode": "immediate", "frame": {"duration": STEP, "redraw": False},
           "transition": {"duration": STEP // 2, "easing": "linear"}}  # fmt: skip
    buttons = [
        {"label": f"▶ Play {years[0]}–{years[-1]}", "method": "animate", "args": [[str(y) for y in years], run]},
        {"label": "❚❚ Pause", "method": "animate", "args": [[None], still]},
    ]
    return {
        "updatemenus": [
            {
                "type": "buttons", "direction": "left", "showactive": False, "buttons": buttons, "x": 0,
                "xanchor": "left", "y": 0, "yanchor": "top", "pad": {"t": 48, "l": 0},
                "font": {"size": 12, "color": colours.ink}, "bgcolor": colours.paper, "bordercolor": colours.quiet,
            }
        ]
    }  # fmt: skip
