"""UN General Assembly roll calls with a header of English country names and one row of Y, N, A or X per roll call.

The first column may hold the resolution's symbol (its header is then blank). There is no date in these files.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

VOTES = {"Y": "yes", "N": "no", "A": "abstain"}
ABSENT = "X"


def recognise(path: Path) -> bool:
    """The header runs from AFGHANISTAN to ZIMBABWE, with or without a blank column before."""
    names = [name for name in csvfile.header(path) if name]
    return bool(names) and (names[0], names[-1]) == ("AFGHANISTAN", "ZIMBABWE")


def read(path: Path) -> pd.DataFrame:
    """One row a vote cast: roll_call (row number from 1), symbol ("" where the file has none), name, vote.

    `vote` is yes, no or abstain; rows without any vote are skipped. SourceError, with the row, for any other letter.
    """
    if not recognise(path):
        raise SourceError(f"{path.name} has no header of country names from AFGHANISTAN to ZIMBABWE.")
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    labelled = header[0] == ""
    names = header[1:] if labelled else header
    found: list[tuple[int, str, str, str]] = []
    for number, line in enumerate(lines, start=1):
        symbol, letters = (line[0], line[1:]) if labelled else ("", line)
        if not any(letters):
            continue
        strange = set(letters) - VOTES.keys() - {ABSENT}
        if strange or len(letters) != len(names):
            raise SourceError(
                f"{path.name}, row {number + 1}: {len(letters)} votes for {len(names)} states"
                + (f", among them {sorted(strange)}; only Y, N, A and X are known." if strange else ".")
            )
        found += [(number, symbol, n, VOTES[v]) for n, v in zip(names, letters, strict=True) if v != ABSENT]
    return pd.DataFrame(found, columns=["roll_call", "symbol", "name", "vote"])
