"""A provider's file needs no question: its layout is known, and it comes to what the build makes of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from foresight import cli
from foresight.compiling.derived import RULES
from foresight.errors import UnknownKeyError
from foresight.intake.line import Draft, Order, declared, prepared, publish
from foresight.people import at_machine
from foresight.store import Store

SOURCES = Path(__file__).resolve().parents[2] / "shared" / "sources"
needs_files = pytest.mark.skipif(not SOURCES.is_dir(), reason="the providers’ files (../shared/sources) are not here")

REAL = {
    "arms_control/un_treaty_collection_ch26_2025.csv": ("un_treaty_collection", 2),
    "arms_control/unoda_treatydata_2018.json": ("unoda_treaties", 1),
    "atop/atop_directed_dyad_year.parquet": ("atop", 2),
    "cyber/itu_gci_2014_2024_summary.csv": ("itu_gci", 1),
    "dcad/DCAD-v1.0-main.csv": ("dcad", 9),
    "fas/nuclear_stockpiles_owid.csv": ("owid", 1),
    "fmtr/fmtr_iso3_fy.csv": ("fmtr", 2),
    "kiel/data_explorer.csv": ("kiel", 1),
    "mme/mme_v7.csv": ("mme", 8),
    "ucdp/UcdpPrioConflict_v25_1.csv": ("ucdp_prio", 7),
    "ucdp/ucdp_organizedviolencecy_v25_1.csv": ("ucdp_country_year", 10),
    "un_milex/un_milex_submission_panel.csv": ("un_milex", 1),
    "un_peacekeeping/contributions_monthly.csv": ("ipi_peacekeeping", 1),
    "un_peacekeeping/geopko_tcc_map_v2.3.csv": ("geopko", 1),
    "unga/IdealpointsJuly2025.dta": ("un_ideal_points", 4),
    "unga/roll_calls_wide_1946-2024.csv": ("un_roll_calls_wide", 5),
    "unga/votes_2025.csv": ("un_digital_library_votes", 5),
    "unhcr/idmc.csv": ("idmc", 1),
    "unhcr/population.csv": ("unhcr", 2),
    "us_troops/troopdata-rebuild-country-year.csv": ("us_troops", 1),
    "vdem/ert_v15.csv": ("vdem_ert", 3),
    "visits/leader_trips_received.parquet": ("leader_trips", 1),
    "visits/leader_trips_sent.parquet": ("leader_trips", 1),
    "wdi/arms_exports_sipri_tiv.csv": ("gapminder", 1),
    "wdi/arms_imports_sipri_tiv.csv": ("gapminder", 1),
    "wdi/foreign_direct_investment_net_inflows_percent_of_gdp.csv": ("gapminder", 1),
    "wdi/gdppercapita_us_inflation_adjusted.csv": ("gapminder", 1),
    "wdi/hdi_human_development_index.csv": ("gapminder", 1),
    "wdi/high_technology_exports_percent_of_manufactured_exports.csv": ("gapminder", 1),
    "wdi/internet_users.csv": ("gapminder", 1),
    "wdi/merchandise_trade_percent_of_gdp.csv": ("gapminder", 1),
    "wdi/military_expenditure_percent_of_gdp.csv": ("gapminder", 1),
    "wdi/total_gdp_us_inflation_adjusted.csv": ("gapminder", 1),
    "worldbank/research_and_development_pct_gdp_owid.csv": ("owid", 1),
}
"""File -> its layout and how many indicators it makes."""

Write = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store made from the shipped data. Nobody publishes in it."""
    return Store.open(tmp_path_factory.mktemp("shipped") / "store")


@pytest.fixture
def own(shipped: Store, tmp_path: Path) -> Store:
    """A copy of it to publish in."""
    shutil.copytree(shipped.folder, tmp_path / "store")
    return Store.open(tmp_path / "store")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return file


def draft(store: Store, path: Path, **asked: Any) -> Draft:
    with prepared(store, path, Order(**asked)) as made:
        return made


def published(store: Store, path: Path, **asked: Any) -> Draft:
    """The draft, published whatever it warns of."""
    accepted = {one.kind: "as told" for one in draft(store, path, **asked).findings}
    with prepared(store, path, Order(accepted=accepted, **asked)) as made:
        publish(store, made, at_machine("steward"))
        return made


