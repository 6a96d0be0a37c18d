"""Every form of file that test_intake.py does not have: the same table comes out of each."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from foresight.intake import files, sheets
from foresight.intake.findings import IntakeError
from foresight.intake.line import Draft, Order, prepared
from foresight.store import Store
from foresight.store.staging import Staging
from tests import written

LONG: written.Rows = [["Country", "Year", "Value"], ["France", 2021, 3.5], ["Côte d’Ivoire", 2021, 0.25]]
WIDE: written.Rows = [["Country", "2020", "2021"], ["France", None, 3.5], ["Côte d’Ivoire", None, 0.25]]
ABOVE: written.Rows = [["Made in May 2026"], [], ["In constant prices", None, "see notes"]]
BELOW: written.Rows = [[], ["Source: the bank"], ["1) revised"]]
FIGURES = [["CIV", 2021, 0.25], ["FRA", 2021, 3.5]]


def read(store: Store, path: Path, **asked: object) -> Draft:
    with prepared(store, path, Order(indicator="gdp", **asked)) as draft:  # type: ignore[arg-type]
        assert not draft.stopped, [str(one) for one in draft.findings]
        assert pd.read_parquet(draft.files["gdp"]).sort_values("country").to_numpy().tolist() == FIGURES
        return draft


def put(folder: Path, content: bytes) -> Path:
    path = folder / "handed in"
    path.write_bytes(content)
    return path


def text(rows: Sequence[Sequence[written.Cell]], sign: str, comma: bool = False) -> str:
    def cell(value: written.Cell) -> str:
        said = "" if value is None else str(value)
        return said.replace(".", ",") if comma and isinstance(value, float) else said

    return "\r\n".join(sign.join(map(cell, row)) for row in rows) + "\r\n"


@pytest.mark.parametrize("rows", [LONG, WIDE, [*ABOVE, *LONG, *BELOW], [*ABOVE, *WIDE, *BELOW]],
                         ids=["long", "wide", "long with notes", "wide with notes"])  # fmt: skip
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("comma", [False, True], ids=["point", "comma"])
def test_text_of_any_delimiter_and_decimal_sign(
    small_store: Store, tmp_path: Path, rows: written.Rows, sign: str, comma: bool
) -> None:
    if sign == "," and comma:
        content = text([[str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row]
                        for row in rows], "\t").replace("\t", '","').replace("\r\n", '"\r\n"')  # fmt: skip
        content = f'"{content}'.removesuffix('"')
    else:
        content = text(rows, sign, comma)
    read(small_store, put(tmp_path, content.encode()))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_text_of_any_encoding(small_store: Store, tmp_path: Path, encoding: str, packed: bool) -> None:
    content = text(LONG, ";", comma=True).encode(encoding)
    draft = read(small_store, put(tmp_path, gzip.compress(content) if packed else content))
    assert [one.kind for one in draft.findings if one.kind == "encoding"] == ["encoding"] * (encoding == "cp1252")


@pytest.mark.parametrize("rows", [LONG, WIDE, [*ABOVE, *LONG, *BELOW], [*ABOVE, *WIDE, *BELOW]],
                         ids=["long", "wide", "long with notes", "wide with notes"])  # fmt: skip
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_spreadsheets_of_three_forms(small_store: Store, tmp_path: Path, rows: written.Rows, form: str) -> None:
    write = {"xls": written.xls, "ods": written.ods, "xlsx": lambda book: written.xlsx({"Data": written.cells(rows)})}
    path = put(tmp_path, write[form]({"Data": rows}))  # type: ignore[operator]
    assert files.look(path).format == form
    assert read(small_store, path).sheet == "Data"


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_one_of_several_sheets_is_chosen_by_name_in_every_form(small_store: Store, tmp_path: Path, form: str) -> None:
    if form == "xlsx":
        content = written.xlsx({name: written.cells(rows) for name, rows in {"Notes": BELOW, "Data": LONG}.items()})
    else:
        content = (written.xls if form == "xls" else written.ods)({"Notes": BELOW, "Data": LONG})
    path = put(tmp_path, content)
    with (
        pytest.raises(IntakeError, match=r"has 2 sheets. Say which is meant with --sheet: Notes, Data"),
        prepared(small_store, path, Order(indicator="gdp")),
    ):
        pass
    assert read(small_store, path, sheet="Data").sheet == "Data"


def test_a_hidden_sheet_of_an_xls_is_marked(tmp_path: Path) -> None:
    file = files.look(put(tmp_path, written.xls({"Data": LONG, "Old": LONG}, hidden=["Old"])))
    assert [(sheet.name, sheet.hidden) for sheet in sheets.sheets(file)] == [("Data", False), ("Old", True)]


@pytest.mark.parametrize("rows", [LONG, WIDE], ids=["long", "wide"])
@pytest.mark.parametrize("form", ["parquet", "stata", "json of rows", "json of columns", "json under data"])
def test_tables_of_other_programs(small_store: Store, tmp_path: Path, rows: written.Rows, form: str) -> None:
    frame = pd.DataFrame(rows[1:], columns=[str(name) for name in rows[0]])
    frame = frame.astype({name: float for name in frame.columns if name not in ("Country", "Year")})
    path = tmp_path / "file"
    if form == "parquet":
        frame.to_parquet(path)
    elif form == "stata":
        named = frame.rename(columns={"2020": "y2020", "2021": "y2021"})
        named.to_stata(path, write_index=False, version=118)
    else:
        listed = json.loads(frame.to_json(orient="records"))
        content = {"json of rows": listed, "json under data": {"data": listed}}.get(form, frame.to_dict("list"))
        path.write_text(json.dumps(content))
    read(small_store, path)


def test_whole_numbers_of_a_spreadsheet_have_no_decimals_and_dates_are_days(tmp_path: Path) -> None:
    path = put(tmp_path, written.xls({"Data": [["a", "b"], [2021, 0.1]]}))
    file = files.look(path)
    with Staging(tmp_path) as staging:
        assert sheets.load(file, sheets.sheets(file)[0], staging).rows == 2
        assert staging.head(5) == [["a", "b"], ["2021", "0.1"]]
