"""Track records: kept, read back, known to be stale; files that nobody declared; how last year's projection fared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.cli import main
from foresight.errors import ProjectionError
from foresight.projection import fit, tidy
from foresight.projection.lastyear import last_year
from foresight.projection.track_record import Backtest, backtest, keep, track_record
from tests import planted


@pytest.fixture(scope="module")
def record() -> Backtest:
    return backtest(planted.panel(), "ties")


def test_every_candidate_stands_beside_the_stack(record: Backtest) -> None:
    models = {r.model for r in record.records}
    assert {"stack", "last value", "mean of five", "exponential smoothing", "damped trend", "theta"} < models
    assert len(record.records) == 4 * len(models)
    assert set(record.chosen) == {1, 3, 5, 10}
    for r in record.of("stack"):
        assert r.skill > -0.01
        assert 0.72 < r.coverage80 < 0.88
        assert r.coverage50 < r.coverage80
    best = [r for r in record.records if r.model == r.best_baseline]
    assert [r.skill for r in best] == [0.0] * 4


def test_misses_are_outside_and_named_and_reliability_rises(record: Backtest) -> None:
    assert len([m for m in record.misses if m.horizon == 3]) == 5
    for miss in record.misses:
        assert miss.year == miss.origin + miss.horizon
        assert not miss.low <= miss.observed <= miss.high
    shares = [p.observed for p in record.reliability if p.horizon == 1]
    assert shares == sorted(shares)
    assert len(shares) == 9


def test_a_record_survives_its_file(record: Backtest, tmp_path: Path) -> None:
    path = keep(record, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["ties.json"]
    found = Backtest.from_json(path.read_text(encoding="utf-8"))
    assert found.to_json() == record.to_json()
    assert path.stat().st_size < 30_000
    with pytest.raises(ProjectionError, match="not a track record"):
        Backtest.from_json("{}")


def test_a_record_of_other_data_or_models_says_that_it_is_stale(record: Backtest, tmp_path: Path) -> None:
    assert track_record("ties", "0001-abc", [tmp_path]) is None
    keep(replace(record, revision="0001-abc"), tmp_path)
    found = [track_record("ties", name, [tmp_path]) for name in ("0001-abc", "0007-abc", "0002-def")]
    assert [f.stale for f in found if f is not None] == [False, False, True]
    same = track_record("ties", "0002-def", [tmp_path], data=record.data)
    assert same is not None
    assert not same.stale
    keep(replace(record, revision="0001-abc", version="0"), tmp_path)
    old = track_record("ties", "0001-abc", [tmp_path])
    assert old is not None
    assert old.stale


def test_last_year_is_compared_with_what_was_said_a_year_before() -> None:
    panel = planted.panel()
    found = last_year(panel, "ties")
    assert found.year == 2024
    (said,) = fit(panel.until(2023), "ties").project(["AAA"], 1)
    one = next(o for o in found.outcomes if o.country == "AAA")
    assert (one.p10, one.p50, one.p90) == (said.p10[0], said.p50[0], said.p90[0])
    assert one.observed == panel.series("ties")[-1, 0]
    assert found.share == np.mean([o.p10 <= o.observed <= o.p90 for o in found.outcomes])
    assert all(not miss.inside for miss in found.misses())


def tidy_file(path: Path, years: int, head: str = "") -> Path:
    rng = np.random.default_rng(3)
    rows = [
        f"{country},{2000 + y},{rng.uniform(0.2, 0.9):.4f}"
        for country in ("FRA", "India", "BRA", "KEN")
        for y in range(years)
    ]
    path.write_text(head + "country,year,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_file_of_a_new_series_goes_through_the_same_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tidy_file(tmp_path / "trust in allies.csv", 20, "# title: Trust in allies\n# unit: share\n")
    assert main(["backtest", "--file", str(path), "--horizons", "1,3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["indicator"] == "trust_in_allies"
    assert told["assumed"] == {"transform": "identity", "minimum": 0, "maximum": 1}
    assert {row["horizon"] for row in told["rows"]} == {1, 3}
    assert set(told["chosen"]) == {"1", "3"}
    wanted = {"model", "horizon", "crps", "mase", "coverage80", "worst_origin_coverage80", "best_baseline", "skill",
              "skill_low", "skill_high", "origins", "countries"}  # fmt: skip
    assert wanted <= set(told["rows"][0])
    (p, *_) = fit(tidy.panel_of(path), "trust_in_allies").project(["IND"])
    assert 0 <= min(p.p10) <= max(p.p90) <= 1


@pytest.mark.parametrize(
    ("years", "content", "said"),
    [
        (7, None, "the most is 7"),
        (0, "land,year,value\nFRA,2000,1\n", "no column country"),
        (0, "country,year,value\nFRA,2000,1\nFRA,2000,2\n", "FRA 2000 stands more than once"),
        (0, "country,year,value\nFRA,2000,much\n", "no number"),
    ],
)
def test_a_file_that_cannot_be_projected_is_refused_with_the_reason(
    tmp_path: Path, years: int, content: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "it.csv"
    if content is None:
        tidy_file(path, years)
    else:
        path.write_text(content, encoding="utf-8")
    assert main(["backtest", "--file", str(path)]) == 1
    assert said in capsys.readouterr().err


def test_horizons_that_cannot_be_scored_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tidy_file(tmp_path / "it.csv", 12)
    for asked in ("0", "11", "soon"):
        assert main(["backtest", "--file", str(path), "--horizons", asked]) == 1
    assert "1 to 10" in capsys.readouterr().err


@settings(max_examples=12, deadline=None)
@given(
    years=st.integers(9, 22),
    countries=st.integers(1, 6),
    zeros=st.sampled_from([0.0, 0.5, 0.95, 1.0]),
    kind=st.sampled_from(["count", "share", "percent"]),
    seed=st.integers(0, 99),
)
def test_no_series_of_whatever_kind_leaves_its_bounds(
    years: int, countries: int, zeros: float, kind: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    top = {"count": None, "share": 1.0, "percent": 100.0}[kind]
    values = (
        rng.poisson(3, (years, countries)).astype(float)
        if top is None
        else rng.beta(0.4, 0.4, (years, countries)) * top
    )
    values[rng.random(values.shape) < zeros] = 0
    codes = tuple(f"A{chr(65 + i)}A" for i in range(countries))
    declared = {"minimum": 0.0, "maximum": top, "transform": "identity" if top else "log1p"}
    panel = planted.Panel(
        tuple(range(2000, 2000 + years)), codes, {"it": values}, {"it": planted.indicator("it", **declared)},
        dict.fromkeys(codes, "somewhere"), "r",
    )  # fmt: skip
    model = fit(panel, "it")
    for p in model.project(model.countries, 12):
        figures = np.array([p.p10, p.p25, p.p50, p.p75, p.p90])
        assert np.isfinite(figures).all()
        assert (np.diff(figures, axis=0) >= 0).all()
        assert figures.min() >= 0
        assert top is None or figures.max() <= top
