"""Commands about the library of scenarios: list, show, save, rename, duplicate, delete, restore, and compare."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foresight.commands.asking import opened, place_of
from foresight.commands.printing import as_json, table
from foresight.people import account
from foresight.store import Store

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario import Outcome, Scenario
    from foresight.scenario.compare import Shift


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
    author = asked.author if asked.author is not None else scenario.author or account()
    return _kept(own.save(store.folder, scenario, name=asked.called or "", author=author), asked)


def duplicate(asked: argparse.Namespace) -> int:
    """A copy among one's own, to be changed."""
    from foresight.scenario import library, own

    folder = Store.open(asked.store).folder
    scenario = library.find(asked.name, folder)
    named = scenario.model_copy(update={"name": asked.called or scenario.name})
    return _kept(own.add(folder, named, author=asked.author if asked.author is not None else account()), asked)


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


def compare(asked: argparse.Namespace) -> int:
    """Two to six scenarios and the baseline they share, on one target, place and horizon."""
    from foresight.scenario import library
    from foresight.scenario.compare import compare as beside
    from foresight.scenario.compare import forums, prepare_for

    store = opened(asked)
    scenarios = [library.find(name, store.folder) for name in asked.names]
    prepared = prepare_for(store, scenarios, asked.target)
    found = beside(store, prepared, scenarios, place_of(asked), asked.horizon)
    target = found.target
    if asked.json:
        as_json(
            {
                "target": target.key, "unit": target.unit, "place": str(found.place), "horizon": found.horizon,
                "members": found.compared[0].whole.members, "seed": found.seed,
                "revision": store.revision.number, "revision_hash": store.revision.hash,
                "last_observed": found.baseline.last_observed,
                "baseline": [
                    {name: row[name] for name in ("year", "p10", "p50", "p90", "status")}
                    for row in found.baseline.rows()
                ],
                "scenarios": [
                    {
                        "key": one.scenario.key, "name": one.scenario.name, "scope": str(one.scenario.scope),
                        "start": one.simulation.start, "members_inside": len(one.inside), "rows": _rows(one.whole),
                        "levers": [asdict(lever) for lever in one.whole.levers],
                        "countries": [_shift("country", shift) for shift in one.countries()],
                        "forums": [
                            _shift("forum", shift)
                            for shift in forums(store, prepared, one.scenario, found.horizon, found.seed)
                        ],
                    }
                    for one in found.compared
                ],
                "warnings": list(found.warnings),
            }
        )  # fmt: skip
        return 0
    base = found.baseline
    print(f"{target.key}, {found.place}, {base.years[-1]} ({target.unit}): baseline median {base.p50[-1]:,.2f}")
    rows = []
    for one in found.compared:
        gap = one.whole.difference
        rows.append(
            {
                "scenario": one.scenario.key, "median": one.whole.scenario.p50[-1], "difference": gap.p50[-1],
                "low": gap.p10[-1], "high": gap.p90[-1], "levers act on": str(one.scenario.scope),
                "of the place": f"{len(one.inside)} of {one.whole.members}",
            }
        )  # fmt: skip
    table(rows)
    print(
        "\nLow and high: the 80 % interval of the coefficients. A response is an association in past data, not a cause."
    )
    for warning in found.warnings:
        print(f"Note: {warning}")
    return 0


def _rows(outcome: Outcome) -> list[dict[str, Any]]:
    return [{name: row[name] for name in ("year", "scenario", "difference")} for row in outcome.rows()]


def _shift(what: str, shift: Shift) -> dict[str, Any]:
    return {
        what: shift.where, "members": shift.members, "baseline": shift.baseline, "difference": shift.difference,
        "low": shift.low, "high": shift.high, "relative": shift.relative, "moved": shift.moved,
        "told_from_zero": shift.told,
    }  # fmt: skip


def _kept(scenario: Scenario, asked: argparse.Namespace) -> int:
    said: dict[str, Any] = {"key": scenario.key, "name": scenario.name, "author": scenario.author}
    if asked.json:
        as_json({**said, "date": str(scenario.date) if scenario.date else None})
    else:
        print(f"“{scenario.name}” is kept as {scenario.key}.")
    return 0
