"""Defence cooperation agreements and defence pacts: counting by hand, and the known facts of the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import Compiled, agreements, alliances
from foresight.errors import SourceError
from foresight.sources import atop, dcad

SOURCES = Path(__file__).resolve().parents[2] / "shared" / "sources"
needs_dcad = pytest.mark.skipif(
    not (SOURCES / agreements.FILE).exists(), reason="the provider's files (../shared/sources/dcad) are not here"
)
needs_atop = pytest.mark.skipif(
    not (SOURCES / alliances.FILE).exists(), reason="the provider's files (../shared/sources/atop) are not here"
)

LISTED = """DCAid,ccode1,cowName1,ccode2,cowName2,signYear,EIFYear,type,category1,endYearEstimate
a1,2,USA,750,IND,1991,,general,DCA,2010
a2,2,USA,750,IND,1995,1998,sector,TREX,1999
a3,220,FRN,750,IND,1995,,general,DIC,1995
a4,750,IND,750,IND,2006,,sector,RESEARCH,2010
a5,220,FRN,316,CZR,1992,,general,DCA,1994
a6,220,FRN,260,GFR,1988,,general,DCA,1991
a7,220,FRN,315,CZE,1991,,general,DCA,2010
a8,220,FRN,345,YUG,1990,,general,DCA,1993
"""


def written(folder: Path) -> Path:
    (folder / "dcad").mkdir()
    (folder / agreements.FILE).write_text(LISTED)
    (folder / "atop").mkdir()
    promises = pd.DataFrame(
        [
            (2, 740, 1960, 1),
            (740, 2, 1960, 0),
            (2, 20, 1960, 1),
            (20, 2, 1960, 1),
            (2, 20, 1945, 1),
            (2, 365, 1960, 0),
            (255, 220, 1990, 1),
            (260, 220, 1990, 1),
        ],
        columns=["ccode1", "ccode2", "year", "atop_defense"],
        dtype=float,
    )
    promises.to_parquet(folder / alliances.FILE)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """Agreements of the listing above."""
    return agreements.tables(written(tmp_path_factory.mktemp("sources")))


@pytest.fixture(scope="module")
def signed() -> Compiled:
    return agreements.tables(SOURCES)


@pytest.fixture(scope="module")
def pacts() -> Compiled:
    return alliances.tables(SOURCES)


def years(table: pd.DataFrame, *states: str) -> dict[int, float]:
    """Years with a figure above 0 for the state or pair."""
    keys = pd.Series(dict(zip(("country", "partner"), states, strict=False)))
    rows = table[(table[list(keys.index)] == keys).all(axis=1) & (table["value"] > 0)]
    return dict(zip(rows["year"], rows["value"], strict=True))


def test_only_the_main_file_of_agreements_is_recognised(folder: Path) -> None:
    other = folder / "dyadic.csv"
    other.write_text("ccode1,ccode2,year,dcaAnyV1\n")
    assert dcad.recognise(folder / agreements.FILE)
    assert not dcad.recognise(other)


def test_a_pair_s_agreements_are_counted_in_the_year_of_signature(made: Compiled) -> None:
    tables = made.tables
    assert years(tables["agreements_pair"], "IND", "USA") == {1991: 1, 1995: 1}
    assert years(tables["agreements"], "IND") == {1991: 1, 1995: 2}


def test_an_agreement_is_in_force_from_its_entry_or_signature_to_its_estimated_end(made: Compiled) -> None:
    table = made.tables["agreements_in_force_pair"]
    assert years(table, "IND", "USA") == {y: 2 if y in (1998, 1999) else 1 for y in range(1991, 2011)}
    assert years(table, "FRA", "IND") == {1995: 1}


def test_an_agreement_with_itself_is_reported_and_counted_nowhere(made: Compiled) -> None:
    assert years(made.tables["agreements"], "IND").get(2006) is None
    assert [u for u in made.unresolved if u.reason == "both parties are the same state" and u.years == "2006"]


def test_agreements_follow_the_state_through_its_changes(made: Compiled) -> None:
    force = made.tables["agreements_in_force_pair"]
    assert years(made.tables["agreements_pair"], "CSK", "FRA") == {1991: 1, 1992: 1}
    assert years(force, "CSK", "FRA") == {1991: 1, 1992: 2}, "ends with Czechoslovakia"
    assert years(force, "CZE", "FRA") == {1993: 1, 1994: 1}, "what Czechia kept goes on under its name"
    assert years(force, "DEU", "FRA") == {1988: 1, 1989: 1, 1990: 1, 1991: 1}
    assert years(force, "FRA", "YUG") == {1990: 1, 1991: 1}
    assert years(force, "FRA", "SRB") == {1992: 1, 1993: 1}


def test_agreements_are_split_into_general_ones_and_sectors(made: Compiled) -> None:
    tables = made.tables
    assert years(tables["agreements_general_pair"], "IND", "USA") == {1991: 1}
    assert years(tables["agreements_training_pair"], "IND", "USA") == {1995: 1}
    assert years(tables["agreements_general_pair"], "FRA", "IND") == {1995: 1}, "DIC is general too"
    assert tables["agreements_research_pair"]["value"].sum() == 0, "with oneself is no agreement"


def test_an_agreement_that_belongs_to_no_category_is_refused(folder: Path) -> None:
    (folder / agreements.FILE).write_text(LISTED.replace("TREX", "CYBER"))
    with pytest.raises(SourceError, match=r"a2.*“sector” with category “CYBER”"):
        agreements.tables(folder)


def test_a_pair_without_an_agreement_has_an_explicit_zero(made: Compiled) -> None:
    table = made.tables["agreements_pair"]
    row = table[(table["country"] == "BRA") & (table["partner"] == "PER") & (table["year"] == 2000)]
    assert row["value"].tolist() == [0.0]


def test_a_year_that_is_none_is_refused_with_its_row(folder: Path) -> None:
    (folder / agreements.FILE).write_text(LISTED.replace("USA,750,IND,1995", "USA,750,IND,"))
    with pytest.raises(SourceError, match="row 3"):
        agreements.tables(folder)


def test_a_promise_of_either_side_makes_the_pair_a_defence_pact_once(folder: Path) -> None:
    tables = alliances.tables(folder).tables
    assert years(tables["defence_pact_pair"], "JPN", "USA") == {1960: 1}
    assert years(tables["defence_pact_pair"], "CAN", "USA") == {1960: 1}, "1945 is before the figures begin"
    assert years(tables["defence_pact_pair"], "RUS", "USA") == {}
    assert years(tables["defence_pact_pair"], "DEU", "FRA") == {1990: 1}, "two codes of one state in 1990"
    assert years(tables["defence_pact_partners"], "USA") == {1960: 2}
    assert years(tables["defence_pact_partners"], "JPN") == {1960: 1}


def test_a_file_that_is_no_parquet_is_neither_recognised_nor_read(tmp_path: Path) -> None:
    path = tmp_path / "atop.parquet"
    path.write_text("not a parquet file")
    assert not atop.recognise(path)
    with pytest.raises(SourceError, match="no ATOP"):
        atop.read(path)


@needs_dcad
def test_the_united_states_and_india_signed_in_the_known_years(signed: Compiled) -> None:
    pair = years(signed.tables["agreements_pair"], "IND", "USA")
    assert pair == dict.fromkeys((1991, 1995, 2004, 2005, 2006), 1)


@needs_dcad
def test_the_categories_of_the_united_states_and_india_are_those_of_the_file_and_add_up(signed: Compiled) -> None:
    parts = {key: years(signed.tables[key], "IND", "USA") for key in (agreements.GENERAL, *agreements.SECTORS)}
    assert parts == {
        "agreements_general_pair": {1995: 1, 2005: 1},
        "agreements_training_pair": {1991: 1},
        "agreements_procurement_pair": {},
        "agreements_research_pair": {2004: 1, 2006: 1},
        "agreements_commission_pair": {},
    }
    total = sum(signed.tables[key].set_index(["country", "partner", "year"])["value"] for key in parts)
    whole = signed.tables["agreements_pair"].set_index(["country", "partner", "year"])["value"]
    assert (total == whole).all()


@needs_dcad
def test_the_sum_over_countries_is_twice_the_number_of_agreements(signed: Compiled) -> None:
    raw = pd.read_csv(SOURCES / agreements.FILE, dtype=str, keep_default_na=False)
    two_parties = (raw["ccode1"] != raw["ccode2"]).sum()
    brunei_before_independence = 1
    assert signed.tables["agreements_pair"]["value"].sum() == two_parties - brunei_before_independence == 1867
    for kind in ("agreements", "agreements_in_force"):
        assert signed.tables[kind]["value"].sum() == 2 * signed.tables[f"{kind}_pair"]["value"].sum()


@needs_dcad
def test_no_year_of_an_agreement_in_force_is_lost_in_silence(signed: Compiled) -> None:
    raw = dcad.read(SOURCES / agreements.FILE)
    years_in_force = len(agreements.in_force(raw[raw["code1"] != raw["code2"]]))
    ended_with_czechoslovakia = sum(u.rows for u in signed.unresolved if u.code in ("315", "CSK"))
    brunei_before_independence = 3
    counted = signed.tables["agreements_in_force_pair"]["value"].sum()
    assert counted == years_in_force - ended_with_czechoslovakia - brunei_before_independence == 14_159


@needs_atop
def test_nato_allies_are_defence_partners_and_india_is_not_one_of_the_united_states(pacts: Compiled) -> None:
    pair = pacts.tables["defence_pact_pair"]
    assert years(pair, "CAN", "USA").keys() >= set(range(1949, 2019))
    assert years(pair, "DEU", "USA").keys() >= set(range(1955, 2019))
    assert years(pair, "IND", "USA") == {}
    assert set(pair["value"]) == {0.0, 1.0}


@needs_atop
def test_partners_are_the_pacts_seen_from_each_side(pacts: Compiled) -> None:
    pair, single = pacts.tables["defence_pact_pair"], pacts.tables["defence_pact_partners"]
    assert single["value"].sum() == 2 * pair["value"].sum()
    states = (single["year"] == 2018).sum()
    assert (pair["year"] == 2018).sum() == states * (states - 1) / 2
    raw = pd.read_parquet(SOURCES / alliances.FILE)
    either = raw[(raw["year"] == 2018) & (raw["atop_defense"] == 1) & ((raw["ccode1"] == 2) | (raw["ccode2"] == 2))]
    partners = (set(either["ccode1"]) | set(either["ccode2"])) - {2.0}
    assert years(single, "USA")[2018] == len(partners) == 66
