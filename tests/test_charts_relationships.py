"""Pictures and sentences of two states: what stands where, and what is said where nothing is observed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight import events
from foresight.catalogue import load
from foresight.charts import relationships, relationships_lanes, relationships_lines, relationships_model
from foresight.charts import relationships_words as words
from foresight.charts.relationships import Cell, Group, Lane, Mark
from foresight.charts.relationships_lines import Course, Panel
from foresight.charts.theme import Caption
from foresight.measures.relationship import Activity, Dossier, persistence
from foresight.measures.relationship_moves import MOVES, Difference, Told
from foresight.measures.relationship_shocks import Passage, Shock

SAID = Caption("Title", "unit", "Source: nobody.", 2010, "1 (abc)")
CATALOGUE = load()
NAMES = {"FRA": "France", "USA": "United States"}
NONE = pd.DataFrame({"forum": [], "joined": pd.Series([], dtype="Int64"), "left": pd.Series([], dtype="Int64")})


def valid(figure: go.Figure) -> dict[str, list[dict[str, object]]]:
    """The figure, read back through plotly's own validation."""
    go.Figure(figure.to_dict())
    found: dict[str, list[dict[str, object]]] = figure.to_dict()
    return found


def series(values: dict[int, float]) -> pd.Series:
    return pd.Series(values, dtype="float64")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("narrow", [False, True])
def test_cells_tell_none_from_not_observed_and_stay_within_the_years_shown(dark: bool, narrow: bool) -> None:
    lane = relationships_lanes.counted("Exercises", series({2008: 0, 2009: 3, 2010: 1}), "exercise", "exercises")
    forum = Lane("Quad", (Cell(1990, 2009, 1.0, "both"),), (Mark(2011.5, "late"), Mark(2009.2, "in time")))
    figure = relationships.lanes(
        [Group("Practice", (lane, forum))], SAID, first=2008, last=2010, dark=dark, narrow=narrow
    )
    bars = [trace for trace in valid(figure)["data"] if trace["type"] == "bar"]
    colours = bars[0]["marker"]["color"]  # type: ignore[index]
    assert len(set(colours)) == 3, "none, few and many differ"
    assert bars[0]["customdata"] == ["2008: 0 exercises", "2009: 3 exercises", "2010: 1 exercise"]
    half = 0.5 if narrow else 0.46
    assert bars[1]["base"] == [2008 - half]
    assert bars[1]["x"] == [pytest.approx(1 + 2 * half)]
    (marks,) = (trace for trace in valid(figure)["data"] if trace["type"] == "scatter")
    assert len(marks["x"]) == 1  # type: ignore[arg-type]


def test_the_timeline_leaves_out_types_that_never_occur_and_draws_every_shared_forum() -> None:
    spells = pd.DataFrame({"forum": ["un", "quad"], "joined": [1945, 2007], "left": [None, 2008]})
    found = Dossier("FRA", "USA", {
        "exercises_pair": series({2009: 1, 2010: 0}), "exercises_maritime_pair": series({2009: 1, 2010: 0}),
        "exercises_humanitarian_pair": series({2009: 0, 2010: 0}),
    }, {}, spells.astype({"joined": "Int64", "left": "Int64"}))  # fmt: skip
    active = Activity(("exercises",), range(2009, 2011), np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))
    shock = Shock(2009, "conflict", "FRA", 2.0)
    groups = relationships_lanes.timeline(found, active, (), (shock,), {shock: "war"}, {"quad": "Quad"}, 2025)
    assert [(g.title, [lane.name for lane in g.lanes]) for g in groups] == [
        ("Practice", ["Joint exercises", "at sea"]), ("Forums and votes", ["Quad"]), ("Events and shocks", ["Shocks"]),
    ]  # fmt: skip


def test_events_that_lasted_are_bars_of_their_own_and_all_others_marks_by_kind() -> None:
    happened = events.events_of(forums=["nato"], first=1995, last=2005)
    groups = relationships_lanes.event_groups(happened, 2025)
    assert [group.title for group in groups] == ["", "What lasted"]
    names = [lane.name for lane in groups[1].lanes]
    assert "Kosovo Force (KFOR)" in names
    assert groups[1].lanes[names.index("Kosovo Force (KFOR)")].cells[0].last == 2025, "it lasts still"
    assert sum(len(lane.marks) for lane in groups[0].lanes) + len(names) == len(happened)
    assert relationships_lanes.plural("treaty") == "Treaties"


def test_breadth_draws_what_was_observed_behind_what_ran() -> None:
    rows = pd.DataFrame({"year": [2009, 2010], "active": [2, 1], "observed": [4, 2]})
    data = valid(relationships.breadth(rows, SAID))["data"]
    assert [list(trace["y"]) for trace in data] == [[4, 2], [2, 1]]  # type: ignore[call-overload]
    assert "2 of 4 observed, in 2009" in words.broadest(rows)
    assert "do not compare" in words.broadest(rows)
    assert words.broadest(rows.head(0)) == "No channel was observed in these years."


