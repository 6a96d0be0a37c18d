"""What is looked at before anything is stored: each rule once, with the sentence that a steward reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from foresight.intake.findings import Finding
from foresight.intake.line import Draft, Order, prepared
from foresight.store import Store
from tests.conftest import write_data

COUNTRIES = ("FRA", "USA", "IND", "BRA", "DEU", "JPN", "CHN", "ZAF")
YEARS = range(2000, 2020)
Key = tuple[str, int]


def published() -> dict[Key, float]:
    """Twenty years of eight countries that grow by two per cent, a little more or less in turn."""
    return {
        (country, year): round(100 * (place + 1) * 1.02 ** (year - 2000) * (1.01 if year % 2 else 1.0), 6)
        for place, country in enumerate(COUNTRIES)
        for year in YEARS
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with twenty years of GDP. Nobody publishes in it."""
    folder = tmp_path_factory.mktemp("checks")
    data = write_data(folder / "data")
    rows = [(country, year, value) for (country, year), value in sorted(published().items())]
    pd.DataFrame(rows, columns=["country", "year", "value"]).to_parquet(data / "tables" / "gdp.parquet", index=False)
    return Store.open(folder / "store", data)


def of_rows(store: Store, folder: Path, rows: Sequence[Sequence[object]], **asked: Any) -> Draft:
    path = folder / "in.csv"
    lines = [["country", "year", "value"], *rows] if not asked.pop("bare", False) else rows
    path.write_text("\n".join(",".join(map(str, row)) for row in lines) + "\n", encoding="utf-8")
    with prepared(store, path, Order(**{"indicator": "gdp", **asked})) as draft:
        return draft


def of_figures(store: Store, folder: Path, figures: Mapping[Key, float], **asked: Any) -> Draft:
    return of_rows(store, folder, [(country, year, value) for (country, year), value in figures.items()], **asked)


def only(draft: Draft, level: str | None = None) -> Finding:
    """The one finding, of a level where one is given."""
    (found,) = [one for one in draft.findings if level in (None, one.level)]
    return found


def test_figures_that_fit_have_no_finding(store: Store, tmp_path: Path) -> None:
    later = {(country, 2020): published()[country, 2019] * 1.02 for country in COUNTRIES}
    assert of_figures(store, tmp_path, published() | later).findings == ()


def test_a_type_that_is_wrong(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2020, "many"), ("USA", 2020, 300)]))
    assert (found.kind, found.level, found.where, found.value) == (
        "not_a_number",
        "error",
        "row 2, column value",
        "many",
    )
    assert found.message == (
        "“many” is not a number (once). Correct it, or leave the cell blank where the figure is missing."
    )


def test_a_code_that_is_missing(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2020, 150), ("", 2020, 300)]), "error")
    assert (found.kind, found.where) == ("unknown_country", "row 3, column country")
    assert found.message == "The country is blank (1 rows). Fill it in, or take the rows out."


def test_a_code_that_is_unknown(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2020, 150), ("QQQ", 2020, 300)]), "error")
    assert (found.kind, found.where, found.value) == ("unknown_country", "row 3, column country", "QQQ")
    assert "Say which with --country “QQQ=ISO3”, or leave it out with “QQQ=-”." in found.message


def test_a_key_that_stands_twice(store: Store, tmp_path: Path) -> None:
    rows = [("FRA", 2020, 148.5), ("USA", 2020, 300), ("FRA", 2020, 149)]
    found = only(of_rows(store, tmp_path, rows), "error")
    assert (found.kind, found.where, found.count) == ("duplicate", "row 2", 2)
    assert found.message == "FRA 2020 of gdp stands 2 times, with 148.5 and 149 (rows 2 to 4). Keep one."


def test_of_many_that_stand_twice_the_first_twenty_are_listed_and_the_rest_counted(
    store: Store, tmp_path: Path
) -> None:
    held = published()
    rows = [(c, y, value + more) for (c, y), value in list(held.items())[:33] for more in (0.0, 0.5)]
    found = [one for one in of_rows(store, tmp_path, rows).findings if one.kind == "duplicate"]
    assert [one.where for one in found[:3]] == ["row 2", "row 4", "row 6"]
    assert len(found) == 21
    assert (found[-1].message, found[-1].count) == ("13 more keys stand twice.", 13)


