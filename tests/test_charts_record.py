"""Figures of track records on hand-made rows: what stands where, which colour says what, and what is cut off."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.catalogue import Indicator
from foresight.charts import record
from foresight.charts.theme import LIGHT, Caption

SAID = Caption("Skill of projections", "%", "Source: nobody.", 2024, "1 (ab12cd34)")
TROOPS = Indicator(
    key="troops", title="Troops hosted", theme="cooperation", unit="persons", description="How many.", source="dod",
    transform="log1p", minimum=0, whole=True,
)  # fmt: skip
SKILLS = pd.DataFrame(
    [
        ("a", "Arms trade", "Cooperation", 0.069, 0.047, 0.094),
        ("b", "Leaders’ trips", "Cooperation", 0.02, -0.01, 0.05),
        ("c", "Joint military exercises", "Cooperation", -0.018, -0.05, 0.011),
        ("d", "Population", "Emerging powers", -0.4, -0.5, -0.3),
        ("e", "A series gone wrong", "Emerging powers", -3.0, -4.0, -2.0),
    ],
    columns=["key", "label", "group", "skill", "low", "high"],
)


def checked(figure: go.Figure) -> go.Figure:
    """Read back through plotly's own validation, as nothing else checks a sketch."""
    return go.Figure(figure.to_dict())


def trace(figure: go.Figure, name: str) -> go.Scatter:
    return next(t for t in figure.data if t.name == name)


def test_percent_and_signed_say_a_share_as_a_person_would() -> None:
    assert record.percent(0.787) == "78.7\u202f%"
    assert record.percent(float("nan")) == "no data"
    assert record.signed(0.0594821) == "+5.9\u202f%"
    assert record.signed(-0.036) == "−3.6\u202f%"
    assert record.signed(-6.7e-05) == "0\u202f%"


def test_better_and_worse_differ_in_colour_and_shape_and_are_filled_where_the_interval_tells() -> None:
    figure = checked(record.skills(SKILLS, SAID))
    better, worse = trace(figure, "Better than the best baseline"), trace(figure, "Worse than the best baseline")
    assert (better.marker.color, worse.marker.color) == (LIGHT.series[0], LIGHT.series[1])
    assert (set(better.marker.symbol), worse.marker.symbol[0]) == ({"circle"}, "diamond")
    assert better.marker.size == worse.marker.size
    unsure = trace(figure, "No better, interval holds zero")
    assert unsure.marker.color == LIGHT.paper
    assert unsure.marker.line.color == LIGHT.series[1]
    assert [row[0] for row in trace(figure, "Better, interval holds zero").customdata] == ["b"]


def test_a_skill_stands_in_per_cent_with_its_interval() -> None:
    better = trace(checked(record.skills(SKILLS, SAID)), "Better than the best baseline")
    assert better.x == pytest.approx((6.9,))
    assert better.error_x.array == pytest.approx((2.5,))
    assert better.error_x.arrayminus == pytest.approx((2.2,))
    assert better.customdata[0][2] == "+6.9\u202f%"


def test_a_series_gone_wrong_is_drawn_at_the_edge_and_told_in_full() -> None:
    figure = checked(record.skills(SKILLS, SAID))
    worse = trace(figure, "Worse than the best baseline")
    assert list(worse.x) == pytest.approx([-40, -60])
    assert worse.marker.symbol[1] == "triangle-left"
    assert worse.customdata[1][2] == "−300\u202f%"
    assert figure.layout.xaxis.range[0] > -70


def test_rows_stand_from_the_top_with_a_heading_for_each_group() -> None:
    figure = checked(record.skills(SKILLS, SAID))
    places = list(figure.layout.yaxis.tickvals)
    assert places == sorted(places)
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1] == 0
    headings = [a.text for a in figure.layout.annotations if a.name == "heading"]
    assert headings == ["<b>Cooperation</b>", "<b>Emerging powers</b>"]


