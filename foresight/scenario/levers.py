"""What moving a lever does to the drivers: baselines, the range ever observed, and shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.panel import Panel
from foresight.projection import drivers

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Ground:
    """Where the drivers of each country stand, and the range they were ever observed in; in the model's unit."""

    countries: tuple[str, ...]
    now: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    belongs: Floats


def stand(panel: Panel) -> Ground:
    """Read the drivers' last observed values (not older than five years) and ranges off a panel."""
    found = {**drivers.columns(panel), **drivers.columns(panel, drivers.FURTHER)}
    ranges = {key: drivers.ranges(panel, key, series) for key, series in found.items()}
    return Ground(
        panel.countries,
        {key: drivers.latest(series) for key, series in found.items()},
        {key: low for key, (low, _) in ranges.items()},
        {key: high for key, (_, high) in ranges.items()},
        drivers.membership(panel),
    )


def to_model(values: Floats, lever: Lever) -> Floats:
    """From the lever's unit to the model's."""
    return np.log1p(values) if lever.transform == "log1p" else np.asarray(values, dtype=float)


def to_natural(values: Floats, lever: Lever) -> Floats:
    """From the model's unit to the lever's."""
    natural = np.expm1(values) if lever.transform == "log1p" else np.asarray(values, dtype=float)
    return np.asarray(
        np.round(natural, 9), dtype=np.float64
    )  # a count that went through a logarithm is that count again


def observed(ground: Ground, lever: Lever, members: Bools) -> float | None:
    """The baseline of a lever in its own unit: the country's last observed value, or the median member's.

    None where no member has one.
    """
    own = ground.now.get(lever.drives[0])
    if lever.default != "observed":
        return float(lever.default)
    if own is None or np.isnan(own[members]).all():
        return None
    return float(np.nanmedian(to_natural(own[members], lever)))


def tick(value: float, lever: Lever) -> float:
    """Where a slider shows that value: on the lever's steps, between its low and high."""
    steps = round((value - lever.low) / lever.step)
    return float(np.clip(round(lever.low + steps * lever.step, lever.decimals), lever.low, lever.high))


def at_baseline(value: float, baseline: float, lever: Lever) -> bool:
    """A slider that stands on its baseline tick has not been moved, even where the tick is a rounded figure."""
    return value in (baseline, tick(baseline, lever))


def _wanted(now: Floats, lever: Lever, values: Floats) -> Floats:
    """Where a value takes drivers that stand at `now` (both in the model's unit): values × countries."""
    each = values[:, None]
    if lever.move == "to":
        return np.broadcast_to(to_model(each, lever), (len(values), len(now)))
    stands = to_natural(now, lever)
    moved = stands + each if lever.move == "by" else stands * (1 + each / 100)
    # nobody holds fewer than no exercises: a logarithm would not even exist there
    return to_model(np.maximum(moved, 0) if lever.transform == "log1p" else moved, lever)


def shifts(ground: Ground, lever: Lever, values: float | Floats, members: Bools) -> tuple[dict[str, Floats], Bools]:
    """How far each driver of the lever moves per country, and which members were held at the range ever observed.

    One value gives arrays by country, n values arrays of n × countries. A member whose driver was never observed does
    not move; nothing moves further than was ever observed, but what already stands beyond stays where it is. The mean
    of the rest of a region follows the members, also for countries outside the scope.
    """
    asked = np.atleast_1d(np.asarray(values, dtype=float))
    shape = np.shape(values)
    own = lever.drives[0]
    if own not in ground.now:
        return {}, np.zeros((*shape, len(members)), dtype=bool)
    now = ground.now[own]
    with np.errstate(invalid="ignore"):
        wanted = _wanted(now, lever, asked)
        believed = np.clip(wanted, np.fmin(ground.low[own], now), np.fmax(ground.high[own], now))
    moving = members & ~np.isnan(now)
    then = np.where(moving, believed, now)
    found = {own: np.nan_to_num(then - now)}
    held = moving & ~np.isclose(wanted, believed)
    for key in lever.drives[1:]:
        before, after = (drivers.rest_of_region(x, ground.belongs) for x in (now, then))
        within = np.clip(after, np.fmin(ground.low[key], before), np.fmax(ground.high[key], before))
        found[key] = np.nan_to_num(within - before)
        held |= moving & ~np.isclose(after, within) & ~np.isnan(after)
    return {key: shift.reshape((*shape, -1)) for key, shift in found.items()}, held.reshape((*shape, -1))
