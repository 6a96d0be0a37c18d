"""How a relationship came through shocks: what ran between two states in the three years before, and in those after.

Only shocks that are measured count: an armed conflict that begins in either state, an episode of autocratisation that
begins in either, and a fall in agreement in UN votes of more than two usual steps. A comparison before and after is a
description: what else happened in those years is not taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight.measures.relationship import DIRECT, Activity, Dossier

Floats = NDArray[np.float64]

WINDOW = 3
"""Years before and after a shock that are held against each other; the year of the shock itself is in neither."""
QUIET = 2
"""Years without a conflict after which one that comes is an onset, and a second one is not the same going on."""
STEPS = 2.0
"""Usual steps that agreement in UN votes must fall by within a year."""
FEWEST_STEPS = 5
SEEN = 2
"""Years of each window in which a channel must be observed to be compared."""
CHANNELS_NEEDED = 2
LOST = 0.5
"""Channels fewer from which on a tie is weaker, and the share of exercises lost."""

Kind = Literal["conflict", "autocratisation", "votes"]
Verdict = Literal["came through", "weakened", "cannot be told"]


@dataclass(frozen=True)
class Shock:
    """What happened in a year. `country`: in which of the two; None for what happened between them. `size`: the
    conflict's intensity (1 minor, 2 war), or how many usual steps agreement fell by."""

    year: int
    kind: Kind
    country: str | None
    size: float = float("nan")


@dataclass(frozen=True)
class Passage:
    """A shock and what ran before and after it, on channels observed on both sides.

    `before`, `after`: channels active at once, a yearly mean. `compared`: which channels. `exercises`: a year before
    and after, where observed. `why`: of a verdict that cannot be given.
    """

    shock: Shock
    before: float
    after: float
    compared: tuple[str, ...]
    exercises: tuple[float, float] | None
    verdict: Verdict
    why: str = ""


def steps(values: pd.Series) -> pd.Series:
    """Changes from the year before, by year; only where that year is there."""
    ordered = values.dropna().sort_index()
    follows = ordered.index.to_series().diff() == 1
    return ordered.diff()[follows]


def usual_step(values: pd.Series) -> float:
    """The median size of a change from one year to the next; NaN with fewer than five such changes."""
    found = steps(values)
    return float(found.abs().median()) if len(found) >= FEWEST_STEPS else float("nan")


def _onsets(values: pd.Series, quiet: int) -> list[int]:
    """Years with a figure above zero after `quiet` years, all observed, at zero."""
    found = []
    for year in values.index[values > 0]:
        before = [values.get(year - back) for back in range(1, quiet + 1)]
        if all(one is not None and one == 0 for one in before):
            found.append(int(year))
    return found


def shocks(found: Dossier, first: int, last: int) -> tuple[Shock, ...]:
    """The measured shocks of `first` to `last`, by year."""
    listed = []
    for country in (found.one, found.other):
        intensity = found.of("conflict_intensity", country)
        listed += [Shock(y, "conflict", country, float(intensity[y])) for y in _onsets(intensity, QUIET)]
        listed += [
            Shock(y, "autocratisation", country) for y in _onsets(found.of("autocratisation_episode", country), 1)
        ]
    agreement = found.tie("un_agreement")
    usual = usual_step(agreement)
    if usual > 0:
        fell = steps(agreement)
        listed += [
            Shock(y, "votes", None, float(-change / usual))
            for y, change in zip(fell.index.tolist(), fell, strict=True)
            if change < -STEPS * usual
        ]
    order = {"conflict": 0, "autocratisation": 1, "votes": 2}
    inside = [shock for shock in listed if first <= shock.year <= last]
    return tuple(sorted(inside, key=lambda shock: (shock.year, order[shock.kind], shock.country or "")))


def passage(shock: Shock, active: Activity) -> Passage:
    """Hold the years before a shock against those after it, on the channels that were observed in both.

    The channel that a shock was found in is not compared: a fall in votes would prove itself. Where no direct channel
    ran before, there was no tie that could have been lost.
    """
    known = active.of({*active.channels} - ({"votes"} if shock.kind == "votes" else set()))
    before, after = (
        known.between(shock.year - WINDOW, shock.year - 1),
        known.between(shock.year + 1, shock.year + WINDOW),
    )
    enough = [(~np.isnan(side.active)).sum(axis=1) >= SEEN for side in (before, after)]
    compared = tuple(key for key, both in zip(known.channels, enough[0] & enough[1], strict=True) if both)
    was, now = (_means(side.of(compared).active) for side in (before, after))
    practice = None
    if "exercises" in compared:
        counts = [_means(side.of({"exercises"}).figures)[0] for side in (before, after)]
        practice = float(counts[0]), float(counts[1])
    direct = [place for place, key in enumerate(compared) if key in DIRECT]
    found = partial(Passage, shock, float(was.sum()), float(now.sum()), compared, practice)
    if len(compared) < CHANNELS_NEEDED or not direct:
        return found("cannot be told", "too little was observed on both sides of it")
    if not was[direct].any():
        return found("cannot be told", "no direct tie ran before it that could have been lost")
    fewer = now.sum() <= was.sum() - LOST
    less = practice is not None and practice[0] >= 1 and practice[1] <= (1 - LOST) * practice[0]
    return found("weakened" if fewer or less else "came through")


def _means(grid: Floats) -> Floats:
    """The mean over the years of each row of what was observed, which is at least one year."""
    seen = np.maximum((~np.isnan(grid)).sum(axis=1), 1)
    return np.asarray(np.nansum(grid, axis=1) / seen, dtype=np.float64)


def passages(found: Dossier, active: Activity, first: int, last: int) -> tuple[Passage, ...]:
    """Every measured shock of the years shown, with how the tie came through."""
    return tuple(passage(shock, active) for shock in shocks(found, first, last))
