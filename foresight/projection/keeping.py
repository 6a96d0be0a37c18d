"""A fitted model as a small JSON file: written whole or not at all, read back in milliseconds.

Those of the shipped tables stand in data/track_record/models, those of a newer revision beside the store. A model that
was read back projects digit for digit what the fitted one did: engine.model_of rounds before anyone uses it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from foresight.catalogue import Indicator
from foresight.errors import ProjectionError
from foresight.files import write_text
from foresight.projection.engine import Model
from foresight.projection.files import nan_for_null, null_for_nan
from foresight.projection.influence import Influence
from foresight.projection.records import Record
from foresight.projection.track_record import VERSION, same_data

FOLDER = "models"
"""Beside the records."""


def keep_model(model: Model, data: str, folder: Path) -> Path:
    """Write a model as folder/models/KEY.json; `data`: fingerprint of the panel it rests on (track_record)."""
    found = {"version": VERSION, "data": data, **{one.name: getattr(model, one.name) for one in fields(model)}}
    found["target"] = model.target.key
    found["ceiling"] = model.ceiling if np.isfinite(model.ceiling) else None
    for name, value in found.items():
        if isinstance(value, np.ndarray):
            found[name] = value.tolist()
    found["records"] = [asdict(record) for record in model.records]
    found["influences"] = [[asdict(one) for one in several] for several in model.influences]
    text = json.dumps(null_for_nan(found), separators=(",", ":"), ensure_ascii=False)
    return write_text(folder / FOLDER / f"{model.target.key}.json", text + "\n")


def _model(found: Mapping[str, Any], target: Indicator) -> Model:
    return Model(
        target=target,
        countries=tuple(found["countries"]),
        last=np.array(found["last"], dtype=np.int64),
        observations=np.array(found["observations"], dtype=np.int64),
        centre=np.array(found["centre"], dtype=float),
        offsets=np.array(found["offsets"], dtype=float),
        group=np.array(found["group"], dtype=np.int64),
        shared=float(found["shared"]),
        ceiling=np.inf if found["ceiling"] is None else float(found["ceiling"]),
        records=tuple(Record(**nan_for_null(row)) for row in found["records"]),
        models=tuple(found["models"]),
        weights=np.array(found["weights"], dtype=float),
        influences=tuple(tuple(Influence(**nan_for_null(one)) for one in several) for several in found["influences"]),
        name=str(found["name"]),
        revision=str(found["revision"]),
    )


def kept_model(target: Indicator, revision: str, folders: tuple[Path, ...], data: str | None = None) -> Model | None:
    """The kept model of an indicator that fits a revision (by name) or its figures (`data`), and these models.

    None where no folder has one. ProjectionError where a file is damaged.
    """
    for folder in folders:
        path = Path(folder) / FOLDER / f"{target.key}.json"
        if not path.is_file():
            continue
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if found["version"] == VERSION and (same_data(found["revision"], revision) or found["data"] == data):
                return _model({**found, "revision": revision}, target)
        except (ValueError, TypeError, KeyError) as error:
            raise ProjectionError(f"{path.name} is not a kept model: {error}. Delete it; it is made again.") from None
    return None
