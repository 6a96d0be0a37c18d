"""The scenario a planner is working on: kept in the session, opened from an address, written back to it.

One object, a Scenario, is the truth; the widgets show it and change it. An address holds all that the figures depend
on, defaults included, so that it means the same after a default has changed, and the revision it was made on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.errors import ForesightError, nearest
from foresight.projection.engine import FURTHEST
from foresight.projection.track_record import VERSION
from foresight.scenario import Scenario, Scope
from foresight.scenario.scenario import lever_value
from foresight.store import Revision
from pages._address import HASH, made_elsewhere
from pages._scenario_cache import targets, this_year

FIRST = Scenario(target="arms_trade_3y", scope=Scope(kind="country", names=("IND",)), horizon=2034)
OWN = {"target", "scope", "scenario", "name", "from", "to", "until", "seed"}
REVISION, MODEL = "revision", "model"
REMEMBERED = 50  # addresses of our own that may still come back from the browser
STEPS = 100  # moves that can be undone


def _memory() -> dict[str, Any]:
    blank = {"scenario": FIRST, "own": [], "notices": (), "about": None, "made_on": None, "edition": 0}
    held: dict[str, Any] = st.session_state.setdefault(
        "_scenario", blank | {"before": [], "after": [], "drawn_with": frozenset()}
    )
    return held


def current() -> Scenario:
    """The scenario as it stands."""
    scenario: Scenario = _memory()["scenario"]
    return scenario


def take(scenario: Scenario) -> None:
    """Put a whole scenario on the desk; the one that lay there can be brought back."""
    change(**scenario.model_dump())
    renew()


def change(**fields: object) -> None:
    """Exchange some fields of the scenario; `levers` is a mapping of those that are off their baseline."""
    memory, now = _memory(), current()
    then = Scenario.model_validate({**now.model_dump(), **fields})
    if then != now:
        memory["before"] = [*memory["before"][1 - STEPS :], now]
        memory["after"] = []
        memory["scenario"] = then


def undo() -> None:
    """Back to the scenario before the last change."""
    _step("before", "after")


def redo() -> None:
    """Forward again to what was undone."""
    _step("after", "before")


def _step(from_: str, to: str) -> None:
    memory = _memory()
    if memory[from_]:
        *memory[from_], then = memory[from_]
        memory[to] = [*memory[to], current()]
        memory["scenario"] = then
        renew()


def steps() -> tuple[int, int]:
    """How many changes can be undone, and how many done again."""
    return len(_memory()["before"]), len(_memory()["after"])


def edition() -> int:
    """Which set of lever widgets is on the page: a new one whenever their values come from elsewhere."""
    return int(_memory()["edition"])


def renew() -> None:
    """Draw the lever widgets anew with the scenario's values.

    A browser that has not yet heard of a new value sends the old one with its next message, as if a person had entered
    it. Widgets of an earlier edition are no longer listened to, so that an echo cannot undo a move.
    """
    memory = _memory()
    memory["edition"] += 1
    memory["drawn_with"] = frozenset(key for key, _ in current().levers)


def drawn_with() -> frozenset[str]:
    """The levers that were off their baseline when the widgets were last drawn anew."""
    found: frozenset[str] = _memory()["drawn_with"]
    return found


def set_lever(key: str, value: float | None) -> None:
    """Move one lever, or take it back to its baseline (None)."""
    moved = {**dict(current().levers), key: value}
    change(levers={name: number for name, number in moved.items() if number is not None})


def set_part(table: str, key: str, value: object | None) -> None:
    """What `acting` or `judgements` hold of one lever; None takes it out."""
    held = {**dict(getattr(current(), table)), key: value}
    change(**{table: {name: one for name, one in held.items() if one is not None}})


def reset() -> None:
    """All levers at their baselines, no judgements; target, place, horizon and seed stay."""
    change(levers={}, judgements={}, acting={}, start=None, end=None, key=FIRST.key, name=FIRST.name, narrative="")
    renew()


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


def open_address(catalogue: Catalogue, revision: Revision) -> tuple[str, ...]:
    """Take over the address if a person opened it; the sentences about it, until the scenario is changed."""
    memory, asked = _memory(), st.query_params.to_dict()
    if asked and asked not in memory["own"]:
        opened, memory["notices"] = read(asked, catalogue)
        change(**opened.model_dump())
        memory["about"], memory["made_on"] = opened, asked.get(REVISION)
        memory["own"] = [*memory["own"], asked]  # it may come back before the browser has taken over ours
        renew()
    if memory["about"] != memory["scenario"]:
        return ()
    return (*memory["notices"], *made_elsewhere(memory["made_on"], revision))


def parameters(scenario: Scenario, revision: Revision) -> dict[str, str]:
    """All that the figures depend on, as parameters of an address: also the data and the version of the models."""
    fixed = {"until": str(scenario.horizon), "seed": str(scenario.seed), "from": str(scenario.start or this_year())}
    return scenario.to_parameters() | fixed | {REVISION: revision.hash[:HASH], MODEL: VERSION}


def write(revision: Revision) -> None:
    """Put the scenario into the address."""
    memory, now = _memory(), parameters(current(), revision)
    memory["own"] = [*memory["own"][-REMEMBERED:], now]
    if st.query_params.to_dict() != now:
        st.query_params.from_dict(now)
