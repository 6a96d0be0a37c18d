"""The steward's line: a file of any form becomes a revision, or one clear sentence."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from foresight import cli
from foresight.errors import ForesightError
from foresight.intake import files, headings
from foresight.intake.findings import IntakeError
from foresight.intake.line import Draft, Order, declared, prepared, publish
from foresight.people import at_machine
from foresight.store import Store

TIDY = "country,year,value\nFRA,2021,30\nUSA,2021,21\n"


def put(folder: Path, content: str | bytes, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def draft(store: Store, path: Path, **asked: Any) -> Draft:
    with prepared(store, path, Order(**{"indicator": "gdp", **asked})) as made:
        return made


def kinds(made: Draft, level: str = "error") -> list[str]:
    return [one.kind for one in made.findings if one.level == level]


def taken(store: Store, path: Path, **asked: Any) -> list[list[object]]:
    """What stands in the store of the indicator after the file, whatever warnings it has."""
    with prepared(store, path, Order(**{"indicator": "gdp", **asked})) as made:
        accepted = {one.kind: "as told" for one in made.findings}
    with prepared(store, path, Order(**{"indicator": "gdp", "accepted": accepted, **asked})) as made:
        assert not made.stopped, [str(one) for one in made.findings]
        publish(store, made, at_machine("steward"))
    return store.rows(asked.get("indicator") or "gdp", first=2021).to_numpy().tolist()


FIGURES = [["FRA", 2021, 30.0], ["USA", 2021, 21.0]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", TIDY),
        ("semicolons.csv", "Land;Jahr;Wert\nFrankreich;2021;30,0\nVereinigte Staaten;2021;21,0\n"),
        ("tabs.tsv", "Entity\tCode\tYear\tgdp\nFrance\tFRA\t2021\t30\nUnited States\tUSA\t2021\t21\n"),
        ("bom.csv", b"\xef\xbb\xbf" + TIDY.encode()),
        ("utf16.csv", TIDY.encode("utf-16")),
        ("latin.csv", "Pays;Année;Valeur\nFrance;2021;30\nÉtats-Unis;2021;21\n".encode("latin-1")),
        ("packed.csv.gz", gzip.compress(TIDY.encode())),
        (
            "wide.csv",
            "Country Name,Country Code,2020 [YR2020],2021 [YR2021]\nFrance,FRA,..,30\nUnited States,USA,,21\n",
        ),
        (
            "notes.csv",
            "Made on 1 November\n\nCountry,Year,Value\nFrance,2021,30\nUnited States,2021,21\nSource: the bank\n",
        ),
        ("thousands.csv", 'iso3,year,value\nFRA,2021,"30"\nUSA,2021,"0,021"\n'.replace("0,021", "21")),
        (
            "rows.json",
            json.dumps([{"iso3": "FRA", "year": 2021, "value": 30}, {"iso3": "USA", "year": 2021, "value": 21}]),
        ),
    ],
)
def test_the_same_figures_come_out_of_every_form_of_text(
    small_store: Store, tmp_path: Path, name: str, content: str | bytes
) -> None:
    assert taken(small_store, put(tmp_path, content, name)) == FIGURES


def test_spreadsheets_parquet_and_stata_give_the_same_figures(small_store: Store, tmp_path: Path) -> None:
    frame = pd.DataFrame({"iso3": ["FRA", "USA"], "year": [2021, 2021], "value": [30.0, 21.0]})
    frame.to_excel(tmp_path / "a.xlsx", index=False, startrow=3, sheet_name="Data")
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_stata(tmp_path / "a.dta", write_index=False)
    for name in ("a.parquet", "a.dta", "a.xlsx"):
        assert taken(small_store, tmp_path / name) == FIGURES


def test_a_sheet_is_asked_for_where_there_are_several_and_a_hidden_one_is_warned_of(
    small_store: Store, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for name, hidden in (("Notes", False), ("Data", False), ("Old", True)):
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for row in (("country", "year", "value"), ("FRA", 2021, "=10*3")):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(IntakeError, match=r"has 2 sheets.*Notes, Data"):
        draft(small_store, tmp_path / "book.xlsx")
    with pytest.raises(IntakeError, match=r"no sheet “Dta”.*Did you mean Data"):
        draft(small_store, tmp_path / "book.xlsx", sheet="Dta")
    old = draft(small_store, tmp_path / "book.xlsx", sheet="Old")
    assert "hidden_sheet" in kinds(old, "warning")
    assert "formulas" in kinds(old, "note")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 and so on", "is a PDF"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"   \n \n", "nothing but blanks"),
        (b"a\x00b\x00\x01\x02", "not a table"),
        (b"PK\x03\x04 but not whole", "cannot be unpacked"),
        (b"PAR1 but not whole", "no whole Parquet file"),
        (b"{not json", "not valid JSON"),
        (b"country,year,value\n", "no row under it"),
        (b"1,2,3\n4,5,6\n", "No row can be told for the heading"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    small_store: Store, tmp_path: Path, content: bytes, says: str
) -> None:
    with pytest.raises(ForesightError, match=says):
        draft(small_store, put(tmp_path, content, "in.xlsx"))


def test_a_bomb_and_entities_are_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    with pytest.raises(IntakeError, match="would unpack to"):
        files.look(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(tmp_path / "entity.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(IntakeError, match="XML entities"):
        files.look(tmp_path / "entity.xlsx")
    bomb = put(tmp_path, gzip.compress(b"0" * 600_000_000, 9), "bomb.csv.gz")
    with pytest.raises(IntakeError, match="far more than its size"):
        files.look(bomb, into=tmp_path)
    assert files.look(put(tmp_path, TIDY), name="../../etc/passwd").name == "passwd"


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        ("country,year,value\nFRA,2021,<0.1\n", "bound", "row 2, column value: “<0.1” is not a number"),
        ("country,year,value\nFRA,2021,12%\n", "percent_sign", "Take the sign out"),
        ("country,year,value\nFRA,2021,inf\n", "infinite", "must be finite"),
        ("country,year,value\nFRA,2021,abc\n", "not_a_number", "“abc” is not a number"),
        ("country,year,value\nFRA,20233,1\n", "year", "“20233” is not a year"),
        ("country,year,value\nFRA,2021-05-01,1\n", "year", "looks like a date"),
        ("country,year,value\nFRA,2021,-1\n", "range", "below the lowest"),
        ("country,year,value\nFRA,2021,1\nFRA,2021,2\n", "duplicate", "stands 2 times"),
        ("country,year,value\nFrnce,2021,1\n", "unknown_country", "Did you mean France"),
        ("ccode2,year,value\nFRA,2021,1\n", "columns", "Which column holds the countries"),
        ("country,value\nFRA,1\n", "columns", "Which column holds the years"),
        ("country,year,a,b\nFRA,2021,1,2\n", "columns", "Candidates: a, b"),
        ("country,year,value\nFRA,2020,12000\nUSA,2020,20000\n", "unit", "1,000 times larger"),
        ("country,year,value\nFRA,2021,..\n", "no_rows", "No figure is left"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(
    small_store: Store, tmp_path: Path, content: str, kind: str, says: str
) -> None:
    held = small_store.rows("gdp").set_index(["country", "year"])["value"]
    content = content.replace("12000", f"{held['FRA', 2020] * 1000}").replace("20000", f"{held['USA', 2020] * 1000}")
    made = draft(small_store, put(tmp_path, content))
    found = next(one for one in made.findings if one.kind == kind)
    assert found.level == "error"
    assert says in str(found)
    with pytest.raises(IntakeError, match="has errors"):
        publish(small_store, made, at_machine("steward"))
    assert small_store.revision.number == 1


def test_a_comma_in_a_file_cut_at_semicolons_stands_before_decimals(small_store: Store, tmp_path: Path) -> None:
    one = put(tmp_path, "country;year;value\nFRA;2021;6,123\nUSA;2021;1,5e-05\n")
    assert taken(small_store, one) == [["FRA", 2021, 6.123], ["USA", 2021, 1.5e-05]]
    thousands = put(tmp_path, 'country,year,value\nFRA,2021,"6,123"\nUSA,2021,21.5\n')
    assert taken(small_store, thousands) == [["FRA", 2021, 6123.0], ["USA", 2021, 21.5]]


def test_two_who_declare_new_indicators_at_once_both_have_theirs(small_store: Store, tmp_path: Path) -> None:
    def with_one(key: str) -> Any:
        told = {
            "key": key,
            "title": key.title(),
            "theme": "cooperation",
            "unit": "x",
            "description": "x",
            "source": "bank",
        }
        return declared({"indicator": told}, start)[0]

    start = small_store.catalogue()
    one, other = with_one("envoys"), with_one("visits")
    taken(small_store, put(tmp_path, TIDY), indicator="envoys", catalogue=one)
    taken(small_store, put(tmp_path, TIDY), indicator="visits", catalogue=other)
    assert {"envoys", "visits"} <= set(small_store.catalogue().indicators)


def test_missing_figures_are_counted_and_never_become_nought(small_store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, "country,year,value\nFRA,2021,..\nUSA,2021,21\nIND,2021,\n")
    assert draft(small_store, path).missing == 2
    assert taken(small_store, path) == [["USA", 2021, 21.0]]


def test_a_warning_waits_for_an_answer_and_the_answer_is_kept_with_the_file_s_name(
    small_store: Store, tmp_path: Path
) -> None:
    held = small_store.rows("gdp")
    path = put(tmp_path, "country,year,value\n" + "".join(f"{c},{y},{v * 1.3}\n" for c, y, v in held.to_numpy()))
    made = draft(small_store, path)
    assert "revised" in kinds(made, "warning")
    with pytest.raises(IntakeError, match="nobody has answered for"):
        publish(small_store, made, at_machine("steward"))
    taken(small_store, path, note="Rebased")
    about = json.loads(small_store.revision.about)
    assert (about["file"], about["accepted"]["revised"], len(about["sha256"])) == ("in.csv", "as told", 64)
    assert (small_store.revision.note, small_store.revision.who) == ("Rebased", "steward")


def test_merging_removes_nothing_and_replacing_lists_what_goes(small_store: Store, tmp_path: Path) -> None:
    path, before = put(tmp_path, TIDY), len(small_store.rows("gdp"))
    taken(small_store, path)
    assert len(small_store.rows("gdp")) == before + 2
    made = draft(small_store, path, replace=True)
    assert made.changes[0].removed == before
    assert f"removes {before} published figures" in str(made.findings)
    taken(small_store, path, replace=True)
    assert small_store.rows("gdp").to_numpy().tolist() == FIGURES
    back = small_store.rollback(1, at_machine())
    assert back.hash == small_store.revisions()[0].hash


def test_decisions_about_countries_and_columns_are_remembered_for_the_next_release(
    small_store: Store, tmp_path: Path
) -> None:
    first = "Who,When,How much\nGaul,2021,30\nUSA,2021,21\n"
    roles = {"Who": "country", "When": "year", "How much": "value"}
    assert "columns" in kinds(draft(small_store, put(tmp_path, first)))
    assert taken(small_store, put(tmp_path, first), columns=roles, countries={"Gaul": "FRA"}) == FIGURES
    again = put(tmp_path, first.replace("2021", "2022"), "next.csv")
    with prepared(small_store, again, Order()) as made:
        assert [one.kind for one in made.findings] == ["coverage"]  # India is published and not in the file
        assert [(c.indicator, c.added) for c in made.changes] == [("gdp", 2)]


def test_pairs_are_turned_and_their_partner_is_asked_for(small_store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, "state1,state2,year,value\nUSA,IND,2021,5\n")
    assert taken(small_store, path, indicator="exercises_pair") == [["IND", "USA", 2021, 5.0]]
    alone = draft(small_store, put(tmp_path, TIDY), indicator="exercises_pair")
    assert "which column holds the other country" in str(alone.findings)


def test_several_indicators_side_by_side_and_in_a_column(small_store: Store, tmp_path: Path) -> None:
    wide = put(tmp_path, "iso3,year,gdp,other\nFRA,2021,30,1\nUSA,2021,21,2\n")
    roles = {"gdp": "value:gdp", "other": "ignore"}
    assert taken(small_store, wide, indicator=None, columns=roles) == FIGURES
    long = put(tmp_path, "iso3,year,indicator,value\nFRA,2022,gdp,31\nFRA,2022,gpd,1\n")
    made = draft(small_store, long, indicator=None)
    assert "“gpd” is no indicator known here. Did you mean gdp" in str(made.findings)


def test_a_new_indicator_is_declared_with_its_source_and_published_with_its_figures(
    small_store: Store, tmp_path: Path
) -> None:
    meta = {
        "source": {
            "key": "own", "title": "Own count", "provider": "Ministry", "version": "1", "licence": "internal",
            "citation": "Ministry (2026)", "url": "https://example.org", "retrieved": "2026-11-01", "terms": "closed",
        },
        "indicator": {
            "key": "envoys", "title": "Defence envoys", "theme": "cooperation", "unit": "envoys",
            "description": "Sent.",
        },
    }  # fmt: skip
    catalogue, indicator = declared(meta, small_store.catalogue())
    assert taken(small_store, put(tmp_path, TIDY), indicator=indicator.key, catalogue=catalogue) == FIGURES
    assert small_store.catalogue().redistributable("envoys") is False
    del meta["indicator"]["unit"]
    with pytest.raises(IntakeError, match="unit: Field required"):
        declared(meta, small_store.catalogue())


def test_numbers_that_may_be_codes_of_several_systems_are_asked_about(small_store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, "id,year,value\n20,2021,21\n100,2021,30\n")
    made = draft(small_store, path, columns={"id": "country"})
    assert "code_system" in kinds(made)
    assert taken(small_store, path, columns={"id": "country"}, system="cow") == [
        ["CAN", 2021, 21.0],
        ["COL", 2021, 30.0],
    ]


def test_the_command_prints_what_was_found_and_published(
    small_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken(small_store, put(tmp_path, TIDY))  # a store that nothing was published on is made anew from the shipped data
    path = put(tmp_path, TIDY.replace("2021", "2022"))
    asked = ["--store", str(small_store.folder), "ingest", str(path), "--as", "gdp", "--json"]
    assert cli.main([*asked, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["rows"]["added"], told["revision"]) == ("dry-run", 2, None)
    put(tmp_path, TIDY.replace("30", "x"))
    assert cli.main(asked) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "refused"
    assert cli.main([*asked[:-1], "--map", "valu=value"]) == 1
    assert "no column “valu”. Did you mean value" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2020", 2020),
        ("YR2020", 2020),
        ("2020 [YR2020]", 2020),
        ("2020.0", 2020),
        ("X1999", 1999),
        ("20201", None),
        ("a", None),
    ],
)
def test_a_column_name_that_is_a_year(name: str, year: int | None) -> None:
    assert headings.year_of(name) == year
