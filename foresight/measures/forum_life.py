"""The life of a forum: how many belonged when, who came and went, what it shares with others, who stands beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from foresight import forums
from foresight.measures.cohesion import VOTES, Ties

if TYPE_CHECKING:
    from foresight.catalogue import Forum

UNIVERSAL = "universal"
"""The kind of forum to which nearly every state belongs: to share it says nothing."""

WINDOW = 5
"""Years over which exercises with states outside are added up."""


def spells(memberships: pd.DataFrame, forum: str) -> pd.DataFrame:
    """The forum's spells, members by the year they first joined: country, joined, left (<NA> while it lasts), status,
    reference, note, first (the year the country first joined)."""
    own = memberships[memberships["forum"] == forum].drop(columns="forum")
    own = own.assign(first=own.groupby("country")["joined"].transform("min"))
    return own.sort_values(["first", "country", "joined"]).reset_index(drop=True)


def numbers(memberships: pd.DataFrame, forum: str, last: int) -> pd.DataFrame:
    """Members at the end of each year from the forum's first to `last`: columns year, members, suspended."""
    own = memberships[memberships["forum"] == forum]
    spread = forums.by_year(own, int(own["joined"].min()), last)
    counted = pd.crosstab(spread["year"], spread["status"])
    counted = counted.reindex(range(int(own["joined"].min()), last + 1), fill_value=0)
    counted = counted.reindex(columns=["member", "suspended"], fill_value=0)
    return counted.rename(columns={"member": "members"}).rename_axis("year", axis=0).reset_index()


def changes(memberships: pd.DataFrame, forum: str) -> pd.DataFrame:
    """Who came and went when: columns year, country, change (joined, returned, left, suspended, reinstated).

    Where a suspension follows membership without a gap, the year says `suspended`, and `reinstated` at its end; a
    state that joins anew after a gap has `returned`.
    """
    own, found = spells(memberships, forum), []
    ended = own["left"].astype("float64").tolist()  # NaN while it lasts
    before: tuple[str, float, str] | None = None
    for country, joined, left, status in zip(own["country"], own["joined"], ended, own["status"], strict=True):
        if before is not None and before[0] != country:
            before = None
        follows = before is not None and before[1] == joined
        if status == "suspended":
            word = "suspended"
        elif before is None:
            word = "joined"
        else:
            word = "reinstated" if follows and before[2] == "suspended" else "returned"
        found.append((int(joined), str(country), word))
        before = (str(country), left, str(status))
    after = own.groupby("country")["joined"].shift(-1)
    gone = own[own["left"].notna() & ~(after == own["left"]).fillna(False)]
    found += [(int(year), str(country), "left") for year, country in zip(gone["left"], gone["country"], strict=True)]
    frame = pd.DataFrame(found, columns=["year", "country", "change"]).astype({"year": "int64"})
    return frame.sort_values(["year", "change", "country"]).reset_index(drop=True)


def standing(memberships: pd.DataFrame, forum: str, year: int) -> pd.DataFrame:
    """Where each state that ever belonged stood at the end of `year`: columns country, standing, since.

    Standing: `member`, `suspended`, `left` (belonged earlier); since: the year that standing began. A state that
    joined later is not there.
    """
    own = spells(memberships, forum)
    own = own[own["joined"] <= year]
    last = own.groupby("country", sort=False).tail(1)
    gone = (last["left"] <= year).fillna(False).astype(bool)
    since = last["joined"].where(~gone, last["left"]).astype("int64")
    return pd.DataFrame(
        {"country": last["country"], "standing": last["status"].where(~gone, "left"), "since": since}
    ).reset_index(drop=True)


def overlap(memberships: pd.DataFrame, of: dict[str, Forum], year: int) -> pd.DataFrame:
    """What any two forums share at the end of `year`: one row per pair of forums that have members then.

    Columns one, other, members_one, members_other, shared, jaccard (shared members as a share of all that belong to
    either: Jaccard 1912), contained (as a share of the smaller of the two). Universal forums are left out. `of`: the
    catalogue's forums.
    """
    keys = [key for key, forum in of.items() if forum.kind != UNIVERSAL]
    spread = forums.by_year(memberships[memberships["status"] == "member"], year, year)
    table = pd.crosstab(spread["forum"], spread["country"]).reindex(keys, fill_value=0)
    table = table[table.sum(axis=1) > 0]
    shared, sizes = table.to_numpy() @ table.to_numpy().T, table.sum(axis=1).to_numpy()
    first, second = np.triu_indices(len(table), k=1)
    common = shared[first, second]
    return pd.DataFrame(
        {
            "one": table.index[first], "other": table.index[second], "members_one": sizes[first],
            "members_other": sizes[second], "shared": common,
            "jaccard": common / (sizes[first] + sizes[second] - common),
            "contained": common / np.minimum(sizes[first], sizes[second]),
        }
    )  # fmt: skip


