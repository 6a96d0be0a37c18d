"""A composite index of national power, by year and under any weights.

Made as the Lowy Institute's Asia Power Index is (Lemahieu 2018): components with stated weights over scored indicators,
each held against the frontier. The score is a share of the year's highest state rather than of the world's total
(Singer, Bremer & Stuckey 1972), because a sum over states moves with the list of those that report. Steps and treatment
of missing data follow OECD & JRC 2008, Handbook on Constructing Composite Indicators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight import geography
from foresight.errors import ForesightError
from foresight.measures.power_recipe import Ingredient, Recipe

if TYPE_CHECKING:
    from foresight.store import Store

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """One ingredient, years × countries. `figure`: in its own unit; `score`: 0-100; `age`: how many years the older of
    its figures was carried on, -1 where there is none."""

    figure: Floats
    score: Floats
    age: Ints


@dataclass(frozen=True)
class Ground:
    """All of the index that does not depend on the weights between components.

    `scores`: years × countries × components, 0-100, NaN where a component is not observed. `parts`: per component, its
    ingredients in the recipe's order. Countries are states of the international system in some of the years.
    """

    recipe: Recipe
    years: tuple[int, ...]
    countries: tuple[str, ...]
    scores: Floats
    parts: Mapping[str, tuple[Part, ...]]

    def at(self, year: int) -> int:
        """The place of a year; ForesightError where the index does not cover it."""
        if not self.years[0] <= year <= self.years[-1]:
            raise ForesightError(f"The index runs from {self.years[0]} to {self.years[-1]}. Choose one of these years.")
        return year - self.years[0]


def ground_from(store: Store, recipe: Recipe) -> Ground:
    """The ground of a revision of the data; CatalogueError where it lacks an indicator of the recipe altogether."""
    catalogue = store.catalogue()
    before = max(part.carry + part.mean_of for one in recipe.components.values() for part in one.ingredients)
    rows = {}
    for key in recipe.indicators:
        entry = catalogue.indicator(key)
        held = store.rows(key, first=recipe.first_year - before)
        rows[key] = held[~held["year"].isin(entry.partial_years)]
    shares = [key for key in rows if catalogue.indicator(key).unit.startswith("%")]
    return ground(recipe, {k: f.assign(value=f["value"] / 100) if k in shares else f for k, f in rows.items()})


def ground(recipe: Recipe, rows: Mapping[str, pd.DataFrame]) -> Ground:
    """Score every ingredient and component. `rows`: indicator -> columns country, year, value; percentages as shares.

    The last year is the last in which every component has a figure of its own, not only one carried on.
    """
    ends = {key: int(frame["year"].max()) for key, frame in rows.items() if len(frame)}
    last = min(
        max((min(ends.get(key, 0) for key in part.indicators) for part in one.ingredients), default=0)
        for one in recipe.components.values()
    )
    if last < recipe.first_year:
        raise ForesightError("This revision of the data does not hold enough for a power index.")
    years = tuple(range(recipe.first_year, last + 1))
    there = {year: geography.states(year) for year in years}
    countries = tuple(sorted(frozenset().union(*there.values())))
    member = np.array([[country in there[year] for country in countries] for year in years])
    parts, scores = {}, np.full((*member.shape, len(recipe.components)), np.nan)
    for place, (key, one) in enumerate(recipe.components.items()):
        parts[key] = tuple(_part(part, rows, years, countries, member) for part in one.ingredients)
        weights = np.array([part.weight for part in one.ingredients])
        scores[:, :, place] = mean_of_known(
            np.stack([part.score for part in parts[key]], axis=-1), weights, recipe.enough
        )
    return Ground(recipe, years, countries, scores, parts)


def mean_of_known(values: Floats, weights: Floats, enough: float) -> Floats:
    """Weighted mean over the last axis of what is there; NaN where less than `enough` of the weight is."""
    there = ~np.isnan(values)
    weight = there @ weights
    total = np.where(there, values, 0.0) @ weights
    # a hair of room: 0.2 + 0.4 is not 0.6 in binary
    held = (weight > 0) & (weight >= enough * weights.sum() - 1e-9)
    return np.where(held, total / np.where(held, weight, 1.0), np.nan)


def _part(
    part: Ingredient,
    rows: Mapping[str, pd.DataFrame],
    years: tuple[int, ...],
    countries: tuple[str, ...],
    member: NDArray[np.bool_],
) -> Part:
    figure, age = np.ones(member.shape), np.zeros(member.shape, dtype=np.int64)
    for key in part.indicators:
        own, old = _held(rows[key], years, countries, part.carry, part.mean_of if key == part.indicator else 1)
        figure, age = figure * own, np.maximum(age, old)
    figure = np.where(member, figure, np.nan)
    placed = np.sqrt(figure) if part.scale == "root" else figure
    highest = np.nanmax(np.where(np.isnan(placed), 0.0, placed), axis=1, keepdims=True)
    score = np.where(highest > 0, 100 * placed / np.where(highest > 0, highest, 1.0), np.nan)
    return Part(figure, score, np.where(np.isnan(score), -1, age))


def _held(
    rows: pd.DataFrame, years: tuple[int, ...], countries: tuple[str, ...], carry: int, mean_of: int
) -> tuple[Floats, Ints]:
    """Years × countries of one indicator, averaged and carried on, and for how many years it was carried."""
    first = years[0] - carry - mean_of
    wide = rows.pivot_table(index="year", columns="country", values="value")
    grid = wide.reindex(index=range(first, years[-1] + 1), columns=list(countries)).to_numpy(dtype=float)
    if mean_of > 1:
        # what is there of the years; a year without any stays empty
        late = np.stack([np.vstack([np.full((lag, grid.shape[1]), np.nan), grid[: len(grid) - lag]])
                         for lag in range(mean_of)])  # fmt: skip
        seen = ~np.isnan(late)
        total = np.where(seen, late, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        grid = np.where(np.isnan(grid), np.nan, total)
    place = np.arange(len(grid))[:, None]
    latest = np.maximum.accumulate(np.where(np.isnan(grid), -1, place), axis=0)
    age = np.where(latest >= 0, place - latest, carry + 1)
    value = np.take_along_axis(grid, np.maximum(latest, 0), axis=0)
    start = len(grid) - len(years)
    return np.where(age <= carry, value, np.nan)[start:], np.where(age <= carry, age, 0)[start:]


def index(ground: Ground, weights: Mapping[str, float]) -> Floats:
    """The index, years × countries, 0-100: 100 is first in everything that has a weight. NaN where too little is known.

    `weights`: component -> weight (Recipe.weights).
    """
    return mean_of_known(ground.scores, np.array([weights[key] for key in ground.recipe.components]),
                         ground.recipe.enough)  # fmt: skip


def rows(ground: Ground, values: Floats) -> pd.DataFrame:
    """Years × countries as rows: columns country, year, value, without those that have no value."""
    year, country = np.nonzero(~np.isnan(values))
    return pd.DataFrame(
        {
            "country": np.array(ground.countries, dtype=object)[country],
            "year": np.array(ground.years, dtype=np.int64)[year],
            "value": values[year, country],
        }
    ).astype({"country": "str"})


def standing(ground: Ground, weights: Mapping[str, float], year: int) -> pd.DataFrame:
    """The ranking of one year: columns country, rank, value, observed (share of the weight), and for each component
    what it adds to the value (points; they sum to the value) and its own score as `score.KEY`. Best first."""
    keys = list(ground.recipe.components)
    scores, share = ground.scores[ground.at(year)], np.array([weights[key] for key in keys])
    value = index(ground, weights)[ground.at(year)]
    there = ~np.isnan(scores)
    observed = there @ share
    points = np.where(there, scores, 0.0) * share / np.where(observed > 0, observed, 1.0)[:, None]
    found = pd.DataFrame({"country": list(ground.countries), "value": value, "observed": observed / share.sum()})
    for place, key in enumerate(keys):
        found[key] = np.where(there[:, place], points[:, place], np.nan)
        found[f"score.{key}"] = scores[:, place]
    found = found.dropna(subset=["value"]).sort_values(["value", "country"], ascending=[False, True])
    found.insert(1, "rank", found["value"].rank(ascending=False, method="min").astype("int64"))
    return found.reset_index(drop=True)


def without(ground: Ground, weights: Mapping[str, float], year: int) -> list[tuple[str, float]]:
    """States of that year without an index, and the share of the weight that is observed, the most peopled first."""
    at, share = ground.at(year), np.array([weights[key] for key in ground.recipe.components])
    none = np.isnan(index(ground, weights)[at])
    states = geography.states(year)
    observed = (~np.isnan(ground.scores[at])) @ share / share.sum()
    people = next(
        (part.figure[at] for one, parts in ground.parts.items()
         for entry, part in zip(ground.recipe.components[one].ingredients, parts, strict=True)
         if entry.indicators == ("population",)),
        np.zeros(len(none)),
    )  # fmt: skip
    found = [
        (-np.nan_to_num(people[i]), country, float(observed[i]))
        for i, country in enumerate(ground.countries) if none[i] and country in states
    ]  # fmt: skip
    return [(country, seen) for _, country, seen in sorted(found)]


@dataclass(frozen=True)
class Detail:
    """One figure behind a country's score. `share`: of its component's weight; `year`: of the older figure in it;
    `figure`, `score` and `year` None where nothing is held."""

    component: str
    entry: Ingredient
    share: float
    figure: float | None
    score: float | None
    year: int | None


def details(ground: Ground, country: str, year: int) -> list[Detail]:
    """What stands behind a country's scores in a year, in the recipe's order; ForesightError for one never scored."""
    if country not in ground.countries:
        raise ForesightError(f"{country} is not among the states of the index. Choose another country.")
    at, i = ground.at(year), ground.countries.index(country)
    found = []
    for key, one in ground.recipe.components.items():
        total = sum(entry.weight for entry in one.ingredients)
        for entry, part in zip(one.ingredients, ground.parts[key], strict=True):
            age = int(part.age[at, i])
            held = age >= 0
            found.append(
                Detail(key, entry, entry.weight / total, float(part.figure[at, i]) if held else None,
                       float(part.score[at, i]) if held else None, year - age if held else None)
            )  # fmt: skip
    return found


def first_years(ground: Ground) -> dict[str, int]:
    """Component -> the first year from which at least half of the countries that are ever scored on it are."""
    counts = (~np.isnan(ground.scores)).sum(axis=1)
    return {
        key: ground.years[int(np.argmax(counts[:, place] >= 0.5 * counts[:, place].max()))]
        for place, key in enumerate(ground.recipe.components)
    }