def told(made: Draft, level: str = "error") -> str:
    return "\n".join(str(one) for one in made.findings if one.level == level)


def counts(made: Draft) -> dict[str, tuple[int, int, int]]:
    return {change.indicator: (change.added, change.changed, change.removed) for change in made.changes}


# ---- the providers' own files


@needs_files
@pytest.mark.parametrize("file", REAL)
def test_the_release_that_is_published_already_changes_nothing_and_asks_nothing(shipped: Store, file: str) -> None:
    made = draft(shipped, SOURCES / file)
    layout, indicators = REAL[file]
    assert (made.layout, len(made.changes)) == (layout, indicators)
    assert set(counts(made).values()) == {(0, 0, 0)}
    assert not made.stopped, told(made)
    assert not made.waiting, told(made, "warning")
    assert made.read > 0
    assert not made.computed


@needs_files
def test_the_population_file_does_not_name_its_series_so_that_it_is_asked_for_each_time(own: Store) -> None:
    path = SOURCES / "worldbank" / "wb_population.csv"
    assert "does not say which series it holds. Say so with --as KEY" in told(draft(own, path))
    assert counts(published(own, path, indicator="population")) == {"population": (0, 0, 0)}
    # another series in the same columns is not taken for the last one
    assert draft(own, SOURCES / "worldbank" / "wb_gdp_current_usd.csv").stopped


@needs_files
def test_a_roll_call_file_gives_only_the_years_that_it_has_to_itself(shipped: Store) -> None:
    with prepared(shipped, SOURCES / "unga/roll_calls_wide_1946-2024.csv", Order()) as made:
        years = set(pd.read_parquet(made.files["un_alignment"])["year"])
    assert years == {2020, 2021, 2023}
    assert "2020, 2021, 2023" in told(made, "note")


@needs_files
def test_the_long_file_of_exercises_is_warned_of_because_it_loses_participants(shipped: Store) -> None:
    made = draft(shipped, SOURCES / "mme/mme-v7-long.csv")
    assert "stops at the 24th participant" in told(made, "warning")
    change = next(change for change in made.changes if change.indicator == "exercises")
    assert (change.added, change.changed) == (0, 68)
    assert (change.largest["value"] < change.largest["held"]).all()


@needs_files
@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("igo/cow_igo_selected.parquet", "forum_memberships.csv"),
        ("igo/migo_memberships.parquet", "forum_memberships.csv"),
        ("igo/factbook_org_membership_snapshots.csv", "forum_memberships.csv"),
        ("unga/un_votes.parquet", "tables of roll calls and issues beside them"),
        ("unga/votes_2022_march.csv", "have no date"),
        ("sipri/trade_register_sample.csv", "No indicator takes deliveries between two states"),
        ("wdi/exports_percent_of_gdp.csv", "exports_percent_of_gdp=value:KEY"),
        ("wdi/imports_percent_of_gdp.csv", "imports_percent_of_gdp is one half of Trade openness"),
        ("atop/atop5_1a.csv", "when each member came and left"),
    ],
)
def test_a_layout_that_no_indicator_takes_says_why_and_what_to_do(shipped: Store, file: str, says: str) -> None:
    made = draft(shipped, SOURCES / file)
    assert made.stopped
    assert says in told(made)
    assert made.layout != "plain"


@needs_files
def test_the_file_of_alliance_members_comes_to_the_directed_dyad_years_but_for_the_seychelles(shipped: Store) -> None:
    made = draft(shipped, SOURCES / "atop/atop5_1m.csv")
    assert made.layout == "atop_members"
    assert counts(made) == {"defence_pact_pair": (0, 13, 0), "defence_pact_partners": (0, 14, 0)}
    assert "SYC 2003: 0 to 13" in told(made, "warning")


