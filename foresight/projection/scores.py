"""Scores of projections against what then happened. Plain functions on arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pinball(observed: Floats, quantile: Floats, probability: float) -> Floats:
    """Quantile loss: probability · (y - q) where y is above the quantile, (1 - probability) · (q - y) below."""
    gap = observed - quantile
    return np.maximum(probability * gap, (probability - 1) * gap)


def crps(observed: Floats, quantiles: Floats, probabilities: Sequence[float]) -> Floats:
    """Continuous ranked probability score from quantiles (first axis): twice the mean pinball loss.

    Gneiting & Raftery 2007. In the unit of `observed`; smaller is better; exact as the quantiles grow dense.
    """
    losses = [pinball(observed, q, p) for q, p in zip(quantiles, probabilities, strict=True)]
    return np.asarray(2 * np.mean(losses, axis=0))


def covered(observed: Floats, low: Floats, high: Floats) -> Floats:
    """1 where the value lay between low and high, both included, 0 where not, NaN where any of the three is missing."""
    missing = np.isnan(observed) | np.isnan(low) | np.isnan(high)
    return np.where(missing, np.nan, (observed >= low) & (observed <= high))


def skill(score: float, reference: float) -> float:
    """1 - score / reference: above zero is better than the reference, below zero worse; 0 where both are perfect."""
    if reference == 0:
        return 0.0 if score == 0 else float("-inf")
    return 1 - score / reference
