"""A file that nobody looks at: checked and published, or what stands in the way, as an answer that can be kept.

An answer is what `foresight ingest --json` prints: status, layout, indicators, rows, findings, changes, revision.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from foresight.errors import BusyError, ForesightError, MovedError, StoreError
from foresight.intake.findings import Finding, IntakeError
from foresight.intake.line import Draft, Order, prepared, publish
from foresight.people import Person
from foresight.store import Store
from foresight.store.folder import PATIENCE
from foresight.store.revisions import Revision
from foresight.store.telling import Progress

Answer = dict[str, Any]
PUBLISHED, STAGED, REFUSED, QUEUED = "published", "staged", "refused", "queued"
TRIES = 3
"""How often a file is compared anew at least, where others publish the same indicators meanwhile."""


def take(
    store: Store, path: Path, order: Order, who: Person, name: str | None = None, wait: float = PATIENCE,
    progress: Progress | None = None,
) -> Answer:  # fmt: skip
    """Check a file and publish it. Where others changed the same indicators meanwhile, it is compared with that anew.

    `wait`: seconds to wait for others. `progress`: as of `prepared` and `publish`. The status is published; refused
    (errors); staged (warnings wait for an answer); or queued: somebody else was not done, and whoever called is to try
    again. An order whose mark a revision bears is published already. Errors: as `prepared` and `publish`, but BusyError
    and MovedError.
    """
    before = _published(store, order.mark)
    if before is not None:
        return _empty(PUBLISHED) | {"revision": asdict(before)}
    until, tries = time.monotonic() + wait, 0
    while True:
        with prepared(store, path, order, name, progress) as draft:
            if draft.stopped or draft.waiting:
                return answer(draft, REFUSED if draft.stopped else STAGED)
            try:
                revision = publish(store, draft, who, max(until - time.monotonic(), 0), progress)
                return answer(draft, PUBLISHED, revision)
            except BusyError as busy:
                # who publishes; what a person would have to do is done by the queue
                return answer(draft, QUEUED) | {"why": f"{str(busy).partition('. ')[0]}."}
            except MovedError as moved:
                tries += 1
                if tries >= TRIES and time.monotonic() >= until:
                    return answer(draft, QUEUED) | {"why": str(moved)}


def unseen(store: Store, path: Path, asked: Callable[[], Order], who: Person, name: str, wait: float) -> Answer:
    """As `take`, of a file that nobody sits by: whatever stands in its way is an answer, and holds up no other file.

    What the store or a disk refuses is no fault of the file: it is queued, and `why` says what to do. `asked` makes the
    order, which may itself be wrong.
    """
    try:
        return take(store, path, asked(), who, name, wait)
    except StoreError as error:
        return _empty(QUEUED) | {"why": str(error)}
    except ForesightError as error:
        return refused(error)
    except Exception as error:
        why = f"{name} met a fault of Foresight itself ({type(error).__name__}: {error}). Please report it."
        return refused(IntakeError(why))


def queued(why: str) -> Answer:
    """The answer where a file was not looked at yet."""
    return _empty(QUEUED) | {"why": why}


def answer(draft: Draft, status: str, revision: Revision | None = None) -> Answer:
    """What a draft came to."""
    sums = {name: sum(getattr(change, name) for change in draft.changes) for name in ("added", "changed", "removed")}
    return {
        "status": status, "layout": draft.layout, "sheet": draft.sheet, "indicators": list(draft.indicators),
        "rows": {"read": draft.read, "accepted": draft.accepted, "missing": draft.missing,
                 "rejected": sum(one.count for one in draft.findings if one.level == "error"), **sums},
        "findings": [asdict(one) | {"accepted": draft.order.accepted.get(one.kind)} for one in draft.findings],
        "changes": [
            {"indicator": c.indicator, "added": c.added, "changed": c.changed, "same": c.same, "removed": c.removed}
            for c in draft.changes
        ],
        "revision": asdict(revision) if revision else None,
    }  # fmt: skip


def refused(error: ForesightError) -> Answer:
    """The answer where a file could not be taken in at all."""
    return _empty(REFUSED) | {"findings": [asdict(Finding("file", "error", "", str(error))) | {"accepted": None}]}


def findings(given: Mapping[str, Any]) -> list[Finding]:
    """The findings of an answer."""
    names = Finding.__dataclass_fields__
    return [Finding(**{name: one[name] for name in names if name in one}) for one in given.get("findings", [])]


def unanswered(given: Mapping[str, Any]) -> list[Finding]:
    """What an answer that is refused or staged waits for: its errors, or the warnings nobody has answered for."""
    open_ = {one["kind"] for one in given.get("findings", []) if not one.get("accepted")}
    found = findings(given)
    return [one for one in found if one.level == "error"] or [
        one for one in found if one.level == "warning" and one.kind in open_
    ]


def _empty(status: str) -> Answer:
    rows = dict.fromkeys(("read", "accepted", "missing", "rejected", "added", "changed", "removed"), 0)
    return {"status": status, "layout": "", "sheet": "", "indicators": [], "rows": rows, "findings": [], "changes": [],
            "revision": None}  # fmt: skip


def _published(store: Store, mark: str) -> Revision | None:
    """The revision that bears the mark."""
    for one in reversed(store.revisions()) if mark else ():
        if mark in one.about and json.loads(one.about).get("order") == mark:
            return one
    return None
