"""Cooperation before, during and after an onset of conflict, beside states that resembled the country and had none.

For every onset the nearest states without one are matched on the years before it, and what is compared is how far each
moved from its own level of those years (difference in differences; Imai, Kim & Wang 2023, "Matching methods for causal
inference with time-series cross-sectional data"; states that have not had an onset stand beside those that have, as in
Callaway & Sant'Anna 2021). What is found is an association: states are not struck by conflict at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.errors import ForesightError
from foresight.measures.conflict import CONFLICT, QUIET, Onset, onsets
from foresight.panel import Panel, load_panel
from foresight.projection.engine import forward
from foresight.scenario.outcome import Verdict
from foresight.store import Store

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BEFORE, AFTER = QUIET, 5
STEPS = tuple(range(-BEFORE, AFTER + 1))
AT = {step: place for place, step in enumerate(STEPS)}
REFERENCE = slice(0, BEFORE)
JUDGED = slice(AT[1], AT[3] + 1)
"""Event years 1 to 3: the verdict rests on their mean."""
EARLY, LATE = slice(AT[-5], AT[-2]), slice(AT[-2], AT[0])
"""Years -5 to -3 and -2 to -1: how the two sides drifted apart before the onset."""
NEAREST = 5
FEWEST = 8
"""Onsets below which nothing is estimated."""
PROBABILITY = 0.8
UNSEEN, ALONE = "not observed in the years around it", "too few states to hold it against"
"""Why an onset was not used."""
OUTCOMES = (
    "exercises",
    "agreements",
    "forum_memberships",
    "arms_imports",
    "arms_trade_3y",
    "un_distance_median",
    "leader_trips_received",
    "leader_trips_sent",
    "us_troops",
    "us_military_trainees",
    "peacekeepers",
    "peacekeeping_missions",
)
BACKGROUND = ("population", "gdp_per_head")
DEATHS = "state_based_deaths"
COVARIATES: Mapping[str, str] = {
    "level": "its level before",
    "trend": "its trend before",
    "population": "population",
    "gdp_per_head": "output per head",
    "deaths": "deaths before",
}
TOLL = list(COVARIATES).index("deaths")


@dataclass(frozen=True)
class Matched:
    """One onset and the states it is held against. Arrays run over STEPS, in the unit models work in; NaN is missing.

    `own`, `others`: the outcome and its mean over the matched states. `gap`: how much further the country moved from
    its own mean of the years before than they did from theirs.
    """

    onset: Onset
    states: tuple[str, ...]
    own: Floats
    others: Floats
    gap: Floats
    apart: Floats
    """Per covariate: the country minus the matched states, in standard deviations of all states of that year (deaths:
    of log(1 + deaths), and at least one)."""
    apart_all: Floats
    """The same, minus all states it could have been matched with."""

    @property
    def after(self) -> float:
        """Mean gap of the years 1 to 3."""
        return float(np.nanmean(self.gap[JUDGED]))

    @property
    def drift(self) -> float:
        """Gap of the years -2 and -1 minus that of -5 to -3; NaN where one side is not observed."""
        late, early = self.gap[LATE], self.gap[EARLY]
        if np.isnan(late).all() or np.isnan(early).all():
            return float("nan")
        return float(np.nanmean(late) - np.nanmean(early))


@dataclass(frozen=True)
class Estimate:
    """A mean over onsets with its 80 % interval."""

    mean: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Does the interval lie on one side of nought."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Study:
    """What went with onsets: means over `matched`, per STEPS and over the years 1 to 3, in the unit models work in.

    `usual`: standard deviation of how far the matched states moved between the same years: what a gap may be held
    against. `unused`: how many onsets could not be used, by reason.
    """

    outcome: Indicator
    threshold: float
    matched: tuple[Matched, ...]
    by_step: tuple[Estimate, ...]
    counted: tuple[int, ...]
    after: Estimate
    drift: Estimate
    usual: float
    last: int
    unused: Mapping[str, int]

    @cached_property
    def countries(self) -> int:
        """How many different countries the onsets are of."""
        return len({one.onset.country for one in self.matched})

    @property
    def worth(self) -> float:
        """How many independent onsets they are worth at most: Kish's number over countries, or over years if fewer.

        Ten onsets of which five are of one year tell less than ten of ten years.
        """
        found = []
        for of in ("country", "year"):
            _, sizes = np.unique([str(getattr(one.onset, of)) for one in self.matched], return_counts=True)
            found.append(float(sizes.sum() ** 2 / (sizes**2).sum()))
        return min(found)

    @property
    def drifting(self) -> bool:
        """Did the two sides drift apart before the onset already, in the direction they moved after it."""
        return self.drift.told and self.drift.mean * self.after.mean > 0

    @property
    def verdict(self) -> Verdict:
        """By the 80 % interval of the mean of the years 1 to 3; turned where a lower figure is the better one.

        What was under way before the onset is no answer to it: where the sides were drifting, it cannot be told.
        """
        if not self.after.told or self.drifting:
            return "cannot be told"
        better = -1 if self.outcome.direction == "negative" else 1
        return "catalyses" if self.after.mean * better > 0 else "hinders"

    def of(self, country: str) -> tuple[Matched, ...]:
        """The country's own onsets."""
        return tuple(one for one in self.matched if one.onset.country == country)

    def balance(self) -> dict[str, tuple[float, float]]:
        """Covariate -> mean difference of the onsets' countries from all they could have been matched with, and from
        the matched, in standard deviations."""
        after = np.array([one.apart for one in self.matched])
        before = np.array([one.apart_all for one in self.matched])
        return {
            key: (float(np.nanmean(before[:, place])), float(np.nanmean(after[:, place])))
            for place, key in enumerate(COVARIATES)
            if not np.isnan(after[:, place]).all()
        }


