"""A file's tables as text cells: delimited text of any encoding, spreadsheets with sheets, Parquet, Stata, JSON.

Cells are taken as they stand; what they mean is decided later. Large files are read in blocks.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import itertools
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from foresight.errors import StoreError
from foresight.intake.files import CHUNK, MOST_COLUMNS, MOST_SHEETS, File
from foresight.intake.findings import Finding, IntakeError
from foresight.store.staging import Staging

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 400
"""Lines looked at to tell the delimiter and the number of columns."""
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
            return _text(file, staging)
        if file.format == "parquet":
            names = staging.load_parquet(file.path)
            _bounded(len(names), file)
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
        encoding, _ = _encoding(file)
        with file.path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace") as opened:
            lines = list(itertools.islice(opened, SAMPLE))
        rows = itertools.islice(csv.reader(lines, delimiter=_delimiter(lines)), count)
    elif file.format == "parquet":
        rows = _parquet_rows(file, count)
    elif file.format in ("stata", "json"):
        block = next(_stata(file)) if file.format == "stata" else _json(file)
        rows = [list(block.columns), *block.head(count - 1).astype("object").to_numpy().tolist()]
    else:
        table = _book(file).get_sheet_by_name(sheet.name)
        left = (table.start or (0, 0))[1]
        rows = ([""] * left + list(row) for row in itertools.islice(table.iter_rows(), count)) if table.height else []
    cells = [["" if _blank(value) else _cell(value) for value in row] for row in rows]
    width = max(map(len, cells), default=0)
    _bounded(width, file)
    return [row + [""] * (width - len(row)) for row in cells]


def _parquet_rows(file: File, count: int) -> list[list[object]]:
    from pyarrow import ArrowException, parquet

    try:
        held = parquet.ParquetFile(file.path)
        names: list[object] = list(held.schema_arrow.names)
        first = next(held.iter_batches(batch_size=count - 1), None)
        rows = [] if first is None else zip(*first.to_pydict().values(), strict=True)
        return [names, *map(list, rows)]
    except (ArrowException, OSError) as error:
        raise IntakeError(f"{file.name} cannot be read: {error}. Save or download it again.") from None


# ---- delimited text


def _text(file: File, staging: Staging) -> Loaded:
    encoding, found = _encoding(file)
    path = file.path if encoding == "utf-8" else _as_utf8(file, encoding, staging.folder)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(itertools.islice(opened, SAMPLE))
    if not "".join(lines).strip():
        raise IntakeError(f"{file.name} holds nothing but blanks. Export it again.")
    delimiter = _delimiter(lines)
    width = max((len(row) for row in csv.reader(lines, delimiter=delimiter)), default=0)
    _bounded(width, file)
    rows = staging.load_text(path, delimiter, width)
    return Loaded(Sheet(""), rows, found, delimiter, encoding)


def _encoding(file: File) -> tuple[str, tuple[Finding, ...]]:
    """UTF-8 where the whole file is; UTF-16 by its mark; otherwise Windows-1252, which reads anything, with a word."""
    with file.path.open("rb") as opened:
        head = opened.read(4)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16", ()
        opened.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        place = 0
        try:
            while block := opened.read(CHUNK):
                decoder.decode(block)
                place += len(block)
            decoder.decode(b"", final=True)
            return "utf-8", ()
        except UnicodeDecodeError:
            pass
        opened.seek(0)
        mixed = bool(re.search(rb"\xc3[\x80-\xbf]", opened.read(CHUNK * 8)))
    told = "The file is not in UTF-8; it is read as Windows-1252 (Latin-1)."
    if mixed:
        told += " Some lines look like UTF-8: letters with accents may be wrong. Look at the names of countries."
    return "cp1252", (Finding("encoding", "warning" if mixed else "note", "", told),)


def _as_utf8(file: File, encoding: str, folder: Path) -> Path:
    target = folder / "as-utf8"
    try:
        errors = "replace" if encoding == "cp1252" else "strict"
        with (
            file.path.open(encoding=encoding, errors=errors, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            while block := source.read(CHUNK):
                out.write(block.lstrip("\ufeff") if not out.tell() else block)
    except UnicodeError as error:
        raise IntakeError(f"{file.name} is not whole {encoding.upper()} text ({error}). Save it as UTF-8.") from None
    return target


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of fields, more than one."""
    best, sign = (0.0, 0), ","
    for candidate in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate) if any(row))
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]), default=(0, 0))
        if width > 1 and (often / len(lines), width) > best:
            best, sign = (often / len(lines), width), candidate
    return sign


def _bounded(width: int, file: File) -> None:
    if width > MOST_COLUMNS:
        raise IntakeError(f"{file.name} has {width:,} columns; the most is {MOST_COLUMNS:,}. Is it turned on its side?")


# ---- spreadsheets


def _book(file: File) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(file.path))
    except (CalamineError, OSError, ValueError) as error:
        raise IntakeError(f"{file.name} cannot be opened as a spreadsheet ({error}). Save it again.") from None


def _spreadsheet(file: File, sheet: Sheet, staging: Staging) -> Loaded:
    from python_calamine import CalamineError

    try:
        table = _book(file).get_sheet_by_name(sheet.name)
        # the reader gives blank rows before the table, and leaves out blank columns
        left = (table.start or (0, 0))[1]
        width = left + table.width
        _bounded(width, file)
        rows = ([""] * left + [_cell(cell) for cell in row] for row in table.iter_rows())
        count = _blocks(rows if table.height else iter(()), width, staging, file)
    except CalamineError as error:
        raise IntakeError(f"{file.name}, sheet {sheet.name}: it cannot be read ({error}). Save it again.") from None
    found: list[Finding] = []
    if sheet.hidden:
        found.append(Finding("hidden_sheet", "warning", sheet.name, "This sheet is hidden in the file. Is it meant?"))
    formulas = _formulas(file)
    if formulas:
        found.append(
            Finding(
                "formulas", "note", sheet.name,
                f"The file has {formulas:,} formulas; the figures they gave when it was last saved are taken.",
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
    try:
        with pd.read_stata(file.path, chunksize=BLOCK, convert_categoricals=False) as blocks:
            yield from blocks
    except (ValueError, OSError, KeyError) as error:
        raise IntakeError(f"{file.name} cannot be read as a Stata file ({error}). Save it again.") from None


def _json(file: File) -> pd.DataFrame:
    """A list of objects, an object of columns, or either of them under `data` or `rows`."""
    if file.size > MOST_JSON:
        raise IntakeError(f"{file.name} is too large for JSON. Export it as CSV or Parquet.")
    try:
        held = json.loads(file.path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"{file.name} is not valid JSON ({error}). Export it again.") from None
    if isinstance(held, dict):
        held = next(
            (held[key] for key in ("data", "rows", "value", "records") if isinstance(held.get(key), list)), held
        )
    try:
        frame = pd.DataFrame(held)
    except (ValueError, TypeError):
        frame = pd.DataFrame()
    if frame.empty:
        raise IntakeError(f"{file.name} holds no table: a list of objects, or an object of columns, is understood.")
    return frame


def _frames(blocks: Iterator[pd.DataFrame], staging: Staging, file: File) -> int:
    count = 0
    for block in blocks:
        _bounded(len(block.columns), file)
        if not count:
            staging.load_frame(pd.DataFrame([[str(name) for name in block.columns]]))
        texts = block.astype("object").map(lambda value: None if _blank(value) else _cell(value))
        count = staging.load_frame(texts.set_axis(range(len(texts.columns)), axis=1))
    if count <= 1:
        raise IntakeError(f"{file.name} has no row. Export it again.")
    return count


def _blank(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
