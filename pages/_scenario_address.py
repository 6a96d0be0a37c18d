"""The scenario a planner is working on: kept in the session, opened from an address, written back to it.

One object, a Scenario, is the truth; the widgets show it and change it. Beside it lie the years that the picture
shows, which change no figure.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.scenario import Scenario
from foresight.store import Revision
from pages._address import made_elsewhere
from pages._scenario_link import FIRST, REVISION, SHOWN, parameters, read

REMEMBERED = 50  # addresses of our own that may still come back from the browser
STEPS = 100  # moves that can be undone


def _memory() -> dict[str, Any]:
    blank = {"scenario": FIRST, "own": [], "notices": (), "about": None, "made_on": None, "edition": 0, "shown": ""}
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


def open_address(catalogue: Catalogue, revision: Revision) -> tuple[str, ...]:
    """Take over the address if a person opened it; the sentences about it, until the scenario is changed."""
    memory, asked = _memory(), st.query_params.to_dict()
    if asked and asked not in memory["own"]:
        opened, memory["notices"] = read(asked, catalogue)
        change(**opened.model_dump())
        memory["about"], memory["made_on"], memory["shown"] = opened, asked.get(REVISION), asked.get(SHOWN, "")
        memory["own"] = [*memory["own"], asked]  # it may come back before the browser has taken over ours
        renew()
    if memory["about"] != memory["scenario"]:
        return ()
    return (*memory["notices"], *made_elsewhere(memory["made_on"], revision))


def shown() -> tuple[int, int] | None:
    """First and last year that the picture is to show; None for all there are, or where the address has no years."""
    first, _, last = str(_memory()["shown"]).partition("-")
    return (int(first), int(last)) if first.isdecimal() and last.isdecimal() else None


def show_years(years: tuple[int, int] | None) -> None:
    """Show these years only, also after the next move; None for all."""
    _memory()["shown"] = f"{years[0]}-{years[1]}" if years else ""


def write(revision: Revision) -> None:
    """Put the scenario into the address, and the years shown."""
    memory, now = _memory(), parameters(current(), revision)
    if memory["shown"]:
        now[SHOWN] = memory["shown"]
    memory["own"] = [*memory["own"][-REMEMBERED:], now]
    if st.query_params.to_dict() != now:
        st.query_params.from_dict(now)
