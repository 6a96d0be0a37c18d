"""PRIM, the patient rule induction method: boxes in which the cases of interest are dense.

Peeling and pasting after Friedman & Fisher (1999); a peel is judged by what it gains for what it gives up, as Kwakkel &
Cunningham (2016) advise where columns are not continuous; quasi-p-values of limits after Bryant & Lempert (2010).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Limits = dict[int, tuple[float, float]]
"""Column -> lowest and highest value inside, both included; -inf or inf where there is no limit."""

ALPHA = 0.05
"""Share of the cases inside that one peel takes away at most, and one paste gives back."""
LEAST = 0.05
"""Share of all cases below which a box is not peeled further."""
_FREE = (-np.inf, np.inf)


def inside(values: Floats, limits: Mapping[int, tuple[float, float]]) -> Bools:
    """Which cases (rows of `values`) lie in the box."""
    found = np.ones(len(values), dtype=bool)
    for column, (low, high) in limits.items():
        found &= (values[:, column] >= low) & (values[:, column] <= high)
    return found


@dataclass(frozen=True)
class Counted:
    """A box and what it holds: `cases` in it, of which `hits` are of interest."""

    limits: Limits
    cases: int
    hits: int

    @property
    def density(self) -> float:
        """Share of its cases that are of interest."""
        return self.hits / self.cases if self.cases else 0.0


def counted(values: Floats, interest: Bools, limits: Limits) -> Counted:
    """The box with what it holds of these cases."""
    held = inside(values, limits)
    return Counted(limits, int(held.sum()), int(interest[held].sum()))


def peel(values: Floats, interest: Bools, alpha: float = ALPHA, least: float = LEAST) -> list[Counted]:
    """The peeling trajectory: boxes from all cases (first) down to `least` of them, each inside the one before it.

    `values`: cases × columns, finite; `interest`: cases. One side of one column is cut at a time, at most `alpha` of
    the cases inside, or the whole of a value that more of them share. Where no cut gains, the one that
    loses least is made: patience leads past it.
    """
    n, columns = values.shape
    order = np.argsort(values.T, axis=1, kind="stable")
    ordered = np.take_along_axis(values.T, order, axis=1)
    limits: Limits = {}
    found = [Counted({}, n, int(interest.sum()))]
    keep = np.ones(n, dtype=bool)
    while columns:
        size, hits = found[-1].cases, found[-1].hits
        cut = _best_cut(ordered, order, interest, hits, max(int(alpha * size), 1), max(least * n, 1))
        if cut is None:
            break
        column, from_below, count, gone = cut
        row = ordered[column]
        low, high = limits.get(column, _FREE)
        limits = {**limits, column: (float(row[count]), high) if from_below else (low, float(row[size - count - 1]))}
        keep[order[column, :count] if from_below else order[column, size - count :]] = False
        left = keep[order]
        order = order[left].reshape(columns, -1)
        ordered = ordered[left].reshape(columns, -1)
        found.append(Counted(limits, size - count, hits - gone))
    return found


def _best_cut(
    ordered: Floats, order: NDArray[np.intp], interest: Bools, hits: int, most: int, least: float
) -> tuple[int, bool, int, int] | None:
    """Column, whether from below, cases and hits that go, of the cut that gains most density; None if there is none.

    A cut is held against the logarithm of the support it gives up: one that must take a quarter of the cases, because
    they share a value, has to gain as much as five or six cuts of a twentieth would, one after another.
    """
    size, best, found = ordered.shape[1], -np.inf, None
    for column, row in enumerate(ordered):
        if row[0] == row[-1]:
            continue
        for from_below in (True, False):
            count = _reach(row if from_below else -row[::-1], most)
            gone = order[column, :count] if from_below else order[column, size - count :]
            left = size - count
            if left < least:
                continue
            lost = int(np.count_nonzero(interest[gone]))
            gain = ((hits - lost) / left - hits / size) / np.log(size / left)
            if gain > best:
                best, found = gain, (column, from_below, count, lost)
    return found


def _reach(row: Floats, most: int) -> int:
    """How many cases a cut takes from the low end of an ascending row: at most `most`, or one value's cases."""
    edge = row[min(most, len(row) - 1)]
    return int(np.searchsorted(row, edge)) or int(np.searchsorted(row, edge, side="right"))


