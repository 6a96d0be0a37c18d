"""Ideal points of states in the UN General Assembly (Bailey, Strezhnev and Voeten), a Stata file of state-years."""

from __future__ import annotations

import struct
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError

COLUMNS = ("ccode", "iso3c", "year", "idealpointfp")


def recognise(path: Path) -> bool:
    """A Stata file whose variables include `ccode` and `idealpointfp`; reads its head only."""
    try:
        with path.open("rb") as file:
            head = file.read(65536)
    except OSError:
        return False
    return head.startswith(b"<stata_dta>") and b"idealpointfp" in head and b"ccode" in head


def read(path: Path) -> pd.DataFrame:
    """State-years with an ideal point: ccode (COW code, int), iso3c (the provider's label), year (int), ideal_point.

    `ideal_point` is the column `idealpointfp`, estimated from votes on final passage. State-years where it is blank
    leave: the provider kept them for its other two estimates. SourceError for a file without these columns.
    """
    try:
        table = pd.read_stata(path, columns=list(COLUMNS), preserve_dtypes=False)
    except (ValueError, OSError, struct.error) as error:  # struct.error: an empty or cut file
        raise SourceError(
            f"{path.name} cannot be read as a table of UN ideal points ({error}). "
            f"It needs the columns {', '.join(COLUMNS)} of the Bailey-Strezhnev-Voeten release."
        ) from None
    table = table[table["idealpointfp"].notna()]
    return pd.DataFrame(
        {
            "ccode": table["ccode"].astype(int),
            "iso3c": table["iso3c"].fillna(""),
            "year": table["year"].astype(int),
            "ideal_point": table["idealpointfp"].astype(float),
        }
    ).reset_index(drop=True)
