"""A planner's own scenarios: TOML files beside the store, one per key, of which nothing is ever lost.

What a save replaces and what is deleted goes to a bin inside the folder and can be brought back. Every change is made
under one lock, every file appears whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from foresight.errors import ScenarioError, unknown
from foresight.projection.engine import FURTHEST
from foresight.projection.files import write_whole
from foresight.scenario import library
from foresight.scenario.library import Entry
from foresight.scenario.scenario import Scenario
from foresight.store import Store

BIN = "bin"
PATIENCE = 20.0
"""Seconds to wait for another process that is saving."""
Why = Literal["deleted", "replaced"]


@dataclass(frozen=True)
class Kept:
    """One file in the bin: whose it was, which of that key (the newest has the highest number), why, and since when."""

    path: Path
    key: str
    number: int
    why: Why
    when: dt.datetime

    @property
    def name(self) -> str:
        """The scenario's name; of a damaged file, the file's."""
        try:
            return library.read(self.path).name
        except ScenarioError:
            return f"{self.key}.toml"


def key_of(name: str) -> str:
    """A key made from a name: `Gulf crisis, 2030` -> `gulf_crisis_2030`; `scenario` where no letter is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    key = key if key[:1].isalpha() else f"scenario_{key}".rstrip("_")
    return key[:60].rstrip("_")


def usable(scenario: Scenario, store: Store, today: dt.date | None = None) -> Scenario:
    """Itself, if it could be run on this store; ScenarioError with the nearest valid thing otherwise.

    Unknown levers, values out of range, a place that covers no country, a year that is not ahead.
    """
    now = (today or dt.datetime.now(dt.UTC).date()).year
    scenario.checked(store.catalogue()).scope.members(store, now)
    ahead(scenario.horizon, now)
    return scenario


def ahead(horizon: int, now: int) -> int:
    """The year itself, if it lies after the current one and can be projected; ScenarioError with those that can."""
    if not now < horizon <= FURTHEST:
        raise ScenarioError(
            f"horizon: {horizon} is not a year ahead that is projected. Use one from {now + 1} to {FURTHEST}."
        )
    return horizon


def save(
    folder: Path, scenario: Scenario, *, name: str = "", author: str | None = None, today: dt.date | None = None
) -> Scenario:
    """Keep a scenario in the store's `folder`, with author (its own by default) and date; returns it as it was kept.

    With a `name` it goes over the own scenario of that name, or gets a new key made from it; without one, its own key
    says where. What was there before goes to the bin. ScenarioError for the name or key of a shipped scenario.
    """
    with _locked(folder):
        there, name, key = library.own(folder), _clean(name), scenario.key
        if not name and key == Scenario().key:
            name = scenario.name
        if name:
            key = next((k for k, entry in there.items() if entry.name.casefold() == name.casefold()), "")
        _not_shipped(key, name)
        changes = {"key": key or _free(key_of(name), there), "name": name or scenario.name}
        return _put(folder, scenario, {**changes, **_signed(scenario, author, today)}, there)


def add(folder: Path, scenario: Scenario, *, author: str | None = None, today: dt.date | None = None) -> Scenario:
    """Keep a scenario beside all others: where its name is taken, it becomes `Name (2)`."""
    with _locked(folder):
        there = library.own(folder)
        name = _free_name(scenario.name, there)
        changes = {"key": _free(key_of(name), there), "name": name, **_signed(scenario, author, today)}
        return _put(folder, scenario, changes, there)


def take_in(store: Store, text: str, where: str = "The file", *, author: str = "") -> Scenario:
    """Keep the scenario of a TOML text beside all others, with its own author and date if it has them.

    ScenarioError says what is wrong in it, with the nearest valid thing; nothing is kept then.
    """
    scenario = Scenario.from_toml(text, where)
    try:
        usable(scenario, store)
    except ScenarioError as error:
        raise ScenarioError(f"{where}: {error}") from None
    return add(store.folder, scenario, author=scenario.author or author, today=scenario.date)


def rename(folder: Path, key: str, name: str) -> Scenario:
    """Another name, and the key made from it; where the name is taken it becomes `Name (2)`."""
    with _locked(folder):
        there = library.own(folder)
        found = _own(key, there)
        if found.scenario is None:
            raise ScenarioError(found.wrong)
        name = _clean(name)
        if not name:
            raise ScenarioError("A scenario needs a name. Write at least one letter.")
        if name == found.scenario.name:
            return found.scenario
        others = {k: entry for k, entry in there.items() if k != key}
        name = _free_name(name, others)
        made = _put(folder, found.scenario, {"key": _free(key_of(name), others), "name": name}, there)
        if made.key != key:  # last: whatever happens before, the scenario is there
            _file(folder, key).unlink()
        return made


def delete(folder: Path, key: str) -> Kept:
    """Move an own scenario to the bin, also one whose file is damaged."""
    with _locked(folder):
        binned = _bin(folder, _own(key, library.own(folder)), "deleted")
        _file(folder, key).unlink()
        return binned


