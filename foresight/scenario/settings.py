"""How one lever of a scenario is meant: when and where it acts, and what a planner puts in place of an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from foresight.catalogue import Shape
from foresight.errors import ScenarioError
from foresight.scenario.scope import Scope

FIRST_YEAR, LAST_YEAR = 2000, 2040
Finite = Annotated[float, Field(allow_inf_nan=False)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
WORDS = {"shape": "shape", "from": "start", "to": "end", "where": "scope", "forum": "forum"}
"""As an address names the parts of an Acting, and the parts."""


def plain(value: float | str) -> str:
    """The shortest text that reads back as the same number."""
    return value if isinstance(value, str) else repr(float(value)).removesuffix(".0")


def number(text: str) -> float:
    """ScenarioError for what is no number."""
    try:
        return float(text)
    except ValueError:
        raise ScenarioError(f"“{text}” is not a number. Give one in the lever’s unit.") from None


def _scope(given: object) -> object:
    if not isinstance(given, str):
        return given
    try:
        return Scope.parse(given)
    except ScenarioError as error:
        raise ValueError(str(error)) from None


class Acting(BaseModel):
    """When, how and where one lever acts; by default its own shape, the scenario's years and scope.

    `forum`: which forum is joined or left, for a lever that names one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    shape: Shape | None = None
    start: Year | None = None
    end: Year | None = None
    scope: Annotated[Scope | None, BeforeValidator(_scope)] = None
    forum: str | None = None

    @model_validator(mode="after")
    def _years_in_order(self) -> Acting:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"it ends in {self.end}, before it starts in {self.start}: exchange the years")
        return self

    def to_table(self) -> dict[str, Any]:
        """As a table of a TOML file."""
        found = self.model_dump(exclude_none=True)
        return found | ({"scope": str(self.scope)} if self.scope else {})

    def __str__(self) -> str:
        """`shape:pulse;from:2028;to:2030;where:region:south_asia`: as it stands in an address."""
        parts = ((word, getattr(self, field)) for word, field in WORDS.items())
        return ";".join(f"{word}:{value}" for word, value in parts if value is not None)

    @classmethod
    def parse(cls, text: str) -> Acting:
        """Read what `str` wrote; ScenarioError for an unknown part, pydantic's ValidationError for a wrong value."""
        given = {}
        for part in filter(None, text.split(";")):
            word, _, value = part.partition(":")
            if word not in WORDS:
                raise ScenarioError(f"There is no “{word}” of a lever. Write {', '.join(WORDS)}.")
            given[WORDS[word]] = value
        return cls.model_validate(given)


class Judgement(BaseModel):
    """How far a planner says the figure shown moves, in the target's unit: `middle`, and a range held with 80 %."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    middle: Finite
    low: Finite
    high: Finite

    @model_validator(mode="after")
    def _in_order(self) -> Judgement:
        if not self.low <= self.middle <= self.high:
            raise ValueError(f"{self.middle:g} does not lie between {self.low:g} and {self.high:g}: put them in order")
        return self

    def to_table(self) -> float | dict[str, float]:
        """As in a TOML file: one number where no range was given."""
        return self.middle if self.low == self.high else self.model_dump()

    def __str__(self) -> str:
        """`500` or `500,300,900`: the middle, then the range."""
        ends = () if self.low == self.high else (self.low, self.high)
        return ",".join(plain(value) for value in (self.middle, *ends))

    @classmethod
    def parse(cls, text: str) -> Judgement:
        """Read what `str` wrote; ScenarioError for anything but one or three numbers."""
        given = [number(part) for part in text.split(",")]
        if len(given) not in (1, 3):
            raise ScenarioError(f"“{text}” is no judgement. Write one number, or three: the middle, low and high.")
        return cls.model_validate(spread(given if len(given) == 3 else given[0]))


def spread(given: object) -> object:
    """One number, or three as middle, low and high, as the fields of a Judgement."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return {"middle": given, "low": given, "high": given}
    if isinstance(given, list | tuple) and len(given) == 3:
        return dict(zip(("middle", "low", "high"), given, strict=True))
    return given


def pairs(given: object) -> object:
    """A mapping as a sorted tuple of pairs: frozen, hashable, and equal whatever the order it was written in."""
    return tuple(sorted(given.items())) if isinstance(given, Mapping) else given
