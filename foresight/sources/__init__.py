"""One small module per provider layout: `recognise(path)` reads the head of a file, `read(path)` returns tidy rows.

Rows keep the provider's own codes; countries are resolved where a table is compiled, so a connector knows no geography.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

LAYOUTS: Mapping[str, str] = {
    "atop": "ATOP alliances, directed dyad-years",
    "atop_alliances": "ATOP alliances, one row each with its members side by side",
    "atop_members": "ATOP alliances, one row for each member",
    "cow_capabilities": "Correlates of War National Material Capabilities",
    "cow_igo": "Correlates of War intergovernmental organisations, state-years",
    "dcad": "Defense Cooperation Agreement Dataset",
    "factbook_organisations": "World Factbook, organisations a country takes part in",
    "fmtr": "US foreign military training by recipient and fiscal year",
    "gapminder": "World Bank indicators in Gapminder’s DDF layout",
    "geopko": "Geo-PKO, contributors by mission, year and location",
    "idmc": "IDMC, internally displaced",
    "ipi_peacekeeping": "IPI Peacekeeping Database, contributions by month",
    "itu_gci": "ITU Global Cybersecurity Index",
    "kiel": "Kiel Institute Ukraine Support Tracker",
    "leader_trips": "COLT, leaders’ trips by country and year",
    "migo": "Informal and minilateral organisations, members by year",
    "mme": "Multinational Military Exercises",
    "owid": "Our World in Data: Entity, Code, Year, value",
    "sipri_milex": "SIPRI Military Expenditure Database, workbook",
    "sipri_trade_register": "SIPRI Arms Transfers Database, trade register",
    "ucdp_country_year": "UCDP Country-Year Dataset on Organized Violence",
    "ucdp_prio": "UCDP/PRIO Armed Conflict Dataset",
    "un_digital_library_votes": "UN Digital Library votes, one column per state",
    "un_ideal_points": "UN General Assembly ideal points",
    "un_milex": "Reports of military spending to the United Nations",
    "un_roll_calls_wide": "UN General Assembly roll calls, one column per state code",
    "un_treaty_collection": "UN Treaty Collection, actions of states",
    "un_votes": "UN General Assembly votes, one row per vote",
    "un_votes_by_name": "UN General Assembly roll calls, one column per state name",
    "unhcr": "UNHCR population by origin and asylum",
    "unoda_treaties": "UNODA treaty data",
    "us_troops": "US troops by host country and year",
    "vdem_country_year": "V-Dem Country-Year, core or full",
    "vdem_ert": "V-Dem Episodes of Regime Transformation",
    "worldbank": "World Bank: Country Name, Country Code, Year, Value",
    "worldbank_wide": "World Bank tables with a column for each year",
}
"""Module in this folder -> the layout it reads."""


def connector(layout: str) -> ModuleType:
    """The module that reads the layout, imported when it is first needed."""
    return import_module(f"foresight.sources.{layout}")


def recognise(path: Path) -> tuple[str, ...]:
    """The layouts whose connector takes the file for one of its own; usually one, none for an unknown layout."""
    return tuple(layout for layout in LAYOUTS if connector(layout).recognise(path))