def test_a_row_that_stands_twice_with_the_same_figure(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2020, 148.5)] * 3))
    assert (found.kind, found.level) == ("repeated", "note")
    assert found.message == "1 rows stand twice with the same figure; once is kept."


@pytest.mark.parametrize("year", [1799, 2101, 20233])
def test_a_year_that_is_none(store: Store, tmp_path: Path, year: int) -> None:
    found = only(of_rows(store, tmp_path, [("USA", 2020, 300), ("FRA", year, 150)]), "error")
    assert (found.kind, found.where, found.value) == ("year", "row 3, column year", str(year))
    assert found.message == f"“{year}” is not a year from 1800 to 2100 (once). Correct it, or take the rows out."


def test_dates_for_years(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("USA", "2020-12-31", 300)]), "error")
    assert found.message == (
        "“2020-12-31” is not a year from 1800 to 2100 (once). It looks like a date: name the column of years, or write "
        "years."
    )


@pytest.mark.parametrize(
    ("times", "says", "scale"),
    [
        (1000, "1,000 times larger", "0.001"),
        (0.01, "100 times smaller", "100"),
        (1e-6, "1,000,000 times smaller", "1e+06"),
    ],
)
def test_thousands_for_ones_and_fractions_for_per_cent(
    store: Store, tmp_path: Path, times: float, says: str, scale: str
) -> None:
    draft = of_figures(store, tmp_path, {key: value * times for key, value in published().items()})
    found = only(draft, "error")
    assert found.kind == "unit"
    assert found.message == (
        f"Gross domestic product: the figures are {says} than those published. The catalogue counts in constant 2015 "
        f"US$ bn: convert the file, or say --scale {scale}."
    )
    scaled = of_figures(store, tmp_path, {key: value * times for key, value in published().items()}, scale=float(scale))
    assert not scaled.stopped


def test_another_magnitude_of_years_that_are_new(store: Store, tmp_path: Path) -> None:
    draft = of_figures(store, tmp_path, {(country, 2025): published()[country, 2019] * 30 for country in COUNTRIES})
    found = next(one for one in draft.findings if one.kind == "magnitude")
    assert found.level == "warning"
    assert found.message == (
        "Gross domestic product: the figures are, in the middle, 30 times what was last published of the same "
        "countries, in constant 2015 US$ bn. Is it the same unit?"
    )


def test_a_negative_count_and_a_figure_out_of_range(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2020, -3)]), "error")
    assert (found.kind, found.where, found.value) == ("range", "row 2, column value", "-3")
    assert found.message == (
        "FRA 2020: -3 is below the lowest value of Gross domestic product, 0 constant 2015 US$ bn. Correct it, or "
        "leave the cell blank."
    )
    path = tmp_path / "pairs.csv"
    path.write_text("state1,state2,year,value\nFRA,USA,2011,501\n")
    with prepared(store, path, Order(indicator="exercises_pair")) as draft:
        assert "501 is above the highest value of Joint exercises of two countries, 500 exercises." in str(
            draft.findings
        )


def test_figures_out_of_range_are_listed_twenty_times_and_then_counted(store: Store, tmp_path: Path) -> None:
    found = [one for one in of_rows(store, tmp_path, [("FRA", 1900 + n, -1) for n in range(27)]).findings
             if one.kind == "range"]  # fmt: skip
    assert len(found) == 21
    assert (found[-1].message, found[-1].count) == ("7 more figures are out of range.", 7)


def test_a_sudden_break(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2020, 700), ("USA", 2020, 300)]), "warning")
    assert (found.kind, found.where, found.value, found.count) == ("sudden_change", "row 2", "700", 1)
    assert found.message == (
        "Gross domestic product: once a figure is far from the year before, by more than 12 usual steps: FRA 2020: "
        "147.138 to 700 (row 2). Correct what is wrong; say why, where it is right."
    )


