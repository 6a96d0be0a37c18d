"""Which settings of the levers pull against each other: cross-impact balances of a scenario. It warns, never blocks.

Weimer-Jehle (2006): the balance of a state of a lever is the sum of what the states of all other levers contribute to
it; a combination is consistent where no lever has a state with a higher balance than the one it stands in. Only levers
that the planner moved are judged: one that stays at its baseline is held there on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.scenario.cross_impact import Matrix
from foresight.scenario.levers import at_baseline
from foresight.scenario.scenario import Scenario, lever_value

Ints = NDArray[np.int64]

WORDS: Mapping[int, str] = {-1: "below its baseline", 0: "at its baseline", 1: "above its baseline"}
STATES = (-1, 0, 1)


@dataclass(frozen=True)
class Pull:
    """One lever pushing another away from where it stands: `score` is below nought."""

    of: str
    on: str
    score: int
    reason: str


@dataclass(frozen=True)
class Balance:
    """A moved lever: where it stands, the balance of that state, and the state that has the highest.

    `gap`: how much higher that one is; 0 where the lever stands well.
    """

    lever: str
    state: int
    score: int
    best: int
    best_score: int

    @property
    def gap(self) -> int:
        return self.best_score - self.score


@dataclass(frozen=True)
class Tension:
    """Two moved levers that pull against each other, one of them at least standing against its balance."""

    first: str
    second: str
    pulls: tuple[Pull, ...]

    @property
    def score(self) -> int:
        return sum(pull.score for pull in self.pulls)


@dataclass(frozen=True)
class Consistency:
    """`states`: of the moved levers, -1 below and 1 above their baselines. `total`: sum of their balances.

    `nearest`: what the fewest moved levers would have to change to for no lever to stand against its balance; empty
    where none does. `unjudged`: moved levers whose baseline is not known here.
    """

    states: Mapping[str, int]
    balances: tuple[Balance, ...]
    tensions: tuple[Tension, ...]
    total: int
    nearest: Mapping[str, int]
    unjudged: tuple[str, ...]

    @property
    def against(self) -> tuple[Balance, ...]:
        """Levers that stand against their balance, the widest gap first."""
        return tuple(sorted((b for b in self.balances if b.gap > 0), key=lambda b: -b.gap))


def states(
    scenario: Scenario, levers: Mapping[str, Lever], baselines: Mapping[str, float | None]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each moved lever stands against its baseline (-1 or 1), and moved levers whose baseline is not known."""
    found, unknown = {}, []
    for key, setting in scenario.levers:
        if key not in levers:
            continue
        value, baseline = lever_value(levers[key], setting), baselines.get(key)
        if value is None:
            continue
        if baseline is None:
            unknown.append(key)
        elif not at_baseline(value, baseline, levers[key]):
            found[key] = 1 if value > baseline else -1
    return found, tuple(unknown)


def check(
    scenario: Scenario, levers: Mapping[str, Lever], baselines: Mapping[str, float | None], matrix: Matrix
) -> Consistency:
    """The scenario's levers against the matrix. `baselines`: in each lever's unit; None where not known."""
    moved, unknown = states(scenario, levers, baselines)
    return balance(moved, matrix, unknown)


def balance(moved: Mapping[str, int], matrix: Matrix, unjudged: tuple[str, ...] = ()) -> Consistency:
    """The balances of moved levers (lever -> -1 or 1), what pulls against what, and the nearest consistent states."""
    keys = list(moved)
    balances = []
    for key in keys:
        push = sum(matrix.bearing(other, moved[other], key) for other in keys if other != key)
        scores = {state: state * push for state in STATES}
        own = moved[key]
        # a state that is only as good as another is no reason to warn
        best = own if scores[own] == max(scores.values()) else max(STATES, key=scores.__getitem__)
        balances.append(Balance(key, own, scores[own], best, scores[best]))
    wrong = {b.lever for b in balances if b.gap > 0}
    tensions = []
    for first, second in combinations(keys, 2):
        pulls = tuple(
            Pull(of, on, score, matrix.impacts[of, on].reason)
            for of, on in ((first, second), (second, first))
            if (score := moved[on] * matrix.bearing(of, moved[of], on)) < 0 and on in wrong
        )
        if pulls:
            tensions.append(Tension(first, second, pulls))
    tensions.sort(key=lambda tension: tension.score)
    nearest = _nearest(moved, matrix) if wrong else {}
    total = sum(b.score for b in balances)
    return Consistency(dict(moved), tuple(balances), tuple(tensions), total, nearest, unjudged)


