"""How large a spreadsheet's tables would be in memory, told from its own words before a reader is let at them.

The readers hold a table as a whole rectangle, from its first cell to its last, and take the file's word for how much
there is: two cells in opposite corners of a sheet would take hundreds of gigabytes, and the process with them.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from foresight.intake.findings import IntakeError

MOST_CELLS = 20_000_000
"""Cells of the rectangle around a table: the 1,048,576 rows that a sheet may have, and nineteen columns."""
THIN, LARGE = 50, 1_000_000
"""Times its filled cells that a rectangle may have; a small one may be as empty as it likes."""
CHUNK = 2**22
SEAM = 4096
"""Bytes of a block that are looked at again with the next: a tag may lie across."""

_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})\d{1,20}["']""")
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{0,7}(\d{1,20})["']""")
_STARTS = (b"<c ", b":c ", b"<c>", b"<c/>")
_COUNT = re.compile(rb"""\s(?:uniqueC|c)ount\s*=\s*["'](\d{1,20})["']""")
_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,20})["']""")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,20})["']""")
_ODS_ROWS, _ODS_COLUMNS = 2**20, 2**14


def check_xlsx(archive: zipfile.ZipFile, name: str) -> None:
    """IntakeError where a part of the workbook spans, or claims to have, more cells than are taken."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith(".xml"):
            continue
        letters: set[bytes] = set()
        first, last, filled, seam = 0, 0, 0, b""
        with archive.open(entry) as part:
            while block := part.read(CHUNK):
                text, seam = seam + block, block[-SEAM:]
                _no_entities(text, name)
                filled += sum(map(block.count, _STARTS))
                letters.update(_PLACE.findall(text))
                rows = set(map(int, set(_ROW.findall(text))))
                if rows:
                    first, last = min(first or min(rows), min(rows)), max(last, *rows)
                if any(int(count) > max(entry.file_size, CHUNK) for count in _COUNT.findall(text)):
                    raise IntakeError(
                        f"{name} claims to hold more than there is in it ({entry.filename}): it is not opened. Save "
                        "the table again."
                    )
        if letters:
            columns = sorted(_column(one) for one in letters)
            _small_enough(last - first + 1, columns[-1] - columns[0] + 1, name, filled)


def _no_entities(text: bytes, name: str) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise IntakeError(
            f"{name} declares XML entities, which no spreadsheet needs: it is not opened. Save the table again."
        )


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def check_ods(archive: zipfile.ZipFile, name: str) -> None:
    """IntakeError where the tables, repeated rows and cells written out, have more cells than are taken."""
    rows, upto, width, whole, cells = 0, 0, 0, 0, 0
    for row in _ods_rows(archive, name):
        if row is None:  # the end of a table; blank rows below it are not held
            whole += upto * width
            _small_enough(whole, 1, name)
            _small_enough(upto, width, name, cells)
            rows = upto = width = cells = 0
            continue
        said = _ROWS.search(row)
        times = min(int(said.group(1)), _ODS_ROWS) if said else 1
        rows = min(rows + times, _ODS_ROWS)
        if filled := _ods_width(row):
            upto, width, cells = rows, max(width, filled), cells + filled * times
            _small_enough(upto, width, name)


def _ods_rows(archive: zipfile.ZipFile, name: str) -> Iterator[bytes | None]:
    """Each row of the tables, from its tag on; None after each table."""
    left = b""
    with archive.open("content.xml") as part:
        while block := part.read(CHUNK):
            _no_entities(left[-SEAM:] + block, name)
            *whole, left = re.split(rb"(</table:table-row>|</table:table>)", left + block)
            for piece in whole:
                if piece == b"</table:table>":
                    yield None
                elif piece != b"</table:table-row>":
                    at = piece.rfind(b"<table:table-row")
                    # a row without a cell closes itself
                    yield piece if at < 0 else piece[at:]
            if len(left) > 16 * CHUNK:
                raise IntakeError(f"{name} has a row that does not end: it is not opened. Save the table again.")


def _ods_width(row: bytes) -> int:
    """Columns of a row up to its last cell that holds something."""
    if b"number-columns-repeated" not in row:
        return row.count(b"table-cell") if b"<text:" in row or b"value" in row else 0
    at = filled = 0
    for found in _CELL.finditer(row):
        said = _COLUMNS.search(found.group(1))
        at += int(said.group(1)) if said else 1
        if not found.group(1).endswith(b"/") or b"value" in found.group(1):
            filled = at
    return min(filled, _ODS_COLUMNS)


# ---- XLS: the records of the workbook, inside an OLE compound file

_SINGLE = {0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
"""Records of one cell, which begin with its row and column."""
_SEVERAL = {0x00BD, 0x00BE}
"""Of cells side by side: row, first column, …, last column."""
_BEGIN, _DIMENSIONS = 0x0809, 0x0200
_CHAIN_ENDS = 0xFFFFFFFA


def check_xls(path: Path, name: str) -> None:
    """IntakeError where the sheets, all of which the reader holds at once, have more cells than are taken."""
    try:
        stream = _workbook(path.read_bytes())
    except (struct.error, IndexError, ValueError):
        raise IntakeError(f"{name} is no whole Excel file: its table of contents is damaged. Save it again.") from None
    at, whole, filled = 0, 0, 0
    box: list[int] = []
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind in _SINGLE and size >= 6:
            row, left = struct.unpack_from("<HH", stream, at + 4) if at + 8 <= len(stream) else (0, 0)
            box, filled = _around(box, row, left, left), filled + 1
        elif kind in _SEVERAL and size >= 6 and at + 4 + size <= len(stream):
            row, left = struct.unpack_from("<HH", stream, at + 4)
            box, filled = (
                _around(box, row, left, struct.unpack_from("<H", stream, at + 2 + size)[0]),
                filled + size // 6,
            )
        elif kind == _DIMENSIONS and size >= 12 and at + 16 <= len(stream):
            top, bottom, left, right = struct.unpack_from("<IIHH", stream, at + 4)
            _small_enough(bottom - top, right - left, name)
        elif kind == _BEGIN:
            whole = _sheet_ends(box, whole, filled, name)
            box, filled = [], 0
        at += 4 + size
    _sheet_ends(box, whole, filled, name)


def _sheet_ends(box: list[int], whole: int, filled: int, name: str) -> int:
    """Cells of the sheets so far, with this one."""
    if box:
        _small_enough(box[1] - box[0] + 1, box[3] - box[2] + 1, name, filled)
        whole += (box[1] - box[0] + 1) * (box[3] - box[2] + 1)
        _small_enough(whole, 1, name)
    return whole


def _around(box: list[int], row: int, left: int, right: int) -> list[int]:
    if not box:
        return [row, row, left, right]
    if row < box[0]:
        box[0] = row
    if row > box[1]:
        box[1] = row
    if left < box[2]:
        box[2] = left
    if right > box[3]:
        box[3] = right
    return box


def _workbook(held: bytes) -> bytes:
    """The stream of the workbook; nothing where there is none. ValueError and others where the file is damaged."""
    (power, small_power) = struct.unpack_from("<HH", held, 30)
    if power not in (9, 12) or small_power != 6:
        raise ValueError
    size = 1 << power
    tables, directory, _, cutoff, small, _, more, _ = struct.unpack_from("<IIIIIIII", held, 44)
    listed = [one for one in struct.unpack_from("<109I", held, 76) if one < _CHAIN_ENDS]
    seen: set[int] = set()
    while more < _CHAIN_ENDS and more not in seen:
        seen.add(more)
        *own, more = struct.unpack_from(f"<{size // 4}I", held, (more + 1) << power)
        listed += [one for one in own if one < _CHAIN_ENDS]
    chain: list[int] = []
    for one in listed[:tables]:
        chain += struct.unpack_from(f"<{size // 4}I", held, (one + 1) << power)

    def sectors(start: int) -> bytes:
        return b"".join(held[(one + 1) << power : (one + 2) << power] for one in _linked(chain, start))

    entries = sectors(directory)
    root = struct.unpack_from("<I", entries, 116)[0]
    for at in range(0, len(entries) - 127, 128):
        said = entries[at : at + 64].decode("utf-16-le", "replace").split("\0")[0].casefold()
        if said in ("workbook", "book") and entries[at + 66] == 2:
            start, length = struct.unpack_from("<II", entries, at + 116)
            if length >= cutoff:
                return sectors(start)[:length]
            links = struct.unpack(f"<{len(sectors(small)) // 4}I", sectors(small))
            mini = sectors(root)
            return b"".join(mini[one << 6 : (one + 1) << 6] for one in _linked(links, start))[:length]
    return b""


def _linked(chain: list[int] | tuple[int, ...], start: int) -> Iterator[int]:
    """The sectors of a stream, in order; ValueError for a ring."""
    for _ in range(len(chain)):
        if start >= _CHAIN_ENDS:
            return
        yield start
        start = chain[start]
    if start < _CHAIN_ENDS:
        raise ValueError("a chain that does not end")


def _small_enough(rows: int, columns: int, name: str, filled: int | None = None) -> None:
    """IntakeError for a rectangle that is too large, or large and next to empty. `filled`: cells that hold a thing."""
    spans = f"{rows:,} rows and {columns:,} columns" if columns > 1 else f"{rows:,} cells"
    if filled is not None and rows * columns > max(LARGE, THIN * filled):
        raise IntakeError(
            f"{name} spans {spans}, of which {filled:,} cells hold something: a cell far from the table is often left "
            "by mistake. Take it out, or save the table as CSV."
        )
    if rows * columns > MOST_CELLS:
        raise IntakeError(
            f"{name} spans {spans}, more than the {MOST_CELLS:,} cells that are taken of a spreadsheet: a cell far "
            "from the table is often left by mistake. Take it out, or save the table as CSV."
        )
