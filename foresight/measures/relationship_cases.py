"""Case studies: data/catalogue/case_studies, narratives whose every figure is looked up when they are shown.

A figure stands in the text as a question in braces and never as digits, so that a narrative cannot disagree with the
data. The questions, parts divided by colons:

    {KEY:AAA:HOW[:YEARS]}, {KEY:AAA:BBB:HOW[:YEARS]}   an indicator of a country, of a pair
    {members:FORUM:count:YEAR}                          how many full members a forum had at the end of a year
    {partners:FORUM:PARTNERS:count:YEAR}, {partners:FORUM:PARTNERS:became}
                                                        members of a second forum that are not of the first; those of
                                                        them that were members of the first later
    {joined:FORUM:AAA}                                  the year a country became a full member
    {shared:AAA:BBB:count:YEAR}, {shared:AAA:BBB:names:YEAR}, {shared:AAA:BBB:since:FORUM} (`again`: the last time)
    {run:AAA:BBB:CHANNEL:years|first|last}              the longest run of years in a row of a channel
    {between:KEY:FORUM:PARTNERS:GROUP:HOW[:YEARS]}      a pair indicator, mean of the pairs of a group of a circle
    {inside:KEY:FORUM:PARTNERS:RING:HOW[:YEARS]}        an indicator, sum over the states of a ring
    {rank:KEY:AAA:YEAR}                                 place of a country, the highest first
    {median:un_agreement:YEAR}                          the median pair
    {later:KEY:FORUM:PARTNERS:joined|stayed:YEAR}       a pair indicator, mean of members with those partners of that
                                                        year that were members later, or were not
    {event:KEY:year}, {event:KEY:when}                  when something happened, `when` as in `on 4 April 1949`

HOW: sum, mean, max, value (needs one year), latest, change (last less first), count (years above zero), first, last
and peak (years), begin and end (first and last year observed). YEARS: 1994 or 1994-2010; without them all that are
observed. `%` at the end writes a share as a percentage.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foresight import events
from foresight.catalogue import DATA, Indicator
from foresight.errors import CatalogueError, ForesightError, unknown
from foresight.events import Event
from foresight.measures import relationship, relationship_circle

if TYPE_CHECKING:
    from foresight.store import Store

FOLDER = DATA / "catalogue" / "case_studies"
QUESTION = re.compile(r"\{([^{}]+)\}")
YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
PICTURES = (
    "channels", "votes", "ideal_points", "exercises", "agreements", "forums", "material", "events", "index",
    "circle_members", "circle_exercises", "circle_kinds", "circle_votes", "circle_peacekeeping", "circle_troops",
)  # fmt: skip


class Reading(BaseModel):
    """A work that the narrative leans on. `checked`: whether it was opened for it, or is cited from knowledge."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str = Field(min_length=10)
    url: str = Field(default="", pattern=r"^(https://\S+)?$")
    checked: Literal["knowledge", "opened"]


