"""From a provider's codes to countries, with what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import pandas as pd

from foresight import geography
from foresight.compiling import Unresolved

LEFT_OUT = "-"
"""What is decided for a text that is to be left out."""
_DECIDED: ContextVar[tuple[Mapping[str, str], Mapping[str, str]]] = ContextVar("decided", default=({}, {}))


@contextmanager
def decided(said: Mapping[str, str], before: Mapping[str, str]) -> Iterator[None]:
    """Inside, a code or name stands for the country that a steward decided on: text -> ISO3 or LEFT_OUT.

    `said` of this file: it goes before the code system. `before`, of others: only where that knows no country. A recipe
    hands none of it on; it reaches every `place` inside it.
    """
    token = _DECIDED.set((said, before))
    try:
        yield
    finally:
        _DECIDED.reset(token)


def _answers(rows: pd.DataFrame, code: str, name: str | None, decisions: Mapping[str, str]) -> pd.Series:
    """What was decided for each row, by its code or else its name; missing where nothing was."""
    found = rows[code].astype("object").map(decisions)
    return found.fillna(rows[name].astype("object").map(decisions)) if name else found


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
    known = geography.resolve(rows[code], system, rows[year] if year else None)
    left = pd.Series(False, index=rows.index)
    said, before = _DECIDED.get()
    if said or before:
        mine, other = _answers(rows, code, name, said), _answers(rows, code, name, before)
        mine = mine.fillna(other.where(known.isna()))
        left = mine == LEFT_OUT
        known = known.mask(mine.notna(), mine).mask(left)
    placed = rows.assign(**{into: known})
    lost = placed[placed[into].isna() & ~left]
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
