"""From a question to boxes: draw the futures, see in which the goal holds, and look for what these have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Catalogue, Indicator, Lever
from foresight.errors import ScenarioError
from foresight.scenario.discovery import covering, futures, importance, prim, robustness, words
from foresight.scenario.discovery.futures import Sample, Stage
from foresight.scenario.discovery.goal import Level, Question, last_level
from foresight.scenario.discovery.robustness import Share
from foresight.scenario.levers import tick
from foresight.scenario.run import acting_on
from foresight.scenario.scenario import Scenario
from foresight.scenario.simulate import Prepared
from foresight.store import Store

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Progress = Callable[[float, str], None]

REPLICATES, EACH = 50, 300
"""Replicates of the responses, and futures for each, by which an option's interval is told."""


@dataclass(frozen=True)
class Box:
    """Limits of levers (in their units, both ends included) and what lies within them.

    `cases`: futures in it; `density`: share of them in which the goal holds; `coverage`: share of all futures in which
    the goal holds that lie in it. `middle`: of each limited lever, the median of the box's futures, on its steps.
    `caveat`: which of its levers are a planner's assumption; empty where none is.
    """

    limits: Mapping[str, tuple[float, float]]
    cases: int
    density: float
    coverage: float
    middle: Mapping[str, float]
    sentence: str
    caveat: str


@dataclass(frozen=True)
class Finding:
    """A box that was found, the trade-off curve it was chosen from (`at` is its place), and its quasi-p-values.

    `curve`: coverage falls and density rises; the first point is all futures. `quasi_p`: by lever, the lower and the
    upper limit's (None: no such limit). `new`: cases of interest that no box before holds.
    """

    curve: tuple[Box, ...]
    at: int
    quasi_p: Mapping[str, tuple[float | None, float | None]]
    new: int

    @property
    def box(self) -> Box:
        """The box chosen."""
        return self.curve[self.at]


@dataclass(frozen=True)
class Setup:
    """A question made ready: whom it is about, the level of its goal, and the futures' stage and draws."""

    question: Question
    target: Indicator
    level: Level
    stage: Stage
    sample: Sample
    holds_words: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Discovery:
    """`figures`: the target's figure in each future; `holds`: whether the goal does. `scores`: what each varied lever
    adds to telling the futures apart; `chance`: what a column of pure chance would be given."""

    setup: Setup
    figures: Floats
    holds: Bools
    findings: tuple[Finding, ...]
    scores: Mapping[str, float]
    chance: float
    sentence: str

    @property
    def base(self) -> float:
        """Share of all futures in which the goal holds."""
        return float(self.holds.mean())

    def inside(self, box: Box) -> Scenario:
        """The question's scenario with the limited levers at the middle of the box."""
        question = self.setup.question
        name = f"Inside a box: {words.goal_short(question, self.setup.target)}"[:120]
        moved = question.scenario.with_levers(**box.middle)
        return moved.model_copy(update={"key": "inside_a_box", "name": name})


@dataclass(frozen=True)
class Robust:
    """How often the goal holds with an option and without it, on the same futures.

    `low`, `high`: 80 % interval of the difference over replicates of the responses. `sentence`: in words.
    """

    option: Mapping[str, float]
    with_it: Share
    without: Share
    difference: Share
    low: float
    high: float
    sentence: str

    @property
    def told(self) -> bool:
        """Can the difference be told from zero."""
        return self.low > 0 or self.high < 0


