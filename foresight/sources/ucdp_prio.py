"""UCDP/PRIO Armed Conflict Dataset: one row per state-based conflict and year in which it was active."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "UCDP/PRIO Armed Conflict Dataset"
COLUMNS = ("conflict_id", "year", "intensity_level", "type_of_conflict", "gwno_loc", "gwno_a_2nd", "gwno_b_2nd")


def recognise(path: Path) -> bool:
    """Conflict, year, type and the numbers of locations and secondary parties stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `conflict` (identifier), `year`, `type` (1 extrasystemic, 2 interstate, 3 intrastate, 4 internationalised
    intrastate), `intensity` (1 minor, 2 war), and comma-separated Gleditsch-Ward numbers `locations` and `secondary`
    (states that sent troops to either side; "" for none)."""
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    both = frame["gwno_a_2nd"].str.cat(frame["gwno_b_2nd"], sep=", ")
    return pd.DataFrame(
        {
            "conflict": frame["conflict_id"],
            "year": csvfile.years(frame["year"], path),
            "type": csvfile.figures(frame["type_of_conflict"], path).astype(int),
            "intensity": csvfile.figures(frame["intensity_level"], path).astype(int),
            "locations": frame["gwno_loc"],
            "secondary": both.str.strip(", "),
        }
    )
