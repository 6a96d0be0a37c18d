"""A brief as a workbook: a sheet for each figure with its numbers, a first sheet that says what is where, and the
sources."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from foresight.briefing.brief import Brief
from foresight.briefing.content import Content, Shown, cited, content
from foresight.briefing.exhibit import Exhibit
from foresight.briefing.numbers import Cell, numbers
from foresight.briefing.settled import settle
from foresight.catalogue import Catalogue
from foresight.export import neutral

WIDEST = 60
SHEET_NAME = 31
"""Excel's own limit of letters."""


def write(
    brief: Brief, exhibits: Sequence[Exhibit | str], catalogue: Catalogue, out: Path, *, when: dt.datetime,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Write the workbook; returns what was left out. Years and figures are numbers, dates are dates."""
    import xlsxwriter

    held = content(brief, exhibits, catalogue, when)
    book = xlsxwriter.Workbook(str(out), {"in_memory": True, "nan_inf_to_errors": False})
    look = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "d mmmm yyyy", "align": "left"}),
    }
    book.set_properties({"title": brief.title, "author": brief.author, "created": when.replace(tzinfo=None)})
    names = _names(held)
    _first(book, look, held, names)
    for place, (one, name) in enumerate(zip(held.shown, names, strict=True), start=1):
        if progress:
            progress(place, len(held.shown), f"Sheet {place} of {len(held.shown)}: {one.title}")
        _figure(_sheet(book, name, held), look, one)
    last = _sheet(book, "Sources", held)
    last.set_column(0, 0, 110)
    last.write(0, 0, "Sources", look["title"])
    for row, source in enumerate(held.sources, start=1):
        last.write_string(row, 0, neutral(cited(source)), look["wrap"])
    for row, caveat in enumerate(held.caveats, start=len(held.sources) + 2):
        last.write_string(row, 0, neutral(caveat), look["wrap"])
    book.close()
    settle(out, when)
    return held.left_out


def _names(held: Content) -> list[str]:
    """A sheet's name for each item: its place and title, as far as Excel takes it."""
    return [re.sub(r"[\[\]:*?/\\']", " ", f"{place} {one.title}")[:SHEET_NAME].strip()
            for place, one in enumerate(held.shown, start=1)]  # fmt: skip


def _sheet(book: Any, name: str, held: Content) -> Any:
    sheet = book.add_worksheet(name)
    if held.mark:  # on every printed page
        mark = held.mark.replace("&", "&&")[:200]
        sheet.set_header(f"&C{mark}")
        sheet.set_footer(f"&C{mark}")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _first(book: Any, look: dict[str, Any], held: Content, names: Sequence[str]) -> None:
    sheet, brief = _sheet(book, "Contents", held), held.brief
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, neutral(brief.title), look["title"])
    said = [("Classification", held.mark), ("Question", brief.question), ("Author", brief.author),
            ("Data revision", ", ".join(held.revisions))]  # fmt: skip
    row = 1
    for word, text in said:
        if text:
            sheet.write_string(row, 0, word)
            sheet.write_string(row, 1, neutral(text), look["wrap"])
            row += 1
    sheet.write_string(row, 0, "Date")
    sheet.write_datetime(row, 1, dt.datetime.combine(brief.date or held.when.date(), dt.time()), look["date"])
    row += 1
    for point in brief.key_points:
        sheet.write_string(row, 0, "Key point")
        sheet.write_string(row, 1, neutral(point), look["wrap"])
        row += 1
    for one, name in zip(held.shown, names, strict=True):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name[:SHEET_NAME])
        sheet.write_string(row, 1, neutral(one.takeaway), look["wrap"])
        row += 1
    for text in held.left_out:
        sheet.write_string(row, 0, "Left out")
        sheet.write_string(row, 1, neutral(text), look["wrap"])
        row += 1


def _figure(sheet: Any, look: dict[str, Any], one: Shown) -> None:
    table = numbers(one.exhibit)
    sheet.write_string(0, 0, neutral(one.title), look["title"])
    lines = [one.takeaway, one.note, f"Unit: {one.exhibit.unit}", *one.footer]
    row = 1
    for text in (line for line in lines if line):
        sheet.write_string(row, 0, neutral(text))
        row += 1
    row += 1
    for column, head in enumerate(table.columns):
        sheet.write_string(row, column, neutral(head), look["head"])
        longest = max((len(_text(cells[column])) for cells in table.rows), default=0)
        sheet.set_column(column, column, min(max(10, min(len(head), 24), longest) + 2, WIDEST))
    for place, cells in enumerate(table.rows, start=row + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(place, column, neutral(cell))
            elif cell is not None:
                sheet.write_number(place, column, cell)
    sheet.freeze_panes(row + 1, 1)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:.6g}"
