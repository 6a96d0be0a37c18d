"""From the store to simulations: the one line that pages and the command line share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from foresight.errors import ScenarioError
from foresight.projection.run import fit_from, panel_from
from foresight.scenario.outcome import Simulation
from foresight.scenario.scenario import Scenario
from foresight.scenario.simulate import Prepared, prepare, simulate
from foresight.store import Store


def prepare_from(store: Store, target: str) -> Prepared:
    """Load target and drivers from the store's current revision and prepare them. Worth keeping: about a second."""
    return prepare(panel_from(store, target), target, fit_from(store, target))


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
    return simulate(prepared, scenario, catalogue.levers, members, countries, today)


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
