"""Bands from past out-of-sample errors, by horizon and volatility group: conformal prediction that follows the times.

Romano, Patterson & Candès 2019 (split conformal); Barber, Candès, Ramdas & Tibshirani 2023 (recent errors weigh more,
where the world is not exchangeable); Gibbs & Candès 2021 (the width answers to how past bands held). Every model is
given its bands in the same way, from errors whose outcome was known at the origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.projection.scores import crps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PROBABILITIES = (0.01, *(round(0.05 * k, 2) for k in range(1, 20)), 0.99)
SCORED = slice(1, -1)
"""The 19 quantiles that CRPS is taken over."""
MEDIAN = PROBABILITIES.index(0.5)
LOW, HIGH = PROBABILITIES.index(0.1), PROBABILITIES.index(0.9)
GROUPS = 5
FEWEST = 40
"""Errors that a group needs for quantiles of its own; below it, all groups together are used."""
FEWEST_AT_ALL = 5
HALF_LIFE = 20
"""Origins after which an error counts half."""
MEMORY = 10
"""Years over which a country's own volatility is taken."""
FOLLOW = 0.5
"""Errors are rescaled by this power of how volatile the world is now against then, at most twice as much or half."""
MOST = 2.0
TARGET = 0.8
WIDEST = 0.5
"""Logarithm of the most that bands are widened or narrowed for how past ones held."""
LIMIT = 10
"""Years after the last observation up to which errors were measured."""


