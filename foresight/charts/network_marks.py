"""What a picture of a network is made of: colours of communities, lines in few strokes, sizes, and names kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foresight.charts.theme import look
from foresight.measures.network import Network, Year
from foresight.measures.network_layout import HIGH, WIDE, on_map

Floats = npt.NDArray[np.float64]
Line = tuple[list[int | None], list[int | None]]
"""x and y; None lifts the pen."""

GREY = 6
"""The place of the grey in the series of colours: it would be taken for "no community"."""
SMALLEST = 3
"""Communities with fewer states have no colour of their own."""
DOT, LEAST, MOST = 4, 6, 26
"""Pixels across: a state without a tie, with one, and with as many as any state has in any year."""
GRAZE = 2.0
"""Pixels that a name may reach into the rim of a mark."""
LETTER, LINE = 6.6, 13.0
"""Pixels that a letter and a line of a name take."""


@dataclass(frozen=True)
class Plane:
    """How the plane of places becomes pixels: on a telephone it may stand upright."""

    width: int
    height: int
    upright: bool

    def turned(self, places: Floats) -> Floats:
        """The places as the picture's x and y, whole numbers."""
        found = np.round(places[:, ::-1] if self.upright else places)
        return found * (1, -1) if self.upright else found

    @property
    def span(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What the axes show."""
        margin = 24
        if self.upright:
            return (-margin, HIGH + margin), (-WIDE - margin, margin)
        return (-margin, WIDE + margin), (-margin, HIGH + margin)

    def pixels(self, turned: Floats) -> Floats:
        """Where places stand in pixels from the lower left."""
        (left, right), (low, high) = self.span
        return (turned - (left, low)) / (right - left, high - low) * (self.width, self.height)


def painted(network: Network) -> dict[int, dict[int, int]]:
    """Year -> community -> place among `hues`. A community keeps its colour; a new one gets the one longest unused."""
    own: dict[int, int] = {}
    used: dict[int, int] = dict.fromkeys(range(len(look(False).series) - 1), -1)
    found: dict[int, dict[int, int]] = {}
    for year in network.by_year.values():
        groups = [k for k in year.groups if (year.community == k).sum() >= SMALLEST][: len(used)]
        given: dict[int, int] = {}
        for k in groups:
            if k in own and own[k] not in given.values():
                given[k] = own[k]
        for k in groups:
            if k not in given:
                free = [hue for hue in used if hue not in given.values()]
                given[k] = min(free, key=lambda hue: (used[hue], hue))
        own |= given
        used |= dict.fromkeys(given.values(), year.year)
        found[year.year] = given
    return found


def hues(dark: bool) -> tuple[str, ...]:
    """The colours of communities."""
    series = look(dark).series
    return (*series[:GREY], *series[GREY + 1 :])


def colours_of(year: Year, given: Mapping[int, int], dark: bool) -> list[str]:
    """A colour for each state."""
    ink, own = look(dark), hues(dark)
    return [own[given[k]] if k in given else ink.baseline if k >= 0 else ink.no_data for k in year.community.tolist()]


def sizes_of(network: Network, year: Year, narrow: bool) -> list[int]:
    """Pixels across for each state, its area by its number of ties, on one scale for all years."""
    top = max((int(y.degree.max()) for y in network.by_year.values()), default=0) or 1
    scale = 0.75 if narrow else 1.0
    grown = LEAST + (MOST - LEAST) * np.sqrt(year.degree / top)
    return [int(size) for size in np.round(np.where(year.degree > 0, grown * scale, DOT))]


def classes(network: Network) -> tuple[float, ...]:
    """Up to which value a tie is thin and up to which it is of middle width; () where all ties are alike."""
    values = np.concatenate([year.value for year in network.by_year.values()])
    if not network.kind.counted or not len(values):
        return ()
    return tuple(dict.fromkeys(q for q in np.quantile(values, [0.6, 0.92]).round().tolist() if q < values.max()))


def class_words(bounds: Sequence[float], least: int = 1) -> str:
    """`1, 2–4, 5 and more`, from the value on that makes a tie."""
    if not bounds:
        return ""
    starts = [least, *(int(bound) + 1 for bound in bounds)]
    told = [str(a) if a == b else f"{a}–{int(b)}" for a, b in zip(starts, bounds, strict=False)]
    return ", ".join([*told, f"{starts[-1]} and more"])


def strokes(
    year: Year, places: Floats, bounds: Sequence[float], wanted: npt.NDArray[np.bool_] | None = None
) -> list[Line]:
    """The x and y of the ties of each class of width: `wanted` of them, else all."""
    kept = np.ones(year.ties, dtype=bool) if wanted is None else wanted
    level = np.searchsorted(np.array(bounds, dtype=float), year.value, side="left")
    found: list[Line] = []
    for k in range(len(bounds) + 1):
        mine = kept & (level == k)
        way = trails(year.first[mine].tolist(), year.second[mine].tolist())
        x, y = ([None if node < 0 else int(places[node, axis]) for node in way] for axis in (0, 1))
        found.append((x, y))
    return found


def trails(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """All ties in few strokes of a pen, as nodes one after another, -1 between two strokes.

    Every tie is drawn once. One number for a tie rather than three: a picture of thousands of ties stays light.
    """
    open_: dict[int, set[int]] = {}
    for one, other in zip(first, second, strict=True):
        open_.setdefault(one, set()).add(other)
        open_.setdefault(other, set()).add(one)
    # a stroke that begins where an odd number of ties meet also ends at such a place
    starts = sorted(open_, key=lambda node: (len(open_[node]) % 2 == 0, node))
    way: list[int] = []
    for start in starts:
        while open_[start]:
            node = start
            way.append(node)
            while open_[node]:
                step = open_[node].pop()
                open_[step].discard(node)
                way.append(step)
                node = step
            way.append(-1)
    return way[:-1]


def labels(
    plane: Plane,
    turned: Floats,
    sizes: Sequence[int],
    names: Sequence[str],
    order: Sequence[int],
    most: int,
    own: int | None = None,
) -> list[tuple[int, str]]:
    """Which states are named, and on which side of their mark: (place, plotly's textposition).

    `order`: who is named first; `most`: how many at the most. No name stands over another or over a mark; one that
    finds no room is left out, but not that of `own`.
    """
    pixel = plane.pixels(turned)
    seen = [k for k in range(len(sizes)) if sizes[k] > DOT and np.isfinite(pixel[k]).all()]
    reach = np.array([sizes[k] / 2 - GRAZE for k in seen]).reshape(-1, 1)
    marks = np.hstack([pixel[seen] - reach, pixel[seen] + reach]) if seen else np.zeros((0, 4))
    taken = np.zeros((0, 4))
    found: list[tuple[int, str]] = []
    for k in order:
        if len(found) == most:
            break
        sides = _sides(pixel[k], sizes[k] / 2, names[k])
        free = [
            (side, box) for side, box in sides
            if box[0] >= 0 and box[1] >= 0 and box[2] <= plane.width and box[3] <= plane.height
            and not _over(box, taken) and not _over(box, marks)
        ]  # fmt: skip
        if free or k == own:
            side, box = (free or sides)[0]
            taken = np.vstack([taken, box])
            found.append((k, side))
    return found


Box = tuple[float, float, float, float]


def _sides(at: Any, reach: float, name: str) -> list[tuple[str, Box]]:
    wide, x, y = LETTER * len(name) + 2, float(at[0]), float(at[1])
    gap = reach + 2
    return [
        ("middle right", (x + gap, y - LINE / 2, x + gap + wide, y + LINE / 2)),
        ("middle left", (x - gap - wide, y - LINE / 2, x - gap, y + LINE / 2)),
        ("top center", (x - wide / 2, y + gap, x + wide / 2, y + gap + LINE)),
        ("bottom center", (x - wide / 2, y - gap - LINE, x + wide / 2, y - gap)),
    ]


def _over(box: Box, others: Floats) -> bool:
    """Does the box (left, low, right, high) overlap any of the others (n × 4)."""
    apart = (others[:, 2] <= box[0]) | (others[:, 0] >= box[2]) | (others[:, 3] <= box[1]) | (others[:, 1] >= box[3])
    return not bool(apart.all())


def land(shapes: Mapping[str, Any], least: float = 5.0) -> Line:
    """The outlines of the map as one line for a filled area, with points nearer than `least` left out."""
    x: list[int | None] = []
    y: list[int | None] = []
    for feature in shapes["features"]:
        held = feature["geometry"]["coordinates"]
        for polygon in held if feature["geometry"]["type"] == "MultiPolygon" else [held]:
            ring = np.round(on_map(np.asarray(polygon[0], dtype=float)[:, :2]))
            kept = [ring[0]]
            for point in ring[1:]:
                if np.abs(point - kept[-1]).sum() >= least:
                    kept.append(point)
            if len(kept) > 3:
                x += [*(int(p[0]) for p in kept), None]
                y += [*(int(p[1]) for p in kept), None]
    return x, y
