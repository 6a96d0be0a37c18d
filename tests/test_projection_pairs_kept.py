"""Models of pairs and their records: kept, read back, known to be stale, and answered from by the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight.cli import main
from foresight.errors import ProjectionError
from foresight.people import at_machine
from foresight.projection import pairs
from foresight.projection.pairs import PairBacktest, PairModel, keeping
from foresight.projection.pairs import run as line
from foresight.projection.pairs.backtest import Told, record_of, skill
from foresight.projection.pairs.model import model_of
from foresight.projection.pairs.rolling import Rolled, roll
from foresight.store import Store
from tests.conftest import write_data
from tests.planted_pairs import COUNTRIES, pair_panel

PANEL = pair_panel()
REAL = ("ARG", "AUS", "BRA", "CAN", "CHL", "CHN", "EGY", "FRA", "GBR", "IDN", "IND", "ITA",
        "JPN", "KEN", "KOR", "MEX", "NGA", "NLD", "PAK", "POL", "SAU", "SWE", "THA", "USA")  # fmt: skip


@pytest.fixture(scope="module")
def rolled() -> Rolled:
    return roll(PANEL, "ties_pair", (1, 3), tested=4)


@pytest.fixture(scope="module")
def model(rolled: Rolled) -> PairModel:
    return model_of(rolled)


@pytest.fixture(scope="module")
def record(rolled: Rolled) -> PairBacktest:
    return record_of(rolled, tested=4)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which 24 countries exercise together by the planted rule."""
    folder = write_data(tmp_path_factory.mktemp("pairs") / "data")
    grid = PANEL.tie("ties_pair")
    t, i, j = np.nonzero(np.triu(np.ones(grid.shape[1:]), 1)[None] * np.ones((len(grid), 1, 1)))
    rows = {"country": np.array(REAL)[i], "partner": np.array(REAL)[j], "year": np.array(PANEL.years)[t]}
    frame = pd.DataFrame({**rows, "value": grid[t, i, j].astype(float)})
    frame.to_parquet(folder / "tables" / "exercises_pair.parquet", index=False)
    return folder


