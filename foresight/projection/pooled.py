"""Pooled models: what all countries together add to a smoothed level.

At origin t the residual y(t+h) - level(t) is predicted from the country's own past around the level and from the
drivers of year t. Both sides are taken as deviations from their mean over the countries of year t: a drift common to
all is never extrapolated. Three models share that design: a Ridge on the country's own past, a Ridge that also sees the
drivers (Hoerl & Kennard 1970), and gradient-boosted trees as their challenger (Friedman 2001; scikit-learn).

A model at origin t is fitted on pairs (s, s + h) with s + h <= t and on nothing later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresight.projection.smoothing import carried, mean_of_last

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PENALTY = 300.0
LAGS = 3
WINDOWS = (3, 5, 10, 20)
"""Years over which means of the country's own past are taken."""
WARM_UP = 15
"""Origins whose outcome must be known before a pooled model says anything, and ten rows per column."""
REFIT = 6
"""Boosted trees are fitted anew at every sixth origin, counted back from the last, and used until the next."""
TREES = {
    "max_iter": 50,
    "learning_rate": 0.08,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 40,
    "l2_regularization": 5.0,
    "max_bins": 32,
    "random_state": 0,
}

RIDGE_OWN, RIDGE, BOOSTED = "ridge on own past", "ridge with drivers", "boosted trees"
POOLED = (RIDGE_OWN, RIDGE, BOOSTED)
OWN = "own past"


def year_demeaned(values: Floats, seen: Bools) -> Floats:
    """Deviations from the mean over the countries of that year (years × countries); 0 where not `seen` or missing."""
    usable = seen & ~np.isnan(values)
    number = np.maximum(usable.sum(axis=1, keepdims=True), 1)
    mean = np.where(usable, values, 0.0).sum(axis=1, keepdims=True) / number
    return np.where(usable, values - mean, 0.0)


def own_past(series: Floats, level: Floats) -> list[Floats]:
    """Columns of the country's own past: the level; lags and means around it; how often above zero; how restless."""
    filled = carried(series)
    above = np.where(np.isnan(series), np.nan, (series > 0).astype(float))
    ten = mean_of_last(series, 10)
    spread = np.sqrt(np.maximum(mean_of_last(series**2, 10) - ten**2, 0.0))
    lagged = [np.vstack([np.full((min(k, len(filled)), filled.shape[1]), np.nan), filled[:-k]]) for k in range(1, LAGS)]
    around = [filled, *lagged, *(mean_of_last(series, window) for window in WINDOWS)]
    return [level, *(column - level for column in around), mean_of_last(above, 5), mean_of_last(above, 15), spread]


def in_proportion(scale: Floats, restless: Floats) -> Floats:
    """How much of a pooled model's word reaches each country (years × countries, 0 to 1).

    In proportion to its own volatility, up to the mean of all: what holds for the average country would otherwise move
    those that have stood still for decades. `scale`: volatility of countries; `restless`: its mean of each year.
    """
    share = np.clip(np.nan_to_num(scale) / restless[:, None], 0.0, 1.0)
    return np.where(np.isnan(share), 1.0, share)


@dataclass(frozen=True)
class Design:
    """Year-demeaned columns and residuals of one target and horizon.

    `x`: years × countries × columns, the country's own past first. `groups`: per column, `own past` or the driver's
    key. `residual`: y(t+h) minus level(t) where `known`, both observed.
    """

    x: Floats
    groups: tuple[str, ...]
    residual: Floats
    known: Bools
    horizon: int

    @property
    def own(self) -> int:
        """How many of the columns are the country's own past."""
        return self.groups.count(OWN)

    def trained(self, origin: int) -> Bools | None:
        """Rows that a model at `origin` may learn from: outcome known by then; None while they are too few."""
        used = self.known[: max(origin - self.horizon + 1, 0)]
        if used.any(axis=1).sum() < WARM_UP or used.sum() < 10 * self.x.shape[2]:
            return None
        return used

    @property
    def first(self) -> int:
        """The first origin at which pooled models speak; the number of origins where they never do."""
        return next((t for t in range(len(self.x)) if self.trained(t) is not None), len(self.x))


def design(series: Floats, level: Floats, drivers: Mapping[str, Floats], horizon: int) -> Design:
    """Columns and residuals for direct forecasts `horizon` years ahead; a driver's gap takes its latest value."""
    seen = ~np.isnan(series)
    own = own_past(series, level)
    raw = [*own, *(carried(column) for column in drivers.values())]
    ahead = np.full_like(series, np.nan)
    ahead[: max(len(series) - horizon, 0)] = series[horizon:]
    gap = np.where(seen, ahead - level, np.nan)
    known = ~np.isnan(gap)
    x = np.stack([year_demeaned(column, seen) for column in raw], axis=2)
    return Design(x, (*(OWN for _ in own), *drivers), year_demeaned(gap, known), known, horizon)


@dataclass(frozen=True)
class Fitted:
    """What a Ridge adds to the level (years × countries; 0 in its warm-up), and its last standardised coefficients.

    `coefficients`: in the model's unit per standard deviation of the column; `scale`: those standard deviations.
    """

    added: Floats
    coefficients: Floats
    scale: Floats


def ridge(given: Design, columns: int | None = None, penalty: float = PENALTY) -> Fitted:
    """Ridge on the first `columns` columns, fitted anew at each origin.

    The same as scikit-learn's StandardScaler and Ridge(alpha=penalty), from running sums of products: a fit at 45
    origins costs about as much as one.
    """
    x = given.x[:, :, :columns]
    kept = np.where(given.known[:, :, None], x, 0.0)
    number = np.cumsum(given.known.sum(axis=1)).astype(float)
    total = np.cumsum(kept.sum(axis=1), axis=0)
    outcome = np.cumsum(given.residual.sum(axis=1))
    products = np.cumsum(kept.transpose(0, 2, 1) @ kept, axis=0)
    cross = np.cumsum((kept * given.residual[:, :, None]).sum(axis=1), axis=0)
    added = np.zeros(given.known.shape)
    beta, scale = np.zeros(x.shape[2]), np.ones(x.shape[2])
    for t in range(given.first, len(x)):
        last = t - given.horizon
        n = number[last]
        mean, middle = total[last] / n, outcome[last] / n
        covariance = products[last] - n * np.outer(mean, mean)
        scale = np.sqrt(np.maximum(np.diag(covariance) / n, 0.0))
        scale = np.where(scale > 1e-9, scale, 1.0)
        gram = covariance / np.outer(scale, scale) + penalty * np.eye(len(scale))
        beta = np.linalg.solve(gram, (cross[last] - n * mean * middle) / scale)
        added[t] = ((x[t] - mean) / scale) @ beta + middle
    return Fitted(added, beta, scale)


def boosted(given: Design) -> Floats:
    """What histogram gradient boosting adds to the level, years × countries; 0 in its warm-up."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # Threads that wait for one another on a busy machine are ten times slower than one alone.
    with threadpool_limits(limits=1):
        return _boosted(given, HistGradientBoostingRegressor)


def _boosted(given: Design, regressor: Callable[..., Any]) -> Floats:
    added, model, last = np.zeros(given.known.shape), None, len(given.x) - 1
    for t in range(given.first, len(given.x)):
        if model is None or (last - t) % REFIT == 0:
            used = given.trained(t)
            if used is None:  # a longer past is never a smaller one; for the type checker
                continue
            model = regressor(**TREES)
            model.fit(given.x[: len(used)][used], given.residual[: len(used)][used])
        added[t] = model.predict(given.x[t])
    return added
