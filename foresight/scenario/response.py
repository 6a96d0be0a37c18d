"""How cooperation answered to the drivers in past data: a dynamic panel regression with bootstrapped coefficients.

The target of year t + 1 on three lags of itself and the drivers of year t, with an effect for each year. Intervals from
a two-way bootstrap over countries and years (Cameron, Gelbach & Miller 2008 on why one way is too narrow; Owen 2007 on
resampling both). What is found is an association in past data. No more is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.errors import ScenarioError
from foresight.panel import Panel
from foresight.projection import drivers
from foresight.projection.engine import forward

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LAGS = 3
REPLICATES = 300
REACH = 40
"""Years over which a response is carried on."""
PERSISTENCE_LIMIT = 0.98
"""A root above this would let a response grow without end."""
FEWEST_ROWS = 200
INTERVAL = (0.1, 0.9)
"""Verdicts rest on the 80 % interval; METHOD tables in docs/method.md show the 95 % one beside it."""


@dataclass(frozen=True)
class Sample:
    """Country-years, and the first and last year of them."""

    rows: int
    first: int
    last: int


@dataclass(frozen=True)
class Responses:
    """Coefficients of one target, in the units models work in; `draws` are bootstrap replicates of them.

    `beta`: target per unit of each driver, one year on. `impulse`: what is left of a response of one, 1 … 40 years on.
    `target_sd`, `driver_sd`: to standardise. `samples`: what each driver was estimated on, that of the factors first.
    """

    target: str
    drivers: tuple[str, ...]
    beta: Floats
    beta_draws: Floats
    impulse: Floats
    impulse_draws: Floats
    persistence: float
    target_sd: float
    driver_sd: Floats
    samples: tuple[Sample, ...]

    def standardised(self, low: float = 0.025, high: float = 0.975) -> dict[str, tuple[float, float, float]]:
        """Per driver: standard deviations of the target per standard deviation of the driver, with an interval."""
        scale = self.driver_sd / self.target_sd
        ends = np.quantile(self.beta_draws, (low, high), axis=0) * scale
        middle = self.beta * scale
        return {k: (float(middle[i]), float(ends[0, i]), float(ends[1, i])) for i, k in enumerate(self.drivers)}


def weighted_year_demeaned(values: Floats, weights: Floats) -> Floats:
    """Values (years × countries × columns) minus their weighted mean of the year; rows of weight 0 become 0."""
    number = weights.sum(axis=1)
    mean = np.einsum("tn,tnk->tk", weights, values) / np.maximum(number, 1e-12)[:, None]
    return np.where((weights > 0)[:, :, None], values - mean[:, None, :], 0.0)


def solve(values: Floats, weights: Floats, country_effects: bool = False) -> Floats:
    """Weighted least squares of the last column of `values` on the others, with year (and country) effects.

    `values`: years × countries × columns, finite; `weights`: years × countries, 0 where a row is not used. Country
    effects are taken out by turns with those of the years until both have gone (Frisch & Waugh 1933).
    """
    centred = weighted_year_demeaned(values, weights)
    for _ in range(15 if country_effects else 0):
        by_country = weighted_year_demeaned(centred.transpose(1, 0, 2), weights.T).transpose(1, 0, 2)
        centred = weighted_year_demeaned(by_country, weights)
    flat, w = centred.reshape(-1, values.shape[2]), weights.reshape(-1, 1)
    x, y = flat[:, :-1], flat[:, -1]
    gram = x.T @ (w * x)
    # a hair of ridge keeps a replicate solvable in which a column happens to be constant
    return np.asarray(np.linalg.solve(gram + 1e-9 * np.trace(gram) * np.eye(len(gram)), x.T @ (w[:, 0] * y)))


def carried_on(lags: Floats, reach: int = REACH) -> Floats:
    """What is left of a response of one after 1 … `reach` years under autoregressive `lags`; begins with 1.

    Lags that sum to more than 0.98 are scaled down to it.
    """
    total = lags.sum()
    phi = lags * (PERSISTENCE_LIMIT / total) if total > PERSISTENCE_LIMIT else lags
    left = np.zeros(reach)
    left[0] = 1.0
    for k in range(1, reach):
        back = left[max(0, k - len(phi)) : k][::-1]
        left[k] = phi[: len(back)] @ back
    return left


def resampled(rng: np.random.Generator, years: int, countries: int) -> Floats:
    """Weights years × countries of one two-way bootstrap replicate: how often the year times the country was drawn."""
    year = np.bincount(rng.integers(0, years, years), minlength=years)
    country = np.bincount(rng.integers(0, countries, countries), minlength=countries)
    return np.asarray(year[:, None] * country[None, :], dtype=float)


def design(panel: Panel, target: str, columns: Mapping[str, Floats]) -> tuple[tuple[str, ...], Floats, Bools, range]:
    """Driver keys, years × countries × (lags, drivers, outcome), which rows are complete, and their years.

    `columns`: drivers, each years × countries. One made from the target itself, or hardly observed beside it, is left
    out.
    """
    series = forward(panel.series(target), panel.indicators[target].transform)
    ahead = np.vstack([series[1:], np.full((1, series.shape[1]), np.nan)])
    lagged = [np.vstack([np.full((k, series.shape[1]), np.nan), series[: len(series) - k]]) for k in range(LAGS)]
    needed = ~np.isnan(np.stack([*lagged, ahead])).any(axis=0)
    found = {
        key: column
        for key, column in columns.items()
        if drivers.source_of(key) != target and (needed & ~np.isnan(column)).sum() >= FEWEST_ROWS
    }
    values = np.stack([*lagged, *found.values(), ahead], axis=2)
    complete = ~np.isnan(values).any(axis=2)
    rows = np.flatnonzero(complete.any(axis=1))
    if complete.sum() < FEWEST_ROWS or not found:
        raise ScenarioError(
            f"{panel.indicators[target].title}: only {int(complete.sum())} country-years have it and the drivers, and "
            f"a response needs {FEWEST_ROWS}. Choose another target, or put a judgement in its place."
        )
    span = slice(int(rows[0]), int(rows[-1]) + 1)
    years = range(panel.years[span.start], panel.years[span.stop - 1] + 1)
    return tuple(found), np.nan_to_num(values[span]), complete[span], years


def _solved(
    values: Floats, complete: Bools, seed: int, replicates: int, country_effects: bool
) -> tuple[Floats, Floats, Floats]:
    """Coefficients of lags and drivers, replicates of them, and the standard deviation of every column."""
    scale = values[complete].std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled, unit = values / scale, scale[-1] / scale[:-1]
    rng = np.random.default_rng(seed)
    draws = np.stack(
        [
            solve(scaled, complete * resampled(rng, *complete.shape), country_effects)
            for _ in range(replicates)
        ]
    )  # fmt: skip
    return solve(scaled, complete.astype(float), country_effects) * unit, draws * unit, scale


def estimate(
    panel: Panel, target: str, seed: int = 1, replicates: int = REPLICATES, country_effects: bool = False
) -> Responses:
    """Estimate the responses of `target` (country-level indicator of the panel) to the drivers the panel allows.

    The four factors are estimated together. Each further driver is estimated on its own beside them, on the
    country-years that have it: put in all at once, the sparsest would decide on what the four factors rest.
    Deterministic under `seed`. ScenarioError below 200 complete country-years.
    """
    factors = drivers.columns(panel)
    keys, values, complete, years = design(panel, target, factors)
    point, draws, scale = _solved(values, complete, seed, replicates, country_effects)
    beta, beta_draws, deviation = list(point[LAGS:]), list(draws[:, LAGS:].T), list(scale[LAGS:-1])
    samples = [Sample(int(complete.sum()), years[0], years[-1])] * len(keys)
    for key, column in drivers.columns(panel, drivers.FURTHER).items():
        try:
            among, more, rows, span = design(panel, target, {**factors, key: column})
        except ScenarioError:  # too sparse beside the factors: the lever says that the data say nothing
            continue
        if key not in among:
            continue
        own, own_draws, own_scale = _solved(more, rows, seed, replicates, country_effects)
        keys = (*keys, key)
        beta.append(own[-1])
        beta_draws.append(own_draws[:, -1])
        deviation.append(own_scale[-2])
        samples.append(Sample(int(rows.sum()), span[0], span[-1]))
    return Responses(
        target=target,
        drivers=keys,
        beta=np.array(beta),
        beta_draws=np.array(beta_draws).T,
        impulse=carried_on(point[:LAGS]),
        impulse_draws=np.stack([carried_on(draw[:LAGS]) for draw in draws]),
        persistence=float(point[:LAGS].sum()),
        target_sd=float(scale[-1]),
        driver_sd=np.array(deviation),
        samples=tuple(samples),
    )
