"""Correlates of War Intergovernmental Organizations, state-year format: Parquet or CSV, one column per organisation.

A cell is 1 full member, 2 associate, 3 observer, 0 no membership, -9 missing, -1 the state or the organisation is not
in the system that year (Pevehouse, Nordstrom, McManus, Jamison 2020, Journal of Peace Research 57 (3)).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile, parquetfile

KEYS = ("ccode", "year", "state")


def _columns(path: Path) -> list[str]:
    return parquetfile.names(path) or csvfile.header(path)


def recognise(path: Path) -> bool:
    """State and year first, and the United Nations among the organisations."""
    columns = _columns(path)
    return set(KEYS) <= set(columns) and "un" in [column.lower() for column in columns]


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (COW state number), `year`, `name`, `organisation` (as in the file's header), `membership` (int).

    Cells that the file leaves blank have no row.
    """
    if not recognise(path):
        raise SourceError(
            f"{path.name} is missing from {path.parent} or is no COW IGO state-year file: it should have the columns "
            "ccode, year and state and one column per organisation."
        )
    wide = pd.read_parquet(path) if parquetfile.names(path) else pd.read_csv(path, keep_default_na=False)
    long = wide.melt(id_vars=list(KEYS), var_name="organisation", value_name="membership")
    long["membership"] = pd.to_numeric(long["membership"], errors="coerce")
    long = long.dropna(subset=["membership"]).rename(columns={"ccode": "code", "state": "name"})
    return long.astype({"code": int, "year": int, "membership": int}).reset_index(drop=True)
