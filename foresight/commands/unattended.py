"""Commands for files that nobody sits by: what waits in the queue, and a folder that is watched."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresight.commands.intake import mapping
from foresight.commands.printing import as_json, table
from foresight.errors import ForesightError, StoreError
from foresight.people import at_machine
from foresight.store import Store

if TYPE_CHECKING:  # readers of spreadsheets are behind it: other commands do not pay
    from foresight.intake.once import Answer
    from foresight.intake.queue import Entry

WAITS = {
    "queued": "its turn",
    "staged": "an answer for each warning",
    "refused": "a corrected file, or an answer",
}
EVERY = 10.0


def options(add: Any) -> None:
    """The arguments of `foresight queue` and `foresight watch`."""
    queue = add("queue", "unattended.queue", "files that wait to be published, and what for")
    act = queue.add_mutually_exclusive_group()
    act.add_argument("--run", dest="work", action="store_true", help="publish what waits its turn")
    act.add_argument("--remove", metavar="ENTRY", help="take one out, with its file")
    act.add_argument("--answer", metavar="ENTRY", help="answer for one, with the options below, and publish it")
    for option, metavar, text in (
        ("--accept", "FINDING=REASON", "why a kind of warning is all right"),
        ("--country", "TEXT=ISO3", "which country a text means; - leaves it out"),
        ("--map", "COLUMN=ROLE", "what a column means"),
    ):
        queue.add_argument(option, nargs="+", action="extend", default=[], metavar=metavar, help=text)
    queue.add_argument("--as", dest="indicator", metavar="INDICATOR", help="the indicator of all its figures")
    watch = add("watch", "unattended.watch", "ingest every file that is put into a folder")
    watch.add_argument("folder", type=Path, metavar="FOLDER")
    watch.add_argument("--every", type=float, default=EVERY, metavar="SECONDS", help=f"how often to look ({EVERY:.0f})")
    watch.add_argument("--once", action="store_true", help="take what is there, and end")


def queue(asked: argparse.Namespace) -> int:
    """List the queue, or change it; 1 where something waits for an answer or could not be published."""
    from foresight.intake import queue as queued
    from foresight.intake.once import PUBLISHED

    store, me = Store.open(asked.store), at_machine()
    removed, done = None, []
    more = {"accept": mapping(asked.accept, "--accept"), "countries": mapping(asked.country, "--country"),
            "columns": mapping(asked.map, "--map"), "indicator": asked.indicator}  # fmt: skip
    given = {name: value for name, value in more.items() if value}
    if given and not asked.answer:
        raise ForesightError("Answers are for one entry: name it with --answer ENTRY.")
    if asked.remove:
        removed = queued.remove(store.folder, asked.remove, me)
    elif asked.answer:
        queued.answered(store.folder, asked.answer, given, me)
    if asked.work or asked.answer:
        done = queued.run(store)
    left = queued.entries(store.folder)
    if asked.json:
        as_json({
            "waiting": [_entry(one) for one in left],
            "done": [{"queue": one.id, "file": one.name, **answer} for one, answer in done],
            "removed": removed.id if removed else None,
        })  # fmt: skip
    else:
        _print(left, done, removed)
    return int(any(answer["status"] != PUBLISHED for _, answer in done))


def _entry(one: Entry) -> dict[str, Any]:
    found = one.answer.get("findings", [])
    return {"queue": one.id, "file": one.name, "who": one.who, "since": one.when, "status": one.status,
            "order": one.asked.model_dump(mode="json", exclude_defaults=True), "findings": found}  # fmt: skip


def _print(left: list[Entry], done: list[tuple[Entry, Answer]], removed: Entry | None) -> None:
    from foresight.intake.once import unanswered

    for one, answer in done:
        print(f"{one.name}: {_said(answer)}")
    if removed:
        print(f"Taken out: {removed.name} ({removed.id}).")
    if not left:
        print("Nothing waits.")
        return
    table([{"entry": one.id, "file": one.name, "from": one.who, "since": one.when, "waits for": WAITS[one.status]}
           for one in left])  # fmt: skip
    for one in left:
        for finding in unanswered(one.answer):
            print(f"{one.id}, {one.name}: {finding}")


def _said(given: Answer) -> str:
    """What became of a file, in one line."""
    if given["status"] == "published":
        return f"published as revision {given['revision']['number']}."
    if given["status"] == "queued":
        return f"still waits. {given['why']}"
    from foresight.intake.once import unanswered

    what = unanswered(given)
    word = "refused" if given["status"] == "refused" else "waits for an answer"
    return f"{word}: {what[0]}" if what else f"{word}."


def watch(asked: argparse.Namespace) -> int:
    """Watch a folder until it is ended; with --once, 1 where a file was not published."""
    from foresight.intake import queue as queued
    from foresight.intake.watching import REST, Looks, turn, watching

    if asked.every <= 0:
        raise ForesightError(f"--every takes seconds above nought; {asked.every:g} is not.")
    store, me, stop = Store.open(asked.store), at_machine(), threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    told: list[dict[str, Any]] = []
    last: dict[str, str] = {}
    done = False

    def tell(name: str, given: Answer) -> None:
        said = _said(given)
        if last.get(name) == said and given["status"] == "queued":
            return  # one sentence, however often it is tried
        last[name] = said
        told.append({"file": name, **given})
        if asked.json and not asked.once:
            as_json(told.pop())
        elif not asked.json:
            print(f"{name}: {said}", flush=True)

    looks = Looks(REST)
    with watching(asked.folder, store.folder):
        if not asked.once:
            print(f"Watching {asked.folder} (end it with Ctrl+C)", file=sys.stderr, flush=True)
        looks.complete(asked.folder)
        pause = REST if asked.once else min(asked.every, REST)
        while not stop.wait(pause):
            pause = asked.every
            try:
                for one, given in queued.run(store, 0):
                    tell(one.name, given)
                done = turn(store, asked.folder, looks, me, tell, stop.is_set)
            except StoreError as error:  # a share that is away for a while comes back
                if asked.once:
                    raise
                if last.get("") != str(error):
                    last[""] = str(error)
                    print(f"foresight: {error}", file=sys.stderr, flush=True)
                continue
            last.pop("", None)
            if asked.once:
                break
    if not asked.once:
        print("Ended: what was not taken lies where it was put.", file=sys.stderr, flush=True)
        return 0
    if asked.json:
        as_json({"files": told})
    return int(not done or any(one["status"] != "published" for one in told))
