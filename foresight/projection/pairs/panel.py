"""What a model of pairs sees: ties as years × countries × countries, and what is known of both ends.

NaN is *missing*. A pair of states stands in both triangles, so that every network measure is one matrix product.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from foresight import geography
from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, unknown

if TYPE_CHECKING:
    from foresight.store import Store

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

FIRST = 1970
EARTH_RADIUS = 6371.0
STALE = 2
"""A driver whose figures end this many years or more before the target's is left out, instead of carried on."""

PAIR_DRIVERS = (
    "exercises_pair",
    "agreements_pair",
    "agreements_in_force_pair",
    "defence_pact_pair",
    "shared_forums",
    "arms_control_treaties_shared",
    "un_agreement",
)
STATE_DRIVERS: Mapping[str, bool] = {
    "gdp": True,
    "population": True,
    "gdp_per_head": True,
    "military_expenditure_usd": True,
    "military_expenditure_pct_gdp": False,
    "polyarchy": False,
    "un_ideal_point": False,
    "state_based_deaths": True,
    "deaths_in_neighbours": True,
    "external_states_region": True,
    "us_troops": True,
    "forum_memberships": False,
    "arms_imports": True,
    "arms_exports": True,
    "nuclear_stockpile": True,
    "exercises": True,
    "exercises_maritime": True,
    "exercises_peacekeeping": True,
    "exercises_humanitarian": True,
    "agreements_in_force": True,
}
"""Figures of single states that enter for both ends, and whether as log(1 + value)."""


@dataclass(frozen=True)
class PairPanel:
    """Ties and their surroundings on one grid.

    `years`: without a gap. `countries`: ISO3, sorted. `present`: years × countries, in the system of states that year.
    `ties`: pair indicator -> years × countries × countries, symmetric, NaN on the diagonal and where missing.
    `single`: indicator -> years × countries. `forums`: years × forums × countries, full members at the end of the year.
    `distance`: kilometres between centroids. `border`: land neighbours. `regions`: country -> region key.
    """

    years: tuple[int, ...]
    countries: tuple[str, ...]
    present: Bools
    ties: Mapping[str, Singles]
    single: Mapping[str, Singles]
    forums: Bools
    distance: Floats
    border: Bools
    regions: Mapping[str, str]
    indicators: Mapping[str, Indicator]
    revision: str = ""

    def __post_init__(self) -> None:
        shape = (len(self.years), len(self.countries))
        if self.years != tuple(range(self.years[0], self.years[-1] + 1)):
            raise ValueError("the years of a panel follow one another without a gap")
        wrong = [k for k, grid in self.ties.items() if grid.shape != (*shape, shape[1])]
        wrong += [k for k, grid in self.single.items() if grid.shape != shape]
        if wrong or self.present.shape != shape:
            raise ValueError(f"{', '.join(wrong) or 'present'}: does not fit {shape[0]} years × {shape[1]} countries")
        for grid in (*self.ties.values(), *self.single.values(), self.present, self.forums):
            grid.setflags(write=False)

    def tie(self, indicator: str) -> Singles:
        """Years × countries × countries of one indicator; UnknownKeyError when the panel was loaded without it."""
        if indicator not in self.ties:
            raise unknown("pair indicator in this panel", indicator, self.ties, "Load the panel with it.")
        return self.ties[indicator]

    def last_row(self, grid: Singles) -> int:
        """The last row of `grid` with any value; -1 where there is none."""
        rows = np.flatnonzero(~np.isnan(grid.reshape(len(grid), -1)).all(axis=1))
        return int(rows[-1]) if len(rows) else -1

    def until(self, year: int) -> PairPanel:
        """The panel as it would have been with nothing known after `year`."""
        n = sum(y <= year for y in self.years)
        return PairPanel(
            self.years[:n],
            self.countries,
            self.present[:n].copy(),
            {k: v[:n].copy() for k, v in self.ties.items()},
            {k: v[:n].copy() for k, v in self.single.items()},
            self.forums[:n].copy(),
            self.distance,
            self.border,
            self.regions,
            self.indicators,
            self.revision,
        )


def fingerprint(panel: PairPanel, target: str) -> str:
    """Twelve digits that change with any figure, year, state or forum of the panel; other indicators leave them be."""
    names = (
        target,
        panel.years,
        panel.countries,
        sorted(panel.ties),
        sorted(panel.single),
        sorted(panel.regions.items()),
    )
    digest = hashlib.sha256(repr(names).encode())
    for key in sorted(panel.ties):
        digest.update(np.ascontiguousarray(panel.ties[key], dtype="<f4").tobytes())
    for key in sorted(panel.single):
        digest.update(np.ascontiguousarray(panel.single[key], dtype="<f4").tobytes())
    digest.update(np.packbits(panel.present).tobytes() + np.packbits(panel.forums).tobytes())
    digest.update(np.packbits(panel.border).tobytes() + np.ascontiguousarray(panel.distance, dtype="<f4").tobytes())
    return digest.hexdigest()[:12]


