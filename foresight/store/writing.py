"""A revision's file on its way: made beside the current one, whole on disk before the pointer names it."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from foresight.errors import MovedError, StoreError
from foresight.store import folder as on_disk
from foresight.store import tables
from foresight.store.folder import Pointer
from foresight.store.revisions import Revision

MAKING = "making-revision.duckdb"


@contextmanager
def begun(folder: Path, start: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """A transaction on a copy of the revision file `start`, or on an empty file. Only under the lock.

    Whatever is not `finished` inside is gone afterwards.
    """
    making = folder / MAKING
    try:
        if start:
            shutil.copyfile(folder / start, making)
        with duckdb.connect(str(making), config=tables.WRITING) as connection:
            connection.begin()
            yield connection
    finally:
        for left in folder.glob(f"{MAKING}*"):
            with suppress(OSError):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def finished(connection: duckdb.DuckDBPyConnection, folder: Path, revision: Revision, shipped: str) -> None:
    """Make what was `begun` the current revision: recorded, forced to disk, and named by the pointer."""
    tables.record(connection, revision)
    connection.commit()
    # What a mere close cannot bring from the log into the file, on a full disk, it leaves in the log without a word.
    connection.execute("CHECKPOINT")
    connection.close()
    if (folder / f"{MAKING}.wal").exists():
        raise StoreError(f"Revision {revision.number} could not be written whole in {folder}; nothing was changed.")
    file = f"revision-{revision.name}.duckdb"
    on_disk.settle(folder / MAKING, folder / file)
    on_disk.write_pointer(folder, Pointer(revision.number, revision.hash, file, shipped))
    with suppress(OSError):  # it is published: what is left over goes with the next one
        on_disk.tidy(folder)


_TOUCHED = """
SELECT made.number, made.who, made.note, list(DISTINCT key ORDER BY key)
FROM observation JOIN series ON series.id = observation.indicator
    JOIN revision AS made ON made.number = greatest(added_in, coalesce(removed_in, 0))
WHERE (added_in > $since OR removed_in > $since) AND list_contains($keys, key)
GROUP BY made.number, made.who, made.note ORDER BY made.number DESC LIMIT 1
"""


def must_rest(connection: duckdb.DuckDBPyConnection, since: int, keys: Collection[str]) -> None:
    """MovedError where the figures of one of these indicators were changed after revision `since`."""
    for number, who, note, touched in connection.execute(_TOUCHED, {"since": since, "keys": sorted(keys)}).fetchall():
        raise MovedError(
            f"Meanwhile {who or 'somebody'} published revision {number} (“{note}”), which changes "
            f"{', '.join(touched[:5])}. Nothing of yours was published or lost: compare with it, and publish."
        )
