"""V-Dem, Episodes of Regime Transformation: electoral democracy and the years in which a state moves along it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.compiling.tidying import tidy
from foresight.sources import vdem_ert

FILE = "vdem/ert_v15.csv"


def episode(rows: pd.DataFrame, flag: str, file: str = FILE) -> pd.DataFrame:
    """0/1 per country and year from column `flag`; missing where V-Dem gives no polyarchy score to judge it by."""
    return tidy(rows[rows["polyarchy"].notna()], file, value=flag)


def compiled(rows: pd.DataFrame, file: str = FILE) -> Compiled:
    """`polyarchy` and the two kinds of episode from the connector's rows."""
    placed, unresolved = place(rows, file=file, code="code", system="vdem", year="year", name="name")
    return Compiled(
        tables={
            "polyarchy": tidy(placed, file, value="polyarchy"),
            "autocratisation_episode": episode(placed, "autocratisation", file),
            "democratisation_episode": episode(placed, "democratisation", file),
        },
        unresolved=unresolved,
    )


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where the file is missing or not of its layout."""
    return compiled(vdem_ert.read(folder / FILE))
