"""When a source's next figures are expected, and whether newer ones than those held have come out already.

The rhythm of each source is declared in data/catalogue/releases.toml with what it rests on. A release counts as due
once the month it comes out in is over. Nothing is fetched: *stale* means that a newer release was due, not that it was
seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresight.catalogue import DATA, Source
from foresight.measures.declared import entries

FILE = DATA / "catalogue" / "releases.toml"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
State = Literal["stale", "current", "ended", "unknown"]
STATES: Mapping[str, str] = {
    "stale": "A newer release was due", "current": "Up to date", "ended": "No more releases", "unknown": "Not known",
}  # fmt: skip


class Rhythm(BaseModel):
    """When a source brings out new figures: in which months, and the figures up to how many years back they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    kind: Literal["yearly", "often", "continuous", "ended"]
    months: tuple[int, ...] = ()
    lag: int = Field(default=0, ge=0, le=10)
    reason: str = Field(min_length=20)
    reference: str = Field(min_length=8)

    @model_validator(mode="after")
    def _months_fit_the_kind(self) -> Rhythm:
        if (self.kind == "ended") != (not self.months) or not all(1 <= month <= 12 for month in self.months):
            raise ValueError("a rhythm has months from 1 to 12, and one that has ended has none")
        if list(self.months) != sorted(set(self.months)) or (self.kind == "yearly" and len(self.months) != 1):
            raise ValueError("months stand in order, each once; a yearly release has one")
        return self


@dataclass(frozen=True, order=True)
class Release:
    """One release: when it comes out, and the last year of its figures."""

    year: int
    month: int
    upto: int

    @property
    def words(self) -> str:
        """`June 2027`."""
        return f"{MONTHS[self.month - 1]} {self.year}"

    @property
    def short(self) -> str:
        """`Jun 2027`."""
        return f"{MONTHS[self.month - 1][:3]} {self.year}"

    @property
    def over(self) -> dt.date:
        """The first day after its month: from then on it counts as out."""
        return dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)


@dataclass(frozen=True)
class Freshness:
    """How an indicator stands to the releases of its sources. `reason`: a sentence; `upcoming`: None where unknown."""

    state: State
    reason: str
    upcoming: Release | None = None

    @property
    def next_words(self) -> str:
        """The next release as a table shows it."""
        if self.upcoming is None:
            return "none" if self.state == "ended" else "not known"
        return f"{self.upcoming.words} (to {self.upcoming.upto})"


@cache
def rhythms(file: Path = FILE) -> Mapping[str, Rhythm]:
    """The declared rhythms by the source's key; CatalogueError names the entry and the field that is wrong."""
    return entries(Rhythm, file)


def around(rhythm: Rhythm, today: dt.date) -> tuple[Release, Release]:
    """The last release that was due by `today`, and the next one. The rhythm must not have ended."""
    years = range(today.year - 1, today.year + 2)
    every = [Release(year, month, year - rhythm.lag) for year in years for month in rhythm.months]
    due = [release for release in every if release.over <= today]
    return due[-1], every[len(due)]


def freshness(
    sources: Sequence[Source], declared: Mapping[str, Rhythm], last: int, updated: dt.date, today: dt.date
) -> Freshness:
    """How an indicator with figures to `last`, last changed on `updated`, stands on the day `today`.

    The first of `sources` decides. A further year of the indicator needs a further year of every source, so it is due
    only once the release of each one whose rhythm is known is due. `updated` is the day on which the provider's file
    was fetched or a revision changed the figures, whichever is later.
    """
    main = declared.get(sources[0].key)
    if main is None:
        return Freshness(
            "unknown", f"It is not known here when new figures are to be expected from {sources[0].provider}."
        )
    if main.kind == "ended":
        return Freshness("ended", f"No newer figures than those to {last} are to be expected. {main.reason}")
    others = (declared.get(source.key) for source in sources[1:])
    needed = [main, *(rhythm for rhythm in others if rhythm is not None and rhythm.kind != "ended")]
    both = [around(rhythm, today) for rhythm in needed]
    due, coming = min((pair[0] for pair in both), key=lambda r: r.upto), max(pair[1] for pair in both)
    coming = Release(coming.year, coming.month, min(pair[1].upto for pair in both))
    expected = f"The next release is expected in {coming.words}, with figures to {coming.upto}."
    if due.upto > last:
        late = f"A release with figures to {due.upto} was due in {due.words}; those held end in {last}."
        return Freshness("stale", f"{late} {expected} {main.reason}", coming)
    if due.over > updated:
        late = f"A release was due in {due.words}; the figures held were last brought up to date on {_day(updated)}."
        return Freshness("stale", f"{late} {expected} {main.reason}", coming)
    fresh = f"No newer release than the one held was due by {_day(today)}."
    return Freshness("current", f"{fresh} {expected} {main.reason}", coming)


def _day(date: dt.date) -> str:
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"
