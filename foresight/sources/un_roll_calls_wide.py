"""UN General Assembly roll calls, one row a roll call, one column a state (ISO3), votes as numbers.

1 yes, 2 abstain, 3 no, 8 absent, 9 not a member.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

VOTES = {1: "yes", 2: "abstain", 3: "no"}
_NO_VOTE = {8, 9}
_FLAGS = {"disarmament": "di", "nuclear": "nu"}
_LEAD = ["rcid", "date", "me", "nu", "di", "hr", "co", "ec"]


def recognise(path: Path) -> bool:
    """Number, date and the six issue flags stand first in the header."""
    return csvfile.header(path)[: len(_LEAD)] == _LEAD


def _table(path: Path) -> pd.DataFrame:
    if not recognise(path):
        raise SourceError(f"{path.name} does not begin with the columns {', '.join(_LEAD)}. Is it the wide roll calls?")
    # The provider used four numbers (rcid) twice, in the 1950s and in 2023: the row tells roll calls apart, not rcid.
    table = pd.read_csv(path, keep_default_na=False)
    return pd.concat([pd.Series(range(len(table)), name="roll_call"), table], axis=1)


def roll_calls(path: Path) -> pd.DataFrame:
    """One row a roll call: roll_call (row number from 0), rcid, date (ISO 8601), disarmament and nuclear (bool)."""
    table = _table(path)
    flags = {title: table[short].astype(str).str.upper() == "TRUE" for title, short in _FLAGS.items()}
    return table[["roll_call", "rcid", "date"]].assign(**flags)


def read(path: Path) -> pd.DataFrame:
    """One row a vote cast: roll_call (row number from 0), code (ISO3), vote (yes, no, abstain)."""
    table = _table(path)
    states = [c for c in table.columns if c not in {"roll_call", *_LEAD}]
    votes = table.melt(id_vars="roll_call", value_vars=states, var_name="code", value_name="number")
    strange = set(votes["number"].unique()) - VOTES.keys() - _NO_VOTE
    if strange:
        raise SourceError(f"{path.name}: votes {sorted(strange)}; only 1, 2, 3, 8 and 9 are known.")
    cast = votes[votes["number"].isin(VOTES)]
    return cast.assign(vote=cast["number"].map(VOTES).astype("category"))[["roll_call", "code", "vote"]].reset_index(
        drop=True
    )
