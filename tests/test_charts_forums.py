"""Pictures and sentences of forums: valid figures that hold the numbers they were given."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight import events
from foresight.charts import forums as drawing
from foresight.charts import forums_overlap, forums_timeline
from foresight.charts import forums_words as words
from foresight.charts.maps import World
from foresight.charts.theme import Caption
from foresight.measures import forum_life

SAID = Caption("Title", "unit", "Source: s.", 2024, "1 (abc)", ("a note",))
NAMES = {"AAA": "Aland", "BBB": "Beland", "CCC": "Celand"}


def drawn(figure: go.Figure) -> go.Figure:
    """Read back through plotly's own validation."""
    return go.Figure(figure.to_dict())


@pytest.fixture
def roll() -> pd.DataFrame:
    """Aland founded it in 2000, Beland was suspended from 2003 to 2005, Celand came in 2002 and left in 2004."""
    rows = [("AAA", 2000, None, "member"), ("BBB", 2000, 2003, "member"), ("BBB", 2003, 2005, "suspended"),
            ("BBB", 2005, None, "member"), ("CCC", 2002, 2004, "member")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["country", "joined", "left", "status"])
    frame = frame.astype({"joined": "Int64", "left": "Int64"})
    return frame.assign(forum="f", reference="a document", note="")


@pytest.mark.parametrize("dark", [True, False])
def test_the_step_line_counts_members_and_the_suspended(roll: pd.DataFrame, dark: bool) -> None:
    counted, moves = forum_life.numbers(roll, "f", 2006), forum_life.changes(roll, "f")
    figure = drawn(drawing.numbers(counted, moves, NAMES, SAID, marked=2004, dark=dark))
    assert list(figure.data[0].y) == [2, 2, 3, 2, 1, 2, 2, 2]  # the last year twice: a step needs a width
    assert list(figure.data[1].y) == [0, 0, 0, 1, 1, 0, 0, 0]
    assert "Suspended: Beland" in figure.data[0].customdata[3][0]


def test_each_member_has_its_bars_and_those_that_joined_together_stand_together(roll: pd.DataFrame) -> None:
    figure = drawn(drawing.spells(forum_life.spells(roll, "f"), NAMES, SAID, 2006))
    members, suspended = figure.data
    assert [label.replace("\u202f", "") for label in figure.layout.yaxis.ticktext] == [
        "<b>2000</b>Aland", "Beland", "<b>2002</b>Celand",
    ]  # fmt: skip
    assert list(zip(members.base, members.x, strict=True)) == [(2000, 7), (2000, 3), (2005, 2), (2002, 2)]
    assert list(zip(suspended.base, suspended.x, strict=True)) == [(2003, 2)]
    assert suspended.marker.pattern.shape == "/"


def test_the_map_tells_members_the_new_the_suspended_and_who_left(roll: pd.DataFrame) -> None:
    shape: Mapping[str, object] = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    shapes = [{"type": "Feature", "id": c, "properties": {}, "geometry": shape} for c in ("AAA", "BBB", "DDD")]
    places = {
        "AAA": ("Aland", 0.0, 0.0),
        "BBB": ("Beland", 0.0, 1.0),
        "CCC": ("Celand", 1.0, 1.0),
        "DDD": ("De", 0.0, 0.0),
    }
    world = World({"type": "FeatureCollection", "features": shapes}, places, ["CCC"])
    figure = drawn(drawing.members_map(forum_life.standing(roll, "f", 2004), SAID, world, 2004))
    assert dict(zip(figure.data[0].locations, figure.data[0].z, strict=True)) == {"AAA": 1, "BBB": 3, "DDD": 0}
    steps = [float(step) for step, _ in figure.data[0].colorscale]
    assert steps == sorted(steps)  # plotly falls back to its own colours where they are not
    assert (steps[0], steps[-1]) == (0, 1)
    told = [trace.customdata[0][0] for trace in figure.data[1:] if trace.customdata]
    assert told == ["<b>Celand</b><br>Left earlier: 2004"]
    legend = [trace.name for trace in figure.data if trace.showlegend]
    assert legend == ["Member", "Suspended", "Left earlier", "Not a member"]


