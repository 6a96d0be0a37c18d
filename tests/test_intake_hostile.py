"""Hostile and broken files: each ends in one clear finding, within bounds, and the store stays as it was to the byte.

Files that might take the process are looked at in a process of its own, with bounds on memory and time.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from foresight.errors import ForesightError
from foresight.export import neutral
from foresight.intake import files
from foresight.intake.findings import IntakeError, shown
from foresight.intake.line import Draft, Order, prepared, publish
from foresight.people import at_machine
from foresight.store import Store
from tests import written
from tests.bounded import Outcome, looked_at, seal
from tests.conftest import write_data

PEAK = 1500
"""MB that the process may take at most: a fifth is the product itself, a gigabyte what DuckDB may hold."""
TIDY = "country,year,value\nFRA,2021,3\nUSA,2021,21\n"
ROWS: written.Rows = [["country", "year", "value"], ["FRA", 2021, 3], ["USA", 2021, 21.5]]
FIGURES = (("FRA", 2021, 3.0), ("USA", 2021, 21.5))
HEADING = "No row can be told for the heading"

Content = Callable[[], bytes]


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store in which nobody publishes."""
    folder = tmp_path_factory.mktemp("still")
    return Store.open(folder / "store", write_data(folder / "data"))


@pytest.fixture(autouse=True)
def untouched(still: Store) -> Iterator[None]:
    """The store's pointer, its revisions and what is remembered beside them stay as they are."""
    before = seal(still.folder)
    yield
    assert seal(still.folder) == before


def bounded(still: Store, folder: Path, content: bytes, name: str = "file") -> Outcome:
    """What comes of a file in a process of its own."""
    path = folder / "handed-in"
    path.write_bytes(content)
    outcome = looked_at(still.folder, path, name)
    assert outcome.well, f"{outcome.end}: {outcome.said}"
    assert outcome.peak < PEAK
    return outcome


def draft(store: Store, folder: Path, content: str | bytes, **asked: Any) -> Draft:
    path = folder / "in.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with prepared(store, path, Order(**{"indicator": "gdp", **asked})) as made:
        return made


def errors(made: Draft) -> list[tuple[str, str]]:
    return [(one.kind, str(one)) for one in made.findings if one.level == "error"]


def as_parquet(**columns: Any) -> bytes:
    return of_table(pa.table(columns))


def of_table(table: pa.Table) -> bytes:
    held = io.BytesIO()
    parquet.write_table(table, held)
    return held.getvalue()


