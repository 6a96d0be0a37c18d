"""From the store to watch lists: the one line that the page and the command line share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np

from foresight.errors import ForesightError, ScenarioError
from foresight.scenario import library
from foresight.scenario.moves import Prepared
from foresight.scenario.scenario import Scenario
from foresight.scenario.scope import Scope
from foresight.scenario.signposts import implied
from foresight.scenario.signposts.implied import Candidate, Soil
from foresight.scenario.signposts.watch import Watch, watch
from foresight.scenario.targets import TARGETS
from foresight.store import Store

BASELINE = "baseline"


def futures_from(store: Store) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """The baseline, then every scenario, shipped or own, that moves a lever; and a sentence on each left out."""
    known, catalogue, left_out = library.entries(store.folder), store.catalogue(), []
    baseline = next(e.scenario for e in known if e.key == BASELINE and e.scenario)
    found = [baseline]
    for entry in known:
        if entry.scenario is None:
            left_out.append(f"“{entry.name}” is left out: {entry.wrong}")
        elif entry.key != BASELINE and entry.scenario.levers:
            try:
                found.append(entry.scenario.checked(catalogue))
            except ForesightError as error:
                left_out.append(f"“{entry.name}” is left out: {error}")
    return tuple(found), tuple(left_out)


def survey(
    store: Store,
    futures: Sequence[Scenario],
    place: Scope,
    prepared: Callable[[str], Prepared],
    here: bool = False,
    soil: Soil | None = None,
    today: dt.date | None = None,
) -> Watch:
    """What to watch at `place` for `futures` (the baseline first).

    Each acts where it was written for, and moves the readings of the place as far as its members are among those it
    moves; with `here`, the levers of every one are set on the place itself. `prepared` gives a target ready for
    scenarios. ScenarioError where the place covers no country.
    """
    if len({future.key for future in futures}) < len(futures):
        raise ScenarioError("Two of these scenarios have one key. Rename one of them.")
    year = (today or dt.datetime.now(dt.UTC).date()).year
    place.checked(store.catalogue())
    members, ground = place.members(store, year), soil or implied.soil_from(store)
    inside = np.isin(np.array(ground.panel.countries), members)
    acting = [future.model_copy(update={"scope": place}) for future in futures] if here else futures
    found: list[Candidate] = implied.from_drivers(store, ground, acting, inside, year)
    read = {one.reading.indicator.key for one in found}
    for key in TARGETS:
        if key in read or key not in store.catalogue().indicators:
            continue
        target = implied.from_target(store, key, prepared(key), acting, members, year)
        if target is not None:
            found.append(target)
    return watch(found, futures, place, len(members), here)