def _nearest(moved: Mapping[str, int], matrix: Matrix) -> dict[str, int]:
    """The fewest changes after which no moved lever stands against its balance; the most consistent of equals.

    All moved levers at their baselines would always do: the search ends.
    """
    keys = list(moved)
    # pushes × levers: what each lever below and above its baseline contributes to every other one
    bears = np.array([[[matrix.bearing(of, s, on) * (of != on) for on in keys] for of in keys] for s in STATES])
    start = np.array([moved[key] for key in keys])
    for changes in range(1, len(keys) + 1):
        tried = np.array(list(_changed(start, changes)))
        push = np.stack([bears[tried[:, i] + 1, i] for i in range(len(keys))]).sum(axis=0)
        scores = tried * push
        fine = (scores >= np.where(tried == 0, 0, np.abs(push))).all(axis=1)
        if fine.any():
            best = tried[fine][np.argmax(scores[fine].sum(axis=1))]
            return {key: int(s) for key, s in zip(keys, best, strict=True) if s != moved[key]}
    return {}


def _changed(start: Ints, changes: int) -> list[Ints]:
    """Every way to change that many levers, the one that only takes them to their baselines first."""
    found = []
    for places in combinations(range(len(start)), changes):
        for code in range(2**changes):
            then = start.copy()
            for bit, place in enumerate(places):
                then[place] = -start[place] if code >> bit & 1 else 0
            found.append(then)
    return found


def told(tension: Tension, states_: Mapping[str, int], levers: Mapping[str, Lever]) -> str:
    """`Conflict severity above its baseline and trade openness above its baseline pull against each other: …`"""
    first, second = (_stands(key, states_[key], levers) for key in (tension.first, tension.second))
    reasons = " ".join(dict.fromkeys(pull.reason for pull in tension.pulls))
    return f"{first} and {second[0].lower()}{second[1:]} pull against each other (score −{-tension.score}): {reasons}"


def gaps(found: Consistency, levers: Mapping[str, Lever]) -> str:
    """`Balance below that of the best state: democracy by 4, exercise tempo by 2.` Empty where nothing stands so."""
    parts = [f"{levers[b.lever].title.lower()} by {b.gap}" for b in found.against]
    return f"Balance below that of its best state: {', '.join(parts)}." if parts else ""


def summary(found: Consistency) -> str:
    """The whole check in one sentence."""
    many, wrong = len(found.states), len(found.against)
    if not many:
        return "No lever is off its baseline: nothing can pull against anything."
    if many == 1:
        return "One lever is off its baseline: there is no other one for it to pull against."
    if not wrong:
        return f"The {many} moved levers hold together: none stands against the others."
    stands = "stands" if wrong == 1 else "stand"
    return f"{'All' if wrong == many else f'{wrong} of the'} {many} moved levers {stands} against the others."


def advice(found: Consistency, levers: Mapping[str, Lever]) -> str:
    """The nearest combination in which nothing pulls, in words; empty where nothing does."""
    parts = [_stands(key, state, levers).lower() for key, state in found.nearest.items()]
    if not parts:
        return ""
    joined = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"Nearest combination without such a pull: {joined}."


def _stands(key: str, state: int, levers: Mapping[str, Lever]) -> str:
    return f"{levers[key].title} {WORDS[state]}"
