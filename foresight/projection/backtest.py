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
from foresight.projection.stacking import BLEND, CANDIDATES, EXPERTS, STACK

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
    mean volatility per origin. `weights`: of the blend, horizons × origins × stacking.CANDIDATES. `mixture`: of the
    stack, horizons × origins × stacking.EXPERTS. `ridges`, `designs`: per horizon, the Ridge with drivers and what it
    saw. `scored`: the stack and each of its experts.
    """

    series: Floats
    horizons: tuple[int, ...]
    bounds: tuple[float, float]
    forecasts: Mapping[str, Floats]
    group: Ints
    restless: Floats
    weights: Floats
    mixture: Floats
    designs: tuple[pooled.Design, ...]
    ridges: tuple[pooled.Fitted, ...]
    scored: Mapping[str, intervals.Scored]

    def errors(self, model: str) -> Floats:
        """Outcome minus forecast, horizons × origins × countries."""
        return errors(self.series, self.forecasts[model], self.horizons)

    def score(self, model: str) -> intervals.Scored:
        """Bands of any model and what they were worth, on equal terms; kept for the stack and its experts."""
        if model in self.scored:
            return self.scored[model]
        off, forecast = self.errors(model), self.forecasts[model]
        offsets = intervals.bands(off, forecast, self.bounds, self.horizons, self.group, self.restless)
        return intervals.scored(off, forecast, offsets, self.bounds, self.group)

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is shown today at each horizon: the stack, or the baseline that is all of it."""
        names = [EXPERTS[int(weight.argmax())] if weight.max() == 1 else STACK for weight in self.mixture[:, -1]]
        return tuple(name if name in smoothing.BASELINES else STACK for name in names)

    @property
    def today(self) -> Floats:
        """Weights of stacking.CANDIDATES in today's stack, horizons × candidates."""
        found = self.mixture[:, -1, :1] * self.weights[:, -1]
        for e, name in enumerate(EXPERTS[1:], 1):
            found[:, CANDIDATES.index(name)] += self.mixture[:, -1, e]
        return np.asarray(found)


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
    """Run every model at every origin over `series`, and score the stack and its experts. A few seconds.

    `bounds`: the lowest and highest value there can be, in the unit models work in.
    """
    tell, horizons = progress or (lambda share, what: None), tuple(horizons)
    forecasts = {name: np.clip(one, *bounds) for name, one in smoothing.baselines(series, horizons).items()}
    _, one_step = smoothing.exponential(series)
    scale = intervals.volatility(one_step[smoothing.choose(one_step), np.arange(len(series))])
    group, restless = intervals.groups(scale), intervals.restlessness(scale)
    moved = pooled.in_proportion(scale, restless)
    forecasts |= {name: np.empty_like(forecasts[smoothing.SES]) for name in (*pooled.POOLED, BLEND)}
    designs, ridges, weights = [], [], []
    for k, h in enumerate(horizons):
        tell(0.1 + 0.5 * k / len(horizons), f"pooled models {h} years ahead")
        share = stacking.mean_share(h)
        level = (1 - share) * forecasts[smoothing.SES][k] + share * forecasts[smoothing.MEAN][k]
        given = pooled.design(series, level, drivers, h)
        full = pooled.ridge(given)
        added = {RIDGE_OWN: pooled.ridge(given, given.own).added, RIDGE: full.added, BOOSTED: pooled.boosted(given)}
        for name, more in added.items():
            forecasts[name][k] = np.clip(level + moved * more, *bounds)
        every = np.stack([forecasts[name][k] for name in CANDIDATES])
        off = np.stack([errors(series, one[None], (h,))[0] for one in every])
        found = stacking.path(off, h)
        forecasts[BLEND][k] = np.einsum("tc,ctn->tn", found, every)
        designs.append(given)
        ridges.append(full)
        weights.append(found)
    scored, losses = {}, []
    for k, name in enumerate(EXPERTS):
        tell(0.6 + 0.4 * k / len(EXPERTS), f"bands of the model “{name}”")
        off = errors(series, forecasts[name], horizons)
        offsets = intervals.bands(off, forecasts[name], bounds, horizons, group, restless)
        scored[name] = intervals.scored(off, forecasts[name], offsets, bounds, group)
        losses.append(_per_origin(scored[name].crps))
    mixed = stacking.mixture(np.stack(losses, axis=-1), horizons)
    forecasts[STACK] = np.einsum("kte,ektn->ktn", mixed, np.stack([forecasts[name] for name in EXPERTS]))
    offsets = np.einsum("kte,ektgp->ktgp", mixed, np.stack([scored[name].offsets for name in EXPERTS]))
    off = errors(series, forecasts[STACK], horizons)
    scored[STACK] = intervals.scored(off, forecasts[STACK], offsets, bounds, group)
    return History(
        series, horizons, bounds, forecasts, group, restless,
        np.stack(weights), mixed, tuple(designs), tuple(ridges), scored,
    )  # fmt: skip
