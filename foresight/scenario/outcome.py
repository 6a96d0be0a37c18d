"""What a simulation hands to charts, tables, exports and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foresight.catalogue import Indicator
from foresight.projection import Projection
from foresight.scenario.scenario import Scenario

Verdict = Literal["hinders", "catalyses", "cannot be told"]


@dataclass(frozen=True)
class LeverResponse:
    """What goes with one lever: an association in past data, or the planner's own judgement.

    `value`: where it stands; `default`: its baseline (a median over members where there are several; None where never
    observed); both in the lever's unit. `response`, `low`, `high`: shift of the target's median in the last year, in
    the target's unit, for this value, with the 80 % interval of the coefficients. `verdict`: what *more* of the lever
    goes with, told from that 80 % interval. `assumption`: the data cannot identify it. `basis`: one sentence on it.
    `held`: how many of the members it moves were held at the range ever observed.
    """

    key: str
    value: float | None
    default: float | None
    response: float
    low: float
    high: float
    verdict: Verdict
    judgement: bool
    assumption: bool
    basis: str
    held: int = 0


@dataclass(frozen=True)
class Difference:
    """Scenario minus baseline median per year, in the target's unit; the band is that of the coefficients alone."""

    years: tuple[int, ...]
    p10: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p90: tuple[float, ...]


@dataclass(frozen=True)
class Outcome:
    """One country, or a scope's members put together (`country` is then the scope, `members` how many)."""

    country: str
    baseline: Projection
    scenario: Projection
    difference: Difference
    levers: tuple[LeverResponse, ...]
    members: int = 1

    def rows(self) -> list[dict[str, object]]:
        """One dictionary per year: year, and p10, p50, p90 of baseline, scenario and difference."""
        shown = ("p10", "p50", "p90")
        return [
            {
                "year": year,
                **{
                    part: {p: getattr(getattr(self, part), p)[k] for p in shown}
                    for part in ("baseline", "scenario", "difference")
                },
            }
            for k, year in enumerate(self.baseline.years)
        ]


@dataclass(frozen=True)
class Simulation:
    """A scenario's answer for one target: per country, and put together where there are several."""

    scenario: Scenario
    target: Indicator
    outcomes: tuple[Outcome, ...]
    aggregate: Outcome | None
    warnings: tuple[str, ...]
    revision: str
    seed: int
    start: int

    @property
    def extrapolated(self) -> bool:
        """Does any shown year lie more than ten years after the last observation."""
        return any("extrapolated" in outcome.baseline.status for outcome in self.outcomes)
