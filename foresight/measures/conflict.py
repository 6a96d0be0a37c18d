"""Armed conflict of a country, region or forum: onsets and endings, kinds, outside states, spill-over, displacement.

Frames are tidy: country, year, value. Deaths stand where they happened. A year that a source does not cover is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
import pandas as pd

from foresight import geography
from foresight.measures.groups import ENOUGH, Members, is_group, members_of
from foresight.store import Store

CONFLICT, WAR = 25, 1000
"""Deaths a year from which UCDP speaks of an armed conflict, and of a war."""
QUIET = 5
"""Years below the threshold that make what follows an onset rather than more of the same."""
RECENT = 5
KINDS: Mapping[str, str] = {
    "state_based_deaths": "State-based",
    "non_state_deaths": "Between groups",
    "one_sided_deaths": "Against civilians",
}
ESTIMATES = ("", "_low", "_high")
DISPLACED: Mapping[str, str] = {
    "internally_displaced": "Displaced inside",
    "refugees_by_origin": "Refugees abroad",
    "refugees_by_host": "Refugees hosted",
}
FORTH, BACK, BOTH = 1, 2, 3
"""The codes of outside_troops_pair: the state whose code comes first in the other, the other way round, both."""


Rows = Callable[[str], pd.DataFrame]
"""An indicator's key -> its rows (country, year, value)."""


@dataclass(frozen=True)
class Onset:
    """The first year with at least `threshold` deaths after QUIET years that were all observed and below it."""

    country: str
    year: int
    deaths: float


@dataclass(frozen=True)
class Ending:
    """A conflict that fell below the threshold: the first year below, and the deaths of the year before."""

    country: str
    year: int
    before: float
    since: int
    """Years below the threshold up to the last one observed."""


One = TypeVar("One", Onset, Ending)


def onsets(deaths: pd.DataFrame, threshold: float = CONFLICT, quiet: int = QUIET) -> tuple[Onset, ...]:
    """Every onset in `deaths` (country, year, value), by year and country.

    The years before have to be observed: a state younger than `quiet` years has no onset, and none is counted in the
    first `quiet` years of the data.
    """
    grid = _grid(deaths)
    calm = (grid < threshold).rolling(quiet).sum().shift(1) == quiet
    began = (grid >= threshold) & calm
    found = [Onset(country, year, value) for year, country, value in _where(began, grid)]
    return tuple(sorted(found, key=lambda one: (one.year, one.country)))


def _grid(deaths: pd.DataFrame) -> pd.DataFrame:
    """Years × countries with a row for every year; NaN where nothing is observed."""
    grid = deaths.pivot_table(index="year", columns="country", values="value")
    return grid.reindex(range(int(grid.index.min()), int(grid.index.max()) + 1))


def _where(true: pd.DataFrame, grid: pd.DataFrame) -> list[tuple[int, str, float]]:
    """Year, country and value in `grid` of every cell of `true` that is true."""
    years, countries, values = grid.index.tolist(), grid.columns.tolist(), grid.to_numpy()
    return [(years[t], countries[i], float(values[t, i])) for t, i in zip(*np.nonzero(true.to_numpy()), strict=True)]


def endings(deaths: pd.DataFrame, threshold: float = CONFLICT, since: int = 2) -> tuple[Ending, ...]:
    """States at or above the threshold at some time and below it in at least the last `since` years, latest first."""
    grid = _grid(deaths)
    last, found = int(grid.index[-1]), []
    ended = (grid >= threshold).shift(1, fill_value=False) & (grid < threshold)
    for year, country, before in _where(ended, grid.shift(1)):
        after = grid[country].loc[year:]
        if last - year + 1 >= since and bool((after < threshold).all()):
            found.append(Ending(country, year, before, last - year + 1))
    return tuple(sorted(found, key=lambda one: (-one.year, -one.before)))


def of_subject(rows: pd.DataFrame, subject: str, members: Members) -> pd.DataFrame:
    """The rows of a country, or of a region's, forum's or the world's members in each year."""
    if not is_group(subject):
        return rows[rows["country"] == subject]
    inside = {year: members_of(subject, year, members) for year in rows["year"].unique().tolist()}
    return _among(rows, inside)


