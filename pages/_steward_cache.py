"""The draft of an upload, and what it would do to projections; a click elsewhere does not read the file again.

Kept for one person’s session by small keys: the file’s place (its SHA-256 is in its name), what was asked, and the
revision it is compared with.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Mapping
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


@dataclass(frozen=True)
class Held:
    """A draft and the folder its figures lie in, or the sentence that says why there is none."""

    draft: Draft | None
    refused: str = ""
    folder: str = ""


def _let_go(held: Held) -> None:
    if held.folder:
        shutil.rmtree(held.folder, ignore_errors=True)


@st.cache_resource(
    max_entries=4, scope="session", on_release=_let_go,
    show_spinner="Reading the file: its cells, countries and figures, and what they change …",
)  # fmt: skip
def _held(path: str, name: str, asked: Asked, hash_: str) -> Held:
    folder = ""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(prefix="draft-", dir=Path(path).parent)
        store = _cache.newest()
        with prepared(store, Path(path), order(asked), name) as draft:
            # the cells themselves, which may be many, are let go: only what would be published is kept
            kept = {key: Path(shutil.move(file, folder)) for key, file in draft.files.items()}
            return Held(replace(draft, files=kept), folder=folder)
    except ForesightError as error:
        _let_go(Held(None, folder=folder))
        return Held(None, str(error))
    except OSError as error:
        _let_go(Held(None, folder=folder))
        return Held(None, f"There is no room to work on {name} ({error.strerror}). Make room, and hand it in again.")


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
        return publish(_cache.newest(), replace(found.draft, order=whole), who)


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
