"""From a store to kept models and records, and back without fitting again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

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
