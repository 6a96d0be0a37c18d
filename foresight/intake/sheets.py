"""A file's tables as text cells: delimited text of any encoding, spreadsheets with sheets, Parquet, Stata, JSON.

Cells are taken as they stand; what they mean is decided later. Large files are read in blocks.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from foresight import geography
from foresight.errors import StoreError
from foresight.intake import delimited
from foresight.intake.files import CHUNK, MOST_SHEETS, File, check_width
from foresight.intake.findings import Finding, IntakeError
from foresight.sources.workbook import understood
from foresight.store.staging import Staging

BLOCK = 20_000
"""Rows of a spreadsheet that are held at once."""
MOST_JSON = 200 * 2**20


@dataclass(frozen=True)
class Sheet:
    """One table of a file. `hidden`: the author put it out of sight."""

    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Loaded:
    """A sheet whose cells stand in the staging. `delimiter`, `encoding`: of text; `found`: what to know."""

    sheet: Sheet
    rows: int
    found: tuple[Finding, ...] = ()
    delimiter: str = ""
    encoding: str = ""


def sheets(file: File) -> tuple[Sheet, ...]:
    """The tables in the file, in its order; IntakeError where it is damaged or has too many."""
    if file.format not in ("xlsx", "xls", "ods"):
        return (Sheet(""),)
    from python_calamine import SheetVisibleEnum

    book = _book(file)
    if not book.sheets_metadata:
        raise IntakeError(f"{file.name} has no sheet. Save it again, with the table in it.")
    if len(book.sheets_metadata) > MOST_SHEETS:
        raise IntakeError(
            f"{file.name} has {len(book.sheets_metadata)} sheets; the most is {MOST_SHEETS}. "
            "Save the one that is meant as a file of its own."
        )
    return tuple(Sheet(one.name, one.visible != SheetVisibleEnum.Visible) for one in book.sheets_metadata)


def load(file: File, sheet: Sheet, staging: Staging) -> Loaded:
    """Put the cells of a sheet into the staging; IntakeError in a sentence where that fails."""
    try:
        if file.format == "text":
            text = delimited.load(file, staging)
            return Loaded(sheet, text.rows, text.found, text.delimiter, text.encoding)
        if file.format == "parquet":
            names = staging.load_parquet(file.path)
            check_width(len(names), file.name)
            return Loaded(sheet, staging.rows())
        if file.format == "stata":
            return Loaded(sheet, _frames(_stata(file), staging, file))
        if file.format == "json":
            return Loaded(sheet, _frames(iter([_json(file)]), staging, file))
        return _spreadsheet(file, sheet, staging)
    except StoreError as error:
        raise IntakeError(f"{file.name} cannot be read: {error}. Save or download it again.") from None


def first_rows(file: File, sheet: Sheet, count: int) -> list[list[str]]:
    """The first rows of a sheet as they stand, blank ones too, for a person to look at; all of the same width.

    Little is read: the rest of the file is left alone, but for JSON. IntakeError as from `load`.
    """
    rows: Iterable[Sequence[object]]
    if file.format == "text":
        rows = delimited.first_rows(file, count)
    elif file.format == "parquet":
        rows = _parquet_rows(file, count)
    elif file.format in ("stata", "json"):
        block = next(_stata(file), pd.DataFrame()) if file.format == "stata" else _json(file)
        rows = [list(block.columns), *block.head(count - 1).astype("object").to_numpy().tolist()]
    else:
        table = _table(file, sheet)
        left = (table.start or (0, 0))[1]
        rows = ([""] * left + list(row) for row in itertools.islice(table.iter_rows(), count)) if table.height else []
    cells = [["" if _blank(value) else _cell(value) for value in row] for row in rows]
    width = max(map(len, cells), default=0)
    check_width(width, file.name)
    return [row + [""] * (width - len(row)) for row in cells]


def _parquet_rows(file: File, count: int) -> list[list[object]]:
    from pyarrow import ArrowException, parquet

    try:
        held = parquet.ParquetFile(file.path)
        names: list[object] = list(held.schema_arrow.names)
        first = next(held.iter_batches(batch_size=count - 1), None)
        rows = [] if first is None else zip(*first.to_pydict().values(), strict=True)
        return [names, *map(list, rows)]
    except (ArrowException, OSError, ValueError) as error:
        told = str(error).splitlines()[0].rstrip(".")
        raise IntakeError(f"{file.name} cannot be read: {told}. Save or download it again.") from None


# ---- spreadsheets


def _book(file: File) -> Any:
    from python_calamine import CalamineWorkbook

    with understood(file.name, IntakeError):
        return CalamineWorkbook.from_path(str(file.path))


def _table(file: File, sheet: Sheet) -> Any:
    book = _book(file)
    with understood(f"{file.name}, sheet {sheet.name}", IntakeError):
        return book.get_sheet_by_name(sheet.name)


def _spreadsheet(file: File, sheet: Sheet, staging: Staging) -> Loaded:
    table = _table(file, sheet)
    with understood(f"{file.name}, sheet {sheet.name}", IntakeError):
        # the reader gives blank rows before the table, and leaves out blank columns
        left = (table.start or (0, 0))[1]
        width = left + table.width
        check_width(width, file.name)
        rows = ([""] * left + [_cell(cell) for cell in row] for row in table.iter_rows())
        count = _blocks(rows if table.height else iter(()), width, staging, file)
    found: list[Finding] = []
    if sheet.hidden:
        found.append(Finding("hidden_sheet", "warning", sheet.name, "This sheet is hidden in the file. Is it meant?"))
    formulas = _formulas(file)
    if formulas:
        found.append(
            Finding(
                "formulas", "note", sheet.name,
                f"The file has formulas ({formulas:,}); the figures they gave when it was last saved are taken.",
            )
        )  # fmt: skip
    return Loaded(sheet, count, tuple(found))


def _blocks(rows: Iterable[list[str]], width: int, staging: Staging, file: File) -> int:
    count, source = 0, iter(rows)
    while block := list(itertools.islice(source, BLOCK)):
        full = [(row + [""] * (width - len(row)))[:width] for row in block]
        count = staging.load_frame(pd.DataFrame(full, dtype="object"))
    if not count:
        raise IntakeError(f"{file.name}: the sheet is empty. Choose another sheet, or export it again.")
    return count


def _cell(value: object) -> str:
    """A cell as a person reads it: whole numbers without decimals, dates as 2024-12-31."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)