@needs_files
def test_sipri_s_shares_become_per_cent_and_are_the_world_bank_s_but_for_rounding(shipped: Store) -> None:
    path = SOURCES / "sipri/SIPRI-Milex-data-1949-2024.xlsx"
    with prepared(shipped, path, Order()) as made:
        given = pd.read_parquet(made.files["military_expenditure_pct_gdp"])
    assert made.layout == "sipri_milex"
    held = shipped.rows("military_expenditure_pct_gdp")
    both = held.merge(given, on=["country", "year"], suffixes=("_held", ""))
    assert len(both) == len(held)
    assert ((both["value"] - both["value_held"]).abs() < 0.0001).mean() > 0.999
    assert len(given) - len(both) == 333  # 1949 to 1959, and states that have ended
    assert dict(given[given["year"] == 2024][["country", "value"]].to_numpy())["UKR"] == pytest.approx(34.5, abs=0.05)
    # no figure under a region's name, none for "..." and "xxx"
    assert "Groups of countries are left out: European Union" in told(made, "note")
    assert "Constant (2023) US$" in told(made, "note")
    assert "unplaced" not in {one.kind for one in made.findings}


@needs_files
def test_figures_that_may_not_be_passed_on_close_the_indicators_that_take_them(own: Store) -> None:
    made = published(own, SOURCES / "sipri/SIPRI-Milex-data-1949-2024.xlsx")
    assert "SIPRI) forbids passing these figures on" in told(made, "warning")
    touched = {"military_expenditure_pct_gdp", "military_expenditure_usd", "hhi_military"}
    assert set(made.indicators) == touched
    catalogue = own.catalogue()
    assert {key for key in catalogue.indicators if not catalogue.redistributable(key)} == touched
    own.rollback(1, at_machine())
    assert own.catalogue().redistributable("hhi_military")


@needs_files
def test_a_sheet_of_sipri_s_workbook_can_be_an_indicator_of_its_own(own: Store) -> None:
    catalogue, indicator = declared(new_indicator("milex_per_head", "US$ per head"), own.catalogue())
    path = SOURCES / "sipri/SIPRI-Milex-data-1949-2024.xlsx"
    made = published(own, path, indicator=indicator.key, sheet="Per capita", catalogue=catalogue)
    assert made.layout == "sipri_milex"
    assert own.rows("milex_per_head", ["DZA"], first=2024)["value"].tolist() == pytest.approx([469.089], abs=0.001)
    assert "terms" not in {one.kind for one in made.findings}  # its own source says that it is closed


@needs_files
def test_one_death_more_changes_its_country_and_its_neighbours_and_nothing_else(shipped: Store, tmp_path: Path) -> None:
    frame = pd.read_csv(SOURCES / "ucdp/ucdp_organizedviolencecy_v25_1.csv", dtype=str, keep_default_na=False)
    row = (frame["country_cy"] == "Ukraine") & (frame["year_cy"] == "2022")
    assert frame.loc[row, "sb_total_deaths_best_cy"].tolist() == ["91485"]
    frame.loc[row, "sb_total_deaths_best_cy"] = "91486"
    frame.to_csv(tmp_path / "ucdp.csv", index=False)
    made = draft(shipped, tmp_path / "ucdp.csv")
    changed = {change.indicator: change for change in made.changes if change.added or change.changed or change.removed}
    assert set(changed) == {"state_based_deaths", "deaths_in_neighbours"}
    assert changed["state_based_deaths"].largest[["country", "year", "held", "value"]].to_numpy().tolist() == [
        ["UKR", 2022, 91485.0, 91486.0]
    ]
    near = changed["deaths_in_neighbours"].largest
    assert {*near["country"]} == {"BLR", "HUN", "MDA", "POL", "ROU", "RUS", "SVK"}
    assert {*(near["value"] - near["held"])} == {1.0}


# ---- faithful small samples of the layouts of which no file is here


def years(first: int, last: int) -> list[str]:
    return [str(year) for year in range(first, last + 1)]


def world_bank(series: Mapping[str, Mapping[str, Sequence[object]]], first: int, last: int) -> list[list[str]]:
    """Header and rows as the World Bank arranges them: a row for each country and series."""
    titles = {"NY.GDP.MKTP.KD": "GDP (constant 2015 US$)", "SP.POP.TOTL": "Population, total"}
    names = {"FRA": "France", "USA": "United States", "ARB": "Arab World", "IND": "India"}
    rows = [
        [names[country], country, titles.get(code, f"About {code}"), code, *map(str, values)]
        for code, own in series.items()
        for country, values in own.items()
    ]
    return [["Country Name", "Country Code", "Indicator Name", "Indicator Code", *years(first, last)], *rows]


def quoted(rows: list[list[str]], end: str = "") -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in row) + end for row in rows) + "\n"


