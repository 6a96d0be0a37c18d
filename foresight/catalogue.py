"""What exists: sources, indicators, forums and levers, declared once in data/catalogue.

A provider's file `data/catalogue/providers/NAME.toml` holds `[sources.KEY]` and `[indicators.KEY]` tables; forums
stand in `forums.toml`, levers in `levers.toml`. Labels, units and bounds everywhere else derive from here.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from foresight.errors import CatalogueError, unknown

DATA = Path(__file__).resolve().parent.parent / "data"

THEMES: Mapping[str, str] = {
    "geopolitical_shifts": "Geopolitical shifts",
    "emerging_powers": "Emerging powers",
    "regional_conflicts": "Regional conflicts",
    "cooperation": "Cooperation",
}
Theme = Literal["geopolitical_shifts", "emerging_powers", "regional_conflicts", "cooperation"]
NOT_STATED = "not stated by the provider"


class _Declared(BaseModel):
    """Frozen, and refuses a field it does not know: a misspelt field is a mistake, not an extra."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=3)


class Source(_Declared):
    """Where figures come from, as every chart and export names it."""

    provider: str
    version: str
    licence: str
    citation: str
    url: str
    retrieved: dt.date
    terms: Literal["open", "derived_only", "closed"]
    """open: figures may be passed on with attribution. derived_only: only figures computed from it, with the citation.
    closed: for the steward's own screen, never in an export."""
    note: str = ""

    @property
    def redistributable(self) -> bool:
        """May figures compiled from it leave the house in an export."""
        return self.terms != "closed"


class Indicator(_Declared):
    """One indicator: what is measured, in what unit, for whom, and how far it may be trusted."""

    theme: Theme
    unit: str
    description: str
    source: str
    also_from: tuple[str, ...] = ()
    """Further sources the figure rests on (a share, a ratio, a count over two files)."""
    level: Literal["country", "pair", "world"] = "country"
    direction: Literal["positive", "negative", "neutral"] = "neutral"
    """How a higher value is usually read: better for cooperation and stability, worse, or neither."""
    transform: Literal["identity", "log", "log1p"] = "identity"
    """The scale on which models work and a chart may offer a logarithmic axis."""
    frequency: Literal["annual"] = "annual"
    together: Literal["mean", "sum"] = "mean"
    """How countries of a region or forum become one figure: amounts are added, all else is averaged over those that
    have a figure; also what members share (an exercise, a conflict), which a sum would count many times."""
    whole: bool = False
    """Counts: shown and projected without decimals."""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = Field(default=2, ge=0, le=6)
    absent: Literal["missing", "zero"] = "missing"
    """What a country-year inside coverage means when the provider lists nothing. Tables hold the zeros explicitly."""
    absent_note: str = ""
    low: str | None = None
    high: str | None = None
    """Keys of the indicators that hold the provider's own low and high estimates of this one."""
    partial_years: tuple[int, ...] = ()
    """Years the provider has not finished: shown with a mark, never used by a model."""
    caveat: str = ""

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Indicator:
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError(f"minimum {self.minimum} is not below maximum {self.maximum}")
        return self

    @property
    def together_words(self) -> str:
        """How members are put together, in words."""
        return "all members together" if self.together == "sum" else "mean of the members"

    @property
    def dyadic(self) -> bool:
        """A tie between two states rather than a figure of one."""
        return self.level == "pair"


class Forum(_Declared):
    """A forum, alliance or group that states belong to, with the reference its membership rests on."""

    short: str
    kind: Literal["universal", "alliance", "partnership", "regional", "dialogue", "minilateral", "economic", "movement"]
    founded: int
    reference: str
    url: str
    note: str = ""


Shape = Literal["step", "ramp", "pulse"]


class Lever(_Declared):
    """One thing a planner can move. The slider, the CLI option, the TOML scenario and the URL all derive from it."""

    unit: str
    group: str = "Levers"
    """The heading it stands under among the others."""
    low: float
    high: float
    step: float = Field(gt=0)
    move: Literal["to", "by", "by percent"] = "to"
    """How a value is meant: every member is set to it, or each is moved by it from where it stands."""
    default: Literal["observed"] | float = "observed"
    """The baseline: `observed` is each country's own last observed value of the driver; a move by something has 0."""
    shape: Shape = "step"
    drives: tuple[str, ...]
    """Columns of the model that this lever moves."""
    transform: Literal["identity", "log1p"] = "identity"
    """From the slider's natural unit to the unit the model works in."""
    names_forum: bool = False
    """A forum may be named with it: then only states outside it join, and only its members leave."""
    assumption: bool = False
    """The data cannot identify the response: it is the planner's assumption and is labelled so."""
    help: str

    @model_validator(mode="after")
    def _range_in_order(self) -> Lever:
        if self.low >= self.high:
            raise ValueError(f"low {self.low} is not below high {self.high}")
        if self.relative and (self.default != 0 or not self.low <= 0 <= self.high):
            raise ValueError("a lever that moves from where a country stands has default 0 within its range")
        return self

    @property
    def decimals(self) -> int:
        """How many decimals its steps need."""
        return len(f"{self.step:.6f}".rstrip("0").partition(".")[2])

    @property
    def relative(self) -> bool:
        """Is its baseline nought: no change from where each country stands."""
        return self.move != "to"


class Update(BaseModel):
    """That figures were published here after the shipped ones: in which revision, on what day, and from what."""

    model_config = ConfigDict(frozen=True)
    revision: int
    day: str
    origin: str = ""
    """The file they came from, else why they were published."""

    @property
    def words(self) -> str:
        """`revision 3 of 2026-11-25, from milex.csv`."""
        return f"revision {self.revision} of {self.day}{f', {self.origin}' if self.origin else ''}"


