"""Commands about the library of scenarios: list, show, save, rename, duplicate, delete, restore, and compare."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import getpass
from typing import TYPE_CHECKING, Any

from foresight.commands.printing import as_json, table
from foresight.store import Store

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario import Scenario


def list_scenarios(asked: argparse.Namespace) -> int:
    """The shipped scenarios, and the planner's own beside the store."""
    from foresight.scenario import library

    listed = [
        {
            "key": entry.key, "name": entry.name, "author": entry.scenario.author if entry.scenario else "",
            "shipped": entry.shipped, **({"wrong": entry.wrong} if entry.wrong else {}),
        }
        for entry in library.entries(Store.open(asked.store).folder)
    ]  # fmt: skip
    if asked.json:
        as_json({"scenarios": listed})
    else:
        table([{name: entry[name] for name in ("key", "name", "author", "shipped")} for entry in listed])
        for entry in listed:
            if "wrong" in entry:
                print(f"Note: {entry['wrong']}")
    return 0


def show_scenario(asked: argparse.Namespace) -> int:
    """One scenario, as its TOML file."""
    from foresight.scenario import library

    scenario = library.find(asked.name, Store.open(asked.store).folder)
    if asked.json:
        as_json(scenario.model_dump(mode="json"))
    else:
        print(scenario.to_toml(), end="")
    return 0


def save(asked: argparse.Namespace) -> int:
    """Keep a scenario file among one's own, over the one of the same name or key; that one goes to the bin."""
    from foresight.scenario import library, own

    store = Store.open(asked.store)
    scenario = own.usable(library.find(asked.name, store.folder), store)
    author = asked.author if asked.author is not None else scenario.author or _me()
    return _kept(own.save(store.folder, scenario, name=asked.called or "", author=author), asked)


def duplicate(asked: argparse.Namespace) -> int:
    """A copy among one's own, to be changed."""
    from foresight.scenario import library, own

    folder = Store.open(asked.store).folder
    scenario = library.find(asked.name, folder)
    named = scenario.model_copy(update={"name": asked.called or scenario.name})
    return _kept(own.add(folder, named, author=asked.author if asked.author is not None else _me()), asked)


def rename(asked: argparse.Namespace) -> int:
    """Another name, and the key made from it."""
    from foresight.scenario import own

    return _kept(own.rename(Store.open(asked.store).folder, asked.name, asked.called), asked)


def delete(asked: argparse.Namespace) -> int:
    """Move an own scenario to the bin."""
    from foresight.scenario import own

    binned = own.delete(Store.open(asked.store).folder, asked.name)
    if asked.json:
        as_json({"deleted": binned.key, "number": binned.number})
    else:
        print(f"“{binned.name}” is in the bin. To bring it back: foresight scenario restore {binned.key}")
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Bring a scenario back from the bin; without a name, what is in it."""
    from foresight.scenario import own

    folder = Store.open(asked.store).folder
    if asked.name is not None:
        entry = own.restore(folder, asked.name, asked.number)
        if asked.json:
            as_json({"key": entry.key, "name": entry.name})
        else:
            print(f"“{entry.name}” is back, as {entry.key}.")
        return 0
    binned = [
        {
            "key": one.key,
            "number": one.number,
            "name": one.name,
            "why": one.why,
            "when": f"{one.when:%Y-%m-%dT%H:%M:%SZ}",
        }
        for one in own.kept(folder)
    ]
    if asked.json:
        as_json({"bin": binned})
    else:
        table(binned, decimals=0)
    return 0


def _kept(scenario: Scenario, asked: argparse.Namespace) -> int:
    said: dict[str, Any] = {"key": scenario.key, "name": scenario.name, "author": scenario.author}
    if asked.json:
        as_json({**said, "date": str(scenario.date) if scenario.date else None})
    else:
        print(f"“{scenario.name}” is kept as {scenario.key}.")
    return 0


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return ""