GDP: Mapping[str, Sequence[object]] = {"FRA": [2.5, 2.25, 30], "USA": ["", 20, 21], "ARB": [1, 1, 1]}
ABOVE = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-10-07",\n\n'
CHANGED = {"gdp": (2, 0, 0)}


def api_csv(folder: Path) -> Path:
    path = folder / "API_NY.GDP.MKTP.KD_DS2_en_csv_v2_1.csv"
    text = ABOVE + quoted(world_bank({"NY.GDP.MKTP.KD": GDP}, 2019, 2021), end=",")
    path.write_text(text, encoding="utf-8-sig")
    return path


def api_xlsx(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in (["Data Source", "World Development Indicators"], ["Last Updated Date", "2025-10-07"], []):
        sheet.append(row)
    header, *rows = world_bank({"NY.GDP.MKTP.KD": GDP}, 2019, 2021)
    sheet.append(header)
    for row in rows:
        sheet.append([*row[:4], *(float(cell) if cell else None for cell in row[4:])])
    for name in ("Metadata - Countries", "Metadata - Indicators"):
        book.create_sheet(name).append(["Country Code", "Region"])
    book.save(folder / "API_NY.GDP.MKTP.KD.xlsx")
    return folder / "API_NY.GDP.MKTP.KD.xlsx"


def databank_csv(folder: Path) -> Path:
    """Series and years are called otherwise, ".." is no figure, and the notes stand below."""
    header, *rows = world_bank({"NY.GDP.MKTP.KD": GDP}, 2019, 2021)
    header = ["Country Name", "Country Code", "Series Name", "Series Code", *(f"{y} [YR{y}]" for y in header[4:])]
    blank = ["", "", "", "", "", "", ""]
    below = [blank, blank, blank, ["Data from database: World Development Indicators", *blank[1:]]]
    text = quoted([header, *([cell or ".." for cell in row] for row in rows), *below])
    (folder / "databank.csv").write_text(text + '"Last Updated: 10/07/2025"\n', encoding="utf-8-sig")
    return folder / "databank.csv"


def wdi_bulk(folder: Path) -> Path:
    series = {"AG.LND.TOTL.K2": GDP, "NY.GDP.MKTP.KD": GDP, "EG.ELC.ACCS.ZS": GDP}
    (folder / "WDICSV.csv").write_text(quoted(world_bank(series, 2019, 2021)), encoding="utf-8")
    return folder / "WDICSV.csv"


@pytest.mark.parametrize("sample", [api_csv, api_xlsx, databank_csv, wdi_bulk])
def test_the_world_bank_s_wide_tables_need_no_question(
    small_store: Store, tmp_path: Path, sample: Callable[[Path], Path]
) -> None:
    made = draft(small_store, sample(tmp_path))
    assert (made.layout, made.table) == ("worldbank_wide", None)
    assert not made.stopped, told(made)
    assert counts(made) == CHANGED
    assert made.missing == 1
    assert "Groups of countries are left out: Arab World" in told(made, "note")
    published(small_store, sample(tmp_path))
    assert small_store.rows("gdp", first=2021).to_numpy().tolist() == [["FRA", 2021, 30.0], ["USA", 2021, 21.0]]


def test_series_without_an_indicator_are_a_note_that_names_them(small_store: Store, tmp_path: Path) -> None:
    made = draft(small_store, wdi_bulk(tmp_path))
    assert "2 series have no indicator here and nothing is taken from them: AG.LND.TOTL.K2 (About AG.LND.TOTL.K2)" in (
        told(made, "note")
    )
    alone = draft(small_store, write_rows(tmp_path, world_bank({"SP.POP.TOTL": GDP}, 2019, 2021)))
    assert alone.stopped
    assert "SP.POP.TOTL (Population, total)" in told(alone)
    assert "declare a new one with --new META.toml" in told(alone)


def write_rows(folder: Path, rows: list[list[str]], name: str = "wide.csv") -> Path:
    (folder / name).write_text(quoted(rows), encoding="utf-8")
    return folder / name


def test_what_a_steward_says_of_a_series_is_remembered_for_that_series_alone(
    small_store: Store, tmp_path: Path
) -> None:
    unknown = {"NY.GDP.MKTP.PP.KD": {"FRA": [30], "USA": [21]}}
    path = write_rows(tmp_path, world_bank(unknown, 2021, 2021))
    assert draft(small_store, path).stopped
    assert counts(published(small_store, path, indicator="gdp")) == CHANGED
    later = write_rows(tmp_path, world_bank({"NY.GDP.MKTP.PP.KD": {"FRA": [31]}}, 2022, 2022), "later.csv")
    assert counts(draft(small_store, later)) == {"gdp": (1, 0, 0)}
    other = write_rows(tmp_path, world_bank({"NY.GDP.MKTP.CN": {"FRA": [31]}}, 2022, 2022), "other.csv")
    assert draft(small_store, other).stopped


def test_one_series_of_several_is_named_by_its_code(small_store: Store, tmp_path: Path) -> None:
    series = {code: {"FRA": [30], "USA": [21]} for code in ("NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.KD")}
    path = write_rows(tmp_path, world_bank(series, 2021, 2021))
    assert "--map “NY.GDP.MKTP.CD=value:gdp”" in told(draft(small_store, path, indicator="gdp"))
    made = draft(small_store, path, columns={"NY.GDP.MKTP.PP.KD": "value:gdp"})
    assert (made.layout, counts(made)) == ("worldbank_wide", CHANGED)
    with pytest.raises(UnknownKeyError, match="gdq"):
        draft(small_store, path, columns={"NY.GDP.MKTP.PP.KD": "value:gdq"})
    both = draft(small_store, path, columns=dict.fromkeys(series, "value:gdp"))
    assert "Two series of wide.csv are said to be one indicator" in told(both)
    # who says what the columns are is not interrupted: the file is a plain table then
    roles = {"Indicator Name": "ignore", "Indicator Code": "ignore"}
    assert draft(small_store, path, indicator="gdp", columns=roles).layout == "plain"


V_DEM = (
    '"country_name","country_text_id","country_id","year","historical_date","project","historical","histname",'
    '"v2x_polyarchy","v2x_polyarchy_codelow","v2x_polyarchy_codehigh","v2x_polyarchy_sd","v2x_libdem"\n'
    '"Hungary","HUN",210,1789,1789-12-31,1,1,"Kingdom of Hungary",0.2,0.1,0.3,0.1,0.1\n'
    '"Hungary","HUN",210,2024,2024-12-31,0,0,"Republic of Hungary",0.5,0.4,0.6,0.1,0.32\n'
    '"Palestine/Gaza","PSG",138,2024,2024-12-31,0,0,"Palestine/Gaza",0.1,0.1,0.2,0.1,0.1\n'
    '"Hungary","HUN",210,2025,2025-12-31,0,0,"Republic of Hungary",,,,,\n'
)


def test_v_dem_country_years_give_electoral_democracy_from_1900(shipped: Store, write: Write) -> None:
    with prepared(shipped, write("V-Dem-CY-Core-v16.csv", V_DEM), Order()) as made:
        given = pd.read_parquet(made.files["polyarchy"]).to_numpy().tolist()
    assert made.layout == "vdem_country_year"
    assert given == [["HUN", 2024, 0.5]]
    assert made.missing == 1
    assert counts(made) == {"polyarchy": (0, 1, 0), "polyarchy_change_5y": (0, 1, 0)}
    assert made.computed == ("polyarchy_change_5y",)
    assert "v2x_libdem" in told(made, "note")
    assert "v2x_polyarchy_sd" not in told(made, "note")
    assert "Palestine/Gaza" in told(made, "note")


def test_cow_capabilities_say_which_indicators_could_be_declared(shipped: Store, write: Write) -> None:
    path = write(
        "NMC-60-abridged.csv",
        "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"
        "USA,2,2015,589564000,1347,78845,3500000,319929,200000,0.133,2021\n"
        "USA,2,2016,593372000,1348,78475,-9,322180,201000,0.1337,2021\n",
    )
    made = draft(shipped, path)
    assert made.stopped
    assert "cinc (Composite Index of National Capability, share of the system)" in told(made)
    catalogue, _ = declared(new_indicator("cinc", "share of the system"), shipped.catalogue())
    mapped = draft(shipped, path, columns={"cinc": "value:cinc"}, indicator="cinc", catalogue=catalogue)
    assert counts(mapped) == {"cinc": (2, 0, 0)}


def new_indicator(key: str, unit: str, **more: object) -> dict[str, Any]:
    return {
        "source": {
            "key": f"{key}_source", "title": "A source of its own", "provider": "Provider", "version": "1",
            "licence": "own terms", "citation": "Provider (2025)", "url": "https://example.org",
            "retrieved": "2026-11-01", "terms": "closed",
        },
        "indicator": {
            "key": key, "title": f"Title of {key}", "theme": "emerging_powers", "unit": unit, "description": "It is.",
            **more,
        },
    }  # fmt: skip


REGISTER = (
    "Transfers of major conventional arms from All countries  to All countries . Deliveries '2019' to '2020';\n"
    ";\n"
    "Source: SIPRI Arms Transfers Database (c) SIPRI.;\n"
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Delivery year,TIV delivery values,Local production;\n"
    '1,France,India,"Rafale, F3",2019,100.5,No;\n'
    "2,India,France,ALH,2019,2,No;\n"
    "3,France,India,Scorpene,2020,0,No;\n"
    "4,France,Nowhereland,Scorpene,2020,5,No;\n"
)


def test_the_trade_register_is_summed_by_pair_for_an_indicator_declared_for_it(own: Store, write: Write) -> None:
    path = write("trade-register.csv", REGISTER)
    meta = new_indicator("arms_between", "million TIV", level="pair", minimum=0)
    catalogue, _ = declared(meta, own.catalogue())
    made = published(own, path, indicator="arms_between", catalogue=catalogue)
    assert (made.layout, made.read) == ("sipri_trade_register", 4)
    assert "“Nowhereland”, 2020-2020: no country has this name code then" in told(made, "warning")
    assert own.rows("arms_between").to_numpy().tolist() == [["FRA", "IND", 2019, 102.5], ["FRA", "IND", 2020, 0.0]]
    assert own.catalogue().redistributable("arms_between") is False


def test_what_is_said_of_a_series_goes_before_the_one_that_is_known(small_store: Store, tmp_path: Path) -> None:
    series = {"NY.GDP.MKTP.KD": {"FRA": [1], "USA": [1]}, "NY.GDP.MKTP.PP.KD": {"FRA": [30], "USA": [21]}}
    path = write_rows(tmp_path, world_bank(series, 2021, 2021))
    made = published(small_store, path, columns={"NY.GDP.MKTP.PP.KD": "value:gdp"})
    assert small_store.rows("gdp", first=2021)["value"].tolist() == [30.0, 21.0]
    assert "NY.GDP.MKTP.KD (GDP (constant 2015 US$))" in told(made, "note")


def test_our_world_in_data_is_matched_by_its_titles(small_store: Store, write: Write) -> None:
    known = write("a.csv", "Entity,Code,Year,GDP (constant 2015 US$)\nFrance,FRA,2021,30\nWorld,OWID_WRL,2021,90\n")
    by_title = write("b.csv", "Entity,Code,Year,Gross domestic product,Other\nFrance,FRA,2021,30,1\n")
    for path in (known, by_title):
        made = draft(small_store, path)
        assert (made.layout, counts(made)) == ("owid", {"gdp": (1, 0, 0)})
    assert "no indicator here and nothing is taken from it: Other" in told(made, "note")


# ---- one figure changed, and what follows from it


def as_world_bank(rows: pd.DataFrame, code: str) -> list[list[str]]:
    """Published rows as the World Bank would hand them out again."""
    wide = rows.pivot_table(index="country", columns="year", values="value")
    header = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *map(str, wide.columns)]
    cells = wide.map(lambda value: "" if pd.isna(value) else repr(float(value)))
    return [header, *([country, country, code, code, *cells.loc[country]] for country in wide.index)]


