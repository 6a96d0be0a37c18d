"""Arms-control treaties and reports of military spending: by hand, and what is known of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import treaties, un_milex
from foresight.sources import un_milex as milex_layout
from foresight.sources import un_treaty_collection, unoda_treaties

SOURCES = Path(__file__).resolve().parent.parent.parent / "shared" / "sources"
needs_files = pytest.mark.skipif(not SOURCES.exists(), reason="the provider's files (../shared/sources) are not here")

PARTIES = pd.DataFrame(
    [
        ("AAA", "mines", "1998-05-01", ""),
        ("AAA", "gas", "1995-01-01", ""),
        ("BBB", "mines", "1999-12-31", "2001-12-31"),
        ("BBB", "gas", "", ""),
        ("AAA", "never", "1990-01-01", ""),
    ],
    columns=["country", "treaty", "joined", "left"],
)
IN_FORCE = {"mines": "1999-03-01", "gas": "1997-04-29", "never": "9999-12-31"}


def counted() -> tuple[dict[tuple[str, int], float], dict[tuple[str, str, int], float]]:
    states = frozenset({"AAA", "BBB", "CCC"})
    single, shared = treaties.count(PARTIES, IN_FORCE, range(1996, 2003), lambda year: states)
    return (
        single.set_index(["country", "year"])["value"].to_dict(),
        shared.set_index(["country", "partner", "year"])["value"].to_dict(),
    )


def test_a_treaty_counts_from_its_entry_into_force_for_those_who_had_joined() -> None:
    single, _ = counted()
    assert [single["AAA", year] for year in (1996, 1997, 1998, 1999)] == [0, 1, 1, 2]


def test_a_state_counts_from_the_year_it_joins_until_the_year_it_leaves() -> None:
    single, _ = counted()
    assert [single["BBB", year] for year in (1998, 1999, 2000, 2001)] == [0, 1, 1, 0]


def test_a_signature_alone_counts_for_nothing() -> None:
    assert "gas" not in treaties.holdings(PARTIES[PARTIES["country"] == "BBB"], IN_FORCE, 2000).columns


def test_a_state_without_treaties_is_zero_and_not_missing() -> None:
    single, shared = counted()
    assert single["CCC", 2000] == 0
    assert shared["AAA", "CCC", 2000] == 0


def test_shared_treaties_are_those_both_are_party_to_at_the_end_of_the_year() -> None:
    _, shared = counted()
    assert [shared["AAA", "BBB", year] for year in (1998, 1999, 2000, 2001)] == [0, 1, 1, 0]


def test_former_states_are_missing_because_the_lists_do_not_tell() -> None:
    assert {"CSK", "DDR", "YUG"}.isdisjoint(treaties.continuing_states(1985))
    assert {"RUS", "DEU", "POL"} <= treaties.continuing_states(1985)


def test_every_withdrawal_is_of_a_counted_treaty_after_joining_and_names_its_reference() -> None:
    left = treaties.withdrawals()
    assert set(left["treaty"]) <= set(treaties.IN_FORCE_XXVI)
    assert (left["joined"] < left["left"]).all()
    assert left["reference"].str.len().gt(20).all()
    assert left["url"].str.startswith("https://").all()
    assert not left.duplicated(["country", "treaty"]).any()


def test_consent_to_protocols_is_read_from_the_signature_column(tmp_path: Path) -> None:
    file = tmp_path / "treaties.csv"
    file.write_text(
        "country_name,treaty_id,treaty_name,action_type,action_date,signature_date,treaty_open_year,mtdsg_no,source_url\n"
        "France,ccw_p4,Protocol IV,,,1998-06-30,1995,XXVI-2-a,\n"
        "Chad,tpnw,Nuclear ban,,,2022-09-22,2017,XXVI-9,\n"
    )
    assert un_treaty_collection.recognise(file)
    found = un_treaty_collection.read(file).set_index("name")
    assert found.loc["France", ["signed", "joined"]].tolist() == ["", "1998-06-30"]
    assert found.loc["Chad", ["signed", "joined"]].tolist() == ["2022-09-22", ""]


def test_the_first_deposit_at_any_depositary_counts(tmp_path: Path) -> None:
    file = tmp_path / "treaties.json"
    file.write_text(
        '{"C&ocirc;te d\'Ivoire": {"NPT": {"ratificationtime": 1, "actions": ["Signature", "Deposit of instruments of '
        'ratification", "Deposit of instruments of accession"], "dates": ["1968-07-01", "1973-03-06", "1973-03-05"]},'
        ' "Moon Treaty": {"actions": [], "dates": []}, "signed": 1}}'
    )
    assert unoda_treaties.recognise(file)
    assert unoda_treaties.read(file).to_dict("records") == [
        {"name": "Côte d'Ivoire", "treaty": "NPT", "signed": "1968-07-01", "joined": "1973-03-05"}
    ]


def test_a_page_that_could_not_be_read_is_missing_and_not_zero(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text(
        "iso3,year,status,page_link,submitted\nAGO,2002,failed,,0\nAGO,2003,no_data,,0\nNAM,2003,success,,1\n"
    )
    assert milex_layout.read(file).to_dict("records") == [
        {"iso3": "AGO", "year": 2003, "submitted": False},
        {"iso3": "NAM", "year": 2003, "submitted": True},
    ]


@pytest.fixture(scope="module")
def chapter_xxvi() -> pd.DataFrame:
    if not SOURCES.exists():
        pytest.skip("the provider's files (../shared/sources) are not here")
    return treaties.chapter_xxvi(un_treaty_collection.read(SOURCES / "arms_control" / treaties.CHAPTER_XXVI))[0]


def test_lithuania_left_two_treaties_in_2025_and_finland_none_yet(chapter_xxvi: pd.DataFrame) -> None:
    held = {y: treaties.holdings(chapter_xxvi, treaties.IN_FORCE_XXVI, y).sum(axis=1) for y in (2024, 2025)}
    assert held[2024]["LTU"] - held[2025]["LTU"] == 2
    assert held[2024]["FIN"] == held[2025]["FIN"]


def test_the_chemical_weapons_convention_has_193_parties_at_the_end_of_2018(chapter_xxvi: pd.DataFrame) -> None:
    assert treaties.holdings(chapter_xxvi, treaties.IN_FORCE_XXVI, 2018)["cwc"].sum() == 193


def test_ottawa_had_164_parties_before_the_first_of_them_left(chapter_xxvi: pd.DataFrame) -> None:
    assert treaties.holdings(chapter_xxvi, treaties.IN_FORCE_XXVI, 2023)["ottawa"].sum() == 164


@needs_files
def test_dates_of_joining_in_the_table_of_withdrawals_are_those_of_the_list_of_2015() -> None:
    names = {"EST": "Estonia", "FIN": "Finland", "LVA": "Latvia", "LTU": "Lithuania"}
    files = {"ottawa": "26-5.csv", "ccm": "26-6.csv"}
    for row in treaties.withdrawals().itertuples():
        list_2015 = pd.read_csv(SOURCES / "arms_control" / "ch26_2015" / files[row.treaty], index_col="Participant")
        deposit = str(list_2015.loc[names[row.country]].iloc[-1]).rstrip(" aAd")
        assert pd.to_datetime(deposit, format="%d %b %Y").date().isoformat() == row.joined


@needs_files
def test_26_states_reported_their_military_spending_in_2017_and_57_in_2024() -> None:
    found = un_milex.tables(SOURCES)
    reports = found.tables["milex_reporting"]
    sums = reports.groupby("year")["value"].sum()
    assert (sums[2017], sums[2024]) == (26, 57)
    assert not found.unresolved
    listed = set(zip(reports["country"], reports["year"], strict=True))
    assert ("AGO", 2002) not in listed
    assert ("ARE", 2009) not in listed
    assert ("SSD", 2005) not in listed
