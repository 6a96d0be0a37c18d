"""Pair models and their records as files: written whole or not at all, read back in milliseconds.

Those of the shipped tables stand in data/track_record/pairs, those of a newer revision beside the store. A model is a
parquet file, one row per pair and one column of log-odds per horizon; what else belongs to it stands in its metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from foresight.catalogue import DATA, Indicator
from foresight.errors import ProjectionError
from foresight.files import write_text, write_whole
from foresight.projection.pairs.model import DIGITS, PairModel
from foresight.projection.pairs.record import VERSION, PairBacktest
from foresight.projection.pairs.spread import Spread
from foresight.projection.track_record import same_data

SHIPPED = DATA / "track_record" / "pairs"
FOLDER = Path("track_record") / "pairs"
"""Beside a store."""
META = b"foresight"

One = TypeVar("One", PairModel, PairBacktest)


def keep_record(record: PairBacktest, folder: Path) -> Path:
    """Write a record as folder/KEY.json."""
    return write_text(folder / f"{record.indicator}.json", record.to_json() + "\n")


def keep_model(model: PairModel, folder: Path) -> Path:
    """Write a model as folder/KEY.parquet, some 100 kB for all pairs of states."""
    names = pa.array(model.countries)
    columns: dict[str, pa.Array] = {
        "country": pa.DictionaryArray.from_arrays(pa.array(model.i, pa.int16()), names),
        "partner": pa.DictionaryArray.from_arrays(pa.array(model.j, pa.int16()), names),
    }
    for h, centre in zip(model.horizons, model.centre, strict=True):
        columns[f"h{h}"] = pa.array(np.round(centre * 10**DIGITS).astype(np.int16))
    meta = {
        "indicator": model.target.key, "event": model.event, "countries": model.countries,
        "horizons": model.horizons, "shown": model.shown, "last_observed": model.last_observed,
        "columns": model.columns, "revision": model.revision, "data": model.data, "version": model.version,
        "made": model.made,
        "spreads": [
            {"intercepts": s.intercepts.tolist(), "slopes": s.slopes.tolist(), "quantile": s.quantile}
            for s in model.spreads
        ],
    }  # fmt: skip
    frame = pa.table(columns).replace_schema_metadata({META: json.dumps(meta, ensure_ascii=False)})
    path = folder / f"{model.target.key}.parquet"
    return write_whole(path, lambda place: pq.write_table(frame, place, compression="zstd", compression_level=15))


def read_model(path: Path, target: Indicator) -> PairModel:
    """Read what `keep_model` wrote; ProjectionError where it is no such file."""
    try:
        frame = pq.read_table(path)
        meta = json.loads(frame.schema.metadata[META])
        countries = tuple(meta["countries"])
        place = {name: k for k, name in enumerate(countries)}
        i, j = (
            np.array([place[name] for name in frame[end].combine_chunks().dictionary.to_pylist()], dtype=np.int64)[
                frame[end].combine_chunks().indices.to_numpy()
            ]
            for end in ("country", "partner")
        )
        horizons = tuple(meta["horizons"])
        return PairModel(
            target=target,
            event=meta["event"],
            countries=countries,
            i=i,
            j=j,
            horizons=horizons,
            centre=np.stack([frame[f"h{h}"].to_numpy() / 10.0**DIGITS for h in horizons]),
            spreads=tuple(
                Spread(np.array(s["intercepts"]), np.array(s["slopes"]), s["quantile"]) for s in meta["spreads"]
            ),
            shown=tuple(meta["shown"]),
            last_observed=meta["last_observed"],
            columns=tuple(meta["columns"]),
            revision=meta["revision"],
            data=meta["data"],
            version=meta["version"],
            made=meta["made"],
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ProjectionError(f"{path.name} is not a model of pairs: {error}. Fit it again.") from None


def read_record(path: Path) -> PairBacktest:
    """Read what `keep_record` wrote; ProjectionError where it is no such file."""
    return PairBacktest.from_json(path.read_text(encoding="utf-8"))


def fitting(found: Iterable[One], revision: str, data: str | None) -> One | None:
    """The first that fits a revision (by name) or its figures (by fingerprint) and these models, else a stale one."""
    several = list(found)
    for one in several:
        if one.version == VERSION and (same_data(one.revision, revision) or one.data == data):
            return one
    return replace(max(several, key=lambda one: one.made), stale=True) if several else None
