"""What the engagement scorecard is made of: data/catalogue/engagement.toml, read and validated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresight.catalogue import DATA
from foresight.measures.declared import Measure, entries

FILE = DATA / "catalogue" / "engagement.toml"
How = Literal[
    "latest", "mean", "share", "kept", "again", "effective", "after_conflict", "partners_per_exercise", "beyond_region"
]


class Practised(Measure):
    """One measure of a practice. `short`: its name beside a picture; `how`: the computation; `window`: years back."""

    short: str = Field(min_length=3, max_length=30)
    how: How
    window: int = Field(ge=1, le=30)


class Practice(BaseModel):
    """A practice that the field names. `needs`: the data that are wanting, where it is not or only partly measured.

    `stand_in`: what its measures hold is something near it; the practice itself is not measured.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    title: str
    question: str
    needs: str = ""
    stand_in: bool = False
    measures: tuple[Practised, ...] = ()

    @property
    def measured(self) -> bool:
        """Is it measured itself, at least in part."""
        return bool(self.measures) and not self.stand_in

    @model_validator(mode="after")
    def _measured_or_said(self) -> Practice:
        if not self.measured and len(self.needs) < 20:
            raise ValueError("a practice that is not measured must say which data would be needed")
        return self


@cache
def practices(file: Path = FILE) -> Mapping[str, Practice]:
    """Every practice, key -> Practice, in the order declared; CatalogueError names the entry that is wrong."""
    return entries(Practice, file)


def practised() -> Mapping[str, Practised]:
    """Every measure of the scorecard, key -> Practised."""
    return {measure.key: measure for practice in practices().values() for measure in practice.measures}
