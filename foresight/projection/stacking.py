"""Weights of the stack, from past origins only, and when a single baseline is better.

Weights on the simplex minimise the mean squared error of the combined forecast over origins whose outcome is known,
after the error common to all countries of an origin is taken out (no model can know it) and the largest 3 % of errors
are drawn in (a few wars must not decide). They are shrunk to equal weights of the smoothed level and the three pooled
models: learning more freely was worse (docs/method.md; Claeskens et al. 2016 explain why).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pooled import POOLED
from foresight.projection.smoothing import BASELINES, MEAN, SES

Floats = NDArray[np.float64]

STACK = "stack"
CANDIDATES = (*BASELINES, *POOLED)
SHRINKAGE = 0.05
CLIP = 0.97
FEWEST_ORIGINS = 5
"""Origins with a known outcome that weights, or a verdict against the stack, need."""
MARGIN = 0.01
"""A baseline takes over only where it was better by more than this: below it the difference is noise."""
MEMORY = 10
"""Half-life, in origins, of the evidence for or against the stack."""


def mean_share(horizon: int) -> float:
    """Share of the mean of five in the level, the rest exponential smoothing: far ahead, slower levels are better."""
    return float(np.interp(horizon, (1, 3, 5, 10), (0.0, 0.3, 0.5, 0.7)))


def prior(horizon: int) -> Floats:
    """Weights before any evidence, in the order of CANDIDATES: equal for the smoothed level and each pooled model."""
    share, each = mean_share(horizon), 1 / (1 + len(POOLED))
    level = {MEAN: each * share, SES: each * (1 - share)}
    return np.array([each if name in POOLED else level.get(name, 0.0) for name in CANDIDATES])


def on_simplex(values: Floats) -> Floats:
    """The nearest point with no negative entry and sum one (Duchi et al. 2008)."""
    ordered = np.sort(values)[::-1]
    excess = np.cumsum(ordered) - 1
    last = np.flatnonzero(ordered - excess / np.arange(1, len(values) + 1) > 0)[-1]
    return np.asarray(np.maximum(values - excess[last] / (last + 1), 0.0))


def weights(errors: Floats, start: Floats, shrinkage: float = SHRINKAGE, steps: int = 60) -> Floats:
    """Simplex weights for `errors` (candidates × cases): least squares, shrunk to `start`; `start` where all is zero.

    Minimises w'Aw + shrinkage · a · |w - start|², A the mean products of errors and a its mean diagonal, by accelerated
    projected gradient.
    """
    products = errors @ errors.T / max(errors.shape[1], 1)
    size = float(np.trace(products)) / len(products)
    if not size > 0:
        return start
    curve = products / size + shrinkage * np.eye(len(products))
    step = 1 / float(np.linalg.eigvalsh(curve)[-1])
    found, ahead, pace = start, start, 1.0
    for _ in range(steps):
        new = on_simplex(ahead - step * (curve @ ahead - shrinkage * start))
        quicker = (1 + np.sqrt(1 + 4 * pace**2)) / 2
        found, ahead, pace = new, new + (pace - 1) / quicker * (new - found), quicker
    return found


def path(errors: Floats, horizon: int) -> Floats:
    """Weights at every origin (origins × candidates) from errors (candidates × origins × countries) known by then."""
    start = prior(horizon)
    found = np.tile(start, (errors.shape[1], 1))
    seen = np.asarray(~np.isnan(errors).any(axis=0))
    number = np.maximum(seen.sum(axis=1), 1)[:, None]
    common = np.where(seen, errors, 0.0).sum(axis=2)[:, :, None] / number
    own = np.where(seen, errors - common, 0.0)
    for t in range(horizon, errors.shape[1]):
        known = seen[: t - horizon + 1]
        if known.any(axis=1).sum() >= FEWEST_ORIGINS:
            cases = own[:, : len(known)][:, known]
            limit = np.quantile(np.abs(cases), CLIP)
            found[t] = weights(np.clip(cases, -limit, limit), start)
    return found


def shown(scores: Mapping[str, Floats], baselines: Sequence[str], first: int, horizon: int) -> list[str]:
    """Which model is shown at each origin: the stack, or the baseline that was better by more than the margin.

    `scores`: mean score per origin (NaN where none) of the stack and of each baseline. Only origins whose outcome was
    known count, recent ones more; once the pooled models speak, at origin `first`, only those from there on.
    """
    origins = len(scores[STACK])
    found = [STACK] * origins
    for t in range(origins):
        last = t - horizon + 1
        since = first if t >= first else 0
        told = {name: scores[name][since : max(last, since)] for name in (STACK, *baselines)}
        seen = np.asarray(~np.isnan(np.stack(list(told.values()))).any(axis=0))
        if seen.sum() < FEWEST_ORIGINS:
            continue
        weight = np.where(seen, 0.5 ** (np.arange(len(seen))[::-1] / MEMORY), 0.0)
        mean = {name: float((weight * np.nan_to_num(row)).sum() / weight.sum()) for name, row in told.items()}
        best = min(baselines, key=lambda name: mean[name])
        if mean[best] < (1 - MARGIN) * mean[STACK]:
            found[t] = best
    return found
