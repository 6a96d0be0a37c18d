"""What a steward has handed in and answered so far. It stays until it is published or put aside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, get_args

import streamlit as st

from foresight.geography import System

FILE_SAYS, CHOSEN, NEW = "file", "existing", "new"
WORK = "_steward"
SYSTEMS: tuple[str, ...] = get_args(System)


class Asked(NamedTuple):
    """What decides how a file is read: small, and the key under which its draft is kept. `new`: JSON or blank."""

    indicator: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    countries: tuple[tuple[str, str], ...] = ()
    sheet: str | None = None
    system: str | None = None
    scale: float = 1.0
    replace: bool = False
    new: str = ""


@dataclass(frozen=True)
class Upload:
    """A file that was handed in: where it lies until it is published, and what the person calls it."""

    path: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Plain:
    """How a table is to be read: column -> role, the code system of its countries, what figures are multiplied by."""

    columns: dict[str, str] = field(default_factory=dict)
    system: str = ""
    scale: float = 1.0


@dataclass
class Work:
    """One piece of work, from an upload to its publication. `turn`: how many there were before, part of every key."""

    turn: int = 0
    upload: Upload | None = None
    plain: dict[tuple[str, ...], Plain] = field(default_factory=dict)
    """By the names of a sheet’s columns: an answer about one sheet says nothing about another."""
    series: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of a provider’s layout that lists series: series -> indicator."""
    countries: dict[str, str] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    handed: bool = False
    """The person has just chosen or taken away a file."""
    pressed: str = ""
    """The revision that was shown beside the button when it was pressed to publish."""
    done: dict[str, Any] | None = None
    """What was last published, for the words about it."""
    undone: str = ""
    """What going back came to."""
    entry: str = ""
    """The entry of the queue that the file was taken from."""
    queue: str = ""
    """What could not be done with the queue."""
    told: str = ""
    """Why nothing was published at the last attempt."""


def work() -> Work:
    """The person’s own piece of work."""
    found: Work = st.session_state.setdefault(WORK, Work())
    return found


def key(name: str) -> str:
    """The key of a widget of this piece of work."""
    return f"steward.{work().turn}.{name}"


def said(name: str, otherwise: Any = None) -> Any:
    """What a widget of this piece of work holds, whether it is drawn in this run or not."""
    return st.session_state.get(key(name), otherwise)


def anew(done: Mapping[str, Any] | None = None) -> None:
    """Begin the next piece of work; `done` is what the last one came to."""
    st.session_state[WORK] = Work(turn=work().turn + 1, done=dict(done) if done else None)


def digest(text: str) -> str:
    """A short name for a text, for a widget about it."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def asked(names: tuple[str, ...], layout: str = "") -> Asked:
    """All answers that decide how the file is read. `names`: the columns of the sheet; `layout`: the provider’s."""
    now, which = work(), said("which", FILE_SAYS)
    plain = now.plain.get(names, Plain())
    series = {one: f"value:{key}" for one, key in now.series.get(layout, {}).items()}
    indicator = said("indicator") if which == CHOSEN else now.new["indicator"]["key"] if _new(which, now) else None
    return Asked(
        indicator,
        tuple(sorted((plain.columns or series).items())),
        tuple(sorted(now.countries.items())),
        said("sheet"),
        plain.system or None,
        plain.scale,
        said("mode", "merge") == "replace",
        json.dumps(now.new, sort_keys=True) if _new(which, now) else "",
    )


def _new(which: str, now: Work) -> bool:
    return which == NEW and bool(now.new)
