"""Commands of the data steward: a file in, what is wrong with it, and a revision out."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresight.commands.printing import as_json, table, tell
from foresight.errors import ForesightError
from foresight.people import at_machine
from foresight.store import Store
from foresight.store.folder import PATIENCE

if TYPE_CHECKING:  # readers of spreadsheets are behind it: other commands do not pay
    from foresight.intake.asked import Asked
    from foresight.intake.once import Answer
    from foresight.store.telling import Progress

REFUSED = 1
DRY = "dry-run"


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
    ingest.add_argument("--wait", type=float, default=PATIENCE, metavar="SECONDS",
                        help=f"how long to wait for others, before it is queued ({PATIENCE:.0f})")  # fmt: skip
    ingest.add_argument("--dry-run", action="store_true", help="check and compare, publish nothing")
    ingest.add_argument("--moves", action="store_true", help="with --dry-run: which scenarios would move, and how far")


def _pairs(parser: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    parser.add_argument(name, nargs="+", action="extend", default=[], metavar=metavar, help=text)


def ingest(asked: argparse.Namespace) -> int:
    """Check a file and publish it, or keep it in the queue; 1 where it is refused or waits for an answer."""
    from foresight.commands import moves
    from foresight.intake import once, queue
    from foresight.intake.line import prepared

    store, order = Store.open(asked.store), _asked(asked)
    if asked.moves and not asked.dry_run:
        raise ForesightError("--moves looks before publishing: say --dry-run with it.")
    with _told(asked.json) as progress:
        if asked.dry_run:
            with prepared(store, asked.file, order.order(store), progress=progress) as draft:
                given = once.answer(draft, once.REFUSED if draft.stopped else DRY)
                if asked.moves and not draft.stopped:
                    given["moves"] = moves.scenarios(store, draft)
        else:
            given = queue.ingest(store, asked.file, order, at_machine(), asked.wait, progress)
    if asked.json:
        as_json(given)
    else:
        show(given)
        if "moves" in given:
            moves.show(store, given["moves"])
    return 0 if given["status"] in (once.PUBLISHED, once.QUEUED, DRY) else REFUSED


@contextmanager
def _told(quiet: bool) -> Iterator[Progress | None]:
    """What shows how far the work is, where somebody looks at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    try:
        yield tell
    finally:
        print(file=sys.stderr)  # off the line that was written over


def _asked(asked: argparse.Namespace) -> Asked:
    from foresight.intake.asked import checked

    new = {}
    if asked.new:
        try:
            new = tomllib.loads(asked.new.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ForesightError(f"{asked.new} cannot be read as TOML: {error}.") from None
    given = {
        "indicator": asked.indicator, "sheet": asked.sheet, "codes": asked.system, "scale": asked.scale,
        "replace": asked.replace, "note": asked.note, "columns": mapping(asked.map, "--map"),
        "countries": mapping(asked.country, "--country"), "accept": mapping(asked.accept, "--accept"), "new": new,
    }  # fmt: skip
    return checked(given, "The order")


def mapping(given: Sequence[str], option: str) -> dict[str, str]:
    """NAME=VALUE of an option, as a table; ForesightError for what is not that."""
    found = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name or not value:
            raise ForesightError(f"{option} takes NAME=VALUE; “{text}” is not that.")
        found[name] = value
    return found


def show(given: Answer) -> None:
    """Print what became of a file."""
    from foresight.intake.once import findings

    for one in findings(given):
        print(one)
    if given["changes"]:
        table(given["changes"], decimals=0)
    revision = given["revision"] or {}
    last = {
        "published": f"Published as revision {revision.get('number')}.",
        "refused": "Refused: nothing was published. Correct what is named above and hand the file in again.",
        "staged": "Not published yet: answer for each warning with --accept KIND=REASON.",
        "queued": f"Waits in the queue as {given.get('queue')}: {given.get('why')} It is published with the next file "
        "that is, by “foresight watch”, or by “foresight queue --run”.",
        DRY: "Nothing was published (--dry-run).",
    }
    print(last[given["status"]])