def test_one_figure_changed_changes_that_figure_and_what_is_computed_from_it(own: Store, tmp_path: Path) -> None:
    rows = own.rows("gdp")
    listed = rows["year"].eq(2020).sum()
    rows.loc[(rows["country"] == "FRA") & (rows["year"] == 2020), "value"] *= 1.01
    made = published(own, write_rows(tmp_path, as_world_bank(rows, "NY.GDP.MKTP.KD")))
    assert made.layout == "worldbank_wide"
    assert counts(made) == {
        "gdp": (0, 1, 0),
        "gdp_share": (0, listed, 0),  # everybody's share of that year's sum
        "military_expenditure_usd": (0, 1, 0),
        "hhi_gdp": (0, 1, 0),
        "hhi_military": (0, 1, 0),
    }
    assert made.indicators[:1] == ("gdp",)
    assert set(made.computed) == set(made.indicators[1:])
    assert own.revision.note.startswith("gdp from")
    for key in made.computed:
        inputs = [own.rows(name) for name in RULES[key].inputs]
        again = RULES[key].compute(*inputs).sort_values(["country", "year"], ignore_index=True)
        pd.testing.assert_frame_equal(again, own.rows(key), check_dtype=False)
    assert own.rollback(1, at_machine()).hash == own.revisions()[0].hash


