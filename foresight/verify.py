"""`foresight verify`: does what ships in data/ hold together?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from foresight import catalogue as declared
from foresight import forums, geography
from foresight.catalogue import DATA, Catalogue, Indicator
from foresight.errors import ForesightError
from foresight.store.checks import findings, in_memory


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
    countries = frozenset(geography.countries())
    fitting = []
    with in_memory() as judge:
        for key, indicator in catalogue.indicators.items():
            path = data / "tables" / f"{key}.parquet"
            if path.exists():
                found = findings(path, indicator, countries, using=judge)
                problems += [Problem(f"tables/{path.name}", str(finding)) for finding in found]
                fitting += [] if found else [key]
    for key in fitting:
        problems += _content(catalogue.indicators[key], data / "tables", fitting)
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


def _content(indicator: Indicator, folder: Path, fitting: Collection[str]) -> Iterator[Problem]:
    where = f"tables/{indicator.key}.parquet"
    table = pd.read_parquet(folder / f"{indicator.key}.parquet", columns=["year", "value"])
    if table.empty:
        yield Problem(where, "it has no rows")
        return
    missing = sorted(set(indicator.partial_years) - set(table["year"].unique()))
    if missing:
        yield Problem(f"indicator {indicator.key}", f"its partial years {missing} have no rows")
    broken = int((table["value"] % 1 != 0).sum())
    if indicator.whole and broken:
        yield Problem(where, f"it is declared whole, and {broken} values are not")
    for bound, sign in ((indicator.low, 1), (indicator.high, -1)):
        if bound in fitting:
            yield from _bound(indicator, folder, str(bound), sign)


def _bound(indicator: Indicator, folder: Path, bound: str, sign: int) -> Iterator[Problem]:
    """`sign` 1: `bound` is the low estimate; -1: the high one."""
    where = f"tables/{indicator.key}.parquet"
    keys = ["country", *(["partner"] if indicator.dyadic else []), "year"]
    best, other = (pd.read_parquet(folder / f"{key}.parquet") for key in (indicator.key, bound))
    both = best.merge(other, on=keys, suffixes=("", "_bound"))
    crossed = both[sign * (both["value_bound"] - both["value"]) > 0]
    if not crossed.empty:
        first = ", ".join(str(crossed.iloc[0][name]) for name in keys)
        side = "above" if sign == 1 else "below"
        yield Problem(where, f"{bound} lies {side} it in {len(crossed)} rows, first in {first}", "warning")
    if len(both) < len(best):
        yield Problem(where, f"{bound} has no figure for {len(best) - len(both)} of its rows")
