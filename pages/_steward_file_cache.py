"""An upload: where it lies until it is published, and what can be seen of it before it is read.

Kept for one person’s session under the file’s place, in whose name its SHA-256 stands.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from foresight.errors import ForesightError, StoreError
from foresight.intake import files, headings, layouts, sheets
from foresight.intake.findings import IntakeError
from foresight.people import STEWARD, Person
from foresight.sources import connector, recognise
from pages import _cache
from pages._steward_state import Upload

SEARCHED = 80
STALE = 24 * 3600  # seconds after which an upload that nobody published is swept away
BLOCK = 2**20


@dataclass(frozen=True)
class Glance:
    """What is seen of a file before it is read: its kind, its sheets, a provider’s layout; or why it is not opened."""

    format: str = ""
    sheets: tuple[sheets.Sheet, ...] = ()
    layout: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Top:
    """The first rows of a sheet as they stand. `heading`: the place of the one with the names, from 0; or None."""

    rows: tuple[tuple[str, ...], ...] = ()
    heading: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns; none where no heading was found."""
        return () if self.heading is None else tuple(cell.strip() for cell in self.rows[self.heading])


def _uploads() -> Path:
    """Where uploads and drafts lie; what a process that ended left there is swept away with the next upload."""
    return _cache.newest().folder / "intake" / "uploads"


def keep(given: BinaryIO, name: str, size: int, who: Person) -> Upload:
    """Write what was handed in beside the store. `name`: as the person calls it.

    Errors: StoreError where that cannot be done, RefusedError where `who` is no steward.
    """
    who.must_be(STEWARD, "Handing in a file")
    folder, digest = _uploads(), hashlib.sha256()
    making = folder / f"making-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.iterdir():
            if time.time() - left.stat().st_mtime > STALE:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
        given.seek(0)
        with making.open("wb") as out:
            while block := given.read(BLOCK):
                digest.update(block)
                out.write(block)
        # two people may hand in the same file, and each takes their own away
        # nothing of the name they gave it is in its place, but for what a connector may look at
        ending = Path(name).suffix.lower() if re.fullmatch(r".*\.\w{1,8}", name) else ""
        path = making.rename(folder / f"{digest.hexdigest()}-{secrets.token_hex(4)}{ending}")
    except OSError as error:
        with contextlib.suppress(OSError):
            making.unlink(missing_ok=True)
        raise StoreError(f"The file cannot be kept in {folder}: {error.strerror}. Make room there.") from None
    return Upload(str(path), re.split(r"[/\\]", name)[-1], size, digest.hexdigest())


def forget(upload: Upload | None) -> None:
    """Remove what was handed in."""
    if upload is not None:
        with contextlib.suppress(OSError):
            Path(upload.path).unlink(missing_ok=True)


@contextlib.contextmanager
def _room() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="foresight-look-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@st.cache_resource(max_entries=4, scope="session", show_spinner="Looking at the file …")
def glance(path: str, name: str) -> Glance:
    """Kind and sheets of an upload."""
    try:
        with _room() as folder:
            file = files.look(Path(path), name, folder)
            known = recognise(file.path)
            return Glance(file.format, sheets.sheets(file), known[0] if len(known) == 1 else "")
    except ForesightError as error:
        return Glance(refused=str(error))


@st.cache_resource(max_entries=8, scope="session", show_spinner="Looking at the first rows …")
def top(path: str, name: str, sheet: str) -> Top:
    """The first rows of one sheet; none where they cannot be read, which the draft says in words."""
    try:
        with _room() as folder:
            rows = sheets.first_rows(files.look(Path(path), name, folder), sheets.Sheet(sheet), SEARCHED)
    except ForesightError:
        return Top()
    try:
        found = headings.heading(rows)
    except IntakeError:
        found = None
    return Top(tuple(map(tuple, rows)), found)


@st.cache_resource(max_entries=4, scope="session", show_spinner="Looking at the series …")
def series(path: str, name: str, layout: str) -> dict[str, str]:
    """The series of a provider’s file, code -> title; none where it lists none, or cannot be read."""
    if layout not in layouts.SERIES:
        return {}
    try:
        with _room() as folder:
            found: dict[str, str] = connector(layout).series(files.look(Path(path), name, folder).path)
            return found
    except ForesightError:
        return {}
