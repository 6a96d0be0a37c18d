"""Rolling origins: what each model said at each past year, and how far off it was.

Final vintages are used and publication lags ignored, so these scores flatter. An error from origin s enters a weight,
a band or a choice at origin t only if s + h <= t.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.projection import intervals, pooled, smoothing, stacking
from foresight.projection.pooled import BOOSTED, RIDGE, RIDGE_OWN
from foresight.projection.stacking import STACK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and what is being done."""

HORIZONS = (1, 3, 5, 10)
FEWEST_OBSERVATIONS = 8
REPORTED = 15
"""The latest origins with a known outcome that a record is taken over."""


@dataclass(frozen=True)
class History:
    """Every model's forecasts and what they were worth, over `series` (years × countries, the unit models work in).

    `forecasts`: model -> horizons × origins × countries. `group`: volatility group, origins × countries. `restless`:
    mean volatility per origin. `weights`: horizons × origins × stacking.CANDIDATES. `ridges`, `designs`: per horizon,
    the Ridge with drivers and what it saw. `scored`: the stack and each baseline. `shown`: per horizon and origin, the
    model that is shown.
    """

    series: Floats
    horizons: tuple[int, ...]
    bounds: tuple[float, float]
    forecasts: Mapping[str, Floats]
    group: Ints
    restless: Floats
    weights: Floats
    designs: tuple[pooled.Design, ...]
    ridges: tuple[pooled.Fitted, ...]
    scored: Mapping[str, intervals.Scored]
    shown: tuple[tuple[str, ...], ...]

    def errors(self, model: str) -> Floats:
        """Outcome minus forecast, horizons × origins × countries."""
        return errors(self.series, self.forecasts[model], self.horizons)

    def score(self, model: str) -> intervals.Scored:
        """Bands of any model and what they were worth, on equal terms; kept for the stack and the baselines."""
        if model in self.scored:
            return self.scored[model]
        return intervals.scored(
            self.errors(model), self.forecasts[model], self.bounds, self.horizons, self.group, self.restless
        )


def errors(series: Floats, forecasts: Floats, horizons: Sequence[int]) -> Floats:
    """Outcome minus forecast by origin (horizons × origins × countries); NaN where either end was not observed."""
    found = np.full(forecasts.shape, np.nan)
    for k, h in enumerate(horizons):
        reach = max(len(series) - h, 0)
        found[k, :reach] = series[h:] - forecasts[k, :reach]
    return np.where(np.isnan(series), np.nan, found)


def _per_origin(values: Floats) -> Floats:
    """Mean over the countries; NaN where there is none."""
    seen = ~np.isnan(values)
    total, number = np.where(seen, values, 0.0).sum(axis=-1), seen.sum(axis=-1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def past(
    series: Floats,
    drivers: Mapping[str, Floats],
    horizons: Sequence[int] = HORIZONS,
    bounds: tuple[float, float] = (-np.inf, np.inf),
    progress: Progress | None = None,
) -> History:
    """Run every model at every origin over `series`, and score the stack and the baselines. A few seconds.

    `bounds`: the lowest and highest value there can be, in the unit models work in.
    """

    return _past(series, drivers, tuple(horizons), bounds, progress or (lambda share, what: None))


def _past(
    series: Floats,
    drivers: Mapping[str, Floats],
    horizons: tuple[int, ...],
    bounds: tuple[float, float],
    tell: Progress,
) -> History:
    forecasts = {name: np.clip(one, *bounds) for name, one in smoothing.baselines(series, horizons).items()}
    _, one_step = smoothing.exponential(series)
    scale = intervals.volatility(one_step[smoothing.choose(one_step), np.arange(len(series))])
    group, restless = intervals.groups(scale), intervals.restlessness(scale)
    moved = pooled.in_proportion(scale, restless)
    forecasts |= {name: np.empty_like(forecasts[smoothing.SES]) for name in (*pooled.POOLED, STACK)}
    designs, ridges, used = [], [], []
    for k, h in enumerate(horizons):
        tell(0.1 + 0.5 * k / len(horizons), f"pooled models {h} years ahead")
        share = stacking.mean_share(h)
        level = (1 - share) * forecasts[smoothing.SES][k] + share * forecasts[smoothing.MEAN][k]
        given = pooled.design(series, level, drivers, h)
        full = pooled.ridge(given)
        added = {RIDGE_OWN: pooled.ridge(given, given.own).added, RIDGE: full.added, BOOSTED: pooled.boosted(given)}
        for name, more in added.items():
            forecasts[name][k] = np.clip(level + moved * more, *bounds)
        every = np.stack([forecasts[name][k] for name in stacking.CANDIDATES])
        off = np.stack([errors(series, one[None], (h,))[0] for one in every])
        found = stacking.path(off, h)
        forecasts[STACK][k] = np.einsum("tc,ctn->tn", found, every)
        designs.append(given)
        ridges.append(full)
        used.append(found)
    scored = {}
    for k, name in enumerate((STACK, *smoothing.BASELINES)):
        tell(0.6 + 0.4 * k / (1 + len(smoothing.BASELINES)), f"bands of the model “{name}”")
        off = errors(series, forecasts[name], horizons)
        scored[name] = intervals.scored(off, forecasts[name], bounds, horizons, group, restless)
    means = {name: _per_origin(one.crps) for name, one in scored.items()}
    shown = tuple(
        tuple(stacking.shown({n: m[k] for n, m in means.items()}, smoothing.BASELINES, designs[k].first, h))
        for k, h in enumerate(horizons)
    )
    return History(
        series, horizons, bounds, forecasts, group, restless,
        np.stack(used), tuple(designs), tuple(ridges), scored, shown,
    )  # fmt: skip
