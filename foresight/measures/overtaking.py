"""Who stands above whom, and from when: what was observed, and in how many of the projections' futures it turns.

From the joint draws of projection.draws, so that a shock common to all states of a year does not look like a lead. A
probability is that of standing above in that year; it says nothing of what lies between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight.errors import ProjectionError
from foresight.projection import Model, draws, intervals
from foresight.projection.engine import FURTHEST, Status

if TYPE_CHECKING:
    from foresight.store import Store

Floats = NDArray[np.float64]

SIZE, SEED = 4000, 0
"""Draws: a probability of one half is then known to within one or two points. The same seed, the same draws."""
LIKELY = 0.5
WORTH_TELLING = 0.05
"""Of the leading states, pairs with less than this chance of a turn at the horizon are left out."""


@dataclass(frozen=True)
class Overtaking:
    """`challenger` against `leader` in one indicator.

    `probability`: per projected year, the share of futures in which the challenger stands above. `status`: `estimated`
    while both are within ten years of their last figure. `since`: where the challenger is above in the last year that
    both were observed (`last`), the first year of that unbroken run; None where it is below. `from_year`: the first
    year from which on it is more likely than not above, to the end; None where there is none.
    """

    indicator: str
    challenger: str
    leader: str
    last: int
    ratio: float
    since: int | None
    years: tuple[int, ...]
    probability: tuple[float, ...]
    status: tuple[Status, ...]
    from_year: int | None

    @property
    def ahead(self) -> bool:
        """Does the challenger stand above already."""
        return self.since is not None

    def at(self, year: int) -> float:
        """The probability of one year."""
        return self.probability[self.years.index(year)]

    def to(self, until: int) -> Overtaking:
        """The same, seen to that year only."""
        size = sum(year <= until for year in self.years)
        years, probability = self.years[:size], self.probability[:size]
        return replace(self, years=years, probability=probability, status=self.status[:size],
                       from_year=_from(years, probability))  # fmt: skip


def overtaking_from(store: Store, indicator: str, challenger: str, leader: str, until: int | None = None) -> Overtaking:
    """What `overtaking` gives for an indicator of the store; UnknownKeyError for an indicator that there is not."""
    from foresight.projection.run import fit_from

    entry = store.catalogue().indicator(indicator)
    if entry.level != "country":
        raise ProjectionError(f"{entry.title} is not a figure of single countries. Choose one that is.")
    model = fit_from(store, indicator)
    return overtaking(model, store.rows(indicator, [challenger, leader]), challenger, leader, until)


def overtaking(model: Model, rows: pd.DataFrame, challenger: str, leader: str, until: int | None = None) -> Overtaking:
    """The chance that `challenger` stands above `leader` in each year after the last that is observed of either.

    `rows`: columns country, year, value of both. `until`: the last year, ten years after the last observation unless
    given; never beyond 2040. ProjectionError where one of them cannot be projected, or were never observed together.
    """
    if challenger == leader:
        raise ProjectionError(f"{challenger} cannot overtake itself. Name two countries.")
    pair = (challenger, leader)
    reasons = model.supported(pair)[1]
    if reasons:
        raise ProjectionError(f"{' '.join(reasons)} Choose another country or indicator.")
    years = _years(model, pair, until)
    futures = {country: _futures(model, country, years) for country in pair}
    return _turn(model, _courses(rows, pair), futures, challenger, leader, years)


def _courses(rows: pd.DataFrame, countries: Sequence[str]) -> dict[str, dict[int, float]]:
    """Each country's observed values by year."""
    own = {country: rows[(rows["country"] == country).to_numpy()] for country in countries}
    return {c: dict(zip(part["year"].tolist(), part["value"].tolist(), strict=True)) for c, part in own.items()}


def _futures(model: Model, country: str, years: Sequence[int]) -> Floats:
    """A country's draws in the indicator's unit, as the first and as the second of a pair: 2 × draws × years.

    The places of a draw do not depend on who is drawn, so that a country is drawn once for all of its pairs.
    """
    distribution = model.distribution([country, country], years)
    ahead = np.asarray(years) - model.last[model.countries.index(country)]
    drawn = draws.joint(distribution, model.shared, SEED, SIZE)
    return model.natural(drawn, distribution[None, :, :, intervals.MEDIAN], ahead[None, None]).swapaxes(0, 1)