def test_a_figure_far_from_a_country_s_own_history(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("FRA", 2025, 9000), ("USA", 2020, 300), ("IND", 2020, 446)]), "warning")
    assert (found.kind, found.where, found.value, found.count) == ("outlier", "row 2", "9,000", 1)
    assert found.message == (
        "Gross domestic product: once a figure is far from all that is published: FRA 2025: 9,000, and never below 100 "
        "or above 147.138 before (row 2). Correct what is wrong; say why, where it is right."
    )


def test_a_figure_of_a_new_country_far_from_all_that_is_published_of_others(store: Store, tmp_path: Path) -> None:
    found = only(of_rows(store, tmp_path, [("CHE", 2019, 500_000), ("USA", 2020, 300)]), "warning")
    assert (found.kind, found.where) == ("outlier", "row 2")
    assert "CHE 2019: 500,000, and never below 100 or above 1,177.1 before (row 2)" in found.message
    assert of_rows(store, tmp_path, [("CHE", 2019, 2000)]).findings == ()


def test_countries_that_a_release_leaves_out(store: Store, tmp_path: Path) -> None:
    draft = of_figures(
        store, tmp_path, {key: value for key, value in published().items() if key[0] not in ("ZAF", "IND")}
    )
    found = only(draft)
    assert (found.kind, found.level, found.count) == ("coverage", "note", 40)
    assert found.message == (
        "Gross domestic product: 2 of 8 countries that are published are not in the file: IND, ZAF. Their figures "
        "stay. Where they should go, replace the whole indicator."
    )
    part = of_figures(store, tmp_path, {("FRA", 2019): published()["FRA", 2019]})
    assert part.findings == ()  # a correction is no release


def test_coverage_that_replacing_loses(store: Store, tmp_path: Path) -> None:
    kept = {key: value for key, value in published().items() if key[1] > 2003}
    found = only(of_figures(store, tmp_path, kept, replace=True))
    assert (found.kind, found.level, found.count) == ("removes", "warning", 32)
    assert found.message.startswith(
        "Gross domestic product: replacing removes 32 published figures of 8 countries, most of"
    )
    assert found.message.endswith("Merge instead, if the file is only a part.")


def test_a_last_year_that_is_not_finished(store: Store, tmp_path: Path) -> None:
    later = {(country, 2020): published()[country, 2019] * 1.02 for country in COUNTRIES[:3]}
    found = only(of_figures(store, tmp_path, published() | later))
    assert (found.kind, found.level) == ("thin_year", "warning")
    assert found.message == (
        "Gross domestic product: only 3 countries have a figure for 2020, 8 for 2019. Is the year finished?"
    )


def test_a_release_that_changes_much_of_what_is_published(store: Store, tmp_path: Path) -> None:
    draft = of_figures(store, tmp_path, {key: value * 1.07 for key, value in published().items()})
    found = only(draft, "warning")
    assert found.kind == "revised"
    assert found.message == (
        "Gross domestic product: 100% of the figures that are published already would change. Is this a new release of "
        "the same series, in the same unit?"
    )


def test_formulas_and_a_hidden_sheet(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Old"
    for row in (("country", "year", "value"), ("FRA", 2019, published()["FRA", 2019]), ("USA", 2019, "=100*2.94")):
        sheet.append(row)
    book.create_sheet("Shown").append(["nothing"])
    sheet.sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    with prepared(store, tmp_path / "book.xlsx", Order(indicator="gdp", sheet="Old")) as draft:
        hidden, formulas = draft.findings
    assert (hidden.kind, hidden.level, hidden.where) == ("hidden_sheet", "warning", "Old")
    assert hidden.message == "This sheet is hidden in the file. Is it meant?"
    assert (formulas.kind, formulas.level, formulas.where) == ("formulas", "note", "Old")
    assert formulas.message == ("The file has formulas (1); the figures they gave when it was last saved are taken.")


def test_a_finding_names_sheet_row_column_value_rule_and_what_to_do(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in ((), ("Made in May",), ("Country", "Year", "Value"), ("France", 2020, "12 p")):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    with prepared(store, tmp_path / "book.xlsx", Order(indicator="gdp")) as draft:
        found = only(draft)
    assert str(found) == (
        "error, Data, row 4, column Value: “12 p” is not a number (once). It ends in the mark of a note: take the mark "
        "out, or leave the cell blank. [footnote]"
    )
    assert found.value == "12 p"
