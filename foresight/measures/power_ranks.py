"""How far a ranking rests on its weights: ranks under many random weightings.

Weightings are drawn from a Dirichlet distribution: Dirichlet(1, …, 1) is uniform over all weightings that sum to one;
around chosen weights, the concentration says how near they stay. Ranks as distributions: Saisana, Saltelli & Tarantola
2005; uniform weights as "no opinion": Tervonen & Lahdelma 2007 (SMAA).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight.errors import ForesightError
from foresight.measures.power import Ground, mean_of_known

Floats = NDArray[np.float64]

RUNS = 10_000
MOST_RUNS = 100_000
NEAR = 30.0
"""Concentration around chosen weights: a weight of 30 % then has a standard deviation of about 8 points."""
ENDS = (0.05, 0.95)
ALIKE = np.float32(1e-4)
"""Points by which two states must differ to be told apart."""


@dataclass(frozen=True)
class Ranks:
    """`table`: columns country, low, median, high (ranks at the 5th percentile, the middle and the 95th), best, worst.
    `counts`: country -> how many of the `runs` weightings give each rank, from rank 1 to `ranked`."""

    runs: int
    ranked: int
    table: pd.DataFrame
    counts: Mapping[str, NDArray[np.int64]]

    def among(self, country: str, top: int) -> float:
        """Share of the weightings that put the country among the first `top`; NaN for one that is not ranked."""
        if country not in self.counts:
            return float("nan")
        return float(self.counts[country][:top].sum() / self.runs)


def draw(centre: Mapping[str, float] | None, keys: tuple[str, ...], runs: int, seed: int, near: float = NEAR) -> Floats:
    """`runs` weightings × components, each summing to one; uniform over all of them where `centre` is None.

    Around a centre, a component without weight stays without. ForesightError for a number of runs that cannot be.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise ForesightError(f"{runs:,} weightings cannot be drawn. Choose from 1 to {MOST_RUNS:,}.")
    random = np.random.default_rng(seed)
    if centre is None:
        return random.dirichlet(np.ones(len(keys)), runs)
    share = np.array([centre[key] for key in keys])
    found = np.zeros((runs, len(keys)))
    found[:, share > 0] = random.dirichlet(near * share[share > 0] / share.sum(), runs)
    return found


def ranks(
    scores: Floats,
    countries: tuple[str, ...],
    weightings: Floats,
    centre: Floats,
    enough: float,
    wanted: Collection[str] | None = None,
) -> Ranks:
    """Ranks under every weighting. `scores`: countries × components, NaN where not observed; `wanted`: of these only.

    Ranked are the countries whose components observed have at least `enough` of the weight at the `centre` of the
    weightings; what one lacks is left out of its own mean. Equal scores share the better rank.
    """
    ranked = ~np.isnan(mean_of_known(scores, centre, enough))
    own = scores[ranked]
    names = [country for country, there in zip(countries, ranked, strict=True) if there]
    there = ~np.isnan(own)
    # single precision halves what has to be read, and seven digits tell any two states apart
    weights = np.ascontiguousarray(weightings.T, dtype=np.float32)
    # not `@`: its threads wait for one another where the machine is busy, longer than the sum takes
    value = np.einsum("ic,cr->ir", np.nan_to_num(own).astype(np.float32), weights)
    gaps = np.flatnonzero(~there.all(axis=1))
    held = np.einsum("ic,cr->ir", there[gaps].astype(np.float32), weights)
    # a state of which this weighting sees nothing is placed behind all others
    value[gaps] = np.where(held > 0, value[gaps] / np.maximum(held, 1e-12), -1.0)
    found, counts = [], {}
    for i, country in enumerate(names):
        if wanted is not None and country not in wanted:
            continue
        # the last digits of equal scores differ by the order of addition
        above = (value > value[i] + ALIKE).sum(axis=0, dtype=np.int16)
        counts[country] = np.bincount(above, minlength=len(names))
        reached, seen = np.cumsum(counts[country]), np.flatnonzero(counts[country])
        low, middle, high = (
            int(np.searchsorted(reached, p * weightings.shape[0])) + 1 for p in (ENDS[0], 0.5, ENDS[1])
        )
        found.append((country, low, middle, high, int(seen[0]) + 1, int(seen[-1]) + 1))
    table = pd.DataFrame(found, columns=["country", "low", "median", "high", "best", "worst"])
    return Ranks(len(weightings), len(names), table, counts)


def of_year(
    ground: Ground,
    year: int,
    centre: Mapping[str, float] | None,
    runs: int = RUNS,
    seed: int = 1,
    wanted: Collection[str] | None = None,
) -> Ranks:
    """Ranks of a year under `runs` weightings: any at all where `centre` is None, else around those weights."""
    keys = tuple(ground.recipe.components)
    middle = np.array([1.0 if centre is None else centre[key] for key in keys])
    return ranks(
        ground.scores[ground.at(year)], ground.countries, draw(centre, keys, runs, seed), middle, ground.recipe.enough,
        wanted,
    )  # fmt: skip
