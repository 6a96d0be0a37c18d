"""The draft of an upload, and what it would do to projections; a click elsewhere does not read the file again.

They are filled outside the cache, where a bar may move; leaving the page, or Stop, ends the work and keeps nothing.

Kept for one person’s session by small keys: the file’s place (its SHA-256 is in its name), what was asked, and the
revision it is compared with.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from foresight.errors import ForesightError
from foresight.intake.findings import IntakeError
from foresight.intake.line import Draft, Order, declared, prepared, publish
from pages import _cache
from pages._steward_state import Asked, Upload

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.draft_moves import Moved
    from foresight.people import Person
    from foresight.store import Revision
    from foresight.store.telling import Progress


@dataclass(frozen=True)
class Held:
    """A draft and the folder its figures lie in, or the sentence that says why there is none."""

    draft: Draft | None
    refused: str = ""
    folder: str = ""


@dataclass
class _Place:
    """Where a draft is kept, once it is made."""

    held: Held | None = None


def _let_go(place: _Place) -> None:
    if place.held is not None and place.held.folder:
        shutil.rmtree(place.held.folder, ignore_errors=True)


@st.cache_resource(max_entries=4, scope="session", on_release=_let_go, show_spinner=False)
def _place(path: str, name: str, asked: Asked, hash_: str) -> _Place:
    return _Place()


def _made(path: Path, name: str, asked: Asked, progress: Progress) -> Held:
    folder = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(prefix="draft-", dir=path.parent)
        with prepared(_cache.newest(), path, order(asked), name, progress) as draft:
            # the cells themselves, which may be many, are let go: only what would be published is kept
            kept = {key: Path(shutil.move(file, folder)) for key, file in draft.files.items()}
            return Held(replace(draft, files=kept), folder=folder)
    except BaseException as error:  # what ends a page's run is no Exception
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, ForesightError):
            return Held(None, str(error))
        if isinstance(error, OSError):
            told = f"There is no room to work on {name} ({error.strerror}). Make room, and hand it in again."
            return Held(None, told)
        raise


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar with words that moves while the work lasts."""
    bar = st.empty()

    def tell(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), f"{what} …")

    yield tell
    bar.empty()


def order(asked: Asked) -> Order:
    """The order to the steward’s line; IntakeError for a new indicator that is not described in full."""
    catalogue = declared(json.loads(asked.new), _cache.newest().catalogue())[0] if asked.new else None
    return Order(
        indicator=asked.indicator, columns=dict(asked.columns), countries=dict(asked.countries), sheet=asked.sheet,
        system=asked.system, scale=asked.scale, replace=asked.replace, catalogue=catalogue,  # type: ignore[arg-type]
    )  # fmt: skip


def held(upload: Upload, asked: Asked) -> Held:
    """The draft of an upload against the newest revision."""
    place = _place(upload.path, upload.name, asked, _cache.newest().revision.hash)
    if place.held is None:
        with _bar() as tell:
            place.held = _made(Path(upload.path), upload.name, asked, tell)
    return place.held


@st.cache_resource(show_spinner=False)
def _one_at_a_time() -> threading.Lock:
    return threading.Lock()


def published(
    upload: Upload, asked: Asked, shown: str, accepted: Mapping[str, str], note: str, who: Person
) -> Revision:
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
        whole = replace(found.draft.order, accepted=dict(accepted), note=note)
        with _bar() as tell:
            return publish(_cache.newest(), replace(found.draft, order=whole), who, progress=tell)


@dataclass
class Moves:
    """How projections would move, or why they are not compared; filled outside the cache, where a bar may move."""

    table: DataFrame | None = None
    refused: str = ""
    scenarios: Moved | None = None


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def moves(path: str, asked: Asked, hash_: str, indicator: str) -> Moves:
    """Where the answer of one draft and indicator is kept."""
    return Moves()
