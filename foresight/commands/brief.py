"""`foresight brief`: a brief as a file, from a shell."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING

from foresight.commands.asking import opened
from foresight.commands.printing import as_json
from foresight.errors import BriefError
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.briefing.brief import Brief
    from foresight.briefing.exhibit import Exhibit

MODULES = {".pptx": "pptx", ".html": "html", ".pdf": "pdf", ".xlsx": "xlsx", ".zip": "archive"}


def brief(asked: argparse.Namespace) -> int:
    """Write a brief, its pictures drawn on the newest data or on `--revision`."""
    from foresight.briefing import shelf
    from foresight.briefing.content import content
    from foresight.briefing.settled import moment

    store = opened(asked)
    found = shelf.find(asked.name, Store.open(asked.store).folder)
    kind = asked.output.suffix.lower()
    if kind not in MODULES:
        raise BriefError(f"{asked.output.name}: a brief is written as one of {', '.join(MODULES)}. Name it so.")
    own = {"template": asked.template} if asked.template and kind == ".pptx" else {}
    if asked.template and not own:
        raise BriefError("A template belongs to slides: name the file .pptx, or leave --template out.")
    when, told = moment(), not asked.json and sys.stderr.isatty()
    exhibits = _drawn(found, store, asked, told)
    writer = importlib.import_module(f"foresight.briefing.{MODULES[kind]}")
    notes = writer.write(found, exhibits, store.catalogue(), asked.output, when=when, **own)
    held = content(found, exhibits, store.catalogue(), when)
    if asked.json:
        as_json({
            "brief": found.key, "file": str(asked.output), "revision": store.revision.number,
            "revision_hash": store.revision.hash, "items": len(held.shown), "notes": list(notes),
            "takeaways": [one.takeaway for one in held.shown],
        })  # fmt: skip
    else:
        for note in notes:
            print(note)
        print(f"{asked.output}: {len(held.shown)} of {len(found.items)} items, data revision {store.revision.number}.")
    return 0


def _drawn(found: Brief, store: Store, asked: argparse.Namespace, told: bool) -> list[Exhibit | str]:
    """The exhibits, on the data asked for; frozen items on their own revision, where this store has it."""
    from foresight.briefing.recording import record

    def say(done: int, of: int, what: str) -> None:
        print(f"{done} of {of}: {what}", file=sys.stderr)

    numbers = {one.hash: one.number for one in store.revisions()}
    groups: dict[int | None, list[int]] = {}
    for place, item in enumerate(found.items):
        own = numbers.get(item.revision_hash) if item.frozen and item.revision_hash else None
        groups.setdefault(own or asked.revision, []).append(place)
    exhibits: list[Exhibit | str] = ["it was not drawn"] * len(found.items)
    for revision, places in groups.items():
        made = record([found.items[p] for p in places], store.folder, revision=revision, progress=say if told else None)
        for place, one in zip(places, made, strict=True):
            exhibits[place] = one
    for place, item in enumerate(found.items):
        if item.frozen and item.revision_hash and item.revision_hash not in numbers:
            exhibits[place] = f"it is frozen on data revision {item.revision}, which this store does not have"
    return exhibits
