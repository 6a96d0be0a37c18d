"""From the store to pairs: the one line that pages and the command line share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from foresight.projection.pairs.backtest import PairRecord, backtest
from foresight.projection.pairs.model import HORIZONS, PairModel, fit
from foresight.projection.pairs.panel import load_pair_panel
from foresight.store import Store

Progress = Callable[[float], None]


def fit_pairs_from(
    store: Store, indicator: str, horizons: tuple[int, ...] = HORIZONS, progress: Progress | None = None
) -> PairModel:
    """Load a pair indicator with its drivers from the current revision and fit. Worth keeping: half a minute a horizon.

    UnknownKeyError for an unknown indicator, ProjectionError for one that is not of pairs or is too short.
    """
    return fit(load_pair_panel(store, indicator), indicator, horizons, progress)


def project_pairs_from(
    store: Store,
    indicator: str,
    country: str | None = None,
    partners: Iterable[str] | None = None,
    horizon: int = 10,
) -> list[dict[str, object]]:
    """Rows of PairModel.project, `horizon` years on; only the direct models that it needs are fitted."""
    needed = tuple(h for k, h in enumerate(HORIZONS) if k == 0 or HORIZONS[k - 1] < horizon)
    return fit_pairs_from(store, indicator, needed).project(country, partners, horizon)


def backtest_pairs_from(
    store: Store,
    indicator: str,
    horizons: tuple[int, ...] = HORIZONS,
    refit: bool = True,
    progress: Progress | None = None,
) -> tuple[PairRecord, ...]:
    """Records of `backtest` over the latest eight outcome years; a minute or two per horizon."""
    return backtest(load_pair_panel(store, indicator), indicator, horizons, refit=refit, progress=progress)
