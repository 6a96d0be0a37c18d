"""How good forecasts of pairs were: made at past origins with what was known then, and scored on what came.

Two ways. `refit`: at each origin the models are fitted anew on outcomes known by then, as in use. Otherwise the split
of studies: fitted once on outcomes before the first test year. Final vintages are used and publication lags ignored,
so these scores flatter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.errors import ProjectionError
from foresight.projection.pairs import experts, scores
from foresight.projection.pairs.cases import WARM_UP, WINDOW, Cases, gather
from foresight.projection.pairs.model import (
    CHECKED,
    FEWEST_LEARNT,
    HORIZONS,
    Forecast,
    calibrate,
    forecast,
    known_by,
    learn,
    rolled,
)
from foresight.projection.pairs.panel import PairPanel
from foresight.projection.pairs.scores import Point

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TESTED = 8
"""Outcome years that are scored: the latest."""
CHANCE = 1.28
"""Standard errors of a share that 80 % of samples stay within."""
FEWEST_IN_BIN = 30
"""Pairs that a bin of a year must hold before its share is held against the interval."""


@dataclass(frozen=True)
class PairRecord:
    """How good one model of a pair indicator was at one horizon, over all pairs of the tested outcome years.

    `pr_auc`: area under precision and recall, `base_rate` by chance. `auc`: area under the ROC curve. `brier` and its
    skill against always telling the base rate. `calibration_slope`: below 1 too sure, above 1 not sure enough.
    `new_ties_pr_auc`: among pairs without a tie in the five years to the origin, `new_ties_base_rate` by chance.
    `held`: how often the share observed in a bin of a year lay inside its 80 % interval. `n`: pair-years; `origins`:
    years; `calibrated`: of these, with enough past forecasts to calibrate (the others are told as they are).
    """

    indicator: str
    model: str
    horizon: int
    refit: bool
    pr_auc: float
    auc: float
    brier: float
    brier_skill: float
    calibration_slope: float
    calibration_intercept: float
    new_ties_pr_auc: float
    new_ties_base_rate: float
    base_rate: float
    held: float
    n: int
    origins: int
    calibrated: int
    first_year: int
    last_year: int
    reliability: tuple[Point, ...]


@dataclass(frozen=True)
class _Told:
    """One origin: probabilities, outcomes, no tie lately, and the 80 % interval where there is one."""

    p: Floats
    y: Floats
    quiet: Bools
    low: Floats | None
    high: Floats | None


def _told(cases: Cases, made: Forecast, checked: list[Forecast], model: str) -> _Told:
    seen = ~np.isnan(made.y)
    odds, quiet = made.odds[seen][:, experts.MODELS.index(model)], cases.known[made.row].quiet[seen]
    if len(checked) < FEWEST_LEARNT:
        return _Told(experts.share(odds), made.y[seen], quiet, None, None)
    learnt = calibrate(checked, model)
    low, high = learnt.spread.around(learnt.slope * odds)
    return _Told(experts.share(learnt.slope * odds), made.y[seen], quiet, experts.share(low), experts.share(high))


def _held(told: list[_Told]) -> float:
    """Over bins of each year: did the interval hold the share observed, give or take what chance does to so few?"""
    inside = []
    for one in told:
        if one.low is None or one.high is None:
            continue
        place = np.searchsorted(scores.BINS, one.p, side="right")
        for k in np.unique(place):
            those = place == k
            if those.sum() >= FEWEST_IN_BIN:
                p, y = one.p[those].mean(), one.y[those].mean()
                chance = CHANCE * np.sqrt(p * (1 - p) / those.sum())
                inside.append(one.low[those].mean() - chance <= y <= one.high[those].mean() + chance)
    return float(np.mean(inside)) if inside else float("nan")


def _record(cases: Cases, model: str, horizon: int, refit: bool, told: list[_Told], years: list[int]) -> PairRecord:
    y, p = np.concatenate([one.y for one in told]), np.concatenate([one.p for one in told])
    quiet = np.concatenate([one.quiet for one in told])
    intercept, slope = scores.calibration(y, p)
    base, brier = float(y.mean()), scores.brier(y, p)
    return PairRecord(
        indicator=cases.target,
        model=model,
        horizon=horizon,
        refit=refit,
        pr_auc=scores.pr_auc(y, p),
        auc=scores.auc(y, p),
        brier=brier,
        brier_skill=1 - brier / (base * (1 - base)) if 0 < base < 1 else float("nan"),
        calibration_slope=slope,
        calibration_intercept=intercept,
        new_ties_pr_auc=scores.pr_auc(y[quiet], p[quiet]),
        new_ties_base_rate=float(y[quiet].mean()) if quiet.any() else float("nan"),
        base_rate=base,
        held=_held(told),
        n=len(y),
        origins=len(told),
        calibrated=sum(one.low is not None for one in told),
        first_year=min(years),
        last_year=max(years),
        reliability=scores.reliability(y, p),
    )


def backtest(
    panel: PairPanel,
    target: str,
    horizons: tuple[int, ...] = HORIZONS,
    first: int | None = None,
    last: int | None = None,
    refit: bool = True,
    progress: Callable[[float], None] | None = None,
) -> tuple[PairRecord, ...]:
    """Score every model at every horizon on outcomes of the years `first` to `last` (the latest eight by default).

    A minute or two per horizon with `refit`, half of that without. A horizon for which nothing could be scored has no
    record; ProjectionError where none has. `progress` hears shares up to 1.
    """
    end = panel.last_row(panel.tie(target))
    if last is not None:
        end = min(end, last - panel.years[0])
    start = first - panel.years[0] if first is not None else end - TESTED + 1
    reach = 2 * max(horizons) + CHECKED + WINDOW
    cases = gather(panel, target, range(max(WARM_UP, start - reach - max(horizons)), end + 1) if end >= 0 else ())
    found: list[PairRecord] = []
    for k, h in enumerate(horizons):
        first_origin = (start - h if refit else start - 1) - h - CHECKED + 1
        earlier = range(first_origin, (end if refit else start) - h + 1)
        past = rolled(cases, h, earlier)
        once = None if refit else learn(cases, start - 1, h)
        told: dict[str, list[_Told]] = {model: [] for model in experts.MODELS}
        years: list[int] = []
        for row in range(start, end + 1):
            now = row - h if refit else start - 1
            made = next((f for f in past if f.row == row - h), None) if refit else forecast(cases, once, h, row - h)
            if made is None or np.isnan(made.y).all():
                continue
            checked = known_by(past, now, h)
            years.append(panel.years[row])
            for model in experts.MODELS:
                told[model].append(_told(cases, made, checked, model))
        found += [_record(cases, model, h, refit, those, years) for model, those in told.items() if those]
        if progress is not None:
            progress((k + 1) / len(horizons))
    if not found:
        raise ProjectionError(f"{target}: no past forecast of pairs can be scored; the series is too short.")
    return tuple(found)
