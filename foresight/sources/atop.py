"""Alliance Treaty Obligations and Provisions (ATOP), directed dyad-years as Parquet.

A row says what the first state has promised the second in that year, over all alliances that bind both.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import parquetfile

LAYOUT = "ATOP directed dyad-year"
COLUMNS = ("ccode1", "ccode2", "year", "atop_defense")


def recognise(path: Path) -> bool:
    """A Parquet file with two COW codes, a year and the defence obligation."""
    return set(COLUMNS) <= set(parquetfile.names(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `code1` (who promises), `code2` (to whom; both COW, as text), `year`, `defence` (bool)."""
    if not path.exists():
        raise SourceError(f"{path.name} is missing from {path.parent}. Put the {LAYOUT} file there.")
    if not recognise(path):
        raise SourceError(f"{path.name} is no {LAYOUT} file: it needs the columns {', '.join(COLUMNS)}.")
    frame = pd.read_parquet(path, columns=list(COLUMNS))
    blank = frame.isna().any(axis=1)
    if blank.any():
        raise SourceError(
            f"{path.name}: {int(blank.sum())} rows lack a code, a year or the obligation. Take the file again."
        )
    whole = frame.astype("int64")
    return pd.DataFrame(
        {
            "code1": whole["ccode1"].astype("str"),
            "code2": whole["ccode2"].astype("str"),
            "year": whole["year"],
            "defence": whole["atop_defense"] == 1,
        }
    )
