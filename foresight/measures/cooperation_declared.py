"""What the cooperation index is made of: data/catalogue/cooperation_index.toml, read and validated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresight.catalogue import DATA
from foresight.measures.declared import entries

FILE = DATA / "catalogue" / "cooperation_index.toml"
Level = Literal["country", "pair"]


class Part(BaseModel):
    """One indicator of a component, and how its figure becomes a score of 0 to 100.

    `short`: its name beside a strip of years. `share`: its weight beside the other parts of the component. `only_with`:
    for an indicator of single countries that speaks of a pair only where one of the two is this state. `not_of`: the
    state that the indicator cannot speak of; its weight leaves that state's whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    indicator: str
    short: str = Field(min_length=2, max_length=14)
    share: float = Field(gt=0)
    scale: Literal["log", "linear"]
    low: float = 0.0
    high: float
    only_with: str | None = Field(default=None, alias="with")
    not_of: str | None = None
    reason: str = Field(min_length=10)

    @model_validator(mode="after")
    def _in_order(self) -> Part:
        if self.low >= self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g}")
        return self


class Component(BaseModel):
    """One of the components. `weight`: by default, in percent. `not_measured_pair`: what a pair has no data for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    title: str
    short: str = Field(min_length=2, max_length=9)
    weight: int = Field(ge=0, le=100)
    reason: str = Field(min_length=20)
    not_measured_pair: str = ""
    country: tuple[Part, ...] = Field(min_length=1)
    pair: tuple[Part, ...] = Field(min_length=1)

    def parts(self, level: Level, country: str | None = None) -> tuple[Part, ...]:
        """What it is measured by, for a country or for a pair; of one `country`, only what can speak of it."""
        own = self.country if level == "country" else self.pair
        return tuple(part for part in own if country is None or part.not_of != country)


@cache
def components(file: Path = FILE) -> Mapping[str, Component]:
    """Every component, key -> Component, in the order declared; CatalogueError names the entry that is wrong."""
    return entries(Component, file)


def parts(level: Level) -> tuple[Part, ...]:
    """The parts of all components in one row."""
    return tuple(part for component in components().values() for part in component.parts(level))


def baseline() -> dict[str, int]:
    """Component -> its weight by default."""
    return {key: component.weight for key, component in components().items()}
