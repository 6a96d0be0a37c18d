"""Forecasts of pairs at past origins, made with what was known then; the latest of them calibrate the next.

Columns are computed once per origin and shared by all horizons, by the model of today and by its track record. More
than a year ahead experts are fitted at every third origin, counted back from the last observed year, and used for the
two after it too: of ten years, one or two more to learn from change little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pairs import experts
from foresight.projection.pairs.cases import WARM_UP, WINDOW, Cases, gather
from foresight.projection.pairs.experts import Experts, fit_experts
from foresight.projection.pairs.panel import PairPanel
from foresight.projection.pairs.spread import Spread, fit_spread

Floats = NDArray[np.float64]
Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and what is being done."""

HORIZONS = (1, 3, 5, 10)
TESTED = 8
"""Outcome years that are scored: the latest."""
EVERY = 3
"""Origins between two fits of the experts, more than one year ahead; one year ahead every origin has its own."""
CHECKED = 5
"""Past origins whose forecasts, made with what was known then, calibrate the next."""
MARGIN = 0.01
"""By how much of its Brier score the combination must have been worse than past ties only to be left for these."""
FEWEST_LEARNT = 3
"""Origins with a known outcome that a model must have to learn from, and that must be left to calibrate it."""


@dataclass(frozen=True)
class Forecast:
    """Forecasts from one origin row: rows × experts.MODELS of log-odds, in the order of the pairs of that origin."""

    row: int
    odds: Floats
    y: Floats
    """Outcomes where they are known by now, else NaN."""


@dataclass(frozen=True)
class Calibrated:
    """The slope that undoes overconfidence, how far single years departed from what was told, and Brier's score.

    `model`: whose log-odds are told, which is past ties only where these were better than the combination.
    """

    model: str
    slope: float
    spread: Spread
    brier: float

    def odds(self, made: Forecast) -> Floats:
        """The log-odds that are told."""
        return np.asarray(self.slope * made.odds[:, experts.MODELS.index(self.model)])


@dataclass(frozen=True)
class Rolled:
    """Past forecasts of a target: `made`, by horizon, oldest first; the last one is from row `now`, if it could be."""

    cases: Cases
    now: int
    frozen: int
    made: Mapping[int, tuple[Forecast, ...]]

    def known_by(self, horizon: int, row: int) -> list[Forecast]:
        """The latest forecasts whose outcome was observed by a row, and before anything was frozen."""
        end = min(row, self.frozen)
        return [f for f in self.made[horizon] if f.row + horizon <= end and not np.isnan(f.y).all()][-CHECKED:]

    def calibration(self, horizon: int, row: int, model: str = experts.COMBINED) -> Calibrated | None:
        """What was known at a row of how far to believe a model; None with too few past forecasts."""
        checked = self.known_by(horizon, row)
        if len(checked) < FEWEST_LEARNT:
            return None
        found = calibrate(checked, model)
        if model == experts.COMBINED:
            simple = calibrate(checked, experts.PAST)
            return simple if simple.brier < (1 - MARGIN) * found.brier else found
        return found


def calibrate(made: Iterable[Forecast], model: str) -> Calibrated:
    """Learn the slope and the yearly spread from forecasts whose outcomes are known."""
    column = experts.MODELS.index(model)
    parts = [experts.checked(f.odds[:, column][~np.isnan(f.y)], f.y[~np.isnan(f.y)]) for f in made]
    slope = experts.damped(*experts.slope(parts))
    told = [part._replace(odds=slope * part.odds) for part in parts]
    return Calibrated(model, slope, fit_spread(told), experts.brier(told))


def learn(cases: Cases, now: int, horizon: int) -> Experts | None:
    """Experts fitted on outcomes known at row `now`; None where those are too few."""
    if len(cases.origins(now, horizon)) < FEWEST_LEARNT:
        return None
    sample = cases.sample(now, horizon)
    if not 0 < sample.y.sum() < len(sample.y):
        return None
    return fit_experts(sample, next(iter(cases.known.values())).names)


def _forecast(cases: Cases, learnt: Experts, horizon: int, origin: int) -> Forecast:
    odds = learnt.log_odds(cases.known[origin].x)
    within = origin + horizon < len(cases.past.happened)
    return Forecast(origin, odds, cases.outcome(origin, horizon) if within else np.full(len(odds), np.nan))


def _since(before: int, horizon: int) -> int:
    """Years since the experts were fitted that an origin uses, `before` years before the last observed one."""
    return -before % EVERY if horizon > 1 else 0


def roll(
    panel: PairPanel,
    target: str,
    horizons: Sequence[int] = HORIZONS,
    tested: int = TESTED,
    frozen: int | None = None,
    progress: Progress | None = None,
) -> Rolled:
    """Forecasts from the last observed year and from all that its track record over `tested` outcome years needs.

    `tested` 0: only what calibrates today's. `frozen`: a year after which nothing more is learnt, as in studies that
    split the years in two. `progress` hears shares up to 1. ProjectionError for too few years or ties.
    """
    now = panel.last_row(panel.tie(target))
    stop = now if frozen is None else frozen - panel.years[0]
    firsts = {h: now - h - (h if tested else 0) - max(tested - 1, 0) - CHECKED + 1 for h in horizons}
    reach = min((first - 1 - h - WINDOW + 1 for h, first in firsts.items()), default=now)
    cases = gather(panel, target, range(max(WARM_UP, reach), now + 1) if now >= 0 else ())
    made: dict[int, tuple[Forecast, ...]] = {}
    total, done = sum(now - h + 2 - first for h, first in firsts.items()), 0
    for h, first in firsts.items():
        found: list[Forecast] = []
        fitted: tuple[int, Experts | None] = (-1, None)
        # between the last checked origin and the last observed year there is nothing to learn or to score
        for row in (*range(first, now - h + 1), now):
            at = min(row - _since(now - row, h), stop)
            if fitted[0] != at:
                fitted = at, learn(cases, at, h)
            if fitted[1] is not None and row in cases.known:
                found.append(_forecast(cases, fitted[1], h, row))
            done += 1
            if progress is not None:
                progress(min(done / total, 0.99), f"{h} years ahead, origin {panel.years[row]}" if row >= 0 else "")
        made[h] = tuple(found)
    return Rolled(cases, now, stop, made)
