"""Reports of military spending to the United Nations: a sign of transparency."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight import geography
from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.sources import un_milex

FILE = "un_milex_submission_panel.csv"
FIRST_YEAR = 2000
"""The file begins in 1998, but shows no report of any state before 2000."""


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where the file is missing or not of its layout."""
    return compiled(un_milex.read(folder / "un_milex" / FILE))


def compiled(rows: pd.DataFrame, file: str = FILE) -> Compiled:
    """milex_reporting: 1 where the UN's database shows a report for the year, 0 where it shows none."""
    rows = rows[rows["year"] >= FIRST_YEAR]
    placed, unresolved = place(rows, file=file, code="iso3", system="iso3", year="year")
    # The file has a row for every present member in every year: before it was a state, it could not report.
    was_state = [c in geography.states(y) for c, y in zip(placed["country"], placed["year"], strict=True)]
    table = placed.loc[was_state, ["country", "year"]].assign(value=placed["submitted"].astype(float))
    return Compiled(
        tables={"milex_reporting": table.sort_values(["country", "year"], ignore_index=True)}, unresolved=unresolved
    )