def _turn(
    model: Model,
    seen: Mapping[str, Mapping[int, float]],
    futures: Mapping[str, Floats],
    challenger: str,
    leader: str,
    years: tuple[int, ...],
) -> Overtaking:
    """The Overtaking of two countries from what was observed and their futures over (at least) the last of `years`."""
    common = sorted(seen[challenger].keys() & seen[leader].keys())
    if not common:
        raise ProjectionError(
            f"{model.target.title}: {challenger} and {leader} were never observed in the same year. Choose others."
        )
    # in one order, so that the two chances of a pair sum to one
    place = int(challenger > leader)
    late = slice(-len(years), None)
    above = futures[challenger][place][:, late] - futures[leader][1 - place][:, late]
    # both at the same bound (nought against nought): neither is above
    probability = ((above > 0).mean(axis=0) + 0.5 * (above == 0).mean(axis=0)).tolist()
    earliest = min(int(model.last[model.countries.index(country)]) for country in (challenger, leader))
    over = [seen[challenger][year] > seen[leader][year] for year in common]
    now, then = seen[challenger][common[-1]], seen[leader][common[-1]]
    return Overtaking(
        model.target.key, challenger, leader, common[-1], now / then if then else float("inf"),
        common[len(common) - _run(over)] if over[-1] else None, years, tuple(probability),
        tuple("estimated" if year - earliest <= intervals.LIMIT else "extrapolated" for year in years),
        _from(years, probability),
    )  # fmt: skip


def _years(model: Model, countries: Sequence[str], until: int | None) -> tuple[int, ...]:
    last = int(max(model.last[model.countries.index(country)] for country in countries))
    stop = last + intervals.LIMIT if until is None else until
    if stop > FURTHEST:
        raise ProjectionError(f"Nothing is projected beyond {FURTHEST}. Choose a year up to it.")
    if stop <= last:
        raise ProjectionError(f"{stop} is not after the last observed year, {last}. Choose a later year.")
    return tuple(range(last + 1, stop + 1))


def _run(over: Sequence[bool]) -> int:
    """How many of the last years in a row hold."""
    return next((k for k, held in enumerate(reversed(over)) if not held), len(over))


def _from(years: Sequence[int], probability: Sequence[float]) -> int | None:
    """The first year from which on the probability stays above one half."""
    run = _run([p > LIKELY for p in probability])
    return years[len(years) - run] if run else None


def leading(model: Model, rows: pd.DataFrame, count: int = 12) -> list[Overtaking]:
    """Every pair of the `count` highest that can be projected, the one now below as challenger, to the year 2040.

    `rows`: columns country, year, value of all countries.
    """
    latest = rows.sort_values("year").groupby("country").tail(1).sort_values("value", ascending=False)
    latest = latest[latest["country"].isin(model.supported(latest["country"])[0])]
    # a figure of long ago does not stand among the leading ones of today
    order = latest.loc[latest["year"] >= int(latest["year"].max()) - 2, "country"].head(count).tolist()
    every = range(int(min(model.last[model.countries.index(country)] for country in order)) + 1, FURTHEST + 1)
    seen, futures = _courses(rows, order), {country: _futures(model, country, every) for country in order}
    found = (
        _turn(model, seen, futures, challenger, leader, _years(model, (challenger, leader), FURTHEST))
        for leader, challenger in combinations(order, 2)
    )
    return [one for one in found if not one.ahead]


def likeliest(found: Iterable[Overtaking], until: int) -> list[Overtaking]:
    """Those of the pairs that have at least one chance in twenty to stand the other way round in a year, cut off there,
    the likeliest first."""
    cut = (one.to(until) for one in found if one.years[0] <= until)
    return sorted((one for one in cut if one.probability[-1] >= WORTH_TELLING), key=lambda one: -one.probability[-1])
