"""Pictures of power: valid figures that hold the numbers they were given, and names that do not cover one another."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.charts import power, power_profile, power_shifts, power_words
from foresight.charts.theme import Caption
from foresight.measures.overtaking import Overtaking
from foresight.measures.power_recipe import recipe
from foresight.measures.power_shifts import Momentum
from tests.planted import indicator

SAID = Caption("Title", "unit", "Source: s.", 2024, "1 (abc)", ("a note",))
NAMES = {"USA": "United States", "IND": "India", "CHN": "China", "rest": "All others"}
STANDING = pd.DataFrame(
    {
        "country": ["USA", "IND"], "rank": [1, 2], "value": [80.0, 20.0], "economy": [50.0, np.nan],
        "military": [30.0, 20.0], "score.economy": [100.0, np.nan], "score.military": [75.0, 20.0],
    }
)  # fmt: skip
RANGES = pd.DataFrame(
    {"country": ["USA", "IND"], "rank": [1, 2], "low": [1, 2], "median": [1, 3], "high": [1, 70], "among": [1.0, 0.823]}
)


def drawn(figure: go.Figure) -> go.Figure:
    """Read back through plotly's own validation."""
    return go.Figure(figure.to_dict())


def words_in(figure: go.Figure) -> list[str]:
    return [str(a.text) for a in figure.layout.annotations]


@pytest.mark.parametrize("dark", [True, False])
def test_a_bar_is_put_together_from_its_components_and_what_is_not_observed_says_so(dark: bool) -> None:
    titles = {"economy": "Economy", "military": "Military"}
    figure = drawn(power.ranking(STANDING, SAID, titles, NAMES, marked=["IND"], dark=dark))
    assert [list(bar.x) for bar in figure.data] == [[50, 0], [30, 20]]
    assert figure.layout.barmode == "stack"
    assert figure.data[0].customdata[1][1] == "not observed"
    assert list(figure.data[0].y) == ["1. United States", "<b>2. India</b>"]
    assert "80" in words_in(figure)


def test_a_range_of_ranks_carries_the_share_and_stops_at_the_edge() -> None:
    figure = drawn(power.ranges(RANGES, SAID, NAMES, 5))
    assert list(figure.data[0].x) == [1, 3]
    assert max(shape.x1 for shape in figure.layout.shapes) < power.FURTHEST + 1
    assert "82\u202f%" in words_in(figure)
    assert figure.data[0].customdata[1][2] == 70


def test_shares_and_chances_are_written_honestly() -> None:
    assert [power.share(v) for v in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        f"{w}\u202f%" for w in ("0", "<1", "50", ">99", "100")
    ]
    assert [power.chance(v) for v in (0.0, 1.0)] == ["<1\u202f%", ">99\u202f%"]


def test_quadrants_meet_at_the_medians_and_name_the_marked_first() -> None:
    points = pd.DataFrame(
        {"country": ["USA", "CHN", "IND"], "level": [100.0, 10.0, 10.1], "before": [80.0, 10.0, 9.0],
         "change": [25.0, 0.0, 12.2]}
    )  # fmt: skip
    found = Momentum(2014, 2024, points, 10.1, 12.2)
    figure = drawn(power_shifts.quadrants(found, SAID, indicator("x"), NAMES, marked=["IND"]))
    assert list(figure.data[0].x) == pytest.approx([2, 1, np.log10(10.1)])
    assert {shape.y0 for shape in figure.layout.shapes} == {0, 12.2}
    assert "India" in words_in(figure)


def test_names_that_would_cover_another_are_left_out_unless_they_must_stand() -> None:
    spots, texts = [(50.0, 50.0), (52.0, 51.0), (54.0, 49.0)], ["aaaaaaaa"] * 3
    crowd = [(50.0 + dx, 50.0 + dy) for dx in range(-60, 61, 10) for dy in range(-20, 21, 10)]
    free = power_shifts.placed([(50.0, 50.0), (200.0, 90.0)], texts, [0, 1], 300)
    assert [(k, anchor) for k, anchor, _, _ in free] == [(0, "left"), (1, "left")]
    hidden = power_shifts.placed(spots + crowd, texts + [""] * len(crowd), [0, 1, 2], 300)
    assert not hidden
    assert [k for k, *_ in power_shifts.placed(spots + crowd, texts + [""] * len(crowd), [0, 1, 2], 300, sure=1)] == [0]


