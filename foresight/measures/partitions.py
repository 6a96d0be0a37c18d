"""How alike two divisions of the same things into groups are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def adjusted_rand(one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]) -> float:
    """Hubert and Arabie's (1985) adjusted Rand index of two labellings: 1 the same, 0 as alike as chance makes them.

    Labels are numbers from 0. scikit-learn has it too, and checks its arguments for longer than it counts: it is asked
    for thousands of times before a page is drawn.
    """

    def pairs(counts: npt.NDArray[np.integer]) -> float:
        return float((counts * (counts - 1)).sum()) / 2

    wide = int(other.max()) + 1
    table = np.bincount(one * wide + other, minlength=(int(one.max()) + 1) * wide).reshape(-1, wide)
    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    every = len(one) * (len(one) - 1) / 2
    expected = rows * columns / every if every else 0.0
    highest = (rows + columns) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)
