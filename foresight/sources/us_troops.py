"""US military personnel by host and year (troopdata: Allen, Flynn and Machain, from Department of Defense reports)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "troopdata country-year"
COLUMNS = ("countryname", "year", "ccode", "iso3c", "troops_ad")


def recognise(path: Path) -> bool:
    """Host, year and active-duty troops stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """One row per name of a host and year; a host that changed its name may stand twice in one year.

    Columns `code` (COW, and the compilers' own four- and five-digit codes for territories), `iso3` (blank where none),
    `name`, `year`, `troops` (active duty, persons; NaN where blank).
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "code": frame["ccode"],
            "iso3": frame["iso3c"].where(frame["iso3c"] != "NA", ""),
            "name": frame["countryname"],
            "year": csvfile.years(frame["year"], path),
            "troops": csvfile.figures(frame["troops_ad"], path, missing=("", "NA")),
        }
    )
