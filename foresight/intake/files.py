"""What kind of file it is, by its first bytes and never by its name, and whether it is safe to open.

Bounds keep a hostile or broken file from taking the machine: the size of the file, what an archive unpacks to, sheets
and columns.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from foresight.intake.findings import IntakeError

Format = Literal["text", "xlsx", "xls", "ods", "parquet", "stata", "json"]

LARGEST = 500 * 2**20
"""Bytes of a file: above what 10 million rows take, far below what would hurt."""
UNPACKED = 2 * 2**30
"""Bytes an archive may unpack to."""
RATIO = 400
"""Times its size an archive may unpack to: text packs some twenty times, a bomb a thousand."""
MOST_SHEETS, MOST_COLUMNS = 100, 2_000
HEAD = 4096
CHUNK = 2**20
# what a file begins with that is none of ours, and what it is called
STRANGERS = ((b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"MZ", "a program"))
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
    shown = re.split(r"[/\\]", name or path.name)[-1][:200] or "file"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise IntakeError(f"{shown} cannot be read: {error.strerror}. Choose another file.") from None
    if not size:
        raise IntakeError(f"{shown} is empty: it has no byte. Export it again.")
    if size > LARGEST:
        raise IntakeError(f"{shown} has {size / 2**20:,.0f} MB; the most is {LARGEST / 2**20:,.0f}. Split it by years.")
    digest = _sha256(path)
    if head[:2] == b"\x1f\x8b":
        path, head = _unpack(path, shown, into or path.parent), b""
        with path.open("rb") as file:
            head = file.read(HEAD)
    return File(path, shown, _format(path, head, shown), size, digest)


def _format(path: Path, head: bytes, name: str) -> Format:
    for start, what in STRANGERS:
        if head.startswith(start):
            raise IntakeError(f"{name} is {what}, whatever its name says. Hand in a table: CSV, XLSX, XLS, ODS …")
    if head.startswith(b"PK"):
        return _archive(path, name)
    if head.startswith(OLE):
        return "xls"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"<stata_dta>") or (head[:1] in b"\x71\x72\x73" and head[1:2] in b"\x01\x02"):
        return "stata"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in b"[{" and text[:1]:
        return "json"
    if b"\x00" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise IntakeError(f"{name} is not a table in a form known here. Hand in CSV, XLSX, XLS, ODS, Parquet, Stata …")
    if re.match(rb"\s*<(!doctype|html|\?xml)", head, re.IGNORECASE):
        raise IntakeError(f"{name} is a web page or XML, not a table. Download the file itself, as CSV or XLSX.")
    return "text"


def _archive(path: Path, name: str) -> Format:
    """XLSX or ODS, safe to unpack."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            whole = sum(entry.file_size for entry in entries)
            packed = max(sum(entry.compress_size for entry in entries), 1)
            if whole > UNPACKED or whole / packed > RATIO:
                raise IntakeError(
                    f"{name} would unpack to {whole / 2**20:,.0f} MB, {whole / packed:,.0f} times its size: it is not "
                    "opened. Save the table again as CSV."
                )
            kind: Format = "xlsx" if "xl/workbook.xml" in names else "ods"
            parts = ["xl/workbook.xml", "xl/sharedStrings.xml"] if kind == "xlsx" else ["content.xml"]
            if not set(parts[:1]) <= names:
                raise IntakeError(f"{name} is an archive, not a spreadsheet. Hand in the table inside it.")
            for part in set(parts) & names:
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(HEAD) or b"<!ENTITY" in opened.read(HEAD):
                        raise IntakeError(
                            f"{name} declares XML entities, which no spreadsheet needs: it is not opened. "
                            "Save the table again."
                        )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
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
    except (OSError, EOFError) as error:
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
