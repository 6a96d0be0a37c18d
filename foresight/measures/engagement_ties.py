"""Measures of a country's ties with its partners: how long they last, how they are spread, what a shock leaves.

All take ties as `both_ways` returns them: columns country, partner, year, value, each pair from either side, values
above nought only. Windows are `first` to `last`, both included.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

QUIET = 3
"""Years without conflict before one begins anew."""


def both_ways(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (columns country, partner, year, value, each pair once) from either side, ties above nought only."""
    there = rows.loc[rows["value"] > 0, ["country", "partner", "year", "value"]]
    turned = there.rename(columns={"country": "partner", "partner": "country"})
    found: pd.DataFrame = pd.concat([there, turned[there.columns]], ignore_index=True)
    return found


def _inside(ties: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    return ties[(ties["year"] >= first) & (ties["year"] <= last)]


def longest_runs(ties: pd.DataFrame, first: int, last: int) -> pd.Series[int]:
    """(country, partner) -> the most years in a row with a tie."""
    own = _inside(ties, first, last).sort_values(["country", "partner", "year"])
    new = (own["country"] != own["country"].shift()) | (own["partner"] != own["partner"].shift())
    run = (new | (own["year"].diff() != 1)).cumsum()
    lengths = own.groupby(["country", "partner", run]).size()
    found: pd.Series[int] = lengths.groupby(level=["country", "partner"]).max()
    return found


def kept(ties: pd.DataFrame, first: int, last: int, years: int = 5) -> pd.Series[float]:
    """Country -> % of its partners in the window with a tie in at least `years` years in a row."""
    long = longest_runs(ties, first, last) >= years
    found: pd.Series[float] = 100 * long.groupby(level="country").mean()
    return found


def again(ties: pd.DataFrame, first: int, last: int) -> pd.Series[float]:
    """Country -> % of the ties of a year (all but the last) that are there in the next year too."""
    own = _inside(ties, first, last)[["country", "partner", "year"]]
    before = own.assign(year=own["year"] - 1)
    asked = own[own["year"] < last]
    met = asked.merge(before, on=["country", "partner", "year"], how="left", indicator=True)
    found: pd.Series[float] = 100 * (met["_merge"] == "both").groupby(met["country"]).mean()
    return found


def effective(ties: pd.DataFrame, first: int, last: int) -> pd.Series[float]:
    """Country -> effective number of partners: 1 / the sum of squared shares of partners in all its ties."""
    amounts = _inside(ties, first, last).groupby(["country", "partner"])["value"].sum()
    shares = amounts / amounts.groupby(level="country").transform("sum")
    found: pd.Series[float] = 1 / (shares**2).groupby(level="country").sum()
    return found


def partners_per_exercise(ties: pd.DataFrame, exercises: pd.DataFrame, first: int, last: int) -> pd.Series[float]:
    """Country -> other states in each of its exercises, on average. `exercises`: columns country, year, value."""
    met = _inside(ties, first, last).groupby("country")["value"].sum()
    held = _inside(exercises, first, last).groupby("country")["value"].sum()
    held = held[held > 0]
    found: pd.Series[float] = met.reindex(held.index, fill_value=0.0) / held
    return found


def beyond_region(ties: pd.DataFrame, regions: Mapping[str, str], first: int, last: int) -> pd.Series[float]:
    """Country -> % of its ties with partners outside its own region. `regions`: country -> region.

    Ties of or with a state that has no region are left out.
    """
    own = _inside(ties, first, last)
    here, there = own["country"].map(regions), own["partner"].map(regions)
    placed = here.notna() & there.notna()
    amounts = own.loc[placed, "value"]
    outside = amounts.where((here != there)[placed], 0.0)
    by = own.loc[placed, "country"]
    found: pd.Series[float] = 100 * outside.groupby(by).sum() / amounts.groupby(by).sum()
    return found


def onsets(conflicts: pd.DataFrame) -> pd.DataFrame:
    """First years of armed conflict after QUIET years without: columns country, year.

    `conflicts`: columns country, year, value (above nought: a conflict). The quiet years must be observed.
    """
    wide = conflicts.set_index(["year", "country"])["value"].unstack().sort_index()  # noqa: PD010 - nothing to pool
    wide = wide.reindex(range(int(wide.index.min()), int(wide.index.max()) + 1))
    begins = wide > 0
    for back in range(1, QUIET + 1):
        begins &= wide.shift(back) == 0
    found = begins.melt(ignore_index=False, var_name="country", value_name="begins").reset_index()
    return found.loc[found["begins"], ["country", "year"]].sort_values(["country", "year"], ignore_index=True)


def after_conflict(
    ties: pd.DataFrame, observed: pd.DataFrame, conflicts: pd.DataFrame, last: int, years: int = 5
) -> pd.Series[float]:
    """Country -> effective partners in the `years` after a conflict began, in % of the middle state's course.

    Of each onset: the ratio of `effective` in the `years` after it (the year itself left out) to that in the `years`
    before, divided by the median ratio of all states with ties before it; then the mean over a country's onsets.
    A state that loses all partners has 0. `observed`: columns country, year, where the ties are covered; a country
    needs every year of both windows. `last`: the last year the ties cover.
    """
    covered = set(zip(observed["country"], observed["year"], strict=True))
    first = int(observed["year"].min())
    found: dict[str, list[float]] = {}
    begun = onsets(conflicts)
    for year, own in begun[(begun["year"] - years >= first) & (begun["year"] + years <= last)].groupby("year"):
        when = int(str(year))
        before = effective(ties, when - years, when - 1)
        ratio = effective(ties, when + 1, when + years).reindex(before.index, fill_value=0.0) / before
        whole = [c for c in ratio.index if all((c, y) in covered for y in range(when - years, when + years + 1))]
        middle = float(np.median(ratio[whole])) if whole else np.nan
        for country in own["country"]:
            if country in whole and middle > 0:
                found.setdefault(country, []).append(100 * float(ratio[country]) / middle)
    return pd.Series({country: float(np.mean(each)) for country, each in found.items()}, dtype=float)
