"""The picture of a network in one year: states as marks, ties as lines, communities as colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from foresight.charts import network_marks as marks
from foresight.charts.network_marks import Floats, Line, Plane
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, faded, frame, look, shorten
from foresight.measures.network import Network, Year

LABELS_WIDE, LABELS_NARROW, NAMED = 26, 9, 3
WIDTHS = (0.7, 1.6, 3.0)
KEY_LINE = 19
LETTERS_WIDE, LETTERS_NARROW = 100, 50


@dataclass(frozen=True)
class Scene:
    """What stays the same in every year's picture. `places`: n × 2 on the plane of `network_layout`, NaN for a state
    without one; `names`: ISO3 -> name; `land`: outlines to be drawn beneath, or none; `country`: whose ties stand out.
    """

    network: Network
    places: Floats
    names: Mapping[str, str]
    land: Line | None = None
    country: str | None = None
    dark: bool = False
    narrow: bool = False

    @property
    def plane(self) -> Plane:
        upright = self.narrow and self.land is None
        return Plane(340, 520 if upright else 230, upright) if self.narrow else Plane(1110, 560, False)

    @property
    def own(self) -> int | None:
        """The place of the country that stands out."""
        return self.network.place.get(self.country) if self.country else None

    def name(self, place: int) -> str:
        iso3 = self.network.states[place]
        return self.names.get(iso3, iso3)


def picture(scene: Scene, year: int, said: Caption) -> go.Figure:
    """The network of a year. The marks are the trace `states`, whose customdata begin with the ISO3 code."""
    figure, now = Sketch(), scene.network.by_year[year]
    given = marks.painted(scene.network)[year]
    for trace in traces(scene, now, given):
        figure.add_scatter(**trace)
    lines = key_lines(scene, now, given)
    settle(figure, scene, said, below=KEY_LINE * len(lines) + 14)
    for number, line in enumerate(lines):
        figure.add_annotation(
            text=line, x=0, xref="paper", xanchor="left", y=0, yref="paper", yanchor="top",
            yshift=-8 - KEY_LINE * number, showarrow=False, align="left", name="key",
            font={"size": 12, "color": look(scene.dark).ink},
        )  # fmt: skip
    return figure.figure()


def settle(figure: Sketch, scene: Scene, said: Caption, *, below: int, above: int = 0) -> None:
    """Axes that are not seen and the house's frame."""
    plane = scene.plane
    frame(figure, said, dark=scene.dark, plot_height=plane.height, left=8, right=8, below=below, above=above)
    across, up = plane.span
    hidden = {"visible": False, "fixedrange": True, "zeroline": False, "showgrid": False}
    figure.update_layout(
        xaxis={"range": list(across), **hidden}, yaxis={"range": list(up), **hidden}, showlegend=False,
        hovermode="closest", clickmode="event+select",
    )  # fmt: skip


def traces(scene: Scene, year: Year, given: Mapping[int, int]) -> list[dict[str, Any]]:
    """The traces of a year, the same ones in the same order for every year: land, ties by width, the country's own
    ties, states, the ring around the country, names."""
    colours, own = look(scene.dark), scene.own
    turned = scene.plane.turned(scene.places)
    bounds = marks.classes(scene.network)
    mine = np.zeros(year.ties, dtype=bool) if own is None else (year.first == own) | (year.second == own)
    beneath = [] if scene.land is None else [_land(scene.land, colours.zone)]
    quiet = 0.10 if own is not None else 0.28 if year.ties < 1500 else 0.18
    ties = [
        _line(line, f"ties {k}", faded(colours.quiet, min(quiet * (1 + 0.6 * k), 0.6)), WIDTHS[k])
        for k, line in enumerate(marks.strokes(year, turned, bounds, ~mine))
    ]
    if own is not None:
        ties += [
            _line(line, f"own ties {k}", faded(colours.accent, 0.75), WIDTHS[k] + 0.4)
            for k, line in enumerate(marks.strokes(year, turned, bounds, mine))
        ]
    sizes = marks.sizes_of(scene.network, year, scene.narrow)
    return [*beneath, *ties, _states(scene, year, turned, sizes, given), *_ring(scene, year, turned, sizes),
            _names(scene, year, turned, sizes)]  # fmt: skip


def _land(land: Line, colour: str) -> dict[str, Any]:
    return {
        "x": land[0], "y": land[1], "mode": "none", "fill": "toself", "fillcolor": colour, "hoverinfo": "skip",
        "name": "land", "line": {"width": 0},
    }  # fmt: skip


def _line(line: Line, name: str, colour: str, width: float) -> dict[str, Any]:
    return {
        "x": line[0], "y": line[1], "mode": "lines", "name": name, "hoverinfo": "skip", "connectgaps": False,
        "line": {"color": colour, "width": width},
    }  # fmt: skip