@pytest.mark.parametrize("dark", [True, False])
def test_the_matrix_holds_every_pair_both_ways_and_members_on_the_diagonal(dark: bool) -> None:
    pairs = pd.DataFrame(
        {"one": ["f"], "other": ["g"], "members_one": [4], "members_other": [2], "shared": [1], "jaccard": [0.2],
         "contained": [0.5]}
    )  # fmt: skip
    names = {"f": "Ef", "g": "Ge"}
    figure = drawn(forums_overlap.matrix(pairs, ["g", "f", "h"], names, SAID, by="contained", dark=dark))
    assert [list(row) for row in figure.data[0].z] == [[None, 0.5], [0.5, None]]
    assert list(figure.data[0].x) == ["Ge", "Ef"]
    assert {note.text for note in figure.layout.annotations} >= {"2", "4"}


def test_the_timeline_has_a_lane_for_each_and_a_bar_for_what_lasted() -> None:
    found = events.events_of(forums=["nato", "shangri_la"], first=2008, last=2012)
    figure = drawn(forums_timeline.timeline(found, ["nato", "shangri_la"], events.titles(), SAID, 2008, 2012))
    marks = {trace.name: trace for trace in figure.data if trace.hovertemplate}
    assert len(marks["Dialogue"].x) == sum(event.kind == "dialogue" for event in found)
    assert len([shape for shape in figure.layout.shapes if shape.type == "line"]) == sum(e.lasting for e in found)
    lanes = [note.text for note in figure.layout.annotations if note.text.startswith("<span")]
    assert [text.split("<b>")[1] for text in lanes] == ["NATO</b>", "Shangri-La Dialogue</b>"]
    told = " ".join(row[0] for row in marks["Summit"].customdata)
    assert "NATO summit, Lisbon 2010" in told


def test_marks_of_one_lane_never_cover_each_other() -> None:
    found = events.events_of(forums=["nato"])
    figure = drawn(forums_timeline.timeline(found, ["nato"], events.titles(), SAID, 1945, 2025, narrow=True))
    places = [(y, x) for trace in figure.data if trace.hovertemplate for x, y in zip(trace.x, trace.y, strict=True)]
    places.sort()
    assert all(a[0] != b[0] or b[1] - a[1] > 2 for a, b in pairwise(places))


def test_what_left_and_what_came_back_is_told_apart(roll: pd.DataFrame) -> None:
    counted, moves = forum_life.numbers(roll, "f", 2006), forum_life.changes(roll, "f")
    said = words.of_members(counted, moves, "F", NAMES, 2006)
    assert said == (
        "The F had two members at the end of 2006. It began with 2 in 2000; one state joined later, in 2002. "
        "Left: Celand in 2004."
    )
    assert words.of_members(counted, moves, "F", NAMES, 1990) == "The F did not exist in 1990; it begins in 2000."
    assert words.of_moves(moves, NAMES, 2006) == "Nothing changed in 2006; in 2005 Beland was reinstated."


def votes(**more: float) -> pd.DataFrame:
    row = {"forum": "f", "year": 2020, "members": 8, "pairs": 28, "inside": 0.8, "others": 90, "outside": 0.5,
           "all": 0.6, "lead": 20.0}  # fmt: skip
    return pd.DataFrame([row | more])


def test_a_lead_within_the_interval_cannot_be_told() -> None:
    wide = pd.DataFrame({"year": [2020], "low": [0.55], "high": [0.9]})
    narrow = wide.assign(low=0.7)
    assert "cannot be told" in words.of_votes(votes(), wide, "NATO", "their common votes")
    said = words.of_votes(votes(), narrow, "NATO", "their common votes")
    assert "20 percentage points more than any two states" in said
    assert "(95\u202f% interval 70\u202f% to 90\u202f%)" in said
    universal = words.of_votes(votes(outside=float("nan")), narrow, "UN", "their common votes")
    assert "no outside to compare with" in universal


def test_what_chance_gives_is_told_beside_what_was_seen() -> None:
    row = {"year": 2010, "members": 5, "others": 90, "inside": 5, "outside": 15, "share": 0.25, "by_size": 0.05,
           "by_activity": 0.25, "ratio": 5.0, "ratio_activity": 1.0}  # fmt: skip
    said = words.of_deeds(pd.DataFrame([row]), "ASEAN", "exercises_pair")
    assert "5 of them, 25\u202f%, both were members: 5 times" in said
    few = words.of_deeds(pd.DataFrame([row | {"share": float("nan")}]), "ASEAN", "exercises_pair")
    assert few.startswith("Too little to tell: in 2010 five pairs of members")
    none = words.of_deeds(pd.DataFrame([row | {"others": 2}]), "UN", "exercises_pair")
    assert "no outside" in none
