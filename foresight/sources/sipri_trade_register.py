"""SIPRI Arms Transfers Database, trade register: one delivery a row, below a preamble; lines end in a semicolon."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "SIPRI trade register"
FIRST = "SIPRI AT Database ID"
COLUMNS = ("Supplier", "Recipient", "Delivery year", "TIV delivery values")
ABOVE = 30
"""Lines among which the header is looked for."""


def _header(lines: list[str]) -> int | None:
    return next((place for place, line in enumerate(lines[:ABOVE]) if line.startswith(FIRST)), None)


def recognise(path: Path) -> bool:
    """One of the first lines begins with the number of the database and names both sides and the TIV delivered."""
    head = next((names for names in csvfile.lines(path, ABOVE) if names[:1] == [FIRST]), [])
    return set(COLUMNS) <= set(head)


def read(path: Path) -> pd.DataFrame:
    """One row a delivery: `supplier`, `recipient` (English names), `year`, `value` (million TIV).

    0 stands for less than half a million; NaN where SIPRI gives no volume.
    """
    if not recognise(path):
        raise SourceError(
            f"{path.name} is missing from {path.parent} or is no {LAYOUT}: no line begins with “{FIRST}”."
        )
    lines = [line.rstrip().removesuffix(";") for line in path.read_text("utf-8-sig", "replace").splitlines()]
    rows = list(csv.reader(lines[_header(lines) or 0 :]))
    names = rows[0]
    ragged = next((number for number, row in enumerate(rows[1:], start=2) if row and len(row) < len(names)), None)
    if ragged:
        raise SourceError(f"{path.name}: line {ragged} under the preamble is cut off. Take the register again.")
    frame = pd.DataFrame([row[: len(names)] for row in rows[1:] if row], columns=names, dtype="str")
    return pd.DataFrame(
        {
            "supplier": frame["Supplier"],
            "recipient": frame["Recipient"],
            "year": csvfile.years(frame["Delivery year"], path),
            "value": csvfile.figures(frame["TIV delivery values"], path),
        }
    )