class Catalogue(BaseModel):
    """Everything declared, looked up by key. `indicator("gpd")` raises with the nearest names."""

    model_config = ConfigDict(frozen=True)
    sources: dict[str, Source]
    indicators: dict[str, Indicator]
    forums: dict[str, Forum]
    levers: dict[str, Lever]
    updates: dict[str, tuple[Update, ...]] = Field(default_factory=dict)
    """Indicator -> what the store has published of it since, oldest first: a source's `version` is the shipped one."""

    @model_validator(mode="after")
    def _references_resolve(self) -> Catalogue:
        for indicator in self.indicators.values():
            for key in (indicator.source, *indicator.also_from):
                if key not in self.sources:
                    raise ValueError(f"indicator {indicator.key}: there is no source “{key}” in the catalogue")
            for bound in (indicator.low, indicator.high):
                if bound is not None and bound not in self.indicators:
                    raise ValueError(f"indicator {indicator.key}: its low or high, “{bound}”, is not an indicator")
        return self

    def indicator(self, key: str) -> Indicator:
        """The indicator of that key; UnknownKeyError with the nearest keys otherwise."""
        if key not in self.indicators:
            raise unknown("indicator", key, self.indicators, "“foresight indicators” lists them all.")
        return self.indicators[key]

    def forum(self, key: str) -> Forum:
        """The forum of that key; UnknownKeyError with the nearest keys otherwise."""
        if key not in self.forums:
            raise unknown("forum", key, self.forums, f"Known forums: {', '.join(self.forums)}.")
        return self.forums[key]

    def lever(self, key: str) -> Lever:
        """The lever of that key; UnknownKeyError with the nearest keys otherwise."""
        if key not in self.levers:
            raise unknown("lever", key, self.levers, f"Known levers: {', '.join(self.levers)}.")
        return self.levers[key]

    def with_changes(self, other: Catalogue, since: Catalogue) -> Catalogue:
        """With the sources and indicators in which `other` differs from `since`, the catalogue it was made from.

        What changed here meanwhile, and not there, stays: two people may have added to the same catalogue.
        """
        return Catalogue(
            sources=self.sources | {k: v for k, v in other.sources.items() if since.sources.get(k) != v},
            indicators=self.indicators | {k: v for k, v in other.indicators.items() if since.indicators.get(k) != v},
            forums=self.forums, levers=self.levers,
        )  # fmt: skip

    def sources_of(self, key: str) -> tuple[Source, ...]:
        """All sources that the indicator rests on, its main one first."""
        indicator = self.indicator(key)
        return tuple(self.sources[s] for s in (indicator.source, *indicator.also_from))

    def of_theme(self, theme: str) -> tuple[Indicator, ...]:
        """The theme's indicators in the order they are declared."""
        return tuple(i for i in self.indicators.values() if i.theme == theme)

    def redistributable(self, key: str) -> bool:
        """May the indicator's figures leave the house: only if every source it rests on allows it."""
        return all(source.redistributable for source in self.sources_of(key))

    def updated(self, keys: Iterable[str]) -> tuple[Update, ...]:
        """What was published of any of these indicators since the shipped figures, oldest first."""
        found = {one.revision: one for key in keys for one in self.updates.get(key, ())}
        return tuple(found[number] for number in sorted(found))

    def closed_as(self, now: Catalogue) -> Catalogue:
        """With the terms of `now`: what may no longer be passed on may not in an earlier state either."""
        closed: dict[str, Source] = {}
        indicators = dict(self.indicators)
        for key in self.indicators.keys() & now.indicators.keys():
            own = {source.key: source for source in now.sources_of(key) if not source.redistributable}
            if own:
                closed |= own
                held = indicators[key]
                new = tuple(k for k in own if k not in (held.source, *held.also_from))
                indicators[key] = held.model_copy(update={"also_from": (*held.also_from, *new)})
        if not closed:
            return self
        return self.model_copy(update={"sources": self.sources | closed, "indicators": indicators})


_T = TypeVar("_T", bound=_Declared)


def _entries(kind: type[_T], tables: Iterable[tuple[Path, Mapping[str, Any]]]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for path, table in tables:
        for key, fields in table.items():
            if key in found:
                raise CatalogueError(f"{path.name}: {kind.__name__.lower()} “{key}” is declared twice. Keep one.")
            try:
                found[key] = kind(key=key, **fields)
            except ValidationError as error:
                problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
                raise CatalogueError(f"{path.name}, {kind.__name__.lower()} “{key}”: {problems}") from None
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {error}. Correct that line.") from None
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing. Restore it from the project’s own copy.") from None


def load(folder: Path = DATA / "catalogue") -> Catalogue:
    """Read and validate the whole catalogue; CatalogueError names the file, the entry and the field that is wrong."""
    providers = [(path, _toml(path)) for path in sorted((folder / "providers").glob("*.toml"))]
    forums, levers = folder / "forums.toml", folder / "levers.toml"
    try:
        return Catalogue(
            sources=_entries(Source, ((p, t.get("sources", {})) for p, t in providers)),
            indicators=_entries(Indicator, ((p, t.get("indicators", {})) for p, t in providers)),
            forums=_entries(Forum, [(forums, _toml(forums))]),
            levers=_entries(Lever, [(levers, _toml(levers))]),
        )
    except ValidationError as error:
        raise CatalogueError(f"The catalogue does not hold together: {error.errors()[0]['msg']}") from None
