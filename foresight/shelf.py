"""A shelf of a person's own things: TOML files in a folder beside the store, of which nothing is ever lost.

What a save replaces and what is deleted goes to a bin inside the folder and can be brought back. Every change is made
under one lock, every file appears whole or not at all. Scenarios and briefs are kept so.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, Self, TypeVar

from filelock import FileLock, Timeout

from foresight.errors import ForesightError, unknown
from foresight.files import write_lasting

BIN = "bin"
PATIENCE = 20.0
"""Seconds to wait for another process that is saving."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
Why = Literal["deleted", "replaced"]


class Keepable(Protocol):
    """What can be kept: a model with a key, and a text that gives it back."""

    @property
    def key(self) -> str:
        """What its file is named by."""

    def to_toml(self) -> str:
        """The text of its file."""

    def model_dump(self) -> dict[str, Any]:
        """Its fields."""

    @classmethod
    def model_validate(cls, obj: Any) -> Self:
        """Made of its fields."""


T = TypeVar("T", bound=Keepable)


@dataclass(frozen=True)
class Slot(Generic[T]):
    """One file on the shelf; `held` is None where it cannot be used, and `wrong` says why."""

    key: str
    held: T | None
    wrong: str = ""


@dataclass(frozen=True)
class Kept:
    """One file in the bin: whose it was, which of that key (the newest has the highest number), why, and since when."""

    path: Path
    key: str
    number: int
    why: Why
    when: dt.datetime
    called: Callable[[Path], str]

    @property
    def name(self) -> str:
        """What it was called; of a damaged file, the file's."""
        return self.called(self.path) or f"{self.key}.toml"


