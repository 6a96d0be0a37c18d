"""Whole projections: bounds, order, refusals, what they may know, and what they say about themselves."""

from __future__ import annotations

import numpy as np
import pytest

from foresight.errors import ProjectionError
from foresight.panel import Panel
from foresight.projection import Model, Projection, fit, project
from foresight.projection.engine import backward, forward
from tests import planted


def panel_of(values: np.ndarray, first: int = 1990, **declared: object) -> Panel:
    countries = tuple(f"B{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(values.shape[1]))
    years = tuple(range(first, first + len(values)))
    regions = dict.fromkeys(countries, "somewhere")
    return Panel(years, countries, {"it": values}, {"it": planted.indicator("it", **declared)}, regions, "r")


def ordered(p: Projection) -> bool:
    rows = zip(p.p10, p.p25, p.p50, p.p75, p.p90, strict=True)
    return all(list(row) == sorted(row) for row in rows)


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(planted.panel(), "ties")


def test_a_projection_starts_after_the_last_observation_and_never_crosses_its_quantiles(model: Model) -> None:
    (p,) = model.project(["AAA"], horizon=10)
    assert p.years == tuple(range(2025, 2035))
    assert p.last_observed == 2024
    assert set(p.status) == {"estimated"}
    assert all(ordered(q) for q in model.project(planted.COUNTRIES, until=2040))


def test_beyond_ten_years_the_median_stays_the_band_widens_and_the_label_says_so(model: Model) -> None:
    (p,) = model.project(["AAA"], until=2100)
    assert p.years[-1] == 2040
    assert p.status[9:11] == ("estimated", "extrapolated")
    assert p.p50[9] == pytest.approx(p.p50[-1])
    assert (p.p90[-1] - p.p50[-1]) / (p.p90[9] - p.p50[9]) == pytest.approx(np.sqrt(1.6))


def test_a_series_that_ends_in_2010_is_extrapolated_from_2021_on() -> None:
    (p,) = project(planted.panel(last=2010), "ties", ["AAA"], horizon=30)
    assert p.years[0] == 2011
    assert p.years[-1] == 2040
    assert next(y for y, s in zip(p.years, p.status, strict=True) if s == "extrapolated") == 2021


def test_nothing_observed_after_the_origin_changes_the_projection() -> None:
    planted_panel = planted.panel()
    cut = planted_panel.until(2014)
    future = {k: v.copy() for k, v in planted_panel.values.items()}
    future["ties"][np.array(planted_panel.years) > 2014] = np.nan
    for key in ("state_based_deaths", "forum_memberships"):
        future[key][np.array(planted_panel.years) > 2014] += 500  # planted: known only later
    peeking = Panel(
        planted_panel.years, planted_panel.countries, future, planted_panel.indicators, planted_panel.regions
    )
    one, other = (fit(p, "ties").project(["AAA", "ABA"], until=2024) for p in (cut, peeking))
    assert [p.rows() for p in one] == [p.rows() for p in other]


def test_fewer_than_eight_observations_are_refused_with_the_number(model: Model) -> None:
    values = np.random.default_rng(0).normal(size=(20, 12))
    values[:13, 3] = np.nan
    short = fit(panel_of(values), "it")
    with pytest.raises(ProjectionError, match=r"7 years of it; a projection needs at least 8"):
        short.project(["BAD"])
    kept, reasons = short.supported(["BAA", "BAD", "XXX"])
    assert kept == ("BAA",)
    assert len(reasons) == 2
    with pytest.raises(ProjectionError, match="no country has 8 years"):
        fit(panel_of(values[:7]), "it")


def test_a_country_whose_series_ended_long_before_the_others_is_refused() -> None:
    values = np.random.default_rng(0).normal(size=(40, 12))
    values[15:, 3] = np.nan
    with pytest.raises(ProjectionError, match=r"of 2004, 25 years before"):
        fit(panel_of(values), "it").project(["BAD"])


def test_a_horizon_that_is_not_ahead_is_refused(model: Model) -> None:
    with pytest.raises(ProjectionError, match="not ahead"):
        model.project(["AAA"], horizon=0)
    with pytest.raises(ProjectionError, match="not after its last observation"):
        model.project(["AAA"], until=2020)


@pytest.mark.parametrize(
    ("values", "declared"),
    [
        (np.random.default_rng(1).poisson(0.3, (30, 40)).astype(float), {"transform": "log1p", "minimum": 0}),
        (np.random.default_rng(2).beta(0.3, 0.1, (30, 40)) * 100, {"minimum": 0, "maximum": 100}),
        (np.exp(np.random.default_rng(3).normal(0, 3, (30, 40))), {"transform": "log", "minimum": 0}),
        (np.zeros((30, 40)), {"transform": "log1p", "minimum": 0}),
        (np.random.default_rng(4).normal(size=(9, 1)), {}),
    ],
    ids=["sparse counts", "shares near their maximum", "heavy tails", "constant zero", "one country, nine years"],
)
def test_no_count_below_zero_no_share_above_its_maximum(values: np.ndarray, declared: dict[str, object]) -> None:
    model = fit(panel_of(values, **declared), "it")
    for p in model.project(model.countries, horizon=14):
        figures = np.array([p.p10, p.p25, p.p50, p.p75, p.p90])
        assert np.isfinite(figures).all()
        assert ordered(p)
        assert figures.min() >= declared.get("minimum", -np.inf)  # type: ignore[operator]
        assert figures.max() <= declared.get("maximum", np.inf)  # type: ignore[operator]


def test_a_constant_series_stays_where_it_is() -> None:
    (p, *_) = fit(panel_of(np.full((30, 12), 7.0)), "it").project(["BAA"])
    assert [*p.p10, *p.p90] == pytest.approx([7.0] * 20)


def test_there_and_back_again() -> None:
    values = np.array([0.0, 1, 50])
    for transform in ("identity", "log1p"):
        declared = planted.indicator("it", transform=transform)
        assert backward(forward(values, transform), declared) == pytest.approx(values)
    assert np.isnan(forward(np.array([0.0]), "log")).all()


def test_the_record_says_how_often_the_band_held_and_against_whom(model: Model) -> None:
    assert [r.horizon for r in model.records] == [1, 3, 5, 10]
    for r in model.records:
        assert 0.7 <= r.coverage80 <= 0.9
        assert r.n == r.origins * len(planted.COUNTRIES)
        assert r.skill > -0.01
        assert r.skill_low <= r.skill <= r.skill_high
    (p,) = model.project(["AAA"])
    assert p.n == sum(r.n for r in model.records)
    assert p.records == model.records


def test_drivers_that_matter_earn_skill_one_year_on_and_are_named(model: Model) -> None:
    assert model.records[0].skill > 0.02
    drivers = [row for row in model.drivers(1) if row["driver"] != "own past"]
    assert drivers[0]["driver"] == "conflict_severity"
    assert drivers[0]["coefficient"] < 0
    assert sum(row["share"] for row in model.drivers(1)) == pytest.approx(1)
    assert sum(model.stack(1).values()) == pytest.approx(1, abs=0.05)
    with pytest.raises(ProjectionError, match="not 4"):
        model.drivers(4)


def test_the_same_panel_gives_the_same_projection() -> None:
    one, other = (project(planted.panel(), "ties", ["AAA"], 5, seed=3) for _ in range(2))
    assert one == other


def test_errors_of_small_countries_do_not_carry_a_large_one_beyond_anything_seen() -> None:
    values = np.exp(np.random.default_rng(3).normal(0, 3, (30, 40)))
    model = fit(panel_of(values, transform="log", minimum=0), "it")
    tops = [p.p90[-1] for p in model.project(model.countries, until=2040)]
    assert max(tops) <= 3 * values.max()


def test_beyond_ten_years_distances_grow_in_the_unit_of_the_indicator() -> None:
    values = np.exp(np.random.default_rng(3).normal(3, 0.2, (30, 40)))
    (p, *_) = fit(panel_of(values, transform="log", minimum=0), "it").project(["BAA"], horizon=20)
    assert (p.p90[-1] - p.p50[-1]) / (p.p90[9] - p.p50[9]) == pytest.approx(np.sqrt(2))