def study(
    panel: Panel, outcome: str, found: Sequence[Onset], threshold: float = CONFLICT, nearest: int = NEAREST
) -> Study:
    """Match every onset and average; `panel` holds the outcome, the deaths and, as far as there is, the background.

    An onset is used where at least three of the five years before it and two of the years 1 to 3 are observed, and
    `nearest` states are there to be held against it: observed in the same years, and below the threshold from five
    years before the onset to five after, as far as deaths are observed. ForesightError where fewer than eight are left.
    """
    entry = panel.indicators[outcome]
    series = _around(forward(panel.series(outcome), entry.transform))
    quiet, covariates = calm_years(panel, threshold), _covariates(panel, series)
    matched, unused = [], {UNSEEN: 0, ALONE: 0}
    for onset in found:
        if onset.country not in panel.countries or onset.year not in panel.years:
            unused[UNSEEN] += 1
            continue
        t, i = panel.years.index(onset.year), panel.countries.index(onset.country)
        seen = ~np.isnan(series[t, i])
        if seen[REFERENCE].sum() < 3 or seen[JUDGED].sum() < 2:
            unused[UNSEEN] += 1
            continue
        asked = seen & (np.array(STEPS) <= 3)
        pool = np.flatnonzero(quiet[t] & ~np.isnan(series[t][:, asked]).any(axis=1) & (np.arange(len(quiet[t])) != i))
        if len(pool) < nearest:
            unused[ALONE] += 1
            continue
        matched.append(_matched(panel, onset, series[t], covariates[t], i, pool, seen, nearest))
    if len(matched) < FEWEST:
        raise ForesightError(
            f"{entry.title}: only {len(matched)} of {len(found)} onsets have it observed around them, and an average "
            f"needs {FEWEST}. Choose another indicator, or the lower threshold."
        )
    return _averaged(entry, threshold, tuple(matched), panel.last_observed(outcome), unused)


def calm_years(panel: Panel, threshold: float) -> Bools:
    """Years × countries: below the threshold from five years before the year to five after it.

    The years up to it have to be observed; of those after it, the ones that are.
    """
    deaths = _around(panel.series(DEATHS))
    with np.errstate(invalid="ignore"):
        calm = (deaths < threshold) | np.isnan(deaths) & (np.array(STEPS) > 0)
    return np.asarray(calm.all(axis=2))


def _around(series: Floats) -> Floats:
    """Years × countries × STEPS: the series around every year; NaN beyond its ends."""
    padding = np.full((AFTER, series.shape[1]), np.nan)
    padded = np.vstack([padding, series, padding])
    windows = [padded[AFTER + step : AFTER + step + len(series)] for step in STEPS]
    return np.stack(windows, axis=2)


def _covariates(panel: Panel, series: Floats) -> Floats:
    """Years × countries × COVARIATES, as they stood before a year; the last four of the year before it."""
    before, deaths = series[:, :, REFERENCE], _around(panel.series(DEATHS))
    seen = ~np.isnan(before)
    number = seen.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.where(number >= 3, np.nansum(before, axis=2) / number, np.nan)
        time = np.where(seen, np.arange(BEFORE, dtype=float), np.nan)
        time = time - (np.nansum(time, axis=2) / number)[:, :, None]
        trend = np.nansum(time * (before - level[:, :, None]), axis=2) / np.nansum(time**2, axis=2)
        toll = np.log1p(deaths[:, :, REFERENCE]).mean(axis=2)
    columns = [level, np.where(number >= 3, trend, np.nan)]
    for key in BACKGROUND:
        known = np.log(panel.series(key)) if key in panel.values else np.full(level.shape, np.nan)
        columns.append(np.vstack([np.full((1, known.shape[1]), np.nan), known[:-1]]))
    return np.stack([*columns, toll], axis=2)


