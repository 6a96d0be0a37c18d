"""Scores of probabilities against what then happened. Plain functions on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
"""Edges of the reliability curve, finer where most pairs are: near zero."""


@dataclass(frozen=True)
class Point:
    """One point of the reliability curve: pairs told about `predicted` on average; of `n` a share `observed` had it."""

    low: float
    high: float
    predicted: float
    observed: float
    n: int


def pr_auc(y: Floats, p: Floats) -> float:
    """Area under precision and recall as average precision: sum over ranks of precision × gain in recall.

    Ties in `p` count as one step. Of a forecast by chance: the base rate. NaN without a yes.
    """
    if not y.sum():
        return float("nan")
    order = np.argsort(-p, kind="stable")
    sorted_y, sorted_p = y[order], p[order]
    ends = np.r_[np.flatnonzero(np.diff(sorted_p)), len(y) - 1]
    hits = np.cumsum(sorted_y)[ends]
    return float(np.sum(np.diff(np.r_[0.0, hits]) * hits / (ends + 1)) / y.sum())


def auc(y: Floats, p: Floats) -> float:
    """Chance that a pair with a tie was told more than one without (ties half); NaN where there is only one kind."""
    _, place, count = np.unique(p, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    n1 = y.sum()
    n0 = len(y) - n1
    return float((rank[y == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)) if n1 and n0 else float("nan")


def brier(y: Floats, p: Floats) -> float:
    """Mean squared difference between probability and outcome (Brier 1950)."""
    return float(np.mean((p - y) ** 2))


def calibration(y: Floats, p: Floats) -> tuple[float, float]:
    """Intercept and slope of a logistic regression of outcomes on the log-odds told (Cox 1958).

    Slope below 1: too sure of itself; above 1: not sure enough. Intercept above 0: told too little. NaN where there is
    only one kind of outcome or all were told the same.
    """
    z = np.log(np.clip(p, 1e-6, 1 - 1e-6) / (1 - np.clip(p, 1e-6, 1 - 1e-6)))
    if not 0 < y.sum() < len(y) or np.ptp(z) < 1e-9:
        return float("nan"), float("nan")
    x, b = np.column_stack([np.ones(len(z)), z]), np.array([0.0, 1.0])
    for _ in range(50):
        q = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
        step = np.linalg.solve((x.T * (q * (1 - q))) @ x + 1e-9 * np.eye(2), x.T @ (y - q))
        b = b + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return float(b[0]), float(b[1])


def reliability(y: Floats, p: Floats, edges: tuple[float, ...] = BINS) -> tuple[Point, ...]:
    """Points of the calibration plot, for bins that hold any pair; a bin holds its lower edge."""
    place = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, len(edges) - 2)
    found = []
    for k in range(len(edges) - 1):
        those = place == k
        if those.any():
            found.append(
                Point(edges[k], edges[k + 1], float(p[those].mean()), float(y[those].mean()), int(those.sum()))
            )
    return tuple(found)
