"""A watched folder: each new, complete file is taken away, ingested, and put where one sees what became of it.

Looked at in turns: notices of changes do not cross network shares. A file is taken by giving it another place, which
succeeds for one process only; what it comes to is on disk before the file goes to its last place. So a watcher that was
killed at any point goes on where it was, and publishes nothing twice.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from foresight.errors import BusyError, StoreError
from foresight.intake import asked
from foresight.intake.line import Order
from foresight.intake.once import PUBLISHED, QUEUED, REFUSED, STAGED, Answer, findings, unseen
from foresight.people import Person
from foresight.store import Store, disk
from foresight.store.folder import forced, settle

WORKING = "working"
PLACES = {PUBLISHED: "published", STAGED: "waiting", REFUSED: "refused"}
SIDECAR = ".toml"
ANSWER = ".answer.json"
REST = 5.0
"""Seconds that a file must stay as it is to count as complete; an empty one, which some programs begin with, longer."""
EMPTY = 12
NEVER = (".", "~", "$")
"""What names of files that are on their way, or belong to a program, begin with; and what they end with:"""
UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lock", "~")
BELONGING = ("thumbs.db", "desktop.ini")
Told = Callable[[str, Answer], None]


@contextmanager
def watching(folder: Path, store: Path) -> Iterator[None]:
    """Be the one who watches this folder for this store; StoreError where another process is, or it cannot be read."""
    if not folder.is_dir():
        raise StoreError(f"There is no folder {folder} to watch. Make it, or name another.")
    name = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    try:
        (store / "queue").mkdir(exist_ok=True)
        lock = FileLock(store / "queue" / f"watch-{name}.lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(f"Another process is watching {folder} already. End it first.") from None
    except OSError as error:
        raise disk.said(error, store, "The store") from None
    try:
        yield
    finally:
        lock.release()


class Looks:
    """What a folder's files looked like at the last look, by which a complete file is told from one on its way."""

    def __init__(self, rest: float = REST) -> None:
        self._rest = rest
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}

    def complete(self, folder: Path) -> list[Path]:
        """The files that stayed as they are for long enough, oldest first; StoreError for a folder that is gone."""
        at, now = {}, time.monotonic()
        with disk.told(folder, "The watched folder"):
            for path in folder.iterdir():
                if _meant(path.name):
                    with suppress(FileNotFoundError):
                        held = path.lstat()
                        if stat.S_ISREG(held.st_mode):
                            at[path] = (held.st_size, held.st_mtime_ns)
        self._seen = {
            path: self._seen[path] if path in self._seen and self._seen[path][0] == look else (look, now)
            for path, look in at.items()
        }
        rests = {path: self._rest * (1 if at[path][0] else EMPTY) for path in at}
        ready = [path for path, (_, since) in self._seen.items() if now - since >= rests[path]]
        return sorted(ready, key=lambda path: (at[path][1], path.name))

    @property
    def resting(self) -> int:
        """How many files there are that may still change."""
        return len(self._seen)


def turn(store: Store, folder: Path, looks: Looks, who: Person, tell: Told, stop: Callable[[], bool]) -> bool:
    """Take every complete file once; `tell` is called with the name and the answer of each. Is all done.

    What others keep from being published now, or a full disk, stays in `working` and is tried again at the next turn.
    """
    done = True
    for place in sorted((folder / WORKING).glob("2*")):
        done &= _finish(store, folder, place, who, tell)
    for path in looks.complete(folder):
        if stop():
            return done
        claimed = _claimed(folder, path)
        if claimed is not None:
            done &= _finish(store, folder, claimed, who, tell)
    return done


def _meant(name: str) -> bool:
    low = name.lower()
    return not (low.startswith(NEVER) or low.endswith((*UNFINISHED, SIDECAR)) or low in BELONGING)


