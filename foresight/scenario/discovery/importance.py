"""Which levers tell the futures apart at all: scores by extremely randomised trees (Geurts, Ernst & Wehenkel 2006)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TREES = 60
LARGEST = 5_000
"""Cases that the trees look at: more make them slower, not wiser."""


def scores(values: Floats, interest: Bools, seed: int) -> tuple[tuple[float, ...], float]:
    """Share of what the trees explain that falls to each column, and the share a column of pure chance would get.

    `values`: cases × columns; `interest`: cases. The shares and that of chance sum to 1, or are all 0 where nothing was
    explained. Leaves are large: deep trees would share out noise among all columns alike. Deterministic under `seed`.
    """
    from sklearn.ensemble import ExtraTreesClassifier

    step = -(-len(interest) // LARGEST)
    x, y = values[::step], interest[::step]
    if y.all() or not y.any():
        return (0.0,) * values.shape[1], 0.0
    chance = np.random.default_rng(seed).random((len(x), 1))
    trees = ExtraTreesClassifier(
        TREES, max_depth=8, min_samples_leaf=max(len(y) // 100, 5), max_features=None, random_state=seed
    )
    found = trees.fit(np.hstack([x, chance]), y).feature_importances_
    return tuple(float(share) for share in found[:-1]), float(found[-1])
