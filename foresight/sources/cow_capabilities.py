"""Correlates of War National Material Capabilities (NMC): state-years with six measures and their index, COW codes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "COW National Material Capabilities"
KEYS = ("stateabb", "ccode", "year")
SERIES = {
    "milex": "military expenditure, thousand current US$ (pounds to 1913)",
    "milper": "military personnel, thousands",
    "irst": "iron and steel production, thousand tons",
    "pec": "primary energy consumption, thousand coal-ton equivalents",
    "tpop": "total population, thousands",
    "upop": "urban population, thousands",
    "cinc": "Composite Index of National Capability, share of the system",
}
MISSING = ("", "-9")


def recognise(path: Path) -> bool:
    """State, year, the six measures and the index stand in the header."""
    return {*KEYS, *SERIES} <= set(csvfile.header(path))


def series(path: Path) -> dict[str, str]:
    """The six measures and the index, name -> what it counts."""
    return dict(SERIES)


def read(path: Path, wanted: Collection[str] | None = None) -> pd.DataFrame:
    """Rows `code` (COW), `name` (abbreviation), `series`, `year`, `value` in the dataset's unit; NaN where it has -9.

    `wanted`: the measures to read, all without it.
    """
    frame = csvfile.columns(path, LAYOUT, (*KEYS, *SERIES))
    keys = {"code": frame["ccode"], "name": frame["stateabb"]}
    year = csvfile.years(frame["year"], path)
    return pd.concat(
        [
            pd.DataFrame({**keys, "series": name, "year": year, "value": csvfile.figures(frame[name], path, MISSING)})
            for name in (SERIES if wanted is None else wanted)
        ],
        ignore_index=True,
    )
