"""Alliance Treaty Obligations and Provisions (ATOP), members: one row for each member of an alliance and its phase.

Two members of an alliance in the same years are a directed dyad-year each way: the first has promised the second what
its own row says.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "ATOP members"
COLUMNS = ("atopid", "member", "yrent", "yrexit", "defense")


def recognise(path: Path) -> bool:
    """An alliance, a member, the years it entered and left, and the promise of defence stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """The rows of `atop.read`: `code1` (who promises), `code2` (to whom; both COW), `year`, `defence`.

    A member that has not left (0) is one to the last year of the file.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    entered, left = csvfile.years(frame["yrent"], path), csvfile.figures(frame["yrexit"], path).fillna(0).astype(int)
    last = int(max(entered.max(), left.max())) if len(frame) else 0
    members = pd.DataFrame(
        {
            "alliance": frame["atopid"],
            "code": frame["member"],
            "first": entered,
            "last": left.where(left > 0, last),
            "defence": frame["defense"] == "1",
        }
    )
    both = members.merge(members, on="alliance", suffixes=("1", "2"))
    both = both[both["code1"] != both["code2"]]
    both = both.assign(first=both[["first1", "first2"]].max(axis=1), last=both[["last1", "last2"]].min(axis=1))
    both = both[both["first"] <= both["last"]]
    years = both.loc[both.index.repeat(both["last"] - both["first"] + 1), ["code1", "code2", "first", "defence1"]]
    years = years.assign(year=years["first"] + years.groupby(level=0).cumcount())
    return years.groupby(["code1", "code2", "year"])["defence1"].any().reset_index(name="defence")
