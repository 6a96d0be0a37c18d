"""One lever as a scenario sets it: how much of the target goes with it, when, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.errors import ScenarioError
from foresight.panel import Panel
from foresight.projection import Model, fit
from foresight.projection.engine import backward, forward
from foresight.scenario import levers as moving
from foresight.scenario.ensemble import Ensemble, drawn
from foresight.scenario.levers import Ground
from foresight.scenario.outcome import Verdict
from foresight.scenario.paths import acting as acting_in
from foresight.scenario.paths import arriving
from foresight.scenario.response import INTERVAL, REPLICATES, Responses, estimate
from foresight.scenario.scenario import Scenario, lever_value
from foresight.scenario.settings import Acting, Judgement

ENSEMBLES = 4
"""How many a Prepared keeps."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Prepared:
    """A target ready for scenarios: its model, its responses (None, with the reason, where none could be estimated)."""

    model: Model
    responses: Responses | None
    without: str
    ground: Ground
    _ensembles: dict[tuple[object, ...], Ensemble] = field(default_factory=dict, compare=False, repr=False)

    def ensemble(self, countries: Sequence[str], years: Sequence[int], seed: int, size: int) -> Ensemble:
        """Futures of the baseline (ensemble.drawn); the last few stay, for a slider asks for the same again."""
        key = (tuple(countries), tuple(years), seed, size)
        if key not in self._ensembles:
            for old in list(self._ensembles)[: 1 - ENSEMBLES]:
                self._ensembles.pop(old, None)
            self._ensembles[key] = drawn(self.model, countries, years, seed, size)
        return self._ensembles[key]


def prepare(panel: Panel, target: str, model: Model | None = None) -> Prepared:
    """Estimate the responses beside a model of the panel's target, fitted where none is given; keep the result."""
    model, ground = model or fit(panel, target), moving.stand(panel)
    try:
        return Prepared(model, estimate(panel, target), "", ground)
    except ScenarioError as error:
        return Prepared(model, None, str(error), ground)


@dataclass(frozen=True)
class Move:
    """One lever as it acts on every country: coefficients × shifts, and how its response arrives over `years`."""

    lever: Lever
    value: float | None
    default: float | None
    size: Floats
    """Countries: the response one year on, in the model's unit."""
    size_draws: Floats
    """Countries × replicates."""
    profile: Floats
    """Years: how much of the response has arrived."""
    profile_draws: Floats
    """Years × replicates."""
    years: range
    verdict: Verdict
    judged: Floats | None
    """Replicates of what the planner judged, the middle first; None where the response is estimated."""
    basis: str
    held: int
    """Members held at the range ever observed."""

    def paths(
        self, model: Model, countries: Sequence[int], years: Sequence[int], median_last: Floats, together: str
    ) -> tuple[Floats, Floats]:
        """Shifts of the medians in the model's unit: countries × years, and countries × years × replicates.

        A judgement says how far the figure of all `countries` moves, in the target's unit, where its response is
        furthest; it arrives as an estimated response would. Of a sum (`together`) each country takes the share that
        its median has (`median_last`, of the last year, in the model's unit); of a mean each moves alike.
        """
        at = np.asarray(years) - self.years.start
        size = self.size[countries]
        if self.judged is None:
            return size[:, None] * self.profile[at], self.size_draws[countries, None, :] * self.profile_draws[at]
        stands = backward(median_last, model.target)
        moving = size != 0
        held = np.where(moving, stands if together == "sum" else 1.0, 0.0)
        held = held if held.sum() else moving.astype(float)
        share = held / max(held.sum(), 1e-12) * (1.0 if together == "sum" else len(held))
        reached = stands[:, None] + share[:, None] * self.judged
        shift = forward(np.clip(reached, model.target.minimum, model.target.maximum), model.target.transform)
        furthest = np.abs(self.profile[at]).max()
        arrived = self.profile[at] / furthest if furthest else np.zeros(len(at))
        apart = np.where(moving[:, None], shift - median_last[:, None], 0.0)
        return apart[:, :1] * arrived, apart[:, None, 1:] * arrived[:, None]


def _verdict(prepared: Prepared, lever: Lever, together: bool, moved: Floats | None) -> tuple[Verdict, str]:
    """What more of the lever went with, from the 80 % interval.

    `together`: several states of a region move at once. `moved`: replicates of the response to the move itself,
    counted upwards; None while the lever stands at its baseline, when one unit of the driver is what is judged.
    """
    responses = prepared.responses
    known = [key for key in lever.drives if responses is not None and key in responses.drivers]
    if responses is None or lever.drives[0] not in known:
        return (
            "cannot be told",
            prepared.without or f"The data say nothing about {lever.title.lower()} and this target.",
        )
    at = [responses.drivers.index(key) for key in (known if together else known[:1])]
    unit = responses.beta_draws[:, at].sum(axis=1)
    low, high = np.quantile(unit, INTERVAL)
    sample = responses.samples[at[0]]
    basis = (
        f"Association over {sample.rows:,} country-years {sample.first}-{sample.last}: one year on, "
        f"80 % interval {low:+.3g} to {high:+.3g} per unit of the driver, in the unit the model works in."
    )
    if lever.assumption:
        return "cannot be told", "A planner’s assumption: the data cannot identify it. " + basis
    if moved is not None:
        low, high = np.quantile(moved, INTERVAL)
    better = -1 if prepared.model.target.direction == "negative" else 1
    if low * better > 0 and high * better > 0:
        return "catalyses", basis
    return ("hinders" if low * better < 0 and high * better < 0 else "cannot be told"), basis


