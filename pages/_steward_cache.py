"""A file on its way in: where it lies, what can be seen of it, and its draft; a click elsewhere does not read it again.

Kept for one person’s session by small keys: the file’s place (its SHA-256 is in its name), what was asked, and the
revision it is compared with.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from foresight.errors import ForesightError, StoreError
from foresight.intake import files, headings, sheets
from foresight.intake.findings import IntakeError
from foresight.intake.line import Draft, Order, declared, prepared, publish
from pages import _cache
from pages._steward_state import Asked, Upload

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from foresight.store import Revision

FIRST_ROWS, SEARCHED = 20, 80
STALE = 24 * 3600  # seconds after which an upload that nobody published is swept away
BLOCK = 2**20


@dataclass(frozen=True)
class Glance:
    """What is seen of a file before it is read: its kind, its sheets; or why it cannot be opened."""

    format: str = ""
    sheets: tuple[sheets.Sheet, ...] = ()
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


@dataclass(frozen=True)
class Held:
    """A draft and the folder its figures lie in, or the sentence that says why there is none."""

    draft: Draft | None
    refused: str = ""
    folder: str = ""


def _uploads() -> Path:
    return _cache.newest().folder / "intake" / "uploads"


def keep(given: UploadedFile) -> Upload:
    """Write what was handed in beside the store; StoreError where that cannot be done."""
    folder, digest = _uploads(), hashlib.sha256()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.iterdir():
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink(missing_ok=True)
        making = folder / f"making-{secrets.token_hex(8)}"
        given.seek(0)
        with making.open("wb") as out:
            while block := given.read(BLOCK):
                digest.update(block)
                out.write(block)
        # two people may hand in the same file, and each takes their own away
        path = making.rename(folder / f"{digest.hexdigest()}-{secrets.token_hex(4)}")
    except OSError as error:
        raise StoreError(f"The file cannot be kept in {folder}: {error.strerror}. Make room there.") from None
    return Upload(str(path), given.name, given.size, digest.hexdigest())


def forget(upload: Upload | None) -> None:
    """Remove what was handed in."""
    if upload is not None:
        with contextlib.suppress(OSError):
            Path(upload.path).unlink(missing_ok=True)


@contextlib.contextmanager
def _room() -> Any:
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
            return Glance(file.format, sheets.sheets(file))
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


def _let_go(held: Held) -> None:
    if held.folder:
        shutil.rmtree(held.folder, ignore_errors=True)


@st.cache_resource(
    max_entries=4, scope="session", on_release=_let_go,
    show_spinner="Reading the file: its cells, countries and figures, and what they change …",
)  # fmt: skip
def _held(path: str, name: str, asked: Asked, hash_: str) -> Held:
    folder = tempfile.mkdtemp(prefix="foresight-draft-")
    try:
        store = _cache.newest()
        with prepared(store, Path(path), order(asked), name) as draft:
            # the cells themselves, which may be many, are let go: only what would be published is kept
            kept = {key: Path(shutil.move(file, folder)) for key, file in draft.files.items()}
            return Held(replace(draft, files=kept), folder=folder)
    except ForesightError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return Held(None, str(error))


def order(asked: Asked) -> Order:
    """The order to the steward’s line; IntakeError for a new indicator that is not described in full."""
    catalogue = declared(json.loads(asked.new), _cache.newest().catalogue())[0] if asked.new else None
    return Order(
        indicator=asked.indicator, columns=dict(asked.columns), countries=dict(asked.countries), sheet=asked.sheet,
        system=asked.system, scale=asked.scale, replace=asked.replace, catalogue=catalogue,  # type: ignore[arg-type]
    )  # fmt: skip


def held(upload: Upload, asked: Asked) -> Held:
    """The draft of an upload against the newest revision."""
    return _held(upload.path, upload.name, asked, _cache.newest().revision.hash)


@st.cache_resource(show_spinner=False)
def _one_at_a_time() -> threading.Lock:
    return threading.Lock()


def published(upload: Upload, asked: Asked, shown: str, accepted: Mapping[str, str], note: str, who: str) -> Revision:
    """Publish the draft that was shown beside revision `shown`.

    IntakeError where another revision came between, and where the draft may not be published.
    """
    with _one_at_a_time():
        now = _cache.newest().revision
        if now.hash != shown:
            raise IntakeError(
                f"Meanwhile {now.who or 'somebody'} published revision {now.number} (“{now.note}”). Nothing of yours "
                "was published or lost: the comparison below is with that revision now. Look at it, and publish."
            )
        found = held(upload, asked)
        if found.draft is None:
            raise IntakeError(found.refused)
        whole = replace(found.draft.order, accepted=dict(accepted), note=note, who=who)
        return publish(_cache.newest(), replace(found.draft, order=whole))
