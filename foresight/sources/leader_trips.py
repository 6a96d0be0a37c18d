"""Leaders' trips abroad per country and year, counted from COLT: Parquet with `TripYear`, a name and `count`.

The column of the name tells the direction: `LeaderCountryOrIGO` for trips made, `CountryVisited` for trips received.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import parquetfile

DIRECTIONS = {"LeaderCountryOrIGO": "sent", "CountryVisited": "received"}


def recognise(path: Path) -> bool:
    """Parquet with a trip year, a count and one of the two name columns."""
    names = set(parquetfile.names(path))
    return {"TripYear", "count"} <= names and len(names & DIRECTIONS.keys()) == 1


def read(path: Path) -> pd.DataFrame:
    """Rows `name` (a country, an organisation or a place), `year`, `value` (trips), `direction` (sent or received)."""
    if not recognise(path):
        raise SourceError(
            f"{path.name} is missing from {path.parent} or is no file of leaders’ trips: it should be Parquet with "
            "TripYear, count and either LeaderCountryOrIGO or CountryVisited."
        )
    frame = pd.read_parquet(path)
    name = next(column for column in frame if column in DIRECTIONS)
    return pd.DataFrame(
        {
            "name": frame[name].astype("str"),
            "year": frame["TripYear"].astype(int),
            "value": frame["count"].astype(float),
            "direction": DIRECTIONS[name],
        }
    )