def test_a_narrow_screen_has_narrower_labels_in_more_lines() -> None:
    rows = SKILLS.assign(
        label="Votes with the majority in the UN General Assembly on arms control and nuclear questions"
    )
    wide, narrow = record.skills(rows, SAID), record.skills(rows, SAID, narrow=True)
    assert narrow.layout.margin.l < wide.layout.margin.l
    assert max(text.count("<br>") for text in narrow.layout.yaxis.ticktext) == 2
    assert all(text.endswith("…") for text in narrow.layout.yaxis.ticktext)


def test_coverage_is_held_against_the_zone_and_shows_the_worst_year() -> None:
    rows = pd.DataFrame(
        [("a", "Kept", "", 0.76, 0.7), ("b", "Too narrow", "", 0.7, 0.2), ("c", "Too wide", "", 0.93, 0.9)],
        columns=["key", "label", "group", "coverage", "worst"],
    )
    figure = checked(record.coverage(rows, SAID))
    zone = next(s for s in figure.layout.shapes if s.name == "zone")
    assert (zone.x0, zone.x1) == (76, 84)
    assert list(trace(figure, "Inside 76–84 %").x) == pytest.approx([76])
    assert list(trace(figure, "Outside").x) == pytest.approx([70, 93])
    assert list(trace(figure, "Worst single year").x) == pytest.approx([70, 20, 90])


def test_calibration_has_a_diagonal_and_marks_that_grow_with_their_cases() -> None:
    points = pd.DataFrame(
        [("1 year ahead", 0.1, 0.12, 1000), ("1 year ahead", 0.8, 0.71, 10), ("5 years ahead", 0.5, 0.5, 100)],
        columns=["series", "told", "observed", "n"],
    )
    names = ["1 year ahead", "5 years ahead"]
    figure = checked(record.calibration(points, SAID, told="Told", observed="Observed", names=names))
    line = trace(figure, "1 year ahead")
    assert (list(line.x), list(line.y)) == (pytest.approx([10, 80]), pytest.approx([12, 71]))
    assert line.marker.size[0] > line.marker.size[1]
    assert "1,000 pair-years" in line.customdata[0][2]
    diagonal = trace(figure, "Told as observed")
    assert list(diagonal.x) == list(diagonal.y) == [0, 100]
    assert len({t.marker.symbol for t in figure.data if t.name in names}) == 2


def test_rare_ties_are_not_lost_in_a_corner() -> None:
    points = pd.DataFrame({"series": ["1 year ahead"], "told": [0.04], "observed": [0.05]})
    figure = record.calibration(points, SAID, told="Told", observed="Observed", names=["1 year ahead"])
    assert 5 < figure.layout.xaxis.range[1] < 7


def test_what_was_projected_and_what_came_stand_in_one_row() -> None:
    rows = pd.DataFrame(
        [("Iceland", 380.0, 1134.0, 1708.0, 0.0, False), ("Germany", 30000.0, 35000.0, 40000.0, 36000.0, True)],
        columns=["label", "p10", "p50", "p90", "observed", "inside"],
    )
    figure = checked(record.outcomes(rows, SAID, TROOPS))
    assert list(trace(figure, "80 % band").x) == [380.0, 1708.0, None, 30000.0, 40000.0, None]
    assert list(trace(figure, "Observed, outside").x) == [0.0]
    assert list(trace(figure, "Observed, inside the band").x) == [36000.0]
    assert trace(figure, "Observed, outside").customdata[0][1:] == ["1,134", "380", "1,708", "0"]
    assert trace(figure, "Observed, outside").marker.symbol != trace(figure, "Observed, inside the band").marker.symbol
    logarithmic = checked(record.outcomes(rows, SAID, TROOPS, log=True))
    assert list(trace(logarithmic, "Observed, outside").x) == [0.0]
    assert trace(logarithmic, "Observed, inside the band").x[0] == pytest.approx(4.5563, abs=1e-3)


@pytest.mark.parametrize("dark", [False, True])
def test_every_figure_carries_its_source_and_its_revision(dark: bool) -> None:
    told = next(a.text for a in record.skills(SKILLS, SAID, dark=dark).layout.annotations if a.name == "caption")
    assert "Source: nobody." in told
    assert "Data revision 1 (ab12cd34)" in told
