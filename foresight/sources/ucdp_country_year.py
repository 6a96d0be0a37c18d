"""UCDP Country-Year Dataset on Organized Violence: deaths by country, year and type, wide (suffix `_cy`)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "UCDP Country-Year Dataset on Organized Violence"
TYPES = {"state_based": "sb", "non_state": "ns", "one_sided": "os"}
ESTIMATES = ("best", "low", "high")
COLUMNS = {f"{kind}_{e}": f"{short}_total_deaths_{e}_cy" for kind, short in TYPES.items() for e in ESTIMATES}


def recognise(path: Path) -> bool:
    """The country-year keys and the state-based deaths stand in the header."""
    return {"country_id_cy", "year_cy", COLUMNS["state_based_best"]} <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (Gleditsch-Ward), `name`, `year`, and deaths `state_based_best`, `…_low`, `…_high`, likewise
    `non_state_…` and `one_sided_…`; blank is NaN."""
    frame = csvfile.columns(path, LAYOUT, ("country_id_cy", "country_cy", "year_cy", *COLUMNS.values()))
    keys = {"code": frame["country_id_cy"], "name": frame["country_cy"], "year": csvfile.years(frame["year_cy"], path)}
    return pd.DataFrame(keys | {key: csvfile.figures(frame[column], path) for key, column in COLUMNS.items()})
