"""What the rest of the product asks of the store."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from foresight import forums
from foresight.catalogue import DATA, Catalogue, Forum, Indicator, Lever, Source
from foresight.errors import StoreError
from foresight.people import STEWARD, Person
from foresight.store import folder as on_disk
from foresight.store import questions, tables, telling, writing
from foresight.store import upgrade as upgrading
from foresight.store.changes import check_changes, check_files
from foresight.store.folder import Pointer
from foresight.store.history import History
from foresight.store.revisions import Revision, content_hash
from foresight.store.telling import Progress

DEFAULT = DATA.parent / "var" / "store"
CHECKING, WRITING, NAMING = (0.0, 0.15), (0.15, 0.6), (0.6, 0.9)
"""From which share to which of all the work of publishing each of its parts goes."""


@dataclass(frozen=True)
class _Opened:
    """One revision's file, opened."""

    stamp: tuple[int, int, int] | None
    pointer: Pointer
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    _catalogues: dict[int, Catalogue] = field(default_factory=dict, repr=False)
    answered: dict[int, Catalogue] = field(default_factory=dict, repr=False)
    revisions: list[Revision] = field(default_factory=list, repr=False)
    """Read once: a page asks for them dozens of times, and a new revision is a new file."""

    def catalogue_at(self, number: int) -> Catalogue:
        """The catalogue as it was in revision `number`; read once."""
        if number not in self._catalogues:
            kinds: Mapping[str, Any] = {"source": Source, "indicator": Indicator, "forum": Forum, "lever": Lever}
            held: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
            sql = "SELECT kind, key, body FROM entries_at($number) ORDER BY place"
            for kind, key, body in self.connection.cursor().execute(sql, {"number": number}).fetchall():
                held[kind][key] = kinds[kind].model_validate_json(body)
            self._catalogues[number] = Catalogue(
                sources=held["source"], indicators=held["indicator"], forums=held["forum"], levers=held["lever"]
            )
        return self._catalogues[number]


