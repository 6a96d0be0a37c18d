"""What the connectors of comma-separated layouts share: the head of a file, its columns as text, text to figures."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow

from foresight.errors import SourceError

BLOCK = 16 * 2**20
"""Bytes read at once of a large file."""
HEAD = 65_536
"""Characters looked at to recognise a file: enough for any header, cheap for any file."""


def header(path: Path) -> list[str]:
    """The column names in the first line, or an empty list where the file cannot be read as text."""
    return next(iter(lines(path, 1)), [])


def lines(path: Path, count: int) -> list[list[str]]:
    """The fields of the first `count` lines, blank lines as none; nothing where the file cannot be read as text."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return [next(csv.reader([line]), []) for line in file.read(HEAD).splitlines()[:count]]
    except (OSError, csv.Error):
        return []


def columns(path: Path, layout: str, needed: Collection[str]) -> pd.DataFrame:
    """The file with every field as text, exactly as written ("NA" may be Namibia); blank stays blank.

    SourceError when the file is missing, is no UTF-8 text, is ragged, or lacks one of the `needed` columns.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourceError(f"{path.name} is missing from {path.parent}. Put the {layout} file there.") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SourceError(f"{path.name} cannot be read as a {layout} file: {error}. Export it again as CSV.") from None
    if not isinstance(frame.index, pd.RangeIndex):  # pandas would take the first columns for the names of rows
        raise SourceError(
            f"{path.name} is no whole {layout} file: its first row has more fields than its heading. Export it again."
        )
    lacking = [name for name in needed if name not in frame]
    if lacking:
        raise SourceError(
            f"{path.name} is no {layout} file: it lacks {', '.join(lacking)}. It has {', '.join(frame.columns[:8])}."
        )
    return frame


def chosen(
    path: Path,
    layout: str,
    needed: Sequence[str],
    skip: int = 0,
    keep: Callable[[pa.RecordBatch], pa.Array] | None = None,
) -> pd.DataFrame:
    """The `needed` columns of a file that is too wide or too long to be held: text, block by block.

    `skip`: lines above the header. `keep`: which rows of a block are wanted, all without it. A line of one or two
    fields is a note under the table and is passed over. SourceError as for `columns`.
    """
    reading = {
        "read_options": arrow.ReadOptions(skip_rows=skip, block_size=BLOCK),
        "parse_options": arrow.ParseOptions(
            newlines_in_values=True, invalid_row_handler=lambda row: "skip" if row.actual_columns <= 2 else "error"
        ),
        "convert_options": arrow.ConvertOptions(
            include_columns=list(needed), column_types=dict.fromkeys(needed, pa.string()), strings_can_be_null=False
        ),
    }
    try:
        with arrow.open_csv(path, **reading) as blocks:
            kept = [block.filter(keep(block)) if keep else block for block in blocks]
        frame: pd.DataFrame = pa.Table.from_batches(kept, schema=blocks.schema).to_pandas()
    except FileNotFoundError:
        raise SourceError(f"{path.name} is missing from {path.parent}. Put the {layout} file there.") from None
    except (OSError, UnicodeDecodeError, pa.ArrowException) as error:
        raise SourceError(f"{path.name} cannot be read as a {layout} file: {error}. Export it again as CSV.") from None
    return frame


def figures(text: pd.Series[str], path: Path, missing: Sequence[str] = ("",)) -> pd.Series[float]:
    """Text to numbers; the spellings in `missing` become NaN; SourceError names the row of anything else."""
    stated = text.where(~text.isin(missing))
    numbers = pd.to_numeric(stated, errors="coerce").astype(float)
    wrong = stated.notna() & numbers.isna()
    if wrong.any():
        row = text.index.get_loc(wrong.idxmax())
        raise SourceError(
            f"{path.name}, row {int(str(row)) + 2}, column {text.name}: “{text.iloc[int(str(row))]}” is not a number. "
            "Correct the file or take it again from the provider."
        )
    return numbers


def years(text: pd.Series[str], path: Path) -> pd.Series[int]:
    """Text to whole years; SourceError names the row of a year that is blank or no whole number."""
    numbers = figures(text, path)
    wrong = numbers.isna() | (numbers % 1 != 0)
    if wrong.any():
        row = int(str(text.index.get_loc(wrong.idxmax())))
        raise SourceError(f"{path.name}, row {row + 2}: “{text.iloc[row]}” is not a year. Correct the file.")
    return numbers.astype(int)