def corner(place: str) -> bytes:
    """A workbook with two cells, one of them far away."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{place}"><v>1</v></c></row>'
    return written.xlsx({"Data": f"<sheetData>{cells}</sheetData>"})


def strings(body: str, said: str = "") -> str:
    return f'<?xml version="1.0"?><sst xmlns="{MAIN}" {said}>{body}</sst>'


SHARED = '<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData>'
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "FRA"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}">'
MANY = 1_000_000


def repeated(cells: str, times: int) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def sound_parquet() -> bytes:
    return as_parquet(country=["FRA", "USA"] * 500, year=np.arange(1000) % 100 + 1900, value=np.ones(1000))


REFUSED: dict[str, tuple[Content, str]] = {
    # bombs
    "a zip bomb": (lambda: written.xlsx({"Data": "0" * 100_000_000}), "would unpack to"),
    "a bomb of shared strings": (
        lambda: written.xlsx({"Data": SHARED}, strings(f"<si><t>{'0' * 100_000_000}</t></si>")),
        "would unpack to",
    ),
    "a gzip bomb": (lambda: gzip.compress(b"0" * 2**25, 9) * 20, "unpacks to far more than its size"),
    "a gzip bomb in a gzip bomb": (
        lambda: gzip.compress(gzip.compress(b"0" * 2**27, 9), 9),
        "not a table in a form known",
    ),
    "two cells in the corners of a sheet": (lambda: corner("XFD1048576"), "spans 1,048,576 rows and 16,384 columns"),
    "a cell beyond every sheet": (
        lambda: corner("ZZZZZZ99999999999"),
        "a cell far from the table is often left by mistake",
    ),
    "shared strings that claim to be four thousand million": (
        lambda: written.xlsx({"Data": SHARED}, strings("", 'uniqueCount="4000000000"')),
        "claims to hold more",
    ),
    "an ODS cell repeated a thousand million times": (
        lambda: written.ods({"Data": f"<table:table-row>{written.ods_cell(1, 10**9)}</table:table-row>"}),
        "has 16,384 columns; the most is 2,000",
    ),
    "an ODS row of many cells repeated": (
        lambda: written.ods({"Data": repeated(written.ods_cell(1, 1000), 10**9)}),
        "spans 1,048,576 rows and 1,000 columns",
    ),
    "an ODS cell far below": (
        lambda: written.ods(
            {
                "Data": "<table:table-row>"
                + written.ods_cell(1, 1000)
                + "</table:table-row>"
                + repeated(written.ods_cell(None), 10**6)
                + repeated(written.ods_cell(1), 1)
            }
        ),
        "a cell far from the table is often left by mistake",
    ),
    "XLS sheets with cells in their corners": (
        lambda: written.xls({f"S{n}": {(0, 0): 1, (65535, 255): 2} for n in range(90)}),
        "a cell far from the table is often left by mistake",
    ),
    "an XLS cell in column 65,536": (
        lambda: written.xls({"S": {(0, 0): 1, (65535, 65535): 2}}),
        "a cell far from the table is often left by mistake",
    ),
    "a cell far below in an XLS": (
        lambda: written.xls({"S": {(0, 0): 1, (65535, 255): 2}}),
        "spans 65,536 rows and 256 columns, of which 2 cells hold something",
    ),
    "Parquet of sixty million rows in a kilobyte": (
        lambda: as_parquet(country=np.zeros(60_000_000, dtype=bool)),
        "has 60,000,000 rows; the most is 50,000,000",
    ),
    # too wide, too deep, too long
    "a million columns": (
        lambda: (",".join(f"c{n}" for n in range(MANY)) + "\n").encode(),
        "line 1: it has more than 1,000,000 characters",
    ),
    "a hundred thousand narrow columns": (lambda: b"," * 100_000 + b"\n", "has 100,001 columns; the most is 2,000"),
    "Parquet of twenty thousand columns": (
        lambda: as_parquet(**{f"c{n}": [1] for n in range(20_000)}),
        "has 20,000 columns; the most is 2,000",
    ),
    "JSON of a million keys": (lambda: json.dumps({f"k{n}": 1 for n in range(MANY)}).encode(), "1,000,000 columns"),
    "JSON whose every row has a key of its own": (
        lambda: json.dumps([{f"k{n}": 1} for n in range(50_000)]).encode(),
        "50,000 columns",
    ),
    "JSON ten thousand deep": (lambda: b"[" * 10_000 + b"]" * 10_000, "not valid JSON"),
    "objects ten thousand deep": (lambda: b'{"data":' * 10_000 + b"1" + b"}" * 10_000, "not valid JSON"),
    "JSON with a figure of five thousand digits": (lambda: b'[{"value":' + b"9" * 5000 + b"}]", "not valid JSON"),
    "a line of 100 MB": (
        lambda: b"country,year,value\nFRA,2021," + b"9" * 10**8,
        "line 2: it has more than 1,000,000 characters",
    ),
    "a quoted field of 100 MB": (
        lambda: b'country,year,value\nFRA,2021,"' + b"a,\n" * 33_000_000 + b'"\n',
        "line 2: it cannot be cut into fields. Is a quote there, or before, not closed?",
    ),
    "a quote that is not closed in a long file": (
        lambda: b'country,year,value\nFRA,2021,"3\n' + b"USA,2021,21\n" * 500_000,
        "Is a quote there, or before, not closed?",
    ),
    "three hundred sheets": (
        lambda: written.xlsx({f"S{n}": written.cells(ROWS) for n in range(300)}),
        "has 300 sheets; the most is 100",
    ),
    # not what they say they are
    "an XLSX that is a PDF": (lambda: b"%PDF-1.7 and so on", "is a PDF"),
    "an XLS that is a web page": (lambda: b"<html><table><tr><td>country</td></tr></table></html>", "is a web page"),
    "an XLS that is a table of HTML": (
        lambda: b"\xef\xbb\xbf<table border=1><tr><td>a</td></tr></table>",
        "is a web page",
    ),
    "a zip of a CSV": (lambda: written.packed({"a.csv": TIDY}), "is an archive, not a spreadsheet"),
    "an archive that climbs out of its folder": (
        lambda: written.packed({"../../../../tmp/x": TIDY, "xl/workbook.xml": "x"}),
        "cannot be read as a spreadsheet",
    ),
    "a program": (lambda: b"MZ\x90\x00" + b"\0" * 100, "is a program"),
    "random bytes": (lambda: bytes(range(256)) * 50, "not a table in a form known here"),
    # broken
    "nothing": (lambda: b"", "is empty: it has no byte"),
    "nothing in gzip": (lambda: gzip.compress(b""), "is empty inside"),
    "a CSV of a heading": (lambda: b"country,year,value\n", "There is a heading and no row under it"),
    "an XLSX of a heading": (lambda: written.xlsx({"D": written.cells(ROWS[:1])}), "a heading and no row under it"),
    "an ODS of a heading": (lambda: written.ods({"D": ROWS[:1]}), "a heading and no row under it"),
    "an XLS of a heading": (lambda: written.xls({"D": ROWS[:1]}), "a heading and no row under it"),
    "Parquet of a heading": (
        lambda: of_table(pa.table({"country": pa.array([], pa.string()), "year": pa.array([], pa.int64())})),
        "a heading and no row under it",
    ),
    "an XLSX without a sheet": (lambda: written.xlsx({}), "has no sheet. Save it again"),
    "an XLSX without a cell": (lambda: written.xlsx({"D": "<sheetData/>"}), "the sheet is empty"),
    "an ODS without a cell": (lambda: written.ods({"D": []}), "the sheet is empty"),
    "an XLS without a cell": (lambda: written.xls({"D": []}), "the sheet is empty"),
    "half a Parquet file": (lambda: sound_parquet()[:-300], "no whole Parquet file"),
    "a Parquet file without its end": (lambda: sound_parquet()[:-4] + b"XXXX", "no whole Parquet file"),
    "a Parquet file with garbage in its pages": (
        lambda: sound_parquet()[:40] + b"\xff" * 400 + sound_parquet()[440:],
        "cannot be read",
    ),
    "half a gzip file": (lambda: gzip.compress(TIDY.encode() * 1000)[:-20], "cannot be unpacked"),
    "gzip with garbage inside": (
        lambda: gzip.compress(os.urandom(5000))[:200] + b"\0" * 4000,
        "cannot be unpacked",
    ),
    "half an XLSX": (lambda: written.xlsx({"D": written.cells(ROWS)})[:-100], "cannot be unpacked"),
    "half an XLS": (lambda: written.xls({"D": ROWS})[:2000], "is no whole Excel file"),
    "an XLS whose chain of sectors is a ring": (
        lambda: written.xls({"D": ROWS}).replace(b"\x02\0\0\0\x03\0\0\0", b"\x02\0\0\0\x01\0\0\0"),
        "no whole Excel file",
    ),
    "half a Stata file": (lambda: stata()[:300], "cannot be read as a Stata file"),
    "a cell without a place": (lambda: corner("A0"), "cannot be read as a spreadsheet"),
    "XML entities in a sheet": (
        lambda: written.xlsx({"D": ""}, more={"xl/worksheets/sheet1.xml": f"{ENTITY}{SHEET}<sheetData/></worksheet>"}),
        "declares XML entities",
    ),
    "XML entities in a workbook": (
        lambda: written.xlsx({"D": written.cells(ROWS)}, head=ENTITY),
        "declares XML entities",
    ),
    "XML entities far down in an ODS": (
        lambda: written.ods({"D": ROWS}, head=f'<?xml version="1.0"?>{" " * 9000}<!DOCTYPE x [<!ENTITY a "b">]>'),
        "declares XML entities",
    ),
    "UTF-16 that breaks off": (lambda: TIDY.encode("utf-16")[:-1], "is not whole UTF-16"),
    "a NUL byte": (lambda: b"country,year,value\nFRA,2021,3\x00\n", "not a table in a form known here"),
    "JSON of scalars": (lambda: b"[1, 2, 3]", HEADING),
    "JSON of columns of unlike lengths": (lambda: b'{"country": ["FRA", "USA"], "year": [2021]}', "holds no table"),
    "figures without a heading": (lambda: b"1,2,3\n4,5,6\n", HEADING),
    # two columns of one name
    "a heading twice": (
        lambda: b"country,year,value,value\nFRA,2021,3,4\n",
        "2 columns are called “value” (columns 3 and 4, in row 1)",
    ),
    "a year twice": (
        lambda: b"country,2020,2021,2021\nFRA,1,3,4\n",
        "2 columns are called “2021” (columns 3 and 4, in row 1)",
    ),
    "a heading twice in Parquet": (
        lambda: of_table(pa.table([["FRA"], [2021], [3.0], [4.0]], names=["country", "year", "value", "Value"])),
        "2 columns are called “value” (columns 3 and 4)",
    ),
}


def stata(**columns: Any) -> bytes:
    held = io.BytesIO()
    frame = pd.DataFrame(columns or {"country": ["FRA", "USA"], "year": [2021, 2021], "value": [3.0, 21.5]})
    frame.to_stata(held, write_index=False)
    return held.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_in_one_sentence(still: Store, tmp_path: Path, name: str) -> None:
    content, says = REFUSED[name]
    outcome = bounded(still, tmp_path, content())
    assert outcome.end == "refused", outcome
    assert says in outcome.said
    assert len(outcome.said) < 500
    assert outcome.said.endswith((".", "?", "…"))


def labelled() -> bytes:
    held = io.BytesIO()
    frame = pd.DataFrame({"country": pd.Categorical(["FRA", "USA"]), "year": [2021, 2021], "value": [3.0, 21.5]})
    frame.to_stata(held, write_index=False, value_labels=None)
    return held.getvalue()


def excel_1904() -> bytes:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in (
        ["country", "year", "value"],
        ["FRA", datetime(2021, 12, 31), 3],
        ["USA", datetime(2021, 12, 31), 21.5],
    ):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


READ: dict[str, Content] = {
    "a dimension of all a sheet has": lambda: written.xlsx(
        {"Data": f'<dimension ref="A1:XFD1048576"/>{written.cells(ROWS)}'}
    ),
    "an ODS with the blank rows and columns that programs write": lambda: written.ods(
        {
            "Data": "".join(
                "<table:table-row>"
                + "".join(map(written.ods_cell, row))
                + written.ods_cell(None, 16381)
                + "</table:table-row>"
                for row in ROWS
            )
            + repeated(written.ods_cell(None, 16384), 1048573)
        }
    ),
    "an XLS": lambda: written.xls({"Data": ROWS}),
    "UTF-16 without a mark": lambda: csv_of(ROWS).encode("utf-16-le"),
    "UTF-16 from the other end, without a mark": lambda: csv_of(ROWS).encode("utf-16-be"),
    "UTF-32": lambda: csv_of(ROWS).encode("utf-32"),
    "JSON in UTF-16": lambda: json.dumps(objects()).encode("utf-16"),
    "a sheet that is called like SQL": lambda: written.xlsx({"x'; DROP TABLE revision; --": written.cells(ROWS)}),
    "a heading that is a formula": lambda: csv_of(
        [["country", "year", '=HYPERLINK("http://x","y")'], *ROWS[1:]]
    ).encode(),
    "a heading of 100,000 characters": lambda: csv_of([["country", "year", "v" * 100_000], *ROWS[1:]]).encode(),
    "names from right to left": lambda: (
        csv_of([["country", "السنة year", "value"], *ROWS[1:]]).replace("السنة year", "year").encode()
    ),
    "decimals in Parquet": lambda: as_parquet(
        country=["FRA", "USA"], year=[2021] * 2, value=[Decimal("3.00"), Decimal("21.50")]
    ),
    "a dictionary and small floats in Parquet": lambda: of_table(
        pa.table(
            {
                "country": pa.array(["FRA", "USA"]).dictionary_encode(),
                "year": [2021.0, 2021.0],
                "value": pa.array([3, 21.5], pa.float32()),
            }
        )
    ),
    "Stata": stata,
}


def csv_of(rows: written.Rows, sign: str = ",") -> str:
    held = io.StringIO()
    csv.writer(held, delimiter=sign).writerows(rows)
    return held.getvalue()


def objects() -> list[dict[str, written.Cell]]:
    return [dict(zip(map(str, ROWS[0]), row, strict=True)) for row in ROWS[1:]]


@pytest.mark.parametrize("name", READ)
def test_a_file_that_only_looks_hostile_is_read_right(still: Store, tmp_path: Path, name: str) -> None:
    outcome = bounded(still, tmp_path, READ[name]())
    assert (outcome.end, outcome.of("error")) == ("draft", []), outcome
    assert outcome.figures == FIGURES


STOPPED: dict[str, tuple[Content, str, str]] = {
    "a quote that is not closed": (
        lambda: b'country,year,value\nFRA,2021,"3\nUSA,2021,21\nIND,2021,4\n',
        "open_quote",
        "row 2, column value: “3 USA,2021,21 IND,2021,4” is not a number (once). It runs over several lines",
    ),
    "a NUL byte far down": (
        lambda: b"country,year,value\n" + b"FRA,2021,3\n" * 1000 + b"USA,2021,4\x00\n",
        "not_a_number",
        "row 1002",
    ),
    "a heading that is SQL": (
        lambda: csv_of([['"; DROP TABLE revision; --', "year", "value"], *ROWS[1:]]).encode(),
        "columns",
        "Which column holds the countries?",
    ),
    "a country that is SQL": (
        lambda: csv_of([ROWS[0], ["'); DELETE FROM observation; --", 2021, 3]]).encode(),
        "unknown_country",
        "row 2, column country: “'); DELETE FROM observation; --” is no country known here",
    ),
    "a country that is a formula": (
        lambda: csv_of([ROWS[0], ["=cmd|' /C calc'!A0", 2021, 3]]).encode(),
        "unknown_country",
        "is no country known here",
    ),
    "a country written from right to left": (
        lambda: csv_of([ROWS[0], ["\u202eFRA\u202c", 2021, 3]]).encode(),
        "unknown_country",
        "“ FRA ” is no country known",
    ),
    "a country of 100,000 characters": (
        lambda: csv_of([ROWS[0], ["x" * 100_000, 2021, 3]]).encode(),
        "unknown_country",
        "xxx…” is no country known here",
    ),
    "a nested column": (
        lambda: as_parquet(country=["FRA"], year=[2021], value=[{"a": 1}]),
        "not_a_number",
        "row 2, column value: “{'a': 1}”",
    ),
    "a column of lists": (
        lambda: as_parquet(country=["FRA"], year=[2021], value=[[1, 2]]),
        "not_a_number",
        "row 2, column value: “[1, 2]”",
    ),
    "a nested object": (
        lambda: b'[{"country": "FRA", "year": 2021, "value": {"a": 1}}]',
        "not_a_number",
        "row 2, column value",
    ),
    "bytes that are no text": (
        lambda: as_parquet(country=[b"FRA\xff"], year=[2021], value=[3.0]),
        "unknown_country",
        "Did you mean France",
    ),
    "moments for years": (
        lambda: as_parquet(country=["FRA"], year=[datetime(2021, 12, 31)], value=[3.0]),
        "year",
        "row 2, column year: “2021-12-31 00:00:00” is not a year from 1800 to 2100 (once). It looks like a date",
    ),
    "dates for years, counted from 1904": (excel_1904, "year", "“2021-12-31” is not a year"),
    "nought for a country": (
        lambda: b"country,year,value\n,2021,3\nUSA,2021,21\n",
        "unknown_country",
        "The country is blank",
    ),
    "infinity in Parquet": (
        lambda: as_parquet(country=["FRA", "USA", "IND"], year=[2021] * 3, value=[float("inf"), float("nan"), 2.0]),
        "infinite",
        "row 2, column value: “inf” is not a number (once). A figure must be finite",
    ),
    "infinity in JSON": (
        lambda: b'[{"country": "FRA", "year": 2021, "value": Infinity}]',
        "infinite",
        "A figure must be finite",
    ),
}


@pytest.mark.parametrize("name", STOPPED)
def test_a_file_that_is_wrong_inside_has_one_error_that_says_where(still: Store, tmp_path: Path, name: str) -> None:
    content, kind, says = STOPPED[name]
    outcome = bounded(still, tmp_path, content())
    assert outcome.of("error") == [kind], outcome
    told = next(f"{where}: {message}" for level, _, where, message in outcome.findings if level == "error")
    assert says in told
    assert len(told) < 500


def test_countries_that_stata_holds_as_labelled_numbers_are_read_by_their_labels(still: Store, tmp_path: Path) -> None:
    outcome = bounded(still, tmp_path, labelled())
    assert outcome.figures == FIGURES


def test_letters_of_two_encodings_in_one_file_are_read_and_warned_of(still: Store, tmp_path: Path) -> None:
    content = "country,year,value\nCôte d’Ivoire,2021,3\n".encode() + "Türkei,2021,2\n".encode("latin-1")
    outcome = bounded(still, tmp_path, content)
    assert outcome.figures == (("CIV", 2021, 3.0), ("TUR", 2021, 2.0))
    assert [one for one in outcome.findings if one[1] == "encoding"] == [
        (
            "warning",
            "encoding",
            "row 3",
            "Some lines of the file are in UTF-8 and others, such as this one, are not: they are read as Windows-1252 "
            "(Latin-1). Look at the names with accents; where one is wrong, save the whole file as UTF-8.",
        )
    ]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("a\0b.csv", "a b.csv"),
        ("💣.csv", "💣.csv"),
        ("x" * 300, "x" * 120 + "…"),
        ("\u202egpj.csv", " gpj.csv"),
        ("/", "file"),
        ("'; DROP TABLE revision; --.csv", "'; DROP TABLE revision; --.csv"),
    ],
)
def test_a_name_is_only_ever_shown(still: Store, tmp_path: Path, name: str, called: str) -> None:
    outcome = bounded(still, tmp_path, TIDY.encode(), name)
    assert (outcome.end, outcome.name) == ("draft", called)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["handed-in"]


def test_a_link_is_followed_and_a_folder_or_a_pipe_is_no_file(still: Store, tmp_path: Path) -> None:
    (tmp_path / "real").write_text(TIDY)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    assert looked_at(still.folder, tmp_path / "link").end == "draft"
    for name, says in (
        ("", "is no file"),
        ("pipe", "is no file"),
        ("loop", "cannot be read"),
        ("gone", "cannot be read"),
    ):
        outcome = looked_at(still.folder, tmp_path / name)
        assert (outcome.end, says in outcome.said) == ("refused", True), outcome


# ---- what a cell may say


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,234.5", 1234.5),
        ("1 234", 1234),
        ("1\u00a0234\u202f567", 1234567),
        ("1'234", 1234),
        ("1’234", 1234),
        ("1,234,567", 1234567),
        ("+5", 5),
        ("5.", 5),
        (".5", 0.5),
        ("1e3", 1000),
        ("1.5E-3", 0.0015),
        (" 12 ", 12),
        ("12\u00a0", 12),
        ("0,021", 0.021),
        ("1.234,5", 1234.5),
        ("12 345,6", 12345.6),
        ("12,3", 12.3),
    ],
)
def test_a_figure_is_read_however_it_is_written(still: Store, tmp_path: Path, text: str, figure: float) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f'country,year,value\nFRA,2021,"{text}"\n', encoding="utf-8")
    with prepared(still, path, Order(indicator="gdp")) as made:
        assert errors(made) == []
        assert pd.read_parquet(made.files["gdp"])["value"].tolist() == [figure]


@pytest.mark.parametrize(
    ("text", "kind", "advice"),
    [
        ("1e400", "infinite", "A figure must be finite"),
        ("-1e400", "infinite", "A figure must be finite"),
        ("inf", "infinite", "A figure must be finite"),
        ("-Infinity", "infinite", "A figure must be finite"),
        ("0x1F", "not_a_number", "Correct it, or leave the cell blank"),
        ("1.2.3", "separators", "do not make one number"),
        ("1,23,456", "separators", "do not make one number"),
        ("12 5", "separators", "do not make one number"),
        ("1.234,567.8", "separators", "do not make one number"),
        ("12%", "percent_sign", "Take the sign out"),
        ("$12", "currency", "Take the currency out"),
        ("US$ 12", "currency", "Take the currency out"),
        ("EUR 12", "currency", "Take the currency out"),
        ("12 €", "currency", "Take the currency out"),
        ("(12)", "brackets", "write it with a minus"),
        ("12.3*", "footnote", "take the mark out"),
        ("12 (e)", "footnote", "take the mark out"),
        ("12.3¹", "footnote", "take the mark out"),
        ("12.3[a]", "footnote", "take the mark out"),
        ("12e", "footnote", "take the mark out"),
        ("<0.1", "bound", "write the figure, or leave the cell blank"),
        ("~12", "bound", "write the figure, or leave the cell blank"),
        ("=1+1", "formula_text", "save the table with the figures"),
        ("@SUM(A1)", "formula_text", "save the table with the figures"),
        ("-cmd|x", "formula_text", "save the table with the figures"),
        ("１２", "not_a_number", "Correct it"),
        ("٣", "not_a_number", "Correct it"),
        ("True", "not_a_number", "Correct it"),
        ("about 12", "not_a_number", "Correct it"),
        ("\u221212", "range", "-12 is below the lowest value"),
    ],
)
def test_what_is_no_figure_is_one_error_that_says_what_to_do(
    still: Store, tmp_path: Path, text: str, kind: str, advice: str
) -> None:
    made = draft(still, tmp_path, f'country,year,value\nUSA,2021,21\nFRA,2021,"{text}"\n')
    (found,) = errors(made)
    assert found[0] == kind
    assert advice in found[1]
    assert "row 3, column value" in found[1]


@pytest.mark.parametrize("text", ["", "..", "…", "xxx", "n/a", "-", "NaN", "\u00a0", ":", "NULL", "#N/A"])
def test_what_stands_for_no_figure_is_counted_and_never_nought(still: Store, tmp_path: Path, text: str) -> None:
    made = draft(still, tmp_path, f'country,year,value\nUSA,2021,21\nFRA,2021,"{text}"\n')
    assert (errors(made), made.missing, made.accepted) == ([], 1, 1)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("20233", "“20233” is not a year from 1800 to 2100 (once). Correct it, or take the rows out."),
        ("-5", "Correct it, or take the rows out"),
        ("2020.5", "Correct it, or take the rows out"),
        ("1e3", "Correct it, or take the rows out"),
        ("99999999999999999999", "Correct it, or take the rows out"),
        ("", "The year is blank (once)"),
        ("FY2020", "Write the year alone"),
        ("2019/20", "It is a span of years: write the one that it stands for"),
        ("2019-2020", "It is a span of years: write the one that it stands for"),
        ("2020-12-31", "It looks like a date: name the column of years, or write years"),
        ("31/12/2020", "It looks like a date: name the column of years, or write years"),
        ("44561", "It looks like a date as a spreadsheet counts days: write years"),
        ("2020M01", "It is a month or a quarter: hand in a figure for each year"),
        ("2020Q1", "It is a month or a quarter: hand in a figure for each year"),
        ("Jan-20", "It is a month or a quarter: hand in a figure for each year"),
    ],
)
def test_what_is_no_year_is_one_error_that_says_what_to_do(
    still: Store, tmp_path: Path, text: str, advice: str
) -> None:
    made = draft(still, tmp_path, f'country,year,value\nUSA,2021,21\nFRA,"{text}",3\n')
    (found,) = errors(made)
    assert found[0] == "year"
    assert advice in found[1]
    assert "row 3, column year" in found[1]


def test_a_year_with_a_nought_behind_its_point_is_a_year(still: Store, tmp_path: Path) -> None:
    made = draft(still, tmp_path, "country,year,value\nFRA,2021.0,3\nUSA,2021,21\n")
    assert (errors(made), made.accepted) == ([], 2)


def test_texts_that_are_no_figures_are_listed_twenty_times_and_then_counted(still: Store, tmp_path: Path) -> None:
    rows = "".join(f"FRA,{1990 + n},word{n}\n" for n in range(30))
    made = draft(still, tmp_path, f"country,year,value\n{rows}FRA,2021,3\n")
    assert len(made.findings) == 21
    assert str(made.findings[-1]) == (
        "error, 10 more cells hold other texts that are no numbers. Correct these first. [not_a_number]"
    )


def test_a_formula_in_a_name_does_nothing_in_an_export() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
        assert neutral(text).startswith("'")
    assert neutral("France") == "France"


def test_what_is_shown_of_a_file_is_one_short_line() -> None:
    assert shown("a\nb\u202ec\0d" + "x" * 1000, 10) == "a b c dxxx…"
    assert shown("Côte d’Ivoire") == "Côte d’Ivoire"


def test_two_who_hand_in_the_same_indicator_at_once_both_end_in_the_history_or_one_is_told(
    small_store: Store, tmp_path: Path
) -> None:
    for name, value in (("one", 2.6), ("other", 2.7)):
        (tmp_path / name).write_text(f"country,year,value\nFRA,2020,{value}\n")
    asked = Order(indicator="gdp")
    with (
        prepared(small_store, tmp_path / "one", asked) as one,
        prepared(small_store, tmp_path / "other", asked) as other,
    ):
        publish(small_store, one, at_machine("A"))
        with pytest.raises(ForesightError, match="published"):
            publish(small_store, other, at_machine("B"))
    assert [entry.who for entry in small_store.revisions()][1:] == ["A"]
    with prepared(small_store, tmp_path / "other", asked) as again:
        publish(small_store, again, at_machine("B"))
    assert [entry.who for entry in small_store.revisions()][1:] == ["A", "B"]
    assert small_store.rows("gdp", ["FRA"], first=2020)["value"].tolist() == [2.7]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(files.LARGEST + 1)
    monkeypatch.setattr(files, "_sha256", lambda path: pytest.fail("it was read"))
    with pytest.raises(IntakeError, match=r"has 500 MB; the most is 500. Split it by years"):
        files.look(tmp_path / "large")
