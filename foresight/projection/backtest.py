"""Rolling origins: what each model said at each past year, and how far off it was.

Final vintages are used and publication lags ignored, so these scores flatter. An error from origin s enters an
interval at origin t only if s + h <= t.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from foresight.projection import intervals, scores, smoothing
from foresight.projection.pooled import adjustments

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HORIZONS = (1, 3, 5, 10)
ANCHOR = "anchor"
MEAN_SHARE = {1: 0.0, 3: 0.3, 5: 0.5, 10: 0.7}
"""Share of the mean of five in the level, the rest being exponential smoothing: far ahead, slower levels do better."""
FEWEST_OBSERVATIONS = 8


@dataclass(frozen=True)
class Record:
    """How good the projections of one target were at one horizon, over the latest origins with a known outcome.

    `crps`: of the pooled model, in the unit it works in. `skill`: of the pooled model against the best single baseline,
    negative where that was better. `model`: what is projected with at this horizon: the pooled model, or the best
    baseline where the pooled model did not beat it. `coverage80`: share of outcomes inside the 80 % band of `model`;
    `worst_origin`: the same in the worst single year.
    """

    horizon: int
    model: str
    crps: float
    best_baseline: str
    baseline_crps: float
    skill: float
    coverage80: float
    worst_origin: float
    n: int
    origins: int


@dataclass(frozen=True)
class History:
    """Forecasts at every origin (horizons × origins × countries) per model, and each country's volatility group."""

    series: Floats
    forecasts: Mapping[str, Floats]
    group: Ints


def errors(series: Floats, forecast: Floats, horizon: int) -> Floats:
    """Outcome minus forecast by origin (origins × countries); NaN where origin or outcome was not observed."""
    found = np.full_like(series, np.nan)
    reach = max(len(series) - horizon, 0)
    found[:reach] = series[horizon:] - forecast[:reach]
    return np.where(np.isnan(series), np.nan, found)


def past(series: Floats, drivers: Mapping[str, Floats]) -> History:
    """Run every model at every origin over `series` (years × countries, in the unit the model works in)."""
    forecasts = dict(smoothing.baselines(series, HORIZONS))
    anchored = []
    for k, h in enumerate(HORIZONS):
        share = MEAN_SHARE[h]
        level = (1 - share) * forecasts[smoothing.SES][k] + share * forecasts[smoothing.MEAN][k]
        anchored.append(level + adjustments(series, level, drivers, h, range(len(series))))
    forecasts[ANCHOR] = np.stack(anchored)
    _, one_step = smoothing.exponential(series)
    chosen = one_step[smoothing.choose(one_step), np.arange(len(series))]
    return History(series, forecasts, intervals.groups(intervals.volatility(chosen)))


def known_offsets(history: History, model: str, k: int, origin: int) -> Floats | None:
    """Error quantiles (groups × probabilities) at HORIZONS[k], from errors whose outcome was known at `origin`."""
    h = HORIZONS[k]
    last = origin - h + 1
    first = max(0, last - intervals.ORIGINS)
    if last <= 0:
        return None
    found = errors(history.series, history.forecasts[model][k], h)[first:last]
    return intervals.quantiles(found, history.group[first:last])


def _scored(history: History, model: str, k: int) -> tuple[list[Floats], list[Floats], list[Floats]]:
    """Per origin: CRPS, whether the 80 % band held, and the normal score of where the outcome fell."""
    low, high = intervals.PROBABILITIES.index(0.1), intervals.PROBABILITIES.index(0.9)
    off = errors(history.series, history.forecasts[model][k], HORIZONS[k])
    normal = np.array([NormalDist().inv_cdf(p) for p in intervals.PROBABILITIES])
    score, held, place = [], [], []
    for t in range(max(0, len(off) - HORIZONS[k] - intervals.ORIGINS), max(0, len(off) - HORIZONS[k])):
        offsets = known_offsets(history, model, k, t)
        seen = ~np.isnan(off[t])
        if offsets is None or not seen.any():
            continue
        outcome, q = off[t][seen], offsets[history.group[t][seen]].T
        score.append(scores.crps(outcome, q[intervals.SCORED], intervals.PROBABILITIES[intervals.SCORED]))
        held.append(scores.covered(outcome, q[low], q[high]))
        # half of the rank steps at each tie: a band of width zero puts its outcome in the middle
        rank = 0.5 * ((q < outcome).sum(axis=0) + (q <= outcome).sum(axis=0)) - 0.5
        place.append(np.interp(rank, np.arange(len(normal)), normal))
    return score, held, place


def records(history: History) -> tuple[tuple[Record, ...], float]:
    """The track record per horizon, and the share of the variance of forecast errors that all countries had in common.

    That share is the squared mean normal score of an origin year beyond what independent countries would show.
    """
    found, shared = [], []
    for k, h in enumerate(HORIZONS):
        score, held, place = _scored(history, ANCHOR, k)
        if not score:
            continue
        own = float(np.mean(np.concatenate(score)))
        rivals = {name: float(np.mean(np.concatenate(_scored(history, name, k)[0]))) for name in smoothing.BASELINES}
        best = min(rivals, key=lambda name: rivals[name])
        chosen = ANCHOR if own < rivals[best] else best
        if chosen != ANCHOR:
            _, held, place = _scored(history, chosen, k)
        coverage = np.concatenate(held)
        found.append(
            Record(
                horizon=h,
                model=chosen,
                crps=own,
                best_baseline=best,
                baseline_crps=rivals[best],
                skill=scores.skill(own, rivals[best]),
                coverage80=float(coverage.mean()),
                worst_origin=float(min(part.mean() for part in held)),
                n=len(coverage),
                origins=len(held),
            )
        )
        shared += [(part.mean() ** 2 - 1 / len(part)) / (1 - 1 / len(part)) for part in place if len(part) > 1]
    return tuple(found), float(np.clip(np.mean(shared), 0.0, 0.9)) if shared else 0.0
