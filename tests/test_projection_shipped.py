"""The shipped tables: how good projections of them are, and what scenarios say about them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight import catalogue, geography
from foresight.errors import ProjectionError
from foresight.panel import Panel, build_panel
from foresight.projection import Model, Record, drivers, fit, track_record
from foresight.projection.keeping import keep_model, kept_model
from foresight.scenario import TARGETS, Scenario, prepare, simulate

CATALOGUE = catalogue.load()
TODAY = dt.date(2026, 11, 23)
SOUTH_ASIA = ("BGD", "IND", "LKA", "NPL", "PAK")


@cache
def panel(target: str) -> Panel:
    keys = dict.fromkeys((target, *drivers.INDICATORS))
    rows = {key: pd.read_parquet(catalogue.DATA / "tables" / f"{key}.parquet") for key in keys}
    regions = {iso3: c.region for iso3, c in geography.countries().items() if c.region}
    return build_panel(rows, {key: CATALOGUE.indicators[key] for key in keys}, regions, "shipped", first=1970)


@cache
def model(target: str) -> Model:
    return fit(panel(target), target)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_target_can_be_projected_and_its_bands_held_on_average(target: str) -> None:
    found = model(target)
    assert [r.horizon for r in found.records] == [1, 3, 5, 10]
    assert all(0.70 <= r.coverage80 <= 0.92 for r in found.records)
    assert len(found.supported(found.countries)[0]) > 140


def test_arms_trade_three_years_on_beats_the_best_baseline_but_not_by_what_only_a_leak_could() -> None:
    record = next(r for r in model("arms_trade_3y").records if r.horizon == 3)
    assert 0.03 < record.skill < 0.12
    assert record.n > 2000


def shipped(target: str) -> dict[int, Record]:
    path = track_record.SHIPPED / f"{target}.json"
    return {r.horizon: r for r in track_record.Backtest.from_json(path.read_text(encoding="utf-8")).of("stack")}


def test_shipped_records_hold_what_the_method_promises_and_no_more_than_a_leak_would_give() -> None:
    trade, imports = (shipped(key) for key in ("arms_trade_3y", "arms_imports"))
    for found, least in ((trade, {3: 0.06, 5: 0.06, 10: 0.06}), (imports, {3: 0.02, 5: 0.03, 10: 0.04})):
        for horizon, skill in least.items():
            assert skill <= found[horizon].skill < 0.12
            assert found[horizon].skill_low > 0
            assert found[horizon].worst_origin_coverage80 >= 0.65
    for record in [*trade.values(), *imports.values(), *shipped("exercises").values()]:
        assert 0.76 <= record.coverage80 <= 0.84
    for key in ("arms_trade_3y", "arms_imports", "arms_exports", "us_troops", "un_distance_median", "exercises"):
        assert all(record.skill > -0.01 for record in shipped(key).values())


def test_a_model_that_was_kept_projects_digit_for_digit_what_the_fitted_one_does(tmp_path: Path) -> None:
    fitted, data = model("us_troops"), track_record.fingerprint(panel("us_troops"), "us_troops")
    keep_model(fitted, data, tmp_path)
    again, shipped_one = (
        kept_model(fitted.target, "another", (folder,), data) for folder in (tmp_path, track_record.SHIPPED)
    )
    assert again is not None
    assert shipped_one is not None, "data/track_record/models does not fit the shipped figures"
    for countries in (["DEU", "JPN"], ["ISL"]):
        told = [p.rows() for p in fitted.project(countries, 12)]
        assert [p.rows() for p in again.project(countries, 12)] == told
        assert [row["p50"] for p in shipped_one.project(countries, 12) for row in p.rows()] == pytest.approx(
            [row["p50"] for rows in told for row in rows], rel=1e-3
        )
    assert [one["spread"] for one in again.drivers(5)] == [one["spread"] for one in fitted.drivers(5)]
    assert np.array_equal(again.weights, fitted.weights)
    assert kept_model(fitted.target, "another", (tmp_path,), "other figures") is None
    (tmp_path / "models" / "us_troops.json").write_text("{", encoding="utf-8")
    with pytest.raises(ProjectionError, match="is not a kept model"):
        kept_model(fitted.target, "another", (tmp_path,), data)


def test_shipped_records_were_made_from_the_shipped_figures_by_these_models() -> None:
    path = track_record.SHIPPED / "us_troops.json"
    found = track_record.Backtest.from_json(path.read_text(encoding="utf-8"))
    assert found.version == track_record.VERSION
    assert found.last_observed == panel("us_troops").last_observed("us_troops")
    now = {r.horizon: r for r in model("us_troops").records}
    for horizon, record in shipped("us_troops").items():
        assert now[horizon].crps == pytest.approx(record.crps, rel=0.02)


def test_exercises_end_in_2010_and_every_year_from_2021_is_an_extrapolation() -> None:
    (p,) = model("exercises").project(["IND"], until=2035)
    assert p.last_observed == 2010
    assert p.status.count("estimated") == 10
    assert min(p.p10) >= 0


def test_a_scenario_for_south_asia_differs_from_its_baseline_and_keeps_to_its_bounds() -> None:
    ready = prepare(panel("exercises"), "exercises")
    scenario = Scenario.model_validate(
        {"target": "exercises", "levers": {"external_actors": 40, "diplomatic_priority": 2}}
    )
    answer = simulate(ready, scenario, CATALOGUE.levers, SOUTH_ASIA, today=TODAY)
    for outcome in answer.outcomes:
        assert outcome.scenario.p50[-1] != outcome.baseline.p50[-1]
        assert min(outcome.scenario.p10) >= 0
        forums = next(r for r in outcome.levers if r.key == "diplomatic_priority")
        assert forums.assumption
        assert forums.verdict == "cannot be told"
    assert answer.aggregate is not None
    assert answer.aggregate.members == 5


def test_what_conflict_goes_with_is_not_told_from_zero_on_the_shipped_data() -> None:
    ready = prepare(panel("exercises"), "exercises")
    assert ready.responses is not None
    _, low, high = ready.responses.standardised()["conflict_severity"]
    assert low < 0 < high
    answer = simulate(ready, Scenario(target="exercises"), CATALOGUE.levers, ("IND",), today=TODAY)
    verdicts = {r.key: r.verdict for r in answer.outcomes[0].levers}
    assert verdicts["conflict_severity"] == "cannot be told"
