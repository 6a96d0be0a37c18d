"""From a provider's codes to countries, with what could not be placed."""

from __future__ import annotations

import pandas as pd

from foresight import geography
from foresight.compiling import Unresolved


def place(
    rows: pd.DataFrame,
    *,
    file: str,
    code: str,
    system: geography.System,
    year: str | None,
    name: str | None = None,
    into: str = "country",
) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Resolve column `code` (code system `system`, by column `year`) to ISO3 in column `into`.

    Returns the rows that could be placed and, one entry per code, those that could not. Known aggregates ("Arab
    World", "Euro area") are no countries: they leave with a reason of their own. `rows` is not changed.
    """
    placed = rows.assign(**{into: geography.resolve(rows[code], system, rows[year] if year else None)})
    lost = placed[placed[into].isna()]
    unresolved = tuple(
        Unresolved(
            file=file,
            code=str(key),
            name=str(group[name].iloc[0]) if name else str(key),
            years=f"{int(group[year].min())}-{int(group[year].max())}" if year else "",
            rows=len(group),
            reason="an aggregate, not a country"
            if geography.is_aggregate(str(key))
            else f"no country has this {system} code then",
        )
        for key, group in lost.groupby(lost[code].astype("string").fillna("(blank)"), sort=True)
    )
    return placed[placed[into].notna()], unresolved


def pair_up(rows: pd.DataFrame, first: str = "country", second: str = "partner") -> pd.DataFrame:
    """Order each pair so that `first` < `second`; a tie of a country with itself leaves."""
    swap = rows[first] > rows[second]
    ordered = rows.assign(
        **{first: rows[first].where(~swap, rows[second]), second: rows[second].where(~swap, rows[first])}
    )
    return ordered[ordered[first] != ordered[second]]
