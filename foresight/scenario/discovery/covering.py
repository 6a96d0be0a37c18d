"""From cases to boxes that can be shown: limits that hold on cases they were not made from, and none where none does.

PRIM looks at so many cuts that it finds dense boxes in pure noise. So every second case is put aside: a box is peeled
and pasted on the others, and a limit stays only if the cases put aside bear it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.scenario.discovery import prim
from foresight.scenario.discovery.prim import Counted, Limits

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST = 3
"""Boxes looked for by covering."""
MEANINGFUL = 0.05
"""How far the density of a box must lie above the base rate to be worth telling."""
CHANCE = 0.01
"""A box is told only if its density among the cases put aside would arise by chance less often than this."""

FAR_APART = 1.63
"""Of Kolmogorov and Smirnov's statistic, exceeded by chance once in a hundred times."""


@dataclass(frozen=True)
class Found:
    """One box, counted over all cases, with the boxes that could be chosen in its place.

    `curve`: coverage falls and density rises from one to the next; the first has no limit. `at`: the place of the box
    in it. `quasi_p`: of each limit (column, is it the lower one), on the cases put aside. `new`: cases of interest that
    no earlier box holds.
    """

    curve: tuple[Counted, ...]
    at: int
    quasi_p: Mapping[tuple[int, bool], float]
    new: int

    @property
    def box(self) -> Counted:
        """The box itself."""
        return self.curve[self.at]


def cover(values: Floats, interest: Bools, most: int = MOST) -> tuple[Found, ...]:
    """Up to `most` boxes in which the cases of interest are denser than among all; none where nothing tells them apart.

    `values`: cases × columns, finite; `interest`: cases. After each box its cases are put away and the rest is searched
    (covering, Friedman & Fisher 1999). Every box is counted over all cases: boxes may overlap.
    """
    rest = np.ones(len(interest), dtype=bool)
    found: list[Found] = []
    while len(found) < most:
        box = _next(values, interest, rest)
        if box is None:
            break
        found.append(box)
        rest &= ~prim.inside(values, box.box.limits)
    return tuple(found)


def _next(values: Floats, interest: Bools, rest: Bools) -> Found | None:
    base = float(interest.mean()) if len(interest) else 0.0
    aside = np.arange(len(interest)) % 2 == 1
    x, y, tested_x, tested_y = (part[rest & side] for side in (~aside, aside) for part in (values, interest))
    if not (0 < base < 1 and y.any() and tested_y.any()):
        return None
    # cuts at columns that tell nothing use up cases: those that seem to tell something are peeled once more, alone
    first = {c for limits in _borne_out(x, y, tested_x, tested_y, range(values.shape[1])) for c in limits}
    telling, candidates = sorted(first | _apart(x, y)), [Limits()]
    for borne_out in _borne_out(x, y, tested_x, tested_y, telling):
        limits = prim.paste(x, y, prim.counted(x, y, borne_out)).limits
        if limits not in candidates:
            candidates.append(limits)
    curve = frontier([prim.counted(values, interest, limits) for limits in candidates])
    left = [prim.counted(values[rest], interest[rest], box.limits) for box in curve]
    at = int(np.argmax([box.hits - base * box.cases for box in left]))
    tested = prim.counted(tested_x, tested_y, curve[at].limits)
    chance = prim.tail(tested.cases, tested.hits, base)
    if min(left[at].density, curve[at].density, tested.density) < base + MEANINGFUL or chance > CHANCE:
        return None
    return Found(curve, at, prim.quasi_p(tested_x, tested_y, curve[at].limits), left[at].hits)


def _apart(x: Floats, y: Bools) -> set[int]:
    """Columns in which cases of interest are spread otherwise than the others (Kolmogorov & Smirnov, at 1 %)."""
    hits = int(y.sum())
    scale, found = np.sqrt(hits * (len(y) - hits) / len(y)), set()
    for column, values in enumerate(x.T):
        _, place = np.unique(values, return_inverse=True)
        one, other = (np.cumsum(np.bincount(place, part)) for part in (y / hits, ~y / max(len(y) - hits, 1)))
        if np.abs(one - other).max() * scale > FAR_APART:
            found.add(column)
    return found


def _borne_out(x: Floats, y: Bools, tested_x: Floats, tested_y: Bools, columns: Sequence[int]) -> list[Limits]:
    """The boxes of a peeling of these columns, each with those limits alone that the cases put aside bear out."""
    found: list[Limits] = []
    for peeled in prim.peel(x[:, columns], y):
        limits = {columns[c]: ends for c, ends in peeled.limits.items()}
        borne_out = prim.significant(tested_x, tested_y, limits)
        if borne_out not in found:
            found.append(borne_out)
    return found


def frontier(boxes: list[Counted]) -> tuple[Counted, ...]:
    """The boxes that no other one beats in both coverage and density, widest first: a trade-off without waste."""
    kept: list[Counted] = []
    for box in sorted(boxes, key=lambda one: (-one.hits, one.cases)):
        if not kept or (box.density > kept[-1].density and box.hits < kept[-1].hits):
            kept.append(box)
    return tuple(kept)
