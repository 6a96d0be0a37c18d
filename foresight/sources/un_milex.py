"""Which states reported their military spending to the United Nations, one row a state and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "UN military expenditure reports"
COLUMNS = ("iso3", "year", "status", "page_link", "submitted")


def recognise(path: Path) -> bool:
    """State, year, status of the page, its link and whether a report was submitted stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """One row a state and year whose page could be read: iso3, year (int), submitted (bool).

    Pages that failed to be read (`status` failed) leave: whether a report stood there is not known.
    """
    table = csvfile.columns(path, LAYOUT, COLUMNS)
    table = table[table["status"] != "failed"]
    return pd.DataFrame(
        {
            "iso3": table["iso3"],
            "year": csvfile.years(table["year"], path),
            "submitted": csvfile.figures(table["submitted"], path) == 1,
        }
    ).reset_index(drop=True)