def test_what_follows_is_computed_for_a_plain_table_too(own: Store, write: Write) -> None:
    before = own.rows("arms_imports", ["FRA"]).set_index("year")["value"]
    path = write("plain.csv", f"iso3,year,value\nFRA,2022,{before[2022] + 3}\n")
    made = published(own, path, indicator="arms_imports")
    assert made.layout == "plain"
    assert counts(made) == {"arms_imports": (0, 1, 0), "arms_trade_3y": (0, 3, 0)}
    change = next(change for change in made.changes if change.indicator == "arms_trade_3y")
    assert change.largest["year"].sort_values().tolist() == [2022, 2023, 2024]
    assert (change.largest["value"] - change.largest["held"]).to_list() == pytest.approx([1.0, 1.0, 1.0])


def test_what_can_no_longer_be_computed_goes_and_is_warned_of(own: Store, tmp_path: Path) -> None:
    rows = own.rows("polyarchy", ["HUN", "FRA"], first=2020)
    path = tmp_path / "polyarchy.csv"
    rows.to_csv(path, index=False)
    made = published(own, path, indicator="polyarchy", replace=True)
    assert "computed from other indicators" in told(made, "warning")
    assert own.rows("polyarchy_change_5y").empty


# ---- what is wrong in a file of a known layout


