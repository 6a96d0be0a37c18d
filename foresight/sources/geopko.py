"""Geo-PKO troop-contributor maps: who had troops where in a UN mission.

The contributors of a place stand in one text: "India (150), Chad (size unknown)".
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "Geo-PKO troop contributors"
COLUMNS = ("mission", "year", "location", "No.TCC", "year.overview")
ENTRY = r"\s*(?P<name>.+?)\s*\((?P<size>size unknown|[\d.]+)\)\s*"


def recognise(path: Path) -> bool:
    """Mission, year, place, number of contributors and their listing stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """One row per mission, year, place and contributor named there.

    Columns `mission`, `year`, `location`, `name`, `size` (persons on the map; NaN where unknown). SourceError where an
    entry is not "NAME (SIZE)" or the number of entries is not the number of contributors that the file states.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    entries = frame["year.overview"].str.split(r",\s*(?![^()]*\))", regex=True)
    stated = csvfile.figures(frame["No.TCC"], path)
    differs = entries.map(len) != stated
    if differs.any():
        row = frame[differs].iloc[0]
        raise SourceError(
            f"{path.name}, {row['mission']} {row['year']}, {row['location']}: {row['No.TCC']} contributors are stated "
            f"but the text lists another number: “{row['year.overview'][:80]}”."
        )
    rows = pd.DataFrame(
        {
            "mission": frame["mission"],
            "year": csvfile.years(frame["year"], path),
            "location": frame["location"],
            "entry": entries,
        }
    ).explode("entry", ignore_index=True)
    parts = rows["entry"].str.extract(f"^{ENTRY}$")
    if parts["name"].isna().any():
        raise SourceError(
            f"{path.name}: “{rows['entry'][parts['name'].isna()].iloc[0]}” is not of the form NAME (SIZE)."
        )
    return rows.drop(columns="entry").assign(
        name=parts["name"], size=csvfile.figures(parts["size"], path, missing=("size unknown",))
    )