class Store:
    """The published figures. Safe to share between threads; every call answers from the newest revision.

    `as_of`: from that earlier revision instead (see `at`).
    """

    def __init__(self, folder: Path, data: Path = DATA, as_of: int | None = None) -> None:
        self.folder = folder
        self.data = data
        self.as_of = as_of
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    @classmethod
    def open(cls, folder: Path | None = None, data: Path = DATA) -> Store:
        """The store in `folder` (else FORESIGHT_STORE, else var/store), made from `data` at first use.

        While nothing was published on it, a store whose shipped tables have changed is made anew. Errors: StoreError
        for a folder that cannot be read or written; CatalogueError for a shipped table that does not fit.
        """
        store = cls(folder or Path(os.environ.get("FORESIGHT_STORE") or DEFAULT), data)
        if on_disk.stamp(store.folder) is None or store._outdated():
            store._make()
        store._current()
        return store

    def at(self, number: int) -> Store:
        """The same questions, answered as of an earlier revision; StoreError for one that there never was."""
        self._checked_number(number)
        return Store(self.folder, self.data, number)

    # ---- reading

    @property
    def revision(self) -> Revision:
        """The revision that is answered from."""
        return self.revisions()[-1]

    def revisions(self) -> list[Revision]:
        """Every revision published up to the one that is answered from, oldest first."""
        opened = self._current()
        if not opened.revisions:
            # a store published by an earlier version has no column `about`
            rows = [(*row, "")[:10] for row in self._run(questions.REVISIONS, {}).fetchall()]
            opened.revisions[:] = [Revision(*row) for row in rows]
        return [one for one in opened.revisions if self.as_of is None or one.number <= self.as_of]

    @property
    def learnt(self) -> Path:
        """Where models and records made from these figures are kept; those of an earlier revision apart."""
        return self.folder if self.as_of is None else self.folder / "past" / self.revision.name

    def catalogue(self) -> Catalogue:
        """The catalogue of the revision, with what was published since the shipped figures.

        Of an earlier revision too it is the newest that says what may be passed on.
        """
        opened, number = self._current(), self._number()
        if number not in opened.answered:
            found = opened.catalogue_at(number)
            if number != opened.pointer.number:
                found = found.closed_as(opened.catalogue_at(opened.pointer.number))
            opened.answered[number] = found.model_copy(update={"updates": self.history().updates()})
        return opened.answered[number]

    def history(self) -> History:
        """What each revision did, down to a single figure."""
        return History(self._frame, self.revisions())

    def rows(
        self,
        indicator: str,
        countries: Iterable[str] | None = None,
        partners: Iterable[str] | None = None,
        first: int | None = None,
        last: int | None = None,
        revision: int | None = None,
        above: float | None = None,
    ) -> pd.DataFrame:
        """Figures of one indicator: country, (partner,) year, value, sorted; as of `revision` where one is given.

        A pair is found in either order and stands once, turned so that `country` is one of those asked for. None means
        all; an empty collection means none. `above`: only higher figures, as where ties are sought among a million
        pairs of which most have none. UnknownKeyError for an unknown indicator, StoreError for an unknown
        revision or partners of an indicator that has none.
        """
        entry = self.catalogue().indicator(indicator)
        if partners is not None and not entry.dyadic:
            raise StoreError(
                f"“{indicator}” is a figure of single countries: it has no partners. Leave the partner out."
            )
        number = self._number() if revision is None else self._checked_number(revision)
        asked = {"indicator": indicator, "number": number, "first": first, "last": last, "above": above}
        asked |= {"countries": questions.codes(countries), "partners": questions.codes(partners)}
        found = self._frame(questions.ROWS, asked)
        return found if entry.dyadic else found.drop(columns="partner")

    def of_two(self, one: str, other: str, indicators: Collection[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What is held of two states, in ten milliseconds: their ties, and figures of each.

        First all pair indicators between them: indicator, year, value, whichever of the two comes first. Then those of
        `indicators` that are of single countries: indicator, country, year, value.
        """
        first, second = sorted((one, other))
        asked = {"number": self._number(), "one": first, "other": second}
        return self._frame(questions.TIES, asked), self._frame(
            questions.BOTH, {**asked, "indicators": list(indicators)}
        )

    def coverage(self) -> pd.DataFrame:
        """indicator, first_year, last_year, countries, rows: one row for each indicator that has figures."""
        if self.as_of is None:
            return self._frame("SELECT * FROM coverage ORDER BY indicator", {})
        return self._frame(tables.COVERED, {"number": self.as_of})

    def memberships(self) -> pd.DataFrame:
        """forum, country, joined, left (<NA> while a member), status, reference, note."""
        found = self._frame(
            """SELECT forum, country, joined, "left", status, reference, note FROM memberships_at($number)
            ORDER BY forum, country, joined""",
            {"number": self._number()},
        )
        return found.astype({"joined": "Int64", "left": "Int64"})

    def members(self, forum: str, year: int) -> frozenset[str]:
        """Who belonged to the forum at the end of `year`; UnknownKeyError for an unknown forum."""
        self.catalogue().forum(forum)
        return forums.members(self.memberships(), forum, year)

    def published(self) -> tuple[Path, int]:
        """The file that holds the revision answered from, and its number: for a comparison too large for frames."""
        return self.folder / self._current().pointer.file, self._number()

    # ---- writing

    def publish(
        self,
        changes: pd.DataFrame,
        who: Person,
        note: str,
        replace: Collection[str] = (),
        catalogue: Catalogue | None = None,
    ) -> Revision:
        """Publish `changes` (indicator, country, [partner,] year, value; a missing value removes the row).

        Merged by default; of an indicator in `replace` the rows become the whole. `catalogue` replaces the catalogue.
        Returns the new revision, or the current one when nothing differs from it. Errors: CatalogueError for rows that
        do not fit their indicator, StoreError when the store is locked or cannot be written, RefusedError where `who`
        is no steward.
        """
        held = catalogue or self.catalogue()
        checked = check_changes(changes, held, replace)

        def apply(connection: duckdb.DuckDBPyConnection, number: int) -> tuple[int, int, int]:
            if catalogue is not None:
                tables.write_catalogue(connection, catalogue, number)
            return tables.publish(connection, number, checked, replace)

        return self._publish(apply, who, note)

    def publish_files(
        self,
        files: Mapping[str, Path],
        who: Person,
        note: str,
        replace: Collection[str] = (),
        catalogue: Catalogue | None = None,
        since: int | None = None,
        about: Mapping[str, Any] | None = None,
        resting: Collection[str] = (),
        patience: float = on_disk.PATIENCE,
        progress: Progress | None = None,
    ) -> Revision:
        """Publish tables that are too large for a frame: indicator -> Parquet file as in data/tables.

        `about`: what the revision is to remember of where they come from. Of `catalogue` it takes what differs from
        that of revision `since` (the newest): others may have published after it was read. Otherwise as `publish`.
        `resting`: indicators that must be as they were then; MovedError where they are not. `patience`: seconds to wait
        for somebody else who is publishing; BusyError where they were not enough. `progress`: as of the steward's line.
        """
        held = catalogue or self.catalogue()
        check_files(files, held, telling.within(progress, CHECKING))

        def apply(connection: duckdb.DuckDBPyConnection, number: int) -> tuple[int, int, int]:
            if since is not None and since < number - 1:
                writing.must_rest(connection, since, resting)
            if catalogue is not None:
                earlier = self._current().catalogue_at(since or self._number())
                tables.write_catalogue(connection, self.catalogue().with_changes(catalogue, earlier), number)
            return tables.publish_files(connection, number, files, replace, telling.within(progress, WRITING))

        told = json.dumps(about, sort_keys=True) if about else ""
        return self._publish(apply, who, note, about=told, patience=patience, progress=progress)

    def rollback(self, number: int, who: Person, note: str = "") -> Revision:
        """Publish the state of revision `number` again, as a new revision; its content hash is the same."""
        earlier = {revision.number: revision for revision in self.revisions()}
        if number not in earlier:
            raise StoreError(f"There is no revision {number} to go back to. The revisions are 1 to {max(earlier)}.")

        def apply(connection: duckdb.DuckDBPyConnection, new: int) -> tuple[int, int, int]:
            upgrading.carry(connection, new, number)
            return tables.restore(connection, new, number)

        return self._publish(apply, who, note or f"Back to revision {number}", earlier[number])

    def newer(self) -> upgrading.Upgrade | None:
        """What this version of the product ships and the store was not made from; None where they are the same.

        Never taken over by itself where something was published. Seconds where large tables differ.
        """
        opened = self._current()
        if self.as_of is not None or on_disk.fingerprint(self.data) in ("", opened.pointer.shipped):
            return None
        return upgrading.compared(opened.connection.cursor(), opened.pointer.number, self.data)

    def upgrade(self, who: Person, note: str = "") -> Revision:
        """Take the newer shipped tables over, as a revision; what a steward published stays.

        The current revision where they bring nothing. Errors: as `publish`; CatalogueError where a table does not fit.
        """
        shown = self.newer()
        if shown is None or not shown.brings:
            return self.revision
        shipped = on_disk.fingerprint(self.data)

        def apply(connection: duckdb.DuckDBPyConnection, number: int) -> tuple[int, int, int]:
            found = upgrading.compared(connection, number - 1, self.data)
            if found != shown:
                raise StoreError("Meanwhile somebody published: look at what the newer tables bring once more.")
            return upgrading.taken_over(connection, number, found, self._current().pointer.shipped, shipped)

        about = json.dumps({"shipped": shipped, "stay": shown.stay}, sort_keys=True)
        return self._publish(apply, who, note or f"The shipped tables of {shown.day}", about=about)

    # ---- inside

    def _number(self) -> int:
        return self._current().pointer.number if self.as_of is None else self.as_of

    def _checked_number(self, number: int) -> int:
        newest = self._number()
        if not 1 <= number <= newest:
            raise StoreError(f"There is no revision {number}. The revisions are 1 to {newest}.")
        return number

    def _outdated(self) -> bool:
        pointer = on_disk.read_pointer(self.folder)
        shipped = on_disk.fingerprint(self.data)
        return pointer is None or (pointer.number == 1 and shipped not in ("", pointer.shipped))

    def _make(self) -> None:
        on_disk.made(self.folder)
        with on_disk.locked(self.folder):
            if not self._outdated():  # another process made it while this one waited
                return
            on_disk.tidy(self.folder)
            shipped = on_disk.fingerprint(self.data)
            with writing.begun(self.folder) as connection:
                rows = tables.make(connection, self.data)
                revision = Revision(
                    1, content_hash(connection, 1), on_disk.now(), "foresight", "The shipped tables", rows, 0, 0
                )
                writing.finished(connection, self.folder, revision, shipped)

    def _publish(
        self,
        apply: Callable[[duckdb.DuckDBPyConnection, int], tuple[int, int, int]],
        who: Person,
        note: str,
        restored: Revision | None = None,
        about: str = "",
        patience: float = on_disk.PATIENCE,
        progress: Progress | None = None,
    ) -> Revision:
        # the one way into the store: whatever page or command forgot to ask who it is, is refused here
        who.must_be(STEWARD, "Publishing" if restored is None else "Going back to an earlier revision")
        if self.as_of is not None:
            raise StoreError(f"Revision {self.as_of} is looked at as it was: publish on the store as it is now.")
        with on_disk.locked(self.folder, patience):
            on_disk.tidy(self.folder)
            opened = self._current()
            current = self.revision
            number = current.number + 1
            with writing.begun(self.folder, opened.pointer.file) as connection:
                counts = apply(connection, number)
                name = content_hash(connection, number, telling.within(progress, NAMING))
                if name == current.hash and restored is None:
                    return current
                if restored is not None and name != restored.hash:
                    raise StoreError(
                        f"Going back to revision {restored.number} did not give its figures again; nothing was changed."
                    )
                undoes = None if restored is None else current.number
                revision = Revision(number, name, on_disk.now(), who.name, note, *counts, undoes, about)
                shipped = upgrading.shipped_at(connection, number, opened.pointer.shipped)
                telling.say(progress, NAMING[1], "Bringing the revision to disk")
                writing.finished(connection, self.folder, revision, shipped)
            return revision

    def _current(self) -> _Opened:
        """The opened file of the current revision, opened again when the pointer was swapped."""
        stamp = on_disk.stamp(self.folder)
        with self._lock:
            if self._opened is None or self._opened.stamp != stamp:
                pointer = on_disk.read_pointer(self.folder)
                # Between a look at the pointer and one at its file, others may have published more often than is kept.
                while pointer is not None and not (self.folder / pointer.file).exists():
                    before, pointer = pointer, on_disk.read_pointer(self.folder)
                    if pointer == before:
                        raise StoreError(
                            f"The store’s file {self.folder / before.file} is missing. {on_disk.anew(self.folder)}"
                        )
                if pointer is None:
                    raise StoreError(f"The store {self.folder} is gone. {on_disk.GONE}")
                # The old connection is not closed: another thread may be reading through a cursor of it.
                self._opened = _Opened(stamp, pointer, self._connect(self.folder / pointer.file))
            return self._opened

    def _connect(self, file: Path) -> duckdb.DuckDBPyConnection:
        try:
            connection = duckdb.connect(str(file), read_only=True, config=tables.CONFIG)
            connection.execute("SELECT count(*) FROM revision")
        except duckdb.Error as error:
            raise _damaged(self.folder, file, error) from None
        return connection

    def _run(self, sql: str, asked: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        opened = self._current()
        try:
            return opened.connection.cursor().execute(sql, dict(asked))
        except duckdb.Error as error:
            raise _damaged(self.folder, self.folder / opened.pointer.file, error) from error

    def _frame(self, sql: str, asked: Mapping[str, Any]) -> pd.DataFrame:
        return self._run(sql, asked).df()


def _damaged(folder: Path, file: Path, error: duckdb.Error) -> StoreError:
    return StoreError(f"The store’s file {file} cannot be read ({str(error).splitlines()[0]}). {on_disk.anew(folder)}")