def paste(values: Floats, interest: Bools, box: Counted, alpha: float = ALPHA) -> Counted:
    """The box widened at one limit at a time for as long as that raises its density.

    Each paste gives back about `alpha` of its cases from beyond one limit (all cases that share the last value), the
    one that gains most first.
    """
    while box.limits and box.cases:
        best = box
        outside = {column: ~inside(values, {column: limit}) for column, limit in box.limits.items()}
        broken = np.sum(list(outside.values()), axis=0, dtype=np.int64)
        most = max(int(alpha * box.cases), 1)
        for column, (low, high) in box.limits.items():
            near = np.flatnonzero(outside[column] & (broken == 1))
            for below in (True, False):
                side = near[values[near, column] < low] if below else near[values[near, column] > high]
                if not len(side):
                    continue
                at = np.sort(values[side, column])
                edge = float(at[max(len(at) - most, 0)] if below else at[min(most, len(at)) - 1])
                back = side[values[side, column] >= edge] if below else side[values[side, column] <= edge]
                limits = {**box.limits, column: (edge, high) if below else (low, edge)}
                tried = Counted(limits, box.cases + len(back), box.hits + int(interest[back].sum()))
                if tried.density > best.density:
                    best = tried
        if best is box:
            break
        box = best
    return box


def tail(cases: int, hits: int, share: float) -> float:
    """Probability of at least `hits` among `cases` when each is one with probability `share` (binomial upper tail)."""
    if hits <= 0:
        return 1.0
    if share <= 0 or share >= 1:
        return float(share >= 1)
    factorial = _log_factorials(max(cases, 1).bit_length())
    k, rest = slice(hits, cases + 1), slice(cases - hits, None, -1)
    chosen = factorial[cases] - factorial[k] - factorial[rest]
    odds, none = np.log(share) - np.log1p(-share), cases * np.log1p(-share)
    return float(min(np.exp(chosen + np.arange(hits, cases + 1) * odds + none).sum(), 1.0))


@lru_cache(maxsize=8)
def _log_factorials(bits: int) -> Floats:
    """log k! for every k that has so many binary digits."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 2**bits)))])


def quasi_p(values: Floats, interest: Bools, limits: Limits) -> dict[tuple[int, bool], float]:
    """How likely the box's hits would be if a limit told nothing, for each limit: (column, is it the lower one).

    With the limit dropped the box has some density; the quasi-p-value is the chance that as many cases as the box
    holds, drawn at that density, have at least its hits (Bryant & Lempert 2010, one-sided binomial).
    """
    beyond = _beyond(values, limits)
    return _quasi_p(beyond, _broken(beyond, len(values)), interest)


def _beyond(values: Floats, limits: Limits) -> dict[tuple[int, bool], Bools]:
    """Which cases lie beyond each limit."""
    return {
        (column, lower): values[:, column] < limits[column][0] if lower else values[:, column] > limits[column][1]
        for column, lower in sides(limits)
    }


def _broken(beyond: Mapping[tuple[int, bool], Bools], n: int) -> NDArray[np.int16]:
    """How many limits each case lies beyond."""
    found = np.zeros(n, dtype=np.int16)
    for outside in beyond.values():
        found += outside
    return found


def _quasi_p(
    beyond: Mapping[tuple[int, bool], Bools], broken: NDArray[np.int16], interest: Bools
) -> dict[tuple[int, bool], float]:
    held, once = broken == 0, broken == 1
    cases, hits = int(np.count_nonzero(held)), int(np.count_nonzero(interest & held))
    found = {}
    for side, outside in beyond.items():
        back = outside & once
        wider = cases + int(np.count_nonzero(back))
        share = (hits + int(np.count_nonzero(interest & back))) / wider if wider else 0.0
        found[side] = tail(cases, hits, share)
    return found


def sides(limits: Limits) -> list[tuple[int, bool]]:
    """Every limit of the box: column, and whether it is the lower one."""
    return [
        (column, lower)
        for column, (low, high) in limits.items()
        for lower, there in ((True, low > -np.inf), (False, high < np.inf))
        if there
    ]


def without(limits: Limits, column: int, lower: bool) -> Limits:
    """The box without one limit."""
    low, high = limits[column]
    left = (-np.inf, high) if lower else (low, np.inf)
    return {c: left if c == column else both for c, both in limits.items() if c != column or left != _FREE}


def significant(values: Floats, interest: Bools, limits: Limits, level: float = 0.05) -> Limits:
    """The box without the limits whose quasi-p-value is above `level`: the worst goes first, then all are told anew."""
    beyond = _beyond(values, limits)
    broken = _broken(beyond, len(values))
    while beyond:
        worst, p = max(_quasi_p(beyond, broken, interest).items(), key=lambda one: one[1])
        if p <= level:
            break
        broken -= beyond.pop(worst)
        limits = without(limits, *worst)
    return limits
