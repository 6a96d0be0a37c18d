"""The page Forums: each chapter answers, follows the selection, gives its address back and forgives a wrong one."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli, events
from pages import _forums_events
from tests.pages.test_pages import drawn, figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)


def titles(app: AppTest) -> str:
    return " ".join(figure["layout"]["title"]["text"] for figure in figures(app)).replace("<br>", " ")  # type: ignore[index]


def test_members_are_mapped_counted_and_have_a_bar_each(app: AppTest) -> None:
    fine(opened(app, "forums", forum="nato", year="1990"))
    assert "NATO had 16 members at the end of 1990" in text(app)
    coloured = drawn(app, "choropleth")[0]
    of = dict(zip(coloured["locations"], coloured["z"], strict=True))  # type: ignore[call-overload]
    assert (of["ESP"], of["POL"]) == (1, 0)
    assert len(drawn(app, "bar")[0]["y"]) == 32  # type: ignore[arg-type]
    assert "North Atlantic Treaty, Washington, 4 April 1949" in text(app)
    app.selectbox(key="forums.forum").select("ecowas")
    fine(app.run())
    assert "ECOWAS had 16 members at the end of 1990" in text(app)
    assert any(bar["marker"]["pattern"]["shape"] == "/" and bar["y"] for bar in drawn(app, "bar"))  # type: ignore[index]
    app.selectbox(key="forums.forum").select("quad")
    assert "The Quad did not exist in 1990" in text(fine(app.run()))


def test_a_large_forum_has_a_table_of_its_members(app: AppTest) -> None:
    fine(opened(app, "forums", forum="un"))
    assert not drawn(app, "bar")
    assert len(app.dataframe[0].value) >= 193
    assert app.dataframe[0].value["Reference"].str.len().min() > 10


@pytest.mark.parametrize(
    ("tie", "lines", "last"),
    [
        ("un_agreement", {"Among members", "All pairs", "With outsiders"}, "2025"),
        ("un_agreement_arms_control", {"Among members", "All pairs", "With outsiders"}, "2025"),
        ("exercises_pair", {"Observed", "By activity", "By size"}, "2010"),
        ("agreements_in_force_pair", {"Observed", "By activity", "By size"}, "2010"),
    ],
)
def test_cohesion_stands_beside_what_it_is_held_against(app: AppTest, tie: str, lines: set[str], last: str) -> None:
    fine(opened(app, "forums", chapter="cohesion", forum="asean", tie=tie))
    assert {trace["name"] for trace in drawn(app, "scatter") if trace.get("mode") != "none"} == lines
    assert f"Last year observed: {last}" in text(app)
    assert len(app.metric) == 4
    assert not CLAIMS.search(text(app))


def test_a_forum_younger_than_the_data_says_so_in_a_sentence(app: AppTest) -> None:
    fine(opened(app, "forums", chapter="cohesion", forum="aukus", tie="exercises_pair"))
    assert "The figures run from 1980 to 2010" in app.info[0].value
    fine(opened(app, "forums", chapter="cohesion", forum="un", tie="exercises_pair"))
    assert "no outside" in text(app)


def test_forums_are_compared_by_the_measure_asked_for(app: AppTest) -> None:
    fine(opened(app, "forums", **{"chapter": "compare", "forums": "nato,csto", "from": "2000", "to": "2023"}))
    assert {trace["name"] for trace in drawn(app, "scatter")} == {"NATO", "CSTO"}
    assert app.table[0].value["Forum"].tolist() == ["NATO", "CSTO"]
    assert app.table[0].value["Year"].tolist() == ["2023", "2023"]
    app.selectbox(key="forums.measure").select("forum_exercises_ratio")
    fine(app.run())
    assert "Exercises inside the forum against chance" in titles(app)
    assert app.table[0].value["Year"].tolist() == ["2010", "2010"]
    app.multiselect(key="forums.forums").set_value([])
    assert "at least one forum" in fine(app.run()).info[0].value


def test_overlap_is_a_matrix_a_list_and_one_forum_against_the_others(app: AppTest) -> None:
    fine(opened(app, "forums", chapter="overlap", forum="sco", year="2025"))
    assert drawn(app, "heatmap")
    assert len(app.table[0].value) == 12
    assert "of the members of the SCO also belong to" in text(app)
    first = app.table[0].value["Forums"].tolist()
    app.selectbox(key="forums.show").select("jaccard")
    assert fine(app.run()).table[0].value["Forums"].tolist() != first
    app.selectbox(key="forums.forum").select("un")
    assert "Nearly every state belongs to the UN" in fine(app.run()).info[0].value


def test_on_a_telephone_the_overlaps_are_a_list(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages._page.narrow", lambda: True)
    fine(opened(app, "forums", chapter="overlap"))
    assert not drawn(app, "heatmap")
    assert len(app.dataframe[0].value) == 12


def test_partners_outside_are_ranked_and_none_of_them_is_a_member(app: AppTest) -> None:
    fine(opened(app, "forums", chapter="partners", forum="nato", year="2010"))
    assert "joint exercises with members, 2006 to 2010" in text(app)
    shown = " ".join(str(label) for label in drawn(app, "bar")[0]["y"])  # type: ignore[attr-defined]
    assert "Ukraine" in shown
    assert "United States" not in shown
    app.selectbox(key="forums.tie").select("un_agreement")
    assert "cast alike with members, 2010" in text(fine(app.run()))
    app.slider(key="forums.year.all").set_value(1948)
    assert "Nobody belonged to NATO" in fine(app.run()).info[0].value


def test_the_timeline_shows_the_events_asked_for_and_lists_them_with_references(app: AppTest) -> None:
    fine(opened(app, "forums", **{"chapter": "events", "lanes": "shangri_la", "from": "2002", "to": "2025"}))
    assert "22 events from 2002 to 2025" in text(app)
    assert "International Institute for Strategic Studies" in text(app)
    assert "neither the documents nor their addresses were opened" in app.warning[0].value
    app.multiselect(key="forums.lanes").set_value(["nato"])
    assert "NATO summit, Madrid 2022" in text(fine(app.run()))
    app.multiselect(key="forums.lanes").set_value(["five_eyes"])
    assert "No event of this selection" in fine(app.run()).info[0].value


def test_the_file_of_events_names_every_reference() -> None:
    found = events.events_of(forums=["quad"])
    said, table = _forums_events._file(found).split("\n", 1)
    assert said == f"# mind: {events.UNOPENED}"
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["key"] for row in rows] == [event.key for event in found]
    assert all(row["reference"] and row["checked"] == "knowledge" for row in rows)


def test_nonsense_in_the_address_is_left_out_and_the_page_says_so(app: AppTest) -> None:
    fine(opened(app, "forums", **{"chapter": "cohesion", "forum": "natto", "tie": "<b>", "from": "x", "to": "9999"}))
    said = app.warning[0].value
    for part in ("“natto”", "“nato”", "“<b>”", "“x”", "“9999”"):
        assert part in said, part
    assert app.selectbox(key="forums.forum").value == "nato"
    fine(opened(app, "forums", chapter="everything", forums="a,b,nato"))
    assert "“everything”" in app.warning[0].value


def test_the_address_gives_the_page_back(app: AppTest) -> None:
    address = {"chapter": "cohesion", "forum": "gcc", "tie": "un_agreement_arms_control", "from": "1990", "to": "2010"}
    fine(opened(app, "forums", **address))
    assert not app.warning
    assert {name: "".join(app.query_params[name]) for name in address} == address
    assert "Agreement on arms control within the forum, GCC" in titles(app)


def test_the_command_line_gives_the_figures_of_the_page(app: AppTest, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "forums", chapter="cohesion", forum="sco"))
    assert cli.main(["forums", "sco", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["forums"]["sco"]
    assert next(sentence for sentence in told["sentences"] if "their common votes (" in sentence) in text(app)
    assert told["cohesion"]["un_agreement"][0]["pairs"] == 45
    fine(opened(app, "forums", chapter="compare", forums="sco"))
    shown = app.table[0].value.iloc[0]
    assert shown["Above all pairs"] == f"+{told['cohesion']['un_agreement'][0]['lead']:.1f} points"
    assert cli.main(["forums", "sco"]) == 0
    assert told["sentences"][0] in capsys.readouterr().out


def test_what_cannot_be_asked_of_a_shell_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for asked, said in (
        (["forums", "natto"], "nato"),
        (["forums", "nato", "--year", "1900"], "1945 to 2025"),
        (["forums", "--against", "sco"], "Name the forum"),
        (["events", "--forum", "foo"], "shangri_la"),
        (["events", "--country", "Germny"], "Germany"),
    ):
        assert cli.main(asked) == 1
        assert said in capsys.readouterr().err
    assert cli.main(["events", "--country", "USA", "IND", "--from", "1995", "--to", "1995", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["events"]
    assert [event["key"] for event in found] == ["us_india_minute_1995"]
