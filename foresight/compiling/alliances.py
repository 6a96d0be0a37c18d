"""Defence pacts per country and pair, from Alliance Treaty Obligations and Provisions (ATOP 5.1), 1946-2018."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled
from foresight.compiling.placing import pair_up, place
from foresight.compiling.statehood import PAIR_YEAR, both_sides, count_countries, count_pairs, within
from foresight.sources import atop

FILE = "atop/atop_directed_dyad_year.parquet"
FIRST, LAST = 1946, 2018
"""The years after the Second World War, whose alliances ended with it or in its settlement; a newer release reaches on.
"""


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where the file is missing or not of its layout."""
    return compiled(atop.read(folder / FILE))


def compiled(listed: pd.DataFrame, file: str = FILE) -> Compiled:
    """Defence pacts from the connector's rows.

    A pair counts when at least one side has promised to defend the other: of the obligations since 1946 almost all are
    mutual, and the others (the United States towards Japan, France towards Djibouti) are ties all the same.
    """
    last = max(LAST, int(listed["year"].max()))
    obliged = listed[listed["defence"] & listed["year"].between(FIRST, last)]
    one, lost = place(obliged, file=file, code="code1", system="cow", year="year")
    both, also = place(one, file=file, code="code2", system="cow", year="year", into="partner")
    inside, outside = within(both, file, ("country", "partner"))
    # East and West, old and new codes of a state may stand side by side in the year of a change: one pair, once.
    pacts = pair_up(inside)[PAIR_YEAR].drop_duplicates()
    one_sided = 2 * len(pacts) - len(inside[PAIR_YEAR].drop_duplicates())
    made = {
        "defence_pact_partners": count_countries(both_sides(pacts), FIRST, last),
        "defence_pact_pair": count_pairs(pacts, FIRST, last),
    }
    note = (
        f"defence_pact_pair: {len(pacts)} pair-years with a promise of defence, of which {one_sided} on one side only."
    )
    return Compiled(made, (*lost, *also, *outside), (note,))
