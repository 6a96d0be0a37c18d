"""Futures of one figure in one year: settings of the levers, a replicate of the responses, a draw of forecast noise.

What `simulate` shows as bands is drawn here: a future has one value for each lever, one bootstrap replicate of all
coefficients, and one draw of the forecast errors of all members together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.projection import Model, draws, intervals
from foresight.projection.engine import backward, forward
from foresight.scenario import levers as moving
from foresight.scenario.discovery.sampling import settings
from foresight.scenario.moves import Prepared
from foresight.scenario.paths import acting as acting_in
from foresight.scenario.paths import arriving
from foresight.scenario.response import INTERVAL
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.settings import Acting, Judgement

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Progress = Callable[[float], None]

TOGETHER = 1000
"""Futures computed at a time, each lot with a seed of its own: what is held in memory stays small."""
_Z = NormalDist().inv_cdf(INTERVAL[1])


@dataclass(frozen=True)
class Acts:
    """One lever as it acts by the year that is asked about.

    `reach`: the countries it moves. `default`: its baseline (None: never observed, it moves nothing). `setting`: where
    the scenario puts it (None: its baseline). `named`: it joins or leaves a named forum; its sign decides who moves.
    `arrived`: per replicate, how much of a response is there by then. `judged`: what the planner says of the move to
    `setting`, and how much of that is there.
    """

    lever: Lever
    reach: Bools
    default: float | None
    setting: float | None
    named: bool
    arrived: Floats
    judged: tuple[Judgement, float] | None

    def shifts(self, prepared: Prepared, values: Floats) -> dict[str, Floats]:
        """Driver -> values × countries, in the model's unit; a value on the baseline's tick moves nothing."""
        found, _ = moving.shifts(prepared.ground, self.lever, values, self.reach)
        default = self.default
        off = np.array([default is not None and not moving.at_baseline(float(v), default, self.lever) for v in values])
        return {key: np.where(off[:, None], shift, 0.0) for key, shift in found.items()}


@dataclass(frozen=True)
class Stage:
    """A figure in a year: which countries make it up, and how each lever acts on them by then.

    `place`: the countries' columns in the model. `median`: of each, in the model's unit. `middle`: the median of all
    together, in the target's unit.
    """

    prepared: Prepared
    countries: tuple[str, ...]
    year: int
    place: Ints
    median: Floats
    middle: float
    acts: Mapping[str, Acts]

    @property
    def model(self) -> Model:
        """The projection of the target."""
        return self.prepared.model

    def movable(self) -> tuple[str, ...]:
        """Levers that may vary: they have a baseline, reach some member, and have an estimate or a judgement."""
        known = set(self.prepared.responses.drivers) if self.prepared.responses is not None else set()
        return tuple(
            key
            for key, acts in self.acts.items()
            if acts.default is not None
            and not acts.named
            and acts.reach.any()
            and (acts.judged or known & set(acts.lever.drives))
        )

    def together(self, values: Floats) -> Floats:
        """The figure, from futures × members in the target's unit."""
        summed = self.model.target.together == "sum"
        return np.asarray(values.sum(axis=1) if summed else values.mean(axis=1))


def stage(
    prepared: Prepared,
    scenario: Scenario,
    levers: Mapping[str, Lever],
    members: Iterable[str],
    year: int,
    now: int,
    acting: Mapping[str, Iterable[str]] | None = None,
) -> Stage:
    """Set up `year` for the figure of `members`, all of which must be projectable.

    `acting`: by lever, the countries that it moves instead of the members (run.acting_on finds them). `now`: the first
    year in which levers may move.
    """
    model, inside = prepared.model, tuple(members)
    names = np.array(model.countries)
    distribution = model.distribution(inside, [year])
    found = {
        lever.key: _acts(
            prepared, scenario, lever, np.isin(names, tuple((acting or {}).get(lever.key, inside))), year, now
        )
        for lever in levers.values()
    }
    place = np.array([model.countries.index(country) for country in inside])
    made = Stage(prepared, inside, year, place, distribution[:, 0, intervals.MEDIAN], 0.0, found)
    drawn = draws.joint(distribution, model.shared, scenario.seed)[:, :, 0]
    return replace(made, middle=float(np.median(made.together(model.bounded(drawn)))))


def _acts(prepared: Prepared, scenario: Scenario, lever: Lever, reach: Bools, year: int, now: int) -> Acts:
    acting, responses = dict(scenario.acting).get(lever.key, Acting()), prepared.responses
    years = range(now, year + 1)
    path = acting_in(
        acting.shape or lever.shape, years, max(acting.start or scenario.start or now, now), acting.end or scenario.end
    )
    replicates = arriving(path, responses.impulse_draws) if responses is not None else np.zeros((1, len(years)))
    default = moving.observed(prepared.ground, lever, reach)
    setting = lever_value(lever, dict(scenario.levers).get(lever.key, "default"))
    judgement = dict(scenario.judgements).get(lever.key) if scenario.target == prepared.model.target.key else None
    moved = setting is not None and default is not None and not moving.at_baseline(setting, default, lever)
    judged = None
    if judgement is not None and moved:
        # as in simulate: a judgement is of where the response is furthest, and arrives as the estimate would
        arrival = arriving(path, responses.impulse if responses is not None else np.ones(len(years)))
        furthest = float(np.abs(arrival).max())
        judged = judgement, float(arrival[-1]) / furthest if furthest else 0.0
    return Acts(
        lever, reach, default, setting if moved else None, acting.forum is not None, replicates[:, -1], judged
    )  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """What was drawn for each future: `values` (futures × `levers`, in the levers' units) and its replicate."""

    levers: tuple[Lever, ...]
    values: Floats
    replicate: Ints
    seed: int

    def __len__(self) -> int:
        return len(self.replicate)

    def of(self, lever: str) -> Floats:
        """The values of one lever in all futures."""
        return self.values[:, [one.key for one in self.levers].index(lever)]


