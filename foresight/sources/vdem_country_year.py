"""V-Dem Country-Year, core or full: one row per country and year, thousands of columns, of which a few are indices.

Codes are V-Dem's: `country_text_id` (ISO3-like; `PSG` Gaza, `SML` Somaliland and `ZZB` Zanzibar are its own).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "V-Dem Country-Year"
KEYS = ("country_name", "country_text_id", "country_id", "year", "historical_date")
"""The date of the coding stands beside the year, which tells the file from those made of it."""
BLANK = ("", "NA")
_INDEX = re.compile(r"v2x[a-z]*_(?!.*_(codelow|codehigh|sd|nr|osp|ord|mean)$)\w+")


def recognise(path: Path) -> bool:
    """The country by name, text and number, its year and the date of the coding, and at least one index."""
    names = csvfile.header(path)
    return set(KEYS) <= set(names) and any(_INDEX.fullmatch(name) for name in names)


def series(path: Path) -> dict[str, str]:
    """The indices in the file: their names, which are their titles too; bounds and other versions are left aside."""
    return {name: name for name in csvfile.header(path) if _INDEX.fullmatch(name)}


def read(path: Path, wanted: Collection[str] | None = None) -> pd.DataFrame:
    """Rows `code` (text), `name`, `series` (the column), `year`, `value`; NaN where V-Dem has none.

    `wanted`: the indices to read, all without it.
    """
    if not recognise(path):
        raise SourceError(f"{path.name} is no {LAYOUT} file: it needs {', '.join(KEYS)} and an index such as v2x_….")
    names = sorted(series(path) if wanted is None else wanted)
    frame = csvfile.chosen(path, LAYOUT, ["country_text_id", "country_name", "year", *names])
    year = csvfile.years(frame["year"], path)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "code": frame["country_text_id"],
                    "name": frame["country_name"],
                    "series": name,
                    "year": year,
                    "value": csvfile.figures(frame[name], path, BLANK),
                }
            )
            for name in names
        ],
        ignore_index=True,
    )
