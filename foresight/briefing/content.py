"""What every file of a brief says, whatever its form: the items that may be shown with their words, and what was left
out and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit
from foresight.catalogue import Catalogue, Source
from foresight.charts.theme import source_line
from foresight.geography import MAP_DISCLAIMER

DISCLAIMER = (
    "Estimates are associations in past data, not causes; a projection says what its model gives, with its record."
)


@dataclass(frozen=True)
class Shown:
    """One item as it is shown: its words (a person's, or the computed ones), and the lines under it."""

    item: Item
    exhibit: Exhibit
    title: str
    takeaway: str
    note: str
    footer: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """A brief ready to be written. `left_out`: a sentence for each item that is not in it. `date`: of the file."""

    brief: Brief
    shown: tuple[Shown, ...]
    left_out: tuple[str, ...]
    sources: tuple[Source, ...]
    caveats: tuple[str, ...]
    revisions: tuple[str, ...]
    when: dt.datetime

    @property
    def date(self) -> str:
        """`25 November 2026`, the brief's own date before that of the file."""
        day = self.brief.date or self.when.date()
        return f"{day.day} {day:%B %Y}"

    @property
    def mark(self) -> str:
        """The classification marking, as it stands on every page; blank where the briefer chose none."""
        return self.brief.classification.strip()


def content(brief: Brief, exhibits: Sequence[Exhibit | str], catalogue: Catalogue, when: dt.datetime) -> Content:
    """Put a brief and its exhibits together, one for each item; a text in an exhibit's place says why there is none.

    Of a public brief, what rests on figures that may not be passed on is left out and named.
    """
    shown: list[Shown] = []
    left: list[str] = []
    for place, (item, exhibit) in enumerate(zip(brief.items, exhibits, strict=True), start=1):
        if isinstance(exhibit, str):
            left.append(f"Item {place} ({item.title or item.key}): {exhibit}")
            continue
        closed = exhibit.closed(catalogue)
        if closed and brief.public:
            names = "; ".join(f"{one.provider}, {one.title} ({one.licence})" for one in closed)
            left.append(
                f"Item {place} ({item.title or exhibit.title}) is left out of this public file: {names} may not be "
                "passed on. Mark the brief as internal to keep it in."
            )
            continue
        shown.append(_shown(item, exhibit, catalogue, when))
    sources = {source.key: source for one in shown for source in one.exhibit.sources(catalogue)}
    keys = dict.fromkeys(key for one in shown for key in one.exhibit.rests_on if key in catalogue.indicators)
    said = [f"{catalogue.indicators[k].title}: {catalogue.indicators[k].caveat}" for k in keys
            if catalogue.indicators[k].caveat]  # fmt: skip
    maps = [MAP_DISCLAIMER] if any(one.exhibit.kind == "map" for one in shown) else []
    revisions = dict.fromkeys(_revision(one.exhibit) for one in shown)
    caveats = (*brief.caveats, DISCLAIMER, *said, *maps)
    return Content(brief, tuple(shown), tuple(left), tuple(sources.values()), caveats, tuple(revisions), when)


def cited(source: Source) -> str:
    """A source as the last page lists it."""
    return f"{source.citation} Licence: {source.licence}. {source.url} (retrieved {source.retrieved.isoformat()})"


def clean(text: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(sign for sign in text if sign in "\n\t" or (ord(sign) >= 32 and ord(sign) not in (0xFFFE, 0xFFFF)))


def _revision(exhibit: Exhibit) -> str:
    return f"{exhibit.revision} ({exhibit.revision_hash[:8]})"


def _shown(item: Item, exhibit: Exhibit, catalogue: Catalogue, when: dt.datetime) -> Shown:
    exhibit = exhibit.model_copy(update={"title": clean(exhibit.title), "sentence": clean(exhibit.sentence)})
    takeaway = clean(item.takeaway.strip()) or exhibit.sentence
    sources = exhibit.sources(catalogue)
    line = source_line(sources) if sources else exhibit.source
    last = f"Last year observed: {exhibit.last_observed}. " if exhibit.last_observed else ""
    stands = f"{', '.join(exhibit.status).capitalize()}. {last}Data revision {_revision(exhibit)}."
    closed = [source.provider for source in exhibit.closed(catalogue)]
    if closed:
        stands += f" Not for redistribution: {', '.join(closed)}."
    made = f"Made {when.date().isoformat()} at /{exhibit.page}{f'?{exhibit.address}' if exhibit.address else ''}"
    title = clean(item.title.strip()) or exhibit.title
    return Shown(item, exhibit, title, takeaway, clean(item.note.strip()), (*exhibit.notes, line, stands, made))