def side_by_side(pairs: pd.DataFrame) -> list[str]:
    """The forums of `overlap` in an order that puts those that share members next to each other.

    Spectral seriation (Atkins, Boman & Hendrickson 1998): by the Fiedler vector of the graph of Jaccard shares.
    """
    keys = sorted({*pairs["one"], *pairs["other"]})
    if len(keys) < 3:
        return keys
    place = {key: n for n, key in enumerate(keys)}
    alike = np.zeros((len(keys), len(keys)))
    first, second = pairs["one"].map(place), pairs["other"].map(place)
    alike[first, second] = alike[second, first] = pairs["jaccard"] + 1e-6  # a graph in one piece has one such vector
    _, vectors = np.linalg.eigh(np.diag(alike.sum(axis=1)) - alike)
    course: npt.NDArray[np.float64] = vectors[:, 1]
    course = course if course[np.abs(course).argmax()] > 0 else -course
    return [keys[n] for n in np.argsort(course, kind="stable")]


def partners(held: Ties, members: Collection[str], first: int, last: int, *, mean: bool = False) -> pd.DataFrame:
    """States outside by what they had with the members of a forum in the years `first` to `last`.

    Columns country, value (ties summed over members and years; with `mean`, their mean over members and years with a
    figure), members (how many members it had a figure above nought with), best first. Only years that `held` has.
    """
    years = [year for year in held.years if first <= year <= last]
    inside = held.places(members)
    outside = held.places(set(held.states) - set(members))
    if not (years and len(inside) and len(outside)):
        return pd.DataFrame({"country": pd.Series(dtype="str"), "value": pd.Series(dtype="float64"),
                             "members": pd.Series(dtype="int64")})  # fmt: skip
    block = np.stack([held.at(year)[np.ix_(outside, inside)] for year in years]).astype(np.float64)
    known = ~np.isnan(block)
    total, count = np.nansum(block, axis=(0, 2)), known.sum(axis=(0, 2))
    value = np.divide(total, count, out=np.full(len(outside), np.nan), where=count > 0) if mean else total
    tied = (np.nan_to_num(block).max(axis=0) > 0).sum(axis=1)
    states = [held.states[place] for place in outside]
    found = pd.DataFrame({"country": states, "value": value, "members": tied})
    found = found.loc[pd.Series(count > 0)]
    return found.sort_values(["value", "country"], ascending=[False, True]).reset_index(drop=True)


def largest(pairs: pd.DataFrame, count: int, by: str = "contained") -> pd.DataFrame:
    """The `count` largest overlaps by `contained` or `jaccard`, more shared members first among equals."""
    order = pairs.sort_values([by, "shared", "one", "other"], ascending=[False, False, True, True])
    return order.head(count).reset_index(drop=True)


def of_one(pairs: pd.DataFrame, forum: str) -> pd.DataFrame:
    """The overlaps of one forum: columns other, members, shared, jaccard, of_own (shared as a share of its own
    members), of_other (as a share of the other's), most shared first."""
    straight = pairs[pairs["one"] == forum]
    turned = pairs[pairs["other"] == forum].rename(
        columns={"one": "other", "other": "one", "members_one": "members_other", "members_other": "members_one"}
    )
    own = pd.concat([straight, turned], ignore_index=True)
    own = own.assign(of_own=own["shared"] / own["members_one"], of_other=own["shared"] / own["members_other"])
    own = own.rename(columns={"members_other": "members"})
    shown: pd.DataFrame = own[["other", "members", "shared", "jaccard", "of_own", "of_other"]]
    return shown.sort_values(["jaccard", "other"], ascending=[False, True]).reset_index(drop=True)


def closest(held: Ties, members: Collection[str], indicator: str, year: int) -> tuple[pd.DataFrame, int, int]:
    """`partners` of a pair indicator up to `year`, and the first and last year looked at.

    Exercises are added up over the last WINDOW years observed, since few states exercise with a forum every year; of
    agreements in force and votes the last year is taken.
    """
    last = max((one for one in held.years if one <= year), default=held.years[0])
    first = max(last - WINDOW + 1, held.years[0]) if indicator == "exercises_pair" else last
    return partners(held, members, first, min(last, year), mean=indicator in VOTES), first, last
