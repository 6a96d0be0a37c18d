"""Delimited text: its encoding, the sign between its fields, its lines; taken over whole by DuckDB."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from foresight.errors import StoreError
from foresight.intake.files import CHUNK, HEAD, File, check_width, wide_encoding
from foresight.intake.findings import Finding, IntakeError
from foresight.store.staging import Staging

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 400
"""Lines looked at to tell the delimiter and the number of columns."""
LONGEST = 1_000_000
"""Characters of a line: two thousand columns take a few tens of thousands."""


@dataclass(frozen=True)
class Text:
    """A text whose cells stand in the staging: how many rows, what to know, and how it was read."""

    rows: int
    found: tuple[Finding, ...]
    delimiter: str
    encoding: str


def load(file: File, staging: Staging) -> Text:
    """Put the fields of every line into the staging; IntakeError, or StoreError where a line cannot be cut."""
    encoding, found = _encoding(file)
    path = file.path if encoding == "utf-8" else _as_utf8(file, encoding, staging.folder)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        lines = _lines(opened, file)
    if not "".join(lines).strip():
        raise IntakeError(f"{file.name} holds nothing but blanks. Export it again.")
    delimiter = _delimiter(lines)
    width = max(map(len, _fields(lines, delimiter, file)), default=0)
    check_width(width, file.name)
    about = path.stat().st_size * len(lines) // max(len("".join(lines).encode()), 1)
    try:
        rows = staging.load_text(path, delimiter, width, about=about)
    except StoreError as error:
        line = re.search(r"Line: (\d+)", str(error))
        if line is None:
            raise
        raise IntakeError(
            f"{file.name}, line {line.group(1)}: it cannot be cut into fields. Is a quote there, or before, not "
            "closed? Close it, or export the table again."
        ) from None
    return Text(rows, found, delimiter, encoding)


def first_rows(file: File, count: int) -> list[list[str]]:
    """The fields of the first lines; little is read. IntakeError as from `load`."""
    encoding, _ = _encoding(file)
    with _opened(file, encoding) as opened:
        lines = _lines(opened, file)
    return list(itertools.islice(_fields(lines, _delimiter(lines), file), count))


def _lines(opened: TextIO, file: File) -> list[str]:
    """The first lines; IntakeError for one that no table has."""
    lines: list[str] = []
    while len(lines) < SAMPLE and sum(map(len, lines)) < 8 * LONGEST:
        try:
            line = opened.readline(LONGEST + 1)
        except UnicodeError as error:
            raise _not_whole(file, error) from None
        if len(line) > LONGEST:
            raise IntakeError(
                f"{file.name}, line {len(lines) + 1}: it has more than {LONGEST:,} characters. A table has one row to "
                "a line: export it again."
            )
        if not line:
            break
        lines.append(line)
    return lines


def _fields(lines: Iterable[str], delimiter: str, file: File) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST * 10)
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise IntakeError(f"{file.name} cannot be cut into fields ({error}). Export it again as CSV.") from None


def _one_by_one(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, as Windows-1252 reads them: an error handler for decoding."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("foresight.cp1252", _one_by_one)
MIXED = "utf-8, Windows-1252 in places"


def _opened(file: File, encoding: str) -> TextIO:
    if encoding == MIXED:
        return file.path.open(encoding="utf-8-sig", errors="foresight.cp1252", newline="")
    errors = "replace" if encoding == "cp1252" else "strict"
    return file.path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors=errors, newline="")


def _encoding(file: File) -> tuple[str, tuple[Finding, ...]]:
    """UTF-8 where the whole file is; UTF-16 by its mark or its zero bytes; otherwise Windows-1252, with a word.

    Where some lines are UTF-8 and others are not, what is no UTF-8 is Windows-1252.
    """
    with file.path.open("rb") as opened:
        if wide := wide_encoding(opened.read(HEAD)):
            return wide, ()
        opened.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := opened.read(CHUNK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
            return "utf-8", ()
        except UnicodeDecodeError:
            opened.seek(0)
        sound, broken, number = False, 0, 0
        while (line := opened.readline(LONGEST)) and not (sound and broken):
            number += 1
            if not line.isascii():
                try:
                    line.decode("utf-8")
                    sound = True
                except UnicodeDecodeError:
                    broken = broken or number
    if not sound:
        told = "The file is not in UTF-8; it is read as Windows-1252 (Latin-1)."
        return "cp1252", (Finding("encoding", "note", "", told),)
    told = (
        "Some lines of the file are in UTF-8 and others, such as this one, are not: they are read as Windows-1252 "
        "(Latin-1). Look at the names with accents; where one is wrong, save the whole file as UTF-8."
    )
    return MIXED, (Finding("encoding", "warning", f"row {broken}", told),)


def _as_utf8(file: File, encoding: str, folder: Path) -> Path:
    target = folder / "as-utf8"
    try:
        with _opened(file, encoding) as source, target.open("w", encoding="utf-8", newline="") as out:
            while block := source.read(CHUNK):
                out.write(block.lstrip("\ufeff") if not out.tell() else block)
    except UnicodeError as error:
        raise _not_whole(file, error) from None
    return target


def _not_whole(file: File, error: UnicodeError) -> IntakeError:
    said = f"{error.encoding.upper()} text ({error.reason})" if isinstance(error, UnicodeDecodeError) else "text"
    return IntakeError(f"{file.name} is not whole {said}. Save it as UTF-8.")


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of fields, more than one."""
    best, sign = (0.0, 0), ","
    for candidate in DELIMITERS:
        try:
            csv.field_size_limit(LONGEST * 10)
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate) if any(row))
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]), default=(0, 0))
        if width > 1 and (often / len(lines), width) > best:
            best, sign = (often / len(lines), width), candidate
    return sign
