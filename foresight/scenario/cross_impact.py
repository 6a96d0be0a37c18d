"""How levers bear on one another: the matrix behind the consistency check, shipped or an organisation's own.

Weimer-Jehle (2006), Cross-impact balances: a system-theoretical approach to cross-impact analysis, Technological
Forecasting and Social Change 73. Each lever is a descriptor with three states: below, at and above its baseline. The
judgements are declared once for both levers above their baselines; the rest follows by the rule in the shipped file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foresight.catalogue import DATA
from foresight.errors import ScenarioError, nearest
from foresight.files import write_text

STRONGEST = 3
SHIPPED = DATA / "catalogue" / "cross_impact.toml"
OWN = "cross_impact.toml"
BEFORE = "cross_impact.before.toml"
"""An own matrix that was taken away, so that it can be brought back."""
HEAD = (
    "# Judgements on how levers bear on one another, laid over the shipped ones. score: from -3 to 3, both levers\n"
    "# above their baselines. below: both below them, where it is not the mirror. A score of 0 takes one away.\n\n"
)


class Impact(BaseModel):
    """One judgement: how the lever `of` bears on the lever `on`, and why.

    `score`: `of` above its baseline on `on` above its own, from -3 (strongly restricts) to 3 (strongly promotes).
    `below`: `of` below its baseline on `on` below its own; the same as `score` where it is not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    of: str
    on: str
    score: int = Field(ge=-STRONGEST, le=STRONGEST, strict=True)
    below: int | None = Field(default=None, ge=-STRONGEST, le=STRONGEST, strict=True)
    reason: str = Field(min_length=3, max_length=400)

    def bearing(self, state: int) -> int:
        """On `on` standing above its baseline, where `of` stands below (-1), at (0) or above (1) its own."""
        mirrored = self.score if self.below is None else self.below
        return {1: self.score, 0: 0, -1: -mirrored}[state]


@dataclass(frozen=True)
class Matrix:
    """Judgements by (of, on). `own`: those that an organisation laid over the shipped ones."""

    impacts: Mapping[tuple[str, str], Impact]
    own: frozenset[tuple[str, str]] = frozenset()

    def bearing(self, of: str, state: int, on: str) -> int:
        """How `of` in `state` bears on `on` above its baseline; on `on` below it, the opposite. 0 where not judged."""
        found = self.impacts.get((of, on))
        return found.bearing(state) if found else 0

    def under(self, over: Matrix) -> Matrix:
        """With the judgements of `over` in place of its own of the same pair."""
        return Matrix({**self.impacts, **over.impacts}, frozenset(over.impacts))


def read(text: str, levers: Iterable[str], where: str = "This matrix") -> Matrix:
    """The matrix of a file's text; ScenarioError says which entry of `where` is wrong, with the nearest lever."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where} is not valid TOML: {error}. Correct that line.") from None
    entries = given.get("impact", [])
    if set(given) - {"impact"} or not isinstance(entries, list):
        raise ScenarioError(f"{where} holds something else than [[impact]] entries. Give each judgement as one.")
    known, found = list(levers), {}
    for place, entry in enumerate(entries, start=1):
        impact = _impact(entry, f"{where}, entry {place}")
        key = (impact.of, impact.on)
        for name in key:
            if name not in known:
                close = nearest(name, known)
                hint = f" Did you mean {' or '.join(close)}?" if close else ""
                raise ScenarioError(
                    f"{where}, entry {place}: there is no lever “{name}”.{hint} Known levers: {', '.join(known)}."
                )
        if impact.of == impact.on:
            raise ScenarioError(f"{where}, entry {place}: {impact.of} does not bear on itself. Name two levers.")
        if key in found:
            raise ScenarioError(f"{where}, entry {place}: {impact.of} on {impact.on} is judged twice. Keep one.")
        found[key] = impact
    return Matrix(found)


def _impact(entry: Any, where: str) -> Impact:
    try:
        return Impact.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "entry"
        if field in ("score", "below") and first["type"] != "missing":
            said = f"{first['input']} is no score: give a whole number from -{STRONGEST} to {STRONGEST}"
        else:
            said = first["msg"]
        raise ScenarioError(f"{where}: {field}: {said}.") from None


def to_toml(matrix: Matrix) -> str:
    """As a file; `read` gives back an equal matrix."""
    return HEAD + tomli_w.dumps({"impact": [i.model_dump(exclude_none=True) for i in matrix.impacts.values()]})


def shipped(levers: Iterable[str], path: Path = SHIPPED) -> Matrix:
    """The shipped judgements between `levers` (a store's earlier revision may know fewer than today)."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["impact"]
    except (OSError, ValueError, KeyError) as error:
        raise ScenarioError(f"{path.name} cannot be read: {error}. Restore it from the project’s own copy.") from None
    known = set(levers)
    inside = [entry for entry in entries if {entry.get("of"), entry.get("on")} <= known]
    return read(tomli_w.dumps({"impact": inside}), known, path.name)


def own(folder: Path, levers: Iterable[str]) -> Matrix:
    """The organisation's own judgements beside the store; empty where there are none. ScenarioError if damaged."""
    path = folder / OWN
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Matrix({})
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read: {error}. Correct the file, or reset the matrix.") from None
    return read(text, levers, f"The own matrix {path.name}")


def in_force(folder: Path, levers: Iterable[str]) -> tuple[Matrix, str]:
    """The shipped matrix with the own one laid over it, and a sentence where the own one had to be left out."""
    known = list(levers)
    base = shipped(known)
    try:
        return base.under(own(folder, known)), ""
    except ScenarioError as error:
        return base, f"{error} Until then the shipped judgements are used."


def save(folder: Path, impacts: Iterable[Impact], levers: Iterable[str]) -> Matrix:
    """Keep these as the own judgements, the file written whole or not at all; those equal to the shipped are left out.

    ScenarioError for one that `read` would refuse; the file then stays as it was.
    """
    known = list(levers)
    base = shipped(known).impacts
    given = Matrix({(i.of, i.on): i for i in impacts if base.get((i.of, i.on)) != i})
    text = to_toml(given)
    checked = read(text, known)
    write_text(folder / OWN, text)
    return checked


def reset(folder: Path) -> None:
    """Go back to the shipped matrix; the own one is put aside, and `restore` brings it back."""
    if (folder / OWN).exists():
        (folder / OWN).replace(folder / BEFORE)


def set_aside(folder: Path) -> bool:
    """Is there an own matrix that was put aside and could be brought back."""
    return (folder / BEFORE).exists() and not (folder / OWN).exists()


def restore(folder: Path) -> None:
    """Bring back the own matrix that was put aside."""
    if set_aside(folder):
        (folder / BEFORE).replace(folder / OWN)
