"""Where an indicator has a figure and where not: country by country, year by year, and put together by region.

A cell is *observed*; *missing*, where the source has figures of that state in other years and of other states in that
year; *not covered*, where it has none of that state at all or of nobody in that year; or there was *no state*. What is
asked for is the independent states of each year (Gleditsch & Ward 1999): territories are shown where they have figures,
and are missed nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight import geography

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
NO_STATE, NOT_COVERED, MISSING, OBSERVED = range(4)
WORLD = "WLD"


@dataclass(frozen=True)
class Grid:
    """Countries × years. `seen`: there is a figure; `states`: it was an independent state that year.

    `until`: the last year that the source covers; the years after it, to the present, stand in the grid all the same.
    """

    countries: tuple[str, ...]
    years: tuple[int, ...]
    seen: Bools
    states: Bools
    until: int

    @property
    def world(self) -> bool:
        """Is it one figure for the whole world."""
        return self.countries == (WORLD,)

    @property
    def covered(self) -> Bools:
        """Of each year: does the source have a figure of anybody."""
        return np.asarray(self.seen.any(axis=0))

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """Countries × years: NO_STATE, NOT_COVERED, MISSING or OBSERVED."""
        asked = self.covered[None, :] & np.asarray(self.seen.any(axis=1))[:, None]
        kinds = np.where(self.states, np.where(asked, MISSING, NOT_COVERED), NO_STATE)
        return np.where(self.seen, OBSERVED, kinds).astype(np.uint8)

    def within(self, first: int, last: int) -> Grid:
        """The years from `first` to `last` of it."""
        kept = np.array([first <= year <= last for year in self.years])
        years = tuple(year for year in self.years if first <= year <= last)
        return Grid(self.countries, years, self.seen[:, kept], self.states[:, kept], self.until)

    def of(self, countries: frozenset[str]) -> Grid:
        """Some of its countries."""
        kept = np.array([country in countries for country in self.countries], dtype=bool)
        names = tuple(country for country in self.countries if country in countries)
        return Grid(names, self.years, self.seen[kept], self.states[kept], self.until)


def grids(presence: pd.DataFrame, block: int, until: int) -> dict[str, Grid]:
    """The grid of every indicator, from its first covered year to `until` or its last covered year if that is later.

    `presence`: indicator, country, block, bits, where bit b of `bits` stands for year block × `block` + b.
    """
    found = {}
    for key, own in presence.groupby("indicator", sort=False):
        codes, countries = pd.factorize(own["country"], sort=True)
        blocks = own["block"].to_numpy()
        low = int(blocks.min())
        bits = np.zeros((len(countries), int(blocks.max()) - low + 1), dtype=np.uint64)
        bits[codes, blocks - low] = own["bits"].to_numpy(dtype=np.uint64)
        each = (bits[:, :, None] >> np.arange(block, dtype=np.uint64)) & np.uint64(1)
        found[str(key)] = _grid(tuple(countries), low * block, each.reshape(len(countries), -1).astype(bool), until)
    return found


def _grid(countries: tuple[str, ...], start: int, seen: Bools, until: int) -> Grid:
    held = np.flatnonzero(seen.any(axis=0))
    first, last = start + int(held[0]), start + int(held[-1])
    end = max(last, until)
    own = np.zeros((len(countries), end - first + 1), dtype=bool)
    own[:, : last - first + 1] = seen[:, held[0] : held[-1] + 1]
    years = tuple(range(first, end + 1))
    if countries == (WORLD,):
        return Grid(countries, years, own, np.ones_like(own), last)
    names, there = _statehood(first, end)
    every = tuple(sorted({*countries, *names} - {WORLD}))
    place = {country: row for row, country in enumerate(every)}
    full, states = (np.zeros((len(every), len(years)), dtype=bool) for _ in range(2))
    kept = [row for row, country in enumerate(countries) if country != WORLD]
    full[[place[countries[row]] for row in kept]] = own[kept]
    states[[place[country] for country in names]] = there
    return Grid(every, years, full, states, last)


@lru_cache(maxsize=64)
def _statehood(first: int, last: int) -> tuple[tuple[str, ...], Bools]:
    """Who was an independent state in any of the years, and in which."""
    by_year = [geography.states(year) for year in range(first, last + 1)]
    names = tuple(sorted(frozenset().union(*by_year)))
    return names, np.array([[country in year for year in by_year] for country in names], dtype=bool)


def share(grid: Grid) -> float:
    """Of the country-years of independent states, the share (0 to 1) with a figure; NaN where there are none."""
    asked = int(grid.states.sum())
    return float((grid.seen & grid.states).sum() / asked) if asked else float("nan")


def by_year(grid: Grid) -> Floats:
    """Of each year, the share of independent states with a figure; NaN where there was no state."""
    asked = grid.states.sum(axis=0)
    found: Floats = np.divide(
        (grid.seen & grid.states).sum(axis=0), asked, out=np.full(len(grid.years), np.nan), where=asked > 0
    )
    return found


def regions(grid: Grid) -> dict[str, Grid]:
    """The grid of each region that has a state or a figure in it, in the order of the regions."""
    of = {iso3: country.region for iso3, country in geography.countries().items()}
    members = {region: frozenset(c for c in grid.countries if of.get(c) == region) for region in geography.regions()}
    return {region: grid.of(own) for region, own in members.items() if own}


def decades(grid: Grid) -> pd.DataFrame:
    """region, decade (its first year), share: of the region's country-years that the source's span has, those observed.

    The decade in which the indicator ends is counted to its last year.
    """
    held = grid.within(grid.years[0], grid.until)
    starts = range(held.years[0] // 10 * 10, grid.until + 1, 10)
    rows = [(r, start, share(own.within(start, start + 9))) for r, own in regions(held).items() for start in starts]
    return pd.DataFrame(rows, columns=["region", "decade", "share"])


@dataclass(frozen=True)
class Absent:
    """One region in one year: how many states there were, and those without a figure."""

    region: str
    states: int
    missing: tuple[str, ...]


def absent(grid: Grid, year: int) -> tuple[Absent, ...]:
    """Who has no figure in `year`, by region, the region with the highest share of them first."""
    found = []
    for region, own in regions(grid.within(year, year)).items():
        states, seen = own.states[:, 0], own.seen[:, 0]
        names = tuple(c for c, state, there in zip(own.countries, states, seen, strict=True) if state and not there)
        if states.any():
            found.append(Absent(region, int(states.sum()), names))
    return tuple(sorted(found, key=lambda one: -len(one.missing) / one.states))


def recent(grid: Grid, window: int) -> Grid:
    """The last `window` years that the source covers, years of which it has no figure left out."""
    kept = np.flatnonzero(grid.covered)[-window:]
    return Grid(
        grid.countries, tuple(grid.years[place] for place in kept), grid.seen[:, kept], grid.states[:, kept], grid.until
    )


def unbroken(grid: Grid) -> float:
    """Of the years between each country's first and last figure, both counted, the share (0 to 1) with a figure."""
    first, last = grid.seen.argmax(axis=1), len(grid.years) - 1 - grid.seen[:, ::-1].argmax(axis=1)
    held = grid.seen.any(axis=1)
    return float(grid.seen.sum() / (last - first + 1)[held].sum())
