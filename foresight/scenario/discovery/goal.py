"""What is asked of the futures: a goal on a figure that is observed, the levers that vary, how many futures, an option.

A question travels as URL parameters, exactly; its scenario holds target, place, year, seed and what does not vary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from foresight.catalogue import Catalogue, Lever
from foresight.errors import ScenarioError, nearest
from foresight.projection.engine import FURTHEST
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.settings import Finite, number, pairs, plain

if TYPE_CHECKING:
    from pandas import DataFrame

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

RUNS = 5_000
FEWEST, MOST = 200, 100_000
"""How many futures may be drawn: below, half of them would not bear out a box; above, it takes minutes."""
ENOUGH = 0.9
"""Share of the members that must have been observed in the year a goal is measured against."""
LAST, NONE = "last", "none"
OWN = ("goal", "runs", "vary", "option")
"""Parameters of an address that are the question's own."""


class Question(BaseModel):
    """`side` of `figure` (None: the last observed level) is the goal. `vary`: levers, () for all that can be told of.

    `option`: levers in the planner's own hand, with the values whose robustness is asked about.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    scenario: Scenario
    side: Literal["below", "above"] = "below"
    figure: Finite | None = None
    runs: int = Field(default=RUNS, ge=FEWEST, le=MOST)
    vary: tuple[str, ...] = ()
    option: Annotated[tuple[tuple[str, Finite], ...], BeforeValidator(pairs)] = ()

    @property
    def year(self) -> int:
        """The year the goal is about."""
        return self.scenario.horizon

    def holds(self, figures: Floats, level: float) -> Bools:
        """In which futures the goal holds; a figure exactly on the level is neither below nor above it."""
        return np.asarray(figures < level if self.side == "below" else figures > level)

    def checked(self, catalogue: Catalogue, now: int) -> Question:
        """Itself, if everything it names exists and the year lies ahead; ScenarioError with the nearest otherwise."""
        self.scenario.checked(catalogue)
        if not now < self.year <= FURTHEST:
            raise ScenarioError(
                f"A goal is about a year ahead, {now + 1} to {FURTHEST}, and not {self.year}. Choose one of these."
            )
        for key in self.vary:
            _known(key, catalogue.levers)
        for key, value in self.option:
            lever_value(_known(key, catalogue.levers), value)
        return self

    def to_parameters(self) -> dict[str, str]:
        """As it stands in an address: the scenario's parameters, year and seed always, and what is asked."""
        found = self.scenario.to_parameters() | {"until": str(self.year), "seed": str(self.scenario.seed)}
        level = LAST if self.figure is None else plain(self.figure)
        found |= {"goal": f"{self.side}:{level}", "runs": str(self.runs)}
        found |= {"vary": ",".join(self.vary)} if self.vary else {}
        return found | {"option": ",".join(f"{key}:{plain(value)}" for key, value in self.option) or NONE}

    def amended(self, given: Mapping[str, str], levers: Mapping[str, Lever]) -> tuple[Question, tuple[str, ...]]:
        """Itself with what an address says beside its scenario (OWN), and a sentence for each part left out."""
        found, left_out = self, []
        for key, text in given.items():
            try:
                asked = _read(key, text)
                for lever, value in asked.get("option", {}).items():
                    lever_value(_known(lever, levers), value)
                for lever in asked.get("vary", ()):
                    _known(lever, levers)
                found = Question.model_validate({**found.model_dump(), **asked})
            except (ScenarioError, ValidationError) as error:
                reason = f"{error.errors()[0]['msg']}." if isinstance(error, ValidationError) else str(error)
                left_out.append(f"“{key}={text}” was left out: {reason}")
        return found, tuple(left_out)


def _known(key: str, levers: Mapping[str, Lever]) -> Lever:
    if key not in levers:
        close = nearest(key, levers)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise ScenarioError(f"There is no lever called “{key}”.{hint} Known: {', '.join(levers)}.")
    return levers[key]


def goal(text: str) -> dict[str, Any]:
    """`below:last`, `above:1200`: the side and the figure; ScenarioError for anything else."""
    side, _, level = text.partition(":")
    if side not in ("below", "above"):
        raise ScenarioError("A goal is below or above a figure. Write below:last or above:1200.")
    return {"side": side, "figure": None if level == LAST else number(level)}


def option(settings: Iterable[str]) -> dict[str, float]:
    """`LEVER:VALUE` or `LEVER=VALUE` as a mapping; ScenarioError for anything else."""
    found = {}
    for setting in settings:
        lever, sign, value = setting.replace("=", ":").partition(":")
        if not (lever and sign and value):
            raise ScenarioError(f"“{setting}” does not set a lever. Write LEVER=VALUE, as in diplomatic_priority=8.")
        found[lever] = number(value)
    return found


def _read(key: str, text: str) -> dict[str, Any]:
    if key == "goal":
        return goal(text)
    parts = [part for part in text.split(",") if part and part != NONE]
    return {"option": option(parts)} if key == "option" else {key: tuple(parts) if key == "vary" else text}


class Level(BaseModel):
    """What a goal is measured against, in the target's unit. `year`: when it was observed; None for a given figure."""

    model_config = ConfigDict(frozen=True)
    value: float
    year: int | None
    members: tuple[str, ...]


def last_level(rows: DataFrame, members: Iterable[str], together: str, last: int) -> Level | None:
    """The level of the last year up to `last` in which nine in ten of the members were observed; None if there is none.

    `rows`: columns country, year, value. Missing is not zero: a member without a figure in that year is not counted,
    and the level's `members` are the others.
    """
    wanted = tuple(members)
    own = rows[rows["country"].isin(wanted) & (rows["year"] <= last) & rows["value"].notna()]
    counted = own.groupby("year").size()
    full = counted[counted >= ENOUGH * len(wanted)]
    if full.empty:
        return None
    year = int(full.index.max())
    then = own[own["year"] == year]
    there = set(then["country"])
    value = float(then["value"].sum() if together == "sum" else then["value"].mean())
    return Level(value=value, year=year, members=tuple(country for country in wanted if country in there))
