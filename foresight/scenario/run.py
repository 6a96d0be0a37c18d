"""From the store to simulations: the one line that pages and the command line share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from foresight.errors import ScenarioError
from foresight.panel import load_panel
from foresight.projection import drivers
from foresight.projection.run import fit_from
from foresight.scenario.outcome import Simulation
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.simulate import Prepared, prepare, simulate
from foresight.store import Store


def prepare_from(store: Store, target: str) -> Prepared:
    """Load target and drivers from the store's current revision and prepare them. Worth keeping: about a second."""
    model, known = fit_from(store, target), store.catalogue().indicators
    wanted = dict.fromkeys([target, *drivers.INDICATORS, *(one.indicator for one in drivers.FURTHER)])
    panel = load_panel(store, [key for key in wanted if key in known])
    return prepare(panel.of(model.countries), target, model)


def acting_on(store: Store, scenario: Scenario, year: int) -> dict[str, tuple[str, ...]]:
    """By lever, the countries that it moves, for levers with a place or a forum of their own.

    A forum is joined by those of the place that are outside it, and left by its members.
    """
    levers, found = store.catalogue().levers, {}
    for key, acting in scenario.acting:
        if acting.scope is None and acting.forum is None:
            continue
        place = (acting.scope or scenario.scope).members(store, year)
        if acting.forum is not None:
            inside = store.members(acting.forum, year)
            value = lever_value(levers[key], dict(scenario.levers).get(key, "default")) or 0
            place = tuple(c for c in place if (c in inside) == (value < 0))
        found[key] = place
    return found


def simulate_from(
    store: Store,
    prepared: Prepared,
    scenario: Scenario,
    countries: Iterable[str] | None = None,
    today: dt.date | None = None,
) -> Simulation:
    """Check a scenario against the catalogue, find its members of the current year, and simulate."""
    catalogue = store.catalogue()
    scenario.checked(catalogue)
    now = (today or dt.datetime.now(dt.UTC).date()).year
    members = scenario.scope.members(store, now)
    return simulate(prepared, scenario, catalogue.levers, members, countries, today, acting_on(store, scenario, now))


def run(
    store: Store,
    scenario: Scenario,
    targets: Iterable[str] = (),
    countries: Iterable[str] | None = None,
    seed: int | None = None,
    today: dt.date | None = None,
) -> list[Simulation]:
    """Simulate `scenario` for each of `targets` (its own by default) and `countries` (the members of its scope)."""
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    wanted = tuple(dict.fromkeys(targets)) or (scenario.target,)
    scenario.checked(store.catalogue())
    shown = tuple(countries) if countries is not None else None
    if shown is not None and not shown:
        raise ScenarioError("No country was named. Give at least one ISO3 code, or none at all for the whole scope.")
    return [simulate_from(store, prepare_from(store, target), scenario, shown, today) for target in wanted]
