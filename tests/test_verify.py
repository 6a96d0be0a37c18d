"""Verification finds what is wrong with shipped data, and nothing where all is well."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.catalogue import DATA
from foresight.verify import verify
from tests.conftest import exercises, gdp


def said(data: Path) -> str:
    return "\n".join(f"{problem.level} {problem.where}: {problem.message}" for problem in verify(data))


def test_data_in_order_have_no_findings(small_data: Path) -> None:
    assert said(small_data) == ""


def test_the_shipped_data_have_no_errors() -> None:
    assert [problem for problem in verify(DATA) if problem.level == "error"] == []


def test_an_indicator_without_a_table_and_a_table_without_an_indicator_are_found(small_data: Path) -> None:
    (small_data / "tables" / "gdp.parquet").rename(small_data / "tables" / "gross.parquet")
    assert "indicator gdp: there is no tables/gdp.parquet" in said(small_data)
    assert "tables/gross.parquet: no such indicator is declared" in said(small_data)


def test_broken_rows_are_named_by_rule_and_first_row(small_data: Path) -> None:
    table = exercises()
    table.loc[1, "partner"] = "XXX"
    table.loc[2, ["country", "partner"]] = ["USA", "FRA"]
    table.loc[3, "year"] = 20009
    table.loc[4, "value"] = 501.0
    table.to_parquet(small_data / "tables" / "exercises_pair.parquet", index=False)
    report = said(small_data)
    assert "row 2 (FRA, XXX, 2010, 0.0): the partner’s code is not a known one" in report
    assert "row 3 (USA, FRA, 2010, 5.0): a pair stands once" in report
    assert "row 4 (IND, USA, 20009, 3.0): the year is outside 1800 to 2100" in report
    assert "row 5 (IND, USA, 2010, 501.0): the value is above the highest allowed, 500" in report


def test_repeated_keys_missing_values_and_text_are_found(small_data: Path) -> None:
    path = small_data / "tables" / "gdp.parquet"
    pd.concat([gdp(), gdp().head(1)]).to_parquet(path, index=False)
    assert "row 6 (FRA, 2019): a key stands twice" in said(small_data)
    gdp().assign(value=[1.0, None, 1.0, 1.0, 1.0]).to_parquet(path, index=False)
    assert "row 2 (FRA, 2020, no value): the value is missing" in said(small_data)
    gdp().assign(value=["1", "2", "x", "4", "5"]).to_parquet(path, index=False)
    assert "row 3 (x): the value is not a number but text" in said(small_data)
    path.write_bytes(b"PAR?")
    assert "it cannot be read as Parquet" in said(small_data)


def test_a_low_estimate_above_the_best_is_a_warning(small_data: Path) -> None:
    file = small_data / "catalogue" / "providers" / "example.toml"
    low = '[indicators.gdp_low]\ntitle = "Low"\ntheme = "emerging_powers"\nunit = "x"\ndescription = "x"\n'
    text = file.read_text(encoding="utf-8").replace("[indicators.gdp]", '[indicators.gdp]\nlow = "gdp_low"')
    file.write_text(f'{text}\n{low}source = "bank"\n', encoding="utf-8")
    gdp().assign(value=[1.0, 9.0, 1.0, 1.0, 1.0]).to_parquet(small_data / "tables" / "gdp_low.parquet", index=False)
    assert said(small_data) == "warning tables/gdp.parquet: gdp_low lies above it in 1 rows, first in FRA, 2020"


def test_a_closed_source_may_not_ship_and_a_blank_citation_is_found(small_data: Path) -> None:
    file = small_data / "catalogue" / "providers" / "example.toml"
    text = file.read_text(encoding="utf-8").replace('terms = "derived_only"', 'terms = "closed"')
    file.write_text(text.replace("Example and Author (2020)", " "), encoding="utf-8")
    assert "tables/exercises_pair.parquet: the terms of “counts” forbid shipping" in said(small_data)
    assert "source counts: its citation is blank" in said(small_data)


def test_partial_years_must_exist_and_whole_numbers_be_whole(small_data: Path) -> None:
    file = small_data / "catalogue" / "providers" / "example.toml"
    text = file.read_text(encoding="utf-8").replace(
        "[indicators.gdp]", "[indicators.gdp]\nwhole = true\npartial_years = [2030]"
    )
    file.write_text(text, encoding="utf-8")
    assert "indicator gdp: its partial years [2030] have no rows" in said(small_data)
    assert "tables/gdp.parquet: it is declared whole, and 3 values are not" in said(small_data)


def test_a_catalogue_that_cannot_be_read_is_the_only_finding(small_data: Path) -> None:
    (small_data / "catalogue" / "levers.toml").write_text("[", encoding="utf-8")
    assert "error catalogue: levers.toml is not valid TOML" in said(small_data)
    assert len(verify(small_data)) == 1
