"""Figures on their way out of the house, with their provenance beside them. Every file with figures is made here.

Whether they may leave at all is decided here too: figures whose provider keeps them back are refused, with the reason.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from foresight import geography
from foresight.catalogue import Catalogue, Source
from foresight.errors import CatalogueError
from foresight.store import Revision

MOST = 1_048_575
"""Rows of figures that a sheet of a workbook has room for, below its header."""
WIDEST = 60
"""Characters that a column of a workbook is wide at most."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BREAK = re.compile(r"[\r\n]+")
# a spreadsheet cuts the lines of provenance into cells as well
_CELL = re.compile(r"(?<=[,;\t])(\"?)(?=[=+\-@＝＋－＠])")


def neutral(text: str) -> str:
    """The text, with a leading apostrophe where a spreadsheet would take it for a formula (OWASP: CSV injection).

    On one line: what follows a line break would be a cell of its own.
    """
    return _BREAK.sub(" ", f"'{text}" if text.startswith(_FORMULA) else text)


def headed(said: Iterable[tuple[str, str]], table: str) -> str:
    """A CSV table with what a reader must know before it, in lines that start with `#`."""
    lines = (f"# {' '.join(f'{word}: {text}'.split())}" for word, text in said)
    return "".join(_CELL.sub(r"\1'", line) + "\n" for line in lines) + table


def kept_back(keys: Iterable[str], catalogue: Catalogue) -> tuple[Source, ...]:
    """The sources of these indicators whose figures may not leave the house; none where all may."""
    held = (key for key in keys if key in catalogue.indicators)
    found = {s.key: s for key in held for s in catalogue.sources_of(key) if not s.redistributable}
    return tuple(found.values())


def refusal(sources: Iterable[Source]) -> str:
    """Why there is no file: whose figures they are, under which licence, and what to do."""
    listed = list(sources)
    if not listed:
        return ""
    named = "; ".join(f"{one.provider}, {one.title} (licence: {one.licence})" for one in listed)
    where = ", ".join(dict.fromkeys(one.url for one in listed))
    return (
        f"Not for redistribution: {named}. The provider’s terms keep these figures, and what is computed from them, "
        f"on this screen. For use elsewhere, take them from the provider or ask there: {where}."
    )


def provenance(keys: Iterable[str], catalogue: Catalogue, revision: Revision) -> list[tuple[str, str]]:
    """What must stand beside figures of these indicators, in order: (word, text).

    CatalogueError when a source of one of them forbids passing its figures on.
    """
    keys = list(dict.fromkeys(keys))
    if closed := kept_back(keys, catalogue):
        raise CatalogueError(f"{', '.join(k for k in keys if kept_back([k], catalogue))}: {refusal(closed)}")
    said: list[tuple[str, str]] = []
    sources: dict[str, Source] = {}
    for key in keys:
        indicator = catalogue.indicator(key)
        said += [
            ("indicator", f"{key}: {indicator.title}"),
            ("unit", indicator.unit),
            ("meaning", indicator.description),
        ]
        said += [("absent", indicator.absent_note)] * bool(indicator.absent_note)
        said += [("unfinished years", ", ".join(map(str, indicator.partial_years)))] * bool(indicator.partial_years)
        said += [("caveat", indicator.caveat)] * bool(indicator.caveat)
        said += [("updated", f"{key}: {one.words}") for one in catalogue.updated([key])]
        sources |= {source.key: source for source in catalogue.sources_of(key)}
    for source in sources.values():
        said += [
            ("source", f"{source.provider}, {source.title}, {source.version}"),
            ("licence", source.licence),
            ("citation", source.citation),
            ("address", source.url),
            ("retrieved", source.retrieved.isoformat()),
        ]
    return [*said, ("data revision", f"{revision.name} of {revision.when}")]


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the countries' names beside their codes: country_name, partner_name."""
    names = {iso3: country.name for iso3, country in geography.countries().items()} | {"WLD": "World"}
    shown = rows
    for end in ("country", "partner"):
        if end in rows.columns and f"{end}_name" not in rows.columns:
            shown = shown.assign(**{f"{end}_name": shown[end].map(names).fillna("")})
    return shown


