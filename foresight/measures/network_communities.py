"""Communities: states that have more ties with each other than chance would give them, followed through the years.

Found by the Louvain method (Blondel et al. 2008), which raises modularity (Newman & Girvan 2004; weighted: Newman 2004)
step by step. Its answer hangs on the order in which nodes are looked at, so that it is run several times: the partition
with the highest modularity is taken, and how far runs agree is told (adjusted Rand index, Hubert & Arabie 1985).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

RUNS = 3
"""From how many runs the best partition of a year is taken."""
REPEATS = 10
"""How many runs are held against each other to say how stable a year's partition is."""
ALIKE = 0.2
"""The share of all members that two groups of different years must have in common to be called the same."""


def louvain(upper: Floats, seed: int) -> Whole:
    """A community number for each node, -1 for those without a tie. `upper`: values above the diagonal."""
    import networkx as nx

    graph = nx.Graph()
    first, second = np.nonzero(upper)
    # whole numbers as nodes: the order of names in a set changes from one process to the next
    graph.add_nodes_from(np.unique([first, second]).tolist())
    graph.add_weighted_edges_from(zip(first.tolist(), second.tolist(), upper[first, second].tolist(), strict=True))
    found = np.full(len(upper), -1, dtype=np.int64)
    if len(first):
        for number, members in enumerate(nx.community.louvain_communities(graph, seed=seed)):
            found[list(members)] = number
    return found


def best(upper: Floats, runs: int = RUNS) -> Whole:
    """Of `runs` partitions with the seeds 0, 1, … the one with the highest modularity, the first of equals."""
    tried = [louvain(upper, seed) for seed in range(runs)]
    scores = [modularity(upper + upper.T, labels) for labels in tried]
    return tried[int(np.nanargmax(scores))] if np.isfinite(scores).any() else tried[0]


def stability(upper: Floats, runs: int = REPEATS) -> float:
    """Mean adjusted Rand index over all pairs of `runs` partitions: 1 when every run says the same; NaN without a tie."""
    tried = [louvain(upper, seed) for seed in range(runs)]
    tied = tried[0] >= 0
    if not tied.any():
        return float("nan")
    return float(np.mean([agreement(a[tied], b[tied]) for a, b in combinations(tried, 2)]))


def modularity(weights: Floats, labels: Whole) -> float:
    """How much more of the ties' value lies inside groups than would by chance (Newman 2004); NaN without a tie.

    `weights`: n × n, symmetric. Nodes with the label -1 are in no group and have no tie.
    """
    whole = weights.sum()
    if whole == 0:
        return float("nan")
    within = (labels[:, None] == labels[None, :]) & (labels >= 0)[:, None]
    strength = weights.sum(axis=1)
    return float((weights[within].sum() - np.outer(strength, strength)[within].sum() / whole) / whole)


def agreement(one: Whole, other: Whole) -> float:
    """Adjusted Rand index of two partitions of the same nodes: 1 the same, 0 as alike as chance makes them."""

    def pairs(counts: npt.NDArray[np.int64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    table = np.zeros((one.max() + 1, other.max() + 1), dtype=np.int64)
    np.add.at(table, (one, other), 1)
    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    every = len(one) * (len(one) - 1) / 2
    expected = rows * columns / every if every else 0.0
    highest = (rows + columns) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def followed(yearly: Sequence[Whole]) -> list[Whole]:
    """The same partitions with numbers that stay through the years: each label names one group for good.

    As Greene, Doyle & Cunningham (2010): a group carries on the number of the earlier one, as it was last seen, with
    which it shares most (Jaccard index, at least ALIKE, best matches first); otherwise it gets a new one.
    """
    last: dict[int, frozenset[int]] = {}
    found = []
    for labels in yearly:
        groups = [frozenset(np.flatnonzero(labels == k).tolist()) for k in range(labels.max() + 1)]
        alike = sorted(
            (-len(group & held) / len(group | held), number, k)
            for k, group in enumerate(groups)
            for number, held in last.items()
            if len(group & held) >= ALIKE * len(group | held)
        )
        numbers: dict[int, int] = {}
        for _, number, k in alike:
            if k not in numbers and number not in numbers.values():
                numbers[k] = number
        for k in sorted(range(len(groups)), key=lambda k: (-len(groups[k]), min(groups[k]))):
            numbers.setdefault(k, len(last) + sum(n >= len(last) for n in numbers.values()))
        last |= {numbers[k]: group for k, group in enumerate(groups)}
        found.append(np.array([numbers.get(int(k), -1) for k in labels], dtype=np.int64))
    return found
