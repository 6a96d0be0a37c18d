"""The folder in which a file is worked on, and what is said when its disk is full."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from foresight.store import disk

PREFIX = "foresight-intake-"
WHAT = "The folder for temporary files"
ADVICE = ", or name a folder on another disk in TMPDIR"
STALE = 60.0
"""Seconds after which a folder that nobody holds was left by a process that is no more."""


@contextmanager
def workroom() -> Iterator[Path]:
    """An empty folder among the temporary files, gone when the context ends; StoreError where there can be none.

    One that a killed process left goes with the next: each is held by a lock that ends with its process.
    """
    _sweep()
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        held = FileLock(folder / "held")
        held.acquire(timeout=0)
    except OSError as error:
        raise disk.said(error, _temporary(), WHAT, ADVICE) from None
    try:
        yield folder
    finally:
        held.release()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def told() -> Iterator[None]:
    """What the disk of the temporary files refuses inside becomes a StoreError that names it."""
    with disk.told(_temporary(), WHAT, ADVICE):
        yield


def _temporary() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        return Path(tempfile.tempdir or "/tmp")  # noqa: S108  # named in a sentence, never written to


def _sweep() -> None:
    with suppress(OSError):
        for left in _temporary().glob(f"{PREFIX}*"):
            with suppress(OSError, Timeout):
                if time.time() - left.stat().st_mtime > STALE:
                    with FileLock(left / "held", timeout=0):
                        shutil.rmtree(left, ignore_errors=True)
