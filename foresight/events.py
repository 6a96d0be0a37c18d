"""Summits, dialogues, treaties and operations, facts with a reference: data/catalogue/events.toml, validated.

An event belongs to forums of the catalogue, to strands (threads that are no forum, such as the Shangri-La Dialogue or
arms control), to countries, or to several of these.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from foresight import catalogue, geography
from foresight.errors import CatalogueError, unknown

FILE = "events.toml"
KINDS: Mapping[str, str] = {
    "summit": "Summit",
    "dialogue": "Dialogue",
    "treaty": "Treaty",
    "agreement": "Agreement",
    "decision": "Decision",
    "membership": "Membership",
    "operation": "Operation",
    "exercise": "Exercise",
    "report": "Report",
}
Kind = Literal["summit", "dialogue", "treaty", "agreement", "decision", "membership", "operation", "exercise", "report"]
UNOPENED = (
    "These facts were put down from knowledge of the documents they name; neither the documents nor their addresses "
    "were opened for this list. Open the document before you quote one."
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


class Strand(BaseModel):
    """A thread of events that is no forum with members."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=3)
    note: str = ""


class Event(BaseModel):
    """One fact. `when`: `2010`, `2010-11` or `2010-11-19`, as exact as is sure; `until`: the last year of something
    that lasted, 0 while it lasts. `checked`: how the fact was held against its document."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    when: str
    until: int | None = None
    kind: Kind
    forums: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    place: str = ""
    title: str = Field(min_length=3)
    fact: str = Field(min_length=20)
    reference: str = Field(min_length=10)
    url: str = Field(default="", pattern=r"^(https://\S+)?$")
    checked: Literal["knowledge", "opened"]

    @field_validator("when")
    @classmethod
    def _is_a_date(cls, text: str) -> str:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
            raise ValueError("a year, a month or a day is wanted: 2010, 2010-11 or 2010-11-19")
        year, month, day = (int(part) for part in (text + "-01-01")[:10].split("-"))
        dt.date(year, month, day)  # ValueError for a day that does not exist
        return text

    @model_validator(mode="after")
    def _holds_together(self) -> Event:
        if not (self.forums or self.strands or len(self.countries) > 1):
            raise ValueError("it must belong to a forum, a strand, or at least two countries")
        if self.until and self.until < self.year:
            raise ValueError(f"until {self.until} is before {self.when}")
        return self

    @property
    def year(self) -> int:
        """The year it happened or began."""
        return int(self.when[:4])

    @property
    def lasting(self) -> bool:
        """Has it a last year of its own, or lasts it still."""
        return self.until is not None

    @property
    def last_year(self) -> int | None:
        """The last year of it; None while it lasts."""
        return None if self.until == 0 else self.until or self.year

    @property
    def moment(self) -> float:
        """Where it stands on an axis of years; the middle of the year or month where no more is sure."""
        parts = [int(part) for part in self.when.split("-")]
        month = parts[1] - 1 if len(parts) > 1 else 6
        day = parts[2] if len(parts) > 2 else 0 if len(parts) == 1 else 15
        return parts[0] + (month + day / 31) / 12

    @property
    def date_words(self) -> str:
        """`19 November 2010`, `November 2010`, `2010`; with its end where it lasted."""
        parts = self.when.split("-")
        words = [str(int(parts[2]))] if len(parts) > 2 else []
        words += [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
        said = " ".join([*words, parts[0]])
        if self.until == 0:
            return f"since {said}"
        return said if not self.until or self.until == self.year else f"{said} to {self.until}"


@dataclass(frozen=True)
class Book:
    """Every event, oldest first, and the strands by key."""

    events: tuple[Event, ...]
    strands: Mapping[str, Strand]


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _declared(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing. Restore it from the project’s own copy.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {error}. Correct that line.") from None
    strange = set(held) - {"strands", "events"}
    if strange:
        raise CatalogueError(f"{path.name}: “{min(strange)}” is neither [strands.KEY] nor [events.KEY].")
    return held.get("strands", {}), held.get("events", {})


@cache
def book(folder: Path = catalogue.DATA / "catalogue") -> Book:
    """Every event and strand of `folder`, validated.

    CatalogueError names the event and what is wrong: a field that is missing or strange, a day that does not exist, an
    unknown forum, strand or country, an end before the beginning, an event that belongs to nothing.
    """
    strands, events = _declared(folder / FILE)
    forums = set(catalogue.load(folder).forums)
    try:
        threads = {key: Strand(key=key, **fields) for key, fields in strands.items()}
    except ValidationError as error:
        raise CatalogueError(f"{FILE}, strand: {_problem(error)}.") from None
    if both := forums & set(threads):
        raise CatalogueError(f"{FILE}: the strand “{min(both)}” has the key of a forum. Give it another.")
    known = {"forums": forums, "strands": set(threads), "countries": set(geography.countries())}
    found = []
    for key, fields in events.items():
        try:
            event = Event(key=key, **fields)
        except ValidationError as error:
            raise CatalogueError(f"{FILE}, event “{key}”: {_problem(error)}.") from None
        for field, there in known.items():
            if stranger := next((named for named in getattr(event, field) if named not in there), None):
                raise CatalogueError(f"{FILE}, event “{key}”: {field}: there is no “{stranger}”.")
        found.append(event)
    return Book(tuple(sorted(found, key=lambda event: (event.moment, event.key))), threads)


def events_of(
    forums: Collection[str] | None = None,
    countries: Collection[str] | None = None,
    first: int | None = None,
    last: int | None = None,
) -> tuple[Event, ...]:
    """The events that fit everything asked, oldest first.

    `forums`: keys of forums or strands, of which the event belongs to at least one. `countries`: ISO3 codes, all of
    which the event names (two of them: what is between these two; membership of a forum is not looked at). `first`,
    `last`: years; something that lasted fits when a year of it does. None asks for nothing; an empty collection fits
    nothing. UnknownKeyError for a forum or strand that does not exist.
    """
    held = book()
    known = {*_forum_titles(), *held.strands}
    for key in forums or ():
        if key not in known:
            raise unknown("forum or strand", key, known, f"Known: {', '.join(sorted(known))}.")

    def fits(event: Event) -> bool:
        belongs = forums is None or bool({*event.forums, *event.strands} & set(forums))
        named = countries is None or (bool(countries) and set(countries) <= set(event.countries))
        begun = last is None or event.year <= last
        lasts = first is None or event.last_year is None or event.last_year >= first
        return belongs and named and begun and lasts

    return tuple(event for event in held.events if fits(event))


@cache
def _forum_titles() -> Mapping[str, str]:
    """Forum key -> short name, of the shipped catalogue that the events are held against."""
    return {key: forum.short for key, forum in catalogue.load().forums.items()}


def titles() -> dict[str, str]:
    """What events may belong to, key -> title: forums that have events, in the catalogue's order, then strands."""
    held = book()
    used = {key for event in held.events for key in event.forums}
    forums = {key: short for key, short in _forum_titles().items() if key in used}
    return forums | {key: strand.title for key, strand in held.strands.items()}