def _matched(
    panel: Panel, onset: Onset, series: Floats, covariates: Floats, i: int, pool: NDArray[np.intp], seen: Bools,
    nearest: int,
) -> Matched:  # fmt: skip
    """`series`: countries × STEPS around the onset; `covariates`: countries × COVARIATES before it."""
    among = covariates[[*pool, i]]
    spread = np.sqrt(mean_there((among - mean_there(among)) ** 2))
    # most quiet states have no death at all: five of them would otherwise weigh more than a war over any other likeness
    spread[TOLL] = max(spread[TOLL], 1.0)
    apart = (covariates[i] - covariates[pool]) / np.where(spread > 0, spread, np.nan)
    other = np.array([panel.regions[panel.countries[p]] != panel.regions[onset.country] for p in pool], dtype=float)
    # a covariate that one side lacks says nothing; another region counts like one standard deviation
    distance = np.nanmean(np.column_stack([apart**2, other]), axis=1)
    kept = np.argsort(distance, kind="stable")[:nearest]
    chosen = pool[kept]
    own, each = series[i], series[chosen]
    reference = np.flatnonzero(seen[REFERENCE])
    others = mean_there(each)
    gap = (own - own[reference].mean()) - mean_there(each - each[:, reference].mean(axis=1)[:, None])
    return Matched(
        onset, tuple(panel.countries[p] for p in chosen), own, others, gap, mean_there(apart[kept]), mean_there(apart)
    )  # fmt: skip


def mean_there(values: Floats) -> Floats:
    """Column means of what is there; NaN where nothing is."""
    number = (~np.isnan(values)).sum(axis=0)
    return np.where(number > 0, np.nansum(values, axis=0) / np.maximum(number, 1), np.nan)


def _averaged(
    entry: Indicator, threshold: float, matched: tuple[Matched, ...], last: int, unused: Mapping[str, int]
) -> Study:
    gaps = np.array([one.gap for one in matched])
    who = np.array([one.onset.country for one in matched])
    when = np.array([one.onset.year for one in matched])
    moved = [np.nanmean(one.others[JUDGED]) - np.nanmean(one.others[REFERENCE]) for one in matched]
    return Study(
        entry,
        threshold,
        matched,
        tuple(estimate(gaps[:, step], who, when) for step in range(len(STEPS))),
        tuple(int(n) for n in (~np.isnan(gaps)).sum(axis=0)),
        estimate(np.array([one.after for one in matched]), who, when),
        estimate(np.array([one.drift for one in matched]), who, when),
        float(np.std(moved, ddof=1)),
        last,
        unused,
    )


def estimate(values: Floats, who: NDArray[np.str_], when: NDArray[np.int64]) -> Estimate:
    """Mean of `values` with an 80 % interval clustered by country and by year at once; NaN below FEWEST values.

    The variance of a mean over two crossed groupings (Cameron, Gelbach & Miller 2011, "Robust inference with multiway
    clustering"): that by country plus that by year minus that of both, never below any one of them; a t distribution
    with one degree of freedom fewer than there are countries or years, whichever are fewer.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    there = ~np.isnan(values)
    if there.sum() < FEWEST:
        return Estimate(float(values[there].mean()) if there.any() else float("nan"), float("nan"), float("nan"))
    own, mean = values[there], float(values[there].mean())
    parts, groups = [], []
    for of in (who[there], when[there], np.arange(len(own))):
        _, place = np.unique(of, return_inverse=True)
        sums = np.bincount(place, weights=own - mean)
        number = len(sums)
        parts.append(float((sums**2).sum()) / len(own) ** 2 * number / max(number - 1, 1))
        groups.append(number)
    variance = max(parts[0] + parts[1] - parts[2], *parts)
    reach = float(stdtrit(max(min(groups) - 1, 1), 0.5 + PROBABILITY / 2)) * variance**0.5
    return Estimate(mean, mean - reach, mean + reach)


def panel_from(store: Store, outcomes: Sequence[str] = OUTCOMES) -> Panel:
    """What `study` needs for these outcomes, as far as the store has them. Worth keeping: some tenths of a second."""
    known = store.catalogue().indicators
    return load_panel(store, [key for key in (*outcomes, DEATHS, *BACKGROUND) if key in known])


def study_from(store: Store, outcome: str, threshold: float = CONFLICT) -> Study:
    """The study of one outcome on the store's revision; UnknownKeyError, or ForesightError where it is too sparse."""
    store.catalogue().indicator(outcome)
    panel = panel_from(store, (outcome,))
    return study(panel, outcome, onsets(store.rows(DEATHS), threshold), threshold)
