"""Training, aid, trips and cyber readiness: connectors, the recipe's own arithmetic, known facts in the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import Compiled, contacts
from foresight.errors import SourceError
from foresight.sources import fmtr, itu_gci, kiel, leader_trips

SOURCES = Path(__file__).resolve().parents[1].parent / "shared" / "sources"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    if not (SOURCES / contacts.AID).exists():
        pytest.skip("the provider files of training, aid, trips and cyber readiness are not on this machine")
    return contacts.tables(SOURCES)


def of(compiled: Compiled, key: str, country: str) -> pd.Series:
    frame = compiled.tables[key]
    return frame[frame["country"] == country].set_index("year")["value"]


# --- connectors ---------------------------------------------------------------------------------------------------


def test_a_report_year_over_two_years_is_the_first_of_them(tmp_path: Path) -> None:
    path = tmp_path / "fmtr.csv"
    path.write_text("iso3,fy,trainees,cost_usd,source_note\nCOL,2018_2019,12,3400,\nCOL,2020,7,1,x\n", encoding="utf-8")
    assert fmtr.recognise(path)
    rows = fmtr.read(path)
    assert rows[["code", "year", "trainees", "cost"]].to_numpy().tolist() == [
        ["COL", 2018, 12, 3400],
        ["COL", 2020, 7, 1],
    ]


def test_an_aid_file_is_read_by_donor_and_month(tmp_path: Path) -> None:
    path = tmp_path / "aid.csv"
    path.write_text(
        "country,iso,year,month,total,financial,humanitarian,military\nNorway,NOR,2022,3,6,1,2,3\n", encoding="utf-8"
    )
    assert kiel.recognise(path)
    assert kiel.read(path).iloc[0][["code", "month", "financial", "humanitarian", "military"]].tolist() == [
        "NOR", 3, 1.0, 2.0, 3.0,
    ]  # fmt: skip


def test_the_direction_of_trips_is_told_by_the_name_of_the_column(tmp_path: Path) -> None:
    for column, direction in (("LeaderCountryOrIGO", "sent"), ("CountryVisited", "received")):
        path = tmp_path / f"{direction}.parquet"
        pd.DataFrame({"TripYear": [1991], column: ["Chile"], "count": [4]}).to_parquet(path)
        assert leader_trips.recognise(path)
        assert leader_trips.read(path).to_numpy().tolist() == [["Chile", 1991, 4.0, direction]]


def test_an_edition_without_a_score_has_no_row(tmp_path: Path) -> None:
    path = tmp_path / "gci.csv"
    path.write_text(
        "Country,2014,Globa Rank,2020,Global Rank,\nChile,0.5,3,#N/A,,\nPeru,,,55.7,86,\n", encoding="utf-8"
    )
    assert itu_gci.recognise(path)
    assert itu_gci.read(path).to_numpy().tolist() == [["Chile", 2014, 0.5], ["Peru", 2020, 55.7]]


@pytest.mark.parametrize("reader", [fmtr, kiel, leader_trips, itu_gci])
def test_a_strange_file_is_not_recognised_never_raises_there_and_is_refused_on_reading(
    reader: object, tmp_path: Path
) -> None:
    other, binary = tmp_path / "other.csv", tmp_path / "binary.parquet"
    other.write_text("geo,time,x\nfra,2000,1\n", encoding="utf-8")
    binary.write_bytes(bytes(range(256)))
    for path in (other, binary, tmp_path, tmp_path / "absent.csv"):
        assert reader.recognise(path) is False  # type: ignore[attr-defined]
    for path in (other, tmp_path / "absent.csv"):
        with pytest.raises(SourceError, match=path.name):
            reader.read(path)  # type: ignore[attr-defined]


# --- arithmetic ---------------------------------------------------------------------------------------------------


def test_aid_is_summed_over_months_and_a_listed_donors_year_without_aid_is_zero() -> None:
    months = pd.DataFrame(
        [("NOR", 2022, 3, 0.5), ("NOR", 2022, 4, 0.25), ("CHE", 2024, 1, 0.0), ("NOR", 2024, 2, 1.0)],
        columns=["country", "year", "month", "military"],
    )
    assert contacts.yearly_aid(months).to_numpy().tolist() == [
        ["CHE", 2022, 0.0],
        ["CHE", 2023, 0.0],
        ["CHE", 2024, 0.0],
        ["NOR", 2022, 0.75],
        ["NOR", 2023, 0.0],
        ["NOR", 2024, 1.0],
    ]


def test_early_editions_are_put_on_the_scale_of_the_later_ones() -> None:
    scores = pd.DataFrame({"year": [2014, 2018, 2020], "score": [0.5, 0.926, 55.7]})
    assert contacts.one_scale(scores).tolist() == pytest.approx([50.0, 92.6, 55.7])


@pytest.mark.parametrize(("year", "score"), [(2018, 92.6), (2020, 100.1), (2024, -1.0)])
def test_a_score_off_its_editions_scale_is_refused(year: int, score: float) -> None:
    with pytest.raises(SourceError, match="0-1 up to 2018"):
        contacts.one_scale(pd.DataFrame({"year": [year], "score": [score]}))


# --- known facts in the real files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("donor", "billions"), [("USA", 64.6), ("DEU", 24.2), ("GBR", 16.2)])
def test_military_aid_to_ukraine_sums_to_what_kiel_prints(compiled: Compiled, donor: str, billions: float) -> None:
    assert of(compiled, "ukraine_military_aid", donor).sum() == pytest.approx(billions, abs=0.05)


def test_every_donor_has_every_year_and_the_institutions_of_the_union_are_no_country(compiled: Compiled) -> None:
    aid = compiled.tables["ukraine_military_aid"]
    assert (aid.groupby("country")["year"].agg(list).map(lambda y: y == [2022, 2023, 2024, 2025, 2026])).all()
    assert of(compiled, "ukraine_military_aid", "HUN").tolist() == [0.0] * 5
    assert [u.rows for u in compiled.unresolved if u.file == contacts.AID and u.code == "EU"] == [47]


def test_training_is_missing_for_fiscal_2006_and_for_allies_that_the_law_leaves_out(compiled: Compiled) -> None:
    trainees = compiled.tables["us_military_trainees"]
    assert 2006 not in set(trainees["year"])
    assert of(compiled, "us_military_trainees", "JPN").index.max() == 2002
    assert of(compiled, "us_military_trainees", "GBR").empty
    assert of(compiled, "us_military_trainees", "COL")[1999] == 7668


def test_trips_placed_and_trips_reported_add_up_to_the_file(compiled: Compiled) -> None:
    for key, file in contacts.TRIPS.items():
        rows = leader_trips.read(SOURCES / file)
        reported = 0.0
        for u in compiled.unresolved:
            if u.file == file:
                first, last = map(int, u.years.split("-"))
                reported += rows[(rows["name"] == u.code) & rows["year"].between(first, last)]["value"].sum()
        assert compiled.tables[key]["value"].sum() + reported == rows["value"].sum(), key


def test_organisations_send_no_trips_as_countries(compiled: Compiled) -> None:
    file = contacts.TRIPS["leader_trips_sent"]
    reported = {u.code for u in compiled.unresolved if u.file == file}
    assert {"United Nations (UN)", "North Atlantic Treaty Organization (NATO)", "African Union (AU)"} <= reported


def test_trips_under_the_names_of_a_changing_country_are_one_series(compiled: Compiled) -> None:
    for key in contacts.TRIPS:
        germany = of(compiled, key, "DEU")
        russia = of(compiled, key, "RUS")
        assert germany.index.tolist() == list(range(1990, 2025)), key
        assert russia.index.tolist() == list(range(1990, 2025)), key
        assert of(compiled, key, "CSK").index.max() <= 1992, key


def test_cyber_readiness_is_on_one_scale_and_only_in_the_years_of_an_edition(compiled: Compiled) -> None:
    assert of(compiled, "cyber_readiness", "USA").to_dict() == pytest.approx(
        {2014: 82.4, 2017: 91.9, 2018: 92.6, 2020: 100.0, 2024: 99.86}
    )
    assert compiled.tables["cyber_readiness"]["value"].between(0, 100).all()
    assert {2014, 2017, 2018, 2020, 2024} == set(compiled.tables["cyber_readiness"]["year"])


def test_every_table_is_tidy(compiled: Compiled) -> None:
    for key, frame in compiled.tables.items():
        assert list(frame.columns) == ["country", "year", "value"], key
        assert frame["value"].notna().all(), key
        assert not frame.duplicated(["country", "year"]).any(), key
