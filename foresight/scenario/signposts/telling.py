"""How well a figure tells two futures apart, where it turns, and which future several figures lean to. Arithmetic only.

AUC of two normal distributions, the probability that a draw of one exceeds a draw of the other: Hanley & McNeil (1982),
Radiology 143; as a “common language effect size”: McGraw & Wong (1992), Psychological Bulletin 111. Effective number of
independent series: Bretherton et al. (1999), Journal of Climate 12. A likelihood raised to a power below one, because
its parts repeat one another: Holmes & Walker (2017), Biometrika 104.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def exceeds(mean: float, sd: float, other: float, other_sd: float) -> float:
    """The probability that a draw of N(mean, sd) exceeds one of N(other, other_sd); half where both are one point."""
    wide = math.hypot(sd, other_sd)
    if wide == 0:
        return 0.5 if mean == other else float(mean > other)
    return NormalDist().cdf((mean - other) / wide)


def apart(mean: float, sd: float, other: float, other_sd: float) -> float:
    """The same, whichever of the two is higher: 0.5 tells nothing, 1 always tells."""
    above = exceeds(mean, sd, other, other_sd)
    return max(above, 1 - above)


def threshold(mean: float, sd: float, other: float, other_sd: float) -> float:
    """The value as many standard deviations from the one as from the other: the midpoint where these are alike."""
    return (mean + other) / 2 if sd + other_sd == 0 else (mean * other_sd + other * sd) / (sd + other_sd)


def spread(changes: Sequence[float], others: float, strength: int = 5) -> float:
    """Root mean square of past changes: how far the figure goes with nothing known but where it stands.

    `others`: the same for the average country. Where the own changes were smaller (a country at rest), they are mixed
    with it as if it had been seen `strength` times: no figure is certain to stand still because it always has.
    """
    own = np.asarray(changes, dtype=float)
    square = float(np.mean(own**2))
    mixed = (len(own) * square + strength * others**2) / (len(own) + strength)
    return math.sqrt(max(square, mixed))


def correlation(first: Mapping[int, float], second: Mapping[int, float], fewest: int = 8) -> float:
    """Correlation of two series over the years that both have; 0 below `fewest`, or where one stands still."""
    common = sorted(first.keys() & second.keys())
    if len(common) < fewest:
        return 0.0
    a, b = (np.array([series[year] for year in common]) for series in (first, second))
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def effective(correlations: Floats) -> float:
    """How many independent series so correlated ones are worth: (sum of eigenvalues)² / sum of their squares."""
    number = len(correlations)
    return number**2 / float(np.sum(correlations**2)) if number else 0.0


def gone(observed: Floats, implied: Floats) -> float:
    """Which multiple of the implied changes comes nearest to the observed ones (least squares); in spreads of each."""
    return float(observed @ implied / (implied @ implied))


def support(observed: Floats, implied: Floats, worth: float) -> Floats:
    """Relative support of each future, summing to one, with no future preferred beforehand.

    `observed`: changes seen, per series, and `implied`, futures × series, in standard deviations of each. Gaussian
    log-likelihoods are multiplied by `worth` / the number of series, `worth` being how many independent ones they are.
    """
    if not len(observed):
        return np.full(len(implied), 1 / len(implied))
    log = -0.5 * np.sum((observed - implied) ** 2, axis=1) * (worth / len(observed))
    weight = np.exp(log - log.max())
    return np.asarray(weight / weight.sum())