def to_csv(rows: pd.DataFrame, catalogue: Catalogue, revision: Revision, indicator: str | None = None) -> str:
    """`rows` as CSV, its provenance first in lines that start with `#`, country names beside the codes.

    The indicator is `indicator` or, without it, those in the column `indicator`. Figures are written in full; a
    missing figure is an empty field. Text that a spreadsheet would run as a formula is made harmless. `rows` is not
    changed. CatalogueError when the terms of a source forbid an export.
    """
    return measured(rows, [indicator] if indicator else list(rows["indicator"].unique()), catalogue, revision)


def measured(rows: pd.DataFrame, keys: Iterable[str], catalogue: Catalogue, revision: Revision) -> str:
    """Figures computed from the indicators `keys` as CSV, written as `to_csv` writes figures of one.

    Indicators that this revision does not have are left out of the provenance.
    """
    said = provenance([key for key in keys if key in catalogue.indicators], catalogue, revision)
    return headed(said, table(named(rows)))


def table(rows: pd.DataFrame) -> str:
    """Rows as bare CSV, each text harmless. Only for what is no provider's figure, or below its provenance."""
    out = io.StringIO()
    _harmless(rows).to_csv(out, index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    return out.getvalue()


def _harmless(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with every text that a spreadsheet would run made harmless; numbers, negative ones too, stay numbers."""
    texts = [name for name in rows.columns if not pd.api.types.is_numeric_dtype(rows[name])]
    safe = rows.assign(**{name: rows[name].astype("string").map(neutral, na_action="ignore") for name in texts})
    return safe.rename(columns={name: neutral(str(name)) for name in rows.columns})


def to_xlsx(rows: pd.DataFrame, catalogue: Catalogue, revision: Revision, indicator: str) -> bytes:
    """`rows` of one indicator as a workbook: the sheets “Figures” and “About”, with the same provenance as `to_csv`.

    Figures are numbers. CatalogueError when the terms of a source forbid an export, or for more rows than a sheet has.
    """
    from openpyxl import Workbook

    if len(rows) > MOST:
        raise CatalogueError(
            f"A sheet of a workbook ends after {MOST:,} rows, and these are {len(rows):,}. "
            "Ask for fewer countries or years, or take CSV or Parquet."
        )
    said = provenance([indicator], catalogue, revision)
    book = Workbook(write_only=True)
    figures, about = book.create_sheet("Figures"), book.create_sheet("About")
    _fill(figures, named(rows))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 18, 100
    for word, text in said:
        about.append([_bold(about, word), neutral(_printable(" ".join(text.split())))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as the sheets of a workbook, each text harmless. Only for what is no provider's figure."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for place, column in enumerate(rows.columns, start=1):
            longest = max([len(str(column)), *rows[column].dropna().astype(str).str.len()])
            sheet.column_dimensions[get_column_letter(place)].width = min(longest + 2, WIDEST)
        _fill(sheet, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: pd.DataFrame) -> None:
    """Rows below a bold header that stays in sight; numbers as numbers, texts harmless."""
    shown = _harmless(rows)
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, str(name)) for name in shown.columns])
    columns = [shown[name].astype(object).where(shown[name].notna(), None) for name in shown.columns]
    for row in zip(*columns, strict=True):
        sheet.append([_printable(cell) if isinstance(cell, str) else cell for cell in row])


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _printable(text: str) -> str:
    """Without the signs that a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def to_parquet(rows: pd.DataFrame, catalogue: Catalogue, revision: Revision, indicator: str, path: Path) -> None:
    """`rows` of one indicator as a Parquet file, with the provenance in its metadata: it has no comment lines.

    OSError where it cannot be written; CatalogueError when the terms of a source forbid an export.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    said = provenance([indicator], catalogue, revision)
    arrays = pa.Table.from_pandas(rows, preserve_index=False)
    text = "\n".join(f"{word}: {text}" for word, text in said)
    pq.write_table(arrays.replace_schema_metadata({"provenance": text}), path, compression="zstd")
