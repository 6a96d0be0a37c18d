"""What a reader finds on the Method page: the files of docs in chapters, and what is declared today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.catalogue import load
from foresight.projection import track_record
from pages import _method_book
from tests.pages.test_pages import ROOT, fine, opened, text

DOCS = ROOT / "docs"


def test_a_file_is_cut_at_its_headings_and_nothing_is_lost() -> None:
    book = _method_book.chapters(
        "pairs", "# Title\n\nOpening.\n\n## One, and two\n\nText.\n\n```\n## no heading\n```\n\n## Empty\n"
    )
    assert list(book) == ["pairs-introduction", "pairs-one-and-two"]
    assert book["pairs-introduction"].body == "Opening."
    assert book["pairs-one-and-two"].title == "One, and two"
    assert "## no heading" in book["pairs-one-and-two"].body


def test_tables_and_commands_are_pieces_of_their_own() -> None:
    table = "| a | **b** |\n|---|---|\n| `x` | +1 % [0, 2] |\n| | −3 |"
    body = f"Text,\n\n    foresight backtest KEY\n\n    again\n\n- one\n    going on\n\n{table}"
    assert _method_book.pieces(body) == [
        ("text", "Text,"),
        ("code", "foresight backtest KEY\n\nagain"),
        ("text", "- one\n    going on"),
        ("table", table),
    ]
    assert _method_book.grid(table) == [{"a": "x", "b": "+1 % [0, 2]"}, {"a": "", "b": "−3"}]


@pytest.mark.parametrize(("part", "name"), [("countries", "method.md"), ("pairs", "method-pairs.md")])
def test_every_heading_of_the_docs_is_a_chapter(part: str, name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    book = _method_book.chapters(part, written)
    assert [c.title for c in book.values() if c.title != "Introduction"] == re.findall(r"^## (.+)$", written, re.M)
    assert sum(len(c.body.split()) for c in book.values()) > 0.95 * len(written.split())


def test_the_page_opens_with_the_method_in_short_and_a_way_to_every_chapter(app: AppTest) -> None:
    fine(opened(app, "method"))
    short = _method_book.book()["countries-in-short"].body
    assert short in [m.value for m in app.markdown]
    labels = [button.label.removeprefix(":primary[").removesuffix("]") for button in app.button]
    assert {"Projection", "Known critiques", "Sources", "Model"} <= set(labels)
    assert f"version {track_record.VERSION}" in text(app)
    assert "Data revision 1" in text(app)


def test_every_chapter_opens_by_its_address(app: AppTest) -> None:
    fine(opened(app, "method"))
    for key, chapter in _method_book.book().items():
        app.selectbox(key="method.chapter").select(key)
        fine(app.run())
        assert app.header[0].value == chapter.title
        told = [piece for kind, piece in _method_book.pieces(chapter.body) if kind != "code"]
        assert set(told) <= {m.value for m in app.markdown}
        assert app.query_params["chapter"] in (key, [key])


def test_a_deep_link_and_the_ways_onwards_lead_to_the_chapter(app: AppTest) -> None:
    fine(opened(app, "method", chapter="countries-projection"))
    assert app.header[0].value == "Projection"
    app.button(key="method.to.countries-drivers").click()
    assert fine(app.run()).header[0].value == "Drivers"
    app.button(key="method.to.contentscontents").click()
    assert not fine(app.run()).header


def test_levers_drivers_and_targets_are_those_declared(app: AppTest) -> None:
    fine(opened(app, "method", chapter="declared"))
    levers, columns = app.table[0].value, app.table[1].value
    assert levers["Lever"].tolist() == [lever.title for lever in load().levers.values()]
    assert "Diplomacy first, Joining or leaving a forum" in columns["Lever"].tolist()
    assert "State-based conflict deaths" in columns["Made of"].tolist()
    targets = app.dataframe[0].value
    assert {"arms_trade_3y", "us_troops", "exercises_pair"} <= set(targets["Key"])
    assert "hhi_gdp" not in set(targets["Key"])


def test_an_unknown_chapter_is_left_out_and_named(app: AppTest) -> None:
    fine(opened(app, "method", chapter="countries-projections"))
    assert "“countries-projection”" in app.warning[0].value


def test_a_missing_file_is_told_in_a_sentence(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_method_book, "DOCS", tmp_path)
    opened(app, "method")
    assert not app.exception
    assert "docs/method.md is missing" in app.error[0].value
