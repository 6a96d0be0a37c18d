"""Three models of whether a pair has a tie h years on, their average, and how much of it to believe.

Experts: logistic regression on the pair's own past; the same on all columns; histogram gradient boosting on all columns
(scikit-learn). Their log-odds are averaged with fixed weights and multiplied by one slope, learnt from forecasts made
at past origins whose outcome is known (Platt 1999, without its intercept) and damped by how much years differ: it
undoes overconfidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pairs.cases import Sample
from foresight.projection.pairs.features import OWN

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]

PAST, LOGISTIC, BOOSTING = "past ties only", "logistic", "boosting"
COMBINED = "combined"
MODELS = (PAST, LOGISTIC, BOOSTING, COMBINED)
"""Columns of log-odds, in this order."""
PENALTY = 0.001
"""Inverse strength C of the L2 penalty of the logistic regressions, on standardised columns."""
FARTHEST = 5.0
"""Standard deviations at which a column is cut for the logistic regressions."""
TREES = {
    "learning_rate": 0.16,
    "max_iter": 60,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 100,
    "l2_regularization": 50.0,
    "early_stopping": False,
    "random_state": 0,
}
STEPS = 60
"""Parts that a column is cut into for boosting."""
WEIGHTS = (0.2, 0.4, 0.4)
"""Of the experts in the average of their log-odds. Weights learnt from five past years were worse: see the notes."""
SHOCK = (16 * np.sqrt(3) / (15 * np.pi)) ** 2
"""How much a yearly shock of variance 1 flattens a logistic curve: see `damped`."""
PULL = 50.0
"""Pulls the slope to 1, so that a handful of ties cannot swing it."""
ALIKE = 50
"""Parts of a log-odd within which forecasts are put together for their calibration."""
STEPS_TO_SLOPE = 50
"""Most steps of Newton's method; about seven are needed."""
SUREST = 13.8
"""Log-odds beyond which nothing is told: one in a million."""


def share(odds: Floats) -> Floats:
    """The probability that has these log-odds."""
    return np.asarray(1 / (1 + np.exp(-odds)))


@dataclass(frozen=True)
class Logistic:
    """Logistic regression on columns put to mean 0 and deviation 1, cut at FARTHEST; missing counts as the mean."""

    centre: Singles
    spread: Singles
    model: Any

    def prepared(self, x: Singles) -> Singles:
        """What the regression sees of columns."""
        return np.asarray(np.nan_to_num(np.clip((x - self.centre) / self.spread, -FARTHEST, FARTHEST)))

    def log_odds(self, x: Singles) -> Floats:
        """Of each row."""
        return np.asarray(self.model.decision_function(self.prepared(x)), dtype=np.float64)


@dataclass(frozen=True)
class Boosting:
    """Boosted trees on columns cut into parts at `edges`."""

    edges: tuple[Singles, ...]
    model: Any

    def log_odds(self, x: Singles) -> Floats:
        """Of each row."""
        return np.asarray(self.model.decision_function(stepped(x, self.edges)), dtype=np.float64)


@dataclass(frozen=True)
class Experts:
    """Fitted experts for one horizon; `own`: columns that the first of them sees, `used`: those of the others."""

    own: tuple[int, ...]
    used: tuple[int, ...]
    level: float
    """Added to the average: the mean of log-odds of rare ties tells fewer of them than each expert does."""
    past: Logistic
    full: Logistic
    trees: Boosting

    def log_odds(self, x: Singles) -> Floats:
        """Rows × MODELS, worked out on one thread: more only wait for each other on a shared machine."""
        everything = x[:, list(self.used)]
        with one_thread():
            odds = [
                self.past.log_odds(x[:, list(self.own)]),
                self.full.log_odds(everything),
                self.trees.log_odds(everything),
            ]
        within = [np.clip(one, -SUREST, SUREST) for one in odds]
        return np.column_stack([*within, self.level + average(within)])


