"""From the store to projections and their track record: the one line that pages and the command line share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from foresight.errors import ProjectionError
from foresight.panel import Panel, load_panel
from foresight.projection import drivers
from foresight.projection.backtest import FEWEST_OBSERVATIONS, HORIZONS, Progress
from foresight.projection.engine import Model, Projection, fit, history_of, model_of
from foresight.projection.keeping import keep_model, kept_model
from foresight.projection.track_record import SHIPPED, Backtest, backtest, fingerprint, keep, record_of, track_record
from foresight.store import Store

FOLDER, PAIRS = "track_record", "pairs"


def panel_from(store: Store, indicator: str) -> Panel:
    """An indicator and everything that models of it may see, from the store's current revision."""
    catalogue = store.catalogue()
    catalogue.indicator(indicator)
    wanted = [indicator, *(key for key in drivers.INDICATORS if key in catalogue.indicators)]
    return load_panel(store, wanted)


def _folders(store: Store) -> tuple[Path, Path]:
    """Where records and models are kept: beside the store, and the shipped ones."""
    return store.learnt / FOLDER, SHIPPED


def fit_from(store: Store, indicator: str, progress: Progress | None = None) -> Model:
    """The model of an indicator in the store's current revision: the kept one where it fits, else fitted and kept.

    Milliseconds, or a few seconds. UnknownKeyError for an unknown indicator, ProjectionError where it cannot be fitted.
    """
    target, name = store.catalogue().indicator(indicator), store.revision.name
    found = kept_model(target, name, _folders(store))
    if found is not None:
        return found
    panel = panel_from(store, indicator)
    data = fingerprint(panel, indicator)
    found = kept_model(target, name, _folders(store), data) or fit(panel, indicator, progress)
    keep_model(found, data, store.learnt / FOLDER)
    return found


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


def kept(store: Store, indicator: str, thorough: bool = False) -> Backtest | None:
    """The track record kept for the store's revision: shipped, or computed here before. Milliseconds.

    `thorough`: look at the figures themselves before calling one of another revision stale; a second or two.
    """
    folders = _folders(store)
    found = track_record(indicator, store.revision.name, folders)
    if found is not None and found.stale and thorough:
        found = track_record(
            indicator, store.revision.name, folders, fingerprint(panel_from(store, indicator), indicator)
        )
    return found


def backtest_from(
    store: Store,
    indicator: str,
    horizons: Sequence[int] = HORIZONS,
    progress: Progress | None = None,
    again: bool = False,
) -> Backtest:
    """The track record for the store's revision: the kept one where it fits, else computed and kept beside the store.

    `again`: compute in any case. Only records over all of HORIZONS are kept.
    """
    usual = tuple(horizons) == HORIZONS
    if usual and not again:
        found = kept(store, indicator, thorough=True)
        if found is not None and not found.stale:
            return found
    panel = panel_from(store, indicator)
    return (
        _kept(panel, indicator, store.learnt / FOLDER, progress)
        if usual
        else backtest(panel, indicator, horizons, progress)
    )


def _kept(panel: Panel, key: str, into: Path, progress: Progress | None = None) -> Backtest:
    """Go through an indicator's past once, and keep its model and its record."""
    history = history_of(panel, key, HORIZONS, progress)
    made = record_of(panel, key, history)
    keep_model(model_of(panel, key, history), made.data, into)
    keep(made, into)
    if progress is not None:
        progress(1.0, "done")
    return made


def projectable(store: Store) -> list[str]:
    """Country-level indicators of the store in which some country has eight observations."""
    coverage = store.coverage().set_index("indicator")
    found = []
    for key, entry in store.catalogue().indicators.items():
        if entry.level == "country" and key in coverage.index:
            row = coverage.loc[key]
            if row["last_year"] - row["first_year"] + 1 >= FEWEST_OBSERVATIONS:
                found.append(key)
    return found


def _one(panel: Panel, key: str, into: Path, again: bool) -> tuple[str, str]:
    """One indicator in a process of its own; the key, and why there is no record, else nothing."""
    data = fingerprint(panel, key)
    record = track_record(key, panel.revision, (into,), data)
    model = kept_model(panel.indicators[key], panel.revision, (into,), data)
    if not again and model is not None and record is not None and not record.stale:
        # the figures are the same: only the name of the revision has changed
        keep_model(model, data, into)
        keep(replace(record, revision=panel.revision), into)
        return key, ""
    try:
        _kept(panel, key, into)
    except ProjectionError as error:
        return key, str(error)
    return key, ""


def _one_of_pairs(folder: Path, data: Path, key: str, into: Path, again: bool) -> tuple[str, str]:
    """The same for an indicator of pairs; tables of pairs are large, so that the process reads them itself."""
    from foresight.projection import pairs

    store = Store.open(folder, data)
    try:
        if again or not pairs.keep_as_it_is(store, key, into / PAIRS):
            pairs.keep_one(store, key, into / PAIRS)
    except ProjectionError as error:
        return key, str(error)
    return key, ""


def backtest_all(
    store: Store,
    into: Path = SHIPPED,
    processes: int = 2,
    tell: Callable[[str], None] = lambda line: None,
    only: Iterable[str] | None = None,
    again: bool = False,
) -> dict[str, str]:
    """Compute and keep models and records of every indicator, of countries and of pairs, that can be projected.

    Those whose figures and models have not changed are only given the revision's name; with `again` all are computed.
    `only`: of these. Gives those that cannot, with the reason.
    """
    from joblib import Parallel, delayed  # type: ignore[import-untyped]

    from foresight.projection import pairs

    keys = list(only) if only is not None else [*pairs.projectable(store), *projectable(store)]
    entries = store.catalogue().indicators
    jobs = Parallel(n_jobs=processes, return_as="generator_unordered")(
        delayed(_one_of_pairs)(store.folder, store.data, key, into, again)
        if entries[key].dyadic
        else delayed(_one)(panel_from(store, key), key, into, again)
        for key in keys
    )
    refused = {}
    for number, (key, reason) in enumerate(jobs, 1):
        tell(f"{number}/{len(keys)} {key}{': ' + reason if reason else ''}")
        if reason:
            refused[key] = reason
    return refused
