"""US troops hosted and UN peacekeepers contributed: counting by hand, and the known facts of the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import Compiled, peacekeeping, troops
from foresight.errors import SourceError
from foresight.sources import geopko, ipi_peacekeeping, us_troops

SOURCES = Path(__file__).resolve().parents[2] / "shared" / "sources"
needs_troops = pytest.mark.skipif(
    not (SOURCES / troops.FILE).exists(), reason="the provider's files (../shared/sources/us_troops) are not here"
)
needs_un = pytest.mark.skipif(
    not (SOURCES / peacekeeping.PERSONS).exists(),
    reason="the provider's files (../shared/sources/un_peacekeeping) are not here",
)

HOSTS = """countryname,year,ccode,iso3c,troops_ad
Namibia,2000,565,NAM,3
United States,2000,2,USA,900000
Germany,2000,255,DEU,69203
Ivory Coast,2013,437,CIV,0
Côte d’Ivoire,2013,437,CIV,8
Guam,2000,1008,NA,4000
Vietnam,1968,816,VNM,537377
Vietnam,2000,816,VNM,16
Cuba,2000,40,CUB,
Antigua,1985,1006,NA,75
Antigua & Barbuda,1985,58,ATG,0
"""
MONTHS = """Contributor,Date,Troops,Police,Experts
India,2000-11-30,100,,
India,2000-12-31,90,5,2
India,2001-12-31,80,,
Macedonia,2001-12-31,,1,
Czech Republic,1992-12-31,10,,
Serbia,1990-12-31,20,,
"""
MAPS = """mission,year,location,No.TCC,year.overview
UNMIS,2005,Juba,2,"India (150), Korea (ROK) (size unknown)"
UNMIS,2005,Malakal,2,"India (650), Multinational (150)"
UNDOF,2005,Golan,1,India (30)
UNDOF,2006,Golan,1,TCC name unknown (30)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in ((troops.FILE, HOSTS), (peacekeeping.PERSONS, MONTHS), (peacekeeping.MISSIONS, MAPS)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture(scope="module")
def hosted() -> pd.DataFrame:
    return troops.tables(SOURCES).tables["us_troops"]


@pytest.fixture(scope="module")
def contributed() -> Compiled:
    return peacekeeping.tables(SOURCES)


def figures(table: pd.DataFrame) -> dict[tuple[str, int], float]:
    return {(row.country, row.year): row.value for row in table.itertuples()}


def test_each_layout_is_recognised_by_its_own_connector_only(folder: Path) -> None:
    files = {us_troops: troops.FILE, ipi_peacekeeping: peacekeeping.PERSONS, geopko: peacekeeping.MISSIONS}
    for connector in files:
        assert [connector.recognise(folder / file) for file in files.values()] == [c is connector for c in files]


def test_hosts_are_states_abroad_under_one_name(folder: Path) -> None:
    assert figures(troops.tables(folder).tables["us_troops"]) == {
        ("ATG", 1985): 75,
        ("CIV", 2013): 8,
        ("DEU", 2000): 69203,
        ("NAM", 2000): 3,
        ("VDR", 1968): 537377,
        ("VNM", 2000): 16,
    }


def test_a_territory_is_reported_and_a_blank_stays_missing(folder: Path) -> None:
    compiled = troops.tables(folder)
    assert [(u.code, u.name, u.rows) for u in compiled.unresolved] == [("1008", "Guam", 1)]
    assert "CUB" not in set(compiled.tables["us_troops"]["country"])


def test_troops_that_are_no_number_are_refused_with_their_row(folder: Path) -> None:
    (folder / troops.FILE).write_text(HOSTS.replace("69203", "many"))
    with pytest.raises(SourceError, match=r"row 4.*many"):
        troops.tables(folder)


def test_peacekeepers_of_a_year_are_troops_police_and_experts_in_december(folder: Path) -> None:
    found = figures(peacekeeping.tables(folder).tables["peacekeepers"])
    assert found["IND", 2000] == 97
    assert found["IND", 2001] == 80
    assert found["MKD", 2001] == 1


def test_a_state_that_the_un_does_not_list_contributed_nobody(folder: Path) -> None:
    found = figures(peacekeeping.tables(folder).tables["peacekeepers"])
    assert found["IND", 1999] == 0
    assert found["PER", 2001] == 0
    assert ("CSK", 2001) not in found
    assert ("IND", 2002) not in found, "outside the file's years nothing is known"


def test_former_states_have_what_the_database_writes_under_today_s_name(folder: Path) -> None:
    found = figures(peacekeeping.tables(folder).tables["peacekeepers"])
    assert found["CSK", 1992] == 10
    assert found["YUG", 1990] == 20
    assert ("CZE", 1992) not in found


def test_missions_are_counted_once_however_many_places_a_state_holds(folder: Path) -> None:
    compiled = peacekeeping.tables(folder)
    found = figures(compiled.tables["peacekeeping_missions"])
    assert found["IND", 2005] == 2
    assert found["KOR", 2005] == 1
    assert ("IND", 2006) not in found, "2006 names no state at all here"
    assert {u.code for u in compiled.unresolved} == {"Multinational", "TCC name unknown"}


def test_a_contributor_s_size_is_read_from_the_text_and_unknown_is_not_zero(folder: Path) -> None:
    rows = geopko.read(folder / peacekeeping.MISSIONS).set_index(["location", "name"])["size"]
    assert rows["Juba", "India"] == 150
    assert pd.isna(rows["Juba", "Korea (ROK)"])


def test_a_text_with_another_number_of_contributors_than_stated_is_refused(folder: Path) -> None:
    (folder / peacekeeping.MISSIONS).write_text(MAPS.replace("Golan,1,India (30)", "Golan,2,India (30)"))
    with pytest.raises(SourceError, match="UNDOF 2005, Golan"):
        geopko.read(folder / peacekeeping.MISSIONS)


def test_a_date_that_is_none_is_refused(folder: Path) -> None:
    (folder / peacekeeping.PERSONS).write_text(MONTHS.replace("2000-11-30", "November 2000"))
    with pytest.raises(SourceError, match="November 2000"):
        peacekeeping.tables(folder)


@needs_troops
def test_us_troops_cover_the_stated_years_without_the_united_states(hosted: pd.DataFrame) -> None:
    assert (hosted["year"].min(), hosted["year"].max()) == (1950, 2024)
    assert "USA" not in set(hosted["country"])
    found = figures(hosted)
    assert found["DEU", 1989] == 248_621
    assert found["JPN", 2024] == 55_154
    assert found["VDR", 1968] == 537_377
    assert ("VNM", 1968) not in found
    assert not hosted.duplicated(["country", "year"]).any()


@needs_troops
def test_1951_and_1952_are_filled_in_by_the_compilers_as_the_catalogue_says() -> None:
    rows = us_troops.read(SOURCES / troops.FILE)
    wide = rows.pivot_table(index="name", columns="year", values="troops")[[1950, 1951, 1952, 1953]].dropna()
    assert (wide[1951] == wide[1952]).all()
    assert ((wide[1950] + wide[1953]) / 2 - wide[1951]).abs().le(0.5).mean() > 0.9


@needs_un
def test_the_largest_contributors_of_december_2013_are_the_known_ones(contributed: Compiled) -> None:
    table = contributed.tables["peacekeepers"]
    largest = table[table["year"] == 2013].nlargest(3, "value")
    assert dict(zip(largest["country"], largest["value"], strict=True)) == {"PAK": 8266, "BGD": 7918, "IND": 7849}
    assert table["year"].max() == 2013, "2014 ends in March"


@needs_un
def test_the_peacekeepers_of_a_december_add_up_to_the_united_nations_total(contributed: Compiled) -> None:
    table = contributed.tables["peacekeepers"]
    assert table.loc[table["year"] == 2013, "value"].sum() == 98_200
    assert table.loc[table["year"] == 1993, "value"].sum() == 69_931


@needs_un
def test_missions_with_a_state_s_troops_reach_2024_and_only_mixed_units_are_left_out(contributed: Compiled) -> None:
    table = contributed.tables["peacekeeping_missions"]
    assert (table["year"].min(), table["year"].max()) == (1994, 2024)
    assert {u.reason for u in contributed.unresolved} == {"no single state"}
    assert sum(u.rows for u in contributed.unresolved) == 233
