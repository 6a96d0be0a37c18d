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

SETTINGS = ("low", "high", "default")
FIRST_YEAR, LAST_YEAR = 2000, 2040
_JUDGED = "judged."


def _pairs(given: object) -> object:
    """A mapping as a sorted tuple of pairs: frozen, hashable, and equal whatever the order it was written in."""
    return tuple(sorted(given.items())) if isinstance(given, Mapping) else given


def _setting(given: object) -> object:
    if isinstance(given, str) and given not in SETTINGS:
        raise ValueError(f"“{given}” is neither a number nor one of {', '.join(SETTINGS)}")
    if isinstance(given, bool):
        raise ValueError("a lever takes a number, not yes or no")
    return given


Finite = Annotated[float, Field(allow_inf_nan=False)]
Setting = Annotated[Finite | str, BeforeValidator(_setting)]


class Scenario(BaseModel):
    """Levers in their own units (or `low`, `high`, `default`), a scope, years, and the question asked.

    A lever that is not named stands at its baseline. `judgements`: by lever, the planner's own figure for how far
    `target` moves in the last year, in the target's unit, in place of the estimated response. `start`: the year the
    levers move (never before the current year, which is also the default); `end`: the last year they act.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(default="unnamed", pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    name: str = Field(default="Unnamed scenario", min_length=1, max_length=120)
    target: str = "arms_trade_3y"
    scope: Scope = Scope()
    levers: Annotated[tuple[tuple[str, Setting], ...], BeforeValidator(_pairs)] = ()
    judgements: Annotated[tuple[tuple[str, Finite], ...], BeforeValidator(_pairs)] = ()
    start: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    end: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    horizon: int = Field(default=2035, ge=FIRST_YEAR, le=LAST_YEAR)
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
        for key, _ in self.judgements:
            if key not in catalogue.levers:
                raise _unknown("lever", key, catalogue.levers)
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
        plain: dict[str, Any] = {"key": self.key, "name": self.name, "target": self.target, **given}
        for table in ("levers", "judgements"):
            plain.pop(table, None)
        plain["scope"] = {"kind": self.scope.kind, **({"names": list(self.scope.names)} if self.scope.names else {})}
        if self.levers:
            plain["levers"] = dict(self.levers)
        if self.judgements:
            plain["judgements"] = dict(self.judgements)
        return tomli_w.dumps(plain)

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
        found |= {key: _plain(value) for key, value in self.levers}
        return found | {_JUDGED + key: _plain(value) for key, value in self.judgements}

    @classmethod
    def from_parameters(cls, given: Mapping[str, str], levers: Mapping[str, Lever]) -> tuple[Scenario, tuple[str, ...]]:
        """Read what `to_parameters` wrote, and a sentence for each parameter that could not be understood.

        Parameters of other parts of a page are passed over in silence only if their key is no near miss of a lever's.
        """
        scenario, left_out = cls(), []
        fields = {"target": "target", "scope": "scope", **_SHORT}
        for key, text in given.items():
            judged = key.startswith(_JUDGED)
            lever = key.removeprefix(_JUDGED)
            now = scenario.model_dump()
            try:
                if key in fields:
                    value: object = Scope.parse(text) if key == "scope" else text
                    scenario = cls.model_validate({**now, fields[key]: value})
                elif lever in levers:
                    table = "judgements" if judged else "levers"
                    setting = text if text in SETTINGS and not judged else _number(text)
                    if not judged:
                        lever_value(levers[lever], setting)
                    scenario = cls.model_validate({**now, table: {**dict(now[table]), lever: setting}})
                elif judged or nearest(lever, levers, 1):
                    raise _unknown("lever", lever, levers)
            except ValidationError as error:
                left_out.append(f"“{key}={text}” was left out: {_said(error)}")
            except ScenarioError as error:
                left_out.append(f"“{key}={text}” was left out: {error}")
        return scenario, tuple(left_out)


_SHORT = {"scenario": "key", "name": "name", "from": "start", "to": "end", "until": "horizon", "seed": "seed"}


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


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ScenarioError(f"“{text}” is not a number. Give one in the lever’s unit.") from None


def _plain(value: float | str) -> str:
    """The shortest text that reads back as the same number."""
    return value if isinstance(value, str) else repr(float(value)).removesuffix(".0")


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if not str(part).startswith("function"))
    return f"{place or 'scenario'}: {first['msg'].removeprefix('Value error, ')}."
