"""The briefs there are: the shipped ones, data/briefs/*.toml, and a person's own, beside the store, with the pictures
that were taken into them.

A picture is kept under the name of its item's place, so that two briefs with the same one share it. It stays as long as
a brief names it, one in the bin too.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from foresight import shelf as shelves
from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit, as_text, from_text
from foresight.catalogue import DATA
from foresight.errors import BriefError, unknown
from foresight.files import write_lasting
from foresight.shelf import Shelf, Slot

FOLDER = DATA / "briefs"
OWN, PICTURES = "briefs", "pictures"
FIRST = "My brief"
"""What the first brief of a person is called until it is named."""


def read(path: Path) -> Brief:
    """One brief's file; BriefError says what in it is wrong."""
    try:
        return Brief.from_toml(path.read_text(encoding="utf-8"), path.name, path.stem)
    except (OSError, UnicodeDecodeError) as error:
        raise BriefError(f"{path} cannot be read: {error}. Check the path.") from None


def shipped(folder: Path = FOLDER) -> dict[str, Brief]:
    """All shipped briefs by key; BriefError where a file's name and key differ."""
    return shelves.shipped(folder, read, BriefError)


def shelf(store: Path) -> Shelf[Brief]:
    """Where a person's own briefs are kept, in the store's folder."""
    return Shelf(store / OWN, "brief", "title", read, shipped, BriefError)


def own(store: Path) -> dict[str, Slot[Brief]]:
    """The person's own briefs, the one edited last first. A damaged file is listed with what is wrong.

    So is one that has the file name of a shipped brief, which a later release may have brought.
    """
    here, known = shelf(store), shipped()

    def edited(key: str) -> int:
        try:
            return here.file(key).stat().st_mtime_ns
        except OSError:
            return 0

    found = {}
    for key, slot in sorted(here.slots().items(), key=lambda one: -edited(one[0])):
        told = ""
        if key in known:
            told = f"{key}.toml has the file name of the shipped brief “{known[key].title}”. Give yours another name."
        found[key] = replace(slot, held=None, wrong=told) if told else slot
    return found


def find(name: str, store: Path | None = None) -> Brief:
    """The brief of that key, own (of the store in that folder) or shipped, or the one in that TOML file.

    UnknownKeyError with the nearest keys; BriefError where its file cannot be used.
    """
    mine, known = own(store) if store else {}, shipped()
    if name in known:
        return known[name]
    if name in mine:
        if (held := mine[name].held) is None:
            raise BriefError(mine[name].wrong)
        return held
    path = Path(name)
    if path.suffix == ".toml":
        return read(path)
    both = [*known, *mine]
    raise unknown("brief", name, both, f"Known: {', '.join(both) or 'none'}. A file’s name ends in .toml.")


def take_in(store: Path, text: str, where: str = "The file") -> Brief:
    """Keep the brief of a TOML text beside all others; BriefError says what is wrong in it, and nothing is kept."""
    return shelf(store).add(Brief.from_toml(text, where))


def put_in(store: Path, key: str | None, exhibit: Exhibit, author: str = "") -> tuple[Brief, bool]:
    """Add an exhibit at the end of an own brief, its picture first; a new brief where `key` is None.

    The brief, and whether anything was added: the same picture on the same data is in it once.
    """
    item = Item.of(exhibit)
    keep_picture(store, item, exhibit)
    if key is None:
        return shelf(store).add(Brief(key="brief", title=FIRST, author=author, items=(item,))), True
    new = True

    def edit(brief: Brief) -> Brief:
        nonlocal new
        new = item.place not in {one.place for one in brief.items}
        return brief.model_copy(update={"items": (*brief.items, item)}) if new else brief

    return shelf(store).change(key, edit), new


def keep_picture(store: Path, item: Item, exhibit: Exhibit) -> None:
    """Keep the picture of an item; what the disk refuses is a BriefError."""
    with shelf(store).locked():
        write_lasting(_file(store, item), as_text(exhibit).encode())


def picture(store: Path, item: Item) -> Exhibit | str:
    """The kept picture of an item, or a sentence why there is none."""
    try:
        return from_text(_file(store, item).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "It has not been drawn yet. Bring it up to date."
    except (OSError, UnicodeDecodeError, ValidationError):
        return "Its kept picture is damaged. Bring it up to date, and it is made anew."


def prune(store: Path) -> int:
    """Remove the pictures that no brief names any more, not one in the bin either; how many went.

    None goes while a brief cannot be read: it may name any.
    """
    here = shelf(store)
    with here.locked():
        slots = here.slots().values()
        try:
            binned = [read(one.path) for one in here.kept()]
        except BriefError:
            return 0
        if any(slot.held is None for slot in slots):
            return 0
        used = _places([*(slot.held for slot in slots if slot.held), *binned])
        gone = [path for path in (here.place / PICTURES).glob("*.json") if path.stem not in used]
        for path in gone:
            with suppress(FileNotFoundError):
                path.unlink()
        return len(gone)


def empty_bin(store: Path) -> int:
    """Remove what is in the bin for good, and the pictures that only it named; how many briefs went."""
    here = shelf(store)
    with here.locked():
        kept = here.kept()
        for one in kept:
            one.path.unlink(missing_ok=True)
    prune(store)
    return len(kept)


def _places(briefs: Iterable[Brief]) -> set[str]:
    return {item.place for brief in briefs for item in brief.items}


def _file(store: Path, item: Item) -> Path:
    return store / OWN / PICTURES / f"{item.place}.json"
