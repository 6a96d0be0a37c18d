"""UNHCR Refugee Population Statistics Database: people of concern by origin, country of asylum and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "UNHCR population"
COLUMNS = ("year", "coo_name", "coo_iso", "coa_name", "coa_iso", "refugees", "asylum_seekers")


def recognise(path: Path) -> bool:
    """Origin, asylum and the count of refugees stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `origin`, `asylum` (ISO3; UNK unknown, XXA stateless), `origin_name`, `asylum_name`, `year`, and the persons
    `refugees` and `asylum_seekers` at the end of the year; blank is NaN."""
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "origin": frame["coo_iso"],
            "origin_name": frame["coo_name"],
            "asylum": frame["coa_iso"],
            "asylum_name": frame["coa_name"],
            "year": csvfile.years(frame["year"], path),
            "refugees": csvfile.figures(frame["refugees"], path),
            "asylum_seekers": csvfile.figures(frame["asylum_seekers"], path),
        }
    )
