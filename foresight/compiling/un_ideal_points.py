"""UN ideal points, and how far each state's stands from the United States', China's and the middle of the Assembly.

Bailey, Strezhnev and Voeten (2017), "Estimating Dynamic State Preferences from United Nations Voting Data", Journal of
Conflict Resolution 61(2): 430-456.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.sources import un_ideal_points

FILE = "IdealpointsJuly2025.dta"
DECIMALS = 4


def distances(points: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The absolute distance of ideal points to a state's or to the median, within each year.

    `points` has columns country, year, value. A state's distance to itself is no figure: it has no row in its own
    table. Years in which the state of reference has no ideal point have no rows (China before 1971). The median is
    taken over all states with an ideal point that year.
    """
    own = points.set_index(["country", "year"])["value"]
    found = {}
    for key, reference in (("un_distance_us", "USA"), ("un_distance_china", "CHN")):
        others = points[points["country"] != reference]
        stands = own[own.index.get_level_values("country") == reference].droplevel("country")
        found[key] = others.assign(value=(others["value"] - others["year"].map(stands)).abs())
    middle = points.groupby("year")["value"].transform("median")
    found["un_distance_median"] = points.assign(value=(points["value"] - middle).abs())
    return {key: _tidy(table) for key, table in found.items()}


def tables(folder: Path) -> Compiled:
    """Compile the release under `folder` (the sources folder). SourceError where it is missing or not of its layout."""
    return compiled(un_ideal_points.read(folder / "unga" / FILE))


def compiled(rows: pd.DataFrame, file: str = FILE) -> Compiled:
    """un_ideal_point, un_distance_us, un_distance_china and un_distance_median from the connector's rows."""
    # The provider's own ISO3 label is not used: it is blank in places and calls Serbia YUG to this day.
    placed, unresolved = place(rows, file=file, code="ccode", system="cow", year="year", name="iso3c")
    points = placed.rename(columns={"ideal_point": "value"})[["country", "year", "value"]]
    return Compiled(tables={"un_ideal_point": _tidy(points), **distances(points)}, unresolved=unresolved)


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    known = table[table["value"].notna()].assign(value=lambda t: t["value"].round(DECIMALS))
    return known[["country", "year", "value"]].sort_values(["country", "year"], ignore_index=True)
