"""Countries, codes by year, states, neighbours and the map."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight import geography
from foresight.errors import CatalogueError, UnknownKeyError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT.parent / "shared" / "sources"


def one(code: object, system: str, year: int | None = None) -> object:
    found = geography.resolve(pd.Series([code]), system, year).iloc[0]  # type: ignore[arg-type]
    return None if pd.isna(found) else found


def test_the_united_nations_have_193_members_and_each_has_a_region_and_a_place() -> None:
    members = [c for c in geography.countries().values() if c.un_member]
    assert len(members) == 193
    assert all(c.region in geography.regions() for c in members)
    assert not [c.iso3 for c in geography.countries().values() if np.isnan(c.latitude) or np.isnan(c.longitude)]


@pytest.mark.parametrize(
    ("iso3", "name", "short"),
    [
        ("TUR", "Türkiye", "Türkiye"),
        ("KOR", "Republic of Korea", "South Korea"),
        ("IRN", "Iran (Islamic Republic of)", "Iran"),
        ("USA", "United States of America", "United States"),
        ("RUS", "Russian Federation", "Russia"),
        ("PSE", "State of Palestine", "Palestine"),
        ("VNM", "Viet Nam", "Viet Nam"),
        ("MKD", "North Macedonia", "North Macedonia"),
        ("DDR", "German Democratic Republic", "East Germany"),
    ],
)
def test_names_follow_the_united_nations_and_charts_get_a_shorter_one(iso3: str, name: str, short: str) -> None:
    country = geography.countries()[iso3]
    assert (country.name, country.short) == (name, short)


def test_every_chart_label_is_short_and_borne_once() -> None:
    labels = [c.short for c in geography.countries().values() if c.un_member]
    assert max(map(len, labels)) <= 24
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("code", "system", "year", "iso3"),
    [
        (260, "gw", 1980, "DEU"),
        (260, "gw", 1995, "DEU"),
        (265, "gw", 1985, "DDR"),
        (265, "gw", 1995, None),
        (255, "cow", 1995, "DEU"),
        (260, "cow", 1980, "DEU"),
        (260, "cow", 2000, None),
        (345, "gw", 1991, "YUG"),
        (345, "gw", 1992, "SRB"),
        (340, "gw", 2006, "SRB"),
        (345, "cow", 1991, "YUG"),
        (345, "cow", 2010, "SRB"),
        (678, "gw", 2000, "YEM"),
        (679, "cow", 2000, "YEM"),
        (680, "gw", 1985, "YMD"),
        (365, "gw", 1980, "RUS"),
        (315, "cow", 1985, "CSK"),
        (316, "cow", 1995, "CZE"),
        (817, "gw", 1970, "VDR"),
        (816, "cow", 1970, "VNM"),
        (221, "gw", 2000, "MCO"),
        (970, "gw", 2010, "KIR"),
        (970, "cow", 2010, "NRU"),
        ("kos", "gapminder", 2015, "XKX"),
        ("hos", "gapminder", 2015, "VAT"),
        ("ZAR", "worldbank", 1990, "COD"),
        ("NA", "iso2", 2000, "NAM"),
        ("CS", "iso2", 1990, "CSK"),
        ("CS", "iso2", 2005, "SRB"),
        ("004", "numeric", None, "AFG"),
        ("CZE", "vdem", 1980, "CSK"),
        ("CZE", "vdem", 2000, "CZE"),
        ("YUG", "iso3", 1980, "YUG"),
        ("SCG", "iso3", 2005, "SRB"),
        ("WLD", "worldbank", 2000, None),
        (-9, "gw", 2000, None),
        ("", "iso3", 2000, None),
    ],
)
def test_a_code_means_the_state_of_its_year(code: object, system: str, year: int | None, iso3: str | None) -> None:
    assert one(code, system, year) == iso3


def test_codes_read_as_floats_or_text_are_the_same_codes() -> None:
    assert geography.resolve(pd.Series([2.0, 365.0, np.nan]), "cow", 2000).fillna("-").tolist() == ["USA", "RUS", "-"]
    assert one("2.0", "cow") == one("002", "cow") == "USA"


def test_the_result_keeps_the_index_and_leaves_the_input_alone() -> None:
    codes = pd.Series(["FRA", "xxx", "deu"], index=[7, 3, 3], name="code")
    before = codes.copy()
    found = geography.resolve(codes, "iso3", pd.Series([2000, 2000, 2000], index=[1, 2, 3]))
    assert found.index.tolist() == [7, 3, 3]
    assert found.fillna("-").tolist() == ["FRA", "-", "DEU"]
    pd.testing.assert_series_equal(codes, before)
    assert geography.resolve(codes.iloc[:0], "iso3").empty


def test_a_system_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="gapminder"):
        geography.resolve(pd.Series(["FRA"]), "fips")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one year for each code"):
        geography.resolve(pd.Series(["FRA"]), "iso3", pd.Series([1, 2]))


@pytest.mark.parametrize(
    ("name", "year", "iso3"),
    [
        ("COTE D'IVOIRE", None, "CIV"),
        ("C&ocirc;te d'Ivoire", None, "CIV"),
        ("Bolivia (Plurinational State of)", None, "BOL"),
        ("IRAN (ISLAMIC REPUBLIC OF)", None, "IRN"),
        ("Rep. of Korea", None, "KOR"),
        ("Korea (North)", None, "PRK"),
        ("Congo (Democratic Republic of the)", None, "COD"),
        ("Congo (Republic of the)", None, "COG"),
        ("The former Yugoslav Republic of Macedonia", None, "MKD"),
        ("Antigua & Barbuda", None, "ATG"),
        ("St. Vincent and the Grenadines", None, "VCT"),
        ("Nepal (size unknown)", None, "NPL"),
        ("Federal Republic of Germany", 1985, "DEU"),
        ("Yugoslavia", 1985, "YUG"),
        ("Yugoslavia", 1998, "SRB"),
        ("Yugoslavia", 2010, None),
        ("Soviet Union", 1985, "RUS"),
        ("China (Taiwan)", None, None),
        ("Korea", None, None),
        ("Germny", None, None),
    ],
)
def test_names_resolve_as_providers_write_them_and_are_never_guessed(
    name: str, year: int | None, iso3: str | None
) -> None:
    assert one(name, "name", year) == iso3


def test_every_country_is_found_by_its_own_name_code_and_label() -> None:
    for iso3, country in geography.countries().items():
        for text in (iso3, iso3.lower(), country.name, country.short):
            assert geography.country(text).iso3 == iso3


def test_an_unknown_country_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownKeyError, match="Did you mean Germany"):
        geography.country("Germny")
    assert "Viet Nam" in geography.suggest("Vietnm")
    assert geography.suggest("qqqqqq") == []


def test_groups_of_countries_are_known_and_are_no_countries() -> None:
    for group in ("Arab World", "Euro area", "WLD", "ARB", "EMU", "OWID_WRL", "European Union (27)", "NATO", "chanisl"):
        assert geography.is_aggregate(group), group
        assert one(group, "name") is None
    assert not any(geography.is_aggregate(text) for c in geography.countries().values() for text in (c.iso3, c.name))


def test_the_seven_regions_keep_afghanistan_and_pakistan_in_south_asia() -> None:
    assert len(geography.regions()) == 7
    assert {"AFG", "PAK", "IND"} <= geography.region_members("south_asia")
    assert geography.region_members("north_america") == {"USA", "CAN", "BMU"}
    assert sum(len(geography.region_members(r)) for r in geography.regions()) == sum(
        bool(c.region) for c in geography.countries().values()
    )
    with pytest.raises(UnknownKeyError, match="south_asia"):
        geography.region("south asia")


def test_states_come_and_go_with_their_years() -> None:
    assert {"DDR", "CSK", "YUG", "YMD"} <= geography.states(1989)
    assert not {"UKR", "SVK", "SSD", "XKX", "ERI"} & geography.states(1989)
    assert not {"DDR", "CSK", "YUG", "YMD", "VDR"} & geography.states(2024)
    assert {"UKR", "SSD", "XKX", "TWN", "MCO", "TUV"} <= geography.states(2024)
    assert len(geography.states(2024)) == 195  # the 193 members, Kosovo and Taiwan
    assert geography.states(2030) == geography.states(2024)
    assert {c.iso3 for c in geography.countries().values() if c.un_member} <= geography.states(2024)


def test_a_former_state_tells_its_years_and_what_continues_it() -> None:
    gdr = geography.countries()["DDR"]
    assert (gdr.first_year, gdr.last_year, gdr.successor, gdr.un_member) == (1949, 1990, "DEU", False)
    for country in geography.countries().values():
        assert (country.successor is None) or country.successor in geography.countries()
        assert (country.last_year is not None) == (country.successor is not None)


@pytest.mark.parametrize(
    ("iso3", "expected"),
    [
        ("FRA", "AND BEL BRA CHE DEU ESP ITA LUX MCO SUR"),
        ("DEU", "AUT BEL CHE CZE DNK FRA LUX NLD POL"),
        ("UKR", "BLR HUN MDA POL ROU RUS SVK"),
        ("ISR", "EGY JOR LBN PSE SYR"),
        ("AND", "ESP FRA"),
        ("SGP", ""),
        ("JPN", ""),
        ("AZE", "ARM GEO IRN RUS TUR"),
        ("CYP", ""),
        ("DDR", "CSK DEU POL"),
    ],
)
def test_land_neighbours_are_those_of_the_atlas(iso3: str, expected: str) -> None:
    assert geography.neighbours(iso3) == set(expected.split())


def test_neighbourhood_is_mutual_and_knows_the_year() -> None:
    for iso3, country in geography.countries().items():
        if country.successor is None:
            assert all(iso3 in geography.neighbours(n) for n in geography.neighbours(iso3)), iso3
    assert geography.neighbours("RUS", 1989) >= {"AFG", "IRN", "TUR", "CSK"}
    assert not geography.neighbours("RUS", 1989) & {"UKR", "KAZ"}
    assert "UKR" in geography.neighbours("RUS", 1995)
    assert geography.neighbours("HUN", 1991) >= {"YUG", "CSK"}
    with pytest.raises(UnknownKeyError):
        geography.neighbours("XXX")


def test_the_map_is_our_own_compilation_of_known_countries() -> None:
    shapes = geography.map_shapes()
    assert (geography.MAP / "countries.geojson").stat().st_size < 400_000
    ids = [feature["id"] for feature in shapes["features"]]
    assert len(ids) == len(set(ids)) == 175
    assert {"XKX", "SSD", "PSE", "ESH", "TWN", "FRA", "NOR"} <= set(ids) <= set(geography.countries())
    assert not {"SOL", "CYN"} & set(ids)
    for feature in shapes["features"]:
        assert set(feature["properties"]) == {"id", "name"}
        for part in feature["geometry"]["coordinates"]:
            for ring in part:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                assert all(abs(x) <= 180 and abs(y) <= 90 and round(x, 2) == x and round(y, 2) == y for x, y in ring)


def test_outlines_run_clockwise_so_that_a_country_is_not_drawn_as_the_rest_of_the_world() -> None:
    for feature in geography.map_shapes()["features"]:
        for outline, *_ in feature["geometry"]["coordinates"]:
            area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(outline))
            assert area < 0, feature["id"]


def test_small_members_without_an_outline_are_drawn_where_they_lie() -> None:
    small = geography.small_states()
    assert {"SGP", "MLT", "TUV", "BHR"} <= small
    assert "FRA" not in small
    assert len(small) == 28


def test_the_map_says_what_its_boundaries_do_not_mean() -> None:
    assert geography.MAP_DISCLAIMER.startswith("The boundaries and names shown")
    assert "do not imply" in geography.MAP_DISCLAIMER


def test_a_stewards_map_with_a_strange_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="missing"):
        geography.map_shapes(tmp_path)
    (tmp_path / "countries.geojson").write_text('{"type": "FeatureCollection", "features": [{"id": "ATLANTIS"}]}')
    with pytest.raises(CatalogueError, match="ATLANTIS"):
        geography.map_shapes(tmp_path)


def test_the_empty_topology_has_every_layer_the_drawing_library_asks_for() -> None:
    topology = json.loads((ROOT / "static" / "topojson" / "world_110m.json").read_text(encoding="utf-8"))
    assert topology["type"] == "Topology"
    assert topology["arcs"] == []
    assert set(topology["objects"]) == {"coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"}


@pytest.mark.skipif(not SOURCES.exists(), reason="the provider files are not beside the project")
def test_ucdp_lists_the_same_states_for_every_year() -> None:
    ucdp = pd.read_csv(SOURCES / "ucdp" / "ucdp_organizedviolencecy_v25_1.csv", usecols=["country_id_cy", "year_cy"])
    placed = ucdp.assign(iso3=geography.resolve(ucdp["country_id_cy"], "gw", ucdp["year_cy"]))
    assert placed["iso3"].notna().all()
    assert not placed.duplicated(["iso3", "year_cy"]).any()
    for year in range(1989, 2025):
        assert set(placed.loc[placed["year_cy"] == year, "iso3"]) == geography.states(year) | {"VAT"}, year


@pytest.mark.skipif(not SOURCES.exists(), reason="the provider files are not beside the project")
def test_the_compiled_tables_are_what_the_sources_give() -> None:
    from foresight.compiling import geography_tables

    for name, make in (("codes", geography_tables.code_table), ("states", geography_tables.state_ranges)):
        made = make(SOURCES).astype(str).reset_index(drop=True)
        kept = geography_tables.read(geography.FOLDER / f"{name}.csv")
        assert made.to_numpy().tolist() == kept.to_numpy().tolist(), name
