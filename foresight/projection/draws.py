"""Draws in which countries move together: what a sum or mean over countries needs.

One factor is common to all countries of a draw, with the share of variance that past forecast errors had in common
(Model.shared). Each country's draw keeps its place in its own distribution through all years of the projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from foresight.projection import intervals

Floats = NDArray[np.float64]

SIZE = 1000
_SCORES = np.array([NormalDist().inv_cdf(p) for p in intervals.PROBABILITIES])


def places(countries: int, shared: float, seed: int, size: int = SIZE) -> Floats:
    """Normal scores, draws × countries, any two countries correlated by `shared`. The same seed, the same draws.

    Draws come in pairs of opposite sign, so that their median is the median.
    """
    random = np.random.default_rng(seed)
    half = (size + 1) // 2
    common = random.standard_normal((half, 1))
    own = random.standard_normal((half, countries))
    score = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    return np.concatenate([score, -score])[:size]


def joint(distribution: Floats, shared: float, seed: int, size: int = SIZE) -> Floats:
    """Draws × countries × years from countries × years × probabilities; flat beyond the 1st and 99th percentile."""
    score = np.clip(places(len(distribution), shared, seed, size), _SCORES[0], _SCORES[-1])
    right = np.clip(np.searchsorted(_SCORES, score), 1, len(_SCORES) - 1)
    share = ((score - _SCORES[right - 1]) / (_SCORES[right] - _SCORES[right - 1]))[:, :, None]
    country = np.arange(len(distribution))
    by_place = distribution.transpose(0, 2, 1)
    return np.asarray((1 - share) * by_place[country, right - 1] + share * by_place[country, right])


def last_quantiles(values: Floats, probabilities: Sequence[float]) -> Floats:
    """Probabilities × the rest, over the last axis: linear between order statistics, faster than numpy's own.

    Draws that lie next to each other in memory sort several times as fast.
    """
    ordered = np.sort(values, axis=-1)
    place = np.asarray(probabilities) * (ordered.shape[-1] - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, ordered.shape[-1] - 1)
    found = ordered[..., low] + (place - low) * (ordered[..., high] - ordered[..., low])
    return np.asarray(np.moveaxis(found, -1, 0))
