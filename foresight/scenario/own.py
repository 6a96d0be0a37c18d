"""A planner's own scenarios: TOML files beside the store, one per key, of which nothing is ever lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from foresight import shelf
from foresight.errors import ScenarioError
from foresight.projection.engine import FURTHEST
from foresight.scenario import library
from foresight.scenario.library import Entry
from foresight.scenario.scenario import Scenario
from foresight.shelf import Kept
from foresight.store import Store


def key_of(name: str) -> str:
    """A key made from a name: `Gulf crisis, 2030` -> `gulf_crisis_2030`; `scenario` where no letter is left."""
    return shelf.key_of(name, "scenario")


def usable(scenario: Scenario, store: Store, today: dt.date | None = None) -> Scenario:
    """Itself, if it could be run on this store; ScenarioError with the nearest valid thing otherwise.

    Unknown levers, values out of range, a place that covers no country, a year that is not ahead.
    """
    now = (today or dt.datetime.now(dt.UTC).date()).year
    scenario.checked(store.catalogue()).scope.members(store, now)
    ahead(scenario.horizon, now)
    return scenario


def ahead(horizon: int, now: int) -> int:
    """The year itself, if it lies after the current one and can be projected; ScenarioError with those that can."""
    if not now < horizon <= FURTHEST:
        raise ScenarioError(
            f"horizon: {horizon} is not a year ahead that is projected. Use one from {now + 1} to {FURTHEST}."
        )
    return horizon


def save(
    folder: Path, scenario: Scenario, *, name: str = "", author: str | None = None, today: dt.date | None = None
) -> Scenario:
    """Keep a scenario in the store's `folder`, with author (its own by default) and date; returns it as it was kept.

    With a `name` it goes over the own scenario of that name, or gets a new key made from it; without one, its own key
    says where. What was there before goes to the bin. ScenarioError for the name or key of a shipped scenario.
    """
    own = library.shelf(folder)
    with own.locked():
        there, name, key = own.slots(), _clean(name), scenario.key
        if not name and key == Scenario().key:
            name = scenario.name
        if name:
            same = (k for k, slot in there.items() if slot.held and slot.held.name.casefold() == name.casefold())
            key = next(same, "")
        own.not_shipped(key, name)
        changes = {"key": key or own.free_key(key_of(name), there), "name": name or scenario.name}
        return own.put(own.with_(scenario, **changes, **_signed(scenario, author, today)), there)


def add(folder: Path, scenario: Scenario, *, author: str | None = None, today: dt.date | None = None) -> Scenario:
    """Keep a scenario beside all others: where its name is taken, it becomes `Name (2)`."""
    return library.shelf(folder).add(scenario, **_signed(scenario, author, today))


def take_in(store: Store, text: str, where: str = "The file", *, author: str = "") -> Scenario:
    """Keep the scenario of a TOML text beside all others, with its own author and date if it has them.

    ScenarioError says what is wrong in it, with the nearest valid thing; nothing is kept then.
    """
    scenario = Scenario.from_toml(text, where)
    try:
        usable(scenario, store)
    except ScenarioError as error:
        raise ScenarioError(f"{where}: {error}") from None
    return add(store.folder, scenario, author=scenario.author or author, today=scenario.date)


def rename(folder: Path, key: str, name: str) -> Scenario:
    """Another name, and the key made from it; where the name is taken it becomes `Name (2)`."""
    own = library.shelf(folder)
    with own.locked():
        there = own.slots()
        found, name = own.sound(key, there), _clean(name)
        if not name:
            raise ScenarioError("A scenario needs a name. Write at least one letter.")
        if name == found.name:
            return found
        others = {k: slot for k, slot in there.items() if k != key}
        name = own.free_name(name, others)
        made = own.put(own.with_(found, key=own.free_key(key_of(name), others), name=name), there)
        if made.key != key:  # last: whatever happens before, the scenario is there
            own.file(key).unlink()
        return made


def delete(folder: Path, key: str) -> Kept:
    """Move an own scenario to the bin, also one whose file is damaged."""
    return library.shelf(folder).delete(key)


def kept(folder: Path) -> list[Kept]:
    """What is in the bin, newest last."""
    return library.shelf(folder).kept()


def restore(folder: Path, key: str, number: int | None = None) -> Entry:
    """Bring the newest of that key (or the one of that `number`) back from the bin, beside whatever is there now."""
    return library.entry(library.shelf(folder).restore(key, number))


def _clean(name: str) -> str:
    return " ".join(name.split())[:120].rstrip()


def _signed(scenario: Scenario, author: str | None, today: dt.date | None) -> dict[str, object]:
    who = scenario.author if author is None else " ".join(author.split())
    return {"author": who, "date": today or dt.datetime.now(dt.UTC).date()}
