"""How last year's projection fared once newer data were published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.errors import ProjectionError
from foresight.panel import Panel
from foresight.projection.engine import fit


@dataclass(frozen=True)
class Outcome:
    """One country: what was projected for `year` from the data up to the year before, and what was then observed.

    All in the indicator's unit. `inside`: within the 80 % band. `surprise`: distance of the outcome from the median in
    half-widths of the band; infinite where the band had no width and missed.
    """

    country: str
    observed: float
    p10: float
    p50: float
    p90: float
    inside: bool
    surprise: float


@dataclass(frozen=True)
class LastYear:
    """`year`: of the newest data. `outcomes`: worst surprise first. `share`: how many lay inside the 80 % band."""

    indicator: str
    year: int
    outcomes: tuple[Outcome, ...]
    share: float

    def misses(self, count: int = 5) -> tuple[Outcome, ...]:
        """The worst of those outside the band."""
        return tuple(one for one in self.outcomes if not one.inside)[:count]


def last_year(panel: Panel, target: str) -> LastYear:
    """Project the newest year from everything known a year before, and compare. Costs a fit.

    Today's vintage of the earlier years is used: what was known then may have been revised since. ProjectionError where
    the series is too short, or no country has both years.
    """
    year = panel.last_observed(target)
    model = fit(panel.until(year - 1), target)
    row = panel.years.index(year)
    before, after = panel.series(target)[row - 1], panel.series(target)[row]
    seen = {panel.countries[i]: float(after[i]) for i in np.flatnonzero(~np.isnan(before) & ~np.isnan(after))}
    outcomes = []
    for p in model.project(model.supported(seen)[0], 1):
        observed, off = seen[p.country], seen[p.country] - p.p50[0]
        half = (p.p90[0] - p.p50[0]) if off > 0 else (p.p50[0] - p.p10[0])
        inside = p.p10[0] <= observed <= p.p90[0]
        surprise = abs(off) / half if half > 0 else (0.0 if off == 0 else float("inf"))
        outcomes.append(Outcome(p.country, observed, p.p10[0], p.p50[0], p.p90[0], inside, surprise))
    if not outcomes:
        raise ProjectionError(f"{target}: no country was observed in both {year - 1} and {year}.")
    ordered = sorted(outcomes, key=lambda one: (one.inside, -one.surprise))
    return LastYear(target, year, tuple(ordered), sum(one.inside for one in outcomes) / len(outcomes))
