"""Thousands of lever settings, spread evenly: a Latin hypercube (McKay, Beckman & Conover 1979) on levers’ steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.scenario.levers import to_model, to_natural

Floats = NDArray[np.float64]


def hypercube(n: int, columns: int, rng: np.random.Generator) -> Floats:
    """Points (n × columns) in the unit cube: each of the n equal slices of each column holds exactly one."""
    slices = rng.permuted(np.tile(np.arange(n), (columns, 1)), axis=1).T
    return np.asarray((slices + rng.random((n, columns))) / n)


def on_steps(share: Floats, lever: Lever) -> Floats:
    """Values of a lever at `share` (0 to 1) of its range, on the steps a slider has.

    Each step is as likely as any other. A lever that is set to a value and enters by its logarithm is spread evenly on
    that scale instead: there the response is linear, while evenly over 0 to 5,000 deaths a year only one future in
    fifty would lie below 100, and what tells peace from war would hardly be looked at.
    """
    steps = round((lever.high - lever.low) / lever.step)
    if lever.relative or lever.transform == "identity":
        at = np.minimum(np.floor(share * (steps + 1)), steps)
    else:
        low, high = to_model(np.array([lever.low, lever.high]), lever)
        at = np.rint((to_natural(low + share * (high - low), lever) - lever.low) / lever.step)
    # adding up steps leaves a noise of decimals that no limit should show
    return np.asarray(np.clip(np.round(lever.low + at * lever.step, 9), lever.low, lever.high))


def settings(levers: Sequence[Lever], n: int, rng: np.random.Generator) -> Floats:
    """Values n × levers, in the levers' own units."""
    cube = hypercube(n, len(levers), rng)
    found = np.empty((n, len(levers)))
    for k, lever in enumerate(levers):
        found[:, k] = on_steps(cube[:, k], lever)
    return found
