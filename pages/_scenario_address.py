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
from foresight.scenario import TARGETS, Scenario, Scope
from foresight.scenario.scenario import lever_value
from foresight.store import Revision
from pages._address import HASH, made_elsewhere
from pages._scenario_cache import this_year

FIRST = Scenario(target="arms_trade_3y", scope=Scope(kind="country", names=("IND",)), horizon=2034)
OWN = {"target", "scope", "scenario", "name", "from", "to", "until", "seed"}
REVISION = "revision"
REMEMBERED = 50  # addresses of our own that may still come back from the browser


def _memory() -> dict[str, Any]:
    held: dict[str, Any] = st.session_state.setdefault(
        "_scenario", {"scenario": FIRST, "own": [], "notices": (), "about": None, "edition": 0}
    )
    return held


def current() -> Scenario:
    """The scenario as it stands."""
    scenario: Scenario = _memory()["scenario"]
    return scenario


def change(**fields: object) -> None:
    """Exchange some fields of the scenario; `levers` is a mapping of those that are off their baseline."""
    _memory()["scenario"] = Scenario.model_validate({**current().model_dump(), **fields})


def edition() -> int:
    """Which set of lever widgets is on the page: a new one whenever their values come from elsewhere."""
    return int(_memory()["edition"])


def renew() -> None:
    """Draw the lever widgets anew with the scenario's values.

    A browser that has not yet heard of a new value sends the old one with its next message, as if a person had entered
    it. Widgets of an earlier edition are no longer listened to, so that an echo cannot undo a move.
    """
    _memory()["edition"] += 1


def set_lever(key: str, value: float | None) -> None:
    """Move one lever, or take it back to its baseline (None)."""
    moved = {**dict(current().levers), key: value}
    change(levers={name: number for name, number in moved.items() if number is not None})


def reset() -> None:
    """All levers at their baselines, no judgements; target, place, horizon and seed stay."""
    change(levers={}, judgements={}, start=None, end=None, key=FIRST.key, name=FIRST.name)
    renew()


def read(asked: Mapping[str, str], catalogue: Catalogue, revision: Revision) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario of an address, and a sentence on each part that was left out or is not what it was."""
    given = {key: text for key, text in asked.items() if key != REVISION}
    opened, left_out = Scenario.from_parameters(given, catalogue.levers)
    said = list(left_out)
    levers = catalogue.levers
    for key, text in given.items():
        known = key in OWN or key in levers or key.startswith("judged.")
        if not known and not any(f"“{key}=" in sentence for sentence in said):
            said.append(f"“{key}={text}” was left out: a scenario has no such setting.")
    changes: dict[str, Any] = {}
    if "target" not in given:
        changes["target"] = FIRST.target
    elif opened.target not in TARGETS:
        changes["target"] = FIRST.target
        close = nearest(opened.target, TARGETS)
        hint = f" Did you mean {' or '.join(close)}?" if close else f" There are {', '.join(TARGETS)}."
        said.append(f"“target={opened.target}” was left out: scenarios do not ask about it.{hint}")
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
    said += made_elsewhere(asked.get(REVISION), revision)
    return Scenario.model_validate({**opened.model_dump(), **changes}), tuple(said)


def open_address(catalogue: Catalogue, revision: Revision) -> tuple[str, ...]:
    """Take over the address if a person opened it; the sentences about it, until the scenario is changed."""
    memory, asked = _memory(), st.query_params.to_dict()
    if asked and asked not in memory["own"]:
        memory["scenario"], memory["notices"] = read(asked, catalogue, revision)
        memory["about"] = memory["scenario"]
        memory["own"] = [*memory["own"], asked]  # it may come back before the browser has taken over ours
        renew()
    notices: tuple[str, ...] = memory["notices"] if memory["about"] == memory["scenario"] else ()
    return notices


def parameters(scenario: Scenario, revision: Revision) -> dict[str, str]:
    """All that the figures depend on, as parameters of an address."""
    fixed = {"until": str(scenario.horizon), "seed": str(scenario.seed), "from": str(scenario.start or this_year())}
    return scenario.to_parameters() | fixed | {REVISION: revision.hash[:HASH]}


def write(revision: Revision) -> None:
    """Put the scenario into the address."""
    memory, now = _memory(), parameters(current(), revision)
    memory["own"] = [*memory["own"][-REMEMBERED:], now]
    if st.query_params.to_dict() != now:
        st.query_params.from_dict(now)
