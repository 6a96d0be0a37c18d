"""Measures of the network of ties for every pair at once, as matrix products. Inputs: symmetric, zero on the diagonal.

Sources: Adamic & Adar 2003; Zhou, Lü & Zhang 2009 (resource allocation); Liben-Nowell & Kleinberg 2007
(link prediction).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def common_partners(ties: Floats) -> Floats:
    """How many states both have a tie with (weights multiply)."""
    return np.asarray(ties @ ties)


def adamic_adar(ties: Floats) -> Floats:
    """Common partners, each counted 1 / log(its number of partners): a tie to a hub says little."""
    degree = ties.sum(axis=0)
    weight = np.where(degree > 1, 1 / np.log(np.maximum(degree, 1.5)), 0.0)
    return np.asarray((ties * weight) @ ties)


def resource_allocation(ties: Floats) -> Floats:
    """Common partners, each counted 1 / its number of partners."""
    degree = ties.sum(axis=0)
    return np.asarray((ties * np.where(degree > 0, 1 / np.maximum(degree, 1e-9), 0.0)) @ ties)


def jaccard(ties: Floats) -> Floats:
    """Common partners as a share of the partners that either has."""
    common, degree = ties @ ties, ties.sum(axis=0)
    either = degree[:, None] + degree[None] - common
    return np.asarray(np.where(either > 0, common / np.maximum(either, 1e-9), 0.0))


def cosine(ties: Floats) -> Floats:
    """Likeness of the two states' partners, 0 to 1; 0 where one has none."""
    length = np.sqrt((ties**2).sum(axis=1))
    unit = ties / np.maximum(length, 1e-9)[:, None]
    return np.asarray(unit @ unit.T)


def expected(ties: Floats) -> Floats:
    """Ties to be expected from how active both ends are: d_i · d_j / sum of d."""
    degree = ties.sum(axis=0)
    return np.asarray(degree[:, None] * degree[None] / max(float(degree.sum()), 1e-9))


def low_rank(ties: Floats, rank: int) -> Floats:
    """The ties as `rank` latent factors see them: the best approximation by that many eigenvectors."""
    value, vector = np.linalg.eigh(ties)
    kept = np.argsort(-np.abs(value))[:rank]
    return np.asarray((vector[:, kept] * value[kept]) @ vector[:, kept].T)


def through(kin: Floats, ties: Floats) -> Floats:
    """Mean tie of the kin of i (neighbours, allies, …; other than i) with j, countries × countries; not symmetric.

    `kin`: weights of who counts as kin of whom. 0 where a state has no kin.
    """
    own = kin * (1 - np.eye(len(kin)))
    total = own.sum(axis=1, keepdims=True)
    return np.asarray((own / np.maximum(total, 1e-9)) @ ties)


def shared_groups(members: Floats, ties: Floats) -> tuple[Floats, Floats]:
    """Over the groups (× countries) that both belong to: the mean tie of the densest one, and the sum of mean ties."""
    best, total = np.zeros_like(ties), np.zeros_like(ties)
    for group in members:
        n = group.sum()
        if n < 2:
            continue
        both = np.outer(group, group)
        density = float(group @ ties @ group) / (n * (n - 1))
        best = np.maximum(best, both * density)
        total = total + both * density
    return best, total