def _claimed(folder: Path, path: Path) -> Path | None:
    """The file in a place of its own, its order with it; None where another process was quicker."""
    place = folder / WORKING / f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}"
    with disk.told(folder, "The watched folder"):
        place.mkdir(parents=True)
        sidecar = path.with_name(path.name + SIDECAR)
        try:
            if sidecar.exists():
                sidecar.rename(place / sidecar.name)
            path.rename(place / path.name)
        except OSError as error:
            _given_back(folder, place)
            if isinstance(error, FileNotFoundError):
                return None
            raise
        forced(place)
        forced(folder)
    return place


def _given_back(folder: Path, place: Path) -> None:
    """An order whose file is not there goes back to where it may still come."""
    for left in place.iterdir():
        if not (folder / left.name).exists():
            left.rename(folder / left.name)
    with suppress(OSError):
        place.rmdir()


def _finish(store: Store, folder: Path, place: Path, who: Person, tell: Told) -> bool:
    """Ingest what was claimed, and put it where it belongs; False where that must wait."""
    with disk.told(folder, "The watched folder"):
        kept, files = place / ANSWER, [one for one in place.iterdir() if _meant(one.name)]
        if kept.exists():
            given: Answer = json.loads(kept.read_text(encoding="utf-8"))
        elif not files:
            _given_back(folder, place)
            return True
        else:
            given = _ingested(store, folder, files[0], who, place.name)
            if given["status"] == QUEUED:
                tell(files[0].name, given)
                return False
            given |= {"file": files[0].name, "as": _free(folder / PLACES[given["status"]], files[0].name)}
            _write(place, ANSWER, json.dumps(given, ensure_ascii=False, indent=1))
        _placed(folder, place, given)
        tell(given["file"], given)
    return True


def _ingested(store: Store, folder: Path, path: Path, who: Person, id_: str) -> Answer:
    sidecar = path.with_name(path.name + SIDECAR)

    def order() -> Order:
        told = asked.read(sidecar) if sidecar.exists() else asked.Asked()
        note = f"{told.note or path.name} (watched folder {folder.name})"
        return replace(told.order(store, mark=f"watched {id_}"), note=note)

    return unseen(store, path, order, who, path.name, wait=0)


def _placed(folder: Path, place: Path, given: Answer) -> None:
    """The file and what belongs to it, in the folder of what became of it. Whatever was done of it before is left."""
    target, name = folder / PLACES[given["status"]], given["as"]
    target.mkdir(exist_ok=True)
    _write(target, f"{name}.findings.json", json.dumps(given, ensure_ascii=False, indent=1))
    _write(target, f"{name}.findings.txt", report(given))
    for ending in (SIDECAR, ""):
        if (place / f"{given['file']}{ending}").exists():
            (place / f"{given['file']}{ending}").rename(target / f"{name}{ending}")
    forced(target)
    for left in (ANSWER, f".making-{ANSWER}"):
        (place / left).unlink(missing_ok=True)
    place.rmdir()


def _write(folder: Path, name: str, text: str) -> None:
    making = folder / f".making-{name}"
    making.write_text(text, encoding="utf-8")
    settle(making, folder / name)


def _free(target: Path, name: str) -> str:
    stem, dot, ending = name.partition(".")
    count, found = 1, name
    while (target / found).exists() or (target / f"{found}{SIDECAR}").exists():
        count += 1
        found = f"{stem}~{count}{dot}{ending}"
    return found


def report(given: Answer) -> str:
    """What became of a file, for whoever put it there."""
    name = given["file"]
    last = {
        PUBLISHED: "Published{}.",
        STAGED: f"Not published: a warning waits for an answer. Answer in {name}{SIDECAR}, under [accept], with KIND = "
        '"why it is all right"; or hand the file in on the page Add data.',
        REFUSED: f"Refused: nothing was published. Correct what is named above, or say in {name}{SIDECAR} how the file "
        "is to be read (docs/stewards.md, Unattended); then put both into the watched folder again.",
    }[given["status"]]
    number = given["revision"]["number"] if given["revision"] else None
    lines = [str(one) for one in findings(given)]
    lines += [f"{c['indicator']}: {c['added']:,} added, {c['changed']:,} changed, {c['removed']:,} removed"
              for c in given["changes"]]  # fmt: skip
    return "\n".join([name, *lines, last.format(f" as revision {number}" if number else "")]) + "\n"
