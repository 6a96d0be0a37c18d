"""What the power index is made of: data/catalogue/power_index.toml, read and validated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foresight.catalogue import DATA
from foresight.errors import CatalogueError, ForesightError, unknown

FILE = DATA / "catalogue" / "power_index.toml"


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ingredient(_Declared):
    """One figure behind a component. `times`: a second indicator it is multiplied by; the file's head says the rest."""

    title: str = Field(min_length=3)
    indicator: str
    times: str | None = None
    weight: float = Field(gt=0)
    scale: Literal["linear", "root"] = "linear"
    mean_of: int = Field(default=1, ge=1)
    carry: int = Field(ge=0)
    reason: str = Field(min_length=20)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The keys of the one or two indicators it is computed from."""
        return (self.indicator,) if self.times is None else (self.indicator, self.times)


class Component(_Declared):
    """A side of power: `weight` is the baseline weight among components, 0 to 100."""

    title: str = Field(min_length=3)
    weight: int = Field(ge=0, le=100)
    reason: str = Field(min_length=20)
    ingredients: tuple[Ingredient, ...] = Field(min_length=1)


class Recipe(_Declared):
    """The whole index. `left_out`: indicators that were thought of and not used, with the reason."""

    first_year: int
    enough: float = Field(gt=0, le=1)
    components: dict[str, Component] = Field(min_length=2)
    left_out: dict[str, str] = {}

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator the index is computed from, each once."""
        parts = (part for one in self.components.values() for part in one.ingredients)
        return tuple(dict.fromkeys(key for part in parts for key in part.indicators))

    @property
    def titles(self) -> dict[str, str]:
        """Component -> title."""
        return {key: one.title for key, one in self.components.items()}

    @property
    def baseline(self) -> dict[str, int]:
        """Component -> baseline weight."""
        return {key: one.weight for key, one in self.components.items()}

    def weights(self, chosen: Mapping[str, float] | None = None) -> dict[str, float]:
        """Component -> share of the whole weight: the baseline with what was `chosen` laid over it.

        UnknownKeyError for a component that there is not, ForesightError for weights below nought or all nought.
        """
        for key in chosen or {}:
            if key not in self.components:
                raise unknown("component", key, self.components, f"Components: {', '.join(self.components)}.")
        weights = self.baseline | dict(chosen or {})
        if min(weights.values()) < 0:
            raise ForesightError("A weight cannot be below 0. Give each component 0 or more.")
        if not (total := sum(weights.values())):
            raise ForesightError("All weights stand at 0, so there is nothing to weigh. Raise at least one of them.")
        return {key: weight / total for key, weight in weights.items()}


@cache
def recipe(file: Path = FILE) -> Recipe:
    """The declared index; CatalogueError names the entry and the field that is wrong."""
    try:
        return Recipe(**tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name} cannot be used: {error}. Restore the project’s own copy.") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(f"{file.name}, {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
