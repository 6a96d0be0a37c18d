"""A scenario as an address holds it: all that its figures depend on, defaults included.

So it means the same after a default has changed. It also names the revision and the models it was made on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foresight.catalogue import Catalogue
from foresight.errors import ForesightError, nearest
from foresight.projection.engine import FURTHEST
from foresight.projection.track_record import VERSION
from foresight.scenario import Scenario, Scope
from foresight.scenario.scenario import lever_value
from foresight.store import Revision
from pages._address import HASH
from pages._scenario_cache import targets, this_year

FIRST = Scenario(target="arms_trade_3y", scope=Scope(kind="country", names=("IND",)), horizon=2034)
REVISION, MODEL, SHOWN = "revision", "model", "shown"
OWN = {"target", "scope", "scenario", "name", "from", "to", "until", "seed", SHOWN}


def read(asked: Mapping[str, str], catalogue: Catalogue) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario of an address, and a sentence on each part that was left out or is not what it was."""
    given = {key: text for key, text in asked.items() if key not in (REVISION, MODEL)}
    opened, left_out = Scenario.from_parameters(given, catalogue.levers)
    said = list(left_out)
    levers = catalogue.levers
    for key, text in given.items():
        known = key in OWN or key in levers or key.startswith(("judged.", "acting."))
        if not known and not any(f"“{key}=" in sentence for sentence in said):
            said.append(f"“{key}={text}” was left out: a scenario has no such setting.")
    changes: dict[str, Any] = {}
    if "target" not in given:
        changes["target"] = FIRST.target
    elif opened.target not in targets():
        changes["target"] = FIRST.target
        close = nearest(opened.target, targets())
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        said.append(f"“target={opened.target}” was left out: it cannot be projected for single countries.{hint}")
    if "scope" not in given or any(sentence.startswith("“scope=") for sentence in said):
        changes["scope"] = FIRST.scope
    else:
        try:
            opened.scope.checked(catalogue)
        except ForesightError as error:
            changes["scope"] = FIRST.scope
            said.append(f"“scope={opened.scope}” was left out: {error}")
    if "until" not in given or any(sentence.startswith("“until=") for sentence in said):
        changes["horizon"] = FIRST.horizon
    elif not this_year() < opened.horizon <= FURTHEST:
        changes["horizon"] = FIRST.horizon
        said.append(f"“until={opened.horizon}” was left out: choose a year from {this_year() + 1} to {FURTHEST}.")
    changes["levers"] = {key: lever_value(levers[key], value) for key, value in opened.levers if value != "default"}
    acting = dict(opened.acting)
    for key in list(acting):
        try:
            FIRST.model_copy(update={"acting": ((key, acting[key]),)}).checked(catalogue)
        except ForesightError as error:
            said.append(f"“acting.{key}={acting.pop(key)}” was left out: {error}")
    changes["acting"] = acting
    if asked.get(MODEL, VERSION) != VERSION:
        said.append(
            f"This address was made with version {asked[MODEL]} of the models; here they are of version {VERSION}, and "
            "the figures may differ."
        )
    return Scenario.model_validate({**opened.model_dump(), **changes}), tuple(said)


def parameters(scenario: Scenario, revision: Revision) -> dict[str, str]:
    """All that the figures depend on, as parameters of an address: also the data and the version of the models."""
    fixed = {"until": str(scenario.horizon), "seed": str(scenario.seed), "from": str(scenario.start or this_year())}
    return scenario.to_parameters() | fixed | {REVISION: revision.hash[:HASH], MODEL: VERSION}
