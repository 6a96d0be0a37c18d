"""SIPRI Military Expenditure Database, the workbook: a sheet for each way to count, countries under their regions.

A region's name stands alone in its row. "..." is no figure, "xxx" a year in which there was no such state. Shares are
fractions of one, though a spreadsheet shows them as per cent.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import workbook

LAYOUT = "SIPRI Military Expenditure Database"
MARKS = ("Constant (", "Current US$", "Share of GDP")
"""How the names of its sheets begin; the constant prices move on with each release."""
COUNTRY = "Country"
MISSING = ("", "...", "..", ". .", "…", "xxx")


def recognise(path: Path) -> bool:
    """A spreadsheet with the sheets of constant and current US dollars and of the share of GDP."""
    names = workbook.names(path)
    return all(any(name.startswith(mark) for name in names) for mark in MARKS)


def _sheet(path: Path, name: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a sheet by country; nothing of another sheet."""
    rows = workbook.cells(path, name)
    for place, row in enumerate(rows):
        if row[0] == COUNTRY and any(_is_year(cell) for cell in row):
            return row, rows[place + 1 :]
    return [], []


def _is_year(cell: str) -> bool:
    return len(cell) == 4 and cell.isdigit()


def series(path: Path) -> dict[str, str]:
    """The sheets with figures by country: name -> name."""
    return {name: name for name in workbook.names(path) if _sheet(path, name)[0]}


def read(path: Path, wanted: Collection[str] | None = None) -> pd.DataFrame:
    """Rows `code` and `name` (the country's name), `series` (the sheet), `year`, `value` as printed, shares of one.

    NaN where SIPRI has none. `wanted`: the sheets to read, all without it.
    """
    if not recognise(path):
        raise SourceError(f"{path.name} is no {LAYOUT} workbook: it lacks one of the sheets {', '.join(MARKS)}….")
    return pd.concat([_rows(path, name) for name in (series(path) if wanted is None else wanted)], ignore_index=True)


def _rows(path: Path, sheet: str) -> pd.DataFrame:
    header, rows = _sheet(path, sheet)
    years = {place: int(cell) for place, cell in enumerate(header) if _is_year(cell)}
    listed = [row for row in rows if row[0] and any(row[place] for place in years)]
    cells = [(row[0], year, row[place]) for row in listed for place, year in years.items()]
    long = pd.DataFrame(cells, columns=["name", "year", "text"])
    value = workbook.figures(
        long["text"], path, MISSING, lambda row: f"{sheet}, {long['name'][row]} {long['year'][row]}"
    )
    return long.drop(columns="text").assign(code=long["name"], series=sheet, value=value)
