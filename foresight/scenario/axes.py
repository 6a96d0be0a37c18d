"""The 2x2 of foresight workshops: two levers, two ends of each, four futures at the corners.

Method: the scenario-axes technique (van 't Klooster & van Asselt 2006, Futures 38). The axes are the planner's choice;
the figures at the corners are associations in past data like those of any other scenario.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.errors import ScenarioError
from foresight.scenario import levers as moving
from foresight.scenario.levers import Ground
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.scope import Scope

End = Literal["low", "high"]
CORNERS: tuple[tuple[End, End], ...] = (("low", "low"), ("high", "low"), ("low", "high"), ("high", "high"))
"""Where each corner stands: on the axis across, and on the axis up."""


@dataclass(frozen=True)
class Axis:
    """A lever and the two ends of it that are looked at, in its unit."""

    lever: Lever
    low: float
    high: float

    def at(self, end: End) -> float:
        """The value of that end."""
        return self.low if end == "low" else self.high


def ends(ground: Ground, lever: Lever, members: NDArray[np.bool_]) -> tuple[float, float]:
    """The lever's low and high, within what was ever observed for these members, on the lever's steps.

    A lever that moves members from where they stand, or whose driver was never observed here, keeps its own ends.
    """
    own = lever.drives[0]
    if lever.move != "to" or own not in ground.low:
        return lever.low, lever.high
    seen = np.concatenate([ground.low[own][members], ground.high[own][members]])
    if np.isnan(seen).all():
        return lever.low, lever.high
    natural = moving.to_natural(seen[~np.isnan(seen)], lever)
    low, high = max(float(natural.min()), lever.low), min(float(natural.max()), lever.high)
    first = lever.low + math.ceil(round((low - lever.low) / lever.step, 6)) * lever.step
    last = lever.low + math.floor(round((high - lever.low) / lever.step, 6)) * lever.step
    return (moving.tick(first, lever), moving.tick(last, lever)) if first < last else (lever.low, lever.high)


def corners(
    across: Axis, up: Axis, target: str, scope: Scope, horizon: int, names: Sequence[str] = (), seed: int = 1
) -> tuple[Scenario, ...]:
    """The four scenarios, in the order of CORNERS, called by `names` or, where one is blank, by what its levers do.

    ScenarioError where both axes are the same lever, or an end is out of range or not below the other.
    """
    if across.lever.key == up.lever.key:
        raise ScenarioError(f"Both axes are {across.lever.title.lower()}. Choose two different levers.")
    for axis in (across, up):
        for value in (axis.low, axis.high):
            lever_value(axis.lever, value)
        if axis.low >= axis.high:
            raise ScenarioError(
                f"{axis.lever.title}: its low end, {axis.low:g} {axis.lever.unit}, is not below its high end, "
                f"{axis.high:g}. Exchange them."
            )
    given = [*names, "", "", "", ""]
    return tuple(
        Scenario(
            key=f"corner_{place + 1}",
            name=given[place].strip()[:120] or called(across.lever, at[0], up.lever, at[1]),
            target=target,
            scope=scope,
            levers=_set({across.lever.key: across.at(at[0]), up.lever.key: up.at(at[1])}),
            horizon=horizon,
            seed=seed,
            narrative=_narrative(across, up, at),
        )
        for place, at in enumerate(CORNERS)
    )


def called(across: Lever, at_across: End, up: Lever, at_up: End) -> str:
    """`Conflict severity high, external actors low`."""
    return f"{across.title} {at_across}, {up.title.lower()} {at_up}"


def _set(values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(values.items()))


def _narrative(across: Axis, up: Axis, at: tuple[End, End]) -> str:
    stand = " and ".join(
        f"{axis.lever.title.lower()} at its {end} end, {axis.at(end):g} {axis.lever.unit}"
        for axis, end in zip((across, up), at, strict=True)
    )
    return f"One corner of four: {stand}. What happens to get there is for a workshop to tell."
