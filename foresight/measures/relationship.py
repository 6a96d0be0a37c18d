"""Two states over time: which channels ran between them in which year, how long, how broad, and through which shocks.

A channel is one measured way in which two states deal with each other in defence. In a year it is active, not active or
not observed; what a source does not cover is never counted as absent. Breadth, the number of channels at once, follows
the reasoning of multiplexity in networks of states (Cranmer, Menninga & Mucha 2015; Kinne 2018); duration and
persistence of ties that of Snijders, van de Bunt & Steglich 2010.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight.errors import ForesightError

if TYPE_CHECKING:
    from foresight.store import Store

Floats = NDArray[np.float64]
US = "USA"
UNIVERSAL = "un"
"""Almost every pair shares the United Nations: sharing it says nothing of a pair."""
GARRISON, CLASS = 100, 10
"""US troops, and persons trained by the United States, from which on they are a channel: below stand the guards and
attachés of an embassy, and single persons on a course."""

OF_EACH = (
    "active_conflicts", "conflict_intensity", "autocratisation_episode", "us_troops", "us_military_trainees",
    "un_ideal_point", "arms_imports", "arms_exports", "arms_control_treaties",
)  # fmt: skip
"""Indicators of single countries that a page of a pair shows or looks for shocks in."""

Rule = Literal["above zero", "at least", "above the median"]


@dataclass(frozen=True)
class Channel:
    """A way in which two states deal with each other.

    `direct`: the two do it with each other, where sitting in one forum or voting alike asks nothing of either.
    `only_with`: it exists only where one of the two is that state, and is read from the other.
    """

    key: str
    title: str
    indicator: str
    rule: Rule = "above zero"
    least: int = 0
    direct: bool = True
    only_with: str | None = None


CHANNELS = (
    Channel("exercises", "Joint exercises", "exercises_pair"),
    Channel("agreements", "Agreements in force", "agreements_in_force_pair"),
    Channel("pact", "Defence pact", "defence_pact_pair"),
    Channel("troops", "US troops hosted", "us_troops", "at least", GARRISON, only_with=US),
    Channel("training", "US military training", "us_military_trainees", "at least", CLASS, only_with=US),
    Channel("forums", "Forums beyond the UN", "shared_forums", direct=False),
    Channel("votes", "UN votes alike", "un_agreement", "above the median", direct=False),
)
DIRECT = frozenset(channel.key for channel in CHANNELS if channel.direct)
"""All that is measured of a pair in this data. Arms between two states are not: only each state's totals are held."""


@dataclass(frozen=True)
class Dossier:
    """What is held of two states. `ties`: pair indicator -> value by year. `own`: (indicator, country) -> the same.
    `forums`: columns forum, joined, left (NA while both belong): spells in which both were full members."""

    one: str
    other: str
    ties: Mapping[str, pd.Series]
    own: Mapping[tuple[str, str], pd.Series]
    forums: pd.DataFrame

    def tie(self, indicator: str) -> pd.Series:
        """Values of a pair indicator by year; empty where the pair has none."""
        return self.ties.get(indicator, _NOTHING)

    def of(self, indicator: str, country: str) -> pd.Series:
        """Values of one country by year; empty where it has none."""
        return self.own.get((indicator, country), _NOTHING)

    def partner_of(self, country: str) -> str | None:
        """The other one, where `country` is one of the two."""
        return {self.one: self.other, self.other: self.one}.get(country)

    def sharing(self, year: int) -> tuple[str, ...]:
        """The forums, the UN among them, that both belonged to at the end of that year."""
        spells = self.forums
        inside = (spells["joined"] <= year) & (spells["left"].isna() | (spells["left"] > year))
        return tuple(spells.loc[inside, "forum"])


_NOTHING = pd.Series(dtype="float64", index=pd.Index([], dtype="int64", name="year"))