def _among(rows: pd.DataFrame, inside: Mapping[int, frozenset[str]]) -> pd.DataFrame:
    """The rows whose country is among those of its year."""
    kept = [country in inside[year] for country, year in zip(rows["country"], rows["year"].tolist(), strict=True)]
    found: pd.DataFrame = rows[np.array(kept, dtype=bool)]
    return found


def added_up(rows: pd.DataFrame, subject: str, members: Members) -> pd.DataFrame:
    """year, value (the sum over the subject's members that have a figure), of (how many have), among (how many are).

    A sum over those that are listed: for counts whose source lists only where it could count. A year in which no member
    has a figure is missing.
    """
    own = of_subject(rows, subject, members)
    found = own.groupby("year")["value"].agg(value="sum", of="count").reset_index()
    found["among"] = [len(members_of(subject, int(year), members)) for year in found["year"]]
    return found


def all_kinds(rows: Rows) -> pd.DataFrame:
    """Every kind of deaths with its low and high side by side, and value, low, high of all kinds together.

    Columns country, year, `KIND`, `KIND_low`, `KIND_high`, value, low, high; rows where the best estimates of all kinds
    are known. Low and high are the provider's own, added up; in a few years they are out of order with the best
    estimate, and stay so.
    """
    keys = [f"{kind}{estimate}" for kind in KINDS for estimate in ESTIMATES]
    found = pd.concat([rows(key).set_index(["country", "year"])["value"].rename(key) for key in keys], axis=1)
    for name, estimate in zip(("value", "low", "high"), ESTIMATES, strict=True):
        found[name] = found[[f"{kind}{estimate}" for kind in KINDS]].sum(axis=1, skipna=False)
    return found.dropna(subset=["value"]).reset_index()


def killed(kinds: pd.DataFrame, subject: str, members: Members) -> pd.DataFrame:
    """The columns of `all_kinds` per year for a subject.

    Of a region or forum the sum over its members, where at least 60 % of them have a figure.
    """
    own = of_subject(kinds, subject, members).drop(columns="country")
    if not is_group(subject):
        return own.sort_values("year").reset_index(drop=True)
    by_year = own.groupby("year")
    enough = [
        size >= ENOUGH * len(members_of(subject, int(str(year)), members)) for year, size in by_year.size().items()
    ]
    return by_year.sum(min_count=1)[enough].reset_index()


def drawn_in(active: pd.DataFrame, outside: pd.DataFrame, subject: str, members: Members) -> pd.DataFrame:
    """year, fought (countries in armed conflict; of a single country its conflicts), joined (those in which outside
    states had troops; of a single country all or none, since the data say it per country), share (%; NaN in peace).

    `active`: number of active conflicts. `outside`: number of outside states with troops.
    """
    both = of_subject(active, subject, members).merge(outside, on=["country", "year"], suffixes=("", "_outside"))
    fought = both["value"] > 0
    weight = fought.astype(float) if is_group(subject) else both["value"]
    counted = pd.DataFrame({"year": both["year"], "fought": weight, "joined": weight * (both["value_outside"] > 0)})
    found = counted.groupby("year", as_index=False).sum()
    with np.errstate(invalid="ignore"):
        found["share"] = np.where(found["fought"] > 0, 100 * found["joined"] / found["fought"].replace(0, 1), np.nan)
    return found


def directed(pairs: pd.DataFrame) -> pd.DataFrame:
    """From outside_troops_pair (each pair once, in the order of the codes): country (the location), sender, year."""
    there = pairs[pairs["value"] > 0]
    turned = there["country"] > there["partner"]  # a pair asked for from one side may come turned
    first, second = (
        there["country"].where(~turned, there["partner"]),
        there["partner"].where(~turned, there["country"]),
    )
    parts = [
        pd.DataFrame({"country": to[has], "sender": of[has], "year": there["year"][has]})
        for of, to, codes in ((first, second, (FORTH, BOTH)), (second, first, (BACK, BOTH)))
        for has in [there["value"].isin(codes)]
    ]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True).sort_values(["country", "sender", "year"])
    return found.reset_index(drop=True)


