"""The store's folder: the pointer, the lock, and files that appear whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from foresight.errors import BusyError, StoreError
from foresight.store import disk

KEPT = 5
"""Revision files kept on disk, the current one among them. Older states are read from the current file."""
PATIENCE = 60.0
"""Seconds to wait for another process that is publishing."""
GONE = "Connect its disk again; or start Foresight again, and it is made anew from the shipped tables."


@dataclass(frozen=True)
class Pointer:
    """What `current.json` says: the current revision, its file, and which shipped tables the store was made from."""

    number: int
    hash: str
    file: str
    shipped: str


def anew(folder: Path) -> str:
    """The advice that always works for a store that cannot be read."""
    return (
        f"Restore {folder} from a backup, or delete its current.json and revision-*.duckdb (and keep its scenarios): "
        "it is made anew from the shipped tables, without what was published since."
    )


def stamp(folder: Path) -> tuple[int, int, int] | None:
    """Changes whenever the pointer is swapped; None where there is none. One `stat`, cheap enough for every call."""
    try:
        found = (folder / "current.json").stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"The store {folder} cannot be read: {error.strerror}. Choose another with --store.") from None
    return found.st_mtime_ns, found.st_ino, found.st_size


def read_pointer(folder: Path) -> Pointer | None:
    """The pointer, or None where no revision was ever finished; StoreError when it is damaged."""
    path = folder / "current.json"
    try:
        return Pointer(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        left = sorted(folder.glob("revision-*.duckdb"))
        # A first use that was cut short leaves revision 1 without a pointer; anything later had one.
        if any(not file.name.startswith("revision-0001-") for file in left):
            raise StoreError(
                f"The store’s pointer {path} is missing; {left[-1].name} is there. {anew(folder)}"
            ) from None
        return None
    except (ValueError, TypeError, OSError) as error:
        raise StoreError(f"The store’s pointer {path} is damaged ({error}). {anew(folder)}") from None


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Swap the pointer in one step: readers see the old one or the new one, never half of one."""
    making = folder / "making-current.json"
    making.write_text(json.dumps(asdict(pointer), indent=1), encoding="utf-8")
    settle(making, folder / "current.json")


def settle(making: Path, final: Path) -> None:
    """Force `making`, a file or a folder, to disk and give it its name, and the name to disk too."""
    forced(making)
    making.replace(final)
    forced(final.parent)


def forced(path: Path) -> None:
    """Force what stands in a file, or the names that stand in a folder, to disk."""
    if path.is_dir():
        if os.name == "posix":
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def tidy(folder: Path) -> None:
    """Remove what a crash left half made, and all but the newest `KEPT` revision files. Only under the lock.

    A file that was whole when its publication was cut short, but that the pointer never named, was never published.
    """
    current = read_pointer(folder)
    named, newest = (current.file, current.number) if current else ("", 0)
    earlier = sorted((number, file) for file in folder.glob("revision-*.duckdb") if (number := _number(file)) < newest)
    kept = {file.name for _, file in earlier[1 - KEPT :]} | {named}
    for file in [*folder.glob("making-*"), *folder.glob("revision-*.duckdb*")]:
        if file.name not in kept:
            with suppress(OSError):  # Windows refuses while a reader still has it open: the next publish removes it.
                shutil.rmtree(file) if file.is_dir() else file.unlink()


def _number(file: Path) -> int:
    """The revision that a file of the name `revision-0003-5be0c0ffee12.duckdb` holds."""
    digits = file.name.split("-")[1]
    return int(digits) if digits.isdigit() else 0


def made(folder: Path) -> None:
    """Make the folder where there is none; StoreError where that cannot be done."""
    with disk.told(folder, "The store"):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the store's lock; BusyError names the process that holds it when `patience` seconds were not enough.

    StoreError, which says what to do, for a folder that is gone, full, or may not be written.
    """
    holder = folder / "lock.json"
    if not folder.is_dir():
        raise StoreError(f"The store {folder} is gone. {GONE}")
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise BusyError(
            f"The store {folder} is being changed by {_who(holder)}. "
            "Try again when it has finished; if it hangs, end it."
        ) from None
    except OSError as error:
        raise disk.said(error, folder, "The store") from None
    try:
        with disk.told(folder, "The store", ": a revision takes as much again as the last one"):
            told = {"pid": os.getpid(), "host": socket.gethostname(), "since": now()}
            holder.write_text(json.dumps(told), encoding="utf-8")
            yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _who(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {told['pid']} on {told['host']} since {told['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"


def now() -> str:
    """The time, UTC, to the second, as revisions and locks state it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fingerprint(data: Path) -> str:
    """Changes when the shipped catalogue or tables do; empty where nothing is shipped."""
    files = sorted(
        file for part in ("catalogue", "tables") for file in (data / part).rglob("*") if file.suffix in _SHIPPED
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(data).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest() if files else ""


_SHIPPED = (".toml", ".csv", ".parquet")
