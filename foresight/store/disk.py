"""What is said when a disk is full, gone, or may not be written: one sentence, whoever met it first."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from foresight.errors import StoreError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# DuckDB passes on the system's words, and has its own where the folder for what does not fit in memory is full
_FULL_WORDS = ("no space left", "quota exceeded", "file too large", "max_temp_directory_size")
TROUBLE = (OSError, duckdb.OperationalError, duckdb.FatalException)
"""What a disk makes DuckDB and the system raise."""


def full(error: Exception) -> bool:
    """Did it fail for want of room."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return any(words in str(error).lower() for words in _FULL_WORDS)


def said(error: Exception, folder: Path, what: str, advice: str = "") -> StoreError:
    """The sentence about a failure to write in `folder`, which is `what` ("The store"); `advice`: what to do."""
    if full(error):
        return StoreError(
            f"The disk of {_inside(what)} {folder} is full ({_free(folder)}). Make room there{advice}; "
            "nothing was changed."
        )
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
    return StoreError(
        f"{what} {folder} cannot be written: {why}. Allow writing there, connect its disk again, or name another "
        "folder; nothing was changed."
    )


@contextmanager
def told(folder: Path, what: str, advice: str = "") -> Iterator[None]:
    """What the disk of `folder` refuses inside becomes a StoreError."""
    try:
        yield
    except TROUBLE as error:
        raise said(error, folder, what, advice) from error


def _inside(what: str) -> str:
    return what[0].lower() + what[1:]


def _free(folder: Path) -> str:
    try:
        return f"{shutil.disk_usage(folder).free / 2**20:,.0f} MB are free"
    except OSError:
        return "how much is free cannot be told"
