"""What the connectors of spreadsheets share: whether a file is one, its sheets, and its cells as text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from foresight.errors import ForesightError, SourceError

MAGIC = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
"""What XLSX and XLS begin with; an archive may still be no spreadsheet."""


def is_one(path: Path) -> bool:
    """Does the file begin as a spreadsheet does."""
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(MAGIC)
    except OSError:
        return False


@contextmanager
def understood(what: str, kind: type[ForesightError] = SourceError) -> Iterator[None]:
    """What the reader of spreadsheets says of a damaged file, as a sentence of the given kind; it may also panic."""
    from python_calamine import CalamineError

    try:
        yield
    except BaseException as error:
        if not isinstance(error, CalamineError | OSError | ValueError | OverflowError) and (
            type(error).__name__ != "PanicException"
        ):
            raise
        told = str(error).splitlines()[0][:200].rstrip(".") if str(error) else "it is damaged"
        raise kind(f"{what}: it cannot be read as a spreadsheet ({told}). Save it again.") from None


def _book(path: Path) -> Any:
    from python_calamine import CalamineWorkbook

    if not path.exists():
        raise SourceError(f"{path.name} is missing from {path.parent}. Put the file there.")
    with understood(path.name):
        return CalamineWorkbook.from_path(str(path))


def names(path: Path) -> list[str]:
    """The names of the sheets, or an empty list where the file is no spreadsheet."""
    try:
        return [str(name) for name in _book(path).sheet_names] if is_one(path) else []
    except SourceError:
        return []


def cells(path: Path, sheet: str, most: int | None = None) -> list[list[str]]:
    """A sheet's cells as text, whole numbers without decimals, of the first `most` rows; nothing without such a sheet.

    SourceError for a sheet that is damaged.
    """
    if sheet not in names(path):
        return []
    with understood(f"{path.name}, sheet {sheet}"):
        table = _book(path).get_sheet_by_name(sheet)
        left = (table.start or (0, 0))[1]
        rows = table.to_python(skip_empty_area=True, nrows=most)
    return [[""] * left + [_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip()


def figures(
    text: pd.Series[str], path: Path, missing: Collection[str], where: Callable[[Any], str]
) -> pd.Series[float]:
    """Cells to numbers; the spellings in `missing` become NaN; SourceError says with `where` which is no number."""
    stated = text.where(~text.isin(list(missing)))
    numbers = pd.to_numeric(stated, errors="coerce").astype(float)
    wrong = stated.notna() & numbers.isna()
    if wrong.any():
        row: Any = wrong.idxmax()
        raise SourceError(
            f"{path.name}, {where(row)}: “{text[row]}” is not a number. Correct the file or take it again from the "
            "provider."
        )
    return numbers
