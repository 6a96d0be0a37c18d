"""The scenarios there are: the shipped ones, data/scenarios/*.toml, and a planner's own, beside the store.

One file each, named by its key. Own ones are written by `foresight.scenario.own`; here they are read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from foresight import shelf as shelves
from foresight.catalogue import DATA
from foresight.errors import ScenarioError, unknown
from foresight.scenario.scenario import Scenario
from foresight.shelf import Shelf, Slot

FOLDER = DATA / "scenarios"
OWN = "scenarios"
"""The folder of a planner's own scenarios, inside that of the store."""


@dataclass(frozen=True)
class Entry:
    """One scenario of the library; `scenario` is None where its file cannot be used, and `wrong` says why."""

    key: str
    scenario: Scenario | None
    shipped: bool
    wrong: str = ""

    @property
    def name(self) -> str:
        """Its name; of a file that cannot be used, the file's own."""
        return self.scenario.name if self.scenario else f"{self.key}.toml"


def read(path: Path) -> Scenario:
    """One scenario file; ScenarioError says what in it is wrong."""
    try:
        return Scenario.from_toml(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read: {error}. Check the path.") from None


def shipped(folder: Path = FOLDER) -> dict[str, Scenario]:
    """All shipped scenarios by key, `baseline` first; ScenarioError where a file's name and key differ."""
    found = shelves.shipped(folder, read, ScenarioError)
    return dict(sorted(found.items(), key=lambda item: (item[0] != "baseline", item[0])))


def shelf(store: Path) -> Shelf[Scenario]:
    """Where the planner's own scenarios are kept, in the store's folder."""
    return Shelf(store / OWN, "scenario", "name", read, shipped, ScenarioError)


def entry(slot: Slot[Scenario]) -> Entry:
    """An own scenario as the library lists it."""
    return Entry(slot.key, slot.held, shipped=False, wrong=slot.wrong)


def own(store: Path) -> dict[str, Entry]:
    """The planner's own scenarios in the store's folder, by key. A damaged file is listed with what is wrong."""
    return {key: entry(slot) for key, slot in shelf(store).slots().items()}


def entries(store: Path | None = None) -> list[Entry]:
    """Everything there is: the shipped scenarios, then the planner's own of the store in that folder."""
    known = shipped()
    listed = [Entry(key, scenario, shipped=True) for key, scenario in known.items()]
    for key, entry in own(store).items() if store else ():
        if key in known:  # a later release shipped a scenario under a key that a planner had already taken
            told = f"{key}.toml has the file name of the shipped scenario “{known[key].name}”. Rename yours to use it."
            entry = replace(entry, scenario=None, wrong=told)
        listed.append(entry)
    return listed


def find(name: str, store: Path | None = None) -> Scenario:
    """The scenario of that key, shipped or own (of the store in that folder), or the one in that TOML file.

    UnknownKeyError with the nearest keys; ScenarioError where its file cannot be used.
    """
    known = {entry.key: entry for entry in reversed(entries(store))}
    if name in known:
        found = known[name].scenario
        if found is None:
            raise ScenarioError(known[name].wrong)
        return found
    path = Path(name)
    if path.suffix == ".toml":
        return read(path)
    raise unknown("scenario", name, known, f"Known: {', '.join(known)}. A file’s name ends in .toml.")
