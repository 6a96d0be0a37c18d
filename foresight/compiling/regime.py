"""V-Dem, Episodes of Regime Transformation: electoral democracy and the years in which a state moves along it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.compiling.tidying import tidy
from foresight.sources import vdem_ert

FILE = "vdem/ert_v15.csv"


def episode(rows: pd.DataFrame, flag: str) -> pd.DataFrame:
    """0/1 per country and year from column `flag`; missing where V-Dem gives no polyarchy score to judge it by."""
    return tidy(rows[rows["polyarchy"].notna()], FILE, value=flag)


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where the file is missing or not of its layout."""
    rows = vdem_ert.read(folder / FILE)
    placed, unresolved = place(rows, file=FILE, code="code", system="vdem", year="year", name="name")
    return Compiled(
        tables={
            "polyarchy": tidy(placed, FILE, value="polyarchy"),
            "autocratisation_episode": episode(placed, "autocratisation"),
            "democratisation_episode": episode(placed, "democratisation"),
        },
        unresolved=unresolved,
    )
