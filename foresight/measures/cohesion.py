"""How closely the members of a forum hold together: how they vote, and with whom they exercise and sign agreements.

All forums and years are computed at once, on arrays of years × states × states.

Votes: the mean agreement of all pairs of members, of members with states outside, and of all pairs (the observed
agreement of Häge 2011, averaged over pairs as a group's density of valued ties: Wasserman & Faust 1994, section 4.2).
How far it hangs on which states are members is told by the vertex bootstrap of Snijders & Borgatti 1999.

Exercises and agreements: of the ties that members have, the share that stays inside (the reasoning of the E-I index,
Krackhardt & Stern 1988), against two expectations by chance. By size: every pair is as likely as any other to have a
tie. By activity: a pair is as likely as the product of how many ties each has (the null model of modularity, Newman
2006), so that a few members that exercise with everybody do not count as cohesion.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from foresight import forums
from foresight.errors import ForesightError

if TYPE_CHECKING:
    from foresight.store import Store

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

VOTES = {"un_agreement": "all votes", "un_agreement_arms_control": "votes on arms control"}
DEEDS = {"exercises_pair": "joint exercises", "agreements_in_force_pair": "defence agreements in force"}
MEASURED = {
    "forum_vote_lead": ("un_agreement", "lead"),
    "forum_vote_agreement": ("un_agreement", "inside"),
    "forum_arms_control_agreement": ("un_agreement_arms_control", "inside"),
    "forum_exercises_ratio": ("exercises_pair", "ratio"),
    "forum_exercises_share": ("exercises_pair", "share"),
    "forum_agreements_ratio": ("agreements_in_force_pair", "ratio"),
    "forum_agreements_share": ("agreements_in_force_pair", "share"),
}
"""Declared measure -> the indicator it is computed from, and its column in `agreement` or `activity`."""
CHANGE = 10
"""Years back that a change is told over."""
LEAST_TIES = 10
"""A share of fewer ties than this is left out: one exercise more or less would turn it over."""
LEAST_OUTSIDE = 10
"""Fewer states than this outside are no outside to compare with: the United Nations has next to none."""
LEAST_MEMBERS = 6
"""With fewer members the bootstrap has too few different samples to tell an interval."""
SAMPLES = 500
BOUNDS = (2.5, 97.5)


@dataclass(frozen=True)
class Ties:
    """A pair indicator as arrays. `values`: years × states × states, symmetric, NaN where no figure is held (so on the
    diagonal)."""

    states: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats

    def at(self, year: int) -> Floats:
        """The figures of one year, states × states; ForesightError for a year that is not held."""
        if year not in self.years:
            raise ForesightError(f"There is no figure for {year}: the years are {self.years[0]} to {self.years[-1]}.")
        found: Floats = self.values[self.years.index(year)]
        return found

    def places(self, countries: Collection[str]) -> npt.NDArray[np.int64]:
        """Where these countries stand among `states`; those that are not there are left out."""
        return np.array([place for place, iso3 in enumerate(self.states) if iso3 in countries], dtype=np.int64)


def ties(rows: pd.DataFrame) -> Ties:
    """The rows of a pair indicator (country, partner, year, value; a pair stands once) as arrays.

    Years without a single row are not held: nobody voted in 1964, and nobody is drawn for it.
    """
    if rows.empty:
        return Ties((), (), np.empty((0, 0, 0), dtype=np.float32))
    codes, states = pd.factorize(pd.concat([rows["country"], rows["partner"]], ignore_index=True), sort=True)
    first, second = codes[: len(rows)], codes[len(rows) :]
    at, years = pd.factorize(rows["year"], sort=True)
    values = np.full((len(years), len(states), len(states)), np.nan, dtype=np.float32)
    values[at, first, second] = values[at, second, first] = rows["value"].to_numpy(dtype=np.float32)
    return Ties(tuple(states), tuple(int(year) for year in years), values)


def ties_from(store: Store, indicator: str) -> Ties:
    """The pair indicator of the store as arrays; UnknownKeyError for one that does not exist."""
    return ties(store.rows(indicator))


def belonging(memberships: pd.DataFrame, keys: Sequence[str], states: Sequence[str], years: Sequence[int]) -> Flags:
    """Who was a full member at the end of the year: years × forums × states. Suspended states are not members.

    `memberships`: as `foresight.forums.load` returns them.
    """
    found = np.zeros((len(years), len(keys), len(states)), dtype=bool)
    if not years:
        return found
    spread = forums.by_year(memberships[memberships["status"] == "member"], min(years), max(years))
    spread = spread[spread["forum"].isin(keys) & spread["country"].isin(states) & spread["year"].isin(years)]
    at = [pd.Index(axis).get_indexer(pd.Index(spread[name]))
          for axis, name in ((years, "year"), (keys, "forum"), (states, "country"))]  # fmt: skip
    found[tuple(at)] = True
    return found


def _sums(inside: Flags, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Per year and forum: what members have with one another, with others, and what all pairs have.

    `values`: years × states × states with no NaN and an empty diagonal; a pair is counted once.
    """
    members = inside.astype(np.float32)
    to_members = members @ values
    within = (to_members * members).sum(axis=2) / 2
    across = (to_members * (1 - members)).sum(axis=2)
    every = np.broadcast_to(values.sum(axis=(1, 2))[:, None] / 2, within.shape)
    return within, across, every


