"""Pairs at past origins with what came of them: the rows that models learn from.

Columns other than the pair's own past are taken as deviations from that origin's mean over all pairs, in its standard
deviations. The world drifts (more states exercise with more partners each decade); a model that sees levels learns the
drift as if it were about pairs, and carries it on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foresight.errors import ProjectionError
from foresight.projection.pairs.events import WORDS, History, history
from foresight.projection.pairs.features import OWN, Features, features
from foresight.projection.pairs.panel import PairPanel

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WARM_UP = 3
"""Years of history before an origin is used."""
WINDOW = 16
"""Origins that a model learns from, the latest ones."""
KEPT = 10_000
"""Pairs kept of each kind (with a tie lately or then, without either); each stands for as many as were left out."""
FEWEST_YEARS = 8
FEWEST_TIES = 100
"""Pair-years with a tie, and without. On the 73 of research agreements errors were 280 times those of the base rate."""


class Sample(NamedTuple):
    """Rows to learn from; `weight` makes up for rows left out."""

    x: Singles
    y: Floats
    weight: Floats


def standardised(known: Features) -> Features:
    """Deviations from the origin's mean in its standard deviations, own past apart; missing stays missing."""
    x = known.x.copy()
    those = [k for k, name in enumerate(known.names) if not name.startswith(OWN)]
    part = x[:, those].astype(np.float64)
    seen = ~np.isnan(part)
    n = np.maximum(seen.sum(axis=0), 1)
    centre = np.where(seen, part, 0).sum(axis=0) / n
    spread = np.sqrt(np.where(seen, (part - centre) ** 2, 0).sum(axis=0) / n)
    x[:, those] = np.where(spread > 1e-9, (part - centre) / np.maximum(spread, 1e-9), np.where(seen, 0.0, np.nan))
    return replace(known, x=x)


@dataclass(frozen=True)
class Cases:
    """A target with its columns at every origin (row of `panel.years`) that was asked for."""

    panel: PairPanel
    target: str
    past: History
    known: dict[int, Features]

    def outcome(self, row: int, horizon: int) -> Floats:
        """What came of the pairs of origin `row`, `horizon` years on: 1, 0, NaN where not observed."""
        known = self.known[row]
        return np.asarray(self.past.happened[row + horizon][known.i, known.j], dtype=np.float64)

    def origins(self, now: int, horizon: int, count: int = WINDOW) -> list[int]:
        """The latest `count` origins whose outcome was known at row `now`, oldest first."""
        return [row for row in sorted(self.known) if row + horizon <= now][-count:]

    def sample(self, now: int, horizon: int) -> Sample:
        """What a model may learn from at row `now`: outcomes observed by then, thinned by a fixed seed."""
        outcomes = [(self.known[row], self.outcome(row, horizon)) for row in self.origins(now, horizon)]
        if not outcomes:
            raise ProjectionError(f"{self.target}: no outcome {horizon} years on was known by then.")
        y = np.concatenate([outcome for _, outcome in outcomes])
        quiet = np.concatenate([known.quiet for known, _ in outcomes])
        kept, weight = _thinned(~quiet | (y == 1), ~np.isnan(y))
        x, start = [], 0
        for known, outcome in outcomes:  # row by row of a year: all pairs of sixteen years would be a hundred megabytes
            x.append(known.x[kept[start : start + len(outcome)]])
            start += len(outcome)
        return Sample(np.concatenate(x), y[kept], weight)


def _thinned(busy: Bools, seen: Bools) -> tuple[Bools, Floats]:
    """Which rows are kept, and the weight of each of these."""
    random = np.random.default_rng(0)
    share = np.where(busy, *(min(1.0, KEPT / max(int((kind & seen).sum()), 1)) for kind in (busy, ~busy)))
    kept = (random.random(len(busy)) < share) & seen
    return kept, 1 / share[kept]


def gather(panel: PairPanel, target: str, rows: Iterable[int] | None = None) -> Cases:
    """Columns at all origins from the fourth year on (or at `rows`), each computed from the panel up to that year.

    ProjectionError for too few years, or too few ties or non-ties to learn from.
    """
    grid = panel.tie(target)
    last = panel.last_row(grid)
    if last < 0:
        raise ProjectionError(f"{target}: there is no value in any year {panel.years[0]}-{panel.years[-1]}.")
    past = history(grid)
    seen = ~np.isnan(past.happened)
    years = int(seen.any(axis=(1, 2)).sum())
    if years < FEWEST_YEARS:
        raise ProjectionError(f"{target} has {years} years of values; a projection of pairs needs {FEWEST_YEARS}.")
    ties = int(np.nansum(past.happened)) // 2
    others = int(seen.sum()) // 2 - ties
    if min(ties, others) < FEWEST_TIES:
        few, what = (ties, "with") if ties < others else (others, "without")
        raise ProjectionError(
            f"{target}: only {few} pair-years {what} a tie ({WORDS[past.kind]}); at least {FEWEST_TIES} are needed. "
            "Give zeros for pairs without a tie, or longer series."
        )
    wanted = range(WARM_UP, last + 1) if rows is None else sorted(set(rows))
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # Many small matrix products: on a shared machine several threads wait for each other more than they work.
    with threadpool_limits(limits=1):
        at = {
            row: standardised(features(panel.until(panel.years[row]), target, past.until(row)))
            for row in wanted
            if seen[row].any()
        }
    return Cases(panel, target, past, at)
