"""Several scenarios beside one baseline, read on one target, place and horizon.

Each scenario's levers act where its own scope says, whatever place is looked at: a country of the place that no lever
reaches is not moved, and that is something else than a response of nought.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from foresight.catalogue import Indicator, Lever
from foresight.errors import ForesightError, ScenarioError
from foresight.projection import Projection
from foresight.scenario.outcome import Outcome, Simulation
from foresight.scenario.own import ahead
from foresight.scenario.run import acting_on, prepare_from, simulate_from
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.scope import Scope
from foresight.scenario.simulate import Prepared
from foresight.store import Store

FEWEST, MOST = 2, 6


@dataclass(frozen=True)
class Shift:
    """How far one country's, or one forum's, median of the last year lies from its baseline, in the target's unit.

    `where`: ISO3 code or forum key. `low`, `high`: the 80 % interval of the coefficients.
    """

    where: str
    baseline: float
    difference: float
    low: float
    high: float
    members: int = 1

    @classmethod
    def of(cls, outcome: Outcome, where: str | None = None) -> Shift:
        """The last year of an outcome."""
        gap = outcome.difference
        return cls(
            where or outcome.country, outcome.baseline.p50[-1], gap.p50[-1], gap.p10[-1], gap.p90[-1], outcome.members
        )

    @property
    def moved(self) -> bool:
        """Does any lever reach it."""
        return any((self.difference, self.low, self.high))

    @property
    def told(self) -> bool:
        """Can the difference be told from zero: is zero outside the 80 % interval."""
        return self.low > 0 or self.high < 0

    @property
    def relative(self) -> float | None:
        """The difference as a share of the baseline; None where the baseline is nought."""
        return self.difference / abs(self.baseline) if self.baseline else None


@dataclass(frozen=True)
class Compared:
    """One scenario of a comparison: its simulation of the place's countries, and the place as a whole.

    `inside`: countries of the place that can be projected and on which one of its levers acts.
    """

    scenario: Scenario
    simulation: Simulation
    whole: Outcome
    inside: frozenset[str]

    def countries(self) -> tuple[Shift, ...]:
        """Every country of the place that can be projected."""
        return tuple(Shift.of(outcome) for outcome in self.simulation.outcomes)


@dataclass(frozen=True)
class Comparison:
    """Scenarios on the same target, place, horizon and seed, and the baseline that they share."""

    target: Indicator
    place: Scope
    horizon: int
    seed: int
    compared: tuple[Compared, ...]
    warnings: tuple[str, ...]

    @property
    def baseline(self) -> Projection:
        """The one baseline of the place."""
        return self.compared[0].whole.baseline

    def settings(self, levers: Mapping[str, Lever]) -> dict[str, tuple[float | None, ...]]:
        """Lever -> its value in each scenario, None where it stands at its baseline; levers that someone moves."""
        found = {}
        for key, lever in levers.items():
            set_to = [dict(one.scenario.levers).get(key, "default") for one in self.compared]
            values = tuple(lever_value(lever, setting) for setting in set_to)
            if any(value is not None for value in values):
                found[key] = values
        return found


def compare(
    store: Store,
    prepared: Prepared,
    scenarios: Sequence[Scenario],
    place: Scope | None = None,
    horizon: int | None = None,
    today: dt.date | None = None,
) -> Comparison:
    """Read two to six scenarios on the prepared target; place and horizon are the first one's unless given.

    All are drawn with the first one's seed, so that they share one baseline. ScenarioError where there are too few or
    too many, or where no country of the place can be projected.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        raise ScenarioError(f"A comparison is of {FEWEST} to {MOST} scenarios, not {len(scenarios)}.")
    first, now = scenarios[0], (today or dt.datetime.now(dt.UTC).date()).year
    place = (place or first.scope).checked(store.catalogue())
    until = ahead(horizon if horizon is not None else first.horizon, now)
    countries = place.members(store, now)
    found = [_one(store, prepared, scenario, place, countries, until, first.seed, today) for scenario in scenarios]
    return Comparison(prepared.model.target, place, until, first.seed, tuple(found), _warnings(found, place))


