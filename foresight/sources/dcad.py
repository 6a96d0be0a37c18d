"""Defense Cooperation Agreement Dataset (Kinne 2020), main file: one bilateral agreement a row, COW codes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "Defense Cooperation Agreement Dataset (main)"
COLUMNS = (
    "DCAid", "ccode1", "cowName1", "ccode2", "cowName2", "signYear", "EIFYear", "type", "category1", "endYearEstimate",
)  # fmt: skip


def recognise(path: Path) -> bool:
    """The agreement's identifier, both parties, its signature and its estimated end stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """One row per agreement.

    Columns `agreement` (DCAid), `code1`, `name1`, `code2`, `name2` (COW), `kind` ("general" or "sector"), `category`
    (the first that the authors name: DCA or DIC of a general one, TREX, PROCUREMENT, RESEARCH or COMMISSION of one on a
    sector) and the years `signed`, `entered` (into force; NaN where it is not known), `ends` (the authors' estimate;
    the last year of the data where no end is known).
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "agreement": frame["DCAid"],
            "code1": frame["ccode1"],
            "name1": frame["cowName1"],
            "code2": frame["ccode2"],
            "name2": frame["cowName2"],
            "signed": csvfile.years(frame["signYear"], path),
            "entered": csvfile.figures(frame["EIFYear"], path),
            "ends": csvfile.years(frame["endYearEstimate"], path),
            "kind": frame["type"],
            "category": frame["category1"],
        }
    )
