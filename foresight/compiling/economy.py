"""World Bank, UNDP and FAS: output, people, armed forces' budgets, arms transfers, trade, research, warheads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from foresight import geography
from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.tidying import KEYS, state_ends, tidy, zeros_inside
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
RESEARCH = "worldbank/research_and_development_pct_gdp_owid.csv"
WARHEADS = "fas/nuclear_stockpiles_owid.csv"

TIV_PER_MILLION = 1e6
"""The files count single units of SIPRI's trend-indicator value; SIPRI publishes it in millions."""


@dataclass(frozen=True)
class _Table:
    frame: pd.DataFrame
    unresolved: tuple[Unresolved, ...]


def _from_gapminder(folder: Path, file: str) -> _Table:
    placed, lost = place(gapminder.read(folder / file), file=file, code="code", system="gapminder", year="year")
    return _Table(tidy(placed, file), lost)


def _from_owid(folder: Path, file: str) -> _Table:
    rows = owid.read(folder / file)
    coded = rows["code"] != ""
    by_code, lost_codes = place(rows[coded], file=file, code="code", system="iso3", year="year", name="name")
    # Territories such as the Faroe Islands stand there without a code, as aggregates do.
    by_name, lost_names = place(rows[~coded], file=file, code="name", system="name", year="year", name="name")
    return _Table(tidy(pd.concat([by_code, by_name]), file), lost_codes + lost_names)


def _population(folder: Path) -> _Table:
    rows = worldbank.read(folder / POPULATION)
    placed, lost = place(rows, file=POPULATION, code="code", system="worldbank", year="year", name="name")
    return _Table(tidy(placed, POPULATION), lost)


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
    found = {key: _from_gapminder(folder, file) for key, file in GAPMINDER.items()}
    found["population"] = _population(folder)
    found["research_and_development_pct_gdp"] = _from_owid(folder, RESEARCH)
    compiled = {key: table.frame for key, table in found.items()}
    unresolved = [entry for table in found.values() for entry in table.unresolved]

    exports, imports = _from_gapminder(folder, EXPORTS), _from_gapminder(folder, IMPORTS)
    compiled["trade_openness"] = trade_openness(exports.frame, imports.frame)
    unresolved += [*exports.unresolved, *imports.unresolved]

    ends, zeros = state_ends(), []
    for key, file in ARMS.items():
        listed = _from_gapminder(folder, file)
        compiled[key] = arms_transfers(listed.frame, int(listed.frame["year"].max()), ends)
        unresolved += listed.unresolved
        zeros.append(f"{key}: {len(compiled[key]) - len(listed.frame)} years without a delivery written as 0.")

    nuclear = _from_owid(folder, WARHEADS)
    span = range(int(nuclear.frame["year"].min()), int(nuclear.frame["year"].max()) + 1)
    compiled["nuclear_stockpile"] = warheads(nuclear.frame, {year: geography.states(year) for year in span})
    unresolved += nuclear.unresolved
    return Compiled(
        tables=compiled,
        unresolved=tuple(unresolved),
        notes=(
            *zeros,
            f"nuclear_stockpile: {nuclear.frame['country'].nunique()} states listed by FAS, every other state 0.",
        ),
    )