def set_up(store: Store, prepared: Prepared, question: Question, today: dt.date | None = None) -> Setup:
    """Check a question against the store, find its members and level, and draw its levers.

    ScenarioError for a year that is not ahead, a place without a projectable country, a target without observations,
    or where no lever can vary.
    """
    catalogue, now = store.catalogue(), (today or dt.datetime.now(dt.UTC).date()).year
    question.checked(catalogue, now)
    scenario, model = question.scenario, prepared.model
    covered, inside = _members(store, prepared, scenario, now)
    if question.year <= int(model.last[[model.countries.index(c) for c in inside]].max()):
        raise ScenarioError(f"{model.target.title} is observed to {model.last_observed}. Choose a later year.")
    level = (
        last_observed(store, prepared, scenario, today)
        if question.figure is None
        else Level(value=question.figure, year=None, members=inside)
    )
    stage = futures.stage(
        prepared, scenario, catalogue.levers, level.members, question.year, now, acting_on(store, scenario, now)
    )
    vary, notes = _varied(stage, question, catalogue)
    notes += _said(covered, len(level.members), level, question, prepared)
    sample = futures.sample(stage, vary, question.runs, scenario.seed)
    return Setup(
        question, model.target, level, stage, sample,
        words.goal(question, model.target, level, words.place(scenario.scope, catalogue)), tuple(notes),
    )  # fmt: skip


def last_observed(store: Store, prepared: Prepared, scenario: Scenario, today: dt.date | None = None) -> Level:
    """The level at which the figure of the scenario's place was last observed; ScenarioError where it never was."""
    now, model = (today or dt.datetime.now(dt.UTC).date()).year, prepared.model
    _, inside = _members(store, prepared, scenario, now)
    rows = store.rows(model.target.key, countries=list(inside))
    found = last_level(rows, inside, model.target.together, model.last_observed)
    if found is None:
        where = words.place(scenario.scope, store.catalogue())
        raise ScenarioError(
            f"{model.target.title} has no year in which nine in ten of {where} were observed: there is no last level. "
            "Give a figure instead."
        )
    return found


def _members(store: Store, prepared: Prepared, scenario: Scenario, now: int) -> tuple[int, tuple[str, ...]]:
    """How many countries the place has, and those of them that can be projected."""
    covered, model = scenario.scope.members(store, now), prepared.model
    inside, refused = model.supported(covered)
    if not inside:
        where = words.place(scenario.scope, store.catalogue())
        raise ScenarioError(f"{model.target.title} cannot be projected for {where}. " + " ".join(refused[:3]))
    return len(covered), inside


def _varied(stage: Stage, question: Question, catalogue: Catalogue) -> tuple[tuple[str, ...], list[str]]:
    movable = stage.movable()
    vary = tuple(key for key in movable if not question.vary or key in question.vary)
    if not vary:
        because = stage.prepared.without or "The data say nothing about these levers here."
        raise ScenarioError(f"No lever can vary, so that all futures would differ by noise alone. {because}")
    still = [key for key in (question.vary or catalogue.levers) if key not in movable]
    titles = words.listed(catalogue.levers[key].title for key in still) if still else ""
    notes = [f"Does not vary, because nothing can be told of it here: {titles}."] if still else []
    driven = [driver for key in vary for driver in catalogue.levers[key].drives]
    for driver in dict.fromkeys(driver for driver in driven if driven.count(driver) > 1):
        both = words.listed(catalogue.levers[key].title for key in vary if driver in catalogue.levers[key].drives)
        notes.append(f"{both} move the same driver: what goes with each is added up.")
    return vary, notes


def _said(covered: int, members: int, level: Level, question: Question, prepared: Prepared) -> list[str]:
    """What holds of the whole answer, one sentence each."""
    found = []
    if members < covered:
        lacking = f" or have no figure in {level.year}" if level.year else ""
        out = f"{covered - members} of {covered} countries"
        found.append(f"Left out: {out}, which cannot be projected{lacking}.")
    ahead = question.year - prepared.model.last_observed
    if ahead > 10:
        found.append(
            f"Extrapolation: {prepared.model.target.title} was last observed in {prepared.model.last_observed}, "
            f"{ahead} years before {question.year}."
        )
    if question.scenario.judgements and question.scenario.target != prepared.model.target.key:
        found.append(f"The judgements are about {question.scenario.target}; estimates are used instead.")
    return found


