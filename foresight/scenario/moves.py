"""One lever as a scenario sets it: how much of the target goes with it, when, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.errors import ScenarioError
from foresight.panel import Panel
from foresight.projection import Model, fit
from foresight.projection.engine import backward, forward
from foresight.scenario import levers as moving
from foresight.scenario.levers import Ground
from foresight.scenario.outcome import Verdict
from foresight.scenario.paths import acting, arriving
from foresight.scenario.response import INTERVAL, Responses, estimate
from foresight.scenario.scenario import Scenario, lever_value

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Prepared:
    """A target ready for scenarios: its model, its responses (None, with the reason, where none could be estimated)."""

    model: Model
    responses: Responses | None
    without: str
    ground: Ground


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
    profile: Floats
    profile_draws: Floats
    years: range
    verdict: Verdict
    judgement: float | None
    basis: str

    def paths(
        self, model: Model, countries: Sequence[int], years: Sequence[int], median_last: Floats
    ) -> tuple[Floats, Floats]:
        """Shifts of the medians in the model's unit: countries × years, and replicates × countries × years.

        A judgement says how far the median of the last year moves, in the target's unit (`median_last` is that median
        in the model's); it arrives as an estimated response would.
        """
        at = np.asarray(years) - self.years.start
        size = self.size[countries]
        if self.judgement is None:
            draws = self.size_draws[:, countries, None] * self.profile_draws[:, None, at]
            return size[:, None] * self.profile[at], draws
        reached = backward(median_last, model.target) + self.judgement
        shift = forward(np.clip(reached, model.target.minimum, model.target.maximum), model.target.transform)
        whole = self.profile[at[-1]]
        arrived = self.profile[at] / whole if whole else np.zeros(len(at))
        point = np.where(size != 0, shift - median_last, 0.0)[:, None] * arrived
        return point, np.broadcast_to(point, (len(self.size_draws), *point.shape))


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
    basis = (
        f"Association over {responses.rows:,} country-years {responses.first}-{responses.last}: one year on, "
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
    """Coefficients times shifts: per country, and replicates × countries."""
    if responses is None:
        return np.zeros(countries), np.zeros((1, countries))
    size, draws = np.zeros(countries), np.zeros((len(responses.beta_draws), countries))
    for key in set(shifts) & set(responses.drivers):
        at = responses.drivers.index(key)
        size = size + responses.beta[at] * shifts[key]
        draws = draws + responses.beta_draws[:, at, None] * shifts[key]
    return size, draws


def _said_of(lever: Lever, value: float, ground: Ground, members: Bools, held: Bools) -> list[str]:
    """Warnings about a move: members held at the range ever observed, and members that cannot move."""
    many, found = int(members.sum()), []
    if held.any():
        found.append(
            f"{lever.title}: {value:g} {lever.unit} lies beyond the range ever observed for "
            f"{int(held.sum())} of {many} members or for their region; the response stops at that range."
        )
    unobserved = int((members & np.isnan(ground.now[lever.drives[0]])).sum())
    if unobserved:
        found.append(f"{lever.title}: {unobserved} of {many} members have no observed value and do not move.")
    return found


def move_of(
    prepared: Prepared, lever: Lever, scenario: Scenario, members: Bools, years: range, start: int
) -> tuple[Move, list[str]]:
    """The lever as the scenario sets it, and what a reader must be warned of."""
    responses, ground = prepared.responses, prepared.ground
    value = lever_value(lever, dict(scenario.levers).get(lever.key, "default"))
    default = moving.observed(ground, lever, members)
    judged = dict(scenario.judgements).get(lever.key) if scenario.target == prepared.model.target.key else None
    together = int(members.sum()) > 1
    verdict, basis = _verdict(prepared, lever, together, None)
    size, draws = _sizes(responses, {}, len(members))
    warnings: list[str] = []
    if value is not None and default is None:
        warnings.append(f"{lever.title}: no member of {scenario.scope} has an observed value, so it moves nothing.")
    elif value is not None and default is not None and not moving.at_baseline(value, default, lever):
        shifts, held = moving.shifts(ground, lever, value, members)
        warnings += _said_of(lever, value, ground, members, held)
        size, draws = _sizes(responses, shifts, len(members))
        upwards = (draws * np.sign(shifts[lever.drives[0]]) * members).sum(axis=1)
        if upwards.any():
            verdict, basis = _verdict(prepared, lever, together, upwards)
        if judged is not None:
            # a judgement speaks of the members that are moved, whatever was estimated for them
            size = np.where(members, 1.0, 0.0)
        elif not size.any():
            warnings.append(f"{lever.title} moves nothing here. {basis}")
    acts = acting(lever.shape, years, start, scenario.end)
    # with nothing estimated a judgement still has to arrive: evenly, year by year
    impulse = responses.impulse if responses is not None else np.ones(len(years))
    impulse_draws = responses.impulse_draws if responses is not None else impulse[None, :]
    if judged is not None:
        basis = "The planner’s own judgement, in place of an estimate."
    return Move(
        lever, value if value is not None else default, default, size, draws,
        arriving(acts, impulse), arriving(acts, impulse_draws), years, verdict, judged, basis,
    ), warnings  # fmt: skip
