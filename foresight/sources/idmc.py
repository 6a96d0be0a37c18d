"""IDMC internally displaced persons as UNHCR's database passes them on: one total per country and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "IDMC (by UNHCR)"
COLUMNS = ("year", "coo_name", "coo_iso", "coa_iso", "total")


def recognise(path: Path) -> bool:
    """Origin, asylum and one total stand in the header, and no count of refugees."""
    found = set(csvfile.header(path))
    return set(COLUMNS) <= found and "refugees" not in found


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (ISO3; UNK for totals of the world without a breakdown), `name`, `year`, `displaced` (persons
    living in displacement at the end of the year); blank is NaN."""
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "code": frame["coo_iso"],
            "name": frame["coo_name"],
            "year": csvfile.years(frame["year"], path),
            "displaced": csvfile.figures(frame["total"], path),
        }
    )
