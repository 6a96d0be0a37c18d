"""The shipped scenarios: data/scenarios/*.toml, one file each, named by its key."""

from __future__ import annotations

from pathlib import Path

from foresight.catalogue import DATA
from foresight.errors import ScenarioError, unknown
from foresight.scenario.scenario import Scenario

FOLDER = DATA / "scenarios"


def read(path: Path) -> Scenario:
    """One scenario file; ScenarioError says what in it is wrong."""
    try:
        return Scenario.from_toml(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read: {error}. Check the path.") from None


def shipped(folder: Path = FOLDER) -> dict[str, Scenario]:
    """All shipped scenarios by key, `baseline` first; ScenarioError where a file's name and key differ."""
    found = {}
    for path in sorted(folder.glob("*.toml"), key=lambda p: (p.stem != "baseline", p.stem)):
        scenario = read(path)
        if scenario.key != path.stem:
            raise ScenarioError(f"{path.name}: its key is “{scenario.key}”. Make key and file name the same.")
        found[scenario.key] = scenario
    return found


def find(name: str, folder: Path = FOLDER) -> Scenario:
    """The shipped scenario of that key, or the one in that TOML file; UnknownKeyError with the nearest keys."""
    known = shipped(folder)
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".toml":
        return read(path)
    raise unknown("scenario", name, known, f"Known: {', '.join(known)}. A file’s name ends in .toml.")
