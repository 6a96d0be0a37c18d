"""IPI Peacekeeping Database: uniformed UN personnel by contributor and month, English country names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "IPI Peacekeeping Database"
KINDS = ("Troops", "Police", "Experts")
COLUMNS = ("Contributor", "Date", *KINDS)


def recognise(path: Path) -> bool:
    """Contributor, date, troops, police and experts stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """One row per contributor and month in which it had anyone deployed.

    Columns `name`, `year`, `month`, `troops`, `police`, `experts`, `total` (persons). A blank beside a figure is the
    provider's way to write none, and is 0 here. SourceError for a date that is none.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    dates = pd.to_datetime(frame["Date"], format="%Y-%m-%d", errors="coerce")
    if dates.isna().any():
        raise SourceError(f"{path.name}: “{frame['Date'][dates.isna()].iloc[0]}” is not a date like 2013-12-31.")
    persons = pd.DataFrame({kind.lower(): csvfile.figures(frame[kind], path) for kind in KINDS})
    return pd.DataFrame(
        {"name": frame["Contributor"], "year": dates.dt.year.astype("int64"), "month": dates.dt.month}
    ).join(persons.fillna(0.0).assign(total=persons.sum(axis=1)))
