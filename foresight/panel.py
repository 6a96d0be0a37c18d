"""What a model sees: indicators as arrays of years × countries, with their units, coverage and the data revision.

NaN is *missing*: the source says nothing. Years that a provider has not finished are missing here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight import geography
from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, unknown

if TYPE_CHECKING:
    from foresight.store import Store

Floats = NDArray[np.float64]
FIRST = 1970
"""Models look back to here: earlier years lack most states and every driver."""


@dataclass(frozen=True)
class Panel:
    """Indicators on one grid.

    `years`: every year from first to last. `countries`: ISO3, sorted. `values`: indicator -> years × countries, read
    only. `indicators`: their catalogue entries. `regions`: country -> key of its region. `revision`: name of the data.
    """

    years: tuple[int, ...]
    countries: tuple[str, ...]
    values: Mapping[str, Floats]
    indicators: Mapping[str, Indicator]
    regions: Mapping[str, str]
    revision: str = ""

    def __post_init__(self) -> None:
        if self.years != tuple(range(self.years[0], self.years[-1] + 1)):
            raise ValueError("the years of a panel follow one another without a gap")
        for key, grid in self.values.items():
            if grid.shape != (len(self.years), len(self.countries)):
                raise ValueError(f"{key}: {grid.shape} does not fit {len(self.years)} years × {len(self.countries)}")
            grid.setflags(write=False)

    def series(self, indicator: str) -> Floats:
        """Years × countries of one indicator; UnknownKeyError when the panel was loaded without it."""
        if indicator not in self.values:
            raise unknown("indicator in this panel", indicator, self.values, "Load the panel with it.")
        return self.values[indicator]

    def column(self, country: str) -> int:
        """The country's place on the second axis; UnknownKeyError where it has none."""
        if country not in self.countries:
            raise unknown("country in this panel", country, self.countries, "Countries are ISO3 codes.")
        return self.countries.index(country)

    def last_observed(self, indicator: str) -> int:
        """The last year with a value for any country; ProjectionError where the whole indicator is empty."""
        rows = np.flatnonzero(~np.isnan(self.series(indicator)).all(axis=1))
        if not len(rows):
            raise ProjectionError(f"{indicator}: there is no value in any year {self.years[0]}-{self.years[-1]}.")
        return self.years[int(rows[-1])]

    def observations(self, indicator: str) -> Mapping[str, int]:
        """How many years of it each country has."""
        return dict(zip(self.countries, (~np.isnan(self.series(indicator))).sum(axis=0).tolist(), strict=True))

    def of(self, countries: tuple[str, ...]) -> Panel:
        """The panel of these countries, in this order; UnknownKeyError for one that it does not have."""
        columns = [self.column(country) for country in countries]
        cut = {key: grid[:, columns].copy() for key, grid in self.values.items()}
        regions = {country: self.regions[country] for country in countries}
        return Panel(self.years, countries, cut, self.indicators, regions, self.revision)

    def until(self, year: int) -> Panel:
        """The panel as it would have been with nothing known after `year`."""
        years = tuple(y for y in self.years if y <= year)
        cut = {key: grid[: len(years)].copy() for key, grid in self.values.items()}
        return Panel(years, self.countries, cut, self.indicators, self.regions, self.revision)


def build_panel(
    rows: Mapping[str, pd.DataFrame],
    indicators: Mapping[str, Indicator],
    regions: Mapping[str, str],
    revision: str = "",
    first: int | None = None,
    last: int | None = None,
) -> Panel:
    """Put tidy rows (country, year, value) of country-level indicators on one grid; partial years leave.

    ProjectionError for pairs, world series, or where no row is left.
    """
    kept: dict[str, pd.DataFrame] = {}
    for key, frame in rows.items():
        if indicators[key].level != "country":
            raise ProjectionError(f"{key} has one value per {indicators[key].level}, not per country: choose another.")
        year = frame["year"]
        within = (year >= (first if first is not None else year.min())) & (
            year <= (last if last is not None else year.max())
        )
        kept[key] = frame[within & ~year.isin(indicators[key].partial_years) & frame["country"].isin(set(regions))]
    everything = pd.concat(kept.values()) if kept else pd.DataFrame({"country": [], "year": []})
    if everything.empty:
        raise ProjectionError(f"{', '.join(rows) or 'No indicator'}: no row of a country in the years asked for.")
    years = range(int(everything["year"].min()), int(everything["year"].max()) + 1)
    countries = tuple(sorted(set(everything["country"])))
    values = {
        key: frame.pivot_table(index="year", columns="country", values="value")
        .reindex(index=list(years), columns=list(countries))
        .to_numpy(dtype=float, copy=True)
        for key, frame in kept.items()
    }
    own = {country: regions[country] for country in countries}
    return Panel(tuple(years), countries, values, {k: indicators[k] for k in kept}, own, revision)


def load_panel(store: Store, indicators: Iterable[str], first: int | None = FIRST, last: int | None = None) -> Panel:
    """Read indicators of the store's current revision into a Panel; the keys must exist (UnknownKeyError)."""
    catalogue, revision = store.catalogue(), store.revision
    wanted = {key: catalogue.indicator(key) for key in dict.fromkeys(indicators)}
    rows = {key: store.rows(key, first=first, last=last) for key in wanted}
    regions = {iso3: country.region for iso3, country in geography.countries().items() if country.region}
    return build_panel(rows, wanted, regions, revision.name, first, last)
