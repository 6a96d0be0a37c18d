"""The system of states as the frame of a source: who could have been listed in a year, and hence whose absence is 0.

For sources that look at every state and list only what they found. A state-year, or a pair of states in a year, that
such a source covers and does not list is 0 and becomes a row. What is listed for no state of that year (a territory,
a state before its independence or after its end) is taken out and reported, so that all figures have one frame.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight import geography
from foresight.compiling import Unresolved
from foresight.compiling.placing import pair_up

COUNTRY_YEAR = ["country", "year"]
PAIR_YEAR = ["country", "partner", "year"]


def within(
    rows: pd.DataFrame, file: str, columns: Sequence[str] = ("country",)
) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Rows whose country (all `columns` of ISO3) is a state of the system in `year`, and a report of the others."""
    kept, reported = rows, []
    for column in columns:
        inside = pd.Series(
            [iso3 in geography.states(int(year)) for iso3, year in zip(kept[column], kept["year"], strict=True)],
            index=kept.index,
            dtype=bool,
        )
        reported += [
            Unresolved(
                file=file,
                code=str(iso3),
                name=geography.countries()[str(iso3)].name,
                years=f"{group['year'].min()}-{group['year'].max()}",
                rows=len(group),
                reason="not a state of the system in these years",
            )
            for iso3, group in kept[~inside].groupby(column, sort=True)
        ]
        kept = kept[inside]
    return kept, tuple(reported)


def country_years(first: int, last: int) -> pd.DataFrame:
    """Every state of every year from `first` to `last`: columns country, year."""
    rows = [(iso3, year) for year in range(first, last + 1) for iso3 in sorted(geography.states(year))]
    return pd.DataFrame(rows, columns=COUNTRY_YEAR)


def pair_years(first: int, last: int) -> pd.DataFrame:
    """Every unordered pair of states of every year: columns country, partner (country < partner), year."""
    parts = []
    for year in range(first, last + 1):
        states = np.array(sorted(geography.states(year)))
        one, other = np.triu_indices(len(states), k=1)
        parts.append(pd.DataFrame({"country": states[one], "partner": states[other], "year": year}))
    return pd.concat(parts, ignore_index=True).astype({"country": "str", "partner": "str"})


def _filled(frame: pd.DataFrame, listed: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    table = frame.merge(listed, on=keys, how="left", validate="one_to_one")
    return table.fillna({"value": 0.0}).astype({"value": "float64"}).sort_values(keys, ignore_index=True)


def count_countries(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Number of rows per country and year, 0 for every other state from `first` to `last`."""
    return sum_countries(rows.assign(value=1.0), first, last)


def sum_countries(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Sum of `value` per country and year, 0 for every other state from `first` to `last`."""
    return _filled(
        country_years(first, last), rows.groupby(COUNTRY_YEAR, as_index=False)[["value"]].sum(), COUNTRY_YEAR
    )


def count_pairs(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Number of rows per pair (in either order) and year, 0 for every other pair of states from `first` to `last`."""
    return sum_pairs(rows.assign(value=1.0), first, last)


def sum_pairs(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Sum of `value` per pair (in either order) and year, 0 for every other pair of states from `first` to `last`."""
    listed = pair_up(rows).groupby(PAIR_YEAR, as_index=False)[["value"]].sum()
    return _filled(pair_years(first, last), listed, PAIR_YEAR)


def both_sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Each tie twice, once from either side: columns country, partner, year."""
    turned = rows.rename(columns={"country": "partner", "partner": "country"})
    return pd.concat([rows[PAIR_YEAR], turned[PAIR_YEAR]], ignore_index=True)