def _states(scene: Scene, year: Year, turned: Floats, sizes: Sequence[int], given: Mapping[int, int]) -> dict[str, Any]:
    colours = look(scene.dark)
    there = np.isfinite(turned).all(axis=1) & year.covered
    return {
        # a state that the source does not cover has no mark, and keeps its place in the row
        "x": [int(x) if shown else None for x, shown in zip(turned[:, 0], there, strict=True)],
        "y": [int(y) if shown else None for y, shown in zip(turned[:, 1], there, strict=True)],
        "mode": "markers",
        "name": "states",
        "marker": {
            "size": sizes,
            "color": marks.colours_of(year, given, scene.dark),
            "opacity": 1,
            "line": {"color": colours.paper, "width": 0.8},
        },
        # what is clicked is chosen on the page: nothing is to fade away in the picture
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "text": [scene.name(k) for k in range(len(sizes))],
        "customdata": [[iso3, hover(scene.network, year, k)] for k, iso3 in enumerate(scene.network.states)],
        "hovertemplate": "<b>%{text}</b><br>%{customdata[1]}<extra></extra>",
    }


def hover(network: Network, year: Year, place: int) -> str:
    """`28 partners; 59 joint exercises, counted with each`: one of many states counts once for each of them."""
    degree, noun = int(year.degree[place]), network.kind.noun
    if not degree:
        return f"no {noun} recorded"
    partners = f"{degree} partner{'s' if degree > 1 else ''}"
    return f"{partners}; {int(year.strength[place]):,} {noun}, counted with each" if network.kind.counted else partners


def _ring(scene: Scene, year: Year, turned: Floats, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """The ring around the country that stands out; in a year that does not cover it, the trace is empty."""
    own, colours = scene.own, look(scene.dark)
    if own is None:
        return []
    there = _shown(year, turned, own)
    return [
        {
            "x": [int(turned[own, 0])] if there else [], "y": [int(turned[own, 1])] if there else [],
            "mode": "markers", "name": "chosen", "hoverinfo": "skip",
            "marker": {"symbol": "circle-open", "size": sizes[own] + 8, "color": colours.ink, "line": {"width": 2.4}},
        }
    ]  # fmt: skip


def _shown(year: Year, turned: Floats, place: int) -> bool:
    """Has the state a mark in the year."""
    return bool(year.covered[place] and np.isfinite(turned[place]).all())


def _names(scene: Scene, year: Year, turned: Floats, sizes: Sequence[int]) -> dict[str, Any]:
    own, order = scene.own, [int(k) for k in np.lexsort((-year.strength, -year.degree)) if year.degree[k] > 0]
    # every community has its leading states named before any has more
    leading = [k for group in year.groups for k in [k for k in order if year.community[k] == group][:NAMED]]
    order = [k for k in sorted(order, key=lambda k: k not in leading) if _shown(year, turned, k)]
    if own is not None and _shown(year, turned, own):
        linked = set(year.second[year.first == own].tolist()) | set(year.first[year.second == own].tolist())
        order = [own, *(k for k in order if k in linked), *(k for k in order if k not in linked and k != own)]
    names = [shorten(scene.name(k), 18) for k in range(len(sizes))]
    most = LABELS_NARROW if scene.narrow else LABELS_WIDE
    found = marks.labels(scene.plane, turned, sizes, names, order, most, own)
    colours = look(scene.dark)
    return {
        "x": [_beside(scene, turned, sizes, k, side)[0] for k, side in found],
        "y": [_beside(scene, turned, sizes, k, side)[1] for k, side in found],
        "mode": "text", "name": "names", "hoverinfo": "skip",
        "text": [f"<b>{names[k]}</b>" if k == own else names[k] for k, _ in found],
        "textposition": [side for _, side in found], "ids": [scene.network.states[k] for k, _ in found],
        "textfont": {"size": 12, "color": colours.ink, "shadow": f"0 0 3px {colours.paper}, 0 0 5px {colours.paper}"},
    }  # fmt: skip


def _beside(scene: Scene, turned: Floats, sizes: Sequence[int], k: int, side: str) -> tuple[float, float]:
    """Where a name begins: at the edge of its state's mark rather than at its middle."""
    (left, right), (low, high) = scene.plane.span
    reach = sizes[k] / 2 + 1
    across, up = reach * (right - left) / scene.plane.width, reach * (high - low) / scene.plane.height
    x, y = turned[k]
    shift = {"middle right": (across, 0), "middle left": (-across, 0), "top center": (0, up), "bottom center": (0, -up)}
    return round(float(x) + shift[side][0], 1), round(float(y) + shift[side][1], 1)


def key_lines(scene: Scene, year: Year, given: Mapping[int, int]) -> list[str]:
    """One line for each coloured community: its colour, its leading members, how many more it has."""
    own, found = marks.hues(scene.dark), []
    for community, hue in given.items():
        members = [scene.name(k) for k in year.members(community)]
        tried = [together(members, most) for most in (5, 4, 3, 2, 1)]
        told = next((text for text in tried if _fits(text, scene)), tried[-1])
        found.append(f'<span style="color:{own[hue]}">■</span> {told}')
    return found


def together(members: Sequence[str], most: int) -> str:
    """`France, Canada, Germany and 44 more`."""
    rest = len(members) - most
    return ", ".join(members[:most]) + (f" and {rest} more" if rest > 0 else "")


def _fits(text: str, scene: Scene) -> bool:
    return len(text) <= (LETTERS_NARROW if scene.narrow else LETTERS_WIDE)
