"""Who moved most over the last years, and whether that is much for the country itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

SPAN = 5
"""Years over which a movement is taken."""
ENOUGH = 8
"""Earlier spans a country must have before its usual movement is spoken of."""
UNUSUAL = 2.0
"""A movement twice the usual one is called unusual: beyond it lie about one in twenty where movements are normal."""
SHOWN = ("un_ideal_point", "un_distance_us", "un_distance_china", "polyarchy")
"""The indicators whose movements are asked for, in this order."""
COLUMNS = ("country", "before", "after", "change", "usual", "times", "spans", "yearly", "beside")


def movers(rows: pd.DataFrame, year: int, span: int = SPAN) -> pd.DataFrame:
    """Every country's movement from `year - span` to `year`, the largest first.

    `rows`: columns country, year, value. Returns country, before, after, change; usual (the root mean square of the
    country's earlier movements over as many years, which ended by `year - span`: no year counts on both sides), times
    (|change| / usual), spans (how many earlier movements there are) and yearly (the root mean square of its earlier
    changes from one year to the next); usual, times and yearly are NaN where there are fewer than ENOUGH. beside: the
    change less the median change of all countries, for what moved everybody says little of one. Countries without a
    figure in either year have no row.
    """
    grid = rows.pivot_table(index="year", columns="country", values="value")
    if year not in grid.index or year - span not in grid.index:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"country": "str"})
    grid = grid.reindex(range(int(grid.index.min()), year + 1))
    past = grid.loc[: year - span]
    over, step = past - past.shift(span), past - past.shift(1)
    now = pd.DataFrame({"before": grid.loc[year - span], "after": grid.loc[year]}).dropna()
    change = now["after"] - now["before"]
    spans = over.notna().sum().reindex(now.index)
    told = spans >= ENOUGH
    usual = _typical(over).reindex(now.index).where(told)
    found = now.assign(
        change=change, usual=usual, times=(change.abs() / usual).replace(np.inf, np.nan), spans=spans,
        yearly=_typical(step).reindex(now.index).where(told), beside=change - change.median(),
    ).rename_axis("country").reset_index()  # fmt: skip
    size = found["change"].abs()
    order = pd.DataFrame({"size": -size, "country": found["country"]}).sort_values(["size", "country"]).index
    return found.loc[order, list(COLUMNS)].reset_index(drop=True)


def _typical(changes: pd.DataFrame) -> pd.Series:
    typical: pd.Series = ((changes**2).mean()) ** 0.5
    return typical


@dataclass(frozen=True)
class Episode:
    """A run of years in an episode of regime change that has not ended: where the index stood the year before, if it
    is known, and where it stands now."""

    country: str
    start: int
    last: int
    before: float
    now: float

    @property
    def change(self) -> float:
        """Since the year before it began; NaN where that year is not known."""
        return self.now - self.before


def under_way(flags: pd.DataFrame, index: pd.DataFrame, year: int) -> tuple[Episode, ...]:
    """Episodes that include `year`, with the change of the index since the year before they began, largest first.

    `flags`: country, year, value (1 in a year of an episode, 0 otherwise); `index`: country, year, value of polyarchy.
    Two episodes that follow each other without a year between them count as one: the flags cannot tell them apart.
    """
    value = index.set_index(["country", "year"])["value"].to_dict()
    found = []
    for country, own in flags[flags["year"] <= year].groupby("country", sort=True):
        on = set(own.loc[own["value"] == 1, "year"].tolist())
        if year not in on:
            continue
        start = year
        while start - 1 in on:
            start -= 1
        iso3 = str(country)
        before, now = value.get((iso3, start - 1), np.nan), value.get((iso3, year), np.nan)
        found.append(Episode(iso3, start, year, float(before), float(now)))
    return tuple(sorted(found, key=lambda one: (-abs(one.change) if one.change == one.change else 0.0, one.country)))


def counted(flags: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """How many states are in an episode by year: columns year, states (with a figure), and a column `0`, `1`, … for
    each of `flags`. Only years that all of them have."""
    parts = [one.groupby("year")["value"] for one in flags]
    sums = [part.sum().rename(str(place)) for place, part in enumerate(parts)]
    found: pd.DataFrame = pd.concat([parts[0].size().rename("states"), *sums], axis=1, join="inner")
    return found.astype("int64").rename_axis("year").reset_index()
