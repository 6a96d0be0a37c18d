"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import socket
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from foresight import cli, export
from foresight.commands import app
from foresight.compiling import build
from foresight.errors import CatalogueError, ForesightError, SourceError
from foresight.people import at_machine
from foresight.store import Store
from tests.conftest import exercises, gdp


@pytest.fixture
def ask(
    small_store: Store, small_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Run a command on the small store: exit status, standard output, standard error."""
    monkeypatch.setattr(Store.open.__func__, "__defaults__", (None, small_data))

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(["--store", str(small_store.folder), *arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_indicators_prints_one_json_object_with_coverage_and_source(ask: Any) -> None:
    status, out, _ = ask("indicators", "--json")
    listed = {entry["key"]: entry for entry in json.loads(out)["indicators"]}
    assert status == 0
    pair = listed["exercises_pair"]
    assert (pair["dyadic"], pair["first_year"], pair["last_year"], pair["countries"], pair["rows"]) == (
        True,
        2009,
        2010,
        3,
        5,
    )
    assert listed["gdp"]["source"] == {
        "provider": "Example Bank", "version": "2025", "licence": "CC BY 4.0",
        "citation": "Example Bank (2025), Accounts, with a comma", "redistributable": True,
    }  # fmt: skip
    _, out, _ = ask("indicators", "--theme", "cooperation", "--json")
    assert [entry["key"] for entry in json.loads(out)["indicators"]] == ["exercises_pair"]


def test_show_takes_countries_by_code_or_name_in_either_order_of_a_pair(ask: Any) -> None:
    _, one, _ = ask("show", "exercises_pair", "--country", "India", "--partner", "usa", "--json")
    answer = json.loads(one)
    assert answer["revision"] == 1
    assert answer["rows"] == [
        {"country": "IND", "partner": "USA", "year": 2009, "value": 3.0},
        {"country": "IND", "partner": "USA", "year": 2010, "value": 4.0},
    ]
    _, out, _ = ask("show", "gdp", "--country", "FRA", "IND", "--from", "2020")
    assert out.split() == ["country", "year", "value", "FRA", "2020", "2.2", "IND", "2020", "1.5"]


def test_show_as_csv_carries_its_provenance_and_can_be_read_back(ask: Any, tmp_path: Path) -> None:
    _, out, _ = ask("show", "gdp", "--format", "csv")
    for line in ("# unit: constant 2015 US$ bn", "# licence: CC BY 4.0", "# caveat: At market exchange rates."):
        assert line in out.splitlines()
    assert "# data revision: 0001-" in out
    back = pd.read_csv(io.StringIO(out), comment="#")
    pd.testing.assert_frame_equal(back[["country", "year", "value"]], gdp(), check_dtype=False)
    assert back["country_name"].iloc[0] == "France"
    assert ask("show", "gdp", "-o", str(tmp_path / "gdp.csv")) == (0, "", "")
    assert (tmp_path / "gdp.csv").read_text(encoding="utf-8") == out


def test_show_as_parquet_keeps_figures_and_provenance(ask: Any, tmp_path: Path) -> None:
    assert ask("show", "exercises_pair", "-o", str(tmp_path / "pairs.parquet"))[0] == 0
    table = pq.read_table(tmp_path / "pairs.parquet")
    pd.testing.assert_frame_equal(table.to_pandas(), exercises(), check_dtype=False)
    assert b"citation: Example and Author (2020)" in table.schema.metadata[b"provenance"]
    status, _, err = ask("show", "gdp", "--format", "parquet")
    assert status == 1
    assert "Name a file" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "gpd"), "Did you mean gdp?"),
        (("show", "gdp", "--country", "Frnce"), "Did you mean France"),
        (("show", "gdp", "--partner", "USA"), "it has no partners"),
        (("show", "gdp", "--revision", "7"), "There is no revision 7"),
        (("show", "gdp", "--from", "2020", "--to", "2019"), "exchange them"),
        (("show", "gdp", "-o", "/nowhere/at/all.csv"), "cannot be written"),
        (("rollback", "3"), "There is no revision 3 to go back to"),
        (("project", "concentration"), "one figure for the whole world"),
        (("project", "gdp"), "eight|8 years|too few"),
        (("scenario", "show", "basline"), "Did you mean baseline"),
        (("scenario", "run", "baseline", "--set", "conflict_severity"), "Write LEVER=VALUE"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence_on_standard_error(
    ask: Any, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = ask(*arguments)
    assert (status, out) == (1, "")
    assert any(part in err for part in said.split("|"))
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [("shew",), ("show",), ("scenario",), ("show", "gdp", "--from", "then"), ()])
def test_wrong_usage_leaves_with_status_two(ask: Any, arguments: tuple[str, ...]) -> None:
    assert ask(*arguments)[0] == 2


def test_revisions_and_rollback(ask: Any, small_store: Store) -> None:
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})
    small_store.publish(row, at_machine("steward"), "corrected")
    answer = json.loads(ask("revisions", "--json")[1])
    assert answer["current"] == 2
    assert [revision["note"] for revision in answer["revisions"]] == ["The shipped tables", "corrected"]
    assert set(answer["revisions"][1]) == {
        "number", "hash", "when", "who", "note", "added", "changed", "removed", "undoes", "about"
    }  # fmt: skip
    back = json.loads(ask("rollback", "1", "--json")[1])["revision"]
    assert (back["number"], back["undoes"], back["changed"]) == (3, 2, 1)
    assert (
        json.loads(ask("show", "gdp", "--country", "USA", "--revision", "2", "--json")[1])["rows"][0]["value"] == 21.0
    )


def test_build_asks_for_the_provider_files(ask: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FORESIGHT_SOURCES", raising=False)
    assert "--sources DIR or FORESIGHT_SOURCES" in ask("build")[2]
    status, _, err = ask("build", "--sources", str(tmp_path / "nothing"))
    assert status == 1
    assert "There is no folder" in err
    assert ask("build", "--sources", str(tmp_path), "--only", "gpd")[0] == 1


def test_a_build_needs_only_the_recipes_behind_an_indicator() -> None:
    assert build.needed(["gdp_share"]) == ["economy"]
    assert build.needed(["exercises_pair", "polyarchy_change_5y"]) == ["regime", "exercises"]
    assert build.needed([]) == list(build.RECIPES)


def test_a_missing_provider_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"IdealpointsJuly2025\.dta"):
        build.compile_tables(tmp_path, ["un_ideal_point"])


def test_the_same_rows_are_written_as_the_same_bytes(small_store: Store, tmp_path: Path) -> None:
    entry = small_store.catalogue().indicator("exercises_pair")
    build.write(exercises(), entry, tmp_path / "one.parquet")
    build.write(exercises().sample(frac=1, random_state=1), entry, tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    assert pq.read_schema(tmp_path / "one.parquet").field("year").type == "int16"


def test_a_formula_in_a_text_column_is_made_harmless(small_store: Store) -> None:
    rows = pd.DataFrame({"country": ["FRA"], "year": [2020], "value": [-1.5], "note": ["=1+1"]})
    text = export.to_csv(rows, small_store.catalogue(), small_store.revision, "gdp")
    body = [line for line in text.splitlines() if not line.startswith("#")]
    read = next(csv.DictReader(body))
    assert read["note"] == "'=1+1"
    assert read["value"] == "-1.5"


def test_figures_of_a_closed_source_are_not_exported(small_store: Store) -> None:
    held = small_store.catalogue()
    closed = held.sources["bank"].model_copy(update={"terms": "closed"})
    catalogue = held.model_copy(update={"sources": {**held.sources, "bank": closed}})
    with pytest.raises(CatalogueError, match="Not for redistribution: Example Bank"):
        export.to_csv(gdp(), catalogue, small_store.revision, "gdp")


def test_serve_takes_a_free_port_and_refuses_one_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ForesightError, match="is in use"):
            app.port(taken.getsockname()[1])
    assert app.FIRST_PORT <= app.port(None) <= app.LAST_PORT
    with pytest.raises(ForesightError, match="between 1024 and 65535"):
        app.port(80)


def test_every_command_that_reads_answers_as_of_a_revision_and_names_it(ask: Any, small_store: Store) -> None:
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})
    small_store.publish(row, at_machine("steward"), "corrected")
    for option in ("--revision", "--as-of"):
        answer = json.loads(ask("show", "gdp", "--country", "USA", option, "1", "--json")[1])
        assert (answer["revision"], answer["rows"][0]["value"]) == (1, 20.0)
    answer = json.loads(ask("indicators", "--revision", "1", "--json")[1])
    assert (answer["revision"], answer["indicators"][0]["updated"]) == (1, [])
    answer = json.loads(ask("indicators", "--json")[1])
    assert answer["indicators"][0]["updated"][0]["origin"] == "corrected"
    status, out, err = ask("show", "gdp", "--country", "USA", "--revision", "1")
    assert (status, out.split()[-1]) == (0, "20.0")
    assert "Data as of revision 1" in err
    for command in (("show", "gdp"), ("indicators",), ("forums",), ("history", "gdp"), ("events",)):
        status, out, err = ask(*command, "--revision", "9")
        assert (status, out) == (1, "")
        assert "There is no revision 9. The revisions are 1 to 2." in err
    assert ask("rollback", "1", "--revision", "1")[0] == 2, "what changes something is asked about no past"


def test_history_of_a_figure_and_of_an_indicator(ask: Any, small_store: Store) -> None:
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})
    small_store.publish(row, at_machine("A. Steward"), "corrected")
    small_store.rollback(1, at_machine("B. Steward"))
    answer = json.loads(ask("history", "gdp", "--country", "usa", "--year", "2020", "--json")[1])
    assert (answer["value"], answer["revision"]) == (20.0, 3)
    steps = [(s["revision"], s["what"], s["before"], s["after"], s["who"]) for s in answer["steps"]]
    assert steps == [
        (1, "added", None, 20.0, "foresight"),
        (2, "changed", 20.0, 21.0, "A. Steward"),
        (3, "changed, by going back", 21.0, 20.0, "B. Steward"),
    ]
    past = ask("history", "gdp", "--country", "USA", "--year", "2020", "--revision", "2", "--json")[1]
    assert len(json.loads(past)["steps"]) == 2
    found = json.loads(ask("history", "gdp", "--json")[1])["revisions"]
    assert [(one["revision"], one["added"], one["changed"]) for one in found] == [(1, 5, 0), (2, 0, 1), (3, 0, 1)]
    assert "corrected" in ask("history", "gdp", "--country", "USA", "--year", "2020")[1]
    assert "No revision has held" in ask("history", "gdp", "--country", "USA", "--year", "1999")[1]
    answer = json.loads(ask("history", "exercises_pair", "--country", "IND", "--partner", "FRA", "--year", "2009",
                            "--json")[1])  # fmt: skip
    assert (answer["partner"], answer["value"]) == ("FRA", 1.0)
    for arguments, said in (
        (("--country", "USA"), "Name both"),
        (("--country", "USA", "--partner", "FRA", "--year", "2020"), "it has no partners"),
        (("--country", "Atlntis", "--year", "2020"), "Atlntis"),
    ):
        status, _, err = ask("history", "gdp", *arguments)
        assert status == 1
        assert said in err
    assert "Name the other country" in ask("history", "exercises_pair", "--country", "USA", "--year", "2010")[2]


def test_two_revisions_are_told_apart(ask: Any, small_store: Store) -> None:
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})
    small_store.publish(row, at_machine("steward"), "corrected")
    answer = json.loads(ask("diff", "1", "2", "--json")[1])
    assert answer["indicators"] == [{"indicator": "gdp", "added": 0, "changed": 1, "removed": 0, "countries": 1}]
    answer = json.loads(ask("diff", "2", "1", "--indicator", "gdp", "--json")[1])
    assert answer["rows"] == [{"country": "USA", "year": 2020, "before": 21.0, "after": 20.0}]
    assert "21.0" in ask("diff", "1", "2", "--indicator", "gdp")[1]
    assert "There is no revision 7" in ask("diff", "1", "7")[2]
    assert "Did you mean gdp" in ask("diff", "1", "2", "--indicator", "gpd")[2]


def test_show_as_a_workbook_keeps_numbers_numbers_and_its_provenance(ask: Any, tmp_path: Path) -> None:
    assert ask("show", "gdp", "-o", str(tmp_path / "gdp.xlsx")) == (0, "", "")
    book = openpyxl.load_workbook(tmp_path / "gdp.xlsx")
    rows = list(book["Figures"].iter_rows(values_only=True))
    assert rows[0] == ("country", "year", "value", "country_name")
    assert rows[1] == ("FRA", 2019, 2.5, "France")
    about = list(book["About"].iter_rows(values_only=True))
    assert ("licence", "CC BY 4.0") in about
    assert "Name a file" in ask("show", "gdp", "--format", "xlsx")[2]


def test_closed_figures_are_printed_for_the_screen_and_refused_as_a_file(
    ask: Any, small_store: Store, tmp_path: Path
) -> None:
    held = small_store.catalogue()
    source = held.sources["bank"].model_copy(update={"terms": "closed"})
    catalogue = held.model_copy(update={"sources": {**held.sources, "bank": source}})
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})
    small_store.publish(row, at_machine("steward"), "closed", catalogue=catalogue)
    for revision in ("1", "2"):
        answer = json.loads(ask("show", "gdp", "--json", "--revision", revision)[1])
        assert answer["rows"]
        assert not answer["redistributable"]
        assert "Example Bank" in answer["refused_in_exports"]
        for ending in ("csv", "xlsx", "parquet", "json", "txt"):
            path = tmp_path / f"gdp.{ending}"
            status, out, err = ask("show", "gdp", "-o", str(path), "--revision", revision)
            assert (status, out, path.exists()) == (1, "", False)
            assert "Not for redistribution: Example Bank, Example Accounts (licence: CC BY 4.0)" in err
        assert ask("show", "gdp", "--format", "csv", "--revision", revision)[0] == 1
    assert "Not for redistribution" in ask("show", "gdp")[1]
    small_store.rollback(1, at_machine("steward"))
    assert ask("show", "gdp", "-o", str(tmp_path / "gdp.csv"))[0] == 0, "going back opened it again"


def test_no_text_of_a_file_begins_a_formula_in_a_spreadsheet(small_store: Store) -> None:
    held = small_store.catalogue()
    source = held.sources["bank"].model_copy(update={"citation": 'Bank,=HYPERLINK("x"),"+1",and -1'})
    catalogue = held.model_copy(update={"sources": {**held.sources, "bank": source}})
    starts = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"]
    rows = pd.DataFrame({"country": "FRA", "year": 2020, "value": -1.5, "=name": starts})
    text = export.to_csv(rows, catalogue, small_store.revision, "gdp")
    for line in csv.reader(io.StringIO(text)):
        assert not [cell for cell in line if cell.startswith(("=", "+", "@", "\t", "\r", "＝"))]
        assert [cell for cell in line if cell.startswith("-")] in ([], ["-1.5"])
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(rows, catalogue, small_store.revision, "gdp")))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells if cell.value == -1.5 and cell.data_type == "n"] == [-1.5] * 7
