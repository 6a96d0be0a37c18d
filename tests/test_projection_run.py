"""From a store to kept models and records, and back without fitting again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight.people import at_machine
from foresight.projection import run
from foresight.store import Store
from tests.conftest import write_data

YEARS = range(1985, 2021)
COUNTRIES = ("FRA", "IND", "USA", "DEU", "JPN", "BRA", "ZAF", "EGY", "KEN", "CHN")


@pytest.fixture
def long_store(tmp_path: Path) -> Store:
    """A store whose GDP covers 36 years of ten countries; exercises stay two years long."""
    folder = write_data(tmp_path / "data")
    walks = np.cumsum(np.random.default_rng(2).normal(0, 0.05, (len(YEARS), len(COUNTRIES))), axis=0)
    rows = [
        (c, y, float(np.exp(walks[t, i] + i))) for t, y in enumerate(YEARS) for i, c in enumerate(COUNTRIES)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["country", "year", "value"])
    table.to_parquet(folder / "tables" / "gdp.parquet", index=False)
    return Store.open(tmp_path / "store", folder)


def test_all_are_gone_through_and_those_that_cannot_be_projected_are_named(long_store: Store, tmp_path: Path) -> None:
    told: list[str] = []
    refused = run.backtest_all(
        long_store, tmp_path / "into", processes=1, tell=told.append, only=["gdp", "exercises_pair"]
    )
    assert list(refused) == ["exercises_pair"]
    assert refused["exercises_pair"]
    assert len(told) == 2
    written = {str(path.relative_to(tmp_path / "into")) for path in (tmp_path / "into").rglob("*") if path.is_file()}
    assert written == {"gdp.json", "models/gdp.json"}


def test_what_was_kept_is_neither_fitted_nor_computed_again(long_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run.fit_from(long_store, "gdp").project(["IND"], 5)
    record = run.backtest_from(long_store, "gdp")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("computed again")

    for name in ("fit", "history_of"):
        monkeypatch.setattr(run, name, never)
    assert [p.rows() for p in run.fit_from(long_store, "gdp").project(["IND"], 5)] == [p.rows() for p in first]
    again = run.backtest_from(long_store, "gdp")
    assert again.made == record.made
    assert [r.horizon for r in again.records] == [r.horizon for r in record.records]


def test_going_through_all_again_gives_kept_records_the_revision_s_name_and_computes_only_what_changed(
    long_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"

    def go_through(again: bool = False) -> dict[str, str]:
        return run.backtest_all(long_store, into, processes=1, only=["gdp"], again=again)

    def stored() -> tuple[dict[str, object], dict[str, object]]:
        files = (into / "gdp.json", into / "models" / "gdp.json")
        return tuple(json.loads(path.read_text(encoding="utf-8")) for path in files)  # type: ignore[return-value]

    assert go_through() == {}
    record, model = stored()
    world = pd.DataFrame({"indicator": ["concentration"], "country": ["WLD"], "year": [2021], "value": [0.75]})
    long_store.publish(world, at_machine("steward"), "of another indicator")

    computed: list[str] = []
    genuine = run.history_of

    def history_of(*given: object, **named: object) -> object:
        computed.append("gdp")
        return genuine(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "history_of", history_of)
    assert go_through() == {}
    assert not computed
    restamped, same_model = stored()
    assert restamped == record | {"revision": long_store.revision.name}
    assert restamped["revision"] != record["revision"]
    assert {key for key in model if model[key] != same_model[key]} <= {"revision"}
    go_through(again=True)
    assert computed == ["gdp"]
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["FRA"], "year": [2020], "value": [1.0]})
    long_store.publish(row, at_machine("steward"), "a figure of its own")
    go_through()
    assert computed == ["gdp", "gdp"]
    assert stored()[0]["data"] != record["data"]
