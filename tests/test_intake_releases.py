"""Every layout of the steward’s list: recognised by itself, in today’s release and in the next one, or overruled.

The samples are written here in the providers’ own columns, so that the test needs no provider’s file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from foresight.intake.line import Draft, Order, prepared
from foresight.store import Store
from tests.test_intake_layouts import REGISTER, V_DEM, published, quoted, told, world_bank


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store made from the shipped data. Nobody publishes in it."""
    return Store.open(tmp_path_factory.mktemp("shipped") / "store")


def csv(head: str, row: str) -> Callable[[Path, int], Path]:
    """A sample of one row for a year: `{y}` in it stands for the year."""

    def write(folder: Path, year: int) -> Path:
        path = folder / f"release-{year}.csv"
        path.write_text(f"{head}\n" + "".join(row.format(y=y) + "\n" for y in (year - 1, year)), encoding="utf-8")
        return path

    return write


def ideal_points(folder: Path, year: int) -> Path:
    path = folder / f"Idealpoints{year}.dta"
    rows = pd.DataFrame(
        [
            (code, iso3, year - 1946 - back, year - back, value, n)
            for back in (1, 0)
            for code, iso3, value, n in ((2, "USA", 2.5, 80.0), (220, "FRA", 1.5, 80.0), (365, "RUS", -0.5, 80.0))
        ],
        columns=["ccode", "iso3c", "session", "year", "idealpointfp", "nvotes"],
    )
    rows.to_stata(path, write_index=False, version=118)
    return path


def sipri(folder: Path, year: int) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Share of GDP"
    for row in (["Military expenditure by country as percentage of gross domestic product"], [], [], [], []):
        sheet.append(row)
    sheet.append(["Country", "Notes", *range(year - 2, year + 1)])
    sheet.append(["Europe", None, None, None, None])
    sheet.append(["France", None, 0.019, 0.02, 0.021])
    for name in (f"Constant ({year - 1}) US$", "Current US$"):
        book.create_sheet(name).append(["Figures are in US$ m."])
    book.save(folder / f"SIPRI-Milex-data-1949-{year}.xlsx")
    return folder / f"SIPRI-Milex-data-1949-{year}.xlsx"


def atop(folder: Path, year: int) -> Path:
    path = folder / "atop5_2ddyr.parquet"
    rows = [(2, 220, y, 1, 0) for y in (year - 1, year)] + [(220, 2, y, 1, 0) for y in (year - 1, year)]
    pd.DataFrame(rows, columns=["ccode1", "ccode2", "year", "atop_defense", "atop_offense"]).to_parquet(path)
    return path


def wide(codes: list[str]) -> Callable[[Path, int], Path]:
    def write(folder: Path, year: int) -> Path:
        rows = world_bank({code: {"FRA": [30, 31], "USA": [21, 22]} for code in codes}, year - 1, year)
        (folder / f"WDI-{year}.csv").write_text(quoted(rows), encoding="utf-8")
        return folder / f"WDI-{year}.csv"

    return write


def trade_register(folder: Path, year: int) -> Path:
    path = folder / "trade-register.csv"
    path.write_text(REGISTER.replace("2020", str(year)), encoding="utf-8")
    return path


def v_dem(folder: Path, year: int) -> Path:
    path = folder / f"V-Dem-CY-Core-v{year - 2009}.csv"
    path.write_text(V_DEM.replace("2024", str(year)), encoding="utf-8")
    return path


ATOP_MEMBERS = "atopid,cowid,cow4id,member,cowsys,yrent,moent,dayent,yrexit,moexit,dayexit,ineffect,defense,offense"
DCAD = "DCAid,ccode1,cowName1,ccode2,cowName2,signYear,EIFYear,type,category1,endYearEstimate"
MME = "MMEID,Ex_Name,s.year,e.year,Sea,Amphibious,Peacekeeping,Humanitarian,StateA,StateB,StateC"
PRIO = (
    "conflict_id,location,incompatibility,year,intensity_level,type_of_conflict,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,"
    "gwno_loc,region,version"
)
UCDP = ",".join(
    ["country_id_cy", "country_cy", "year_cy"]
    + [f"{kind}_total_deaths_{which}_cy" for kind in ("sb", "ns", "os") for which in ("best", "high", "low")]
    + ["version"]
)
COW = "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version"
POPULATION = "year,coo_id,coo_name,coo_iso,coa_id,coa_name,coa_iso,refugees,asylum_seekers,returned_refugees"

