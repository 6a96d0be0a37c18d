"""From the store to projections: the one line that pages and the command line share."""

from __future__ import annotations

from collections.abc import Iterable

from foresight.panel import load_panel
from foresight.projection import drivers
from foresight.projection.engine import Model, Projection, fit
from foresight.store import Store


def fit_from(store: Store, indicator: str) -> Model:
    """Load an indicator and the drivers from the store's current revision and fit. Worth keeping: about a second."""
    catalogue = store.catalogue()
    catalogue.indicator(indicator)
    wanted = [indicator, *(key for key in drivers.INDICATORS if key in catalogue.indicators)]
    return fit(load_panel(store, wanted), indicator)


def project_from(
    store: Store,
    indicator: str,
    countries: Iterable[str] | None = None,
    horizon: int = 10,
    seed: int = 0,
) -> tuple[Projection, ...]:
    """Project `countries` `horizon` years on from each one's last observation; all that can be, where none is named.

    UnknownKeyError for an unknown indicator, ProjectionError for a country that cannot be projected.
    """
    model = fit_from(store, indicator)
    wanted = tuple(countries) if countries is not None else ()
    return model.project(wanted or model.supported(model.countries)[0], horizon, seed=seed)
