"""Three models of whether a pair has a tie h years on, and the stack that weighs and calibrates them.

Experts: logistic regression on the pair's own past; the same on all columns; histogram gradient boosting on all columns
(scikit-learn). The stack is a logistic regression on their log-odds with weights of zero or more, learnt from forecasts
made at past origins whose outcome is known (Wolpert 1992; Platt 1999). Its intercept and the sum of its weights undo
overconfidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pairs.cases import Sample
from foresight.projection.pairs.features import OWN

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]

PAST, LOGISTIC, BOOSTING = "past ties only", "logistic", "boosting"
EXPERTS = (PAST, LOGISTIC, BOOSTING)
COMBINED = "combined"
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
PULL = 20.0
"""How many yes-or-no outcomes the prior weights of the stack are worth, per expert."""
PRIOR = (0.4, 0.1, 0.5)
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
    models: tuple[Any, ...]

    def log_odds(self, x: Singles) -> Floats:
        """Rows × experts."""
        everything = x[:, list(self.used)]
        seen = (x[:, list(self.own)], everything, stepped(everything, self.edges))
        return np.stack(
            [log_odds(m.predict_proba(part)[:, 1]) for m, part in zip(self.models, seen, strict=True)], axis=1
        )


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
    from threadpoolctl import threadpool_limits

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
    return Experts(own, used, edges, (past, full, trees))


def weigh(odds: Floats, y: Floats, weight: Floats | None = None, prior: tuple[float, ...] = PRIOR) -> Floats:
    """Intercept and non-negative weights (1 + experts) of the stack, by penalised maximum likelihood.

    The penalty pulls the weights to `prior`, so that a handful of past years cannot swing them.
    """
    from scipy.optimize import minimize

    w = np.ones(len(y)) if weight is None else weight
    x = np.column_stack([np.ones(len(y)), odds])
    centre = np.array([0.0, *prior])

    def loss(b: Floats) -> tuple[float, Floats]:
        z = x @ b
        gap = np.r_[0.0, b[1:] - centre[1:]]
        value = float(w @ (np.logaddexp(0, z) - y * z)) + PULL * float(gap @ gap)
        return value, x.T @ (w * (share(z) - y)) + 2 * PULL * gap

    bounds = [(None, None), *[(0.0, None)] * odds.shape[1]]
    return np.asarray(minimize(loss, centre, jac=True, bounds=bounds, method="L-BFGS-B").x)


def combine(odds: Floats, weights: Floats) -> Floats:
    """Log-odds of the stack from rows × experts."""
    return np.asarray(weights[0] + odds @ weights[1:])
