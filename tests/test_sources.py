"""Connectors: the registry is whole, each provider file is recognised by one layout, and strange files by none."""

from pathlib import Path

import pytest

from foresight import sources
from foresight.catalogue import DATA
from foresight.errors import SourceError

PROVIDERS = DATA.parent.parent / "shared" / "sources"
SHARED_CODE = {"csvfile", "parquetfile", "workbook"}
EXPECTED = {
    "atop/atop_directed_dyad_year.parquet": "atop",
    "cyber/itu_gci_2014_2024_summary.csv": "itu_gci",
    "dcad/DCAD-v1.0-main.csv": "dcad",
    "fas/nuclear_stockpiles_owid.csv": "owid",
    "fmtr/fmtr_iso3_fy.csv": "fmtr",
    "igo/cow_igo_selected.parquet": "cow_igo",
    "igo/factbook_org_membership_snapshots.csv": "factbook_organisations",
    "igo/migo_memberships.parquet": "migo",
    "kiel/data_explorer.csv": "kiel",
    "mme/mme_v7.csv": "mme",
    "mme/mme-v7-long.csv": "mme",
    "sipri/SIPRI-Milex-data-1949-2024.xlsx": "sipri_milex",
    "sipri/trade_register_sample.csv": "sipri_trade_register",
    "ucdp/UcdpPrioConflict_v25_1.csv": "ucdp_prio",
    "ucdp/ucdp_organizedviolencecy_v25_1.csv": "ucdp_country_year",
    "un_milex/un_milex_submission_panel.csv": "un_milex",
    "un_peacekeeping/contributions_monthly.csv": "ipi_peacekeeping",
    "un_peacekeeping/geopko_tcc_map_v2.3.csv": "geopko",
    "unga/IdealpointsJuly2025.dta": "un_ideal_points",
    "unga/roll_calls_wide_1946-2024.csv": "un_roll_calls_wide",
    "unga/un_votes.parquet": "un_votes",
    "unga/votes_2022_march.csv": "un_votes_by_name",
    "unga/votes_2025.csv": "un_digital_library_votes",
    "unhcr/idmc.csv": "idmc",
    "unhcr/population.csv": "unhcr",
    "arms_control/un_treaty_collection_ch26_2025.csv": "un_treaty_collection",
    "arms_control/unoda_treatydata_2018.json": "unoda_treaties",
    "us_troops/troopdata-rebuild-country-year.csv": "us_troops",
    "vdem/ert_v15.csv": "vdem_ert",
    "visits/leader_trips_received.parquet": "leader_trips",
    "wdi/total_gdp_us_inflation_adjusted.csv": "gapminder",
    "worldbank/research_and_development_pct_gdp_owid.csv": "owid",
    "worldbank/wb_population.csv": "worldbank",
}


def test_every_connector_is_listed_and_every_listed_layout_has_a_connector():
    folder = Path(sources.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"} - SHARED_CODE
    assert modules == set(sources.LAYOUTS)


@pytest.mark.parametrize(("file", "layout"), EXPECTED.items())
def test_a_provider_file_is_recognised_by_its_own_layout_alone(file: str, layout: str):
    if not PROVIDERS.is_dir():
        pytest.skip("the providers’ files are not beside the project")
    assert sources.recognise(PROVIDERS / file) == (layout,)


STRANGE = {
    "empty.csv": b"",
    "headers.csv": b"a,b,c\n",
    "renamed.parquet": b"%PDF-1.7 this is no Parquet",
    "renamed.dta": b"PK\x03\x04 neither is this Stata",
    "binary.csv": bytes(range(256)) * 40,
    "broken.json": b'{"treaties": [',
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_is_recognised_by_no_layout_and_refused_in_a_sentence(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(STRANGE[name])
    assert sources.recognise(path) == ()
    for layout in sources.LAYOUTS:
        with pytest.raises(SourceError, match=name.replace(".", r"\.")):
            sources.connector(layout).read(path)


@pytest.mark.parametrize("layout", sources.LAYOUTS)
def test_a_missing_file_is_named(tmp_path: Path, layout: str):
    with pytest.raises(SourceError, match=r"nowhere"):
        sources.connector(layout).read(tmp_path / "nowhere.csv")
