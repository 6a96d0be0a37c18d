"""A panel of pairs in which the rule that makes ties is known, because it was planted."""

from __future__ import annotations

import numpy as np

from foresight.projection.pairs.panel import PairPanel
from tests.planted import indicator

YEARS = tuple(range(1990, 2014))
COUNTRIES = tuple(f"A{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(24))
REGIONS = {country: f"region_{i % 3}" for i, country in enumerate(COUNTRIES)}


def chance(before: np.ndarray, shared: np.ndarray, drift: float = 0.0) -> np.ndarray:
    """The planted rule: log-odds -4 + drift + 2.5 after a tie last year + 1 for each forum shared (0 to 3)."""
    return 1 / (1 + np.exp(4 - drift - 2.5 * before - shared))


def symmetric(grid: np.ndarray) -> np.ndarray:
    upper = np.triu(grid, 1)
    return upper + upper.T


def pair_panel(seed: int = 3, years: tuple[int, ...] = YEARS, events: bool = True) -> PairPanel:
    """Ties by the rule, forums at random and lasting, deaths at random; all states present all the time."""
    rng = np.random.default_rng(seed)
    n = len(COUNTRIES)
    shared = symmetric(rng.integers(0, 4, (n, n)).astype(float))
    ties = np.zeros((len(years), n, n), dtype=np.float32)
    for t in range(1, len(years)):
        p = chance(ties[t - 1] > 0, shared)
        ties[t] = symmetric((rng.random((n, n)) < p) * rng.integers(1, 4, (n, n))) if events else 0
    for grid in ties:
        np.fill_diagonal(grid, np.nan)
    forums = np.repeat(shared[None], len(years), axis=0).astype(np.float32)
    forums[:, np.arange(n), np.arange(n)] = np.nan
    place = rng.uniform(100, 9000, (n, n))
    return PairPanel(
        years,
        COUNTRIES,
        np.ones((len(years), n), dtype=bool),
        {"ties_pair": ties, "shared_forums": forums},
        {"state_based_deaths": np.floor(np.exp(rng.normal(2, 2, (len(years), n)))).astype(np.float32)},
        np.zeros((len(years), 0, n), dtype=bool),
        symmetric(place),
        np.zeros((n, n), dtype=bool),
        REGIONS,
        {"ties_pair": indicator("ties_pair", level="pair", whole=True, minimum=0)},
        "0001-planted",
    )