def key_of(name: str, otherwise: str) -> str:
    """A key made from a name: `Gulf crisis, 2030` -> `gulf_crisis_2030`; `otherwise` where no letter is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    key = key if key[:1].isalpha() else f"{otherwise}_{key}".rstrip("_")
    return key[:60].rstrip("_")


def shipped(folder: Path, read: Callable[[Path], T], error: type[ForesightError]) -> dict[str, T]:
    """What ships in a folder, by key; `error` where a file's name and key differ."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        thing = read(path)
        if thing.key != path.stem:
            raise error(f"{path.name}: its key is “{thing.key}”. Make key and file name the same.")
        found[thing.key] = thing
    return found


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """The folder `place`, and what is kept there.

    `what`: the kind of thing in a word (`scenario`). `naming`: its field with the name that a person gives it. `read`:
    one of a file, or `error` with what is wrong in it. `shipped`: those that ship, by key: they stay as they are.
    """

    place: Path
    what: str
    naming: str
    read: Callable[[Path], T]
    shipped: Callable[[], Mapping[str, T]]
    error: type[ForesightError]

    def slots(self) -> dict[str, Slot[T]]:
        """What is on the shelf, by key; a damaged file is listed with what is wrong.

        The file's name is the key, whatever the file says: someone may have copied it.
        """
        found: dict[str, Slot[T]] = {}
        for path in sorted(self.place.glob("*.toml")):
            if path.name.startswith("."):  # one that is being written
                continue
            try:
                if not KEY.fullmatch(path.stem):
                    raise self.error(
                        f"{path.name}: a {self.what}’s file is named in small letters, digits and _, such as "
                        f"my_{self.what}.toml. Give it another name."
                    )
                found[path.stem] = Slot(path.stem, self.with_(self.read(path), key=path.stem))
            except self.error as error:
                if path.exists():  # not one that was deleted just now
                    found[path.stem] = Slot(path.stem, None, str(error))
        return found

    def own(self, key: str, there: Mapping[str, Slot[T]]) -> Slot[T]:
        """The one of that key; UnknownKeyError with the nearest keys, or why a shipped one cannot be changed."""
        if key not in there:
            self.not_shipped(key, "")
            listed = ", ".join(there) or "none yet"
            raise unknown(f"{self.what} of your own", key, there, f"Your own: {listed}.")
        return there[key]

    def sound(self, key: str, there: Mapping[str, Slot[T]]) -> T:
        """The same, to be used; `error` says what is wrong in a damaged file."""
        found = self.own(key, there)
        if found.held is None:
            raise self.error(found.wrong)
        return found.held

    def not_shipped(self, key: str, name: str) -> None:
        """Refuse the key or the name of a shipped one."""
        for one in self.shipped().values():
            called = self.name(one)
            if one.key == key or (name and called.casefold() == name.casefold()):
                raise self.error(
                    f"“{called}” is a shipped {self.what} and stays as it is. Duplicate it, or choose another name."
                )

    def name(self, thing: T) -> str:
        """What a person calls it."""
        return str(getattr(thing, self.naming))

    def with_(self, thing: T, **changes: object) -> T:
        """The same with some fields exchanged, checked again."""
        made: T = type(thing).model_validate({**thing.model_dump(), **changes})
        return made

    def file(self, key: str) -> Path:
        """Where the one of that key is."""
        return self.place / f"{key}.toml"

    def put(self, thing: T, there: Mapping[str, Slot[T]]) -> T:
        """Write it under its key; one that was there goes to the bin first. Only under the lock."""
        if thing.key in there and there[thing.key].held != thing:
            self.bin(thing.key, "replaced")
        write_lasting(self.file(thing.key), thing.to_toml().encode())
        return thing

    def bin(self, key: str, why: Why) -> Kept:
        """Put a copy of a file into the bin; what becomes of the file itself is the caller's next step."""
        number = 1 + max((one.number for one in self.kept() if one.key == key), default=0)
        path = self.place / BIN / f"{key}.{number}.{why}.toml"
        write_lasting(path, self.file(key).read_bytes())
        return self._binned(path, key, number, why)

    def kept(self) -> list[Kept]:
        """What is in the bin, newest last."""
        found = []
        for path in (self.place / BIN).glob("*.toml"):
            named = re.fullmatch(r"(?P<key>[^.].*)\.(?P<number>\d+)\.(?P<why>deleted|replaced)", path.stem)
            if named:
                why: Why = "deleted" if named["why"] == "deleted" else "replaced"
                found.append(self._binned(path, named["key"], int(named["number"]), why))
        return sorted(found, key=lambda one: (one.when, one.key, one.number))

    def _binned(self, path: Path, key: str, number: int, why: Why) -> Kept:
        when = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        return Kept(path, key, number, why, when, self._called)

    def _called(self, path: Path) -> str:
        try:
            return self.name(self.read(path))
        except self.error:
            return ""

    def add(self, thing: T, **changes: object) -> T:
        """Keep it beside all others: where its name is taken, it becomes `Name (2)`."""
        with self.locked():
            there = self.slots()
            name = self.free_name(self.name(thing), there)
            key = self.free_key(key_of(name, self.what), there)
            return self.put(self.with_(thing, **{**changes, "key": key, self.naming: name}), there)

    def change(self, key: str, edit: Callable[[T], T]) -> T:
        """Exchange the one of that key for what `edit` makes of it as it is now, whoever changed it before."""
        with self.locked():
            there = self.slots()
            return self.put(self.with_(edit(self.sound(key, there)), key=key), there)

    def delete(self, key: str) -> Kept:
        """Move one to the bin, also one whose file is damaged."""
        with self.locked():
            self.own(key, self.slots())
            binned = self.bin(key, "deleted")
            self.file(key).unlink()
            return binned

    def restore(self, key: str, number: int | None = None) -> Slot[T]:
        """Bring the newest of that key (or the one of that `number`) back from the bin, beside whatever is there."""
        with self.locked():
            binned = self.kept()
            mine = [one for one in binned if one.key == key and number in (None, one.number)]
            if not mine:
                listing = ", ".join(dict.fromkeys(f"{one.key} ({one.number})" for one in binned)) or "nothing"
                raise unknown(f"{self.what} in the bin", key, {one.key for one in binned}, f"In the bin: {listing}.")
            last, there = max(mine, key=lambda one: one.number), self.slots()
            to = self.free_key(key, there)
            try:
                thing = self.read(last.path)
            except self.error:  # damaged as it was: it comes back as it was
                last.path.replace(self.file(to))
            else:
                name = self.free_name(self.name(thing), there)
                self.put(self.with_(thing, **{"key": to, self.naming: name}), there)
                last.path.unlink()
            return self.slots()[to]

    def free_key(self, key: str, there: Iterable[str]) -> str:
        """The key, or `key_2` … where it is taken."""
        taken = {*there, *self.shipped()}
        more = (f"{key[:56].rstrip('_')}_{n}" for n in count(2))
        return next(one for one in chain([key], more) if one not in taken)

    def free_name(self, name: str, there: Mapping[str, Slot[T]]) -> str:
        """The name, or `Name (2)` … where it is taken."""
        held = [*(slot.held for slot in there.values() if slot.held is not None), *self.shipped().values()]
        taken = {self.name(one).casefold() for one in held}
        base = re.sub(r" \(\d+\)$", "", name)[:113].rstrip()
        more = (f"{base} ({n})" for n in count(2))
        return next(one for one in chain([name], more) if one.casefold() not in taken)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes what is here meanwhile; what the disk refuses is told in a sentence."""
        try:
            (self.place / BIN).mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.place / ".lock")
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise self.error(
                f"Another process is changing the {self.what}s in {self.place}. Nothing was changed; try again in a "
                "moment."
            ) from None
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            yield
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            lock.release()

    def _unwritable(self, error: OSError) -> ForesightError:
        return self.error(
            f"The {self.what}s in {self.place} cannot be written: {error.strerror}. What was there is still there. "
            "Allow writing, make room, or name another store."
        )
