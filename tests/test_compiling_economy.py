"""World Bank, UNDP and FAS files: connectors, the recipe's own arithmetic, and known facts in the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import Compiled, economy
from foresight.compiling.tidying import tidy, zeros_inside
from foresight.errors import SourceError
from foresight.sources import gapminder, owid, worldbank

SOURCES = Path(__file__).resolve().parents[1].parent / "shared" / "sources"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    if not (SOURCES / economy.GAPMINDER["gdp"]).exists():
        pytest.skip("the provider files of the World Bank are not on this machine")
    return economy.tables(SOURCES)


def table(*rows: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["country", "year", "value"])


def figure(frame: pd.DataFrame, country: str, year: int) -> float:
    found = frame[(frame["country"] == country) & (frame["year"] == year)]["value"]
    assert len(found) == 1, f"{country} {year}: {len(found)} rows"
    return float(found.iloc[0])


def has(frame: pd.DataFrame, country: str, year: int) -> bool:
    return bool(((frame["country"] == country) & (frame["year"] == year)).any())


# --- connectors ---------------------------------------------------------------------------------------------------


def test_a_gapminder_file_is_recognised_and_its_codes_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text("geo,time,total\nnam,1990,2.5\nnam,1991,\n", encoding="utf-8")
    assert gapminder.recognise(path)
    rows = gapminder.read(path)
    assert rows["code"].tolist() == ["nam", "nam"]
    assert rows["concept"].unique().tolist() == ["total"]
    assert rows["value"].iloc[0] == 2.5
    assert pd.isna(rows["value"].iloc[1])


def test_namibia_is_not_read_as_a_missing_code(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Entity,Code,Year,Share\nNamibia,NA,2001,3\n", encoding="utf-8")
    assert owid.read(path)["code"].tolist() == ["NA"]


def test_an_our_world_in_data_file_with_two_measures_gives_a_row_for_each(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("entity,code,year,Low,High\nChile,CHL,2001,3,4\n", encoding="utf-8")
    assert owid.recognise(path)
    assert owid.read(path)[["measure", "value"]].to_numpy().tolist() == [["Low", 3.0], ["High", 4.0]]


def test_each_connector_recognises_only_its_own_layout(tmp_path: Path) -> None:
    heads = {
        gapminder: "geo,time,x\n",
        worldbank: "Country Name,Country Code,Year,Value\n",
        owid: "Entity,Code,Year,x\n",
    }
    for reader in heads:
        for other, head in heads.items():
            path = tmp_path / "f.csv"
            path.write_text(head, encoding="utf-8")
            assert reader.recognise(path) == (reader is other)


@pytest.mark.parametrize("reader", [gapminder, worldbank, owid])
def test_a_strange_file_is_not_recognised_and_never_raises(reader: object, tmp_path: Path) -> None:
    strange = tmp_path / "picture.csv"
    strange.write_bytes(bytes(range(256)) * 10)
    empty = tmp_path / "empty.csv"
    empty.touch()
    for path in (strange, empty, tmp_path, tmp_path / "absent.csv"):
        assert reader.recognise(path) is False  # type: ignore[attr-defined]


def test_a_figure_that_is_no_number_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text("geo,time,total\nfra,1990,1\nfra,1991,a lot\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"row 3.*a lot"):
        gapminder.read(path)


def test_a_year_with_a_fraction_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text("geo,time,total\nfra,1990.5,1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"row 2.*1990\.5.*not a year"):
        gapminder.read(path)


def test_a_file_without_the_columns_of_its_layout_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text("Country Name,Year,Value\nChile,2001,3\n", encoding="utf-8")
    with pytest.raises(SourceError, match="lacks Country Code"):
        worldbank.read(path)


def test_a_missing_provider_file_is_named_with_the_folder_it_belongs_in(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"total_gdp.*is missing"):
        economy.tables(tmp_path)


# --- arithmetic ---------------------------------------------------------------------------------------------------


def test_arms_are_counted_in_millions_and_quiet_years_inside_coverage_are_zero() -> None:
    listed = table(("FRA", 1991, 3e6), ("FRA", 1993, 5e6), ("CHL", 1993, 1e6))
    deliveries = economy.arms_transfers(listed, last=1994, ends={})
    assert deliveries.to_numpy().tolist() == [
        ["CHL", 1993, 1.0],
        ["CHL", 1994, 0.0],
        ["FRA", 1991, 3.0],
        ["FRA", 1992, 0.0],
        ["FRA", 1993, 5.0],
        ["FRA", 1994, 0.0],
    ]


def test_no_zero_is_written_after_the_end_of_a_state() -> None:
    filled = zeros_inside(table(("CSK", 1990, 2.0), ("FRA", 1994, 1.0)), last=1994, ends={"CSK": 1992})
    assert filled.to_numpy().tolist() == [
        ["CSK", 1990, 2.0],
        ["CSK", 1991, 0.0],
        ["CSK", 1992, 0.0],
        ["FRA", 1994, 1.0],
    ]


def test_zeros_inside_leaves_its_input_as_it_was() -> None:
    listed = table(("FRA", 1991, 3.0), ("FRA", 1993, 5.0))
    before = listed.copy()
    zeros_inside(listed, last=1995, ends={})
    pd.testing.assert_frame_equal(listed, before)


def test_openness_is_exports_plus_imports_and_missing_where_one_side_is() -> None:
    exports = table(("FRA", 2000, 20.0), ("CHL", 2000, 30.0))
    imports = table(("FRA", 2000, 25.0), ("FRA", 2001, 26.0))
    assert economy.trade_openness(exports, imports).to_numpy().tolist() == [["FRA", 2000, 45.0]]


def test_a_state_that_is_not_on_the_list_of_nuclear_states_has_no_warheads() -> None:
    listed = table(("USA", 1945, 2.0), ("USA", 1946, 9.0))
    every = economy.warheads(listed, {1945: frozenset({"USA", "CHL"}), 1946: frozenset({"USA"})})
    assert every.to_numpy().tolist() == [["CHL", 1945, 0.0], ["USA", 1945, 2.0], ["USA", 1946, 9.0]]


def test_two_figures_for_one_country_and_year_are_refused() -> None:
    with pytest.raises(SourceError, match=r"file\.csv: FRA has two figures for 2000"):
        tidy(table(("FRA", 2000, 1.0), ("FRA", 2000, 2.0)), "file.csv")


def test_counts_under_two_names_of_one_country_are_summed_where_that_is_meant() -> None:
    summed = tidy(table(("RUS", 1991, 4.0), ("RUS", 1991, 3.0)), "file.csv", repeated="sum")
    assert summed.to_numpy().tolist() == [["RUS", 1991, 7.0]]


# --- known facts in the real files ----------------------------------------------------------------------------------


def test_every_table_is_tidy(compiled: Compiled) -> None:
    for key, frame in compiled.tables.items():
        assert list(frame.columns) == ["country", "year", "value"], key
        assert frame["value"].notna().all(), key
        assert not frame.duplicated(["country", "year"]).any(), key
        assert frame.sort_values(["country", "year"]).index.is_monotonic_increasing, key
        assert str(frame["year"].dtype) == "int64", key


@pytest.mark.parametrize(("country", "percent"), [("USA", 3.42), ("RUS", 7.05), ("UKR", 34.5)])
def test_military_expenditure_of_2024_is_what_the_world_bank_prints(
    compiled: Compiled, country: str, percent: float
) -> None:
    assert figure(compiled.tables["military_expenditure_pct_gdp"], country, 2024) == pytest.approx(percent, abs=0.05)


def test_russia_begins_in_1989_and_the_soviet_union_is_not_invented(compiled: Compiled) -> None:
    russia = compiled.tables["gdp"].query("country == 'RUS'")["year"]
    assert russia.min() == 1989


def test_no_aggregate_is_taken_for_a_country_and_each_is_reported(compiled: Compiled) -> None:
    assert not compiled.tables["population"]["country"].isin({"WLD", "ARB", "EMU", "EUU", "CHI"}).any()
    reasons = {(u.code, u.reason) for u in compiled.unresolved if "wb_population" in u.file}
    assert ("ARB", "an aggregate, not a country") in reasons
    assert ("EMU", "an aggregate, not a country") in reasons


def test_the_gapminder_codes_that_are_no_iso_codes_are_placed_or_reported(compiled: Compiled) -> None:
    assert has(compiled.tables["gdp"], "XKX", 2020)
    assert has(compiled.tables["gdp"], "CUW", 2020)
    assert {u.code for u in compiled.unresolved if "total_gdp" in u.file} == {"chanisl"}


def test_no_row_of_the_gdp_file_is_dropped_in_silence(compiled: Compiled) -> None:
    rows = len(gapminder.read(SOURCES / economy.GAPMINDER["gdp"]))
    lost = sum(u.rows for u in compiled.unresolved if "total_gdp" in u.file)
    assert len(compiled.tables["gdp"]) + lost == rows


def test_arms_exports_agree_with_sipri_to_its_order_of_magnitude(compiled: Compiled) -> None:
    exports = compiled.tables["arms_exports"]
    assert 25_000 < exports.query("year == 2024")["value"].sum() < 32_000
    assert figure(exports, "USA", 2024) == pytest.approx(13_512)


def test_a_listed_importer_without_delivery_is_zero_and_a_state_never_listed_is_missing(compiled: Compiled) -> None:
    imports = compiled.tables["arms_imports"]
    listed = gapminder.read(SOURCES / economy.ARMS["arms_imports"])
    iceland_rows = listed[listed["code"] == "isl"]["year"]
    quiet = next(y for y in range(int(iceland_rows.min()) + 1, 2025) if y not in set(iceland_rows))
    assert figure(imports, "ISL", quiet) == 0
    assert not has(imports, "ISL", int(iceland_rows.min()) - 1)
    assert "lie" not in set(listed["code"])
    assert not (imports["country"] == "LIE").any()
    assert not has(imports, "RUS", 1991)


def test_warheads_are_the_lists_for_nuclear_states_and_zero_for_others(compiled: Compiled) -> None:
    warheads = compiled.tables["nuclear_stockpile"]
    assert figure(warheads, "USA", 2023) == 3708
    assert figure(warheads, "CHN", 2023) == 410
    assert figure(warheads, "DEU", 2023) == 0
    assert figure(warheads, "ZAF", 2023) == 0
    assert not has(warheads, "DEU", 2024)
    assert not (warheads["country"] == "WLD").any()
