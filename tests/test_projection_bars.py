"""The engine held to its bars on small panels of known make: never much worse than a baseline, bands that hold."""

from __future__ import annotations

import numpy as np
import pytest

from foresight.projection import backtest, records
from foresight.projection.records import Record
from foresight.projection.stacking import STACK

YEARS, COUNTRIES = 50, 60


def walk(rng: np.random.Generator) -> np.ndarray:
    return np.cumsum(rng.normal(size=(YEARS, COUNTRIES)), axis=0)


def trend(rng: np.random.Generator) -> np.ndarray:
    drift = rng.uniform(0.5, 1.5, COUNTRIES)
    return np.cumsum(drift + 0.3 * rng.normal(size=(YEARS, COUNTRIES)), axis=0)


def level(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0, 3, COUNTRIES) + rng.normal(size=(YEARS, COUNTRIES))


def returning(rng: np.random.Generator) -> np.ndarray:
    series = np.zeros((YEARS, COUNTRIES))
    for t in range(1, YEARS):
        series[t] = 0.8 * series[t - 1] + rng.normal(size=COUNTRIES)
    return series


def counts(rng: np.random.Generator) -> np.ndarray:
    return np.log1p(rng.poisson(np.exp(rng.normal(1.5, 0.7, COUNTRIES)) + np.zeros((YEARS, COUNTRIES))))


def share(rng: np.random.Generator) -> np.ndarray:
    return 1 / (1 + np.exp(-0.3 * walk(rng)))


def found(series: np.ndarray, bounds: tuple[float, float] = (-np.inf, np.inf)) -> list[Record]:
    history = backtest.past(series, {}, bounds=bounds)
    return [record for k in range(4) for record in records.at_horizon(history, k, [STACK])]


@pytest.mark.parametrize(
    ("make", "bounds"),
    [
        (walk, (-np.inf, np.inf)),
        (trend, (-np.inf, np.inf)),
        (level, (-np.inf, np.inf)),
        (returning, (-np.inf, np.inf)),
        (counts, (0.0, np.inf)),
        (share, (0.0, 1.0)),
    ],
)
def test_never_much_worse_than_the_best_baseline_and_four_bands_in_five_hold(
    make: object, bounds: tuple[float, float]
) -> None:
    assert callable(make)
    for record in found(make(np.random.default_rng(17)), bounds):
        assert record.skill > -0.01, record
        # ten years ahead a panel of fifty years has few origins to learn from
        low, high = (0.76, 0.84) if record.horizon < 10 else (0.74, 0.87)
        assert low <= record.coverage80 <= high, record
        assert record.worst_origin_coverage80 >= 0.6, record


def test_where_countries_return_to_a_mean_the_pooled_models_earn_their_place() -> None:
    assert [record.skill > 0.02 for record in found(returning(np.random.default_rng(17)))][1:] == [True] * 3


def test_countries_that_never_move_do_not_narrow_the_bands_of_the_others() -> None:
    rng = np.random.default_rng(5)
    series = np.where(np.arange(COUNTRIES) < COUNTRIES // 2, 0.0, walk(rng))
    for record in found(series):
        assert record.at_rest == pytest.approx(0.5, abs=0.02)
        assert record.coverage80_moving > 0.67  # they are narrowed by a quarter at most
        assert record.coverage80 > record.coverage80_moving
