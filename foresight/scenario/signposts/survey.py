"""From the store to watch lists: the one line that the page and the command line share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np

from foresight.errors import ScenarioError
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


def futures_from(store: Store, keys: Sequence[str] = ()) -> tuple[Scenario, ...]:
    """The baseline, then the scenarios of these keys (shipped and own ones), or all that move a lever."""
    known = {entry.key: entry.scenario for entry in library.entries(store.folder) if entry.scenario}
    if keys:
        wanted = [library.find(key, store.folder) for key in keys if key != BASELINE]
    else:
        wanted = [scenario for key, scenario in known.items() if key != BASELINE and scenario.levers]
    for scenario in wanted:
        scenario.checked(store.catalogue())
    return (known[BASELINE], *wanted)


def survey(
    store: Store,
    futures: Sequence[Scenario],
    place: Scope,
    prepared: Callable[[str], Prepared],
    soil: Soil | None = None,
    today: dt.date | None = None,
) -> Watch:
    """What to watch at `place` for `futures` (the baseline first), each set on that place.

    `prepared` gives a target ready for scenarios. ScenarioError where the place covers no country.
    """
    if len({future.key for future in futures}) < len(futures):
        raise ScenarioError("Two of these scenarios have one key. Rename one of them.")
    year = (today or dt.datetime.now(dt.UTC).date()).year
    place.checked(store.catalogue())
    members, ground = place.members(store, year), soil or implied.soil_from(store)
    inside = np.isin(np.array(ground.panel.countries), members)
    here = implied.at(place, futures)
    found: list[Candidate] = implied.from_drivers(store, ground, here, inside, year)
    read = {one.reading.indicator.key for one in found}
    for key in TARGETS:
        if key in read or key not in store.catalogue().indicators:
            continue
        target = implied.from_target(store, key, prepared(key), here, members, year)
        if target is not None:
            found.append(target)
    return watch(found, futures, place, len(members))