def shared_spells(memberships: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Columns forum, joined, left: from when to when both were full members, earliest first.

    `memberships`: columns forum, country, joined, left (NA while it lasts), status.
    """
    full = memberships[memberships["status"] == "member"]
    sides = [full.loc[full["country"] == country, ["forum", "joined", "left"]] for country in (one, other)]
    both = sides[0].merge(sides[1], on="forum", suffixes=("", "_other"))
    open_end = 9999
    joined = both[["joined", "joined_other"]].max(axis=1)
    left = both[["left", "left_other"]].fillna(open_end).min(axis=1).astype("Int64")
    found = pd.DataFrame({"forum": both["forum"], "joined": joined, "left": left.mask(left == open_end)})
    kept = found[found["left"].isna() | (found["left"] > found["joined"])]
    return kept.sort_values(["joined", "forum"], ignore_index=True)


def dossier_from(store: Store, one: str, other: str) -> Dossier:
    """Everything held of two states, in some 30 ms. ForesightError where the two are the same."""
    if one == other:
        raise ForesightError("A relationship needs two different countries. Choose another partner.")
    ties, own = store.of_two(one, other, OF_EACH)
    own = own.sort_values(["indicator", "country"], kind="stable")
    return Dossier(
        one,
        other,
        {key: series for (key,), series in _apart(ties, ["indicator"])},
        {(key, country): series for (key, country), series in _apart(own, ["indicator", "country"])},
        shared_spells(store.memberships(), one, other),
    )


def _apart(rows: pd.DataFrame, keys: list[str]) -> Iterator[tuple[tuple[str, ...], pd.Series]]:
    """Values by year of each run of equal `keys`: rows stand in their order, and a groupby takes ten times as long."""
    names = list(zip(*(rows[key] for key in keys), strict=True))
    years, values = rows["year"].to_numpy(), rows["value"].to_numpy()
    start = 0
    for end in range(1, len(names) + 1):
        if end == len(names) or names[end] != names[start]:
            yield names[start], pd.Series(values[start:end], index=pd.Index(years[start:end], name="year"))
            start = end


def medians_from(store: Store, indicator: str = "un_agreement") -> pd.Series:
    """The value of the median pair, by year. Reads every pair: half a second, to be kept."""
    rows = store.rows(indicator)
    return rows.groupby("year")["value"].median()


# ---- channels


def values_of(found: Dossier, channel: Channel) -> pd.Series:
    """What is observed of a channel, by year; empty where it does not speak of this pair."""
    if channel.only_with is not None:
        host = found.partner_of(channel.only_with)
        return found.of(channel.indicator, host) if host else _NOTHING
    values = found.tie(channel.indicator)
    if channel.key != "forums":
        return values
    years = values.index.to_numpy()
    beyond = values.to_numpy(dtype=float)
    own = found.forums[found.forums["forum"] == UNIVERSAL]
    for joined, left in zip(own["joined"].tolist(), own["left"].tolist(), strict=True):
        beyond = beyond - ((years >= joined) & (pd.isna(left) or years < left))
    return pd.Series(beyond, index=values.index)


@dataclass(frozen=True)
class Activity:
    """Channels × years. `figures`, NaN where not observed; `active`: 1, 0, and NaN where not observed."""

    channels: tuple[str, ...]
    years: range
    figures: Floats
    active: Floats

    def of(self, keys: Collection[str]) -> Activity:
        """Only these channels."""
        kept = [place for place, key in enumerate(self.channels) if key in keys]
        return Activity(tuple(self.channels[p] for p in kept), self.years, self.figures[kept], self.active[kept])

    def between(self, first: int, last: int) -> Activity:
        """Only the years from `first` to `last`."""
        start, stop = (max(min(year - self.years.start, len(self.years)), 0) for year in (first, last + 1))
        return Activity(self.channels, self.years[start:stop], self.figures[:, start:stop], self.active[:, start:stop])

    def rows(self) -> pd.DataFrame:
        """Columns channel, year, value, active (bool): only what was observed."""
        place, at = np.nonzero(~np.isnan(self.active))
        return pd.DataFrame(
            {
                "channel": [self.channels[p] for p in place],
                "year": np.asarray(self.years, dtype=np.int64)[at],
                "value": self.figures[place, at],
                "active": self.active[place, at] == 1,
            }
        )


def activity(found: Dossier, medians: pd.Series) -> Activity:
    """Which channels ran in which years, over all years with any figure. Channels never observed are left out.

    `medians`: the median pair's agreement in UN votes by year, which a pair must be above to vote alike.
    """
    seen = {channel: own for channel in CHANNELS if len(own := values_of(found, channel))}
    if not seen:
        return Activity((), range(0), np.zeros((0, 0)), np.zeros((0, 0)))
    years = range(min(int(v.index.min()) for v in seen.values()), max(int(v.index.max()) for v in seen.values()) + 1)
    values = np.full((len(seen), len(years)), np.nan)
    for place, own in enumerate(seen.values()):
        values[place, own.index.to_numpy() - years.start] = own.to_numpy()
    median = medians.reindex(years).to_numpy(dtype=float)
    bars = np.stack(
        [
            median if channel.rule == "above the median" else np.full(len(years), max(channel.least - 0.5, 0.0))
            for channel in seen
        ]
    )
    active = np.where(np.isnan(values) | np.isnan(bars), np.nan, values > bars)
    return Activity(tuple(channel.key for channel in seen), years, values, active)


def breadth(found: Activity) -> pd.DataFrame:
    """Columns year, active, observed: how many channels ran, of how many that were observed; years with any."""
    seen = ~np.isnan(found.active)
    counted = pd.DataFrame(
        {"year": list(found.years), "active": np.nansum(found.active, axis=0), "observed": seen.sum(axis=0)}
    )
    return counted[counted["observed"] > 0].astype("int64").reset_index(drop=True)


@dataclass(frozen=True)
class Run:
    """Years in a row, both ends included."""

    first: int
    last: int

    @property
    def years(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Persistence:
    """How long a channel ran. `longest` and `current` (up to the last year observed) are None where there is none."""

    channel: str
    observed: tuple[int, int]
    active_years: int
    longest: Run | None
    current: Run | None


def runs(years: Sequence[int]) -> list[Run]:
    """The unbroken runs among some years, earliest first."""
    found: list[Run] = []
    for year in sorted(years):
        if found and found[-1].last == year - 1:
            found[-1] = Run(found[-1].first, year)
        else:
            found.append(Run(year, year))
    return found


def persistence(found: Activity) -> dict[str, Persistence]:
    """Channel -> how long it ran; `direct` and `any`: years with at least one direct channel, with any channel at all.

    A year without an observation breaks a run: nothing is assumed of it. What was never observed is left out.
    """
    lines = dict(zip(found.channels, found.active, strict=True))
    lines |= {"direct": _together(found.of(DIRECT).active), "any": _together(found.active)}
    return {key: _lasted(key, found.years, line) for key, line in lines.items() if not np.isnan(line).all()}


def _together(active: Floats) -> Floats:
    """1 in a year with any active one, 0 where all were observed and none was active, else NaN: nobody can tell."""
    if not len(active):
        return np.full(active.shape[1], np.nan)
    most = np.fmax.reduce(active, axis=0)
    return np.where((most == 1) | ~np.isnan(active).any(axis=0), most, np.nan)


def _lasted(key: str, years: range, line: Floats) -> Persistence:
    seen, ran = np.flatnonzero(~np.isnan(line)), np.flatnonzero(line == 1)
    found, last = runs([years[place] for place in ran]), years[int(seen[-1])]
    longest = max(found, key=lambda run: (run.years, run.last), default=None)
    return Persistence(
        key, (years[int(seen[0])], last), len(ran), longest, found[-1] if found and found[-1].last == last else None
    )
