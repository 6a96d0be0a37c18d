"""Who stands above whom, and from when: what was observed, and in how many of the projections' futures it turns.

From the joint draws of projection.draws, so that a shock common to all states of a year does not look like a lead. A
probability is that of standing above in that year; it says nothing of what lies between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from foresight.errors import ProjectionError
from foresight.projection import Model, draws, intervals
from foresight.projection.engine import FURTHEST, Status

if TYPE_CHECKING:
    from foresight.store import Store

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
    # in one order, so that the two chances of a pair sum to one
    pair = sorted((challenger, leader))
    reasons = model.supported(pair)[1]
    if reasons:
        raise ProjectionError(f"{' '.join(reasons)} Choose another country or indicator.")
    seen = rows.pivot_table(index="year", columns="country", values="value").reindex(columns=pair).dropna()
    if seen.empty:
        raise ProjectionError(
            f"{model.target.title}: {challenger} and {leader} were never observed in the same year. Choose others."
        )
    years = _years(model, pair, until)
    ends = model.last[[model.countries.index(country) for country in pair]]
    distribution = model.distribution(pair, years)
    ahead = np.asarray(years)[None, :] - ends[:, None]
    drawn = model.natural(
        draws.joint(distribution, model.shared, SEED, SIZE), distribution[None, :, :, intervals.MEDIAN], ahead[None]
    )
    above = drawn[:, pair.index(challenger)] - drawn[:, pair.index(leader)]
    # both at the same bound (nought against nought): neither is above
    probability = ((above > 0).mean(axis=0) + 0.5 * (above == 0).mean(axis=0)).tolist()
    status: tuple[Status, ...] = tuple(
        "estimated" if far <= intervals.LIMIT else "extrapolated" for far in ahead.max(axis=0).tolist()
    )
    over = seen[challenger] > seen[leader]
    since = None if not over.iloc[-1] else int(over.index[len(over) - _run(over.tolist())])
    late = _from(years, probability)
    return Overtaking(
        model.target.key, challenger, leader, int(seen.index[-1]),
        float(seen[challenger].iloc[-1] / seen[leader].iloc[-1]) if seen[leader].iloc[-1] else float("inf"),
        since, years, tuple(probability), status, late,
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


def leading(model: Model, rows: pd.DataFrame, until: int | None = None, count: int = 12) -> list[Overtaking]:
    """Turns among the `count` highest that can be projected: pairs in which the lower one has at least 5 % by the end.

    `rows`: columns country, year, value of all countries. Likeliest first.
    """
    latest = rows.sort_values("year").groupby("country").tail(1).sort_values("value", ascending=False)
    latest = latest[latest["country"].isin(model.supported(latest["country"])[0])]
    last = int(latest["year"].max())
    # a figure of long ago does not stand among the leading ones of today
    order = latest.loc[latest["year"] >= last - 2, "country"].head(count).tolist()
    own = {country: rows[rows["country"] == country] for country in order}
    found = []
    for leader, challenger in combinations(order, 2):
        one = overtaking(model, pd.concat([own[leader], own[challenger]]), challenger, leader, until)
        if not one.ahead and one.probability[-1] >= WORTH_TELLING:
            found.append(one)
    return sorted(found, key=lambda one: -one.probability[-1])