SAMPLES: dict[str, tuple[Callable[[Path, int], Path], str, str | None]] = {
    "World Bank, wide": (wide(["NY.GDP.MKTP.KD"]), "worldbank_wide", "gdp"),
    "WDI bulk": (wide(["AG.LND.TOTL.K2", "SP.POP.TOTL"]), "worldbank_wide", "population"),
    "World Bank, both halves": (wide(["NE.EXP.GNFS.ZS", "NE.IMP.GNFS.ZS"]), "worldbank_wide", "trade_openness"),
    "Our World in Data": (
        csv("Entity,Code,Year,GDP (constant 2015 US$)", "France,FRA,{y},30"), "owid", "gdp"
    ),
    "SIPRI milex": (sipri, "sipri_milex", "military_expenditure_pct_gdp"),
    "SIPRI trade register": (trade_register, "sipri_trade_register", None),
    "V-Dem": (v_dem, "vdem_country_year", "polyarchy"),
    "UNHCR": (csv(POPULATION, "{y},1,Iraq,IRQ,2,Jordan,JOR,10,5,0"), "unhcr", "refugees_by_host"),
    "UCDP country-year": (csv(UCDP, ",".join(["700", "Afghanistan", "{y}", *["5"] * 9, "26.1"])), "ucdp_country_year",
                          "state_based_deaths"),
    "UCDP/PRIO": (csv(PRIO, "11342,India,1,{y},1,3,750,,1163,,750,3,26.1"), "ucdp_prio", "conflict_intensity"),
    "MME": (csv(MME, "mme{y},Readex,{y},{y},1,0,0,0,Netherlands,United States,"), "mme", "exercises"),
    "DCAD": (csv(DCAD, "DCADv1.0-{y},2,USA,220,FRN,{y},{y},general,DCA,{y}"), "dcad", "agreements"),
    "ATOP directed dyad-years": (atop, "atop", "defence_pact_pair"),
    "UN ideal points": (ideal_points, "un_ideal_points", "un_ideal_point"),
    "ATOP members": (
        csv(ATOP_MEMBERS, "1005,,,2,1,{y},1,3,0,0,0,1,1,0\n1005,,,220,1,{y},1,3,0,0,0,1,1,0"), "atop_members",
        "defence_pact_pair",
    ),
    "COW capabilities": (csv(COW, "USA,2,{y},589564000,1347,78845,3500000,319929,200000,0.133,2021"),
                         "cow_capabilities", None),
    "Gapminder DDF": (csv("geo,time,total_gdp_us_inflation_adjusted", "fra,{y},30"), "gapminder", "gdp"),
    "tidy": (csv("country,year,gdp", "FRA,{y},30"), "plain", "gdp"),
}  # fmt: skip
"""What it is -> how to write a release that ends with a year, its layout, and an indicator it gives (None: it asks)."""


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("year", [2023, 2026], ids=["today", "next"])
def test_a_release_is_recognised_and_so_is_the_next_one(shipped: Store, tmp_path: Path, name: str, year: int) -> None:
    write, layout, key = SAMPLES[name]
    with prepared(shipped, write(tmp_path, year), Order()) as made:
        assert made.layout == layout, told(made)
        if key is None:
            assert made.stopped
            return
        assert not made.stopped, told(made)
        years = pd.read_parquet(made.files[key])["year"].tolist()
    assert key in made.indicators
    assert year in years


