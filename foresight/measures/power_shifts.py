"""How standing moves: level against momentum, and shares of a whole over the years."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foresight.compiling.derived import MINIMUM_COVERAGE, share_of_listed
from foresight.errors import ForesightError
from foresight.measures.power import Ground, mean_of_known


@dataclass(frozen=True)
class Momentum:
    """`points`: columns country, level, before, change (per cent of the level before), the highest level first.
    `level`, `change`: the medians over these points, where the quadrants meet."""

    first: int
    last: int
    points: pd.DataFrame
    level: float
    change: float


def momentum(
    rows: pd.DataFrame,
    last: int,
    span: int,
    count: int,
    also: Collection[str] = (),
    grouped: pd.DataFrame | None = None,
) -> Momentum:
    """Level in the year `last` and its change over `span` years in per cent, of the `count` highest and of `also`.

    `rows`: columns country, year, value; `grouped`: the same of regions and forums, which stand beside the countries
    and take no part in the medians. Without a figure in both years there is no point: a change is never taken
    from another year. ForesightError where nobody has both.
    """
    both = _ends(rows, last - span, last)
    if both.empty:
        raise ForesightError(f"Nobody has a figure in both {last - span} and {last}. Choose other years.")
    leading = both.head(count)
    added = both[both.index.isin(set(also) - set(leading.index))]
    parts = [leading, added] if grouped is None else [leading, added, _ends(grouped, last - span, last)]
    return Momentum(
        last - span, last, pd.concat(parts).rename_axis("country").reset_index(),
        float(leading["level"].median()), float(leading["change"].median()),
    )  # fmt: skip


def _ends(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Level, before and change in per cent by country, the highest level first."""
    now, then = (rows[rows["year"] == year].set_index("country")["value"] for year in (last, first))
    both = pd.DataFrame({"level": now, "before": then}).dropna()
    both = both[(both["level"] > 0) & (both["before"] > 0)].sort_values("level", ascending=False)
    return both.assign(change=100 * (both["level"] / both["before"] - 1))


def comparable(ground: Ground, weights: Mapping[str, float], first: int, last: int) -> pd.DataFrame:
    """The index of two years over the components that a country has in both: columns country, year, value.

    Without this, a component that was not observed before would look like a rise or a fall.
    """
    share = np.array([weights[key] for key in ground.recipe.components])
    ends = ground.scores[[ground.at(first), ground.at(last)]]
    ends = np.where(np.isnan(ends).any(axis=0), np.nan, ends)
    values = mean_of_known(ends, share, ground.recipe.enough)
    held = ~np.isnan(values[0])
    names = np.array(ground.countries, dtype=object)[held]
    parts = [
        pd.DataFrame({"country": names, "year": year, "value": values[k, held]}) for k, year in enumerate((first, last))
    ]
    return pd.concat(parts, ignore_index=True).astype({"country": "str"})


def well_listed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the years whose list of countries is at least 85 % as long as the longest; `of`: how many it has.

    A share of those listed moves with the list: in other years it is not comparable.
    """
    counts = rows.groupby("year")["country"].transform("size")
    full: pd.DataFrame = rows.assign(of=counts)[counts >= MINIMUM_COVERAGE * counts.max()]
    return full.reset_index(drop=True)


def shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Each country's percentage of the sum over those listed, in well listed years: country, year, value, of."""
    return share_of_listed(well_listed(rows))


def layers(rows: pd.DataFrame, countries: Collection[str], rest: str) -> pd.DataFrame:
    """Shares of the countries and, under the key `rest`, of all the others: columns country, year, value.

    The layers of a year sum to 100; a country without a figure in a year is part of nobody's share, and has no row.
    """
    own = rows.loc[rows["country"].isin(list(countries)), ["country", "year", "value"]]
    others = 100 - own.groupby("year")["value"].sum().reindex(sorted(rows["year"].unique()), fill_value=0.0)
    left = pd.DataFrame({"country": rest, "year": others.index, "value": others.clip(lower=0).to_numpy()})
    return pd.concat([own, left], ignore_index=True)