def one_thread() -> AbstractContextManager[object]:
    """Linear algebra and trees on a single thread, for as long as it lasts."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(limits=1)  # type: ignore[no-any-return]


def steps(x: Singles) -> tuple[Singles, ...]:
    """Edges that cut each column into at most STEPS parts of about equal size."""
    at = np.linspace(0, 1, STEPS + 1)[1:-1]
    return tuple(np.unique(np.quantile(column[~np.isnan(column)], at)).astype(np.float32) for column in x.T)


def stepped(x: Singles, edges: tuple[Singles, ...]) -> Singles:
    """Each column as the number of its part; missing stays missing.

    Boosting cuts columns into bins itself, but with weights takes three times as long over it as over its trees.
    """
    found = np.empty_like(x)
    for k, cuts in enumerate(edges):
        found[:, k] = np.where(np.isnan(x[:, k]), np.nan, np.searchsorted(cuts, x[:, k]))
    return found


def _logistic(x: Singles, sample: Sample) -> Logistic:
    from sklearn.linear_model import LogisticRegression

    # few Newton steps over few columns: a fifth of the time of a solver that goes by gradients
    model = LogisticRegression(C=PENALTY, solver="newton-cholesky", tol=1e-3)
    centre, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    found = Logistic(centre, np.maximum(spread, 1e-9), model)
    model.fit(found.prepared(x), sample.y, sample_weight=sample.weight)
    return found


def _boosting(x: Singles, sample: Sample) -> Boosting:
    from sklearn.ensemble import HistGradientBoostingClassifier

    edges, model = steps(x), HistGradientBoostingClassifier(**TREES)
    model.fit(stepped(x, edges), sample.y, sample_weight=sample.weight)
    return Boosting(edges, model)


def fit_experts(sample: Sample, names: tuple[str, ...]) -> Experts:
    """Fit all three, on one thread: boosting with more is slower on a shared machine, and the result is the same."""
    # A column that does not vary, or is missing everywhere, says nothing and cannot be cut into bins.
    lowest, highest = np.fmin.reduce(sample.x), np.fmax.reduce(sample.x)
    used = tuple(np.flatnonzero(highest > lowest).tolist())
    own = tuple(k for k in used if names[k].startswith(OWN))
    x = sample.x[:, list(used)]
    with one_thread():
        past, full, trees = _logistic(sample.x[:, list(own)], sample), _logistic(x, sample), _boosting(x, sample)
    plain = Experts(own, used, 0.0, past, full, trees)
    return replace(plain, level=_level(plain.log_odds(sample.x)[:, -1], sample))


def average(odds: Sequence[Floats]) -> Floats:
    """The experts' log-odds by WEIGHTS."""
    return np.asarray(sum(weight * one for weight, one in zip(WEIGHTS, odds, strict=True)))


def _level(odds: Floats, sample: Sample) -> float:
    """What to add to log-odds so that as many ties are told as the sample has, by halving [-5, 5]."""
    low, high, ties = -5.0, 5.0, float(sample.weight @ sample.y)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if float(sample.weight @ share(odds + middle)) < ties else (low, middle)
    return (low + high) / 2


class Checked(NamedTuple):
    """Forecasts of one year put together where they were told alike: log-odds, how many pairs, how many had a tie."""

    odds: Floats
    pairs: Floats
    ties: Floats


def checked(odds: Floats, y: Floats) -> Checked:
    """Outcomes counted by log-odds told, to the nearest fiftieth: a hundredth of the rows, and the same slopes."""
    place = np.round(odds * ALIKE).astype(np.int64)
    place -= place.min()
    pairs = np.bincount(place)
    there = pairs > 0
    total, ties = np.bincount(place, odds), np.bincount(place, y)
    return Checked(total[there] / pairs[there], pairs[there].astype(np.float64), ties[there].astype(np.float64))


def slope(years: Sequence[Checked]) -> tuple[float, Floats]:
    """How much of the log-odds to believe, from forecasts and outcomes of past years: below 1 if too sure.

    Logistic regression of outcomes on the log-odds told with an intercept for each year, so that a year with many ties
    is not mistaken for boldness. The intercepts, which come second, are not carried on: they say how that year went,
    not how the next goes.
    """
    b = np.r_[1.0, np.zeros(len(years))]
    for _ in range(STEPS_TO_SLOPE):
        gradient, hessian = np.zeros(len(b)), 1e-9 * np.eye(len(b))
        gradient[0], hessian[0, 0] = -2 * PULL * (b[0] - 1), 2 * PULL
        for k, (odds, pairs, ties) in enumerate(years, start=1):
            told = share(np.clip(b[k] + b[0] * odds, -30, 30))
            gap, curve = ties - pairs * told, pairs * told * (1 - told)
            gradient[0] += gap @ odds
            gradient[k] = gap.sum()
            hessian[0, 0] += curve @ odds**2
            hessian[0, k] = hessian[k, 0] = curve @ odds
            hessian[k, k] += curve.sum()
        step = np.clip(np.linalg.solve(hessian, gradient), -1, 1)
        b = b + step
        if np.abs(step).max() < 1e-8:
            break
    return max(float(b[0]), 0.0), b[1:]


def brier(years: Sequence[Checked]) -> float:
    """Mean squared difference between probability and outcome over all pairs of some years."""
    lost = [told.ties - 2 * share(told.odds) * told.ties + told.pairs * share(told.odds) ** 2 for told in years]
    return float(sum(one.sum() for one in lost) / sum(told.pairs.sum() for told in years))


def damped(believed: float, intercepts: Floats) -> float:
    """The slope for a year whose intercept is not known but scatters like those of past years, at least two.

    A probability averaged over normal shocks of variance s² has log-odds smaller by the square root of 1 + s² · .346
    (the logistic curve being nearly the normal one, 16 √3 / 15 π as wide; Demidenko 2013, Mixed Models).
    """
    if len(intercepts) < 2:
        return believed
    return float(believed / np.sqrt(1 + SHOCK * intercepts.var(ddof=1)))
