"""Votes as the UN Digital Library prints them: one row a vote, one column a state (ISO3), with the printed totals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "UN Digital Library votes"
COLUMNS = ("Title", "Council", "Resolution", "Date", "YES COUNT", "NO COUNT", "ABSTAIN COUNT", "tags")
_TOTALS = {"yes": "YES COUNT", "no": "NO COUNT", "abstain": "ABSTAIN COUNT"}
_LAST_BEFORE_STATES = "tags"


def recognise(path: Path) -> bool:
    """Title, organ, resolution, date, the three printed totals and the subject headings stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def _table(path: Path) -> pd.DataFrame:
    return csvfile.columns(path, LAYOUT, COLUMNS).rename_axis("roll_call").reset_index()


def roll_calls(path: Path) -> pd.DataFrame:
    """One row a vote taken, with the totals as printed.

    Columns: roll_call (row number from 0), council, symbol, title, date (ISO 8601), subjects (the library's subject
    headings, separated by commas), yes, no, abstain (int).
    """
    table = _table(path)
    named = {"Council": "council", "Resolution": "symbol", "Title": "title", "Date": "date", "tags": "subjects"}
    calls = table[["roll_call", *named]].rename(columns=named)
    return calls.assign(**{vote: table[column].astype(int) for vote, column in _TOTALS.items()})


def read(path: Path) -> pd.DataFrame:
    """One row a vote cast: roll_call (row number), code (ISO3), vote (yes, no, abstain).

    SourceError, with the resolutions, where the votes do not add up to the totals that the library prints.
    """
    table, calls = _table(path), roll_calls(path).set_index("roll_call")
    columns = list(table.columns)
    states = columns[columns.index(_LAST_BEFORE_STATES) + 1 :]
    votes = table.melt(id_vars="roll_call", value_vars=states, var_name="code", value_name="vote")
    votes = votes[votes["vote"] != ""].assign(vote=lambda v: v["vote"].str.lower())
    counted = pd.crosstab(votes["roll_call"], votes["vote"]).reindex(calls.index, fill_value=0)
    if set(counted.columns) - set(_TOTALS):
        raise SourceError(f"{path.name}: votes {sorted(set(counted.columns) - set(_TOTALS))} are not known.")
    printed = calls[list(_TOTALS)]
    wrong = (counted.reindex(columns=list(_TOTALS), fill_value=0) != printed).any(axis=1)
    if wrong.any():
        raise SourceError(
            f"{path.name}: the votes do not add up to the printed totals for {', '.join(calls['symbol'][wrong])}."
        )
    return votes.reset_index(drop=True)
