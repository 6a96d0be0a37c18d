"""What kind of file it is, by its first bytes and never by its name, and whether it is safe to open.

Bounds keep a hostile or broken file from taking the machine: the size of the file, what an archive unpacks to, sheets
and columns.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from foresight.intake.bounds import check_ods, check_xls, check_xlsx
from foresight.intake.findings import IntakeError, shown
from foresight.store import disk

Format = Literal["text", "xlsx", "xls", "ods", "parquet", "stata", "json"]

LARGEST = 500 * 2**20
"""Bytes of a file: above what 10 million rows take, far below what would hurt."""
UNPACKED = 2 * 2**30
"""Bytes a packed text may unpack to."""
UNPACKED_BOOK = 2**30
"""Bytes a spreadsheet may unpack to: a million rows of twenty columns take 700 MB."""
RATIO = 400
"""Times its size an archive may unpack to: text packs some twenty times, a bomb a thousand."""
MOST_SHEETS, MOST_COLUMNS = 100, 2_000
MOST_ROWS = 50_000_000
"""Of a Parquet file, which may say “a thousand million rows, all the same” in a hundred bytes."""
HEAD = 4096
LONGEST_NAME = 120
CHUNK = 2**20
# what a file begins with that is none of ours, and what it is called
STRANGERS = ((b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"MZ", "a program"))
# what unpacking raises where an archive is damaged, is locked by a password or is packed in a way not known here
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, KeyError, struct.error)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class File:
    """A file as it was handed in. `name`: as the person calls it, without any folder. `sha256`: of its bytes."""

    path: Path
    name: str
    format: Format
    size: int
    sha256: str


def look(path: Path, name: str | None = None, into: Path | None = None) -> File:
    """What the file is; a gzip file is unpacked into the folder `into` first. IntakeError for what is not taken.

    `name`: what the person called it; a path in it is cut off.
    """
    called = shown(re.split(r"[/\\]", name or path.name)[-1], LONGEST_NAME) or "file"
    try:
        if path.exists() and not path.is_file():  # a folder; a pipe would be waited for without end
            raise IntakeError(f"{called} is no file. Choose a file.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise IntakeError(f"{called} cannot be read: {error.strerror}. Choose another file.") from None
    if not size:
        raise IntakeError(f"{called} is empty: it has no byte. Export it again.")
    if size > LARGEST:
        most = f"{LARGEST / 2**20:,.0f}"
        raise IntakeError(f"{called} has {size / 2**20:,.0f} MB; the most is {most}. Split it by years.")
    digest = _sha256(path)
    if head[:2] == b"\x1f\x8b":
        path, head = _unpack(path, called, into or path.parent), b""
        with path.open("rb") as file:
            head = file.read(HEAD)
    return File(path, called, _format(path, head, called), size, digest)


def _format(path: Path, head: bytes, name: str) -> Format:
    for start, what in STRANGERS:
        if head.startswith(start):
            raise IntakeError(f"{name} is {what}, whatever its name says. Hand in a table: CSV, XLSX, XLS, ODS …")
    if head.startswith(b"PK"):
        return _archive(path, name)
    if head.startswith(OLE):
        check_xls(path, name)
        return "xls"
    if head.startswith(b"PAR1"):
        _check_parquet(path, name)
        return "parquet"
    if head.startswith(b"<stata_dta>") or (head[:1] in b"\x71\x72\x73" and head[1:2] in b"\x01\x02"):
        return "stata"
    if b"\x00" in head and not wide_encoding(head):
        raise IntakeError(f"{name} is not a table in a form known here. Hand in CSV, XLSX, XLS, ODS, Parquet, Stata …")
    text = head.decode(wide_encoding(head) or "latin-1", "replace").lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    if text[:1] in ("[", "{"):
        return "json"
    if re.match(r"<(!doctype|html|\?xml|table|meta|style|body)", text, re.IGNORECASE):
        raise IntakeError(f"{name} is a web page or XML, not a table. Download the file itself, as CSV or XLSX.")
    return "text"


def wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32 by the mark at the start or by where the zero bytes stand; nothing for all else."""
    if head[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "utf-32"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 3 and not even:
        return "utf-16-le"
    if even > len(head) // 3 and not odd:
        return "utf-16-be"
    return ""


def _check_parquet(path: Path, name: str) -> None:
    """What the file says of itself, before anything is read."""
    from pyarrow import ArrowException, parquet

    try:
        said = parquet.read_metadata(path)
        names = [str(one).casefold() for one in said.schema.to_arrow_schema().names]
    except (ArrowException, OSError, ValueError) as error:
        told = str(error).splitlines()[0].rstrip(".")
        raise IntakeError(f"{name} is no whole Parquet file ({told}). Save or download it again.") from None
    check_width(said.num_columns, name)
    if twice := next((one for one in names if names.count(one) > 1), None):
        places = " and ".join(str(place) for place, one in enumerate(names, 1) if one == twice)
        raise IntakeError(
            f"{name}: {names.count(twice)} columns are called “{shown(twice)}” (columns {places}). Rename the one that "
            "is meant, or take the others out."
        )
    if said.num_rows > MOST_ROWS:
        raise IntakeError(f"{name} has {said.num_rows:,} rows; the most is {MOST_ROWS:,}. Split it by years.")


def check_width(columns: int, name: str) -> None:
    """IntakeError for a table with more columns than any has."""
    if columns > MOST_COLUMNS:
        raise IntakeError(f"{name} has {columns:,} columns; the most is {MOST_COLUMNS:,}. Is it turned on its side?")


def _archive(path: Path, name: str) -> Format:
    """XLSX or ODS, safe to unpack."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            whole = sum(entry.file_size for entry in entries)
            packed = max(sum(entry.compress_size for entry in entries), 1)
            if whole > UNPACKED_BOOK or whole / packed > RATIO:
                raise IntakeError(
                    f"{name} would unpack to {whole / 2**20:,.0f} MB, {whole / packed:,.0f} times its size: it is not "
                    "opened. Save the table again as CSV."
                )
            kind: Format = "xlsx" if "xl/workbook.xml" in names else "ods"
            if kind == "ods" and "content.xml" not in names:
                raise IntakeError(f"{name} is an archive, not a spreadsheet. Hand in the table inside it.")
            (check_xlsx if kind == "xlsx" else check_ods)(archive, name)
    except DAMAGED as error:
        raise IntakeError(f"{name} cannot be unpacked ({error}). Save or download it again.") from None
    return kind


def _unpack(path: Path, name: str, into: Path) -> Path:
    target = into / "unpacked"
    written = 0
    try:
        with gzip.open(path) as source, target.open("wb") as out:
            while block := source.read(CHUNK):
                written += len(block)
                if written > UNPACKED or written > RATIO * max(path.stat().st_size, CHUNK):
                    raise IntakeError(f"{name} unpacks to far more than its size: it is not opened.")
                out.write(block)
    except DAMAGED as error:
        if disk.full(error):  # no fault of the file
            raise
        raise IntakeError(f"{name} cannot be unpacked ({error}). Download it again.") from None
    if not written:
        raise IntakeError(f"{name} is empty inside. Export it again.")
    return target


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()
