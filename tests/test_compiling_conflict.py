"""Deaths, conflicts and outside troops by location: hand-made rows, and known facts on the provider's files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight import catalogue, geography
from foresight.compiling import Compiled, conflict
from foresight.errors import SourceError
from foresight.sources import ucdp_country_year, ucdp_prio

SOURCES = Path(__file__).resolve().parent.parent.parent / "shared" / "sources"
needs_sources = pytest.mark.skipif(not SOURCES.exists(), reason="the provider files are not beside the project")


def value(table: pd.DataFrame, country: str, year: int) -> float | None:
    found = table.loc[(table["country"] == country) & (table["year"] == year), "value"]
    return None if found.empty else float(found.iloc[0])


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return conflict.tables(SOURCES)


def rows(*conflicts: tuple[str, int, int, int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(conflicts, columns=["conflict", "year", "type", "intensity", "locations", "secondary"])


# Ethiopia 530, Kenya 501, Sudan 625, United States 2, France 220, Somalia 520, India 750, Pakistan 770.
HORN = rows(
    ("1", 2000, 4, 1, "520", "2, 530"),
    ("2", 2000, 3, 2, "520", ""),
    ("3", 2000, 4, 1, "625", "2, 220, 625"),
    ("4", 2001, 2, 2, "750, 770", ""),
)


def test_conflicts_are_counted_where_they_are_located_and_every_other_state_has_zero() -> None:
    tables, lost = conflict.conflict_tables(HORN)
    assert lost == ()
    assert value(tables["active_conflicts"], "SOM", 2000) == 2
    assert value(tables["conflict_intensity"], "SOM", 2000) == 2
    assert value(tables["active_conflicts"], "USA", 2000) == 0
    assert value(tables["active_conflicts"], "SSD", 2000) is None
    for key in tables.keys() - {"outside_troops_pair"}:
        assert len(tables[key]) == len(geography.states(2000)) + len(geography.states(2001)), key


def test_a_conflict_between_states_is_located_in_both() -> None:
    tables, _ = conflict.conflict_tables(HORN)
    for country in ("IND", "PAK"):
        assert value(tables["interstate_conflict"], country, 2001) == 1
        assert value(tables["internationalised_conflict"], country, 2001) == 0
    assert value(tables["internationalised_conflict"], "SOM", 2000) == 1
    assert value(tables["interstate_conflict"], "SOM", 2000) == 0


def test_outside_states_are_distinct_and_leave_the_location_out() -> None:
    tables, _ = conflict.conflict_tables(HORN)
    troops, region = tables["external_states_with_troops"], tables["external_states_region"]
    assert value(troops, "SOM", 2000) == 2  # United States, Ethiopia
    assert value(troops, "SDN", 2000) == 2  # United States, France; not Sudan itself
    assert value(troops, "KEN", 2000) == 0
    # Sub-Saharan Africa: United States (once), Ethiopia, France.
    assert value(region, "SOM", 2000) == value(region, "KEN", 2000) == 3
    assert value(region, "IND", 2000) == value(region, "KEN", 2001) == 0


def test_who_stood_where_keeps_its_direction_in_a_pair_that_stands_once() -> None:
    there_and_back = rows(("1", 2000, 4, 1, "520", "2, 530"), ("2", 2000, 4, 1, "530", "520"))
    tables, lost = conflict.conflict_tables(there_and_back)
    pairs = tables["outside_troops_pair"].set_index(["country", "partner", "year"])["value"]
    assert lost == ()
    assert pairs["ETH", "SOM", 2000] == conflict.FORTH + conflict.BACK  # each in the other
    assert pairs["SOM", "USA", 2000] == conflict.BACK  # the United States in Somalia
    assert pairs["ETH", "USA", 2000] == 0
    number = len(geography.states(2000))
    assert len(pairs) == number * (number - 1) / 2
    assert (pairs > 0).sum() == 2


def test_a_sender_that_is_no_state_of_the_year_is_reported() -> None:
    table, lost = conflict.between_two({("SOM", 2000): frozenset({"SSD", "USA"})}, 2000, 2000)
    assert [(u.code, u.years) for u in lost] == [("SSD", "2000-2000")]
    assert (table["value"] > 0).sum() == 1


def test_a_war_in_a_colony_is_reported_and_stands_under_no_state() -> None:
    tables, lost = conflict.conflict_tables(rows(("9", 1955, 1, 2, "615", "")))
    assert [(u.code, u.years) for u in lost] == [("DZA", "1955-1955")]
    assert value(tables["active_conflicts"], "DZA", 1955) is None
    assert value(tables["active_conflicts"], "FRA", 1955) == 0


def test_deaths_in_neighbours_are_those_of_the_year_across_a_land_border() -> None:
    deaths = pd.DataFrame(
        [("BLR", 2022, 0.0), ("JPN", 2022, 0.0), ("POL", 2022, 3.0), ("RUS", 2022, 5.0), ("UKR", 2022, 100.0)],
        columns=["country", "year", "value"],
    )
    found = conflict.among_neighbours(deaths)
    assert found["value"].tolist() == [108.0, 0.0, 105.0, 103.0, 8.0]
    assert deaths["value"].tolist() == [0.0, 0.0, 3.0, 5.0, 100.0]


def test_every_state_lies_in_a_region() -> None:
    assert not [i for y in range(1946, 2025) for i in geography.states(y) if not geography.countries()[i].region]


def test_connectors_know_their_layout_and_refuse_another(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    for connector in (ucdp_country_year, ucdp_prio):
        assert not connector.recognise(other)
        assert not connector.recognise(tmp_path / "none.csv")
        with pytest.raises(SourceError, match="lacks"):
            connector.read(other)


def test_the_prio_connector_joins_the_secondary_parties_of_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "prio.csv"
    head = ",".join(ucdp_prio.COLUMNS)
    path.write_text(f'{head}\n1,2000,1,4,520,"2, 530",\n2,2001,2,3,520,,\n3,2002,1,4,520,,625\n', encoding="utf-8")
    assert ucdp_prio.recognise(path)
    assert ucdp_prio.read(path)["secondary"].tolist() == ["2, 530", "", "625"]


def test_every_compiled_indicator_is_declared_in_the_catalogue_and_the_reverse() -> None:
    tables, _ = conflict.conflict_tables(HORN)
    deaths = {f"{k}_deaths{e}" for k in ucdp_country_year.TYPES for e in ("", "_low", "_high")}
    declared = catalogue._toml(catalogue.DATA / "catalogue" / "providers" / "ucdp.toml")
    assert set(declared["indicators"]) == set(tables) | deaths | {"deaths_in_neighbours"}
    entries = catalogue._entries(catalogue.Indicator, [(Path("ucdp.toml"), declared["indicators"])])
    assert all(e.absent == "zero" and e.absent_note and e.caveat for e in entries.values())
    assert {e.source for e in entries.values()} == set(declared["sources"])


@needs_sources
def test_known_facts_hold(compiled: Compiled) -> None:
    tables = compiled.tables
    assert value(tables["state_based_deaths"], "UKR", 2022) == 91_485
    assert value(tables["one_sided_deaths"], "RWA", 1994) == 770_581
    assert value(tables["state_based_deaths"], "JPN", 2022) == 0
    assert value(tables["interstate_conflict"], "UKR", 2022) == 1
    assert value(tables["conflict_intensity"], "UKR", 2022) == 2
    assert value(tables["external_states_with_troops"], "POL", 2022) == 0


@needs_sources
def test_the_outside_states_of_each_location_are_as_many_as_are_counted_and_the_known_ones(compiled: Compiled) -> None:
    pairs, counted = compiled.tables["outside_troops_pair"], compiled.tables["external_states_with_troops"]
    forth = pairs[pairs["value"].isin([1, 3])].rename(columns={"country": "sender", "partner": "location"})
    back = pairs[pairs["value"].isin([2, 3])].rename(columns={"country": "location", "partner": "sender"})
    sent = pd.concat([forth, back])
    by_place = sent.groupby(["location", "year"])["sender"].agg(set)
    there = counted[counted["value"] > 0].set_index(["country", "year"])["value"]
    assert by_place.map(len).sort_index().tolist() == there.sort_index().tolist()
    assert by_place["SOM", 2008] == {"ETH"}
    assert by_place["SYR", 2016] == {"IRN", "RUS"}
    assert by_place["COD", 1999] == {"AGO", "NAM", "RWA", "TCD", "UGA", "ZWE"}
    assert by_place["UKR", 2015] == {"RUS"}
    assert by_place["VNM", 1968] == {"AUS", "KOR", "NZL", "PHL", "PRK", "THA", "USA"}


@needs_sources
def test_no_death_is_lost_between_the_file_and_the_tables(compiled: Compiled) -> None:
    file = pd.read_csv(SOURCES / conflict.DEATHS)
    for kind, column in {"state_based_deaths": "sb", "non_state_deaths": "ns", "one_sided_deaths": "os"}.items():
        for suffix, estimate in (("", "best"), ("_low", "low"), ("_high", "high")):
            by_year = file.groupby("year_cy")[f"{column}_total_deaths_{estimate}_cy"].sum()
            assert compiled.tables[kind + suffix].groupby("year")["value"].sum().tolist() == by_year.tolist()


@needs_sources
def test_tables_are_tidy(compiled: Compiled) -> None:
    for key, table in compiled.tables.items():
        keys = ["country", "partner", "year"] if key == "outside_troops_pair" else ["country", "year"]
        assert list(table.columns) == [*keys, "value"], key
        assert table["value"].notna().all(), key
        assert (table["value"] >= 0).all(), key
        assert not table.duplicated(keys).any(), key
        assert table.equals(table.sort_values(keys, ignore_index=True)), key


@needs_sources
def test_the_few_estimates_that_the_provider_has_out_of_order_are_told(compiled: Compiled) -> None:
    state_based, non_state, one_sided = compiled.notes
    assert len(state_based.split(" out of order in ")[1].split(", ")) == 8
    assert "RUS 2024" in state_based
    assert non_state.endswith("are in order")
    assert one_sided.endswith("in COL 2020")


@needs_sources
def test_only_colonies_and_extinct_princely_states_stay_out(compiled: Compiled) -> None:
    assert {u.code for u in compiled.unresolved if "code" in u.reason} == {"680", "751"}
    assert all(int(u.years[-4:]) < 1975 for u in compiled.unresolved)
