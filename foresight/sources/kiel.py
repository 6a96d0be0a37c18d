"""Kiel Institute, Ukraine Support Tracker, “data explorer” sheet: aid allocated by donor and month, billion euros.

A month without a row is a month without aid from that donor.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "Ukraine Support Tracker"
KINDS = ("financial", "humanitarian", "military")
COLUMNS = ("country", "iso", "year", "month", *KINDS)


def recognise(path: Path) -> bool:
    """Donor, month and the three kinds of aid stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (ISO3; `EU` for the Union's institutions), `name`, `year`, `month` (1-12), and `financial`,
    `humanitarian`, `military` in billion euros.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "code": frame["iso"],
            "name": frame["country"],
            "year": csvfile.years(frame["year"], path),
            "month": csvfile.years(frame["month"], path),
            **{kind: csvfile.figures(frame[kind], path) for kind in KINDS},
        }
    )
