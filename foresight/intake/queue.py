"""Orders that wait: each a folder beside the store with the file and what was asked, on disk before anybody is told so.

They are worked off oldest first. A publication bears the order's name, so that one which was cut short between the
publication and the order's removal is never published twice.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import shutil
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
from filelock import FileLock, Timeout

from foresight.errors import BusyError, StoreError, unknown
from foresight.intake.asked import Asked, checked
from foresight.intake.findings import IntakeError
from foresight.intake.line import Order
from foresight.intake.once import PUBLISHED, QUEUED, REFUSED, Answer, queued, refused, take, unseen
from foresight.people import STEWARD, Person, at_machine
from foresight.store import Store, disk
from foresight.store.folder import PATIENCE, forced, now, settle
from foresight.store.telling import Progress

FOLDER, ORDER, ANSWER = "queue", "order.toml", "answer.json"
WHAT = "The queue"
STALE = 3600.0
"""Seconds after which an entry that is still being made was left by a process that is no more."""


@dataclass(frozen=True)
class Entry:
    """One order that waits. `answer`: what stands in its way, once it was looked at; empty while it waits its turn."""

    id: str
    path: Path
    name: str
    who: str
    when: str
    asked: Asked
    answer: Answer = field(default_factory=dict)

    @property
    def status(self) -> str:
        """queued (it waits its turn), staged (warnings wait for an answer) or refused (errors)."""
        return str(self.answer.get("status", QUEUED))


def ingest(
    store: Store, path: Path, asked: Asked, who: Person, wait: float = PATIENCE, progress: Progress | None = None
) -> Answer:
    """Publish a file, or keep it in the queue where others are publishing for longer than `wait` seconds.

    Orders that wait go first: an older file must not overwrite a newer one. The answer to one that was queued has the
    status queued, and the entry’s name under `queue`.
    """
    until = time.monotonic() + wait
    run(store, wait)
    if any(one.status == QUEUED for one in entries(store.folder)):
        given = queued("Earlier ones wait.")
    else:
        given = take(store, path, asked.order(store), who, None, max(until - time.monotonic(), 0), progress)
    if given["status"] == QUEUED:
        return given | {"queue": put(store.folder, path, asked, who).id}
    with suppress(StoreError):  # what was queued while this one was published
        run(store, 0)
    return given


def put(store: Path, path: Path, asked: Asked, who: Person) -> Entry:
    """Keep a copy of the file and what was asked; StoreError where there is no room, RefusedError for no steward."""
    who.must_be(STEWARD, "Queueing a file")
    folder = store / FOLDER
    name = re.split(r"[/\\]", str(path))[-1]
    id_ = f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}"
    making = folder / f"making-{id_}"
    ending = path.suffix.lower() if re.fullmatch(r"\.\w{1,8}", path.suffix) else ""
    with disk.told(folder, WHAT):
        try:
            making.mkdir(parents=True)
            shutil.copyfile(path, making / f"file{ending}")
            forced(making / f"file{ending}")
            _write_order(making, {"name": name, "who": who.name, "when": now()}, asked)
            settle(making, folder / id_)
        except OSError:
            shutil.rmtree(making, ignore_errors=True)
            raise
    return _entry(folder / id_)


def entries(store: Path) -> list[Entry]:
    """All that waits, oldest first. An entry that cannot be read is refused, with the reason."""
    found = []
    with disk.told(store / FOLDER, WHAT):
        there = sorted(one for one in (store / FOLDER).glob("2*") if one.is_dir())
    for one in there:
        with suppress(FileNotFoundError):  # worked off while the list was made
            found.append(_entry(one))
    return found


def entry(store: Path, id_: str) -> Entry:
    """One of them; UnknownKeyError where it does not wait (any more)."""
    there = {one.id: one for one in entries(store)}
    if id_ not in there:
        raise unknown("entry of the queue", id_, there, "“foresight queue” lists what waits.")
    return there[id_]


def remove(store: Path, id_: str, who: Person) -> Entry:
    """Take an order out of the queue, with its file."""
    who.must_be(STEWARD, "Taking a file out of the queue")
    gone = entry(store, id_)
    _removed(gone)
    return gone


def answered(store: Path, id_: str, more: Mapping[str, Any], who: Person) -> Entry:
    """Add answers (fields of `Asked`; tables are added to) to an order that waits for them: it waits its turn again."""
    who.must_be(STEWARD, "Answering for a file in the queue")
    old = entry(store, id_)
    given = old.asked.model_dump(exclude_defaults=True)
    for name, value in more.items():
        given[name] = {**given.get(name, {}), **value} if isinstance(value, Mapping) else value
    with _held(store / FOLDER, PATIENCE), disk.told(store / FOLDER, WHAT):
        folder = old.path.parent
        _write_order(folder, {"name": old.name, "who": old.who, "when": old.when}, checked(given, id_))
        (folder / ANSWER).unlink(missing_ok=True)
        return _entry(folder)


def run(store: Store, wait: float = PATIENCE) -> list[tuple[Entry, Answer]]:
    """Work off what waits its turn, oldest first; each entry with its answer, in which `why` says why it still waits.

    Nothing of what waits for an answer, or was refused. `wait`: seconds to wait for others. Where one cannot be
    published now, because others publish or a disk is full, it and those behind it stay as they are.
    """
    if not any(one.status == QUEUED for one in entries(store.folder)):
        return []
    done: list[tuple[Entry, Answer]] = []
    until = time.monotonic() + wait
    with suppress(BusyError), _held(store.folder / FOLDER, wait):
        _sweep(store.folder / FOLDER)
        for one in [one for one in entries(store.folder) if one.status == QUEUED]:
            given = _worked_off(store, one, max(until - time.monotonic(), 0))
            done.append((one, given))
            if given["status"] == QUEUED:
                break
    return done


def _worked_off(store: Store, one: Entry, wait: float) -> Answer:
    def order() -> Order:
        return one.asked.order(store, mark=f"queue {one.id}")

    given = unseen(store, one.path, order, at_machine(one.who), one.name, wait)
    if given["status"] == PUBLISHED:
        _removed(one)
    elif given["status"] != QUEUED:
        with disk.told(one.path.parent, WHAT):
            _write(one.path.parent, ANSWER, json.dumps(given, ensure_ascii=False, indent=1))
    return given


@contextmanager
def _held(folder: Path, wait: float) -> Iterator[None]:
    """One process at a time works the queue off; BusyError for the next."""
    try:
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=wait)
    except Timeout:
        raise BusyError("Another process is working the queue off. Try again when it has finished.") from None
    except OSError as error:
        raise disk.said(error, folder, WHAT) from None
    try:
        yield
    finally:
        lock.release()


def _entry(folder: Path) -> Entry:
    """The entry in a folder; FileNotFoundError where it has gone."""
    files = [one for one in folder.iterdir() if one.stem == "file"]
    path = files[0] if files else folder / "file"
    try:
        told = tomllib.loads((folder / ORDER).read_text(encoding="utf-8"))
        asked = checked(told["order"], f"{FOLDER}/{folder.name}/{ORDER}")
        kept = folder / ANSWER
        given = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        return Entry(folder.name, path, told["name"], told["who"], told["when"], asked, given)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, IntakeError) as error:
        why = IntakeError(
            f"What was asked for cannot be read ({error}). Take it out of the queue, and hand it in anew."
        )
        return Entry(folder.name, path, folder.name, "", "", Asked(), {**refused(why), "status": REFUSED})


def _removed(one: Entry) -> None:
    """Take the folder away in one step, so that half an entry is never met."""
    folder = one.path.parent
    with disk.told(folder, WHAT), suppress(FileNotFoundError):
        gone = folder.with_name(f"making-gone-{one.id}")
        folder.rename(gone)
        forced(gone.parent)
        shutil.rmtree(gone, ignore_errors=True)


def _sweep(folder: Path) -> None:
    for left in folder.glob("making-*"):
        with suppress(OSError):
            if "gone" in left.name or time.time() - left.stat().st_mtime > STALE:
                shutil.rmtree(left)


def _write_order(folder: Path, told: Mapping[str, str], asked: Asked) -> None:
    _write(folder, ORDER, tomli_w.dumps({**told, "order": asked.model_dump(exclude_defaults=True)}))


def _write(folder: Path, name: str, text: str) -> None:
    making = folder / f"making-{name}"
    making.write_text(text, encoding="utf-8")
    settle(making, folder / name)
