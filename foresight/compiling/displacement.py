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
    population = unhcr.read(folder / POPULATION)
    origins, no_origin = refugees(population, "origin")
    hosts, no_host = refugees(population, "asylum")
    displaced, no_place = place(
        idmc.read(folder / IDMC), file=IDMC.name, code="code", system="iso3", year="year", name="name"
    )
    whole = population["refugees"].sum()
    share = 1 - origins["value"].sum() / whole
    return Compiled(
        tables={
            "refugees_by_origin": origins,
            "refugees_by_host": hosts,
            "internally_displaced": tidy(displaced, IDMC.name, value="displaced"),
        },
        unresolved=(*no_origin, *no_host, *no_place),
        notes=(f"UNHCR: {share:.1%} of all refugee-years have no country of origin (unknown, stateless or Tibetan).",),
    )


def refugees(population: pd.DataFrame, side: str) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Refugees summed over the other side, by country of `side` ("origin" or "asylum") and year."""
    totals = population.groupby([side, f"{side}_name", "year"])["refugees"].sum(min_count=1).reset_index()
    placed, lost = place(totals, file=POPULATION.name, code=side, system="iso3", year="year", name=f"{side}_name")
    return tidy(placed, POPULATION.name, value="refugees", repeated="sum"), lost
