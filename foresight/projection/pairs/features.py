"""What is known of a pair at an origin: symmetric columns from the past of its own tie, both ends, and third parties.

Everything is computed from a panel that ends at the origin (`PairPanel.until`), so nothing later can enter. Columns
whose inputs the panel lacks do not exist. Where a figure differs between the ends, the lower and the higher enter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresight.projection.pairs import network
from foresight.projection.pairs.events import History
from foresight.projection.pairs.panel import STATE_DRIVERS, PairPanel

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CARRY = 10
"""A missing figure is stood in for by the latest of this many years."""
DECAYS = (0.5, 0.8)
LAGS = 4
WINDOWS = (3, 5, 10)
RANK = 8
NEAR = 1000.0
"""Kilometres over which the weight of a state that is near falls to 1/e."""
NEW = 5
"""A tie is new after this many years without one."""
OWN = "own"
"""Prefix of the columns that know only the pair's own past."""


@dataclass(frozen=True)
class Features:
    """Pairs × columns at one origin: `i` < `j` are places in the panel's countries; NaN is missing."""

    names: tuple[str, ...]
    i: Ints
    j: Ints
    x: Singles
    quiet: NDArray[np.bool_]
    """No tie in the last five years: one that comes would be new."""


def latest(grid: Singles, within: int = CARRY) -> Singles:
    """The last value seen in the last `within` years of `grid` (years first)."""
    found: Singles = grid[-1].copy()
    for row in range(2, min(within, len(grid)) + 1):
        gap = np.isnan(found)
        if not gap.any():
            break
        found[gap] = grid[-row][gap]
    return found


def mean(grid: Singles) -> Floats:
    """Mean over the years of what was seen; NaN where nothing was."""
    number = (~np.isnan(grid)).sum(axis=0)
    total = np.nansum(grid, axis=0)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan), dtype=np.float64)


def decayed(grid: Singles, keep: float) -> Floats:
    """Weighted mean of the past, each year back counting `keep` times as much; missing counts as 0."""
    found = np.zeros(grid.shape[1:])
    for year in grid:
        found = keep * found + (1 - keep) * np.nan_to_num(year)
    return found


def _own(past: History) -> dict[str, Floats]:
    """The pair's own past."""
    happened, strength = past.happened, past.strength
    t = len(happened)
    found: dict[str, Floats] = {}
    for lag in range(LAGS):
        known = strength[t - 1 - lag] if lag < t else np.full_like(strength[0], np.nan)
        found[f"{OWN}_strength_lag{lag}"] = known.astype(float)
    for window in WINDOWS:
        found[f"{OWN}_share_{window}"] = mean(happened[-window:])
        found[f"{OWN}_strength_{window}"] = mean(strength[-window:])
    for keep in DECAYS:
        found[f"{OWN}_decayed_{keep}"] = decayed(happened, keep)
        found[f"{OWN}_strength_decayed_{keep}"] = decayed(strength, keep)
    row = np.where(happened == 1, np.arange(1, t + 1)[:, None, None], 0)
    last, first = row.max(axis=0), np.where(row > 0, row, t + 1).min(axis=0)
    found[f"{OWN}_nearness"] = np.where(last > 0, 1 / (t - last + 1.0), 0.0)
    found[f"{OWN}_age"] = np.log1p(np.maximum(t + 1 - first, 0))
    found[f"{OWN}_share_ever"] = mean(happened)
    found[f"{OWN}_trend"] = mean(strength[-2:]) - mean(strength[-5:-2]) if t > 2 else np.zeros(happened.shape[1:])
    found[f"{OWN}_years_seen"] = np.log1p((~np.isnan(happened)).sum(axis=0))
    return found


