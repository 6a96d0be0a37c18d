"""Refugees by origin and host, internally displaced people: hand-made rows, and checks on the provider's files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight import catalogue
from foresight.compiling import Compiled, displacement
from foresight.errors import SourceError
from foresight.sources import idmc, unhcr

SOURCES = Path(__file__).resolve().parent.parent.parent / "shared" / "sources"
needs_sources = pytest.mark.skipif(not SOURCES.exists(), reason="the provider files are not beside the project")

POPULATION = pd.DataFrame(
    [
        ("SYR", "Syrian Arab Rep.", "TUR", "Türkiye", 2020, 30.0, 1.0),
        ("SYR", "Syrian Arab Rep.", "DEU", "Germany", 2020, 10.0, 5.0),
        ("UNK", "Unknown", "DEU", "Germany", 2020, 7.0, 0.0),
        ("NAM", "Namibia", "DEU", "Germany", 2020, 0.0, 9.0),
    ],
    columns=["origin", "origin_name", "asylum", "asylum_name", "year", "refugees", "asylum_seekers"],
)


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return displacement.tables(SOURCES)


def test_refugees_add_up_by_origin_and_by_host_without_asylum_seekers() -> None:
    origins, lost = displacement.refugees(POPULATION, "origin")
    assert origins.to_numpy().tolist() == [["NAM", 2020, 0.0], ["SYR", 2020, 40.0]]
    assert [(u.code, u.rows) for u in lost] == [("UNK", 1)]
    hosts, lost = displacement.refugees(POPULATION, "asylum")
    assert hosts.to_numpy().tolist() == [["DEU", 2020, 17.0], ["TUR", 2020, 30.0]]
    assert lost == ()


def test_a_blank_count_stays_missing() -> None:
    blank = POPULATION.assign(refugees=POPULATION["refugees"].where(POPULATION["origin"] != "SYR"))
    origins, _ = displacement.refugees(blank, "origin")
    assert origins["country"].tolist() == ["NAM"]


def test_connectors_tell_the_two_files_of_unhcr_apart(tmp_path: Path) -> None:
    population, displaced = tmp_path / "a.csv", tmp_path / "b.csv"
    population.write_text(",".join((*unhcr.COLUMNS, "coo")) + "\n2020,X,NAM,Y,DEU,3,,NAM\n", encoding="utf-8")
    displaced.write_text(",".join(idmc.COLUMNS) + "\n2020.0,X,NAM,NAM,3.0\n", encoding="utf-8")
    assert unhcr.recognise(population)
    assert not unhcr.recognise(displaced)
    assert idmc.recognise(displaced)
    assert not idmc.recognise(population)
    assert unhcr.read(population)["origin"].tolist() == ["NAM"]
    assert unhcr.read(population)["asylum_seekers"].isna().all()
    assert idmc.read(displaced)[["code", "year", "displaced"]].to_numpy().tolist() == [["NAM", 2020, 3.0]]
    with pytest.raises(SourceError, match="lacks"):
        unhcr.read(displaced)


def test_every_indicator_is_declared_with_a_source_and_a_caveat() -> None:
    declared = catalogue._toml(catalogue.DATA / "catalogue" / "providers" / "unhcr.toml")
    entries = catalogue._entries(catalogue.Indicator, [(Path("unhcr.toml"), declared["indicators"])])
    assert set(entries) == {"refugees_by_origin", "refugees_by_host", "internally_displaced"}
    assert all(e.source in declared["sources"] and e.caveat and e.absent == "missing" for e in entries.values())


@needs_sources
def test_every_refugee_has_a_host_and_few_lack_an_origin_today(compiled: Compiled) -> None:
    file = unhcr.read(SOURCES / displacement.POPULATION)
    by_host = compiled.tables["refugees_by_host"].groupby("year")["value"].sum()
    known = file[file["asylum"] != "UNK"].groupby("year")["refugees"].sum()
    assert by_host.tolist() == known.tolist()
    by_origin = compiled.tables["refugees_by_origin"].groupby("year")["value"].sum()
    assert by_origin[2024] / by_host[2024] > 0.99


@needs_sources
def test_known_facts_hold(compiled: Compiled) -> None:
    displaced = compiled.tables["internally_displaced"].set_index(["country", "year"])["value"]
    assert displaced["SDN", 2024] == 11_560_000
    origins = compiled.tables["refugees_by_origin"].set_index(["country", "year"])["value"]
    assert origins.xs(2022, level="year").idxmax() == "SYR"
    assert origins["SYR", 2024] == 5_952_174


@needs_sources
def test_tables_are_tidy_and_what_is_left_out_is_no_country(compiled: Compiled) -> None:
    for key, table in compiled.tables.items():
        assert table["value"].notna().all(), key
        assert not table.duplicated(["country", "year"]).any(), key
    assert {u.code for u in compiled.unresolved} == {"UNK", "XXA", "TIB", "AB9"}
