"""The quality score of an indicator: declared components, each with its figure, its score and its reason in a sentence.

What is counted, on which scale and with which weight is declared in data/catalogue/quality.toml, with the frames of the
field that ask the same (IMF DQAF, UN NQAF, OECD, the World Bank's Statistical Performance Indicators). The score is the
mean of the components by weight; a component that an indicator cannot have is left out, and said to be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from foresight.catalogue import DATA, NOT_STATED, Source
from foresight.errors import CatalogueError

FILE = DATA / "catalogue" / "quality.toml"
COMPONENTS = ("countries", "regions", "span", "recency", "continuity", "steadiness", "provenance", "tested")
ASKED = ("licence", "citation", "version", "url", "terms", "first_hand")
UNKNOWN = ("", "unknown", "not known", "not stated", NOT_STATED)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Component(_Frozen):
    """One component: a figure in `unit` that scores 0 at `worst` and 100 at `best`, a straight line between.

    `window`: of how many covered years it is taken. `fewest`: states that a judgement needs; `step`, `turnover`: what
    marks a year as unsteady.
    """

    title: str
    weight: int = Field(gt=0, le=100)
    question: str
    unit: str
    worst: float
    best: float
    reason: str = Field(min_length=20)
    frame: str
    window: int = Field(default=1, ge=1)
    step: float = Field(default=0, ge=0)
    fewest: int = Field(default=0, ge=0)
    turnover: float = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _a_scale(self) -> Component:
        if self.worst == self.best:
            raise ValueError("worst and best are the same: that is no scale")
        return self

    def score(self, figure: float) -> float:
        """`figure` on the scale of 0 to 100."""
        return 100 * min(max((figure - self.worst) / (self.best - self.worst), 0.0), 1.0)


class Point(_Frozen):
    """What a source is asked for, and what it gets for having it."""

    points: int = Field(gt=0, le=100)
    title: str
    reason: str


class Scheme(_Frozen):
    """Everything that is declared of the score."""

    frames: tuple[str, ...] = Field(min_length=1)
    not_measured: tuple[str, ...] = Field(min_length=1)
    components: dict[str, Component]
    provenance: dict[str, Point]
    hands: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _whole(self) -> Scheme:
        if tuple(self.components) != COMPONENTS or tuple(self.provenance) != ASKED or tuple(self.hands) != ("first",):
            raise ValueError(f"the components are {', '.join(COMPONENTS)}; a source is asked for {', '.join(ASKED)}")
        sums = (sum(c.weight for c in self.components.values()), sum(p.points for p in self.provenance.values()))
        if sums != (100, 100):
            raise ValueError(f"weights and points add up to 100 each, not to {sums[0]} and {sums[1]}")
        return self


@cache
def scheme(file: Path = FILE) -> Scheme:
    """The declared score; CatalogueError names what is wrong in the file."""
    try:
        return Scheme(**tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name} cannot be used: {error}. Restore the project’s own copy.") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


@dataclass(frozen=True)
class Part:
    """One component of one indicator. `figure`, `score`: None where it does not apply; `reason`: a sentence."""

    key: str
    figure: float | None
    score: float | None
    reason: str


@dataclass(frozen=True)
class Quality:
    """The score, 0 to 100, and its parts in the declared order."""

    score: int
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """The part of that component."""
        return next(part for part in self.parts if part.key == key)


def assess(found: Mapping[str, tuple[float | None, str]], held: Scheme) -> Quality:
    """The score of an indicator whose components' figures and reasons are `found` (None: does not apply)."""
    parts = [
        Part(key, figure, None if figure is None else component.score(figure), reason)
        for key, component in held.components.items()
        for figure, reason in (found[key],)
    ]
    weighed = [(held.components[part.key].weight, part.score) for part in parts if part.score is not None]
    return Quality(round(sum(w * s for w, s in weighed) / sum(w for w, _ in weighed)), tuple(parts))


def losses(quality: Quality, held: Scheme) -> tuple[tuple[str, float], ...]:
    """By how many points of the whole each component lowers the score, the largest loss first; those without none."""
    weights = {part.key: held.components[part.key].weight for part in quality.parts if part.score is not None}
    whole = sum(weights.values())
    lost = [(p.key, weights[p.key] / whole * (100 - p.score)) for p in quality.parts if p.score is not None]
    return tuple(sorted(((key, points) for key, points in lost if points > 0.05), key=lambda one: -one[1]))


def provenance(sources: Sequence[Source], held: Scheme) -> tuple[float, str]:
    """Points of the weakest of the sources, and what it lacks in a sentence."""

    def lacking(source: Source) -> list[str]:
        has: dict[str, Any] = {
            **{word: getattr(source, word).strip().casefold() not in UNKNOWN for word in ASKED[:4]},
            "terms": source.terms == "open", "first_hand": source.key in held.hands["first"],
        }  # fmt: skip
        return [word for word in ASKED if not has[word]]

    lacks = {source.key: lacking(source) for source in sources}
    weakest = max(sources, key=lambda source: sum(held.provenance[word].points for word in lacks[source.key]))
    words = lacks[weakest.key]
    points = 100.0 - sum(held.provenance[word].points for word in words)
    whose = f" for {weakest.title}" if len(sources) > 1 else ""
    if not words:
        return points, "Licence, citation, version, address and leave to pass on are known, at first hand."
    missing = "; ".join(held.provenance[word].title for word in words)
    return points, f"Wanting or not known{whose}: {missing}."
