"""From a lever's shape to how much of its response has arrived in each year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresight.errors import ScenarioError

Floats = NDArray[np.float64]
RAMP = 5
"""Years that a ramp without an end takes."""


def acting(shape: str, years: range, start: int, end: int | None) -> Floats:
    """How far a lever is moved in each of `years`, from 0 to 1.

    step: fully from `start` to `end` (for good without one). pulse: in `start` alone, or to `end`. ramp: evenly rising
    from `start`, full in `end` (five years on without one) and after.
    """
    year = np.asarray(years)
    if shape == "step":
        return ((year >= start) & (year <= (end if end is not None else year.max()))).astype(float)
    if shape == "pulse":
        return ((year >= start) & (year <= (end if end is not None else start))).astype(float)
    if shape == "ramp":
        full = end if end is not None else start + RAMP
        return np.clip((year - start + 1) / (full - start + 1), 0.0, 1.0)
    raise ScenarioError(f"A lever has no shape “{shape}”. Use step, ramp or pulse.")


def arriving(moved: Floats, impulse: Floats) -> Floats:
    """Response per year to a path of moves, both beginning in the same year; a move shows first one year on.

    `impulse` (… × years): what is left of a response of one, 1, 2, … years after the move.
    """
    found = np.zeros((*impulse.shape[:-1], len(moved)))
    for year in range(1, len(moved)):
        reach = min(year, impulse.shape[-1])
        found[..., year] = impulse[..., :reach] @ moved[year - reach : year][::-1]
    return found