def test_a_gap_breaks_a_line_and_only_lonely_years_have_a_mark() -> None:
    indicator = CATALOGUE.indicator("un_agreement")
    course = Course("All", series({2000: 0.1, 2001: 0.2, 2003: 0.3}), 0)
    (trace,) = valid(relationships_lines.courses([course, Course("None", series({}))], SAID, indicator))["data"]
    assert [None if v != v else v for v in trace["y"]] == [0.1, 0.2, None, 0.3]  # type: ignore[attr-defined]
    assert trace["marker"]["size"] == [0, 0, 0, 7]  # type: ignore[index]
    two = Panel("Arms", CATALOGUE.indicator("arms_imports"), (course, Course("Other", series({2000: 4.0}), 1)))
    figure = valid(relationships_lines.panels([two, two, two], SAID, narrow=True))
    assert len(figure["data"]) == 6
    assert words.ends([course], "share").startswith("All 0.1 in 2000, 0.2 in 2001"), "a year apart is not compared"


def told(*probabilities: float | None) -> Told:
    listed = tuple(Difference(move, p) for move, p in zip(MOVES, probabilities, strict=False))
    return Told("FRA", "USA", 2026, 0.4, 0.1, 0.8, True, listed)


def test_moves_are_drawn_from_where_the_pair_stands_and_those_that_change_nothing_are_left_out() -> None:
    figure = valid(relationships_model.moves(told(0.6, 0.39, None), SAID))
    lines = [trace for trace in figure["data"] if trace["mode"] == "lines"]
    assert [list(trace["x"]) for trace in lines] == [[0.1, 0.8], [0.4, 0.6], [0.4, 0.39]]  # type: ignore[call-overload]
    said = words.raised(told(0.6, 0.39, None), "a joint exercise", "France and United States")
    assert "40\u202f%" in said
    assert "+20\u202fpoints" in said
    assert "association" in said
    assert not any(word in said for word in (" will ", "cause", "effect of"))
    assert "half a point" in words.raised(told(0.401, None), "x", "y")
    assert [relationships_model.points(d) for d in (0.012, -0.02, 0.001)] == [
        "+1\u202fpoint",
        "−2\u202fpoints",
        "hardly any",
    ]


def test_sentences_name_the_year_each_channel_was_last_observed() -> None:
    grid = np.array([[1.0, 1.0, np.nan], [0.0, np.nan, np.nan], [0.0, 0.0, 0.0]])
    active = Activity(("exercises", "agreements", "pact"), range(2009, 2012), grid * 3, grid)
    said = words.standing(active, "France and United States")
    assert "Running: joint exercises (3 in 2010)." in said
    assert "Not running: agreements in force (2009) and a defence pact (2011)." in said
    lasted = persistence(active)
    assert "2009 to 2010, 2 years" in words.lasting(lasted)
    assert words.persistence_row(lasted["pact"])["Longest run"] == "none"
    assert words.lasting({}).startswith("No direct tie was ever looked for")
    empty = Dossier("FRA", "USA", {}, {}, NONE)
    assert "no year with enough common votes" in words.votes(empty, series({}), 1980, 2010)
    assert words.counts(empty, relationships_lanes.TYPES, 1980, 2010, "joint exercises").startswith("No year")
    assert words.forums(empty, {}, 2010).startswith("In 2010 the two share no forum")
    assert words.apart(empty, NAMES, 1980, 2010) == "There is no year in which both have an ideal point."
    assert words.treaties(empty, 2010).startswith("Arms-control treaties that both are party to are not known")
    some = Dossier("FRA", "USA", {"arms_control_treaties_shared": series({1978: 1, 2010: 6, 2020: 7})}, {}, NONE)
    assert "party to 6 of" in words.treaties(some, 2015)
    assert words.material(empty, NAMES, 2010) == "Neither state has figures of arms imports."


def test_a_shock_is_a_row_in_words_with_its_verdict() -> None:
    shock = Shock(2003, "autocratisation", "FRA")
    row = words.passage_row(Passage(shock, 2.0, 1.3, ("exercises", "pact"), (4.0, 1.0), "weakened"), NAMES)
    assert row == {
        "Year": "2003", "Shock": "Autocratisation begins (France)", "Running at once, before → after": "2 → 1.3",
        "Channels compared": "2", "Exercises a year": "4 → 1", "Tie": "weakened",
    }  # fmt: skip
    assert (
        words.shock(Shock(2008, "votes", None, 2.44), NAMES) == "2008: agreement in UN votes falls by 2.4 usual steps"
    )
    lost = Passage(shock, 0.0, 0.0, (), None, "cannot be told", "too little was observed on both sides of it")
    assert words.survived([lost]).startswith(
        "Whether the tie came through cannot be told of any of the 1 measured shock in"
    )
    assert words.survived(()) == "None of the shocks that are measured fell into these years."