def sample(on: Stage, vary: Sequence[str], n: int, seed: int) -> Sample:
    """`n` futures in which the levers `vary` range over their values; every replicate is drawn equally often."""
    levers = tuple(on.acts[key].lever for key in vary)
    responses = on.prepared.responses
    replicates = len(responses.beta_draws) if responses is not None else 1
    values = settings(levers, n, np.random.default_rng([seed, 0]))
    replicate = np.random.default_rng([seed, 1]).permutation(np.arange(n) % replicates)
    return Sample(levers, values, replicate, seed)


def figures(
    on: Stage, drawn: Sample, fixed: Mapping[str, float] | None = None, progress: Progress | None = None
) -> Floats:
    """The figure of each future in the target's unit. The same sample and `fixed`, the same figures.

    A lever stands at `fixed` if it is there, else at the future's own value, else where the scenario puts it. Levers
    change nothing else about a future: noise and replicate stay, so that answers can be compared future by future.
    """
    found = np.empty(len(drawn))
    for lot, start in enumerate(range(0, len(drawn), TOGETHER)):
        part = slice(start, start + TOGETHER)
        found[part] = _figures(on, drawn, part, lot, fixed or {})
        if progress is not None:
            progress(min((start + TOGETHER) / len(drawn), 1.0))
    return found


def _figures(on: Stage, drawn: Sample, part: slice, lot: int, fixed: Mapping[str, float]) -> Floats:
    model, replicate = on.model, drawn.replicate[part]
    seed = int(np.random.SeedSequence([drawn.seed, 2, lot]).generate_state(1)[0])
    noise = draws.joint(model.distribution(on.countries, [on.year]), model.shared, seed, len(replicate))[:, :, 0]
    varied = {lever.key: drawn.values[part, k] for k, lever in enumerate(drawn.levers)}
    by = np.zeros((1, len(on.place)))
    for key, acts in on.acts.items():
        given = fixed.get(key, acts.setting)
        values = np.array([given]) if key in fixed or key not in varied else varied[key]
        if values[0] is not None:
            by = by + _moved(on, acts, values.astype(float), replicate, lot, drawn.seed)
    value = on.together(model.bounded(noise + by))
    ahead = on.year - model.last[on.place]
    wider = float(np.median(intervals.widening(ahead)))
    if wider > 1:
        # as in simulate the noise widens about the median of all together, which follows the levers
        still, moved = (on.together(model.bounded(on.median + shift))[:, None] for shift in (np.zeros((1, 1)), by))
        logarithmic = model.target.transform != "identity" and still[0, 0] > 0
        middle = on.middle + (moved[:, 0] - still[0]) * (on.middle / still[0, 0] if logarithmic else 1.0)
        value = middle + wider * (value - middle)
    if len(on.countries) == 1:
        value = np.minimum(value, model.ceiling)
    summed = len(on.countries) > 1 and model.target.together == "sum"
    return np.asarray(np.clip(value, model.target.minimum, None if summed else model.target.maximum))


def _moved(on: Stage, acts: Acts, values: Floats, replicate: Ints, lot: int, seed: int) -> Floats:
    """What the lever does to each member's median in each future, in the model's unit: futures × members."""
    distinct, row = np.unique(values, return_inverse=True)
    shifts = acts.shifts(on.prepared, distinct)
    if acts.judged is not None:
        return _as_judged(on, acts, shifts, row, replicate, lot, seed)
    responses = on.prepared.responses
    found = np.zeros((1, len(on.place)))
    if responses is not None:
        for driver in acts.lever.drives:
            if driver in shifts and driver in responses.drivers:
                size = responses.beta_draws[replicate, responses.drivers.index(driver)] * acts.arrived[replicate]
                found = found + size[:, None] * shifts[driver][:, on.place][row]
    return found


def _as_judged(
    on: Stage, acts: Acts, shifts: Mapping[str, Floats], row: Ints, replicate: Ints, lot: int, seed: int
) -> Floats:
    """A judgement is of the move to the scenario's setting: elsewhere it counts in proportion to the driver's shift.

    Each future draws from the planner's range, a normal of two halves with the range as its 10th and 90th percentile.
    """
    assert acts.judged is not None
    assert acts.setting is not None
    judgement, arrived = acts.judged
    own = acts.lever.drives[0]
    whole = acts.shifts(on.prepared, np.array([acts.setting])).get(own, np.zeros((1, len(acts.reach))))[0].sum()
    share = shifts[own].sum(axis=1)[row] / whole if whole else np.ones(len(row))
    score = np.random.default_rng([seed, 3, lot, *acts.lever.key.encode()]).standard_normal(len(replicate)) / _Z
    away = np.where(score < 0, judgement.middle - judgement.low, judgement.high - judgement.middle)
    said = (judgement.middle + score * away) * share
    stands, reach = backward(on.median, on.model.target), acts.reach[on.place]
    if on.model.target.together == "sum" and (stands * reach).sum():
        parts = stands * reach / (stands * reach).sum()
    else:
        alike = reach / max(reach.sum(), 1)
        parts = alike if on.model.target.together == "sum" else alike * len(reach)
    reached = np.clip(stands + said[:, None] * parts, on.model.target.minimum, on.model.target.maximum)
    return np.asarray(np.where(reach, forward(reached, on.model.target.transform) - on.median, 0.0) * arrived)
