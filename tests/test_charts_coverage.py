"""Pictures of coverage and of quality say what the grids say."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from foresight import geography
from foresight.charts import coverage as drawing
from foresight.charts.theme import Caption
from foresight.measures import coverage, quality
from foresight.measures.coverage import Grid
from tests.test_measures_catalogue import BY_HAND

SAID = Caption("Exercises, coverage", "share", "Source: Example.", 2002, "1 (abc)")
NAMES = {"DEU": "Germany", "FRA": "France", "IND": "India"}


def valid(figure: go.Figure) -> dict[str, object]:
    """The figure after plotly's own validation."""
    checked: dict[str, object] = go.Figure(figure.to_dict()).to_plotly_json()
    return checked


def test_regions_have_the_share_of_their_states_and_the_world_above_them() -> None:
    trace = valid(drawing.regions(BY_HAND, geography.regions(), SAID))["data"][0]
    assert list(trace["y"]) == ["World", "Europe<br>& Central Asia", "South Asia"]
    assert trace["z"] == [[50, 33, 67, 0], [50, 0, 50, 0], [None, 100, 100, 0]]
    assert trace["text"][0] == ["1 of 2", "1 of 3", "2 of 3", "0 of 3"]


def test_countries_are_drawn_by_kind_below_the_head_of_their_group() -> None:
    order = [("Europe", ["DEU", "FRA"]), ("South Asia", ["IND"])]
    figure = valid(drawing.countries(BY_HAND, NAMES, SAID, order, dark=True))
    assert figure["data"][0]["z"] == [[None] * 4, [3, 2, 3, 1], [1] * 4, [None] * 4, [None, 3, 3, 1]]
    assert [trace["name"] for trace in figure["data"][1:]] == ["observed", "missing", "not covered"]
    assert list(figure["layout"]["yaxis"]["ticktext"]) == ["", "Germany", "France", "", "India"]


def test_decades_are_figures_on_colours() -> None:
    trace = valid(drawing.decades(coverage.decades(BY_HAND), geography.regions(), SAID))["data"][0]
    assert trace["text"] == [["33"], ["100"]]


def test_the_sentences_say_where_figures_are_wanting() -> None:
    regions = geography.regions()
    assert "67\u202f% of the states have one; fewest in Europe & Central Asia, 50" in drawing.of_regions(
        BY_HAND, regions, "Exercises"
    )
    told = drawing.of_countries(BY_HAND, "Here")
    assert told == (
        "Here: 50\u202f% of the states’ years to 2002 have a figure; 1 country-year is missing, and 1 state is not "
        "covered at all."
    )
    assert "Europe & Central Asia misses most: 67" in drawing.of_decades(BY_HAND, regions)
    world = Grid(("WLD",), (2000, 2001), np.array([[True, True]]), np.array([[True, True]]), 2001)
    assert "one figure for the whole world, from 2000 to 2001" in drawing.of_regions(world, regions, "Polarity")


def test_the_score_names_what_lowers_it_most() -> None:
    held = quality.scheme()
    whole = dict.fromkeys(quality.COMPONENTS, (None, "not asked"))
    found = quality.assess({**whole, "countries": (50.0, "half"), "span": (30, "long")}, held)
    told = drawing.of_quality(found, held, quality.losses(found, held))
    assert told == "67 of 100. What lowers it most: countries (33 points)."
    bars = valid(drawing.quality(found, held, SAID))["data"][0]
    assert list(bars["text"])[:2] == ["50", "not asked"]
