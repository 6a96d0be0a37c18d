"""Records: how good the projections of a target were, model by model and horizon by horizon, misses included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from foresight.projection import scores
from foresight.projection.backtest import REPORTED, History
from foresight.projection.intervals import AT_REST, PROBABILITIES, Scored
from foresight.projection.pooled import POOLED
from foresight.projection.smoothing import BASELINES
from foresight.projection.stacking import BLEND, STACK

Floats = NDArray[np.float64]
NOMINAL = tuple(round(0.1 * k, 1) for k in range(1, 10))
REPLICATES = 500
MISSES = 5


@dataclass(frozen=True)
class Record:
    """How good one model's projections of one target were at one horizon, over the latest origins with a known outcome.

    `crps`: in the unit models work in. `mase`: absolute error of the median over the country's own mean one-year change
    until then (Hyndman & Koehler 2006). `coverage80`, `coverage50`: share of outcomes inside the band;
    `worst_origin_coverage80`: the same in the worst single year. `at_rest`: share of outcomes whose 80 % band had no
    width, because such countries had hardly ever moved; `coverage80_moving`: coverage of the others. `skill`: of the
    CRPS against the best single baseline, chosen in hindsight; negative where that was better; `skill_low`,
    `skill_high`: 95 % interval from a bootstrap that resamples countries and origins at once. `n`: outcomes of
    `countries` countries at `origins` origins.
    """

    model: str
    horizon: int
    crps: float
    mase: float
    coverage80: float
    coverage50: float
    worst_origin_coverage80: float
    coverage80_moving: float
    at_rest: float
    best_baseline: str
    skill: float
    skill_low: float
    skill_high: float
    origins: int
    countries: int
    n: int


@dataclass(frozen=True)
class Case:
    """One projected country-year in the unit models work in: places in the panel, outcome, median and 80 % band."""

    horizon: int
    origin: int
    country: int
    observed: float
    median: float
    low: float
    high: float
    crps: float


def _between(one: Scored, low: float, high: float) -> Floats:
    """1 where the outcome lay between two quantiles (ends included), 0 where not, NaN where nothing was scored."""
    enough = (one.upto > PROBABILITIES.index(round(low, 2))) & (one.below <= PROBABILITIES.index(round(high, 2)))
    return np.where(np.isnan(one.crps), np.nan, enough)


@dataclass(frozen=True)
class Scores:
    """Arrays of one model at one horizon, origins × countries: CRPS, error of the median, coverage by nominal share."""

    crps: Floats
    off: Floats
    centre: Floats
    low: Floats
    high: Floats
    place: Floats
    coverage: dict[float, Floats]


def _arrays(history: History, model: str, k: int) -> Scores:
    one, centre = history.score(model), history.forecasts[model][k]
    rank = 0.5 * (one.below[k] + one.upto[k]) - 0.5
    normal = np.array([NormalDist().inv_cdf(p) for p in PROBABILITIES])
    return Scores(
        crps=one.crps[k],
        off=history.errors(model)[k] - one.median[k],
        centre=centre + one.median[k],
        low=centre + one.low[k],
        high=centre + one.high[k],
        place=np.where(np.isnan(rank), np.nan, np.interp(np.nan_to_num(rank), np.arange(len(normal)), normal)),
        coverage={p: _between(one, 0.5 - p / 2, 0.5 + p / 2)[k] for p in (*NOMINAL, 0.5)},
    )


def naive_scale(series: Floats) -> Floats:
    """Mean absolute one-year change of each country so far (years × countries); NaN where it never moved."""
    change = np.abs(np.diff(series, axis=0, prepend=np.full((1, series.shape[1]), np.nan)))
    seen = ~np.isnan(change)
    total, number = np.cumsum(np.where(seen, change, 0.0), axis=0), np.cumsum(seen, axis=0)
    return np.where(total > 0, total / np.maximum(number, 1), np.nan)


def skill_interval(own: Floats, reference: Floats, seed: int = 1, replicates: int = REPLICATES) -> tuple[float, float]:
    """95 % interval of 1 - CRPS / reference CRPS when origins and countries are resampled at once (Owen 2007).

    `own`, `reference`: origins × countries, NaN where not scored. Shocks are common to a year, so that resampling
    countries alone would be too sure.
    """
    random = np.random.default_rng(seed)
    both = ~(np.isnan(own) | np.isnan(reference))
    a, b = np.where(both, own, 0.0), np.where(both, reference, 0.0)
    origins, countries = both.shape
    by_origin = random.multinomial(origins, np.full(origins, 1 / origins), replicates).astype(float)
    by_country = random.multinomial(countries, np.full(countries, 1 / countries), replicates).astype(float)
    up, down = (((by_origin @ x) * by_country).sum(axis=1) for x in (a, b))
    usable = down > 0
    if not usable.any():
        return 0.0, 0.0
    low, high = np.quantile(1 - up[usable] / down[usable], (0.025, 0.975))
    return float(low), float(high)


def span(history: History, k: int) -> slice:
    """The origins that a record at the horizon is taken over."""
    last = max(len(history.series) - history.horizons[k], 0)
    return slice(max(0, last - REPORTED), last)


def _mean(values: Floats) -> float:
    seen = values[~np.isnan(values)]
    return float(seen.mean()) if len(seen) else float("nan")


def at_horizon(history: History, k: int, models: Sequence[str]) -> list[Record]:
    """Records of `models` at one horizon, all on the cases that every baseline and the stack could be scored on."""
    part = span(history, k)
    rivals = {name: history.scored[name].crps[k][part] for name in BASELINES}
    cases = ~np.isnan(np.stack([history.scored[STACK].crps[k][part], *rivals.values()])).any(axis=0)
    if not cases.any():
        return []
    means = {name: float(row[cases].mean()) for name, row in rivals.items()}
    best = min(means, key=lambda name: means[name])
    scale = naive_scale(history.series)[part]
    reference = np.where(cases, rivals[best], np.nan)
    kept = cases.any(axis=1)
    found = []
    for name in models:
        own = _arrays(history, name, k)
        score = np.where(cases, own.crps[part], np.nan)
        held = np.where(cases, own.coverage[0.8][part], np.nan)
        moving = cases & (own.high[part] - own.low[part] > AT_REST)
        low, high = (0.0, 0.0) if name == best else skill_interval(score[kept], reference[kept])
        crps = _mean(score)
        found.append(
            Record(
                model=name,
                horizon=history.horizons[k],
                crps=crps,
                mase=_mean(np.where(cases, np.abs(own.off[part]) / scale, np.nan)),
                coverage80=_mean(held),
                coverage50=_mean(np.where(cases, own.coverage[0.5][part], np.nan)),
                worst_origin_coverage80=min(_mean(row) for row in held[kept]),
                coverage80_moving=_mean(np.where(moving, held, np.nan)),
                at_rest=1 - float(moving[cases].mean()),
                best_baseline=best,
                skill=scores.skill(crps, means[best]),
                skill_low=low,
                skill_high=high,
                origins=int(kept.sum()),
                countries=int(cases.any(axis=0).sum()),
                n=int(cases.sum()),
            )
        )
    return found


def all_models(history: History) -> tuple[Record, ...]:
    """Every candidate beside the stack, at every horizon that could be scored."""
    names = (STACK, *BASELINES, *POOLED, BLEND)
    return tuple(record for k in range(len(history.horizons)) for record in at_horizon(history, k, names))


def shared_variance(history: History) -> float:
    """The share of the variance of forecast errors that all countries had in common.

    The squared mean normal score of an origin year beyond what independent countries would show, averaged.
    """
    found = []
    for k in range(len(history.horizons)):
        for row in _arrays(history, STACK, k).place[span(history, k)]:
            seen = row[~np.isnan(row)]
            if len(seen) > 1:
                found.append((seen.mean() ** 2 - 1 / len(seen)) / (1 - 1 / len(seen)))
    return float(np.clip(np.mean(found), 0.0, 0.9)) if found else 0.0


def reliability(history: History, k: int) -> tuple[tuple[float, float], ...]:
    """Nominal share of a central band and the share of outcomes that lay in it, 10 % to 90 %, of what was shown."""
    part, own = span(history, k), _arrays(history, STACK, k)
    return tuple((p, _mean(own.coverage[p][part])) for p in NOMINAL)


def worst(history: History, k: int, count: int = MISSES) -> list[Case]:
    """The country-years that were projected worst, by CRPS, one per country."""
    part, own = span(history, k), _arrays(history, STACK, k)
    score = np.where(np.isnan(own.crps[part]), -np.inf, own.crps[part])
    found: list[Case] = []
    for place in np.argsort(score, axis=None)[::-1]:
        row, country = np.unravel_index(place, score.shape)
        t = part.start + int(row)
        if score[row, country] <= 0 or len(found) == count:
            break
        if any(case.country == country for case in found):
            continue
        h = history.horizons[k]
        found.append(
            Case(
                h, t, int(country), float(history.series[t + h, country]), float(own.centre[t, country]),
                float(own.low[t, country]), float(own.high[t, country]), float(score[row, country]),
            )
        )  # fmt: skip
    return found
