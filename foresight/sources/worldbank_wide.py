"""World Bank tables with a column for each year: the API's download, DataBank's, and the whole of the WDI (WDICSV).

The API's file has a few lines about itself above the header, DataBank's has them below the rows; as spreadsheets both
hold them on a sheet called Data. Codes are the World Bank's: ISO3 for countries, and of the same look for aggregates.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from foresight.errors import SourceError
from foresight.sources import csvfile, workbook

LAYOUT = "World Bank (a column for each year)"
COUNTRY, CODE = "Country Name", "Country Code"
SERIES = (("Indicator Code", "Indicator Name"), ("Series Code", "Series Name"))
ABOVE = 8
"""Lines among which the header is looked for: it stands in the fifth of the API's file."""
SHEET = "Data"
BLANK = ("", "..")
_YEAR = re.compile(r"(\d{4})(?: \[YR\d{4}\])?")


class _Head(NamedTuple):
    """The header: how many lines stand above it, its names, and those of the columns that name the series."""

    above: int
    names: list[str]
    series: str
    title: str


def _head(lines: list[list[str]]) -> _Head | None:
    for above, names in enumerate(lines[:ABOVE]):
        pair = next((pair for pair in SERIES if set(pair) <= set(names)), None)
        if pair and {COUNTRY, CODE} <= set(names):
            return _Head(above, names, *pair)
    return None


def _sheet(path: Path, most: int | None = None) -> list[list[str]]:
    return workbook.cells(path, SHEET, most) if workbook.is_one(path) else []


def recognise(path: Path) -> bool:
    """Country and indicator, each by name and code, stand in one of the first lines."""
    return _head(_sheet(path, ABOVE) or csvfile.lines(path, ABOVE)) is not None


def _table(path: Path, wanted: Collection[str] | None, years: bool) -> pd.DataFrame:
    """Columns code, name, series, title, and where asked the years, all text; rows of the series in `wanted`."""
    cells = _sheet(path)
    head = _head(cells or csvfile.lines(path, ABOVE))
    if head is None:
        raise SourceError(f"{path.name} is no {LAYOUT} file: no line names {COUNTRY}, {CODE} and an indicator.")
    own = {CODE: "code", COUNTRY: "name", head.series: "series", head.title: "title"}
    columns = [*own, *(name for name in head.names if years and _YEAR.fullmatch(name))]
    if cells:
        whole = pd.DataFrame(cells[head.above + 1 :], columns=head.names)[columns]
        whole = whole if wanted is None else whole[whole[head.series].isin(list(wanted))]
    else:
        listed = None if wanted is None else pa.array(sorted(wanted), pa.string())
        keep = None if listed is None else lambda block: pc.is_in(block.column(head.series), value_set=listed)
        whole = csvfile.chosen(path, LAYOUT, columns, head.above, keep)
    table = whole.rename(columns=own)
    # what follows the rows is about the file: DataBank pads it to their width
    return table[(table["code"] != "") & (table["series"] != "")].reset_index(drop=True)


def series(path: Path) -> dict[str, str]:
    """The series in the file, code -> title, in its order."""
    listed = _table(path, None, years=False).drop_duplicates("series")
    return dict(zip(listed["series"], listed["title"], strict=True))


def read(path: Path, wanted: Collection[str] | None = None) -> pd.DataFrame:
    """Rows `code`, `name`, `series` (code), `year`, `value` (NaN where blank or ".."); aggregates are still among them.

    `wanted`: the series to read, all without it: of the whole WDI only a few are needed.
    """
    table = _table(path, wanted, years=True)
    years = [name for name in table if _YEAR.fullmatch(str(name))]
    long = table.melt(["code", "name", "series"], years, var_name="at", value_name="text")
    year = long["at"].str.slice(0, 4).astype(int)
    value = workbook.figures(long["text"], path, BLANK, lambda row: f"{long['code'][row]} {year[row]}")
    return pd.DataFrame({**long[["code", "name", "series"]], "year": year, "value": value})