def _sizes(responses: Responses | None, shifts: Mapping[str, Floats], countries: int) -> tuple[Floats, Floats]:
    """Coefficients times shifts: per country, and countries × replicates."""
    if responses is None:
        return np.zeros(countries), np.zeros((countries, 1))
    size, draws = np.zeros(countries), np.zeros((countries, len(responses.beta_draws)))
    for key in set(shifts) & set(responses.drivers):
        at = responses.drivers.index(key)
        size = size + responses.beta[at] * shifts[key]
        draws = draws + shifts[key][:, None] * responses.beta_draws[:, at]
    return size, draws


def _said_of(lever: Lever, value: float, ground: Ground, members: Bools, held: Bools) -> list[str]:
    """Warnings about a move: members held at the range ever observed, and members that cannot move."""
    many, found = int(members.sum()), []
    if held.any():
        found.append(
            f"{lever.title}: {value:g} {lever.unit} leads beyond the range ever observed for "
            f"{int(held.sum())} of {many} members or for their region; the response stops at that range."
        )
    unobserved = int((members & np.isnan(ground.now[lever.drives[0]])).sum())
    if unobserved:
        found.append(f"{lever.title}: {unobserved} of {many} members have no observed value and do not move.")
    return found


def _judged(judgement: Judgement, lever: str, seed: int, replicates: int) -> Floats:
    """The middle, then replicates: a normal of two halves whose 10th and 90th percentile are the planner's range.

    In an order of the lever's own, so that the ranges of two judgements are not taken to miss together.
    """
    normal = NormalDist()
    places = (np.arange(replicates) + 0.5) / replicates
    score = np.array([normal.inv_cdf(p) for p in places]) / normal.inv_cdf(INTERVAL[1])
    away = np.where(score < 0, judgement.middle - judgement.low, judgement.high - judgement.middle)
    order = np.random.default_rng([seed, crc32(lever.encode())]).permutation(replicates)
    return np.concatenate([[judgement.middle], (judgement.middle + score * away)[order]])


def move_of(
    prepared: Prepared, lever: Lever, scenario: Scenario, members: Bools, years: range, now: int
) -> tuple[Move, list[str]]:
    """The lever as the scenario sets it, and what a reader must be warned of. `members`: whom it moves."""
    responses, ground = prepared.responses, prepared.ground
    acting = dict(scenario.acting).get(lever.key, Acting())
    value = lever_value(lever, dict(scenario.levers).get(lever.key, "default"))
    default = moving.observed(ground, lever, members)
    judgement = dict(scenario.judgements).get(lever.key) if scenario.target == prepared.model.target.key else None
    together = int(members.sum()) > 1
    verdict, basis = _verdict(prepared, lever, together, None)
    size, draws = _sizes(responses, {}, len(members))
    judged, warnings, beyond = None, [], 0
    if value is not None and default is None:
        place = acting.scope or scenario.scope
        warnings.append(f"{lever.title}: no member of {place} has an observed value, so it moves nothing.")
    elif value is not None and default is not None and not moving.at_baseline(value, default, lever):
        shifts, held = moving.shifts(ground, lever, value, members)
        warnings += _said_of(lever, value, ground, members, held)
        beyond = int(held.sum())
        size, draws = _sizes(responses, shifts, len(members))
        upwards = (np.sign(shifts[lever.drives[0]]) * members) @ draws
        if upwards.any():
            verdict, basis = _verdict(prepared, lever, together, upwards)
        if judgement is not None:
            # a judgement speaks of the members that are moved, whatever was estimated for them
            size = np.where(members, 1.0, 0.0)
            replicates = len(responses.beta_draws) if responses is not None else REPLICATES
            judged = _judged(judgement, lever.key, scenario.seed, replicates)
            basis = "The planner’s own judgement, in place of an estimate."
        elif not size.any():
            warnings.append(f"{lever.title} moves nothing here. {basis}")
    profile, profile_draws = np.zeros(len(years)), np.zeros((len(years), 1))
    if size.any():  # most levers stand at their baselines: nothing of them has to arrive
        start, end = max(acting.start or scenario.start or now, now), acting.end or scenario.end
        acts = acting_in(acting.shape or lever.shape, years, start, end)
        # with nothing estimated a judgement still has to arrive: evenly, year by year
        impulse = responses.impulse if responses is not None else np.ones(len(years))
        impulse_draws = responses.impulse_draws if responses is not None else impulse[None, :]
        profile, profile_draws = arriving(acts, impulse), arriving(acts, impulse_draws).T
    return Move(
        lever, value if value is not None else default, default, size, draws,
        profile, profile_draws, years, verdict, judged, basis, beyond,
    ), warnings  # fmt: skip
