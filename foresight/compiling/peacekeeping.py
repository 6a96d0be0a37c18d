"""UN peacekeepers contributed (IPI Peacekeeping Database, 1990-2013) and missions with a state's troops (Geo-PKO).

The two are never spliced: one counts uniformed persons of all kinds, the other missions with military units.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.statehood import count_countries, sum_countries, within
from foresight.sources import geopko, ipi_peacekeeping

PERSONS = "un_peacekeeping/contributions_monthly.csv"
MISSIONS = "un_peacekeeping/geopko_tcc_map_v2.3.csv"
DECEMBER = 12
BEFORE = {"Czech Republic": (1993, "Czechoslovakia"), "Serbia": (1992, "Yugoslavia")}
"""The database carries today's name back to 1990: before the year, the contributor was the state named beside it."""


NO_STATE = ("CARICOM", "Multinational", "TCC name unknown", "Un")
"""What the maps write where a unit was mixed or its state is not known."""


def as_then(rows: pd.DataFrame) -> pd.DataFrame:
    """Contributors under the name of the state that they were in that year."""
    name = rows["name"]
    for today, (since, then) in BEFORE.items():
        name = name.where((name != today) | (rows["year"] >= since), then)
    return rows.assign(name=name)


def persons(rows: pd.DataFrame, file: str = PERSONS) -> Compiled:
    """`peacekeepers` from the connector's rows of months."""
    months = as_then(rows)
    at_year_end = months[months["month"] == DECEMBER]
    placed, lost = place(at_year_end, file=file, code="name", system="name", year="year")
    inside, outside = within(placed, file)
    first, last = int(inside["year"].min()), int(inside["year"].max())
    table = sum_countries(inside.assign(value=inside["total"]), first, last)
    none = len(table) - len(inside)
    note = f"peacekeepers: {len(inside)} contributions in December of {first}-{last}; the other {none} are 0."
    return Compiled({"peacekeepers": table}, (*lost, *outside), (note,))


def missions(maps: pd.DataFrame, file: str = MISSIONS) -> Compiled:
    """`peacekeeping_missions` from the connector's rows of the maps."""
    mixed = tuple(
        Unresolved(
            file,
            str(name),
            str(name),
            f"{units['year'].min()}-{units['year'].max()}",
            len(units),
            "no single state",
        )
        for name, units in maps[maps["name"].isin(NO_STATE)].groupby("name")
    )
    placed, lost = place(maps[~maps["name"].isin(NO_STATE)], file=file, code="name", system="name", year="year")
    inside, outside = within(placed, file)
    listed = inside.drop_duplicates(["mission", "year", "country"])
    table = count_countries(listed, int(listed["year"].min()), int(listed["year"].max()))
    return Compiled({"peacekeeping_missions": table}, (*lost, *outside, *mixed))


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where a file is missing or not of its layout."""
    counted = persons(ipi_peacekeeping.read(folder / PERSONS))
    mapped = missions(geopko.read(folder / MISSIONS))
    return Compiled(
        counted.tables | mapped.tables, counted.unresolved + mapped.unresolved, counted.notes + mapped.notes
    )
