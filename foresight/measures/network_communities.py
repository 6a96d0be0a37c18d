"""Communities: states that have more ties with each other than chance would give them, followed through the years.

Found by the Louvain method (Blondel et al. 2008), which raises modularity (Newman & Girvan 2004; weighted: Newman 2004)
step by step. Its answer hangs on the order in which nodes are looked at, so that it is run several times: the division
with the highest modularity is taken, and how far runs agree is told (adjusted Rand index, Hubert & Arabie 1985).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from foresight.measures.partitions import adjusted_rand

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Links = list[dict[int, float]]

RUNS = 10
"""From how many runs the best division is taken, and how many are held against each other."""
ALIKE = 0.2
"""The share of all members that two groups of different years must have in common to be called the same."""
SMALLEST = 1e-12
"""A gain below this is rounding."""


@dataclass(frozen=True)
class Division:
    """`labels`: the community of each node, -1 for those without a tie. `modularity` of it; `stability`: the mean
    adjusted Rand index over all pairs of runs, 1 when every run says the same. Both NaN without a tie."""

    labels: Whole
    modularity: float
    stability: float


def divided(upper: Floats, runs: int = RUNS) -> Division:
    """The best of `runs` divisions with the seeds 0, 1, …, the first of equals. `upper`: values above the diagonal."""
    tried = [louvain(upper, seed) for seed in range(runs)]
    tied = tried[0] >= 0
    if not tied.any():
        return Division(tried[0], float("nan"), float("nan"))
    weights = upper + upper.T
    scores = [modularity(weights, labels) for labels in tried]
    agreed = [adjusted_rand(one[tied], other[tied]) for one, other in combinations(tried, 2)]
    best = int(np.argmax(np.round(scores, 9)))
    return Division(tried[best], scores[best], float(np.mean(agreed)) if agreed else 1.0)


def louvain(upper: Floats, seed: int) -> Whole:
    """A community number for each node, -1 for those without a tie (Blondel et al. 2008, nodes in a drawn order).

    networkx has the method too, and takes five times as long for the same modularity: eighty years are divided here
    while a person waits.
    """
    first, second = np.nonzero(upper)
    nodes, ends = np.unique(np.concatenate([first, second]), return_inverse=True)
    found = np.full(len(upper), -1, dtype=np.int64)
    links: Links = [{} for _ in nodes]
    ones, others = ends[: len(first)].tolist(), ends[len(first) :].tolist()
    for one, other, value in zip(ones, others, upper[first, second].tolist(), strict=True):
        links[one][other] = links[other][one] = value
    loops, whole, draw = [0.0] * len(nodes), 2 * float(upper.sum()), random.Random(seed)  # noqa: S311 - no secret
    member = list(range(len(nodes)))
    while True:
        labels, moved = _moved(links, loops, whole, draw)
        if not moved:
            break
        numbers = {label: k for k, label in enumerate(dict.fromkeys(labels))}
        labels = [numbers[label] for label in labels]
        member = [labels[k] for k in member]
        links, loops = _merged(links, loops, labels, len(numbers))
    found[nodes] = member
    return found


def _moved(links: Links, loops: list[float], whole: float, draw: random.Random) -> tuple[list[int], bool]:
    """Each node joins the neighbouring group that raises modularity most, until none moves; did any."""
    strength = [sum(own.values()) + loop for own, loop in zip(links, loops, strict=True)]
    labels, total, near = list(range(len(links))), strength.copy(), [list(own.items()) for own in links]
    order = list(range(len(links)))
    draw.shuffle(order)
    ever, moved = False, True
    while moved:
        moved = False
        for node in order:
            toward: dict[int, float] = {}
            for other, value in near[node]:
                toward[labels[other]] = toward.get(labels[other], 0.0) + value
            here, share = labels[node], strength[node] / whole
            total[here] -= strength[node]
            best, most = here, toward.get(here, 0.0) - total[here] * share
            for group, value in toward.items():
                gain = value - total[group] * share
                if gain > most + SMALLEST:
                    best, most = group, gain
            total[best] += strength[node]
            if best != here:
                labels[node], moved, ever = best, True, True
    return labels, ever


def _merged(links: Links, loops: list[float], labels: list[int], count: int) -> tuple[Links, list[float]]:
    """The groups as nodes: ties between groups added up, ties inside as a loop (both ends counted)."""
    merged: Links = [{} for _ in range(count)]
    inside = [0.0] * count
    for node, own in enumerate(links):
        group = labels[node]
        inside[group] += loops[node]
        for other, value in own.items():
            if labels[other] == group:
                inside[group] += value
            else:
                merged[group][labels[other]] = merged[group].get(labels[other], 0.0) + value
    return merged, inside


def modularity(weights: Floats, labels: Whole) -> float:
    """How much more of the ties' value lies inside groups than would by chance (Newman 2004); NaN without a tie.

    `weights`: n × n, symmetric. Nodes with the label -1 are in no group and have no tie.
    """
    whole = weights.sum()
    if whole == 0:
        return float("nan")
    member = (labels[:, None] == np.arange(labels.max() + 1)[None, :]).astype(float)
    inside = ((weights @ member) * member).sum()
    strength = member.T @ weights.sum(axis=1)
    return float((inside - (strength**2).sum() / whole) / whole)


def followed(yearly: Sequence[Whole]) -> list[Whole]:
    """The same divisions with numbers that stay through the years: each number names one group for good.

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
        # of those that are new, the largest is named first
        new = sorted(
            (k for k in range(len(groups)) if k not in numbers), key=lambda k: (-len(groups[k]), min(groups[k]))
        )
        numbers |= {k: len(last) + place for place, k in enumerate(new)}
        last |= {numbers[k]: group for k, group in enumerate(groups)}
        found.append(np.array([numbers.get(int(k), -1) for k in labels], dtype=np.int64))
    return found
