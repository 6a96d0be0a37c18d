"""Spreadsheets written byte by byte: sound ones of the forms that no library here writes, and hostile ones of any."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | float | int | None
Rows = Sequence[Sequence[Cell]]


def packed(parts: Mapping[str, str | bytes], stored: Collection[str] = ()) -> bytes:
    """A zip archive of the parts; those in `stored` are not compressed."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return held.getvalue()


# ---- XLSX

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TOLD = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def xlsx(
    sheets: Mapping[str, str], strings: str = "", head: str = _HEAD, more: Mapping[str, str | bytes] | None = None,
    workbook: str = "",
) -> bytes:  # fmt: skip
    """A workbook of sheets whose XML between <worksheet> and its end is given; `workbook`: properties of it."""
    listed = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{place}" r:id="rId{place}"/>'
        for place, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_TOLD}"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{workbook}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_TOLD}">{links}<Relationship Id="rIdS" '
        f'Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": strings or f'{_HEAD}<sst xmlns="{_MAIN}"/>',
    }
    for place, body in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{place}.xml"] = f'{_HEAD}<worksheet xmlns="{_MAIN}">{body}</worksheet>'
    return packed(parts | dict(more or {}))


def cells(rows: Rows) -> str:
    """The XML of a sheet with those rows, as `xlsx` takes it."""
    return "<sheetData>" + "".join(
        f'<row r="{down}">' + "".join(_cell(value, f"{_letters(right)}{down}") for right, value in enumerate(row))
        + "</row>" for down, row in enumerate(rows, 1)
    ) + "</sheetData>"  # fmt: skip


def _cell(value: Cell, place: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _letters(place: int) -> str:
    found, left = "", place + 1
    while left:
        left, one = divmod(left - 1, 26)
        found = chr(65 + one) + found
    return found


# ---- ODS

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def ods(sheets: Mapping[str, Rows | str], head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """An OpenDocument spreadsheet; a sheet is rows of cells, or the XML between <table:table> and its end."""
    tables = "".join(
        f'<table:table table:name="{escape(name, {chr(34): "&quot;"})}">'
        f"{body if isinstance(body, str) else ''.join(_ods_row(row) for row in body)}</table:table>"
        for name, body in sheets.items()
    )
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{short}="{_OFFICE}:{long}:1.0"' for short, long in names.items())
    content = (
        f'{head}<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}, ("mimetype",))


def _ods_row(row: Sequence[Cell]) -> str:
    return "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>"


def ods_cell(value: Cell, repeated: int = 1) -> str:
    """The XML of a cell that stands `repeated` times."""
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if value is None:
        return f"<table:table-cell{times}/>"
    if isinstance(value, str):
        return (
            f'<table:table-cell{times} office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        )
    return (
        f'<table:table-cell{times} office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


# ---- XLS: BIFF8 records in the one stream of an OLE compound file

Placed = Mapping[tuple[int, int], Cell]


def xls(sheets: Mapping[str, Rows | Placed], hidden: Collection[str] = (), more: bytes = b"") -> bytes:
    """An Excel 97 workbook; a sheet is rows of cells, or (row, column) -> cell. `more`: records for every sheet."""
    bodies = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + more
        + b"".join(_biff(down, right, value) for (down, right), value in _placed(rows)) + _record(0x000A)
        for rows in sheets.values()
    ]  # fmt: skip
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x0042, b"\xb0\x04")
    start += _record(0x00E0, b"\0" * 20)
    names = [name.encode("utf-16-le") for name in sheets]
    at = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for name, said, body in zip(names, sheets, bodies, strict=True):
        state = struct.pack("<IBBBB", at, said in hidden, 0, len(name) // 2, 1)
        listed += _record(0x0085, state + name)
        at += len(body)
    return compound(start + listed + _record(0x000A) + b"".join(bodies))


def _placed(rows: Rows | Placed) -> list[tuple[tuple[int, int], Cell]]:
    if isinstance(rows, Mapping):
        return list(rows.items())
    return [((down, right), value) for down, row in enumerate(rows) for right, value in enumerate(row)]


def _biff(down: int, right: int, value: Cell) -> bytes:
    place = struct.pack("<HHH", down, right, 0)
    if value is None:
        return b""
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", value))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE compound file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    used = len(stream) // SECTOR
    tables = 1
    while tables * (SECTOR // 4) < used + 1 + tables:
        tables += 1
    chain = [*range(1, used), _END, _END, *([_TABLE] * tables)]
    chain += [_FREE] * (tables * (SECTOR // 4) - len(chain))
    listed = [*range(used + 1, used + 1 + tables)]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, used, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *listed, *([_FREE] * (109 - len(listed))))
    entries = _entry("Root Entry", 5, _END, 0, 1) + _entry(name, 2, 0, len(stream)) + _entry("", 0, 0, 0) * 2
    return head + stream + entries + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    said = name.encode("utf-16-le")
    entry = said.ljust(64, b"\0") + struct.pack("<HBB", len(said) + 2 if said else 0, kind, 1)
    return entry + struct.pack("<III", _FREE, _FREE, child) + b"\0" * 36 + struct.pack("<IQ", start, size)
