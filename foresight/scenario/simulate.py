"""Baseline and scenario side by side: the projection, shifted by what went with such a move of the levers.

`prepare` does everything that depends on data alone, once per revision and target. `simulate` is what a slider costs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Lever
from foresight.errors import ScenarioError
from foresight.projection import Model, Projection, draws, intervals
from foresight.projection.engine import FURTHEST, SHOWN, SHOWN_AT
from foresight.scenario.moves import Move, Prepared, move_of, prepare
from foresight.scenario.outcome import Difference, LeverResponse, Outcome, Simulation, Verdict
from foresight.scenario.scenario import Scenario

__all__ = ["Prepared", "prepare", "simulate"]

Floats = NDArray[np.float64]
MIDDLE = SHOWN.index(0.5)
BUDGET = 10_000
"""Draws times countries of one aggregate: more countries are drawn less often (and need it less), never below 250."""


def _spread(point: Floats, replicates: Floats) -> Floats:
    """Probabilities (SHOWN) × the rest of a shift: the point estimate in the middle, replicates’ quantiles around it.

    `replicates` lie along the last axis: sorted there, they are next to each other in memory.
    """
    found = draws.last_quantiles(replicates, SHOWN)
    found[:MIDDLE] = np.minimum(found[:MIDDLE], point)
    found[MIDDLE + 1 :] = np.maximum(found[MIDDLE + 1 :], point)
    found[MIDDLE] = point
    return found


def _difference(years: Sequence[int], quantiles: Floats) -> Difference:
    return Difference(tuple(years), *(tuple(map(float, row)) for row in quantiles))


def _response(move: Move, shifts: Floats, acted: bool) -> LeverResponse:
    """`shifts`: probabilities (SHOWN) of the shift of the target in the last year, in its unit.

    A verdict has to hold in the unit that is shown too: members of different size can turn a sum the other way.
    """
    low, high = float(shifts[0]), float(shifts[-1])
    verdict: Verdict = "cannot be told" if low < 0 < high else move.verdict
    return LeverResponse(
        move.lever.key, move.value, move.default, float(shifts[MIDDLE]), low, high,
        verdict, move.judged is not None and acted, move.lever.assumption, move.basis,
        move.held,
    )  # fmt: skip


@dataclass(frozen=True)
class _Shifts:
    """What the levers do to each country's median in the model's unit.

    `all`: probabilities (SHOWN) × countries × years. `each`: levers × probabilities × countries, in the last year.
    """

    all: Floats
    each: Floats


def _shifts(
    model: Model, moves: Sequence[Move], place: Sequence[int], years: Sequence[int], median_last: Floats
) -> _Shifts:
    how = model.target.together
    shape = (len(place), len(years))
    each = np.zeros((len(moves), len(SHOWN), len(place)))
    total, replicates = np.zeros(shape), np.zeros((*shape, 1))
    for k, move in enumerate(moves):
        if move.size[list(place)].any():
            point, draw = move.paths(model, place, years, median_last, how)
            total, replicates = total + point, replicates + draw
            each[k] = _spread(point[:, -1], draw[:, -1])
    return _Shifts(_spread(total, replicates), each)


def _countries(
    model: Model, moves: Sequence[Move], countries: Sequence[str], until: int, seed: int
) -> tuple[tuple[Outcome, ...], _Shifts]:
    """Each country on its own, from the year after its last observation."""
    own = [model.years(country, until) for country in countries]
    years = max(own, key=len)
    place = [model.countries.index(country) for country in countries]
    # years that a country has already behind it are computed with the others' and cut off below
    distribution = model.distribution(countries, years)
    median = distribution[:, :, intervals.MEDIAN]
    shifts = _shifts(model, moves, place, years, median[:, -1])
    quantiles, ahead = distribution[:, :, SHOWN_AT], (np.asarray(years) - model.last[place, None])[:, :, None]
    before = model.natural(quantiles, median[:, :, None], ahead)
    by = shifts.all[MIDDLE][:, :, None]
    after = model.natural(quantiles + by, median[:, :, None] + by, ahead)
    natural = before[:, :, MIDDLE]
    apart = model.bounded(median + shifts.all) - natural
    answers = model.bounded(median[:, -1] + shifts.each) - natural[:, -1]
    found = [
        Outcome(
            country,
            model.shape(country, own[i], before[i, -len(own[i]) :], seed),
            model.shape(country, own[i], after[i, -len(own[i]) :], seed),
            _difference(own[i], apart[:, i, -len(own[i]) :]),
            tuple(_response(move, answers[k, :, i], bool(move.size[place[i]])) for k, move in enumerate(moves)),
        )
        for i, country in enumerate(countries)
    ]
    return tuple(found), shifts


def _together(
    prepared: Prepared, moves: Sequence[Move], outcomes: Sequence[Outcome], shifts: _Shifts, scope: str, until: int
) -> Outcome:
    """The outcomes' countries put together, by draws in which they move together (projection.draws).

    A lever's interval moves the coefficients of all countries alike: they are the same coefficients.
    """
    model = prepared.model
    years = tuple(range(model.last_observed + 1, until + 1))
    how, seed = model.target.together, outcomes[0].baseline.seed
    size = int(np.clip(BUDGET // len(outcomes), draws.SIZE // 4, draws.SIZE))
    countries = [outcome.country for outcome in outcomes]
    futures = prepared.ensemble(countries, years, seed, size)
    ahead = np.asarray(years) - np.array([o.baseline.last_observed for o in outcomes])[:, None]
    wider = intervals.widening(np.median(ahead, axis=0))[:, None]
    highest = model.target.maximum if how == "mean" else None

    def figures(totals: Floats, part: slice = slice(None)) -> Floats:
        """Years × SHOWN from years × draws.

        Beyond ten years the band of all together widens about its own median: were each country's skewed band
        widened first, the median of the sum would rise with the years, with nothing known.
        """
        found = draws.last_quantiles(totals, SHOWN).T
        middle = found[:, MIDDLE, None]
        return np.clip(middle + wider[part] * (found - middle), model.target.minimum, highest)

    base = figures(futures.unmoved(how))
    by = shifts.all[:, :, -len(years) :]
    scenario, spread = base, np.zeros((len(SHOWN), len(years)))
    if by.any():
        whole = [figures(futures.together(by[p], how)) for p in range(len(SHOWN))]
        scenario, spread = whole[MIDDLE], np.stack([part[:, MIDDLE] - base[:, MIDDLE] for part in whole])
    answers = []
    for k, move in enumerate(moves):
        row = np.zeros(len(SHOWN))
        if shifts.each[k].any():
            last = slice(-1, None)
            ends = [
                figures(futures.together(shifts.each[k, p, :, None], how, last), last)[0, MIDDLE]
                for p in (0, MIDDLE, -1)
            ]
            row[[0, MIDDLE, -1]] = np.array(ends) - base[-1, MIDDLE]
        answers.append(_response(move, row, any(outcome.levers[k].judgement for outcome in outcomes)))
    status = tuple("estimated" if y - model.last_observed <= intervals.LIMIT else "extrapolated" for y in years)
    common = {"country": scope, "years": years, "status": status, "last_observed": model.last_observed}

    def dressed(quantiles: Floats) -> Projection:
        columns = zip(("p10", "p25", "p50", "p75", "p90"), quantiles.T.tolist(), strict=True)
        changes: dict[str, Any] = {**common, **{p: tuple(column) for p, column in columns}}
        return replace(outcomes[0].baseline, **changes)

    return Outcome(
        scope, dressed(base), dressed(scenario), _difference(years, spread), tuple(answers), len(outcomes)
    )  # fmt: skip


def simulate(
    prepared: Prepared,
    scenario: Scenario,
    levers: Mapping[str, Lever],
    members: Iterable[str],
    countries: Iterable[str] | None = None,
    today: dt.date | None = None,
    acting: Mapping[str, Iterable[str]] | None = None,
) -> Simulation:
    """Baseline and scenario for `countries` (by default `members`, the countries that the levers move).

    `acting`: by lever, the countries that it moves instead (run.acting_on finds them). Levers act from the scenario's
    start on, never before the year of `today`. A lever on its baseline tick gives the baseline exactly. Deterministic
    under the scenario's seed. ScenarioError where no country can be projected.
    """
    model = prepared.model
    now = (today or dt.datetime.now(dt.UTC).date()).year
    start, until = max(scenario.start or now, now), min(scenario.horizon, FURTHEST)
    if until < now or until <= model.last_observed:
        raise ScenarioError(f"The horizon {scenario.horizon} is not ahead. Choose a year from {now + 1} to {FURTHEST}.")
    inside = tuple(dict.fromkeys(members))
    shown, refused = model.supported(countries if countries is not None else inside)
    if not shown:
        raise ScenarioError(f"{model.target.title} cannot be projected for {scenario.scope}. " + " ".join(refused[:3]))
    early = min(int(model.last[model.countries.index(country)]) for country in shown)
    years = range(min(early, now), until + 1)
    place = np.array(model.countries)
    moves, warnings = [], _warnings(model, scenario, start, until, refused, len(shown))
    for lever in levers.values():
        whom = (acting or {}).get(lever.key, inside)
        move, said = move_of(prepared, lever, scenario, np.isin(place, tuple(whom)), years, now)
        moves.append(move)
        warnings += said
    outcomes, shifts = _countries(model, moves, shown, until, scenario.seed)
    whole = _together(prepared, moves, outcomes, shifts, str(scenario.scope), until) if len(outcomes) > 1 else None
    return Simulation(scenario, model.target, outcomes, whole, tuple(warnings), model.revision, scenario.seed, start)


def _warnings(
    model: Model, scenario: Scenario, start: int, until: int, refused: Sequence[str], shown: int
) -> list[str]:
    """What holds of the whole simulation, whatever the levers."""
    found = []
    ahead = until - model.last_observed
    if ahead > intervals.LIMIT:
        found.append(
            f"Extrapolation: {model.target.title} was last observed in {model.last_observed}, {ahead} years before "
            f"{until}. From {model.last_observed + intervals.LIMIT + 1} on the median stays and the band widens."
        )
    if scenario.start is not None and scenario.start < start:
        found.append(f"Levers never act on the past: they move from {start} on, not from {scenario.start}.")
    if start >= until and scenario.levers:
        found.append(
            f"The levers move in {start} and show a year later, after the horizon {until}. Choose a later one."
        )
    if refused:
        more = f" and {len(refused) - 3} more" if len(refused) > 3 else ""
        found.append(
            f"{len(refused)} of {shown + len(refused)} countries are left out: " + " ".join(refused[:3]) + more
        )
    if scenario.judgements and scenario.target != model.target.key:
        found.append(f"The judgements are about {scenario.target}; for {model.target.key} estimates are used.")
    return found