def prepare_for(store: Store, scenarios: Sequence[Scenario], target: str | None = None) -> Prepared:
    """The target of a comparison, the first scenario's unless given, made ready; errors before anything is computed."""
    if not scenarios:
        raise ScenarioError(f"A comparison is of {FEWEST} to {MOST} scenarios. Name at least {FEWEST}.")
    catalogue = store.catalogue()
    key = catalogue.indicator(target or scenarios[0].target).key
    for scenario in (Scenario(target=key), *scenarios):
        scenario.checked(catalogue)
    return prepare_from(store, key)


def _one(
    store: Store,
    prepared: Prepared,
    scenario: Scenario,
    place: Scope,
    countries: Sequence[str],
    horizon: int,
    seed: int,
    today: dt.date | None,
) -> Compared:
    read = Scenario.model_validate({**scenario.model_dump(), "horizon": horizon, "seed": seed})
    simulation = simulate_from(store, prepared, read, countries, today)
    now = (today or dt.datetime.now(dt.UTC).date()).year
    elsewhere = acting_on(store, scenario, now)
    reached = {c for key, _ in scenario.levers for c in elsewhere.get(key, ())}
    if not scenario.levers or any(key not in elsewhere for key, _ in scenario.levers):
        reached |= set(scenario.scope.members(store, now))
    inside = frozenset(reached & {outcome.country for outcome in simulation.outcomes})
    whole = _called(simulation.aggregate, str(place)) if simulation.aggregate else simulation.outcomes[0]
    return Compared(scenario, simulation, whole, inside)


def _called(whole: Outcome, place: str) -> Outcome:
    """The engine calls countries put together by the scenario's scope; here they are those of the place."""
    base, moved = (replace(part, country=place) for part in (whole.baseline, whole.scenario))
    return replace(whole, country=place, baseline=base, scenario=moved)


def forums(
    store: Store,
    prepared: Prepared,
    scenario: Scenario,
    horizon: int,
    seed: int,
    today: dt.date | None = None,
) -> tuple[Shift, ...]:
    """The scenario's difference for every forum of the catalogue, its members of today put together as the target says.

    Forums of which no member can be projected are left out. Empty for a scenario with a judgement about this target: a
    judgement speaks of one place as a whole and says nothing of other groups of countries.
    """
    if judged(scenario, prepared.model.target):
        return ()
    now, found = (today or dt.datetime.now(dt.UTC).date()).year, []
    for key in store.catalogue().forums:
        place = Scope(kind="forum", names=(key,))
        try:
            one = _one(store, prepared, scenario, place, place.members(store, now), horizon, seed, today)
        except ForesightError:
            continue
        found.append(Shift.of(one.whole, key))
    return tuple(found)


def judged(scenario: Scenario, target: Indicator) -> bool:
    """Does a judgement of the planner stand in place of an estimate for this target."""
    return scenario.target == target.key and bool(
        {key for key, _ in scenario.judgements} & dict(scenario.levers).keys()
    )


def ranked(
    shifts: Iterable[Shift], by: Literal["unit", "relative"] = "unit", count: int = 5
) -> tuple[tuple[Shift, ...], tuple[Shift, ...]]:
    """Those furthest above the baseline and those furthest below it, furthest first, `count` of each at most.

    `by`: in the target's unit, or relative to the baseline (which must not be nought).
    """
    sizes = [(size, s) for s in shifts if (size := s.difference if by == "unit" else s.relative) is not None]
    up = sorted((pair for pair in sizes if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].where))
    down = sorted((pair for pair in sizes if pair[0] < 0), key=lambda pair: (pair[0], pair[1].where))
    return tuple(s for _, s in up[:count]), tuple(s for _, s in down[:count])


def _warnings(found: Sequence[Compared], place: Scope) -> tuple[str, ...]:
    """What holds of all of them once, the rest with the scenario's name."""
    common = set.intersection(*(set(one.simulation.warnings) for one in found))
    said = [warning for warning in found[0].simulation.warnings if warning in common]
    for one in found:
        said += [f"{one.scenario.name}: {warning}" for warning in one.simulation.warnings if warning not in common]
        made, read = one.scenario, one.simulation.scenario
        if judged(made, one.simulation.target) and (str(made.scope), made.horizon) != (str(place), read.horizon):
            said.append(
                f"{made.name}: its own judgement was made about {made.scope} until {made.horizon} and is read here as "
                f"about {place} until {read.horizon}."
            )
    return tuple(dict.fromkeys(said))