def _mean(total: Floats, pairs: Floats) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.full(total.shape, np.nan)
    np.divide(total, pairs, out=found, where=pairs > 0)
    return found


def agreement(held: Ties, memberships: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """How members of each forum agree in each year, from pair figures of agreement (0 to 1).

    Columns forum, year, members (those with a figure), pairs (of members, with a figure), inside (their mean),
    others (states outside with a figure), outside (mean of members with them; NaN with fewer than LEAST_OUTSIDE of
    them), all (mean of all pairs), lead (inside minus all, in percentage points). A forum has a row for each year in
    which at least two of its members have a figure with each other.
    """
    inside = belonging(memberships, keys, held.states, held.years)
    known: Flags = ~np.isnan(held.values)
    sums, counts = _sums(inside, np.nan_to_num(held.values)), _sums(inside, known.astype(np.float32))
    there: Flags = np.any(known, axis=2)[:, None, :]
    members, others = (inside & there).sum(axis=2), (~inside & there).sum(axis=2)
    means = [_mean(total, pairs) for total, pairs in zip(sums, counts, strict=True)]
    outside = np.where(others >= LEAST_OUTSIDE, means[1], np.nan)
    found = _tall(held, keys, {
        "members": members, "pairs": counts[0].round().astype(int), "inside": means[0], "others": others,
        "outside": outside, "all": means[2], "lead": 100 * (means[0] - means[2]),
    })  # fmt: skip
    return found[found["pairs"] > 0].reset_index(drop=True)


def activity(held: Ties, memberships: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Of the ties that members of each forum have in each year, how many stay inside, against chance.

    A tie is a pair with a figure above nought. Columns forum, year, members and others (states inside and outside that
    the source covers), inside and outside (ties), share (of members' ties that are inside), by_size and by_activity
    (the share expected if every pair were alike, and if pairs were as likely as the product of their ties), ratio and
    ratio_activity (share against each). Shares and ratios are NaN with fewer than LEAST_TIES ties of members or fewer
    than LEAST_OUTSIDE states outside. A forum has a row for each year in which it has two members or more.
    """
    inside = belonging(memberships, keys, held.states, held.years)
    known: Flags = ~np.isnan(held.values)
    tied = (np.nan_to_num(held.values) > 0).astype(np.float32)
    within, across, _ = _sums(inside, tied)
    possible, possible_out, _ = _sums(inside, known.astype(np.float32))
    there: Flags = np.any(known, axis=2)[:, None, :]
    members, others = (inside & there).sum(axis=2), (~inside & there).sum(axis=2)
    degree = tied.sum(axis=2)[:, None, :]
    own, square = (inside * degree).sum(axis=2), (inside * degree**2).sum(axis=2)
    expected, expected_out = (own**2 - square) / 2, own * (degree.sum(axis=2) - own)
    told = (within + across >= LEAST_TIES) & (others >= LEAST_OUTSIDE)
    share, by_size, by_activity = (
        np.where(told, _mean(part, part + rest), np.nan)
        for part, rest in ((within, across), (possible, possible_out), (expected, expected_out))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = {"ratio": share / by_size, "ratio_activity": share / by_activity}
    found = _tall(held, keys, {
        "members": members, "others": others, "inside": within.round().astype(int),
        "outside": across.round().astype(int), "share": share, "by_size": by_size, "by_activity": by_activity,
        **{name: np.where(np.isfinite(ratio), ratio, np.nan) for name, ratio in ratios.items()},
    })  # fmt: skip
    return found[found["members"] >= 2].reset_index(drop=True)


def _tall(held: Ties, keys: Sequence[str], columns: Mapping[str, npt.NDArray[np.generic]]) -> pd.DataFrame:
    """Arrays of years × forums as rows, forum by forum."""
    index = pd.MultiIndex.from_product([list(keys), list(held.years)], names=["forum", "year"])
    return pd.DataFrame({name: array.T.ravel() for name, array in columns.items()}, index=index).reset_index()


def intervals(
    held: Ties, memberships: pd.DataFrame, forum: str, years: Collection[int] | None = None, seed: int = 0
) -> pd.DataFrame:
    """Year by year, how far the mean agreement of members hangs on which of them are there: columns year, low, high.

    The vertex bootstrap (Snijders & Borgatti 1999): members are drawn with replacement SAMPLES times, a member drawn
    twice has no pair with itself, and the middle 95 % of the means is the interval. `years`: only these. Years with
    fewer than LEAST_MEMBERS members that have a figure have no row.
    """
    inside = belonging(memberships, [forum], held.states, held.years)[:, 0]
    draws: dict[int, Floats] = {}  # the same for every year with as many members, so that a band does not flicker
    found = []
    for year, flags, values in zip(held.years, inside, held.values, strict=True):
        if years is not None and year not in years:
            continue
        places = np.flatnonzero(flags)
        own = values[np.ix_(places, places)]
        voted = np.flatnonzero(~np.isnan(own).all(axis=1)) if len(own) else places
        own, count = own[np.ix_(voted, voted)], len(voted)
        if count < LEAST_MEMBERS:
            continue
        if count not in draws:
            even = np.full(count, 1 / count)
            draws[count] = np.random.default_rng(seed).multinomial(count, even, SAMPLES).astype(np.float32)
        drawn, unknown = draws[count], np.isnan(own)
        total = ((drawn @ np.where(unknown, 0, own)) * drawn).sum(axis=1)
        # all pairs of those drawn, without those of a member with itself and those that have no figure
        pairs = np.float32(count) ** 2 - (drawn**2).sum(axis=1)
        np.fill_diagonal(unknown, val=False)
        if unknown.any():
            pairs -= ((drawn @ unknown.astype(np.float32)) * drawn).sum(axis=1)
        low, high = np.percentile(total[pairs > 0] / pairs[pairs > 0], BOUNDS)
        found.append((year, float(low), float(high)))
    return pd.DataFrame(found, columns=["year", "low", "high"]).astype({"year": "int64"})


def closing(found: pd.DataFrame, column: str, change: str) -> pd.DataFrame:
    """The last year of each forum in which `column` has a figure, with `changed`: how `change` moved over CHANGE years.

    `found`: rows of `agreement` or `activity`. `changed` is NaN where the year so far back has no figure: it is never
    taken from another year.
    """
    told = found.dropna(subset=[column]).sort_values("year")
    last = told.groupby("forum", sort=False).tail(1)
    before = told.assign(year=told["year"] + CHANGE)[["forum", "year", change]]
    joined = last.merge(before.rename(columns={change: "before"}), on=["forum", "year"], how="left")
    joined["changed"] = joined[change] - joined.pop("before")
    return joined.reset_index(drop=True)
