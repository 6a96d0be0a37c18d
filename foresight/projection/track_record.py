"""The track record of a target: computed by `backtest`, kept as a small JSON file, and known to be stale or not.

Shipped records stand in data/track_record; those of a newer revision in the folder `track_record` beside the store.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from foresight.catalogue import DATA
from foresight.errors import ProjectionError
from foresight.files import write_text
from foresight.panel import Panel
from foresight.projection import records
from foresight.projection.backtest import HORIZONS, History, Progress
from foresight.projection.engine import backward, history_of
from foresight.projection.files import nan_for_null, null_for_nan
from foresight.projection.records import Record

VERSION = "3"
"""Of the models. A record made by another version is stale."""
SHIPPED = DATA / "track_record"
LONGEST = 10
DIGITS = 6


@dataclass(frozen=True)
class Miss:
    """A country-year that was projected badly, in the indicator's unit: made in `origin`, for `year`."""

    horizon: int
    country: str
    origin: int
    year: int
    observed: float
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Reliability:
    """Of the outcomes, what share (`observed`) lay in the central band that should hold `nominal` of them."""

    horizon: int
    nominal: float
    observed: float


@dataclass(frozen=True)
class Backtest:
    """How good projections of one indicator have been: every candidate beside the stack, at every horizon.

    `chosen`: horizon -> what is shown today: the stack, or the baseline that was better. The record of the stack is of
    what was shown at the time. `revision`: name of the data; `data`: fingerprint of the figures it rests on; `version`:
    of the models; `made`: ISO date. `stale`: the data or the models have changed since.
    """

    indicator: str
    revision: str
    data: str
    version: str
    made: str
    last_observed: int
    records: tuple[Record, ...]
    chosen: Mapping[int, str]
    misses: tuple[Miss, ...]
    reliability: tuple[Reliability, ...]
    stale: bool = False

    def of(self, model: str) -> tuple[Record, ...]:
        """The records of one model, by horizon."""
        return tuple(record for record in self.records if record.model == model)

    def to_json(self) -> str:
        """One JSON object; `from_json` gives the same Backtest back. Figures are kept to six digits."""
        found = {**asdict(self), "chosen": {str(h): name for h, name in self.chosen.items()}}
        return json.dumps(null_for_nan(found, DIGITS), indent=None, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Backtest:
        """Read what `to_json` wrote; ProjectionError where it is no such object."""
        try:
            found = json.loads(text)
            return cls(
                **{
                    **found,
                    "records": tuple(Record(**nan_for_null(row)) for row in found["records"]),
                    "chosen": {int(h): name for h, name in found["chosen"].items()},
                    "misses": tuple(Miss(**row) for row in found["misses"]),
                    "reliability": tuple(Reliability(**nan_for_null(row)) for row in found["reliability"]),
                }
            )
        except (ValueError, TypeError, KeyError) as error:
            raise ProjectionError(f"This is not a track record: {error}. Compute it again.") from None


def checked(horizons: Iterable[int]) -> tuple[int, ...]:
    """Horizons in order, each once; ProjectionError where one is not 1 to 10 years."""
    found = tuple(sorted(set(horizons)))
    wrong = [h for h in found if not 1 <= h <= LONGEST]
    if wrong or not found:
        raise ProjectionError(f"Horizons are whole years from 1 to {LONGEST}, not {wrong or 'none'}: as in 1,3,5,10.")
    return found


def backtest(
    panel: Panel, target: str, horizons: Sequence[int] = HORIZONS, progress: Progress | None = None
) -> Backtest:
    """Score every model on the latest 15 origins per horizon. Some seconds for 200 countries.

    ProjectionError where no country has eight observations, or where the series is too short to score any horizon.
    """
    found = record_of(panel, target, history_of(panel, target, checked(horizons), progress))
    if progress is not None:
        progress(1.0, "done")
    return found


def record_of(panel: Panel, target: str, history: History) -> Backtest:
    """The track record that a history of the panel's target holds; ProjectionError where no horizon can be scored."""
    found = records.all_models(history)
    if not found:
        raise ProjectionError(
            f"{panel.indicators[target].title}: too few past years to score a projection of {min(history.horizons)} "
            "years. Choose shorter horizons or a longer series."
        )
    indicator = panel.indicators[target]
    misses, reliability = [], []
    for k, h in enumerate(history.horizons):
        if not any(record.horizon == h for record in found):
            continue
        for case in records.worst(history, k):
            values = np.array([case.observed, case.median, case.low, case.high])
            observed, median, low, high = backward(values, indicator).tolist()
            year = panel.years[case.origin]
            misses.append(Miss(h, panel.countries[case.country], year, year + h, observed, median, low, high))
        reliability += [Reliability(h, nominal, share) for nominal, share in records.reliability(history, k)]
    return Backtest(
        indicator=target,
        revision=panel.revision,
        data=fingerprint(panel, target),
        version=VERSION,
        made=dt.datetime.now(dt.UTC).date().isoformat(),
        last_observed=panel.last_observed(target),
        records=found,
        chosen=dict(zip(history.horizons, history.chosen, strict=True)),
        misses=tuple(misses),
        reliability=tuple(reliability),
    )


def fingerprint(panel: Panel, target: str) -> str:
    """Twelve digits that change with any figure, year or country of the panel and with how the target is declared.

    A new revision that touches other indicators leaves them as they are.
    """
    indicator = panel.indicators[target]
    declared = (target, indicator.transform, indicator.minimum, indicator.maximum)
    digest = hashlib.sha256(repr((panel.years, panel.countries, sorted(panel.values), declared)).encode())
    for key in sorted(panel.values):
        digest.update(np.ascontiguousarray(panel.values[key], dtype="<f8").tobytes())
    return digest.hexdigest()[:12]


def keep(record: Backtest, folder: Path) -> Path:
    """Write a record as folder/KEY.json."""
    return write_text(folder / f"{record.indicator}.json", record.to_json() + "\n")


def same_data(one: str, other: str) -> bool:
    """Whether two revisions' names hold the same hash: going back to an earlier state changes only the number."""
    return one.partition("-")[2] == other.partition("-")[2] != ""


def track_record(
    indicator: str, revision: str, folders: Iterable[Path] = (SHIPPED,), data: str | None = None
) -> Backtest | None:
    """The kept record of an indicator: one that fits `revision` (its name) and these models, else a stale one.

    None where no folder has any. `data`, the fingerprint of the panel, also makes one fit whose own figures have not
    changed. `stale` says that the data or the models have changed since it was made.
    """
    kept = [
        Backtest.from_json(path.read_text(encoding="utf-8"))
        for folder in folders
        if (path := Path(folder) / f"{indicator}.json").is_file()
    ]
    for record in kept:
        if record.version == VERSION and (same_data(record.revision, revision) or record.data == data):
            return record
    return replace(max(kept, key=lambda record: record.made), stale=True) if kept else None