def test_layers_stack_from_the_bottom_and_the_rest_is_grey() -> None:
    rows = pd.DataFrame(
        [("USA", 2000, 30.0), ("USA", 2001, 25.0), ("rest", 2000, 70.0), ("rest", 2001, 75.0)],
        columns=["country", "year", "value"],
    )
    figure = drawn(power_shifts.layers(rows, SAID, indicator("x"), NAMES, ("USA", "rest")))
    assert [list(trace.y) for trace in figure.data] == [[30, 25], [70, 75]]
    assert {trace.stackgroup for trace in figure.data} == {"shares"}
    assert any("All others" in text for text in words_in(figure))


TURN = Overtaking(
    "gdp", "IND", "USA", 2024, 0.5, None, tuple(range(2025, 2041)), tuple(np.linspace(0.0, 0.75, 16)),
    ("estimated",) * 10 + ("extrapolated",) * 6, 2036,
)  # fmt: skip


def test_a_chance_is_drawn_against_one_half_with_extrapolation_named() -> None:
    figure = drawn(power_shifts.chance(TURN, SAID, NAMES))
    assert list(figure.data[0].y)[-1] == 75
    assert "as likely as not" in words_in(figure)
    assert "Projection (extrapolation)" in words_in(figure)
    assert figure.data[0].customdata[0][0] == "<1\u202f%"


def test_a_turn_is_told_without_a_promise() -> None:
    told = power_words.of_turn(TURN, indicator("x", title="GDP"), NAMES)
    assert "more likely than not above from 2036 (55\u202f%; 75\u202f% by 2040)" in told
    assert "extrapolation" in told
    assert not re.search(r"\bwill\b|overtakes", told)


def test_a_profile_is_drawn_with_its_years_and_numbers() -> None:
    rows = pd.DataFrame({"forum": ["un", "quad", "quad"], "joined": [1945, 2007, 2017], "left": [pd.NA, 2008, pd.NA]})
    figure = drawn(power_profile.stays(rows, SAID, {"un": "UN", "quad": "Quad"}, 2025))
    assert [(bar.base[0], bar.x[0]) for bar in figure.data] == [(1945, 80), (2007, 1), (2017, 8)]
    assert figure.data[1].customdata[0][1] == "2007 to 2008"
    table = pd.DataFrame(
        {"first": [2001, 2006], "last": [2005, 2010], "hhi": [1.0, 0.5], "equal": [1.0, 2.0], "partners": [1, 2],
         "ties": [3, 4]}
    )  # fmt: skip
    figure = drawn(power_profile.spread([("Exercises", table)], SAID))
    assert (list(figure.data[0].x), list(figure.data[0].y)) == (["2001–05", "2006–10"], [1, 2])


def test_sentences_name_leaders_gaps_and_what_is_not_settled() -> None:
    made = recipe()
    standing = STANDING.assign(**{k: 1.0 for k in made.components if k not in STANDING.columns})
    standing = standing.assign(**{f"score.{k}": 1.0 for k in made.components if f"score.{k}" not in STANDING.columns})
    told = power_words.of_ranking(standing, made, NAMES, 2024)
    assert told.startswith("In 2024 United States stands first with 80 of 100, before India (20)")
    assert "economy" in told
    assert "India (without economy)" in power_words.of_partial(standing, made, NAMES)
    assert "not weakness" in power_words.of_missing([("IND", 0.25)], NAMES, made)
    assert [power_words.ordinal(n) for n in (1, 2, 3, 11, 22, 113)] == ["1st", "2nd", "3rd", "11th", "22nd", "113th"]
