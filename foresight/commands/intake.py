"""Commands of the data steward: a file in, what is wrong with it, and a revision out."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresight.commands.printing import as_json, table
from foresight.errors import ForesightError
from foresight.people import at_machine
from foresight.store import Store

if TYPE_CHECKING:  # readers of spreadsheets are behind it: other commands do not pay
    from foresight.intake.line import Draft, Order

REFUSED = 1


def options(add: Any) -> None:
    """The arguments of `foresight ingest`."""
    ingest = add("ingest", "intake.ingest", "check a file of figures and publish it as a revision")
    ingest.add_argument("file", type=Path, metavar="FILE")
    ingest.add_argument("--as", dest="indicator", metavar="INDICATOR", help="the indicator of all its figures")
    ingest.add_argument("--new", type=Path, metavar="META.toml", help="declares a new indicator, and its source")
    _pairs(
        ingest, "--map", "COLUMN=ROLE", "what a column means: country, name, partner, year, value, value:INDICATOR …"
    )
    _pairs(ingest, "--country", "TEXT=ISO3", "which country a text means; - leaves it out. It is remembered")
    ingest.add_argument("--sheet", metavar="NAME", help="the sheet of a spreadsheet")
    ingest.add_argument("--codes", dest="system", metavar="SYSTEM", help="the code system: iso3, gw, cow, numeric …")
    ingest.add_argument("--scale", type=float, default=1.0, metavar="X", help="multiply every figure by X")
    mode = ingest.add_mutually_exclusive_group()
    mode.add_argument("--merge", action="store_true", help="add and change, remove nothing (the default)")
    mode.add_argument("--replace", action="store_true", help="the file is the whole indicator: what it lacks goes")
    _pairs(ingest, "--accept", "FINDING=REASON", "why a kind of warning is all right")
    ingest.add_argument("--note", default="", metavar="TEXT", help="why it is published")
    ingest.add_argument("--dry-run", action="store_true", help="check and compare, publish nothing")


def _pairs(parser: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    parser.add_argument(name, nargs="+", action="extend", default=[], metavar=metavar, help=text)


def ingest(asked: argparse.Namespace) -> int:
    """Check a file and publish it; 1 where it is refused or waits for an answer."""
    from foresight.intake.line import prepared, publish

    store = Store.open(asked.store)
    with prepared(store, asked.file, _order(asked, store)) as draft:
        if draft.stopped:
            status, revision = "refused", None
        elif asked.dry_run:
            status, revision = "dry-run", None
        elif draft.waiting:
            status, revision = "staged", None
        else:
            status, revision = "published", publish(store, draft, at_machine())
        if asked.json:
            as_json(_answer(draft, status, asdict(revision) if revision else None))
        else:
            _print(draft, status, revision.number if revision else None)
    return 0 if status in ("published", "dry-run") else REFUSED


def _order(asked: argparse.Namespace, store: Store) -> Order:
    from foresight.intake.line import Order, declared

    catalogue, key = None, asked.indicator
    if asked.new:
        try:
            meta = tomllib.loads(asked.new.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ForesightError(f"{asked.new} cannot be read as TOML: {error}.") from None
        catalogue, indicator = declared(meta, store.catalogue())
        key = key or indicator.key
    return Order(
        indicator=key, columns=_mapping(asked.map, "--map"), countries=_mapping(asked.country, "--country"),
        sheet=asked.sheet, system=asked.system, scale=asked.scale, replace=asked.replace,
        accepted=_mapping(asked.accept, "--accept"), note=asked.note, catalogue=catalogue,
    )  # fmt: skip


def _mapping(given: Sequence[str], option: str) -> dict[str, str]:
    found = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name or not value:
            raise ForesightError(f"{option} takes NAME=VALUE; “{text}” is not that.")
        found[name] = value
    return found


def _answer(draft: Draft, status: str, revision: dict[str, Any] | None) -> dict[str, Any]:
    sums = {name: sum(getattr(change, name) for change in draft.changes) for name in ("added", "changed", "removed")}
    return {
        "status": status, "layout": draft.layout, "sheet": draft.sheet, "indicators": list(draft.indicators),
        "rows": {"read": draft.read, "accepted": draft.accepted, "missing": draft.missing,
                 "rejected": sum(one.count for one in draft.findings if one.level == "error"), **sums},
        "findings": [
            {"level": one.level, "kind": one.kind, "where": one.where, "message": one.message, "value": one.value,
             "count": one.count, "accepted": draft.order.accepted.get(one.kind)}
            for one in draft.findings
        ],
        "changes": [
            {"indicator": c.indicator, "added": c.added, "changed": c.changed, "same": c.same, "removed": c.removed}
            for c in draft.changes
        ],
        "revision": revision,
    }  # fmt: skip


def _print(draft: Draft, status: str, number: int | None) -> None:
    for one in draft.findings:
        print(one)
    if draft.changes:
        table(
            [
                {"indicator": c.indicator, "added": c.added, "changed": c.changed, "same": c.same, "removed": c.removed}
                for c in draft.changes
            ],
            decimals=0,
        )
    last = {
        "published": f"Published as revision {number}.",
        "refused": "Refused: nothing was published. Correct what is named above and hand the file in again.",
        "staged": "Not published yet: answer for each warning with --accept KIND=REASON.",
        "dry-run": "Nothing was published (--dry-run).",
    }
    print(last[status])
