"""UN General Assembly roll calls as three tables beside each other: un_votes, un_roll_calls and un_roll_call_issues.

The layout of the R package unvotes (Robinson and Goguen-Compagnoni, from Voeten's data). A state that did not take part
has no row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from foresight.errors import SourceError
from foresight.sources import parquetfile

ROLL_CALLS, ISSUES = "un_roll_calls.parquet", "un_roll_call_issues.parquet"
_COLUMNS = {"rcid", "country", "country_code", "vote"}


def recognise(path: Path) -> bool:
    """The Parquet table of votes (its two companions are found beside it); reads its schema only."""
    return set(parquetfile.names(path)) >= _COLUMNS


def _table(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        return pd.read_parquet(path, columns=columns)
    except FileNotFoundError:
        raise SourceError(
            f"{path.name} is missing. un_votes, un_roll_calls and un_roll_call_issues belong together: "
            "put the three files in one folder."
        ) from None
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"{path.name} is not the Parquet table it should be ({error}). Take it again.") from None


def roll_calls(path: Path) -> pd.DataFrame:
    """One row a roll call: roll_call (int), date (ISO 8601), disarmament and nuclear (bool, the provider's issues).

    `path` is the table of votes.
    """
    calls = _table(path.parent / ROLL_CALLS, ["rcid", "date"])
    issues = _table(path.parent / ISSUES, ["rcid", "short_name"])
    about = {short: set(issues.loc[issues["short_name"] == short, "rcid"]) for short in ("di", "nu")}
    return pd.DataFrame(
        {
            "roll_call": calls["rcid"].astype(int),
            "date": calls["date"].astype(str),
            "disarmament": calls["rcid"].isin(about["di"]),
            "nuclear": calls["rcid"].isin(about["nu"]),
        }
    )


def read(path: Path) -> pd.DataFrame:
    """One row a vote cast: roll_call (int), name (English), code (ISO2, blank for three former states), vote.

    `vote` is yes, no or abstain.
    """
    votes = _table(path, sorted(_COLUMNS))
    strange = set(votes["vote"].astype(str).unique()) - {"yes", "no", "abstain"}
    if strange:
        raise SourceError(f"{path.name}: {sorted(strange)} in column vote; only yes, no and abstain are known.")
    return pd.DataFrame(
        {
            "roll_call": votes["rcid"].astype(int),
            "name": votes["country"],
            "code": votes["country_code"].fillna(""),
            "vote": votes["vote"].astype("category"),
        }
    )