def _formulas(file: File) -> int:
    if file.format != "xlsx":
        return 0
    with zipfile.ZipFile(file.path) as archive:
        found = 0
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    while block := part.read(CHUNK):
                        found += len(re.findall(rb"<f[ >/]", block))
    return found


# ---- others


def _stata(file: File) -> Iterator[pd.DataFrame]:
    """The rows in blocks; codes stay codes, but where their labels are names of countries."""
    try:
        with (
            pd.read_stata(file.path, chunksize=BLOCK, convert_categoricals=False) as codes,
            pd.read_stata(file.path, chunksize=BLOCK) as labels,
        ):
            if not codes.value_labels():
                yield from codes
                return
            for plain, said in zip(codes, labels, strict=True):
                named = [name for name in said if isinstance(said[name].dtype, pd.CategoricalDtype)]
                countries = {str(name): said[name].astype("object") for name in named if _countries(said[name])}
                yield plain.assign(**countries)
    except IntakeError:
        raise
    except Exception as error:  # what a damaged file makes the reader raise is of many kinds
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise IntakeError(f"{file.name} cannot be read as a Stata file ({told}). Save it again.") from None


def _countries(labels: pd.Series) -> bool:
    said = pd.Series(labels.cat.categories).astype("object").astype(str)
    known = geography.resolve(said, "name").notna() | geography.resolve(said, "iso3").notna()
    return bool(len(said)) and bool(known.mean() > 0.5)


def _json(file: File) -> pd.DataFrame:
    """A list of objects, an object of columns, or either of them under `data` or `rows`."""
    if file.size > MOST_JSON:
        raise IntakeError(f"{file.name} is too large for JSON. Export it as CSV or Parquet.")
    try:
        held = json.loads(file.path.read_bytes())  # it tells UTF-8, UTF-16 and UTF-32 apart by itself
    except (ValueError, RecursionError) as error:
        told = str(error).split(";")[0]
        raise IntakeError(f"{file.name} is not valid JSON ({told}). Export it again.") from None
    if isinstance(held, dict):
        held = next(
            (held[key] for key in ("data", "rows", "value", "records") if isinstance(held.get(key), list)), held
        )
    check_width(_named(held), file.name)
    try:
        frame = pd.DataFrame(held)
    except (ValueError, TypeError, OverflowError):
        frame = pd.DataFrame()
    if frame.empty:
        raise IntakeError(f"{file.name} holds no table: a list of objects, or an object of columns, is understood.")
    return frame


def _named(held: object) -> int:
    """How many columns a list of objects, or of lists, or an object of columns has."""
    if isinstance(held, dict):
        return len(held)
    names: set[str] = set()
    width = 0
    for one in held if isinstance(held, list) else ():
        if isinstance(one, dict):
            names.update(one)
        elif isinstance(one, list):
            width = max(width, len(one))
    return max(len(names), width)


def _frames(blocks: Iterator[pd.DataFrame], staging: Staging, file: File) -> int:
    count = 0
    for block in blocks:
        check_width(len(block.columns), file.name)
        if not count:
            staging.load_frame(pd.DataFrame([[str(name) for name in block.columns]]))
        texts = block.astype("object").map(lambda value: None if _blank(value) else _cell(value))
        count = staging.load_frame(texts.set_axis(range(len(texts.columns)), axis=1))
    if count <= 1:
        raise IntakeError(f"{file.name} has no row. Export it again.")
    return count


def _blank(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