def senders(sent: pd.DataFrame, subject: str, members: Members) -> pd.DataFrame:
    """country (the outside state), year, value (in how many of the subject's countries), where (their codes)."""
    own = of_subject(sent, subject, members)
    there: dict[tuple[str, int], list[str]] = {}
    for place, sender, year in own[["country", "sender", "year"]].itertuples(index=False):
        there.setdefault((str(sender), int(year)), []).append(str(place))
    rows = [(sender, year, float(len(places)), tuple(sorted(places))) for (sender, year), places in there.items()]
    return pd.DataFrame(sorted(rows), columns=["country", "year", "value", "where"])


def neighbours_of(subject: str, year: int, members: Members) -> frozenset[str]:
    """Land neighbours in that year; of a region or forum, those of its members that are not members themselves."""
    inside = members_of(subject, year, members)
    return frozenset().union(*(geography.neighbours(one, year) for one in inside)) - inside


def next_door(deaths: pd.DataFrame, subject: str, members: Members) -> pd.DataFrame:
    """country (the land neighbour), year, value: deaths in each neighbour of the year."""
    parts = [
        own[own["country"].isin(neighbours_of(subject, int(str(year)), members))]
        for year, own in deaths.groupby("year")
    ]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found


@dataclass(frozen=True)
class Followed:
    """An onset, its land neighbours that were quiet then, and which of them had an onset within `within` years."""

    onset: Onset
    quiet: tuple[str, ...]
    followers: tuple[Onset, ...]


@dataclass(frozen=True)
class Spill:
    """How often quiet neighbours of an onset had one of their own, beside other quiet states of the same years.

    Shares from 0 to 1, and the 80 % interval of their difference from a bootstrap over onsets.
    """

    followed: tuple[Followed, ...]
    within: int
    near: float
    far: float
    low: float
    high: float


def spill_over(
    deaths: pd.DataFrame, threshold: float = CONFLICT, within: int = QUIET, seed: int = 1, replicates: int = 1000
) -> Spill:
    """Do onsets follow onsets next door: an association of neighbours, who share much else beside a border.

    A state is quiet at an onset when it was observed and below the threshold in that year and the QUIET before. Only
    onsets whose `within` years are all observed count. `far`: the same share among all other quiet states.
    """
    all_, last = onsets(deaths, threshold), int(deaths["year"].max())
    began: dict[str, list[Onset]] = {}
    for one in all_:
        began.setdefault(one.country, []).append(one)
    calm = _calm(deaths, threshold)
    found, counts = [], []
    for onset in all_:
        still = {c for c in calm.get(onset.year, frozenset()) if c != onset.country}
        near = still & geography.neighbours(onset.country, onset.year)
        after = {c: [o for o in began.get(c, ()) if onset.year < o.year <= onset.year + within] for c in still}
        found.append(Followed(onset, tuple(sorted(near)), tuple(o for c in sorted(near) for o in after[c][:1])))
        if onset.year + within <= last:
            struck = {c for c, ones in after.items() if ones}
            counts.append((len(near), len(near & struck), len(still - near), len((still - near) & struck)))
    if not counts:
        return Spill(tuple(found), within, np.nan, np.nan, np.nan, np.nan)
    table = np.array(counts, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(table), (replicates, len(table)))
    sums = table[drawn].sum(axis=1)
    apart = sums[:, 1] / np.maximum(sums[:, 0], 1) - sums[:, 3] / np.maximum(sums[:, 2], 1)
    total = table.sum(axis=0)
    low, high = np.quantile(apart, (0.1, 0.9))
    return Spill(
        tuple(found), within, float(total[1] / max(total[0], 1)), float(total[3] / max(total[2], 1)), float(low),
        float(high),
    )  # fmt: skip


def _calm(deaths: pd.DataFrame, threshold: float) -> dict[int, frozenset[str]]:
    """year -> states observed and below the threshold in it and in the QUIET years before."""
    grid = _grid(deaths)
    below = (grid < threshold).rolling(QUIET + 1).sum() == QUIET + 1
    return {int(str(year)): frozenset(grid.columns[row.to_numpy()]) for year, row in below.iterrows()}


