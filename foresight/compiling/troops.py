"""US troops hosted, from troopdata (Allen, Flynn and Machain; US Department of Defense reports), 1950-2024."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.compiling.statehood import COUNTRY_YEAR, within
from foresight.compiling.tidying import tidy
from foresight.sources import us_troops

FILE = "us_troops/troopdata-rebuild-country-year.csv"
SENDER = "USA"
NORTH, SOUTH, UNITED = "816", "817", 1976
"""Up to 1975 the file has the US troops in South Vietnam under the code of the northern state."""
ANTIGUA = ("1006", "58")
"""Antigua stands under a code of its own, and the state under another, which is 0 where the first is not."""


def hosts(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of hosts abroad under the code of the state where the troops were."""
    southern = (rows["code"] == NORTH) & (rows["year"] < UNITED)
    return rows.assign(code=rows["code"].where(~southern, SOUTH).replace(*ANTIGUA))[rows["iso3"] != SENDER]


def compiled(rows: pd.DataFrame, file: str = FILE) -> Compiled:
    """`us_troops` from the connector's rows.

    A host that stands under two names in a year has its figures summed: one of the two is 0 (but for Antigua in 2008).
    """
    placed, lost = place(hosts(rows), file=file, code="code", system="cow", year="year", name="name")
    inside, outside = within(placed, file)
    table = tidy(inside, file, value="troops", repeated="sum")
    blank = int(inside.groupby(COUNTRY_YEAR)["troops"].count().eq(0).sum())
    note = f"us_troops: {len(table)} host-years, {int((table['value'] == 0).sum())} of them stated as 0; {blank} blank."
    return Compiled({"us_troops": table}, (*lost, *outside), (note,))


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where the file is missing or not of its layout."""
    return compiled(us_troops.read(folder / FILE))
