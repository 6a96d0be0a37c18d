"""A planner's future: which levers stand where, for whom, from when, and what it is asked about.

It travels as TOML (with its narrative) and as URL parameters (what its figures depend on), both exactly.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any

import tomli_w
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from foresight.catalogue import Catalogue, Lever
from foresight.errors import ScenarioError, UnknownKeyError, nearest
from foresight.scenario.scope import Scope
from foresight.scenario.settings import (
    FIRST_YEAR,
    LAST_YEAR,
    Acting,
    Finite,
    Judgement,
    Year,
    number,
    pairs,
    plain,
    spread,
)

SETTINGS = ("low", "high", "default")
_JUDGED, _ACTING = "judged.", "acting."


def _setting(given: object) -> object:
    if isinstance(given, str) and given not in SETTINGS:
        raise ValueError(f"“{given}” is neither a number nor one of {', '.join(SETTINGS)}")
    if isinstance(given, bool):
        raise ValueError("a lever takes a number, not yes or no")
    return given


Setting = Annotated[Finite | str, BeforeValidator(_setting)]


class Scenario(BaseModel):
    """Levers in their own units (or `low`, `high`, `default`), a scope, years, and the question asked.

    A lever that is not named stands at its baseline. `judgements`: by lever, the planner's own figure for how far
    what is shown of `target` moves, in place of the estimated response. `start`: the year the levers move (never before
    the current year, which is also the default); `end`: the last year they act. `acting`: by lever, when, how and where
    that one acts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(default="unnamed", pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    name: str = Field(default="Unnamed scenario", min_length=1, max_length=120)
    target: str = "arms_trade_3y"
    scope: Scope = Scope()
    levers: Annotated[tuple[tuple[str, Setting], ...], BeforeValidator(pairs)] = ()
    judgements: Annotated[
        tuple[tuple[str, Annotated[Judgement, BeforeValidator(spread)]], ...], BeforeValidator(pairs)
    ] = ()
    acting: Annotated[tuple[tuple[str, Acting], ...], BeforeValidator(pairs)] = ()
    start: Year | None = None
    end: Year | None = None
    horizon: Year = 2035
    seed: int = Field(default=1, ge=0, lt=2**31)
    narrative: str = ""
    author: str = ""
    date: dt.date | None = None

    def checked(self, catalogue: Catalogue) -> Scenario:
        """Itself, if target, levers, values and scope all exist; otherwise ScenarioError with the nearest valid."""
        if self.target not in catalogue.indicators:
            raise ScenarioError(str(_unknown("indicator", self.target, catalogue.indicators)))
        if catalogue.indicator(self.target).level != "country":
            raise ScenarioError(f"{self.target} is not a figure of single countries. Choose another target.")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ScenarioError(f"The levers end in {self.end}, before they start in {self.start}. Exchange the years.")
        for key, setting in self.levers:
            if key not in catalogue.levers:
                raise _unknown("lever", key, catalogue.levers)
            lever_value(catalogue.levers[key], setting)
        for key, _ in (*self.judgements, *self.acting):
            if key not in catalogue.levers:
                raise _unknown("lever", key, catalogue.levers)
        for key, acting in self.acting:
            if acting.scope is not None:
                acting.scope.checked(catalogue)
            if acting.forum is not None:
                catalogue.forum(acting.forum)
                if not catalogue.levers[key].names_forum:
                    raise ScenarioError(f"{key} names no forum. Leave “forum” out of it.")
        self.scope.checked(catalogue)
        return self

    def with_levers(self, **settings: float | str) -> Scenario:
        """The same scenario with these levers set; `default` takes a lever back to its baseline."""
        merged = {**dict(self.levers), **settings}
        kept = {key: setting for key, setting in merged.items() if setting != "default"}
        return Scenario.model_validate({**self.model_dump(), "levers": kept})

    def to_toml(self) -> str:
        """As a file. `Scenario.from_toml` gives back an equal scenario."""
        given = self.model_dump(exclude_none=True, exclude_defaults=True)
        given.pop("scope", None)
        written: dict[str, Any] = {"key": self.key, "name": self.name, "target": self.target, **given}
        for table in ("levers", "judgements", "acting"):
            written.pop(table, None)
        written["scope"] = {"kind": self.scope.kind, **({"names": list(self.scope.names)} if self.scope.names else {})}
        if self.levers:
            written["levers"] = dict(self.levers)
        for table, several in (("judgements", self.judgements), ("acting", self.acting)):
            if several:
                written[table] = {key: one.to_table() for key, one in several}
        return tomli_w.dumps(written)

    @classmethod
    def from_toml(cls, text: str, where: str = "This scenario") -> Scenario:
        """Read a file's text; ScenarioError says which field of `where` is wrong."""
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise ScenarioError(f"{where} is not valid TOML: {error}. Correct that line.") from None
        except ValidationError as error:
            raise ScenarioError(f"{where}: {_said(error)}") from None

    def to_parameters(self) -> dict[str, str]:
        """All that its figures depend on, as URL parameters; what stands at its default is left out."""
        blank = Scenario()
        found = {"target": self.target, "scope": str(self.scope)}
        for short, field in _SHORT.items():
            value = getattr(self, field)
            if value != getattr(blank, field):
                found[short] = str(value)
        found |= {key: plain(value) for key, value in self.levers}
        found |= {_ACTING + key: str(acting) for key, acting in self.acting}
        return found | {_JUDGED + key: str(judgement) for key, judgement in self.judgements}

    @classmethod
    def from_parameters(cls, given: Mapping[str, str], levers: Mapping[str, Lever]) -> tuple[Scenario, tuple[str, ...]]:
        """Read what `to_parameters` wrote, and a sentence for each parameter that could not be understood.

        Parameters of other parts of a page are passed over in silence only if their key is no near miss of a lever's.
        """
        scenario, left_out = cls(), []
        fields = {"target": "target", "scope": "scope", **_SHORT}
        for key, text in given.items():
            lever = key.removeprefix(_JUDGED).removeprefix(_ACTING)
            now = scenario.model_dump()
            try:
                if key in fields:
                    value: object = Scope.parse(text) if key == "scope" else text
                    scenario = cls.model_validate({**now, fields[key]: value})
                elif lever in levers:
                    table, setting = _read(key, text, levers[lever])
                    scenario = cls.model_validate({**now, table: {**dict(now[table]), lever: setting}})
                elif lever != key or nearest(lever, levers, 1):
                    raise _unknown("lever", lever, levers)
            except ValidationError as error:
                left_out.append(f"“{key}={text}” was left out: {_said(error)}")
            except ScenarioError as error:
                left_out.append(f"“{key}={text}” was left out: {error}")
        return scenario, tuple(left_out)


_SHORT = {"scenario": "key", "name": "name", "from": "start", "to": "end", "until": "horizon", "seed": "seed"}


def _read(key: str, text: str, lever: Lever) -> tuple[str, object]:
    """A parameter about a lever: the table of the scenario it belongs to, and what it says."""
    if key.startswith(_JUDGED):
        return "judgements", Judgement.parse(text)
    if key.startswith(_ACTING):
        return "acting", Acting.parse(text)
    setting = text if text in SETTINGS else number(text)
    lever_value(lever, setting)
    return "levers", setting


def lever_value(lever: Lever, setting: float | str) -> float | None:
    """The number a setting stands for; None for `default`. ScenarioError outside the lever's low and high."""
    if setting == "default":
        return None
    if isinstance(setting, str):
        return lever.low if setting == "low" else lever.high
    if not lever.low <= setting <= lever.high:
        below = setting < lever.low
        near, side, way = (
            (lever.low, "below the lowest", "more") if below else (lever.high, "above the highest", "less")
        )
        raise ScenarioError(
            f"{lever.key}: {setting:.10g} is {side} value, {near:g} {lever.unit}. Use {near:g} or {way}."
        )
    return float(setting)


def _unknown(what: str, key: str, known: Mapping[str, object]) -> ScenarioError:
    close = nearest(key, known)
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    listing = f" Known levers: {', '.join(known)}." if what == "lever" else " “foresight indicators” lists them all."
    return ScenarioError(str(UnknownKeyError(f"There is no {what} called “{key}”.{hint}{listing}")))


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if not str(part).startswith("function"))
    if place.rpartition(".")[2] in ("start", "end", "horizon") and first["type"] != "value_error":
        return f"{place}: {first['input']} is not a year from {FIRST_YEAR} to {LAST_YEAR}. Write one of them."
    return f"{place or 'scenario'}: {first['msg'].removeprefix('Value error, ')}."
