"""Whether blocs keep to themselves: ties inside against ties across, for regions, alliances, forums and communities.

The E-I index (Krackhardt & Stern 1988): ties to others less ties inside, over all ties of the bloc: -1 when members are
tied to each other alone, +1 when to others alone. Small blocs have more others than members to be tied to, so that the
index that partners drawn by lot would give stands beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from foresight import forums, geography
from foresight.measures.network import PACTS, Network, Year

if TYPE_CHECKING:
    from foresight.store import Store

FEWEST = 3
"""A bloc with fewer covered members is a pair."""
COLUMNS = {
    "bloc": "str", "members": "int64", "inside": "int64", "across": "int64", "ei": "float64", "by_lot": "float64",
}  # fmt: skip


def blocs_from(store: Store, network: Network, year: int) -> pd.DataFrame:
    """The blocs of a year as `blocs` tells them: regions, communities, and the forums that not all belong to."""
    groups = {f"region:{key}": geography.region_members(key) for key in geography.regions()}
    if network.kind.key != "forums":  # ties that are forums cannot say how forums are tied
        held = forums.by_year(store.memberships(), year, year)
        members = held[held["status"] == "member"].groupby("forum")["country"].agg(frozenset)
        known = store.catalogue().forums
        groups |= {f"forum:{key}": members[key] for key in known if key in members and known[key].kind != "universal"}
    now = network.by_year[year]
    groups |= {f"community:{k}": frozenset(network.states[m] for m in now.members(k)) for k in now.groups}
    return blocs(network, now, groups)


def blocs(network: Network, year: Year, groups: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """One row per group with FEWEST covered members or more: bloc, members, inside, across, ei, by_lot.

    `inside`, `across`: how many ties its members have with each other and with others. `ei` is NaN where there are
    none; `by_lot`: the index if every pair of covered states were as likely to be tied as any other; NaN for a group
    of all states.
    """
    found = []
    for key, states in groups.items():
        within = np.array([state in states for state in network.states]) & year.covered
        members, others = int(within.sum()), int((year.covered & ~within).sum())
        if members < FEWEST:
            continue
        ends = within[year.first].astype(int) + within[year.second]
        inside, across = int((ends == 2).sum()), int((ends == 1).sum())
        lot = index(members * (members - 1) / 2, members * others) if others else np.nan
        found.append((key, members, inside, across, index(inside, across), lot))
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)


def index(inside: float, across: float) -> float:
    """The E-I index of so many ties inside and across; NaN without any."""
    return (across - inside) / (across + inside) if across + inside else float("nan")


def share_within(year: Year, labels: npt.NDArray[np.int64]) -> float:
    """The share of ties between states of the same label, of those whose two labels are known (not -1); else NaN."""
    one, other = labels[year.first], labels[year.second]
    known = (one >= 0) & (other >= 0)
    return float((one == other)[known].mean()) if known.any() else float("nan")


def by_lot(year: Year, labels: npt.NDArray[np.int64]) -> float:
    """The share of all pairs of covered states with labels that have the same one: ties drawn by lot would have it."""
    sizes = np.bincount(labels[year.covered & (labels >= 0)])
    every = sizes.sum() * (sizes.sum() - 1)
    return float((sizes * (sizes - 1)).sum() / every) if every else float("nan")


def regions_of(network: Network) -> npt.NDArray[np.int64]:
    """A number for the region of each state, -1 where it has none."""
    order, known = list(geography.regions()), geography.countries()
    own = [known[state].region if state in known else None for state in network.states]
    return np.array([order.index(region) if region in order else -1 for region in own], dtype=np.int64)


def within_from(store: Store, network: Network) -> dict[str, list[float]]:
    """For every year the share of ties within a region, a community and a defence pact: `within_region`, …

    `within_pact` is NaN outside the years for which pacts are known; it is left out where the ties are the pacts.
    """
    regions = regions_of(network)
    found = {
        "within_region": [share_within(year, regions) for year in network.by_year.values()],
        "within_region_by_lot": [by_lot(year, regions) for year in network.by_year.values()],
        "within_community": [share_within(year, year.community) for year in network.by_year.values()],
    }
    if network.kind.indicator != PACTS and PACTS in store.catalogue().indicators:
        rows = store.rows(PACTS, first=min(network.years), last=max(network.years))
        found["within_pact"] = share_linked(network, rows)
    return found


def share_linked(network: Network, rows: pd.DataFrame) -> list[float]:
    """For every year the share of ties whose pair also has a row above 0 in `rows` (country, partner, year, value)."""
    place = pd.Index(network.states)
    known, first = set(rows["year"].unique().tolist()), min(network.years)
    held = rows[rows["value"] > 0]
    linked = np.zeros((max(network.years) - first + 1, len(place), len(place)), dtype=bool)
    one, other = place.get_indexer(pd.Index(held["country"])), place.get_indexer(pd.Index(held["partner"]))
    there = (one >= 0) & (other >= 0)
    linked[held["year"].to_numpy()[there] - first, one[there], other[there]] = True
    linked |= linked.transpose(0, 2, 1)
    return [
        float(linked[year.year - first, year.first, year.second].mean())
        if year.ties and year.year in known
        else float("nan")
        for year in network.by_year.values()
    ]
