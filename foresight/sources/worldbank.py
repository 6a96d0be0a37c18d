"""World Bank figures in the long layout of the Frictionless data packages: `Country Name, Country Code, Year, Value`.

Codes are the World Bank's: ISO3 for countries, and codes of the same look for aggregates (`ARB` is the Arab World).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "World Bank"
COLUMNS = ("Country Name", "Country Code", "Year", "Value")


def recognise(path: Path) -> bool:
    """The four columns of the layout, in any order, and no other."""
    return sorted(csvfile.header(path)) == sorted(COLUMNS)


def series(path: Path) -> dict[str, str]:
    """The one series of the file, which it does not name."""
    return {"": ""}


def read(path: Path) -> pd.DataFrame:
    """Rows `code`, `name`, `year`, `value` (NaN where blank); aggregates are still among them."""
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "code": frame["Country Code"],
            "name": frame["Country Name"],
            "year": csvfile.years(frame["Year"], path),
            "value": csvfile.figures(frame["Value"], path),
        }
    )
