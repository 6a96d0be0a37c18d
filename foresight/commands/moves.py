"""How the scenarios would move if a file were published: `foresight ingest … --dry-run --moves`."""

# ruff: noqa: T201
from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foresight.charts.scales import plain, with_unit
from foresight.commands.printing import table, tell
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.intake.line import Draft


def scenarios(store: Store, draft: Draft) -> dict[str, Any]:
    """Each scenario as published and with the draft's figures, the largest move first, as plain values."""
    from foresight.measures import draft_moves

    found = draft_moves.of_scenarios(store, draft, tell)
    moves = [asdict(one) | {"difference": one.difference, "size": one.size} for one in found.moves]
    return {"scenarios": moves, "untouched": found.untouched, "left_out": list(found.left_out),
            "told": draft_moves.told(found, store.catalogue())}  # fmt: skip


def show(store: Store, given: dict[str, Any]) -> None:
    """Print what `scenarios` found."""
    known = store.catalogue().indicators
    print(given["told"])
    if given["scenarios"]:
        table(
            [
                {"scenario": one["key"], "target": one["target"], "place": one["place"], "year": one["year"],
                 "published": plain(one["before"], known[one["target"]]),
                 "with the file": with_unit(one["after"], known[one["target"]]),
                 "difference": f"{one['difference']:+,.4g}",
                 "published 80 %": f"{plain(one['low'], known[one['target']])} to "
                 f"{plain(one['high'], known[one['target']])}"}
                for one in given["scenarios"]
            ]
        )  # fmt: skip
    for one in given["left_out"]:
        print(one)
