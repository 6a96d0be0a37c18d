"""`foresight verify`: does what ships in data/ hold together?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from foresight import catalogue as declared
from foresight import forums, geography
from foresight.catalogue import DATA, Catalogue, Indicator
from foresight.errors import ForesightError
from foresight.store.checks import findings


@dataclass(frozen=True)
class Problem:
    """Something wrong in the shipped data: where, and what. A `warning` is the provider's own and stays as it is."""

    where: str
    message: str
    level: Literal["error", "warning"] = "error"


def verify(data: Path = DATA) -> list[Problem]:
    """Every problem of the catalogue, the memberships and the tables in `data`; empty when all is well."""
    try:
        catalogue = declared.load(data / "catalogue")
    except ForesightError as error:
        return [Problem("catalogue", str(error))]
    problems = [*_sources(catalogue), *_pairing(catalogue, data), *_forums(catalogue, data)]
    tables: dict[str, pd.DataFrame] = {}
    countries = frozenset(geography.countries())
    for key, indicator in catalogue.indicators.items():
        path = data / "tables" / f"{key}.parquet"
        if path.exists():
            found = [Problem(f"tables/{path.name}", str(finding)) for finding in findings(path, indicator, countries)]
            problems += found
            if not found:
                tables[key] = pd.read_parquet(path)
    for key, table in tables.items():
        problems += _content(catalogue.indicators[key], table, tables)
    return problems


def _sources(catalogue: Catalogue) -> Iterator[Problem]:
    used = {source.key for key in catalogue.indicators for source in catalogue.sources_of(key)}
    for source in catalogue.sources.values():
        where = f"source {source.key}"
        for field in ("provider", "version", "licence", "citation"):
            if not str(getattr(source, field)).strip():
                yield Problem(where, f"its {field} is blank")
        if not source.url.startswith(("https://", "http://")):
            yield Problem(where, f"its url “{source.url}” is not a web address")
        if source.key not in used and source.terms != "closed":
            yield Problem(where, "no indicator rests on it")


def _pairing(catalogue: Catalogue, data: Path) -> Iterator[Problem]:
    """Every declared indicator has a table, every table is declared, and none comes from a closed source."""
    tables = {path.stem for path in (data / "tables").glob("*.parquet")}
    for key in catalogue.indicators.keys() - tables:
        yield Problem(f"indicator {key}", f"there is no tables/{key}.parquet")
    for key in sorted(tables - catalogue.indicators.keys()):
        yield Problem(f"tables/{key}.parquet", "no such indicator is declared")
    for key in sorted(tables & catalogue.indicators.keys()):
        for source in catalogue.sources_of(key):
            if source.terms == "closed":
                yield Problem(f"tables/{key}.parquet", f"the terms of “{source.key}” forbid shipping its figures")


def _forums(catalogue: Catalogue, data: Path) -> Iterator[Problem]:
    if not catalogue.forums and not (data / "catalogue" / forums.FILE).exists():
        return
    try:
        memberships = forums.load(data / "catalogue")
    except ForesightError as error:
        yield Problem(forums.FILE, str(error))
        return
    for key in sorted(catalogue.forums.keys() - set(memberships["forum"])):
        yield Problem(f"forum {key}", "it has no members")


def _content(indicator: Indicator, table: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    where = f"tables/{indicator.key}.parquet"
    if table.empty:
        yield Problem(where, "it has no rows")
        return
    missing = [year for year in indicator.partial_years if year not in set(table["year"])]
    if missing:
        yield Problem(f"indicator {indicator.key}", f"its partial years {missing} have no rows")
    if indicator.whole and (table["value"] % 1 != 0).any():
        yield Problem(where, f"it is declared whole, and {int((table['value'] % 1 != 0).sum())} values are not")
    keys = ["country", *(["partner"] if indicator.dyadic else []), "year"]
    for bound, sign in ((indicator.low, 1), (indicator.high, -1)):
        if bound in tables:
            both = table.merge(tables[bound], on=keys, suffixes=("", "_bound"))
            crossed = both[sign * (both["value_bound"] - both["value"]) > 0]
            if not crossed.empty:
                first = ", ".join(str(crossed.iloc[0][name]) for name in keys)
                side = "above" if sign == 1 else "below"
                yield Problem(where, f"{bound} lies {side} it in {len(crossed)} rows, first in {first}", "warning")
            if len(both) < len(table):
                yield Problem(where, f"{bound} has no figure for {len(table) - len(both)} of its rows")
