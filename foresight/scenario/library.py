"""The scenarios there are: the shipped ones, data/scenarios/*.toml, and a planner's own, beside the store.

One file each, named by its key. Own ones are written by `foresight.scenario.own`; here they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from foresight.catalogue import DATA
from foresight.errors import ScenarioError, unknown
from foresight.scenario.scenario import Scenario

FOLDER = DATA / "scenarios"
OWN = "scenarios"
"""The folder of a planner's own scenarios, inside that of the store."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


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


def ordered(paths: Iterable[Path]) -> list[Path]:
    """By key, `baseline` first."""
    return sorted(paths, key=lambda path: (path.stem != "baseline", path.stem))


def shipped(folder: Path = FOLDER) -> dict[str, Scenario]:
    """All shipped scenarios by key, `baseline` first; ScenarioError where a file's name and key differ."""
    found = {}
    for path in ordered(folder.glob("*.toml")):
        scenario = read(path)
        if scenario.key != path.stem:
            raise ScenarioError(f"{path.name}: its key is “{scenario.key}”. Make key and file name the same.")
        found[scenario.key] = scenario
    return found


def own(store: Path) -> dict[str, Entry]:
    """The planner's own scenarios in the store's folder, by key. A damaged file is listed with what is wrong.

    The file's name is the key, whatever the file says: someone may have copied it.
    """
    found = {}
    for path in ordered((store / OWN).glob("*.toml")):
        if path.name.startswith("."):  # one that is being written
            continue
        try:
            if not KEY.fullmatch(path.stem):
                raise ScenarioError(
                    f"{path.name}: a scenario’s file is named in small letters, digits and _, such as my_future.toml. "
                    "Give it another name."
                )
            found[path.stem] = Entry(path.stem, read(path).model_copy(update={"key": path.stem}), shipped=False)
        except ScenarioError as error:
            if path.exists():  # not one that was deleted just now
                found[path.stem] = Entry(path.stem, None, shipped=False, wrong=str(error))
    return found


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
