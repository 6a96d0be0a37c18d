"""A store as one file, taken while the app runs, and put back.

What was published is in one revision file that never changes, with its whole history inside; so the copy is whole
whatever is published meanwhile. Beside it: own scenarios and briefs, what was remembered of files, files in the queue.
Left out is what is made anew from them: fitted models, their track records, uploads that nobody published.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path, PurePosixPath

import duckdb

from foresight.errors import StoreError
from foresight.store import folder as on_disk
from foresight.store.folder import Pointer
from foresight.store.revisions import Revision, content_hash
from foresight.store.store import Store

POINTER = "current.json"
_ANEW = ("track_record", "past", "intake/uploads")
_TRIES = 5


def backup(store: Store, target: Path) -> Revision:
    """Write the store as it is now to the new file `target` (.zip), and say which revision it holds.

    Errors: StoreError where the file is there already or cannot be written; nothing half written stays.
    """
    if target.suffix != ".zip":
        raise StoreError(f"A backup is one ZIP file: name it {target.name}.zip.")
    if target.exists():
        raise StoreError(f"{target} is there already: name another file. A backup never overwrites one.")
    making = target.with_name(f"making-{os.getpid()}-{target.name}")
    try:
        pointer = _packed(store.folder, making)
        on_disk.settle(making, target)
    except OSError as error:
        raise StoreError(
            f"The backup {target} cannot be written: {error.strerror or error}. Nothing was kept."
        ) from None
    finally:
        with suppress(OSError):
            making.unlink(missing_ok=True)
    return next(one for one in store.revisions() if one.number == pointer.number)


def restore(folder: Path, source: Path, replace: bool = False) -> tuple[Revision, Path | None]:
    """Make the store in `folder` what the backup `source` holds; an app that runs shows it at the next click.

    A store on which something was published is replaced only with `replace`, and saved first: the second answer is
    where. Files beside the revisions that the backup does not have stay. Errors: StoreError for a file that is no
    whole backup (the store is untouched then), and for a store that would be replaced unasked.
    """
    on_disk.made(folder)
    with on_disk.locked(folder):
        room = Path(tempfile.mkdtemp(prefix="making-restore-", dir=folder))
        try:
            pointer = _unpacked(source, room)
            saved = _saved(folder, replace)
            for path in sorted(one for one in room.rglob("*") if one.is_file() and one.name != POINTER):
                final = folder / path.relative_to(room)
                final.parent.mkdir(parents=True, exist_ok=True)
                on_disk.settle(path, final)
            on_disk.write_pointer(folder, pointer)
        finally:
            shutil.rmtree(room, ignore_errors=True)
    return Store(folder).revision, saved


def _packed(folder: Path, making: Path) -> Pointer:
    """Everything that is kept, in one archive; the revision that was current when its file was opened."""
    for _ in range(_TRIES):
        pointer = on_disk.read_pointer(folder)
        if pointer is None:
            break
        try:
            # held open: it may be swept away by later publications while it is read
            revision = (folder / pointer.file).open("rb")
        except FileNotFoundError:
            continue
        with revision, zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open(pointer.file, "w", force_zip64=True) as out:
                shutil.copyfileobj(revision, out, 2**20)
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder).as_posix()
                if _kept(name) and path.is_file():
                    with suppress(FileNotFoundError):  # renamed or removed by its owner meanwhile
                        archive.write(path, name)
            archive.writestr(POINTER, json.dumps(asdict(pointer), indent=1))
        return pointer
    raise StoreError(f"The store {folder} holds no revision that could be copied. Open it once, and try again.")


def _kept(name: str) -> bool:
    """Does the file belong to a backup, beside the current revision and the pointer."""
    parts = PurePosixPath(name).parts
    if parts[-1] in ("lock", "lock.json", "held") or any(part.startswith("making-") for part in parts):
        return False
    return len(parts) > 1 and not any(name.startswith(f"{left}/") for left in _ANEW)


def _unpacked(source: Path, room: Path) -> Pointer:
    """The backup in a folder of its own, checked down to the last figure."""
    try:
        with zipfile.ZipFile(source) as archive:
            pointer = Pointer(**json.loads(archive.read(POINTER)))
            for name in archive.namelist():
                if name == pointer.file or _kept(name):
                    archive.extract(name, room)  # which keeps every name inside the folder
        with duckdb.connect(str(room / pointer.file), read_only=True) as connection:
            if content_hash(connection, pointer.number) != pointer.hash:
                raise StoreError(f"{source} does not hold the figures that it names: take another backup.")
    except FileNotFoundError:
        raise StoreError(f"There is no backup {source}. Name the file that “foresight backup” wrote.") from None
    except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile, duckdb.Error) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"{source} is no whole backup ({told}). The store was left as it is.") from None
    return pointer


def _saved(folder: Path, replace: bool) -> Path | None:
    """Where the present store was saved; None for one on which nothing was published, or that cannot be read."""
    try:
        now = on_disk.read_pointer(folder)
    except StoreError:
        return None
    if now is None or now.number == 1 or not (folder / now.file).exists():
        return None
    if not replace:
        raise StoreError(
            f"The store {folder} holds {now.number} revisions of its own. Say --replace to put the backup in their "
            "place; they are saved beside it first."
        )
    saved = folder / f"before-restore-{on_disk.now().replace(':', '')}.zip"
    making = folder / f"making-{saved.name}"
    _packed(folder, making)
    on_disk.settle(making, saved)
    return saved
