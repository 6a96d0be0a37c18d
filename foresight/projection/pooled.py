"""The pooled model: what one Ridge over all countries adds to a smoothed level.

At origin t the residual y(t+h) - level(t) is predicted from lags around the level and from the drivers of year t. Both
sides are taken as deviations from their mean over the countries of year t: a drift common to all is never
extrapolated. Only half of the prediction is used (see docs/method.md: anything more costs at long horizons).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foresight.projection.smoothing import carried, mean_of_last

Floats = NDArray[np.float64]

SHARE = 0.5
PENALTY = 100.0
LAGS = 3
WARM_UP = 8
"""Origins whose outcome must be known before the pooled model says anything; until then it adds nothing.

It also needs ten rows per column."""


def year_demeaned(values: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Deviations from the mean over the countries of that year (years × countries); 0 where not `seen` or missing."""
    usable = seen & ~np.isnan(values)
    number = np.maximum(usable.sum(axis=1, keepdims=True), 1)
    mean = np.where(usable, values, 0.0).sum(axis=1, keepdims=True) / number
    return np.where(usable, values - mean, 0.0)


def features(series: Floats, level: Floats, drivers: Mapping[str, Floats]) -> Floats:
    """Years × countries × columns: the level, lags and five-year mean around it, each driver; year-demeaned."""
    filled, seen = carried(series), ~np.isnan(series)
    lagged = [np.vstack([np.full((k, series.shape[1]), np.nan), filled[: len(filled) - k]]) for k in range(LAGS)]
    raw = [level, mean_of_last(series) - level, *(lag - level for lag in lagged), *drivers.values()]
    return np.stack([year_demeaned(column, seen) for column in raw], axis=2)


def adjustments(series: Floats, level: Floats, drivers: Mapping[str, Floats], horizon: int, origins: range) -> Floats:
    """Half of the Ridge's prediction of y(t+h) - level(t), years × countries; 0 outside `origins` and in the warm-up.

    The fit at origin t uses the pairs (s, s + h) with s + h <= t and nothing later. Pipeline: scikit-learn's
    StandardScaler and Ridge (Hoerl & Kennard 1970).
    """
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x = features(series, level, drivers)
    ahead = np.full_like(series, np.nan)
    ahead[: max(len(series) - horizon, 0)] = series[horizon:]
    gap = np.where(np.isnan(series), np.nan, ahead - level)
    known = ~np.isnan(gap)
    residual = year_demeaned(gap, known)
    added = np.zeros_like(series)
    for t in origins:
        used = known[: t - horizon + 1] if t >= horizon else known[:0]
        if used.any(axis=1).sum() < WARM_UP or used.sum() < 10 * x.shape[2]:
            continue
        pipeline = make_pipeline(StandardScaler(), Ridge(alpha=PENALTY))
        pipeline.fit(x[: len(used)][used], residual[: len(used)][used])
        added[t] = SHARE * pipeline.predict(x[t])
    return added