def kept(folder: Path) -> list[Kept]:
    """What is in the bin, newest last."""
    found = []
    for path in (folder / library.OWN / BIN).glob("*.toml"):
        named = re.fullmatch(r"(?P<key>[^.].*)\.(?P<number>\d+)\.(?P<why>deleted|replaced)", path.stem)
        if named:
            why: Why = "deleted" if named["why"] == "deleted" else "replaced"
            when = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            found.append(Kept(path, named["key"], int(named["number"]), why, when))
    return sorted(found, key=lambda one: (one.when, one.key, one.number))


def restore(folder: Path, key: str, number: int | None = None) -> Entry:
    """Bring the newest of that key (or the one of that `number`) back from the bin, beside whatever is there now."""
    with _locked(folder):
        binned = kept(folder)
        mine = [one for one in binned if one.key == key and number in (None, one.number)]
        if not mine:
            listing = ", ".join(dict.fromkeys(f"{one.key} ({one.number})" for one in binned)) or "nothing"
            raise unknown("scenario in the bin", key, {one.key for one in binned}, f"In the bin: {listing}.")
        last, there = max(mine, key=lambda one: one.number), library.own(folder)
        to = key if key not in there and key not in library.shipped() else _free(key, there)
        try:
            scenario = library.read(last.path)
        except ScenarioError:  # damaged as it was: it comes back as it was
            last.path.replace(_file(folder, to))
        else:
            _put(folder, scenario, {"key": to, "name": _free_name(scenario.name, there)}, there)
            last.path.unlink()
        return library.own(folder)[to]


def _clean(name: str) -> str:
    return " ".join(name.split())[:120].rstrip()


def _signed(scenario: Scenario, author: str | None, today: dt.date | None) -> dict[str, object]:
    who = scenario.author if author is None else " ".join(author.split())
    return {"author": who, "date": today or dt.datetime.now(dt.UTC).date()}


def _file(folder: Path, key: str) -> Path:
    return folder / library.OWN / f"{key}.toml"


def _own(key: str, there: dict[str, Entry]) -> Entry:
    if key not in there:
        _not_shipped(key, "")
        raise unknown("scenario of your own", key, there, f"Your own: {', '.join(there) or 'none yet'}.")
    return there[key]


def _not_shipped(key: str, name: str) -> None:
    for shipped in library.shipped().values():
        if shipped.key == key or (name and shipped.name.casefold() == name.casefold()):
            raise ScenarioError(
                f"“{shipped.name}” is a shipped scenario and stays as it is. Duplicate it, or choose another name."
            )


def _put(folder: Path, scenario: Scenario, changes: dict[str, object], there: dict[str, Entry]) -> Scenario:
    """Write the changed scenario under its key; one that was there goes to the bin first."""
    made = Scenario.model_validate({**scenario.model_dump(), **changes})
    text = made.to_toml()
    if made.key in there and there[made.key].scenario != made:
        _bin(folder, there[made.key], "replaced")
    write_whole(_file(folder, made.key), lambda place: _to_disk(place, text))
    return made


def _to_disk(place: Path, text: str) -> None:
    """Text that is on the disk when this returns, not only on its way there."""
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _bin(folder: Path, entry: Entry, why: Why) -> Kept:
    """Put a copy of a file into the bin; what becomes of the file itself is the caller's next step."""
    content = _file(folder, entry.key).read_bytes()
    number = 1 + max((one.number for one in kept(folder) if one.key == entry.key), default=0)
    path = folder / library.OWN / BIN / f"{entry.key}.{number}.{why}.toml"
    write_whole(path, lambda place: place.write_bytes(content))
    return Kept(path, entry.key, number, why, dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC))


def _free(key: str, there: dict[str, Entry]) -> str:
    taken = {*there, *library.shipped()}
    more = (f"{key[:56].rstrip('_')}_{n}" for n in count(2))
    return next(one for one in chain([key], more) if one not in taken)


def _free_name(name: str, there: dict[str, Entry]) -> str:
    taken = {e.name.casefold() for e in there.values()} | {s.name.casefold() for s in library.shipped().values()}
    base = re.sub(r" \(\d+\)$", "", name)[:113].rstrip()
    more = (f"{base} ({n})" for n in count(2))
    return next(one for one in chain([name], more) if one.casefold() not in taken)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody else changes the own scenarios meanwhile."""
    place = folder / library.OWN
    try:
        (place / BIN).mkdir(parents=True, exist_ok=True)
        lock = FileLock(place / ".lock")
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise ScenarioError(
            f"Another process is changing the scenarios in {place}. Nothing was changed; try again in a moment."
        ) from None
    except OSError as error:
        raise _unwritable(place, error) from None
    try:
        yield
    except OSError as error:
        raise _unwritable(place, error) from error
    finally:
        lock.release()


def _unwritable(place: Path, error: OSError) -> ScenarioError:
    return ScenarioError(
        f"The scenarios in {place} cannot be written: {error.strerror}. What was there is still there. "
        "Allow writing, make room, or name another store."
    )