def test_a_cell_that_is_no_number_is_named_with_the_person_s_name_of_the_file(small_store: Store, write: Write) -> None:
    path = write("upload-7f3a", "Entity,Code,Year,GDP (constant 2015 US$)\nFrance,FRA,2021,thirty\n")
    with prepared(small_store, path, Order(), name="gdp.csv") as made:
        assert made.stopped
    assert "gdp.csv, row 2, column GDP (constant 2015 US$): “thirty” is not a number" in told(made)
    rows = write("wide", quoted(world_bank({"NY.GDP.MKTP.KD": {"FRA": ["x"]}}, 2021, 2021)))
    assert "wide, FRA 2021: “x” is not a number" in told(draft(small_store, rows))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("France,FRA,2021,30\nFrance,FRA,2021,31\n", "FRA has two figures for 2021"),
        ("France,FRA,20211,30\n", "20211 is not a year from 1800 to 2100"),
        ("France,FRA,2021,-30\n", "is below the lowest value"),
        ("France,FRA,2021,\n", "No figure is left"),
    ],
)
def test_what_is_wrong_in_a_known_layout_stops_it(small_store: Store, write: Write, rows: str, says: str) -> None:
    made = draft(small_store, write("a.csv", f"Entity,Code,Year,GDP (constant 2015 US$)\n{rows}"))
    assert made.layout == "owid"
    assert made.stopped
    assert says in told(made)


def test_a_country_that_is_new_to_the_layout_is_warned_of(small_store: Store, write: Write) -> None:
    path = write("a.csv", "Entity,Code,Year,GDP (constant 2015 US$)\nFrance,FRA,2021,30\nAtlantis,ATL,2021,1\n")
    made = draft(small_store, path)
    assert not made.stopped
    assert "“Atlantis” (ATL), 2021-2021: no country has this iso3 code then" in told(made, "warning")


def test_the_command_names_the_layout(
    small_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORESIGHT_STORE", str(small_store.folder))
    published(small_store, api_csv(tmp_path))  # a store that nothing was published on is made anew from shipped data
    assert cli.main(["ingest", str(api_csv(tmp_path)), "--dry-run", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["layout"], answer["indicators"], answer["rows"]["changed"]) == ("worldbank_wide", ["gdp"], 0)