def _third_parties(panel: PairPanel, recent: Floats, weight: Floats, strength: Floats) -> dict[str, Floats]:
    """Ties that the two have in common, or that states like them have."""
    found = {
        "third_common": np.log1p(network.common_partners(recent)),
        "third_adamic_adar": np.log1p(network.adamic_adar(recent)),
        "third_resource_allocation": np.log1p(network.resource_allocation(recent)),
        "third_jaccard": network.jaccard(recent),
        "third_two_paths": np.log1p(network.common_partners(weight)),
        "third_cosine": network.cosine(weight),
        "third_expected": network.expected(weight),
        "third_low_rank": network.low_rank(weight, RANK),
        "third_low_rank_strength": network.low_rank(strength, RANK),
    }
    regions = np.array([panel.regions[c] for c in panel.countries])
    kin = {
        "region": (regions[:, None] == regions[None]).astype(float),
        "neighbours": panel.border.astype(float),
        "near": np.where(np.isnan(panel.distance), 0.0, np.exp(-np.nan_to_num(panel.distance) / NEAR)),
        "alike": network.cosine(weight) ** 2,
    }
    if "defence_pact_pair" in panel.ties:
        kin["allies"] = np.nan_to_num(latest(panel.ties["defence_pact_pair"])).astype(float)
    if "shared_forums" in panel.ties:
        kin["forum"] = np.nan_to_num(latest(panel.ties["shared_forums"])).astype(float) ** 2
    for name, weights in kin.items():
        seen = network.through(weights, weight)
        found[f"third_{name}_low"], found[f"third_{name}_high"] = np.minimum(seen, seen.T), np.maximum(seen, seen.T)
    both = kin["region"] @ weight @ kin["region"] / np.maximum(np.outer(*[kin["region"].sum(axis=1)] * 2), 1)
    found["third_region_pair"] = both
    if panel.forums.shape[1]:
        best, total = network.shared_groups(panel.forums[-1].astype(float), weight)
        found["third_forum_best"], found["third_forum_sum"] = best, total
    return found


def _ends(values: dict[str, Floats]) -> dict[str, Floats]:
    """Lower and higher of both ends, for each figure of single states."""
    found = {}
    for name, v in values.items():
        found[f"{name}_low"] = np.minimum(v[:, None], v[None])
        found[f"{name}_high"] = np.maximum(v[:, None], v[None])
    return found


def _activity(past: History, weight: Floats, strength: Floats) -> dict[str, Floats]:
    """How many ties both ends have, had, and made anew; how close they are to the busiest state."""
    happened = np.nan_to_num(past.happened)
    degree = happened.sum(axis=2)
    before = happened[-1 - NEW : -1].max(axis=0) if len(happened) > 1 else np.zeros_like(happened[0])
    hub = int(strength.sum(axis=0).argmax())
    return {
        "ends_partners": np.log1p(degree[-1]),
        "ends_partners_3": np.log1p(degree[-3:].mean(axis=0)),
        "ends_partners_decayed": np.log1p(weight.sum(axis=0)),
        "ends_change": np.log1p(degree[-1]) - np.log1p(degree[-4:-1].mean(axis=0))
        if len(degree) > 1
        else degree[-1] * 0,
        "ends_new": np.log1p((happened[-1] * (1 - before)).sum(axis=1)),
        "ends_intensity": strength.sum(axis=0) / np.maximum(weight.sum(axis=0), 0.1),
        "ends_hub": strength[hub],
    }


def _drivers(panel: PairPanel, target: str) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Figures of the pair, and figures of single states."""
    pair: dict[str, Floats] = {
        "distance": np.log1p(panel.distance),
        "border": panel.border.astype(float),
    }
    for key, grid in panel.ties.items():
        if key != target:
            pair[key] = latest(grid).astype(float)
            pair[f"{key}_5"] = mean(grid[-5:])
    single: dict[str, Floats] = {}
    for key, values in panel.single.items():
        value = latest(values).astype(float)
        single[key] = np.log1p(np.maximum(value, 0)) if STATE_DRIVERS.get(key, False) else value
    return pair, single


def features(panel: PairPanel, target: str, past: History) -> Features:
    """All columns at the last year of `panel`, for all pairs of states in the system that year.

    `past`: the target's history, ending in the same year.
    """
    if len(past.happened) != len(panel.years):
        raise ValueError("the history ends in another year than the panel")
    weight, strength = decayed(past.happened, 0.7), decayed(past.strength, 0.7)
    recent = np.nan_to_num(past.happened[-3:]).max(axis=0).astype(float)
    for grid in (weight, strength, recent):
        np.fill_diagonal(grid, 0.0)
    pair, single = _drivers(panel, target)
    columns = _own(past) | _third_parties(panel, recent, weight, strength) | pair
    columns |= _ends(_activity(past, weight, strength) | single)
    there = np.flatnonzero(panel.present[-1])
    a, b = np.triu_indices(len(there), 1)
    i, j = there[a], there[b]
    x = np.stack([np.asarray(grid[i, j], dtype=np.float32) for grid in columns.values()], axis=1)
    quiet = ~(np.nan_to_num(past.happened[-NEW:]).max(axis=0) > 0)[i, j]
    return Features(tuple(columns), i, j, x, quiet)