def test_one_half_of_a_sum_says_which_other_series_it_needs(shipped: Store, tmp_path: Path) -> None:
    path = wide(["NE.EXP.GNFS.ZS"])(tmp_path, 2023)
    for order in (Order(), Order(indicator="trade_openness")):
        with prepared(shipped, path, order) as made:
            assert made.stopped
        assert "NE.EXP.GNFS.ZS is one half of Trade openness" in told(made)
        assert "NE.IMP.GNFS.ZS together" in told(made)
    beside = wide(["NE.EXP.GNFS.ZS", "NY.GDP.MKTP.KD"])(tmp_path, 2024)
    with prepared(shipped, beside, Order()) as made:
        assert made.indicators[0] == "gdp"
        assert not made.stopped
    assert "one half of Trade openness" in told(made, "note")
    with prepared(shipped, wide(["NE.EXP.GNFS.ZS", "NE.IMP.GNFS.ZS"])(tmp_path, 2023), Order()) as made:
        assert pd.read_parquet(made.files["trade_openness"])["value"].tolist() == [60.0, 62.0, 42.0, 44.0]


def unplaced(made: Draft) -> list[str]:
    return [one.value for one in made.findings if one.kind == "unplaced"]


@pytest.fixture
def owid(tmp_path: Path) -> Path:
    path = tmp_path / "owid.csv"
    rows = "Atlantis,ATL,2021,1\nFrance,FRA,2021,30\n"
    path.write_text(f"Entity,Code,Year,GDP (constant 2015 US$)\n{rows}", encoding="utf-8")
    return path


def test_an_answer_about_a_country_holds_for_a_provider_s_file_and_for_the_next_one(
    small_store: Store, owid: Path
) -> None:
    with prepared(small_store, owid, Order()) as made:
        assert "--country “ATL=ISO3”" in told(made, "warning")
    with prepared(small_store, owid, Order(countries={"ATL": "-"})) as made:
        assert not unplaced(made)
        assert pd.read_parquet(made.files["gdp"])["country"].tolist() == ["FRA"]
    # by its name as well as by its code
    published(small_store, owid, countries={"Atlantis": "India"})
    assert small_store.rows("gdp", ["IND"], first=2021)["value"].tolist() == [1.0]
    text = owid.read_text(encoding="utf-8").replace("2021", "2022")
    owid.write_text(text, encoding="utf-8")
    with prepared(small_store, owid, Order()) as made:
        assert not unplaced(made)
        assert pd.read_parquet(made.files["gdp"])["country"].tolist() == ["FRA", "IND"]


def test_what_was_answered_before_does_not_displace_a_code_that_the_layout_knows(
    small_store: Store, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text("name,year,gdp\nFRA,2021,1\nIndia,2021,1\n", encoding="utf-8")
    published(small_store, plain, columns={"name": "country"}, countries={"FRA": "USA"})
    path = tmp_path / "owid.csv"
    path.write_text("Entity,Code,Year,GDP (constant 2015 US$)\nFrance,FRA,2022,30\n", encoding="utf-8")
    for order, country in ((Order(), "FRA"), (Order(countries={"FRA": "USA"}), "USA")):
        with prepared(small_store, path, order) as made:
            assert pd.read_parquet(made.files["gdp"])["country"].tolist() == [country]


def test_a_layout_that_is_recognised_wrongly_is_overruled(small_store: Store, owid: Path) -> None:
    roles = {"Code": "country", "Year": "year", "GDP (constant 2015 US$)": "value:gdp"}
    with prepared(small_store, owid, Order(columns=roles)) as made:
        assert made.layout == "plain"
        assert "“ATL” is no country known here" in told(made)


def test_one_changed_figure_of_one_is_no_new_release(small_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("country,year,gdp\nUSA,2020,20.5\n", encoding="utf-8")
    with prepared(small_store, path, Order()) as made:
        assert [(change.changed, change.same) for change in made.changes] == [(1, 0)]
    assert "revised" not in {one.kind for one in made.findings}
