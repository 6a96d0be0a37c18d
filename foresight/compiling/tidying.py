"""From placed rows to a tidy country table, and the zeros that a source's coverage implies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from foresight import geography
from foresight.errors import SourceError

KEYS = ["country", "year"]


def tidy(
    rows: pd.DataFrame, file: str, *, value: str = "value", repeated: Literal["refuse", "sum"] = "refuse"
) -> pd.DataFrame:
    """One row per country and year from placed rows (columns country, year and `value`), sorted, without missing ones.

    Two of a provider's codes may be one country (Soviet Union and Russia in 1991): counts are summed with
    `repeated="sum"`, anything else is refused with a SourceError that names `file`, country and year.
    """
    stated = rows.loc[rows[value].notna(), [*KEYS, value]].rename(columns={value: "value"})
    if repeated == "refuse":
        twice = stated[stated.duplicated(KEYS)]
        if not twice.empty:
            country, year = twice.iloc[0][KEYS]
            raise SourceError(f"{file}: {country} has two figures for {year}. Find out which one holds and keep that.")
    summed = stated.groupby(KEYS)["value"].sum().reset_index()
    return summed.astype({"country": "str", "year": "int64", "value": "float64"}).sort_values(KEYS, ignore_index=True)


def zeros_inside(table: pd.DataFrame, last: int, ends: Mapping[str, int]) -> pd.DataFrame:
    """Write the zeros of a source that lists only what happened.

    A listed country's absent year is 0 from its first listed year to `last`, or to the year in `ends` where the
    state itself ended earlier; every year before the first, and every country never listed, stays missing.
    `table` has country, year, value.
    """
    firsts = table.groupby("country")["year"].min()
    inside = [
        (country, year)
        for country, first in firsts.items()
        for year in range(first, min(last, ends.get(str(country), last)) + 1)
    ]
    zeros = pd.DataFrame(inside, columns=KEYS).assign(value=0.0)
    # Where both state a year, the listed figure comes first and stays.
    every = pd.concat([table, zeros], ignore_index=True).drop_duplicates(KEYS)
    return every.sort_values(KEYS, ignore_index=True)


def state_ends() -> dict[str, int]:
    """ISO3 -> last year, for the states that have ended."""
    return {iso3: c.last_year for iso3, c in geography.countries().items() if c.last_year is not None}
