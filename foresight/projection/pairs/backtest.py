"""How good forecasts of pairs were: made at past origins with what was known then, and scored on what came.

Final vintages are used and publication lags ignored, so these scores flatter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.errors import ProjectionError
from foresight.projection.pairs import experts, scores
from foresight.projection.pairs.events import WORDS
from foresight.projection.pairs.panel import PairPanel, fingerprint
from foresight.projection.pairs.record import VERSION, PairBacktest, PairMiss, PairRecord
from foresight.projection.pairs.rolling import HORIZONS, TESTED, Forecast, Progress, Rolled, roll

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

CHANCE = 1.28
"""Standard errors of a share that 80 % of samples stay within."""
FEWEST_IN_BIN = 30
"""Pairs that a bin of a year must hold before its share is held against the interval."""
MISSES = 5
REPLICATES = 500


@dataclass(frozen=True)
class Told:
    """One origin (a row): ends, probabilities, outcomes, no tie lately, and the 80 % interval where there is one."""

    row: int
    i: Ints
    j: Ints
    p: Floats
    y: Floats
    quiet: Bools
    low: Floats | None
    high: Floats | None


def _told(rolled: Rolled, horizon: int, made: Forecast, model: str) -> Told:
    known, seen = rolled.cases.known[made.row], ~np.isnan(made.y)
    odds = made.odds[seen][:, experts.MODELS.index(model)]
    learnt = rolled.calibration(horizon, made.row, model)
    low, high = None, None
    if learnt is not None:
        odds = learnt.odds(made)[seen]
        low, high = (experts.share(end) for end in learnt.spread.around(odds))
    return Told(made.row, known.i[seen], known.j[seen], experts.share(odds), made.y[seen], known.quiet[seen], low, high)


def held(told: Told) -> list[bool]:
    """Over bins of a year: did the interval hold the share observed, give or take what chance does to so few?"""
    if told.low is None or told.high is None:
        return []
    place, inside = np.searchsorted(scores.BINS, told.p, side="right"), []
    for k in np.unique(place):
        those = place == k
        if those.sum() >= FEWEST_IN_BIN:
            p, y = told.p[those].mean(), told.y[those].mean()
            chance = CHANCE * np.sqrt(p * (1 - p) / those.sum())
            inside.append(bool(told.low[those].mean() - chance <= y <= told.high[those].mean() + chance))
    return inside


def _losses(told: list[Told], countries: int) -> Floats:
    """Squared errors as years × countries × countries."""
    found = np.zeros((len(told), countries, countries))
    for k, one in enumerate(told):
        found[k, one.i, one.j] = (one.p - one.y) ** 2
    return found


def skill(model: list[Told], baseline: list[Told], countries: int, seed: int = 0) -> tuple[float, float, float]:
    """1 - Brier score / that of a baseline, and a 95 % interval: years and states drawn anew, a pair as its two ends.

    Cameron, Gelbach & Miller 2008 on clusters in several directions; Owen 2007 on resampling them at once.
    """
    ours, theirs = _losses(model, countries), _losses(baseline, countries)
    if not theirs.sum():
        return float("nan"), float("nan"), float("nan")
    rng = np.random.default_rng(seed)
    there = np.union1d(np.concatenate([one.i for one in model]), np.concatenate([one.j for one in model]))
    ours, theirs = (loss[:, there][:, :, there] for loss in (ours, theirs))
    states = rng.multinomial(len(there), np.full(len(there), 1 / len(there)), REPLICATES).astype(float)
    years = rng.multinomial(len(ours), np.full(len(ours), 1 / len(ours)), REPLICATES).astype(float)
    sums = [
        (years * np.stack([((states @ year) * states).sum(axis=1) for year in loss], axis=1)).sum(axis=1)
        for loss in (ours, theirs)
    ]
    there_are = sums[1] > 0  # few states can be drawn without a pair that was ever told wrongly
    low, high = np.quantile(1 - sums[0][there_are] / sums[1][there_are], (0.025, 0.975))
    return float(1 - ours.sum() / theirs.sum()), float(low), float(high)


def _record(rolled: Rolled, model: str, horizon: int, told: list[Told], baseline: list[Told]) -> PairRecord:
    y, p = np.concatenate([one.y for one in told]), np.concatenate([one.p for one in told])
    quiet = np.concatenate([one.quiet for one in told])
    intercept, slope = scores.calibration(y, p)
    base, brier = float(y.mean()), scores.brier(y, p)
    inside = [bins for one in told if (bins := held(one))]
    years = [rolled.cases.panel.years[one.row] + horizon for one in told]
    gained, low, high = skill(told, baseline, len(rolled.cases.panel.countries))
    return PairRecord(
        indicator=rolled.cases.target,
        model=model,
        horizon=horizon,
        pr_auc=scores.pr_auc(y, p),
        auc=scores.auc(y, p),
        brier=brier,
        brier_skill=1 - brier / (base * (1 - base)) if 0 < base < 1 else float("nan"),
        best_baseline=experts.PAST,
        skill=gained,
        skill_low=low,
        skill_high=high,
        calibration_slope=slope,
        calibration_intercept=intercept,
        new_ties_pr_auc=scores.pr_auc(y[quiet], p[quiet]),
        new_ties_base_rate=float(y[quiet].mean()) if quiet.any() else float("nan"),
        base_rate=base,
        coverage80=float(np.concatenate(inside).mean()) if inside else float("nan"),
        worst_origin_coverage80=min((float(np.mean(bins)) for bins in inside), default=float("nan")),
        n=len(y),
        origins=len(told),
        countries=len(np.unique(np.concatenate([np.r_[one.i, one.j] for one in told]))),
        calibrated=sum(one.low is not None for one in told),
        first_year=min(years),
        last_year=max(years),
        reliability=scores.reliability(y, p),
    )


def worst(rolled: Rolled, horizon: int, told: list[Told], count: int = MISSES) -> list[PairMiss]:
    """The probabilities farthest from what came, each pair once."""
    panel = rolled.cases.panel
    far = [
        (abs(float(one.p[k] - one.y[k])), one, int(k))
        for one in told
        for k in np.argsort(-np.abs(one.p - one.y), kind="stable")[: count * len(told)]
    ]
    found: dict[tuple[str, str], PairMiss] = {}
    for _, one, k in sorted(far, key=lambda case: -case[0]):
        ends = panel.countries[int(one.i[k])], panel.countries[int(one.j[k])]
        if ends not in found and len(found) < count:
            year = panel.years[one.row]
            found[ends] = PairMiss(horizon, *ends, year, year + horizon, float(one.p[k]), bool(one.y[k]))
    return list(found.values())


def backtest(
    panel: PairPanel,
    target: str,
    horizons: Sequence[int] = HORIZONS,
    tested: int = TESTED,
    frozen: int | None = None,
    progress: Progress | None = None,
) -> PairBacktest:
    """Score every model at every horizon on outcomes of the latest `tested` years. Half a minute for 200 countries.

    `frozen`: a year after which nothing more is learnt. A horizon for which nothing could be scored has no record;
    ProjectionError where none has. `progress` hears shares up to 1.
    """
    return record_of(roll(panel, target, horizons, tested, frozen, progress), tested)


def record_of(rolled: Rolled, tested: int = TESTED) -> PairBacktest:
    """The record over forecasts that were made before. ProjectionError where none has an outcome."""
    panel, target = rolled.cases.panel, rolled.cases.target
    found: list[PairRecord] = []
    misses: list[PairMiss] = []
    chosen: dict[int, str] = {}
    for h, made in sorted(rolled.made.items()):
        rows = range(rolled.now - tested + 1 - h, rolled.now - h + 1)
        scored = [one for one in made if one.row in rows and not np.isnan(one.y).all()]
        if not scored:
            continue
        told = {model: [_told(rolled, h, one, model) for one in scored] for model in experts.MODELS}
        found += [_record(rolled, model, h, those, told[experts.PAST]) for model, those in told.items()]
        today = rolled.calibration(h, rolled.now)
        chosen[h] = today.model if today is not None else experts.COMBINED
        misses += worst(rolled, h, told[experts.COMBINED])
    if not found:
        raise ProjectionError(f"{target}: no past forecast of pairs can be scored; the series is too short.")
    return PairBacktest(
        indicator=target,
        meaning=WORDS[rolled.cases.past.kind],
        revision=panel.revision,
        data=fingerprint(panel, target),
        version=VERSION,
        made=dt.datetime.now(dt.UTC).date().isoformat(),
        last_observed=panel.years[rolled.now],
        records=tuple(found),
        chosen=chosen,
        misses=tuple(misses),
    )
