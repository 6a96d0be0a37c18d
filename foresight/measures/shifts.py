"""What the chapters on geopolitical shifts put together: series tested for breaks, and how dependence is spread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from foresight.catalogue import Catalogue, Indicator
from foresight.errors import ForesightError
from foresight.measures import breaks, groups, polarity
from foresight.measures.breaks import Verdict

if TYPE_CHECKING:
    from foresight.store import Store

WORLD = "world"
WORLD_SERIES = (
    "hhi_gdp", "hhi_military", "un_distance_us", "un_distance_china", "polyarchy", "autocratisation_episode",
    "democratisation_episode", "state_based_deaths", "active_conflicts", "trade_openness", "refugees_by_origin",
)  # fmt: skip
"""What is tested for the world as a whole; of countries, their sum or mean, as the catalogue says."""
_SCALES: Mapping[str, tuple[Callable[..., np.ndarray], Callable[..., np.ndarray]]] = {
    "identity": (np.asarray, np.asarray),
    "log": (np.log, np.exp),
    "log1p": (np.log1p, np.expm1),
}
THOUSAND = 1000
FRESH = 5
"""A country's last figure counts beside those of others when it is at most so many years older than the newest."""
LARGEST = 5


def testable(catalogue: Catalogue, held: Collection[str]) -> tuple[Indicator, ...]:
    """The indicators whose series can be tested for breaks: of the world or of countries, not of pairs."""
    return tuple(one for one in catalogue.indicators.values() if one.key in held and not one.dyadic)


def tested(rows: pd.DataFrame, indicator: Indicator) -> Verdict:
    """A series (columns year, value, in the indicator's unit) tested for breaks on the indicator's own scale.

    On a logarithmic scale the stretches of the verdict are in logarithms: `there` and `change` bring them back. Years
    that the provider has not finished are left out, and values that the scale does not have (nought on `log`).
    """
    own = rows[~rows["year"].isin(indicator.partial_years)].sort_values("year")
    there, _ = _SCALES[indicator.transform]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = there(own["value"].to_numpy(dtype=float))
    return breaks.find(own["year"].tolist(), np.where(np.isfinite(values), values, np.nan).tolist())


def there(value: float, indicator: Indicator) -> float:
    """A figure of a verdict in the indicator's unit; on a logarithmic scale a mean is that of a typical year."""
    _, back = _SCALES[indicator.transform]
    return float(back(value))


def change(slope: float, indicator: Indicator) -> tuple[float, bool]:
    """What a slope or a step of a verdict means: in the indicator's unit, or in per cent (True) on a logarithmic
    scale."""
    return (slope, False) if indicator.transform == "identity" else (100 * float(np.expm1(slope)), True)


def series_of(rows: pd.DataFrame, indicator: Indicator, subject: str, members: groups.Members) -> pd.DataFrame:
    """Country, year, value of one subject; of a world indicator there is only one series, whatever the subject."""
    if indicator.level == "world":
        return rows
    return groups.of_subjects(rows, [subject], indicator, members)


def tested_from(store: Store, key: str, subject: str) -> tuple[Indicator, pd.DataFrame, Verdict]:
    """An indicator of a subject (`IND`, `region:KEY`, `forum:KEY`, `world`): its entry, its series, and the verdict.

    UnknownKeyError for an indicator or forum that does not exist; ForesightError for an indicator of pairs.
    """
    catalogue = store.catalogue()
    indicator = catalogue.indicator(key)
    if indicator.dyadic:
        raise ForesightError(
            f"“{indicator.title}” is a figure of two states, and only series of countries or of the world are tested. "
            "“foresight indicators” lists them all."
        )
    kind, _, name = subject.partition(":")
    if kind == "forum":
        catalogue.forum(name)
    rows = series_of(store.rows(key), indicator, subject, store.members)
    return indicator, rows, tested(rows, indicator)


@dataclass(frozen=True)
class Exposure:
    """A way in which a country depends on others: an indicator as it is, or per thousand inhabitants (`measure`)."""

    indicator: str
    word: str
    measure: str = ""


EXPOSURES: Mapping[str, Exposure] = {
    "trade": Exposure("trade_openness", "Trade in goods and services"),
    "goods": Exposure("merchandise_trade_pct_gdp", "Trade in goods"),
    "investment": Exposure("foreign_direct_investment_pct_gdp", "Foreign investment coming in"),
    "hosted": Exposure("refugees_by_host", "Refugees hosted", "refugees_hosted_per_thousand"),
    "fled": Exposure("refugees_by_origin", "Refugees from the country", "refugees_fled_per_thousand"),
}


def per_thousand(rows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Country, year, value per thousand inhabitants of the same year; missing where the population is."""
    both = rows.merge(population, on=["country", "year"], suffixes=("", "_of"))
    both = both[both["value_of"] > 0]
    return both[["country", "year"]].assign(value=THOUSAND * both["value"] / both["value_of"])


def standing(rows: pd.DataFrame, countries: Sequence[str]) -> pd.DataFrame:
    """Where countries stand among all: columns country, year, value, rank, of, share_below (0 to 1).

    `rows`: country, year, value. Each country's last figure counts, unless it is more than FRESH years older than the
    newest. Equal figures share the better rank. Countries without a figure have no row.
    """
    last = rows.sort_values("year").groupby("country").tail(1)
    last = last[last["year"] >= rows["year"].max() - FRESH]
    rank = last["value"].rank(ascending=False, method="min").astype("int64")
    below = (last["value"].rank(method="min") - 1) / max(len(last) - 1, 1)
    found: pd.DataFrame = last.assign(rank=rank, of=len(last), share_below=below)
    return found[found["country"].isin(list(countries))].reset_index(drop=True)


def largest_share(rows: pd.DataFrame, count: int = LARGEST) -> pd.DataFrame:
    """By year, the percentage of the listed total that the `count` largest hold, and how many equal ones would be as
    concentrated: columns year, value, effective, first (the largest)."""
    table = polarity.polarity(rows, None)
    totals = rows.groupby("year")["value"]
    shares = 100 * totals.apply(lambda own: own.nlargest(count).sum()) / totals.sum()
    return table[["year", "effective", "first"]].assign(value=table["year"].map(shares))
