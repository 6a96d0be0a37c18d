"""A forum and the states around it: members, partners (members of a second forum that are not of the first), others.

Who is what is read anew for each year, from spells of membership at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from foresight.store import Store

Ring = Literal["members", "partners", "others"]
RINGS: tuple[Ring, ...] = ("members", "partners", "others")
BETWEEN: Mapping[str, tuple[Ring, Ring]] = {
    "within": ("members", "members"),
    "across": ("members", "partners"),
    "beside": ("partners", "partners"),
    "outside": ("members", "others"),
}
"""Which pairs of states are held against each other."""
FEWEST = 10
"""Pairs or states that a group must have with a figure for a mean to be told of it."""


@dataclass(frozen=True)
class Circle:
    """Years × countries: 0 member, 1 partner, 2 other (places in RINGS)."""

    forum: str
    partner_forum: str
    years: range
    countries: tuple[str, ...]
    ring: NDArray[np.int8]

    def of(self, ring: Ring, year: int) -> frozenset[str]:
        """The states of a ring at the end of that year."""
        row = self.ring[year - self.years.start]
        return frozenset(c for c, place in zip(self.countries, row, strict=True) if place == RINGS.index(ring))

    def became_members(self) -> tuple[str, ...]:
        """Partners that were members the year after, in the order of their codes."""
        return tuple(
            country
            for place, country in enumerate(self.countries)
            if (np.diff((self.ring[:, place] == 0).astype(int)) == 1)[self.ring[:-1, place] == 1].any()
        )


def circle(
    memberships: pd.DataFrame, forum: str, partner_forum: str, countries: tuple[str, ...], years: range
) -> Circle:
    """Who stood where in each year. `memberships`: columns forum, country, joined, left (NA while it lasts), status."""
    ring = np.full((len(years), len(countries)), RINGS.index("others"), dtype=np.int8)
    place = {country: k for k, country in enumerate(countries)}
    for key, value in ((partner_forum, RINGS.index("partners")), (forum, RINGS.index("members"))):
        spells = memberships[(memberships["forum"] == key) & (memberships["status"] == "member")]
        for country, joined, left in zip(spells["country"], spells["joined"], spells["left"], strict=True):
            end = years.stop if pd.isna(left) else int(left)
            if country in place:
                ring[max(int(joined) - years.start, 0) : max(end - years.start, 0), place[country]] = value
    return Circle(forum, partner_forum, years, countries, ring)


def _places(codes: pd.Series, countries: tuple[str, ...]) -> NDArray[np.int64]:
    import pyarrow as pa
    import pyarrow.compute as pc

    # ten times as fast over a million rows as a categorical
    found = pc.index_in(pa.array(codes), pa.array(countries, pa.large_string()))
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def between(rows: pd.DataFrame, around: Circle) -> pd.DataFrame:
    """Means over the pairs of each group of BETWEEN: columns group, year, value, share (of pairs above zero), pairs.

    `rows`: columns country, partner, year, value; each pair once. Groups with fewer than FEWEST pairs with a figure in
    a year are left out.
    """
    rows = rows[(rows["year"] >= around.years.start) & (rows["year"] < around.years.stop)]
    one, other = (_places(rows[end], around.countries) for end in ("country", "partner"))
    known = (one >= 0) & (other >= 0)
    at = rows["year"].to_numpy() - around.years.start
    ends = [np.where(known, around.ring[at, place], -1) for place in (one, other)]
    first, second = np.minimum(*ends), np.maximum(*ends)
    value, found = rows["value"].to_numpy(dtype=float), []
    for key, (a, b) in BETWEEN.items():
        low, high = sorted((RINGS.index(a), RINGS.index(b)))
        those = (first == low) & (second == high)
        year, own = at[those], value[those]
        number = np.bincount(year, minlength=len(around.years))
        total = np.bincount(year, own, minlength=len(around.years))
        above = np.bincount(year, own > 0, minlength=len(around.years))
        for place in np.flatnonzero(number >= FEWEST).tolist():
            n = int(number[place])
            found.append((key, around.years[place], total[place] / n, above[place] / n, n))
    return pd.DataFrame(found, columns=["group", "year", "value", "share", "pairs"])


def inside(rows: pd.DataFrame, around: Circle) -> pd.DataFrame:
    """Sums and means over the states of each ring: columns group (a ring), year, value (mean), total, states.

    `rows`: columns country, year, value. A ring with fewer than FEWEST states with a figure in a year is left out.
    """
    rows = rows[(rows["year"] >= around.years.start) & (rows["year"] < around.years.stop)]
    place, at = _places(rows["country"], around.countries), rows["year"].to_numpy() - around.years.start
    ring = np.where(place >= 0, around.ring[at, place], -1)
    kept = pd.DataFrame(
        {"group": [RINGS[k] if k >= 0 else "" for k in ring.tolist()], "year": rows["year"], "value": rows["value"]}
    )
    by = kept[kept["group"] != ""].groupby(["group", "year"])["value"]
    counted = pd.DataFrame({"value": by.mean(), "total": by.sum(), "states": by.count()}).reset_index()
    return counted[counted["states"] >= FEWEST].reset_index(drop=True)


def circle_from(store: Store, forum: str, partner_forum: str, first: int, last: int) -> Circle:
    """The circle of a forum over all states of the store's memberships and ties."""
    from foresight import geography

    countries = tuple(sorted(geography.countries()))
    return circle(store.memberships(), forum, partner_forum, countries, range(first, last + 1))


def between_from(store: Store, indicator: str, around: Circle) -> pd.DataFrame:
    """`between` of a pair indicator: every pair is read, half a second to be kept."""
    return between(store.rows(indicator, first=around.years.start), around)


def inside_from(store: Store, indicator: str, around: Circle) -> pd.DataFrame:
    """`inside` of an indicator of single countries."""
    return inside(store.rows(indicator, first=around.years.start), around)
