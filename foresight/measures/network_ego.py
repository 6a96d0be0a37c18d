"""One state in the network: its ties of a year, what it gained and lost, and its place through the years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.measures.network import Network, Year, ranks

EARLIER = 5
"""Years back that ties are held against: with a window of at most five, no year is counted on both sides."""


@dataclass(frozen=True)
class Ego:
    """`ties`: partner, value, before, change, rank; strongest first, then those gone. `before`: the year they are held
    against, None where the source does not cover the state then. `place`: see `place_of`."""

    country: str
    year: int
    before: int | None
    ties: pd.DataFrame
    place: pd.DataFrame

    def partners(self, change: str) -> list[str]:
        """The partners of that change: `new`, `kept` or `gone`."""
        return self.ties.loc[self.ties["change"] == change, "partner"].tolist()

    @property
    def now(self) -> pd.DataFrame:
        """The ties of the year, without those that are gone."""
        return self.ties[self.ties["value"] > 0]


def ego(network: Network, country: str, year: int) -> Ego:
    """A covered state's ties in the year. `value` and `before` are 0 where there is no tie, `before` NaN where it
    cannot be told; `rank` is the partner's own place by number of ties."""
    now, own = network.by_year[year], network.place[country]
    before = year - EARLIER if network.covers(country, year - EARLIER) else None
    values = now.values_of(own)
    held = network.by_year[before].values_of(own) if before is not None else np.full(len(values), np.nan)
    wanted = np.flatnonzero((values > 0) | (held > 0))
    place = ranks(now.degree, now.degree > 0)
    change = np.select(
        [np.isnan(held[wanted]), held[wanted] == 0, values[wanted] > 0], ["", "new", "kept"], default="gone"
    )
    ties = pd.DataFrame(
        {
            "partner": [network.states[k] for k in wanted],
            "value": values[wanted],
            "before": held[wanted],
            "change": change,
            "rank": pd.array([int(place[k]) or None for k in wanted], dtype="Int64"),
        }
    )
    ties = ties.sort_values(["value", "before", "partner"], ascending=[False, False, True], ignore_index=True)
    return Ego(country, year, before, ties, place_of(network, country))


def place_of(network: Network, country: str) -> pd.DataFrame:
    """One row per year in which the state is covered: year, ties, strength, ties_rank, betweenness_rank, among (how
    many states have a tie), community. Ranks and community are <NA> in a year without a tie."""
    own = network.place[country]

    def row(year: Year) -> tuple[object, ...]:
        if not year.degree[own]:
            return (year.year, 0, 0.0, None, None, year.tied, None)
        tied = year.degree > 0
        return (
            year.year, int(year.degree[own]), float(year.strength[own]),
            int(1 + (year.degree[tied] > year.degree[own]).sum()),
            int(1 + (year.betweenness[tied] > year.betweenness[own]).sum()), year.tied, int(year.community[own]),
        )  # fmt: skip

    columns = ["year", "ties", "strength", "ties_rank", "betweenness_rank", "among", "community"]
    rows = [row(year) for year in network.by_year.values() if year.covered[own]]
    kinds = dict.fromkeys(("ties_rank", "betweenness_rank", "community"), "Int64")
    return pd.DataFrame(rows, columns=columns).astype(kinds)
