"""Alliance Treaty Obligations and Provisions (ATOP), alliances: one row for each alliance, its members side by side."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "ATOP alliances"
COLUMNS = ("atopid", "begyr", "endyr", "defense", "mem1", "mem2")


def recognise(path: Path) -> bool:
    """An alliance, its first and last year, the promise of defence and its members stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `alliance`, `code` (COW) of a member, `first`, `last` (0: in effect), `defence`.

    The years are the alliance's: when each member came and left, and what each has promised, the file does not say.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    members = [name for name in map(str, frame) if name.startswith("mem") and name[3:].isdigit()]
    long = frame.melt(["atopid", "begyr", "endyr", "defense"], members, value_name="code")
    long = long[long["code"] != ""]
    return pd.DataFrame(
        {
            "alliance": long["atopid"],
            "code": long["code"],
            "first": csvfile.years(long["begyr"], path),
            "last": csvfile.years(long["endyr"], path),
            "defence": long["defense"] == "1",
        }
    )