def kilometres(latitude: Floats, longitude: Floats) -> Floats:
    """Great-circle distance between all places, countries × countries, by the haversine formula; NaN where unknown."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    dphi, dlam = phi[:, None] - phi[None], lam[:, None] - lam[None]
    half = np.sin(dphi / 2) ** 2 + np.cos(phi)[:, None] * np.cos(phi)[None] * np.sin(dlam / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _places(codes: pd.Series, countries: tuple[str, ...]) -> Ints:
    """Where each code stands in `countries`, -1 for others; ten times as fast over a million rows as Series.map."""
    found = pc.index_in(pa.array(codes), pa.array(countries, pa.large_string()))
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def tie_grid(rows: pd.DataFrame, years: range, countries: tuple[str, ...]) -> Singles:
    """Pair rows (country, partner, year, value) as a symmetric years × countries × countries; others are left out."""
    grid = np.full((len(years), len(countries), len(countries)), np.nan, dtype=np.float32)
    i, j = _places(rows["country"], countries), _places(rows["partner"], countries)
    row = rows["year"].to_numpy(dtype=np.int64) - years[0]
    good = (i >= 0) & (j >= 0) & (i != j) & (row >= 0) & (row < len(years))
    t, i, j = row[good], i[good], j[good]
    value = rows["value"].to_numpy(dtype=np.float32)[good]
    grid[t, i, j] = value
    grid[t, j, i] = value
    return grid


def state_grid(rows: pd.DataFrame, years: range, countries: tuple[str, ...]) -> Singles:
    """Rows (country, year, value) as years × countries; others are left out."""
    grid = np.full((len(years), len(countries)), np.nan, dtype=np.float32)
    i, row = _places(rows["country"], countries), rows["year"].to_numpy(dtype=np.int64) - years[0]
    good = (i >= 0) & (row >= 0) & (row < len(years))
    grid[row[good], i[good]] = rows["value"].to_numpy(dtype=np.float32)[good]
    return grid


def _forums(spells: pd.DataFrame, years: range, countries: tuple[str, ...]) -> Bools:
    """Years × forums × countries: a full member at the end of the year."""
    spells = spells[(spells["status"] == "member") & spells["country"].isin(countries)]
    forums = {f: k for k, f in enumerate(sorted(set(spells["forum"])))}
    grid = np.zeros((len(years), len(forums), len(countries)), dtype=bool)
    for forum, country, joined, left in spells[["forum", "country", "joined", "left"]].itertuples(index=False):
        end = years[-1] + 1 if pd.isna(left) else int(left)
        grid[max(int(joined) - years[0], 0) : max(end - years[0], 0), forums[forum], countries.index(country)] = True
    return grid


def load_pair_panel(store: Store, indicator: str, drivers: Iterable[str] | None = None) -> PairPanel:
    """Read a pair indicator, and what a model of it may use, from the store's current revision.

    `drivers`: keys to use beside it; by default PAIR_DRIVERS and STATE_DRIVERS as far as the catalogue has them.
    ProjectionError for an indicator that is not one of pairs, or has no row.
    """
    catalogue = store.catalogue()
    target = catalogue.indicator(indicator)
    if not target.dyadic:
        raise ProjectionError(f"{indicator} has one value per {target.level}, not per pair of states: choose another.")
    wanted = [*PAIR_DRIVERS, *STATE_DRIVERS] if drivers is None else list(drivers)
    entries = {indicator: target} | {k: catalogue.indicators[k] for k in wanted if k in catalogue.indicators}
    rows: dict[str, pd.DataFrame] = {}
    own = store.rows(indicator, first=FIRST)
    own = own[~own["year"].isin(target.partial_years)]
    if own.empty:
        raise ProjectionError(f"{indicator}: no row since {FIRST}. Import figures of it first.")
    years = range(int(own["year"].min()), int(own["year"].max()) + 1)
    there = [geography.states(year) for year in years]
    countries = tuple(sorted(frozenset().union(*there)))
    ties, single = {indicator: tie_grid(own, years, countries)}, {}
    for key, entry in entries.items():
        if key == indicator:
            continue
        rows[key] = store.rows(key, first=years[0], last=years[-1])
        kept = rows[key][~rows[key]["year"].isin(entry.partial_years)]
        if kept.empty or int(kept["year"].max()) <= years[-1] - STALE:
            continue
        if entry.dyadic:
            ties[key] = tie_grid(kept, years, countries)
        elif entry.level == "country":
            single[key] = state_grid(kept, years, countries)
    known = geography.countries()
    place = np.array([[known[c].latitude, known[c].longitude] for c in countries])
    return PairPanel(
        tuple(years),
        countries,
        np.array([[c in year for c in countries] for year in there]),
        ties,
        single,
        _forums(store.memberships(), years, countries),
        kilometres(place[:, 0], place[:, 1]),
        np.array([[b in geography.neighbours(a) for b in countries] for a in countries]),
        {c: known[c].region for c in countries},
        entries,
        store.revision.name,
    )