@pytest.fixture
def store(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(keeping, "SHIPPED", tmp_path / "shipped")
    return Store.open(tmp_path / "store", data)


def publish(store: Store, indicator: str, country: str, value: float) -> None:
    rows = pd.DataFrame({"indicator": [indicator], "country": [country], "partner": [None], "year": [2013]})
    store.publish(rows.assign(value=value), at_machine("steward"), "")


def test_a_model_survives_its_file_and_tells_the_same(model: PairModel, tmp_path: Path) -> None:
    path = keeping.keep_model(model, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["ties_pair.parquet"]
    found = keeping.read_model(path, model.target)
    assert found.project("AAC", until=2030) == model.project("AAC", until=2030)
    assert (found.name, found.meaning, found.revision) == (model.name, model.meaning, model.revision)
    rows = pd.read_parquet(path)  # anyone can read it: log-odds in thousandths
    assert rows[["country", "partner"]].iloc[0].tolist() == ["AAA", "AAB"]
    assert rows["h1"].to_numpy() / 1000 == pytest.approx(model.centre[0])


def test_a_record_survives_its_file(record: PairBacktest, tmp_path: Path) -> None:
    path = keeping.keep_record(record, tmp_path)
    found = keeping.read_record(path)
    assert found.to_json() == record.to_json()
    assert found.shown(1) == found.of("combined")[0]
    assert path.stat().st_size < 30_000


def test_files_that_hold_something_else_are_refused_in_a_sentence(model: PairModel, tmp_path: Path) -> None:
    (tmp_path / "it.parquet").write_text("no parquet", encoding="utf-8")
    with pytest.raises(ProjectionError, match=r"it\.parquet is not a model of pairs"):
        keeping.read_model(tmp_path / "it.parquet", model.target)
    pd.DataFrame({"country": ["AAA"]}).to_parquet(tmp_path / "it.parquet")
    with pytest.raises(ProjectionError, match="Fit it again"):
        keeping.read_model(tmp_path / "it.parquet", model.target)
    with pytest.raises(ProjectionError, match="not a track record of pairs"):
        PairBacktest.from_json("[]")


def test_what_was_made_from_other_data_or_models_is_stale(record: PairBacktest) -> None:
    def stale(revision: str, data: str | None = None, version: str = record.version) -> bool:
        found = keeping.fitting([replace(record, revision="0001-abc", version=version)], revision, data)
        assert found is not None
        return found.stale

    assert keeping.fitting([], "0001-abc", None) is None
    assert [stale(name) for name in ("0001-abc", "0007-abc", "0002-def")] == [False, False, True]
    assert not stale("0002-def", record.data)
    assert stale("0001-abc", version="0")


def test_the_worst_misses_are_named_and_far_from_what_came(record: PairBacktest) -> None:
    for horizon in (1, 3):
        misses = [miss for miss in record.misses if miss.horizon == horizon]
        assert len({(miss.country, miss.partner) for miss in misses}) == 5
        far = [abs(miss.probability - miss.observed) for miss in misses]
        assert far == sorted(far, reverse=True)
        assert far[-1] > 0.5
        grid = PANEL.tie("ties_pair")
        for miss in misses:
            ends = COUNTRIES.index(miss.country), COUNTRIES.index(miss.partner)
            assert miss.observed == bool(grid[PANEL.years.index(miss.year)][ends] > 0)
            assert miss.year == miss.origin + horizon


def test_skill_against_past_ties_by_hand_and_its_interval_holds_it() -> None:
    y, i, j = np.array([1.0, 0.0, 0.0]), np.array([0, 0, 1]), np.array([1, 2, 2])

    def told(*p: float) -> list[Told]:
        return [Told(row, i, j, np.array(p), y, y == 0, None, None) for row in range(6)]

    found, low, high = skill(told(0.8, 0.0, 0.0), told(0.6, 0.0, 0.0), countries=3)
    assert found == pytest.approx(1 - 0.04 / 0.16)
    assert low == pytest.approx(found)  # every pair with an error has the same ratio: nothing to resample
    assert high == pytest.approx(found)
    found, low, high = skill(told(0.8, 0.4, 0.0), told(0.6, 0.2, 0.0), countries=3)
    assert found == pytest.approx(1 - (0.04 + 0.16) / (0.16 + 0.04))
    assert low < -1 < found < 0.7 < high
    assert np.isnan(skill(told(1, 0, 0), told(1, 0, 0), countries=3)[0])


def test_a_model_is_fitted_once_and_again_only_where_its_own_figures_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pairs.kept_model(store, "exercises_pair") is None
    made = pairs.model_from(store, "exercises_pair")
    with monkeypatch.context() as patch:
        patch.setattr(line, "fit", lambda *_, **__: pytest.fail("fitted again"))
        unchanged(store, made)
    publish(store, "gdp", "USA", 33.0)  # the model sees it
    again = pairs.model_from(store, "exercises_pair")
    assert again.data != made.data
    assert again.revision == store.revision.name


def unchanged(store: Store, made: PairModel) -> None:
    found = pairs.model_from(store, "exercises_pair")
    assert not found.stale
    assert found.project("FRA", ["USA"]) == made.project("FRA", ["USA"])

    publish(store, "concentration", "WLD", 0.4)  # no model of pairs sees it
    kept = pairs.kept_model(store, "exercises_pair")
    assert kept is not None
    assert kept.stale
    assert not pairs.model_from(store, "exercises_pair").stale
    kept = pairs.kept_model(store, "exercises_pair")
    assert kept is not None
    assert not kept.stale


def test_one_run_keeps_both_and_the_command_line_answers_from_them(
    store: Store, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Store.open.__func__, "__defaults__", (None, data))  # type: ignore[attr-defined]
    assert pairs.projectable(store) == ["exercises_pair"]
    pairs.keep_one(store, "exercises_pair", keeping.SHIPPED)
    names = sorted(path.name for path in keeping.SHIPPED.iterdir())
    assert names == ["exercises_pair.json", "exercises_pair.parquet"]
    for name in ("fit", "backtest"):
        monkeypatch.setattr(line, name, lambda *_, **__: pytest.fail("computed again"))
    place = ["--store", str(store.folder)]
    asked = ["project", "exercises_pair", "--country", "FRA", "--partner", "USA", "--json", *place]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["last_observed"] == 2013
    assert [row["year"] for row in told["rows"]] == list(range(2014, 2024))
    wanted = {"country", "partner", "year", "probability", "low", "high", "status"}
    assert all(wanted <= set(row) and row["low"] < row["probability"] < row["high"] for row in told["rows"])

    assert main(["backtest", "exercises_pair", "--json", *place]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["horizon"] for row in told["rows"]} == {int(h) for h in told["chosen"]} == {1, 3, 5}
    wanted = {"model", "horizon", "pr_auc", "auc", "brier", "calibration_slope", "new_ties_pr_auc", "coverage80",
              "worst_origin_coverage80", "best_baseline", "skill", "skill_low", "skill_high", "origins", "countries",
              "reliability"}  # fmt: skip
    assert wanted <= set(told["rows"][0])
    kept = pairs.kept(store, "exercises_pair")
    assert kept is not None
    assert not kept.stale


def test_shipped_records_of_exercises_hold_what_the_method_promises_and_no_more_than_a_leak_would_give() -> None:
    record = keeping.read_record(keeping.SHIPPED / "exercises_pair.json")
    for horizon, least in ((1, 0.67), (5, 0.58)):
        found = record.shown(horizon)
        assert found is not None
        assert least <= found.pr_auc < 0.8
        assert 0 < found.skill < 0.2
        assert found.new_ties_pr_auc > 4 * found.new_ties_base_rate
    one = record.shown(1)
    assert one is not None
    assert 0.9 < one.calibration_slope < 1.1
    for path in sorted(keeping.SHIPPED.glob("*.parquet")):
        assert path.stat().st_size < 400_000
        assert path.with_suffix(".json").is_file()
