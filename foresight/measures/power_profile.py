"""The strategy profile of a state: its forums, partners, peacekeeping and votes, from what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

WINDOW = 5
"""Years of one period: single years have too few ties to speak of concentration."""


@dataclass(frozen=True)
class Standing:
    """A country's figure in a year, its rank among those that have one, and how many those are."""

    value: float
    rank: int
    of: int
    year: int


def standings(rows: pd.DataFrame) -> dict[str, Standing]:
    """Where every country stands that has a figure in the last year of the rows (columns country, year, value).

    Equal figures share the better rank.
    """
    if rows.empty:
        return {}
    year = int(rows["year"].max())
    now = rows[rows["year"] == year].dropna(subset=["value"])
    ranks = now["value"].rank(ascending=False, method="min").astype(int)
    return {
        str(country): Standing(float(value), int(rank), len(now), year)
        for country, value, rank in zip(now["country"], now["value"], ranks, strict=True)
    }


def of_years(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The sum of several years: columns country, year (the last), value."""
    # the columns apart: a frame of text columns is slow to cut
    within = rows["year"].between(first, last).to_numpy()
    own = rows.loc[within, "value"].groupby(rows.loc[within, "country"]).sum()
    return pd.DataFrame({"country": own.index, "year": last, "value": own.to_numpy()})


def stays(memberships: pd.DataFrame, country: str) -> pd.DataFrame:
    """Spells of full membership: columns forum, joined, left (<NA> while a member), the earliest first.

    `memberships`: columns forum, country, joined, left, status, as the store gives them.
    """
    own = memberships[(memberships["country"] == country) & (memberships["status"] == "member")]
    return own[["forum", "joined", "left"]].sort_values(["joined", "forum"]).reset_index(drop=True)


def partners(ties: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Partners of a period, the most frequent first: columns country, value (ties), year (the last)."""
    own = of_years(ties, first, last)
    return own[own["value"] > 0].sort_values(["value", "country"], ascending=[False, True]).reset_index(drop=True)


def concentration(ties: pd.DataFrame, since: int, until: int, window: int = WINDOW) -> pd.DataFrame:
    """How much a state's ties rest on few partners, period by period: columns first, last, hhi, equal, partners, ties.

    `ties`: columns country (the partner), year, value. `hhi`: the sum of the partners' squared shares of all ties, from
    1 / partners (all alike) to 1 (a single one); Hirschman 1964. `equal`: its inverse, the number of equal partners
    that would be as concentrated (Laakso & Taagepera 1979). Periods end with the last
    observed year, `until`, and none begins before the first, `since`; one without ties has no row.
    """
    if ties.empty:
        return pd.DataFrame(columns=["first", "last", "hhi", "equal", "partners", "ties"])
    years, values = ties["year"].to_numpy(), ties["value"].to_numpy()
    partner, _ = pd.factorize(ties["country"])
    found = []
    for last in range(until, since + window - 2, -window):
        within = (years > last - window) & (years <= last)
        own = np.bincount(partner[within], weights=values[within])
        if total := float(own.sum()):
            hhi = float(((own / total) ** 2).sum())
            found.append((last - window + 1, last, hhi, 1 / hhi, int((own > 0).sum()), int(total)))
    return pd.DataFrame(found[::-1], columns=["first", "last", "hhi", "equal", "partners", "ties"])


def up_to_the_gap(rows: pd.DataFrame, years: Sequence[int]) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """The rows without the last years that stand apart from the run before them, and those years.

    `years`: in which the indicator has any figure at all. A lone year after a missing one is not part of the course.
    """
    apart: list[int] = []
    left = sorted(years)
    while len(left) > 1 and left[-1] - left[-2] > 1:
        apart.append(left.pop())
    return rows[~rows["year"].isin(apart)], tuple(sorted(apart))