@dataclass(frozen=True)
class Profile:
    """A subject in its last observed year. Figures that are missing are NaN.

    `deaths`: kind -> (best, low, high). `fought`, `joined`: see `drawn_in`. `senders`: outside states with troops,
    those in most of its countries first.
    """

    subject: str
    year: int
    deaths: Mapping[str, tuple[float, float, float]]
    fought: float
    joined: float
    senders: tuple[str, ...]
    neighbours: tuple[tuple[str, float], ...]
    displaced: Mapping[str, tuple[float, int]]
    onsets: tuple[Onset, ...]
    """All onsets at CONFLICT since the data allow one; of a group those of its members of that year."""


def profile(rows: Rows, sent: pd.DataFrame, subject: str, members: Members) -> Profile:
    """What a page or a shell says of one subject; `rows` gives the indicators, `sent` is `directed`."""
    deaths = rows("state_based_deaths")
    year = int(deaths["year"].max())

    def now(key: str) -> float:
        own = of_subject(_in_year(rows(key), year), subject, members)
        return float(own["value"].sum()) if len(own) else float("nan")

    known = {kind: (now(kind), now(f"{kind}_low"), now(f"{kind}_high")) for kind in KINDS}
    drawn = drawn_in(rows("active_conflicts"), rows("external_states_with_troops"), subject, members)
    drawn = drawn[drawn["year"] == year]
    there = senders(_in_year(sent, year), subject, members)
    beside = next_door(_in_year(deaths, year), subject, members)
    beside = beside[beside["value"] > 0].sort_values("value", ascending=False)
    displaced = {}
    for key in DISPLACED:
        listed = added_up(rows(key), subject, members)
        displaced[key] = (
            (float(listed["value"].iloc[-1]), int(listed["year"].iloc[-1])) if len(listed) else (float("nan"), 0)
        )
    inside = members_of(subject, year, members)
    return Profile(
        subject,
        year,
        known,
        float(drawn["fought"].sum()) if len(drawn) else float("nan"),
        float(drawn["joined"].sum()) if len(drawn) else float("nan"),
        tuple(there.sort_values(["value", "country"], ascending=[False, True])["country"]),
        tuple(zip(beside["country"], beside["value"].astype(float), strict=True)),
        displaced,
        tuple(one for one in onsets(deaths) if one.country in inside),
    )


def abroad(sent: pd.DataFrame, country: str) -> pd.DataFrame:
    """Where a state had troops in the conflicts of others: country (the location), year, value 1."""
    own = sent[sent["sender"] == country]
    return pd.DataFrame({"country": own["country"], "year": own["year"], "value": 1.0}).reset_index(drop=True)


def _in_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    return rows[rows["year"] == year]


def profile_from(store: Store, subject: str) -> Profile:
    """The profile of a subject (`IND`, `region:KEY`, `forum:KEY`, `world`) on the store's revision.

    Years that a provider has not finished are left out.
    """
    catalogue = store.catalogue()

    def whole(key: str) -> pd.DataFrame:
        found = store.rows(key)
        kept: pd.DataFrame = found[~found["year"].isin(catalogue.indicator(key).partial_years)]
        return kept

    return profile(whole, directed(store.rows("outside_troops_pair")), subject, cache(store.members))


def severest(total: pd.DataFrame, count: int = 10) -> pd.DataFrame:
    """The `count` states with most deaths in the last year: country, year, value; those without any are left out."""
    now = total[(total["year"] == total["year"].max()) & (total["value"] > 0)]
    top: pd.DataFrame = now.sort_values(["value", "country"], ascending=[False, True]).head(count)
    return top.reset_index(drop=True)


def recent(ones: Sequence[One], last: int, years: int = RECENT) -> tuple[One, ...]:
    """Those of the last `years` years, latest first."""
    return tuple(sorted((one for one in ones if last - years < one.year <= last), key=lambda one: -one.year))
