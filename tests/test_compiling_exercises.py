"""Joint exercises: the two layouts of the provider, counting by hand, and the known facts of the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight import geography
from foresight.compiling import Compiled, exercises
from foresight.errors import SourceError
from foresight.sources import mme

SOURCES = Path(__file__).resolve().parents[2] / "shared" / "sources"
needs_files = pytest.mark.skipif(
    not (SOURCES / exercises.FILE).exists(), reason="the provider's files (../shared/sources/mme) are not here"
)

WIDE = """MMEID,Ex_Name,s.year,e.year,Sea,Amphibious,Peacekeeping,Humanitarian,StateA,StateB,StateC
mme1,Alpha,2000,2000,1,0,0,0,France,India,United States
mme2,Beta,2000,2001,0,1,1,0,India,United States,
mme3,Gamma,2003,2003,0,0,0,1,France,-9,
mme3,Delta,2005,2005,1,0,0,0,France,India,France
mme4,Epsilon,2005,2005,0,0,0,0,NATO,Bermuda,Vietnam
"""
LONG = """MMEID,Ex_Name,gwcode,country,year,s.year,e.year,Sea,Amphibious,Peacekeeping,Humanitarian
mme1,Alpha,220,France,2000,2000,2000,1,0,0,0
mme1,Alpha,750,India,2000,2000,2000,1,0,0,0
mme1,Alpha,2,United States,2000,2000,2000,1,0,0,0
mme4,Epsilon,NA,NATO,2005,2005,2005,0,0,0,0
mme4,Epsilon,817,Vietnam,2005,2005,2005,0,0,0,0
"""


def written(folder: Path) -> Path:
    (folder / "mme").mkdir()
    (folder / exercises.FILE).write_text(WIDE)
    (folder / exercises.CODES).write_text(LONG)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return exercises.tables(written(tmp_path_factory.mktemp("sources")))


@pytest.fixture(scope="module")
def real() -> Compiled:
    return exercises.tables(SOURCES)


def figure(table: pd.DataFrame, year: int, *states: str) -> float:
    keys = dict(zip(("country", "partner"), states, strict=False))
    row = table[(table["year"] == year) & (table[list(keys)] == pd.Series(keys)).all(axis=1)]
    assert len(row) == 1, f"{states} {year}: {len(row)} rows"
    return float(row["value"].iloc[0])


def test_both_layouts_are_recognised_and_nothing_else(folder: Path) -> None:
    other = folder / "other.csv"
    other.write_text("Country Name,Country Code,Year,Value\n")
    assert mme.recognise(folder / exercises.FILE)
    assert mme.recognise(folder / exercises.CODES)
    assert not mme.recognise(other)
    assert not mme.recognise(folder / "missing.csv")


def test_an_exercise_over_new_year_is_read_in_both_years(folder: Path) -> None:
    rows = mme.read(folder / exercises.FILE)
    beta = rows[rows["exercise"] == "mme2"]
    assert sorted(zip(beta["name"], beta["year"], strict=True)) == [
        ("India", 2000),
        ("India", 2001),
        ("United States", 2000),
        ("United States", 2001),
    ]
    assert beta["amphibious"].all()
    assert not beta["sea"].any()


def test_a_flag_that_is_neither_0_nor_1_is_refused_with_its_exercise(folder: Path) -> None:
    (folder / exercises.FILE).write_text(WIDE.replace("mme1,Alpha,2000,2000,1", "mme1,Alpha,2000,2000,yes"))
    with pytest.raises(SourceError, match=r"mme1.*Sea.*yes"):
        mme.read(folder / exercises.FILE)


def test_an_exercise_that_ends_before_it_starts_is_refused(folder: Path) -> None:
    (folder / exercises.FILE).write_text(WIDE.replace("Beta,2000,2001", "Beta,2000,1999"))
    with pytest.raises(SourceError, match="mme2"):
        mme.read(folder / exercises.FILE)


def test_exercises_are_counted_per_state_and_year(made: Compiled) -> None:
    table = made.tables["exercises"]
    assert figure(table, 2000, "IND") == 2
    assert figure(table, 2000, "FRA") == 1
    assert figure(table, 2001, "USA") == 1
    assert figure(table, 2003, "FRA") == 1
    assert figure(table, 2005, "FRA") == 1, "a participant listed twice counts once"


def test_exercises_are_counted_per_pair_once_and_in_one_order(made: Compiled) -> None:
    table = made.tables["exercises_pair"]
    assert figure(table, 2000, "IND", "USA") == 2
    assert figure(table, 2000, "FRA", "IND") == 1
    assert figure(table, 2005, "FRA", "IND") == 1
    assert (table["country"] < table["partner"]).all()
    assert table["value"].sum() == 6


def test_kinds_of_exercises_are_counted_by_the_provider_s_own_columns(made: Compiled) -> None:
    tables = made.tables
    assert figure(tables["exercises_maritime"], 2000, "IND") == 1, "amphibious alone is not at sea"
    assert figure(tables["exercises_peacekeeping"], 2001, "IND") == 1
    assert figure(tables["exercises_humanitarian"], 2003, "FRA") == 1
    assert figure(tables["exercises_humanitarian"], 2005, "FRA") == 0


def test_kinds_of_exercises_are_counted_per_pair_too(made: Compiled) -> None:
    tables = made.tables
    assert figure(tables["exercises_maritime_pair"], 2000, "IND", "USA") == 1, "the other exercise was not at sea"
    assert figure(tables["exercises_peacekeeping_pair"], 2001, "IND", "USA") == 1
    assert figure(tables["exercises_humanitarian_pair"], 2003, "FRA", "IND") == 0, "the other one is not named"
    assert tables["exercises_humanitarian_pair"]["value"].sum() == 0
    assert figure(tables["exercises_maritime_pair"], 2000, "BRA", "PER") == 0
    for key in exercises.KINDS:
        every = tables["exercises_pair"].merge(tables[f"{key}_pair"], on=["country", "partner", "year"])
        assert (every["value_y"] <= every["value_x"]).all(), key


def test_a_state_without_an_exercise_has_an_explicit_zero_and_a_non_state_no_row(made: Compiled) -> None:
    table = made.tables["exercises"]
    assert figure(table, 2000, "PER") == 0
    assert set(table.loc[table["year"] == 1985, "country"]) == geography.states(1985)
    assert "DDR" not in set(table.loc[table["year"] == 1995, "country"])
    assert table["year"].min() == 1980
    assert table["year"].max() == 2010


def test_participants_that_are_no_state_are_reported_and_vietnam_is_vietnam(made: Compiled) -> None:
    assert {(u.code, u.rows) for u in made.unresolved} == {("-9", 1), ("NATO", 1), ("BMU", 1)}
    assert figure(made.tables["exercises"], 2005, "VNM") == 1


def test_a_name_with_two_codes_is_refused(folder: Path) -> None:
    with (folder / exercises.CODES).open("a") as file:
        file.write("mme5,Zeta,221,France,2001,2001,2001,0,0,0,0\n")
    with pytest.raises(SourceError, match="France has two codes"):
        exercises.tables(folder)


@needs_files
def test_the_united_states_and_india_met_in_56_exercises(real: Compiled) -> None:
    table = real.tables["exercises_pair"]
    pair = table[(table["country"] == "IND") & (table["partner"] == "USA")]
    assert pair["value"].sum() == 56
    assert len(pair) == 31, "1980 to 2010, each year a row"


@needs_files
def test_kinds_of_the_exercises_of_a_pair_are_those_of_the_provider_s_file(real: Compiled) -> None:
    raw = pd.read_csv(SOURCES / exercises.FILE, dtype=str, keep_default_na=False)
    states = [column for column in raw if column.startswith("State") and column != "StartDate"]
    both = raw[(raw[states] == "United States").any(axis=1) & (raw[states] == "India").any(axis=1)]
    for key, column in (("maritime", "Sea"), ("peacekeeping", "Peacekeeping"), ("humanitarian", "Humanitarian")):
        table = real.tables[f"exercises_{key}_pair"]
        pair = table[(table["country"] == "IND") & (table["partner"] == "USA")]
        years = both["e.year"].astype(int) - both["s.year"].astype(int) + 1
        assert pair["value"].sum() == years[both[column] == "1"].sum() > 0
        assert len(pair) == 31


@needs_files
def test_country_totals_are_the_participations_of_the_provider_s_file(real: Compiled) -> None:
    raw = pd.read_csv(SOURCES / exercises.FILE, dtype=str, keep_default_na=False)
    states = [column for column in raw if column.startswith("State") and column != "StartDate"]
    with_us = raw[(raw[states] == "United States").any(axis=1)]
    years = (with_us["e.year"].astype(int) - with_us["s.year"].astype(int) + 1).sum()
    table = real.tables["exercises"]
    assert table.loc[table["country"] == "USA", "value"].sum() == years == 1886


@needs_files
def test_every_exercise_with_a_named_state_is_counted_in_its_year(real: Compiled) -> None:
    raw = mme.read(SOURCES / exercises.FILE)
    rows, _ = exercises.participations(raw)
    named = raw[raw["name"] != exercises.UNNAMED]
    expected = named.drop_duplicates(["exercise", "year"]).groupby("year").size()
    counted = rows.drop_duplicates(["exercise", "year"]).groupby("year").size()
    pd.testing.assert_series_equal(counted, expected)
    assert expected[2004] == 196


@needs_files
def test_no_participation_of_a_state_is_lost_in_silence(real: Compiled) -> None:
    raw = mme.read(SOURCES / exercises.FILE).replace({"name": {"st. christopher": "St. Kitts & Nevis"}})
    distinct = len(raw[raw["name"] != exercises.UNNAMED].drop_duplicates(["exercise", "year", "name"]))
    reported = sum(entry.rows for entry in real.unresolved if entry.code != exercises.UNNAMED)
    assert distinct - reported == real.tables["exercises"]["value"].sum()


@needs_files
def test_the_soviet_union_is_russia_and_east_germany_itself(real: Compiled) -> None:
    table = real.tables["exercises"]
    assert figure(table, 1985, "RUS") > 0
    assert table.loc[table["country"] == "DDR", "value"].sum() == 46
    assert table.loc[table["country"] == "SRB", "year"].min() == 1992
    assert table.loc[table["country"] == "YUG", "year"].max() == 1991
