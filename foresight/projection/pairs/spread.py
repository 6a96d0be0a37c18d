"""How far single years depart from what was told: the interval around a probability.

All pairs of a year share its shocks: one year a large exercise is held, the next it is not. For each checked year a
logistic regression of its outcomes on the log-odds told gives that year's intercept and slope; their scatter over the
years is the interval. It is an 80 % interval for the share of such pairs that have a tie in a single year. It is
neither parameter uncertainty of one pair nor scenario uncertainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pairs.experts import Checked, share

Floats = NDArray[np.float64]

STUDENT = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)
"""90th percentiles of Student's t with 1, 2, … degrees of freedom: an 80 % interval."""
FIRMNESS = 20.0
"""Pulls a year's intercept and slope to none and one, as strongly as that many outcomes."""


@dataclass(frozen=True)
class Spread:
    """Intercepts and slopes of the checked years, around log-odds told; `quantile` of Student's t for the interval."""

    intercepts: Floats
    slopes: Floats
    quantile: float

    def around(self, odds: Floats) -> tuple[Floats, Floats]:
        """Low and high log-odds around those told."""
        shift = self.intercepts[:, None] + (self.slopes[:, None] - 1) * odds[None]
        n = len(self.intercepts)
        # the mean departure is not taken out: a common drift that was missed belongs into the interval
        width = self.quantile * np.sqrt((shift**2).sum(axis=0) / max(n - 1, 1) * (1 + 1 / n))
        return odds - width, odds + width


def _year(told: Checked) -> Floats:
    """Intercept and slope by penalised logistic regression (Newton's method)."""
    x, b = np.column_stack([np.ones(len(told.odds)), told.odds]), np.array([0.0, 1.0])
    for _ in range(30):
        q = share(np.clip(x @ b, -30, 30))
        hessian = (x.T * (told.pairs * q * (1 - q))) @ x + FIRMNESS * np.diag([0.1, 1.0])
        slope = x.T @ (told.ties - told.pairs * q) - FIRMNESS * np.array([0.1 * b[0], b[1] - 1])
        step = np.linalg.solve(hessian, slope)
        b = b + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return b


def fit_spread(years: Sequence[Checked]) -> Spread:
    """From forecasts and outcomes of each checked year."""
    lines = np.array([_year(told) for told in years])
    return Spread(lines[:, 0], lines[:, 1], STUDENT[min(max(len(years) - 1, 1), len(STUDENT)) - 1])