def discover(setup: Setup, progress: Progress | None = None) -> Discovery:
    """Draw the futures and look for boxes. Deterministic under the scenario's seed."""
    tell = progress or (lambda share, what: None)
    question, sample, levers = setup.question, setup.sample, setup.sample.levers
    found = futures.figures(setup.stage, sample, progress=lambda share: tell(0.5 * share, "drawing futures"))
    holds = question.holds(found, setup.level.value)
    tell(0.5, "looking for boxes")
    boxes = covering.cover(sample.values, holds)
    tell(0.8, "scoring the levers")
    scores, chance = importance.scores(sample.values, holds, question.scenario.seed)
    findings = tuple(_finding(one, setup, holds) for one in boxes)
    base = float(holds.mean())
    tell(1.0, "done")
    sentence = findings[0].box.sentence if findings else words.nothing(base, setup.holds_words)
    return Discovery(
        setup, found, holds, findings, {lever.key: s for lever, s in zip(levers, scores, strict=True)}, chance, sentence
    )


def _finding(found: covering.Found, setup: Setup, holds: Bools) -> Finding:
    levers = setup.sample.levers
    quasi_p: dict[str, tuple[float | None, float | None]] = {}
    for (column, lower), p in found.quasi_p.items():
        before = quasi_p.get(levers[column].key, (None, None))
        quasi_p[levers[column].key] = (p, before[1]) if lower else (before[0], p)
    curve = tuple(_box(one, setup, holds) for one in found.curve)
    return Finding(curve, found.at, quasi_p, found.new)


def _box(counted: prim.Counted, setup: Setup, holds: Bools) -> Box:
    levers, values = setup.sample.levers, setup.sample.values
    held = prim.inside(values, counted.limits)
    limits, middle = {}, {}
    for column in sorted(counted.limits):
        lever, (low, high) = levers[column], counted.limits[column]
        limits[lever.key] = (max(low, lever.low), min(high, lever.high))
        middle[lever.key] = tick(float(np.median(values[held, column])), lever)
    coverage, base = counted.hits / int(holds.sum()), float(holds.mean())
    by_key = {lever.key: lever for lever in levers}
    sentence = words.box(limits, by_key, (counted.density, base, coverage), setup.holds_words)
    assumed = words.assumed(by_key[key] for key in limits)
    return Box(limits, counted.cases, counted.density, coverage, middle, sentence, assumed)


def robust(setup: Setup, levers: Mapping[str, Lever]) -> Robust:
    """The question's option against its levers at their baselines, on the same futures.

    ScenarioError where the option is empty or none of its levers moves anything here.
    """
    option, stage = dict(setup.question.option), setup.stage
    if not option:
        raise ScenarioError("An option names no lever. Choose at least one, and a value for it.")
    movable = [key for key in option if key in stage.movable()]
    if not movable:
        titles = words.listed(levers[key].title for key in option)
        raise ScenarioError(f"Nothing can be told of {titles} here, so no option can be compared. Choose other levers.")
    put = {key: option[key] for key in movable}
    kept = {key: stage.acts[key].default or 0.0 for key in movable}
    question, level = setup.question, setup.level.value

    def both(sample: Sample) -> tuple[Bools, Bools]:
        one, other = (question.holds(futures.figures(stage, sample, fixed), level) for fixed in (put, kept))
        return one, other

    with_it, without = both(setup.sample)
    low, high = np.quantile([_apart(*both(part)) for part in _replicates(setup.sample, stage)], (0.1, 0.9))
    gap = robustness.difference(with_it, without)
    shares = robustness.share(with_it), robustness.share(without)
    sentence = words.robust(put, levers, shares, gap, (float(low), float(high)), setup.holds_words)
    return Robust(put, *shares, gap, float(low), float(high), sentence)


def _apart(with_it: Bools, without: Bools) -> float:
    return float(with_it.mean() - without.mean())


def _replicates(sample: Sample, stage: Stage) -> Sequence[Sample]:
    """The first futures again and again, each time with one replicate of the responses in all of them."""
    responses = stage.prepared.responses
    many = len(responses.beta_draws) if responses is not None else 1
    values = sample.values[:EACH]
    chosen = np.unique(np.linspace(0, many - 1, REPLICATES).astype(np.int64))
    return [Sample(sample.levers, values, np.full(len(values), r), sample.seed) for r in chosen]
