"""Three models of whether a pair has a tie h years on, their average, and how much of it to believe.

Experts: logistic regression on the pair's own past; the same on all columns; histogram gradient boosting on all columns
(scikit-learn). Their log-odds are averaged with fixed weights and multiplied by one slope, learnt from forecasts made
at past origins whose outcome is known (Platt 1999, without its intercept): it undoes overconfidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

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
PENALTY = 0.05
"""Inverse strength C of the L2 penalty of the logistic regressions, on standardised columns."""
FARTHEST = 5.0
"""Standard deviations at which a column is cut for the logistic regressions."""
TREES = {
    "learning_rate": 0.08,
    "max_iter": 120,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 200,
    "l2_regularization": 50.0,
    "early_stopping": False,
    "random_state": 0,
}
STEPS = 60
"""Parts that a column is cut into for boosting."""
WEIGHTS = (0.3, 0.2, 0.5)
"""Of the experts in the average of their log-odds. Weights learnt from five past years were worse: see the notes."""
PULL = 50.0
"""Pulls the slope to 1, so that a handful of ties cannot swing it."""
STEPS_TO_SLOPE = 50
"""Most steps of Newton's method; about seven are needed."""
SURE = 1e-6


def log_odds(probability: Floats) -> Floats:
    """log(p / (1 - p)), within one in a million of certainty."""
    p = np.clip(probability, SURE, 1 - SURE)
    return np.asarray(np.log(p / (1 - p)))


def share(odds: Floats) -> Floats:
    """The probability that has these log-odds."""
    return np.asarray(1 / (1 + np.exp(-odds)))


@dataclass(frozen=True)
class Experts:
    """Fitted experts for one horizon; `own`: columns that the first of them sees, `used`: those of the others."""

    own: tuple[int, ...]
    used: tuple[int, ...]
    edges: tuple[Singles, ...]
    level: float
    """Added to the average: the mean of log-odds of rare ties tells fewer of them than each expert does."""
    models: tuple[Any, ...]

    def log_odds(self, x: Singles) -> Floats:
        """Rows × MODELS."""
        everything = x[:, list(self.used)]
        seen = (x[:, list(self.own)], everything, stepped(everything, self.edges))
        odds = [log_odds(m.predict_proba(part)[:, 1]) for m, part in zip(self.models, seen, strict=True)]
        return np.column_stack([*odds, self.level + average(odds)])


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


def _clip(x: Floats) -> Floats:
    return np.clip(x, -FARTHEST, FARTHEST)


def _logistic() -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    return make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        FunctionTransformer(_clip),
        LogisticRegression(C=PENALTY, max_iter=200, tol=1e-3),
    )


def fit_experts(sample: Sample, names: tuple[str, ...]) -> Experts:
    """Fit all three on one thread: boosting with more is slower on a shared machine, and the result is the same."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # A column that does not vary, or is missing everywhere, says nothing and cannot be cut into bins.
    lowest, highest = np.fmin.reduce(sample.x), np.fmax.reduce(sample.x)
    used = tuple(np.flatnonzero(highest > lowest).tolist())
    own = tuple(k for k in used if names[k].startswith(OWN))
    x = sample.x[:, list(used)]
    edges = steps(x)
    with threadpool_limits(limits=1):
        past, full = _logistic(), _logistic()
        past.fit(sample.x[:, list(own)], sample.y, logisticregression__sample_weight=sample.weight)
        full.fit(x, sample.y, logisticregression__sample_weight=sample.weight)
        trees = HistGradientBoostingClassifier(**TREES)
        trees.fit(stepped(x, edges), sample.y, sample_weight=sample.weight)
        plain = Experts(own, used, edges, 0.0, (past, full, trees))
        level = _level(plain.log_odds(sample.x)[:, -1], sample)
    return replace(plain, level=level)


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


def slope(checked: list[tuple[Floats, Floats]]) -> float:
    """How much of the log-odds to believe, from (log-odds told, outcomes) of each checked year: below 1 if too sure.

    Logistic regression of outcomes on the log-odds told with an intercept for each year, so that a year with many ties
    is not mistaken for boldness. The intercepts are not carried on: they say how that year went, not how the next goes.
    """
    b = np.r_[1.0, np.zeros(len(checked))]
    for _ in range(STEPS_TO_SLOPE):
        gradient, hessian = np.zeros(len(b)), 1e-9 * np.eye(len(b))
        gradient[0], hessian[0, 0] = -2 * PULL * (b[0] - 1), 2 * PULL
        for k, (odds, y) in enumerate(checked, start=1):
            told = share(np.clip(b[k] + b[0] * odds, -30, 30))
            gap, curve = y - told, told * (1 - told)
            gradient[0] += gap @ odds
            gradient[k] = gap.sum()
            hessian[0, 0] += curve @ odds**2
            hessian[0, k] = hessian[k, 0] = curve @ odds
            hessian[k, k] += curve.sum()
        step = np.clip(np.linalg.solve(hessian, gradient), -1, 1)
        b = b + step
        if np.abs(step).max() < 1e-8:
            break
    return max(float(b[0]), 0.0)
