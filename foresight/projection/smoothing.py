"""Five smoothed baselines, for all countries at once and at every origin.

Series stand as an array of years × countries with NaN where nothing was observed. A forecast made at origin t uses
values of years up to t only. A gap carries the level on. Smoothing constants are shared by all countries of a target
and, at each origin, are those with the smallest mean absolute one-step error of the years before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ALPHAS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
TREND_GRID = tuple(product((0.2, 0.4, 0.6, 0.8, 1.0), (0.05, 0.15, 0.3), (0.8, 0.9, 0.97)))
WINDOW = 5

LAST, MEAN, SES, DAMPED, THETA = "last value", "mean of five", "exponential smoothing", "damped trend", "theta"
BASELINES = (LAST, MEAN, SES, DAMPED, THETA)


def carried(series: Floats) -> Floats:
    """Each country's latest value so far (years × countries); NaN before its first."""
    row = np.where(np.isnan(series), -1, np.arange(len(series))[:, None])
    latest = np.maximum.accumulate(row, axis=0)
    return np.where(latest < 0, np.nan, np.take_along_axis(series, np.maximum(latest, 0), axis=0))


def mean_of_last(series: Floats, count: int = WINDOW) -> Floats:
    """Mean of what was observed in the last `count` years; where that is nothing, the last mean is carried on."""
    seen = ~np.isnan(series)
    total, number = np.cumsum(np.where(seen, series, 0.0), axis=0), np.cumsum(seen, axis=0)
    total[count:], number[count:] = total[count:] - total[:-count], number[count:] - number[:-count]
    with np.errstate(invalid="ignore"):
        return carried(np.where(number > 0, total / number, np.nan))


def exponential(series: Floats, alphas: Sequence[float] = ALPHAS) -> tuple[Floats, Floats]:
    """Levels and one-step errors of simple exponential smoothing, each constants × years × countries.

    level_t = level_{t-1} + alpha · (y_t - level_{t-1}), from the first observation on (Brown 1959).
    """
    weight = np.asarray(alphas)[:, None]
    level = np.full((len(weight), series.shape[1]), np.nan)
    levels, errors = (np.full((len(weight), *series.shape), np.nan) for _ in range(2))
    for t, value in enumerate(series):
        errors[:, t] = value - level
        level = np.where(np.isnan(level), value, np.where(np.isnan(value), level, level + weight * (value - level)))
        levels[:, t] = level
    return levels, errors


def damped(series: Floats, grid: Sequence[tuple[float, float, float]] = TREND_GRID) -> tuple[Floats, Floats, Floats]:
    """Levels, trends and one-step errors of the damped trend (Gardner & McKenzie 1985), constants × years × countries.

    `grid`: (alpha, beta, phi). With e the one-step error, level = level + phi · trend + alpha · e and
    trend = phi · trend + alpha · beta · e; the forecast at h is level + (phi + … + phi^h) · trend.
    """
    alpha, beta, phi = (np.asarray(column)[:, None] for column in zip(*grid, strict=True))
    level = np.full((len(alpha), series.shape[1]), np.nan)
    trend = np.zeros_like(level)
    levels, trends, errors = (np.full((len(alpha), *series.shape), np.nan) for _ in range(3))
    for t, value in enumerate(series):
        expected = level + phi * trend
        error = value - expected
        errors[:, t] = error
        new, seen = np.isnan(level), ~np.isnan(value)
        trend = np.where(new, 0.0, np.where(seen, phi * trend + alpha * beta * error, phi * trend))
        level = np.where(new, value, np.where(seen, expected + alpha * error, expected))
        levels[:, t], trends[:, t] = level, trend
    return levels, trends, errors


def choose(errors: Floats) -> NDArray[np.int64]:
    """For each year, which constants had the smallest mean absolute one-step error over the years up to it."""
    size, number = np.nan_to_num(np.abs(errors)).sum(axis=2), (~np.isnan(errors)).sum(axis=2)
    mean = np.cumsum(size, axis=1) / np.maximum(np.cumsum(number, axis=1), 1)
    return np.asarray(np.argmin(mean, axis=0), dtype=np.int64)


def slope(series: Floats) -> Floats:
    """Least-squares slope per year of each country's observations so far; 0 below three of them."""
    seen = ~np.isnan(series)
    y, x = np.where(seen, series, 0.0), np.where(seen, np.arange(len(series), dtype=float)[:, None], 0.0)
    n, sx, sy, sxx, sxy = (np.cumsum(a, axis=0) for a in (seen.astype(float), x, y, x * x, x * y))
    spread = n * sxx - sx * sx
    return np.where((n >= 3) & (spread > 0), (n * sxy - sx * sy) / np.where(spread > 0, spread, 1.0), 0.0)


def baselines(series: Floats, horizons: Sequence[int]) -> Mapping[str, Floats]:
    """Forecasts of the five baselines, each horizons × origins × countries.

    Theta is the form of Hyndman & Billah (2003) for Assimakopoulos & Nikolopoulos (2000): exponential smoothing with
    half of the linear trend as drift.
    """
    years, steps = np.arange(len(series)), np.asarray(horizons, dtype=float)[:, None, None]
    levels, errors = exponential(series)
    best = choose(errors)
    level, alpha = levels[best, years], np.asarray(ALPHAS)[best][:, None]
    trend_levels, trends, trend_errors = damped(series)
    best = choose(trend_errors)
    phi = np.asarray([constants[2] for constants in TREND_GRID])[best][:, None]
    reach = np.stack([sum((phi**k for k in range(1, h + 1)), np.zeros_like(phi)) for h in horizons])
    seen = np.cumsum(~np.isnan(series), axis=0)
    drift = 0.5 * slope(series) * (steps - 1 + (1 - (1 - alpha) ** seen) / alpha)
    flat = np.ones_like(steps)
    return {
        LAST: flat * carried(series),
        MEAN: flat * mean_of_last(series),
        SES: flat * level,
        DAMPED: trend_levels[best, years] + reach * trends[best, years],
        THETA: level + drift,
    }
