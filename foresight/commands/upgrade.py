"""Take over the tables that a newer version of the product ships."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from foresight.commands.printing import as_json, records, table
from foresight.people import at_machine
from foresight.store import Store

LISTED = 200


def options(add: Any) -> None:
    """The arguments of `foresight upgrade`."""
    upgrade = add("upgrade", "upgrade.upgrade", "take over newer shipped tables; what was published here stays")
    upgrade.add_argument("--dry-run", action="store_true", help="say what they bring and what stays, change nothing")
    upgrade.add_argument("--note", default="", metavar="TEXT", help="why, for the history")


def upgrade(asked: argparse.Namespace) -> int:
    """Say what this version ships that the store lacks, and take it over; 0 also where there is nothing."""
    store = Store.open(asked.store)
    found = store.newer()
    brings = found is not None and found.brings
    status = "nothing" if not brings else "dry-run" if asked.dry_run else "published"
    made = store.upgrade(at_machine(), asked.note) if status == "published" else store.revision
    if asked.json:
        staying = [] if found is None else records(found.staying.head(LISTED))
        as_json(
            {
                "status": status, "revision": made.number, "revision_hash": made.hash,
                "figures": found.figures if found else 0, "stay": found.stay if found else 0,
                "memberships": found.members if found else 0,
                "indicators": [asdict(one) for one in found.series] if found else [],
                "entries": {"renewed": found.renewed if found else (), "yours": found.own if found else ()},
                "staying": staying,
            }
        )  # fmt: skip
        return 0
    if found is None:
        print("The store was made from the tables that this version of Foresight ships.")
        return 0
    print(found.told())
    if found.series:
        table([asdict(one) for one in found.series], decimals=0)
    if len(found.staying):
        print("Published here, and stay (before: as shipped last):")
        table(found.staying.head(LISTED))
        if len(found.staying) > LISTED:
            print(f"… and {len(found.staying) - LISTED:,} more.")
    last = {"nothing": "Nothing was changed.", "dry-run": "Nothing was changed (--dry-run)."}
    print(
        last.get(status, f"Published as revision {made.number}. “foresight rollback {made.number - 1}” takes it back.")
    )
    return 0
