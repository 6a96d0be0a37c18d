"""V-Dem, Episodes of Regime Transformation (ERT): the data frame of the R package, one row per country and year.

Codes are V-Dem's: `country_id` (a number) and `country_text_id` (ISO3-like; `PSG` Gaza, `SML` Somaliland and `ZZB`
Zanzibar are its own). Codebook: Maerz, Edgell, Wilson, Hellmeier and Lindberg.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "V-Dem Episodes of Regime Transformation"
COLUMNS = ("country_id", "country_text_id", "country_name", "year", "v2x_polyarchy", "dem_ep", "aut_ep")
BLANK = ("", "NA")


def recognise(path: Path) -> bool:
    """The country codes, polyarchy and the two episode flags stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (text), `number` (V-Dem country id), `name`, `year`, `polyarchy` (0-1), `democratisation` and
    `autocratisation` (1 in a year of such an episode, 0 otherwise); NaN where V-Dem has NA.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "code": frame["country_text_id"],
            "number": csvfile.figures(frame["country_id"], path).astype("Int64"),
            "name": frame["country_name"],
            "year": csvfile.years(frame["year"], path),
            "polyarchy": csvfile.figures(frame["v2x_polyarchy"], path, BLANK),
            "democratisation": csvfile.figures(frame["dem_ep"], path, BLANK),
            "autocratisation": csvfile.figures(frame["aut_ep"], path, BLANK),
        }
    )
