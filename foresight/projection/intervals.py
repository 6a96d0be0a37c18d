"""Bands from past out-of-sample errors, by horizon and volatility group: conformal prediction that follows the times.

Romano, Patterson & Candès 2019 (split conformal); Barber, Candès, Ramdas & Tibshirani 2023 (recent errors weigh more,
where the world is not exchangeable); Gibbs & Candès 2021 (the width answers to how past bands held). Every model is
given its bands in the same way, from errors whose outcome was known at the origin.

Countries at rest stand apart: mixed with those that move a little, they would lend them a width of nothing, and take
from them a chance to rise that they never had.
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
AT_REST = 1e-9
"""A country whose mean one-step error of ten years is no larger has not moved."""
GROUPS = 6
"""Those at rest, then fifths of the others by volatility."""
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
SHIFT = 0.5
"""Share of the median error that moves the projection: the whole of it carries a passing drift on for ten years."""
WIDEST, NARROWEST = 0.5, -0.25
"""Logarithms of the most that bands are widened and narrowed for how past ones held."""
LIMIT = 10
"""Years after the last observation up to which errors were measured."""


def volatility(errors: Floats) -> Floats:
    """Mean absolute one-step error of each country over its last ten years, years × countries, known at each year."""
    seen = ~np.isnan(errors)
    total, number = np.cumsum(np.where(seen, np.abs(errors), 0.0), axis=0), np.cumsum(seen, axis=0)
    total[MEMORY:], number[MEMORY:] = total[MEMORY:] - total[:-MEMORY], number[MEMORY:] - number[:-MEMORY]
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def groups(scale: Floats) -> Ints:
    """Each country's volatility group of that year: 0 at rest, then fifths of the others, the calmest first.

    `scale`: years × countries; a country without one stands in the middle.
    """
    found = np.full(scale.shape, 1 + (GROUPS - 1) // 2, dtype=np.int64)
    for t, row in enumerate(scale):
        found[t, row <= AT_REST] = 0
        moves = row > AT_REST
        if moves.any():
            edges = np.quantile(row[moves], np.arange(1, GROUPS - 1) / (GROUPS - 1))
            found[t, moves] = 1 + np.searchsorted(edges, row[moves], side="left")
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

    `offsets`: horizons × origins × groups × PROBABILITIES, added to the forecast; NaN where no error was known yet.
    `crps`, `median`, `low`, `high`: horizons × origins × countries, the last three as offsets from the forecast (80 %
    band); NaN where nothing was scored. `below`, `upto`: how many of the quantiles lay below the outcome, and at or
    below it.
    """

    offsets: Floats
    crps: Floats
    median: Floats
    low: Floats
    high: Floats
    below: Floats
    upto: Floats


def scored(errors: Floats, forecasts: Floats, offsets: Floats, bounds: tuple[float, float], group: Ints) -> Scored:
    """Score bands against the outcomes. `errors`, `forecasts`: horizons × origins × countries, NaN where not observed.

    `bounds`: no quantile lies outside, as in the product.
    """
    found = {name: np.full(errors.shape, np.nan) for name in ("crps", "median", "low", "high", "below", "upto")}
    for k, off in enumerate(errors):
        seen = ~np.isnan(off) & ~np.isnan(offsets[k, :, 0, 0])[:, None]
        centre, origin = forecasts[k][seen], np.nonzero(seen)[0]
        q = offsets[k][origin, group[seen]].T
        q = np.clip(q, bounds[0] - centre, bounds[1] - centre)
        outcome = off[seen]
        found["crps"][k][seen] = crps(outcome, q[SCORED], PROBABILITIES[SCORED])
        found["median"][k][seen], found["low"][k][seen], found["high"][k][seen] = q[MEDIAN], q[LOW], q[HIGH]
        found["below"][k][seen], found["upto"][k][seen] = (q < outcome).sum(axis=0), (q <= outcome).sum(axis=0)
    return Scored(offsets, **found)


def bands(
    errors: Floats,
    forecasts: Floats,
    bounds: tuple[float, float],
    horizons: Sequence[int],
    group: Ints,
    restless: Floats,
) -> Floats:
    """Offsets of a model's quantiles at every origin: horizons × origins × groups × PROBABILITIES; NaN before any.

    The width at a horizon answers, origin by origin, to how the bands of this horizon and of the next shorter one held
    when last seen (Gibbs & Candès 2021, on the width instead of the level): by 1 / (1 + h) of the distance from 80 %.
    No quantile stands closer to the median than at the next shorter horizon.
    """
    shape = errors.shape
    found = np.full((*shape[:2], GROUPS, len(PROBABILITIES)), np.nan)
    share, width = np.full(shape[:2], np.nan), np.zeros(shape[0])
    for t in range(shape[1]):
        shorter = np.zeros(found.shape[2:])
        for k, h in enumerate(horizons):
            news = [share[j, t - horizons[j]] for j in {max(k - 1, 0), k} if t >= horizons[j]]
            news = [told for told in news if not np.isnan(told)]
            if news:
                width[k] = np.clip(width[k] + (TARGET - float(np.mean(news))) / (1 + h), NARROWEST, WIDEST)
            last = t - h + 1
            if last <= 0:
                continue
            ratio = np.clip(restless[t] / restless[:last], 1 / MOST, MOST) ** FOLLOW
            known = errors[k, :last] * np.where(np.isnan(ratio), 1.0, ratio)[:, None]
            offsets = quantiles(known, group[:last], np.arange(last)[::-1].astype(float))
            if offsets is None:
                continue
            middle = offsets[:, MEDIAN, None]
            apart = offsets - middle
            shorter = np.where(np.abs(apart) > np.abs(shorter), apart, shorter)
            found[k, t] = SHIFT * middle + np.exp(width[k]) * shorter
            seen = ~np.isnan(errors[k, t])
            if seen.any():
                low, high = found[k, t, group[t, seen]][:, [LOW, HIGH]].T
                outcome, centre = errors[k, t, seen], forecasts[k, t, seen]
                low, high = np.maximum(low, bounds[0] - centre), np.minimum(high, bounds[1] - centre)
                share[k, t] = ((outcome >= low) & (outcome <= high)).mean()
    return found


def between(horizons: Sequence[int], years_ahead: Sequence[int]) -> Floats:
    """Weights (years × horizons) that carry values at `horizons` to whole years ahead.

    Linear between two horizons; the first one's value before it, the last one's beyond it.
    """
    return np.stack([np.interp(years_ahead, horizons, unit) for unit in np.eye(len(horizons))], axis=1)


def widening(years_ahead: Ints | Floats) -> Floats:
    """Factor on the distance from the median: 1 within ten years, then the square root of (h / 10)."""
    return np.asarray(np.sqrt(np.maximum(years_ahead, LIMIT) / LIMIT))
