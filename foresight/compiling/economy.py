"""World Bank, UNDP and FAS: output, people, armed forces' budgets, arms transfers, trade, research, warheads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from foresight import geography
from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.tidying import KEYS, state_ends, tidy, zeros_inside
from foresight.geography import System
from foresight.sources import gapminder, owid, worldbank

GAPMINDER: Mapping[str, str] = {
    "gdp": "wdi/total_gdp_us_inflation_adjusted.csv",
    "gdp_per_head": "wdi/gdppercapita_us_inflation_adjusted.csv",
    "military_expenditure_pct_gdp": "wdi/military_expenditure_percent_of_gdp.csv",
    "high_technology_exports_pct": "wdi/high_technology_exports_percent_of_manufactured_exports.csv",
    "internet_users_pct": "wdi/internet_users.csv",
    "hdi": "wdi/hdi_human_development_index.csv",
    "merchandise_trade_pct_gdp": "wdi/merchandise_trade_percent_of_gdp.csv",
    "foreign_direct_investment_pct_gdp": "wdi/foreign_direct_investment_net_inflows_percent_of_gdp.csv",
}
EXPORTS, IMPORTS = "wdi/exports_percent_of_gdp.csv", "wdi/imports_percent_of_gdp.csv"
ARMS: Mapping[str, str] = {
    "arms_imports": "wdi/arms_imports_sipri_tiv.csv",
    "arms_exports": "wdi/arms_exports_sipri_tiv.csv",
}
POPULATION = "worldbank/wb_population.csv"
OWID: Mapping[str, str] = {
    "research_and_development_pct_gdp": "worldbank/research_and_development_pct_gdp_owid.csv",
    "nuclear_stockpile": "fas/nuclear_stockpiles_owid.csv",
}

TIV_PER_MILLION = 1e6
"""The files count single units of SIPRI's trend-indicator value; SIPRI publishes it in millions."""


def _listed(rows: pd.DataFrame, file: str, system: System) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Country rows from a connector's `code`, `year`, `value` and, where it has them, `name`.

    Where the code is blank the name says which: territories stand without one at Our World in Data, as aggregates do.
    """
    coded = rows["code"] != ""
    name = "name" if "name" in rows else None
    by_code, lost = place(rows[coded], file=file, code="code", system=system, year="year", name=name)
    if coded.all():
        return tidy(by_code, file), lost
    by_name, nameless = place(rows[~coded], file=file, code="name", system="name", year="year", name="name")
    return tidy(pd.concat([by_code, by_name]), file), lost + nameless


def one(key: str, rows: pd.DataFrame, file: str, system: System) -> Compiled:
    """Indicator `key` from one provider's rows `code`, `year`, `value` (and `name`), in the catalogue's unit.

    `system`: of the codes. Arms transfers and warheads get the zeros that their lists imply. SourceError for a country
    with two figures of a year.
    """
    listed, lost = _listed(rows, file, system)
    if listed.empty:
        return Compiled({key: listed}, lost)
    if key in ARMS:
        table = arms_transfers(listed, int(listed["year"].max()), state_ends())
        return Compiled(
            {key: table}, lost, (f"{key}: {len(table) - len(listed)} years without a delivery written as 0.",)
        )
    if key == "nuclear_stockpile":
        span = range(int(listed["year"].min()), int(listed["year"].max()) + 1)
        table = warheads(listed, {year: geography.states(year) for year in span})
        note = f"{key}: {listed['country'].nunique()} states listed by FAS, every other state 0."
        return Compiled({key: table}, lost, (note,))
    return Compiled({key: listed}, lost)


def arms_transfers(listed: pd.DataFrame, last: int, ends: Mapping[str, int]) -> pd.DataFrame:
    """Deliveries in million TIV, from single TIV; a listed state's absent year up to `last` is a year without any.

    `last` is the last year of the file; before a state's first listed year, and for a state never listed, missing.
    """
    return zeros_inside(listed.assign(value=listed["value"] / TIV_PER_MILLION), last, ends)


def trade_openness(exports: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """Exports plus imports of goods and services, % of GDP; only where both are stated."""
    both = exports.merge(imports, on=KEYS, suffixes=("_out", "_in"))
    return both[KEYS].assign(value=both["value_out"] + both["value_in"]).sort_values(KEYS, ignore_index=True)


def warheads(listed: pd.DataFrame, states: Mapping[int, frozenset[str]]) -> pd.DataFrame:
    """Warheads per state and year: the listed states' own figures, 0 for every other state of that year.

    `states`: year -> the states that existed then. The list is of all states that hold or held warheads of their
    own, so that a state not on it has none.
    """
    known = set(zip(listed["country"], listed["year"], strict=True))
    others = [
        (country, year, 0.0) for year, there in states.items() for country in there if (country, year) not in known
    ]
    every = pd.concat([listed, pd.DataFrame(others, columns=[*KEYS, "value"])], ignore_index=True)
    return every.sort_values(KEYS, ignore_index=True)


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where a file is missing or not of its layout."""
    made = [one(key, gapminder.read(folder / file), file, "gapminder") for key, file in {**GAPMINDER, **ARMS}.items()]
    made.append(one("population", worldbank.read(folder / POPULATION), POPULATION, "worldbank"))
    made += [one(key, owid.read(folder / file), file, "iso3") for key, file in OWID.items()]
    exports, imports = (_listed(gapminder.read(folder / file), file, "gapminder") for file in (EXPORTS, IMPORTS))
    return Compiled(
        tables={key: table for part in made for key, table in part.tables.items()}
        | {"trade_openness": trade_openness(exports[0], imports[0])},
        unresolved=(*(entry for part in made for entry in part.unresolved), *exports[1], *imports[1]),
        notes=tuple(note for part in made for note in part.notes),
    )
