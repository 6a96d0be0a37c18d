"""How much more often a goal holds with an option than without it, on the same futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

Z = 1.959964
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Share:
    """A share of futures with its 95 % interval: how far it would move with other futures drawn in the same way."""

    share: float
    low: float
    high: float


def share(holds: Bools) -> Share:
    """The share of cases in which it holds, with Wilson's (1927) interval: sound near 0 and 1 too."""
    n = len(holds)
    p = float(holds.mean())
    middle, half = p + Z**2 / (2 * n), Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    low, high = (float((middle + side * half) / (1 + Z**2 / n)) for side in (-1, 1))
    return Share(p, min(max(low, 0.0), p), max(min(high, 1.0), p))


def difference(with_it: Bools, without: Bools) -> Share:
    """With minus without, case by case, with a 95 % interval.

    Only the cases that change sides count (McNemar 1947): the same noise on both sides falls out. A case is added on
    each side (Agresti & Min 2005), so that no change at all in a few cases is not taken for certainty.
    """
    n = len(with_it)
    gained, lost = int((with_it & ~without).sum()), int((without & ~with_it).sum())
    b, c, total = gained + 0.5, lost + 0.5, n + 2
    half = Z * np.sqrt(b + c - (b - c) ** 2 / total) / total
    point, middle = (gained - lost) / n, (b - c) / total
    return Share(point, min(float(middle - half), point), max(float(middle + half), point))
