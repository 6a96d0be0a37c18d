"""The stack, from past origins only: a blend of forecasts, then a mixture of the blend with single models.

The blend: weights on the simplex minimise the mean squared error of the combined forecast over origins whose outcome is
known, after the error common to all countries of an origin is taken out (no model can know it) and the largest 3 % of
errors are drawn in (a few wars must not decide). They are shrunk to equal weights of the smoothed level and the three
pooled models: learning more freely was worse (docs/method.md; Claeskens et al. 2016 explain why).

The mixture: the quantiles of the blend, of each baseline and of the Ridge with drivers are averaged (Lichtendahl,
Grushka-Cockayne & Winkler 2013) with weights that fall exponentially in the CRPS each has lost so far (Cesa-Bianchi &
Lugosi 2006; Berrisch & Ziel 2023). The CRPS of such an average is at most the average CRPS, so that the stack follows
whichever is better without ever betting on a single short past.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pooled import POOLED, RIDGE
from foresight.projection.smoothing import BASELINES, MEAN, SES

Floats = NDArray[np.float64]

STACK, BLEND = "stack", "blend"
CANDIDATES = (*BASELINES, *POOLED)
EXPERTS = (BLEND, *BASELINES, RIDGE)
PRIOR = np.array([0.4, *(0.1 for _ in EXPERTS[1:])])
SHRINKAGE = 0.05
CLIP = 0.97
FEWEST_ORIGINS = 5
"""Origins with a known outcome that weights of the blend need."""
RATE = 10.0
"""A model that lost a tenth more CRPS over one origin falls behind by the factor exp(-1)."""
MEMORY = 10
"""Half-life, in origins, of what was lost."""
LEAST = 0.05
"""A model of a smaller weight is left out: an average of many has no exact zeros left where a country is at rest."""


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


def _lost(losses: Floats) -> Floats:
    """CRPS lost against the blend up to each origin, recent ones more, as a share of the mean (origins × experts)."""
    seen = np.asarray(~np.isnan(losses).any(axis=1))
    known = np.where(seen[:, None], losses, 0.0)
    mean = np.cumsum(known.mean(axis=1)) / np.maximum(np.cumsum(seen), 1)
    found, total = np.zeros_like(losses), np.zeros(losses.shape[1])
    for s, row in enumerate(known - known[:, :1]):
        total = total * (0.5 ** (1 / MEMORY) if seen[s] else 1.0) + row
        found[s] = total / mean[s] if mean[s] > 0 else 0.0
    return found


def mixture(losses: Floats, horizons: Sequence[int]) -> Floats:
    """Weights of the EXPERTS at every origin (horizons × origins × experts), in the order of EXPERTS.

    `losses`: mean CRPS at each origin, horizons × origins × experts, NaN where not scored. At origin t only outcomes of
    year t and before count: those of this horizon and, because what trends or rests is seen there first, of the shorter
    ones.
    """
    found = np.empty(losses.shape)
    lost = [_lost(one) for one in losses]
    for k in range(len(horizons)):
        told = np.zeros(losses.shape[1:])
        for shorter, h in zip(lost[: k + 1], horizons, strict=False):
            told[h:] += shorter[: max(len(told) - h, 0)]
        odds = np.log(PRIOR) - RATE * told
        weight = np.exp(odds - odds.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        weight = np.where(weight < LEAST, 0.0, weight)
        found[k] = weight / weight.sum(axis=1, keepdims=True)
    return found
