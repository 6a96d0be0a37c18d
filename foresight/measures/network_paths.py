"""Shortest paths in graphs of a few hundred states, all of them at once as matrices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def betweenness(linked: Flags) -> Floats:
    """The share of all pairs of the other nodes that each node stands between (Freeman 1977): 0 to 1.

    `linked`: n × n, symmetric, without a diagonal. A pair with several shortest paths counts for each node by the
    share of them that pass through it; a pair without a path counts for nobody. Brandes's (2001) accumulation, for all
    sources at once: what takes a loop over nodes becomes one product of matrices for each step of distance.
    """
    count = len(linked)
    if count < 3:
        return np.zeros(count)
    steps = linked.astype(float)
    distance = np.where(np.eye(count, dtype=bool), 0, -1)
    paths, front, level = np.eye(count), np.eye(count), 0
    while front.any():
        level += 1
        reached = np.where(distance < 0, front @ steps, 0.0)
        distance[reached > 0] = level
        paths += reached
        front = reached
    depends = np.zeros((count, count))
    for far in range(level - 1, 0, -1):
        share = np.divide(1 + depends, paths, out=np.zeros_like(paths), where=distance == far)
        depends += np.where(distance == far - 1, paths * (share @ steps), 0.0)
    np.fill_diagonal(depends, 0.0)
    total: Floats = depends.sum(axis=0) / ((count - 1) * (count - 2))
    return total


def components(linked: Flags) -> list[int]:
    """The sizes of the components that have a tie, largest first. `linked` as in `betweenness`."""
    left, sizes = linked.any(axis=1), []
    while left.any():
        inside = np.zeros(len(linked), dtype=bool)
        inside[left.argmax()] = True
        grown = inside | linked[inside].any(axis=0)
        while grown.sum() > inside.sum():
            inside, grown = grown, grown | linked[grown].any(axis=0)
        sizes.append(int(inside.sum()))
        left &= ~inside
    return sorted(sizes, reverse=True)