class Section(BaseModel):
    """A heading, some paragraphs, and a picture under them. `events`: keys of those that the text rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str = Field(min_length=3)
    text: str = Field(min_length=40)
    picture: str = ""
    events: tuple[str, ...] = ()


class Case(BaseModel):
    """A case study. `pair`, or `forum` with `partners`, is what its pictures show; `strands`: whose events belong to
    it, forums or strands; `rests_on`: the indicators behind it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    place: int
    title: str = Field(min_length=3)
    short: str = Field(min_length=3, max_length=28)
    question: str = Field(min_length=10)
    answer: str = Field(min_length=40)
    pair: tuple[str, ...] = ()
    forum: str = ""
    partners: str = ""
    strands: tuple[str, ...] = ()
    from_year: int = Field(alias="from")
    rests_on: tuple[str, ...] = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=2)
    takeaways: tuple[str, ...] = Field(min_length=2)
    limits: tuple[str, ...] = Field(min_length=1)
    reading: tuple[Reading, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Every text of it that may hold questions."""
        return (self.answer, *(section.text for section in self.sections), *self.takeaways, *self.limits)

    def questions(self) -> tuple[str, ...]:
        """Every question of its texts, once."""
        return tuple(dict.fromkeys(found for text in self.texts() for found in QUESTION.findall(text)))


@cache
def cases(folder: Path = FOLDER) -> Mapping[str, Case]:
    """Every case study, key -> Case, in their order. CatalogueError names the file and what is wrong in it."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            case = Case(key=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{path.name} is not valid TOML: {error}. Correct that line.") from None
        except ValidationError as error:
            first = error.errors()[0]
            raise CatalogueError(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
        for section in case.sections:
            if section.picture and section.picture not in PICTURES:
                raise CatalogueError(f"{path.name}, “{section.title}”: there is no picture “{section.picture}”.")
            if stranger := next((key for key in section.events if key not in _events()), None):
                raise CatalogueError(f"{path.name}, “{section.title}”: there is no event “{stranger}”.")
        found.append(case)
    return {case.key: case for case in sorted(found, key=lambda case: case.place)}


def case_of(key: str) -> Case:
    """The case study of that key; UnknownKeyError with the nearest keys otherwise."""
    if key not in cases():
        raise unknown("case study", key, cases(), f"Case studies: {', '.join(cases())}.")
    return cases()[key]


@cache
def _events() -> Mapping[str, Event]:
    return {event.key: event for event in events.book().events}


def events_of(case: Case) -> tuple[Event, ...]:
    """What happened between the states of a case, or in its forums and strands, oldest first."""
    known = {event.key: event for event in events.events_of(forums=case.strands, first=case.from_year)}
    if case.pair:
        known |= {event.key: event for event in events.events_of(countries=case.pair, first=case.from_year)}
    return tuple(sorted(known.values(), key=lambda event: (event.moment, event.key)))


def cited(case: Case) -> tuple[Event, ...]:
    """The events that its sections rest on, in the order of their mention."""
    return tuple(_events()[key] for key in dict.fromkeys(key for one in case.sections for key in one.events))


# ---- looking figures up


@dataclass(frozen=True)
class Value:
    """The answer to a question. `kind`: a figure in the unit of `indicator`, a plain count, a share to be written as a
    percentage, a year, a date in words, or keys of forums."""

    kind: Literal["figure", "count", "share", "year", "date", "forums"]
    value: Any
    indicator: Indicator | None = None


HOWS: Mapping[str, Callable[[pd.Series], float]] = {
    "sum": lambda own: float(own.sum()),
    "mean": lambda own: float(own.mean()),
    "max": lambda own: float(own.max()),
    "value": lambda own: float(own.iloc[-1]),
    "latest": lambda own: float(own.iloc[-1]),
    "change": lambda own: float(own.iloc[-1] - own.iloc[0]),
    "count": lambda own: int((own > 0).sum()),
    "first": lambda own: own.index[own > 0].tolist()[0],
    "last": lambda own: own.index[own > 0].tolist()[-1],
    "peak": lambda own: own.index.tolist()[int(own.argmax())],
    "begin": lambda own: own.index.tolist()[0],
    "end": lambda own: own.index.tolist()[-1],
}
OF_YEARS = ("first", "last", "peak", "begin", "end")


class Figures:
    """Answers questions from one store; what several questions need is read once."""

    def __init__(self, store: Store, medians: Callable[[], pd.Series] | None = None) -> None:
        """`medians`: the median pair's agreement in UN votes by year, where somebody has it already."""
        self._store = store
        self._medians = medians or cache(lambda: relationship.medians_from(store))
        self._catalogue = store.catalogue()
        self._answered: dict[str, Value] = {}
        self._dossiers: dict[tuple[str, str], relationship.Dossier] = {}
        self._circles: dict[tuple[str, str], relationship_circle.Circle] = {}
        self._frames: dict[tuple[str, ...], pd.DataFrame] = {}

    @cached_property
    def _memberships(self) -> pd.DataFrame:
        return self._store.memberships()

    def __call__(self, question: str) -> Value:
        """The answer; CatalogueError for a question that is not one, or that the data do not answer."""
        if question not in self._answered:
            try:
                self._answered[question] = self._answer(question)
            except (ForesightError, ValueError, KeyError, IndexError) as error:
                raise CatalogueError(f"The case study asks {{{question}}}, which has no answer: {error}") from None
        return self._answered[question]

    def _answer(self, question: str) -> Value:
        parts = question.split(":")
        share = parts[-1] == "%"
        head, *rest = parts[:-1] if share else parts
        kinds = {
            "members": self._members, "partners": self._partners, "joined": self._joined, "shared": self._shared,
            "run": self._run, "between": self._between, "inside": self._inside, "rank": self._rank,
            "later": self._later, "median": self._median, "event": self._event,
        }  # fmt: skip
        found = kinds[head](rest) if head in kinds else self._indicator(head, rest)
        return Value("share", found.value, found.indicator) if share else found

    def _indicator(self, key: str, rest: list[str]) -> Value:
        indicator = self._catalogue.indicator(key)
        places = 2 if indicator.dyadic else 1
        named, how = rest[:places], rest[places:]
        if indicator.dyadic:
            values = self.dossier(*named).tie(key)
        else:
            rows = self._store.rows(key, countries=named)
            values = rows.set_index("year")["value"]
        return _told(values, how, indicator)

    def dossier(self, one: str, other: str) -> relationship.Dossier:
        """What is held of two states."""
        if (one, other) not in self._dossiers:
            self._dossiers[one, other] = relationship.dossier_from(self._store, one, other)
        return self._dossiers[one, other]

    def circle(self, forum: str, partners: str) -> relationship_circle.Circle:
        """A forum and the states around it, over all years of memberships that are held."""
        if (forum, partners) not in self._circles:
            last = int(self._store.coverage().set_index("indicator")["last_year"]["shared_forums"])
            self._circles[forum, partners] = relationship_circle.circle_from(self._store, forum, partners, 1980, last)
        return self._circles[forum, partners]

    def around(self, key: str, forum: str, partners: str) -> pd.DataFrame:
        """An indicator around a forum, as `relationship_circle.between` or `inside` (of countries) returns it."""
        if (key, forum, partners) not in self._frames:
            of_pairs = self._catalogue.indicator(key).dyadic
            read = relationship_circle.between_from if of_pairs else relationship_circle.inside_from
            self._frames[key, forum, partners] = read(self._store, key, self.circle(forum, partners))
        return self._frames[key, forum, partners]

    def _members(self, rest: list[str]) -> Value:
        forum, how, year = rest
        if how != "count":
            raise ValueError(f"members are counted, not “{how}”")
        return Value("count", len(self._store.members(forum, int(year))))

    def _partners(self, rest: list[str]) -> Value:
        around = self.circle(*rest[:2])
        if rest[2] == "became":
            return Value("count", len(around.became_members()))
        return Value("count", len(around.of("partners", int(rest[3]))))

    def _joined(self, rest: list[str]) -> Value:
        forum, country = rest
        own = self._memberships
        own = own[(own["forum"] == forum) & (own["country"] == country) & (own["status"] == "member")]
        return Value("year", int(own["joined"].iloc[0]))

    def _shared(self, rest: list[str]) -> Value:
        one, other, how, which = rest
        found = self.dossier(one, other)
        if how in ("since", "again"):
            own = found.forums[found.forums["forum"] == which]
            return Value("year", int(own["joined"].iloc[0 if how == "since" else -1]))
        names = [key for key in found.sharing(int(which)) if key != relationship.UNIVERSAL]
        return Value("count", len(names)) if how == "count" else Value("forums", tuple(names))

    def _run(self, rest: list[str]) -> Value:
        one, other, channel, how = rest
        active = relationship.activity(self.dossier(one, other), self._medians())
        run = relationship.persistence(active)[channel].longest
        if run is None:
            raise ValueError(f"{channel} never ran")
        return (
            Value("count", run.years) if how == "years" else Value("year", {"first": run.first, "last": run.last}[how])
        )

    def _between(self, rest: list[str]) -> Value:
        key, forum, partners, group, *how = rest
        rows = self.around(key, forum, partners)
        column = "share" if how[0] == "share" else "value"
        values = rows[rows["group"] == group].set_index("year")[column]
        return _told(values, ["value", *how[1:]] if how[0] == "share" else how, self._catalogue.indicator(key))

    def _inside(self, rest: list[str]) -> Value:
        key, forum, partners, ring, *how = rest
        rows = self.around(key, forum, partners)
        values = rows[rows["group"] == ring].set_index("year")["total"]
        return _told(values, how, self._catalogue.indicator(key))

    def _later(self, rest: list[str]) -> Value:
        key, forum, partners, which, year = rest
        around, now = self.circle(forum, partners), int(year)
        joined = around.of("partners", now) & frozenset(around.became_members())
        those = {"joined": joined, "stayed": around.of("partners", now) - joined}[which]
        rows = self._store.rows(key, countries=those, partners=around.of("members", now), first=now, last=now)
        return Value("figure", float(rows["value"].mean()), self._catalogue.indicator(key))

    def _median(self, rest: list[str]) -> Value:
        key, year = rest
        if key != "un_agreement":
            raise ValueError("only the median of un_agreement is at hand")
        return Value("figure", float(self._medians()[int(year)]), self._catalogue.indicator(key))

    def _event(self, rest: list[str]) -> Value:
        key, how = rest
        event = _events()[key]
        if how == "when":
            plain = event.model_copy(update={"until": None})
            return Value("date", f"{'on' if len(event.when) > len('2010-11') else 'in'} {plain.date_words}")
        return Value("year", event.year)

    def _rank(self, rest: list[str]) -> Value:
        key, country, year = rest
        rows = self._store.rows(key, first=int(year), last=int(year)).set_index("country")["value"]
        return Value("count", int((rows > rows[country]).sum()) + 1)


def _told(values: pd.Series, how: list[str], indicator: Indicator) -> Value:
    """`how` is the way to one figure and, if given, the years."""
    way, *years = how
    if way not in HOWS:
        raise ValueError(f"“{way}” is none of {', '.join(HOWS)}")
    own = values.dropna().sort_index()
    if years:
        found = YEARS.fullmatch(years[0])
        if found is None:
            raise ValueError(f"“{years[0]}” is no year and no span of years")
        first, last = int(found[1]), int(found[2] or found[1])
        own = own[(own.index >= first) & (own.index <= last)]
    elif way == "value":
        raise ValueError("“value” needs a year")
    if own.empty:
        raise ValueError("nothing is observed there")
    value = HOWS[way](own)
    return Value("year" if way in OF_YEARS else "count" if way == "count" else "figure", value, indicator)
