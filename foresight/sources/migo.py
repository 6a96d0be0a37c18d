"""MIGO, multilateral informal and minilateral organisations by member state and year (layout of the manyios package).

Parquet or CSV; a row is one state's membership of one organisation in one year, and an absence is no row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile, parquetfile

COLUMNS = ("igoID", "stateID", "StateName", "membership", "Year", "cowID")


def _columns(path: Path) -> list[str]:
    return parquetfile.names(path) if path.suffix.lower() == ".parquet" else csvfile.header(path)


def recognise(path: Path) -> bool:
    """Organisation, state, kind of membership, year and COW number stand in the header."""
    return set(COLUMNS) <= set(_columns(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `organisation`, `code` (COW state number as text), `name`, `year`, `membership` (1 full, 2 and 3 lesser)."""
    if not recognise(path):
        raise SourceError(
            f"{path.name} is missing from {path.parent} or is no MIGO file: it should have the columns "
            f"{', '.join(COLUMNS)}."
        )
    frame = pd.read_parquet(path) if path.suffix.lower() == ".parquet" else pd.read_csv(path, keep_default_na=False)
    tidy = frame[["igoID", "cowID", "StateName", "Year", "membership"]].set_axis(
        ["organisation", "code", "name", "year", "membership"], axis=1
    )
    return tidy.astype({"code": "str", "year": int, "membership": int}).reset_index(drop=True)
