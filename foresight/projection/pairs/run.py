"""From the store to pairs and their track record: the one line that pages and the command line share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from foresight.projection.pairs import keeping
from foresight.projection.pairs.backtest import backtest, record_of
from foresight.projection.pairs.cases import FEWEST_YEARS
from foresight.projection.pairs.model import PairModel, fit, model_of
from foresight.projection.pairs.panel import fingerprint, load_pair_panel
from foresight.projection.pairs.record import PairBacktest
from foresight.projection.pairs.rolling import HORIZONS, Progress, roll
from foresight.store import Store


def _folders(store: Store) -> tuple[Path, Path]:
    return store.learnt / keeping.FOLDER, keeping.SHIPPED


def kept_model(store: Store, indicator: str) -> PairModel | None:
    """The model kept for the store's revision, shipped or fitted here before; `stale` where it is of other data.

    None where there is none. Milliseconds: it never fits. UnknownKeyError for an unknown indicator.
    """
    return _kept_model(store, indicator, None)


def _kept_model(store: Store, indicator: str, data: str | None) -> PairModel | None:
    target = store.catalogue().indicator(indicator)
    paths = [folder / f"{indicator}.parquet" for folder in _folders(store)]
    found = (keeping.read_model(path, target) for path in paths if path.is_file())
    return keeping.fitting(found, store.revision.name, data)


def model_from(store: Store, indicator: str, progress: Progress | None = None) -> PairModel:
    """The model of a pair indicator: the kept one where it fits the data, else fitted and kept beside the store.

    Milliseconds where the revision is the one it was fitted on, a few seconds where only other figures have changed,
    else half a minute. UnknownKeyError for an unknown indicator, ProjectionError for one that is not of pairs or is too
    short.
    """
    found = kept_model(store, indicator)
    if found is not None and not found.stale:
        return found
    panel = load_pair_panel(store, indicator)
    found = _kept_model(store, indicator, fingerprint(panel, indicator))
    if found is None or found.stale:
        found = fit(panel, indicator, progress=progress)
    found = replace(found, revision=panel.revision)
    keeping.keep_model(found, store.learnt / keeping.FOLDER)
    return found


def kept(store: Store, indicator: str, thorough: bool = False) -> PairBacktest | None:
    """The track record kept for the store's revision: shipped, or computed here before. Milliseconds.

    `thorough`: look at the figures themselves before calling one of another revision stale; a few seconds.
    """
    paths = [folder / f"{indicator}.json" for folder in _folders(store)]
    records = [keeping.read_record(path) for path in paths if path.is_file()]
    found = keeping.fitting(records, store.revision.name, None)
    if found is not None and found.stale and thorough:
        data = fingerprint(load_pair_panel(store, indicator), indicator)
        found = keeping.fitting(records, store.revision.name, data)
    return found


def backtest_from(
    store: Store,
    indicator: str,
    horizons: Sequence[int] = HORIZONS,
    progress: Progress | None = None,
    again: bool = False,
) -> PairBacktest:
    """The track record for the store's revision: the kept one where it fits, else computed and kept beside the store.

    `again`: compute in any case. Only records over all of HORIZONS are kept.
    """
    usual = tuple(horizons) == HORIZONS
    if usual and not again:
        found = kept(store, indicator, thorough=True)
        if found is not None and not found.stale:
            return found
    made = backtest(load_pair_panel(store, indicator), indicator, tuple(horizons), progress=progress)
    if usual:
        keeping.keep_record(made, store.learnt / keeping.FOLDER)
    return made


def keep_one(store: Store, indicator: str, folder: Path = keeping.SHIPPED, progress: Progress | None = None) -> None:
    """Fit and backtest one indicator in one go, and keep its model and its record in `folder`."""
    rolled = roll(load_pair_panel(store, indicator), indicator, progress=progress)
    keeping.keep_model(model_of(rolled), folder)
    keeping.keep_record(record_of(rolled), folder)


def keep_as_it_is(store: Store, indicator: str, folder: Path = keeping.SHIPPED) -> bool:
    """Give the model and record kept in `folder` the revision's name, if neither figures nor models have changed.

    Whether that was so; then they are the same digit for digit.
    """
    model_file, record_file = folder / f"{indicator}.parquet", folder / f"{indicator}.json"
    if not (model_file.is_file() and record_file.is_file()):
        return False
    data, name = fingerprint(load_pair_panel(store, indicator), indicator), store.revision.name
    target = store.catalogue().indicator(indicator)
    model = keeping.fitting([keeping.read_model(model_file, target)], name, data)
    record = keeping.fitting([keeping.read_record(record_file)], name, data)
    if model is None or model.stale or record is None or record.stale:
        return False
    keeping.keep_model(replace(model, revision=name), folder)
    keeping.keep_record(replace(record, revision=name), folder)
    return True


def projectable(store: Store) -> list[str]:
    """Pair indicators of the store with rows over at least eight years."""
    coverage = store.coverage().set_index("indicator")
    found = []
    for key, entry in store.catalogue().indicators.items():
        if entry.dyadic and key in coverage.index:
            row = coverage.loc[key]
            if row["last_year"] - row["first_year"] + 1 >= FEWEST_YEARS:
                found.append(key)
    return found