def volatility(errors: Floats) -> Floats:
    """Mean absolute one-step error of each country over its last ten years, years × countries, known at each year."""
    seen = ~np.isnan(errors)
    total, number = np.cumsum(np.where(seen, np.abs(errors), 0.0), axis=0), np.cumsum(seen, axis=0)
    total[MEMORY:], number[MEMORY:] = total[MEMORY:] - total[:-MEMORY], number[MEMORY:] - number[:-MEMORY]
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def groups(scale: Floats, count: int = GROUPS) -> Ints:
    """Each country's volatility group of that year, 0 the calmest: quantiles of `scale` over the countries."""
    found = np.zeros(scale.shape, dtype=np.int64)
    for t, row in enumerate(scale):
        seen = ~np.isnan(row)
        if seen.any():
            edges = np.quantile(row[seen], np.arange(1, count) / count)
            found[t] = np.where(seen, np.searchsorted(edges, np.nan_to_num(row), side="left"), count // 2)
    return found


def restlessness(scale: Floats) -> Floats:
    """Mean volatility over the countries of each year; NaN where nothing moved or nothing is known."""
    seen = ~np.isnan(scale)
    mean = np.where(seen, scale, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.where(mean > 0, mean, np.nan)


def conformal(errors: Floats, probabilities: Sequence[float] = PROBABILITIES, weights: Floats | None = None) -> Floats:
    """Conformal quantiles of past errors, the next one counting as one more: weighted rank at least (W + 1) · p above
    one half, at most that below it; the median at one half. Ordered.

    With equal weights: rank ceil((n + 1) · p), floor((n + 1) · p), clipped to 1..n. Of n exchangeable errors the next
    one then lies below the quantile of p > 1/2 with probability at least p.
    """
    order, wanted = np.argsort(errors), np.asarray(probabilities)
    ordered = errors[order]
    reached = np.cumsum(np.ones(len(errors)) if weights is None else weights[order])
    place, hair = (reached[-1] + 1) * wanted, 1e-9
    above = np.searchsorted(reached, place - hair)
    below = np.searchsorted(reached, place + hair, side="right") - 1
    found = ordered[np.clip(np.where(wanted > 0.5, above, below), 0, len(errors) - 1)]
    middle = np.searchsorted(reached, reached[-1] / 2 + np.array([-hair, hair]))
    return np.sort(np.where(wanted == 0.5, ordered[np.minimum(middle, len(errors) - 1)].mean(), found))


def quantiles(errors: Floats, group: Ints, age: Floats | None = None) -> Floats | None:
    """Error quantiles, groups × probabilities, from past errors (origins × countries) and the groups they fell in.

    `age` of each origin: its errors weigh 0.5 ^ (age / HALF_LIFE). A group with fewer than 40 errors takes those of all
    groups; None where even they are fewer than five.
    """
    seen = ~np.isnan(errors)
    if seen.sum() < FEWEST_AT_ALL:
        return None
    weight = np.broadcast_to(0.5 ** ((np.zeros(len(errors)) if age is None else age) / HALF_LIFE)[:, None], seen.shape)
    parts = [seen & (group == g) for g in range(GROUPS)]
    enough = [int(part.sum()) >= FEWEST for part in parts]
    pooled = None if all(enough) else conformal(errors[seen], weights=weight[seen])
    return np.stack(
        [
            conformal(errors[part], weights=weight[part]) if large or pooled is None else pooled
            for part, large in zip(parts, enough, strict=True)
        ]
    )


@dataclass(frozen=True)
class Scored:
    """What the bands of one model were worth, at every origin, per horizon.

    `crps`, `median`, `low`, `high`: horizons × origins × countries, the last three as offsets from the forecast (80 %
    band); NaN where nothing was scored. `below`, `upto`: how many of the quantiles (PROBABILITIES) lay below the
    outcome, and at or below it. `today`: per horizon, offsets groups × probabilities for the last origin, None where no
    error is known yet.
    """

    crps: Floats
    median: Floats
    low: Floats
    high: Floats
    below: Floats
    upto: Floats
    today: tuple[Floats | None, ...]


def scored(
    errors: Floats,
    forecasts: Floats,
    bounds: tuple[float, float],
    horizons: Sequence[int],
    group: Ints,
    restless: Floats,
) -> Scored:
    """Give a model its bands at every origin and score them.

    `errors`, `forecasts`: horizons × origins × countries; errors are NaN where not observed. `bounds`: no quantile lies
    outside, as in the product. The width at a horizon answers, origin by origin,
    to how the bands of this horizon and of the next shorter one held when last seen (Gibbs & Candès 2021, on the width
    instead of the level): by 1 / (1 + h) of the distance from 80 %.
    """
    shape = errors.shape
    found = {name: np.full(shape, np.nan) for name in ("crps", "median", "low", "high", "below", "upto")}
    share, width = np.full(shape[:2], np.nan), np.zeros(shape[0])
    today: list[Floats | None] = [None] * shape[0]
    for t in range(shape[1]):
        for k, h in enumerate(horizons):
            news = [share[j, t - horizons[j]] for j in {max(k - 1, 0), k} if t >= horizons[j]]
            news = [told for told in news if not np.isnan(told)]
            if news:
                width[k] = np.clip(width[k] + (TARGET - float(np.mean(news))) / (1 + h), -WIDEST, WIDEST)
            last = t - h + 1
            if last <= 0:
                continue
            ratio = np.clip(restless[t] / restless[:last], 1 / MOST, MOST) ** FOLLOW
            known = errors[k, :last] * np.where(np.isnan(ratio), 1.0, ratio)[:, None]
            offsets = quantiles(known, group[:last], np.arange(last)[::-1].astype(float))
            if offsets is None:
                continue
            middle = offsets[:, MEDIAN, None]
            offsets = middle + np.exp(width[k]) * (offsets - middle)
            if t == shape[1] - 1:
                today[k] = offsets
            seen = ~np.isnan(errors[k, t])
            if not seen.any():
                continue
            outcome, centre = errors[k, t, seen], forecasts[k, t, seen]
            q = np.clip(offsets[group[t, seen]].T, bounds[0] - centre, bounds[1] - centre)
            found["crps"][k, t, seen] = crps(outcome, q[SCORED], PROBABILITIES[SCORED])
            found["median"][k, t, seen], found["low"][k, t, seen], found["high"][k, t, seen] = q[[MEDIAN, LOW, HIGH]]
            found["below"][k, t, seen], found["upto"][k, t, seen] = (
                (q < outcome).sum(axis=0),
                (q <= outcome).sum(axis=0),
            )
            share[k, t] = ((outcome >= q[LOW]) & (outcome <= q[HIGH])).mean()
    return Scored(**found, today=tuple(today))


def between(horizons: Sequence[int], years_ahead: Sequence[int]) -> Floats:
    """Weights (years × horizons) that carry values at `horizons` to whole years ahead.

    Linear between two horizons; the first one's value before it, the last one's beyond it.
    """
    return np.stack([np.interp(years_ahead, horizons, unit) for unit in np.eye(len(horizons))], axis=1)


def widening(years_ahead: Ints) -> Floats:
    """Factor on the distance from the median: 1 within ten years, then the square root of (h / 10)."""
    return np.asarray(np.sqrt(np.maximum(years_ahead, LIMIT) / LIMIT))
