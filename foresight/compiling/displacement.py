"""Refugees by origin and by host (UNHCR) and internally displaced people (IDMC)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.tidying import tidy
from foresight.sources import idmc, unhcr

POPULATION, IDMC = Path("unhcr") / "population.csv", Path("unhcr") / "idmc.csv"


def tables(folder: Path) -> Compiled:
    """`refugees_by_origin`, `refugees_by_host` and `internally_displaced`, persons at the end of the year.

    Nothing is filled: what UNHCR and IDMC do not list is missing. Refugees of unknown origin count for their host only.
    """
    fled, inside = by_side(unhcr.read(folder / POPULATION)), displaced(idmc.read(folder / IDMC))
    return Compiled(fled.tables | inside.tables, fled.unresolved + inside.unresolved, fled.notes)


def by_side(population: pd.DataFrame, file: str = POPULATION.name) -> Compiled:
    """`refugees_by_origin` and `refugees_by_host` from the connector's rows of UNHCR."""
    origins, no_origin = refugees(population, "origin", file)
    hosts, no_host = refugees(population, "asylum", file)
    share = 1 - origins["value"].sum() / population["refugees"].sum()
    return Compiled(
        {"refugees_by_origin": origins, "refugees_by_host": hosts},
        (*no_origin, *no_host),
        (f"UNHCR: {share:.1%} of all refugee-years have no country of origin (unknown, stateless or Tibetan).",),
    )


def displaced(rows: pd.DataFrame, file: str = IDMC.name) -> Compiled:
    """`internally_displaced` from the connector's rows of IDMC."""
    placed, lost = place(rows, file=file, code="code", system="iso3", year="year", name="name")
    return Compiled({"internally_displaced": tidy(placed, file, value="displaced")}, lost)


def refugees(
    population: pd.DataFrame, side: str, file: str = POPULATION.name
) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Refugees summed over the other side, by country of `side` ("origin" or "asylum") and year."""
    totals = population.groupby([side, f"{side}_name", "year"])["refugees"].sum(min_count=1).reset_index()
    placed, lost = place(totals, file=file, code=side, system="iso3", year="year", name=f"{side}_name")
    return tidy(placed, file, value="refugees", repeated="sum"), lost
