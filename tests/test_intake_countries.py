"""Countries as providers write them: names in four languages, seven code systems, by year; groups; what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from foresight.intake.findings import IntakeError
from foresight.intake.line import Order, prepared, publish
from foresight.intake.placing import Placed, checked_decisions, place
from foresight.people import at_machine
from foresight.store import Store


def placed(texts: Sequence[str | None], column: str = "country", year: int | None = 2015, **asked: object) -> Placed:
    """Where texts of one column and one year are placed."""
    table = pd.DataFrame({"text": pd.Series(list(texts), dtype="object"), "name": None, "rows": 1})
    table["y"] = year
    table["first_row"] = range(2, len(table) + 2)
    return place(table, column=column, **asked)  # type: ignore[arg-type]


def found(
    texts: Sequence[str | None], column: str = "country", year: int | None = 2015, **asked: object
) -> list[object]:
    return list(placed(texts, column, year, **asked).table["iso3"])


@pytest.mark.parametrize(
    ("iso3", "names"),
    [
        ("USA", ["United States", "USA", "U.S.A.", "United States of America", "États-Unis", "Estados Unidos",
                 "Vereinigte Staaten"]),
        ("GBR", ["United Kingdom", "UK", "Great Britain", "Royaume-Uni", "Reino Unido"]),
        ("RUS", ["Russia", "Russian Federation", "Russie", "Rusia", "Russland"]),
        ("DEU", ["Germany", "Allemagne", "Alemania", "Deutschland", "Federal Republic of Germany"]),
        ("KOR", ["South Korea", "Korea, Rep.", "Republic of Korea", "Korea, South", "Corée, République de"]),
        ("PRK", ["North Korea", "Korea, Dem. People's Rep.", "DPRK", "Korea, North"]),
        ("COD", ["DR Congo", "Congo, Dem. Rep.", "Democratic Republic of the Congo", "Congo-Kinshasa", "DRC"]),
        ("COG", ["Congo", "Congo, Rep.", "Republic of the Congo", "Congo-Brazzaville"]),
        ("CIV", ["Côte d'Ivoire", "Cote d'Ivoire", "Ivory Coast", "Côte d’Ivoire", "Elfenbeinküste"]),
        ("TUR", ["Türkiye", "Turkey", "Turkiye", "Turquie", "Turquía", "Türkei"]),
        ("CZE", ["Czechia", "Czech Republic", "Tchéquie", "Tschechien"]),
        ("MKD", ["North Macedonia", "Macedonia", "FYR Macedonia", "Macedonia, FYR", "Macédoine du Nord"]),
        ("MMR", ["Myanmar", "Burma", "Birmanie"]),
        ("VNM", ["Vietnam", "Viet Nam"]),
        ("LAO", ["Laos", "Lao PDR", "Lao People's Democratic Republic"]),
        ("SYR", ["Syria", "Syrian Arab Republic", "Syrie", "Siria", "Syrien"]),
        ("IRN", ["Iran", "Iran, Islamic Rep.", "Iran (Islamic Republic of)"]),
        ("BOL", ["Bolivia", "Bolivia (Plurinational State of)"]),
        ("SWZ", ["Eswatini", "Swaziland"]),
        ("CPV", ["Cape Verde", "Cabo Verde"]),
        ("TLS", ["Timor-Leste", "East Timor"]),
        ("PSE", ["Palestine", "West Bank and Gaza", "State of Palestine"]),
        ("XKX", ["Kosovo"]),
        ("TWN", ["Taiwan"]),
        ("ESP", ["Spain", "Espagne", "España", "Spanien"]),
        ("NLD", ["Netherlands", "Pays-Bas", "Países Bajos", "Niederlande", "The Netherlands"]),
    ],
)  # fmt: skip
def test_a_country_is_found_under_its_usual_names_in_four_languages(iso3: str, names: list[str]) -> None:
    assert dict(zip(names, found(names), strict=True)) == dict.fromkeys(names, iso3)


@pytest.mark.parametrize(
    ("system", "column", "codes"),
    [
        ("iso3", "code", ["FRA", "usa", " IND ", "XKX"]),
        ("iso2", "code", ["FR", "US", "in", "XK"]),
        ("numeric", "M49", ["250", "840", "356.0"]),
        ("cow", "ccode", ["220", "2", "750"]),
        ("gw", "gwcode", ["220", "2", "750"]),
        ("worldbank", "Country Code", ["FRA", "USA", "IND", "XKX"]),
        ("gapminder", "geo", ["fra", "usa", "ind"]),
    ],
)  # fmt: skip
def test_every_code_system_is_read(system: str, column: str, codes: list[str]) -> None:
    wanted = ["FRA", "USA", "IND", "XKX"][: len(codes)]
    assert found(codes, column, system=system) == wanted
    if system != "gapminder":  # the column's name or the codes themselves tell the system
        assert found(codes, column) == wanted


@pytest.mark.parametrize(
    ("text", "system", "year", "iso3"),
    [
        ("Germany", "name", 1980, "DEU"),
        ("260", "gw", 1980, "DEU"),  # the Federal Republic
        ("255", "cow", 1991, "DEU"),
        ("265", "cow", 1980, "DDR"),
        ("German Democratic Republic", "name", 1980, "DDR"),
        ("East Germany", "name", 1980, "DDR"),
        ("Yugoslavia", "name", 1985, "YUG"),
        ("Yugoslavia", "name", 1995, "SRB"),  # a union of Serbia and Montenegro counts as Serbia
        ("345", "gw", 1985, "YUG"),
        ("345", "cow", 1995, "SRB"),
        ("Serbia and Montenegro", "name", 2004, "SRB"),
        ("Serbia", "name", 2010, "SRB"),
        ("Sudan", "name", 2005, "SDN"),
        ("Sudan", "name", 2012, "SDN"),
        ("South Sudan", "name", 2012, "SSD"),
        ("Soviet Union", "name", 1980, "RUS"),  # one state before and after 1991, as in Gleditsch and Ward
        ("USSR", "name", 1985, "RUS"),
        ("Russia", "name", 1995, "RUS"),
        ("365", "gw", 1995, "RUS"),
        ("Czechoslovakia", "name", 1990, "CSK"),
        ("South Vietnam", "name", 1970, "VDR"),
        ("817", "cow", 1970, "VDR"),
        ("816", "cow", 1990, "VNM"),
        ("Ethiopia", "name", 1990, "ETH"),
        ("Eritrea", "name", 2000, "ERI"),
        ("IND", "iso3", 2050, "IND"),  # projections reach far
        ("750", "gw", 2100, "IND"),
    ],
)
def test_a_name_or_code_is_the_state_that_bore_it_in_its_year(text: str, system: str, year: int, iso3: str) -> None:
    assert found([text], "country", year, system=system) == [iso3]


def test_a_group_is_told_apart_from_countries_and_left_out_with_a_word() -> None:
    groups = ["World", "Euro area", "Arab World", "Sub-Saharan Africa", "OECD members", "European Union", "NATO"]
    both = placed([*groups, "France", "Chad"])
    assert list(both.table["iso3"]) == [*[None] * len(groups), "FRA", "TCD"]
    (note,) = both.findings
    assert (note.level, note.kind, note.count) == ("note", "aggregates", len(groups))
    assert note.message == f"Groups of countries are left out: {', '.join(groups)}."


def test_the_world_is_taken_where_the_figures_are_of_the_world() -> None:
    assert found(["World", "WLD"], world=True) == ["WLD", "WLD"]


@pytest.mark.parametrize(
    ("text", "near"),
    [("Frnace", "France"), ("Untied States", "United States"), ("Germny", "Germany"), ("Brasilia", "Brazil")],
)
def test_what_is_unknown_is_an_error_with_its_place_the_nearest_names_and_what_to_do(text: str, near: str) -> None:
    unknown = placed(["India", text], sheet="Data")
    (error,) = unknown.findings
    assert (error.level, error.kind, error.where, error.value) == (
        "error", "unknown_country", "Data, row 3, column country", text,
    )  # fmt: skip
    assert f"“{text}” is no country known here (1 rows, 2015–2015). Did you mean " in error.message
    assert near in error.message
    assert error.message.endswith(f"Say which with --country “{text}=ISO3”, or leave it out with “{text}=-”.")


def test_unknown_texts_are_listed_twenty_times_and_then_counted() -> None:
    names = [f"Nowhere {chr(97 + n)}" for n in range(25)]
    errors = placed(["France", "India", *names]).findings
    assert len(errors) == 21
    assert (errors[-1].message, errors[-1].count) == ("5 more texts are no country.", 5)


def test_a_blank_country_is_said_to_be_blank_and_its_name_is_used_where_there_is_one() -> None:
    (error,) = placed(["France", None]).findings
    assert error.message == "The country is blank (1 rows). Fill it in, or take the rows out."
    texts = pd.DataFrame({"text": ["FRA", None], "name": ["France", "Chad"], "y": 2015, "rows": 1, "first_row": [2, 3]})
    assert list(place(texts, column="code").table["iso3"]) == ["FRA", "TCD"]


def test_numbers_that_two_systems_read_otherwise_are_asked_about() -> None:
    asked = placed(["20", "100"], "id")
    (error,) = asked.findings
    assert error.kind == "code_system"
    assert "Say which with --codes SYSTEM, one of " in error.message
    assert found(["20", "100"], "id", system="cow") == ["CAN", "COL"]
    assert found(["20", "100"], "ccode") == ["CAN", "COL"]


def test_a_decision_is_kept_to_and_remembered_for_the_next_file(small_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("country,year,value\nGaul,2020,2.3\nAtlantis,2020,9\nUSA,2020,20.1\n")
    decided = {"Gaul": "FRA", "Atlantis": "-"}
    with prepared(small_store, path, Order(indicator="gdp", countries=decided)) as draft:
        assert (draft.stopped, draft.accepted) == (False, 2)
        publish(small_store, draft, at_machine("steward"))
    path.write_text("country,year,value\nGaul,2020,2.4\nAtlantis,2020,9\n")
    with prepared(small_store, path, Order(indicator="gdp")) as again:
        assert (again.stopped, again.accepted) == (False, 1)
    with pytest.raises(IntakeError, match=r"“Gaul” cannot stand for “Frnace”"):
        checked_decisions({"Gaul": "Frnace"})
