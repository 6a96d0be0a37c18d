"""Pictures of a network: every tie once, names apart, colours that stay, and frames that carry the source."""

from __future__ import annotations

import itertools

import numpy as np
import plotly.graph_objects as go
import pytest

from foresight.charts import network as drawing
from foresight.charts import network_marks as marks
from foresight.charts import network_parts, network_play, network_words
from foresight.charts.scales import SPACE
from foresight.charts.theme import Caption
from foresight.measures.network import KINDS, Network, network
from foresight.measures.network_blocs import blocs
from foresight.measures.network_ego import ego
from tests.test_measures_network import TIES, rows

SAID = Caption("Joint exercises, 2000", "ties", "Source: Example.", 2000, "1 (abc)", ())
NAMES = {"USA": "United States", "FRA": "France", "GBR": "United Kingdom", "IND": "India", "JPN": "Japan"}
PLACES = np.array([[10, 10], [500, 250], [520, 300], [700, 100], [900, 60], [600, 200]], dtype=float)


@pytest.fixture
def held() -> Network:
    years = {1995: {("FRA", "USA"): 1}, 1996: {}, 1997: {}, 1998: {}, 1999: TIES, 2000: TIES}
    return network(rows(years), KINDS["exercises"])


def checked(figure: go.Figure) -> dict[str, object]:
    """The figure as it is sent, read back through plotly's own validation."""
    return go.Figure(figure.to_dict()).to_dict()


def test_a_stroke_of_the_pen_draws_every_tie_once() -> None:
    drawn = np.random.default_rng(1).random((40, 40)) < 0.2
    first, second = (ends.tolist() for ends in np.nonzero(np.triu(drawn, 1)))
    way = marks.trails(first, second)
    steps = [tuple(sorted(pair)) for pair in itertools.pairwise(way) if -1 not in pair]
    assert sorted(steps) == sorted(zip(first, second, strict=True))
    assert len(way) < 2 * len(first)
    assert marks.trails([], []) == []


def test_names_stand_over_no_other_name_and_over_no_mark() -> None:
    plane = marks.Plane(600, 300, False)
    turned = plane.turned(np.random.default_rng(2).random((60, 2)) * (1000, 500))
    sizes, names = [12] * 60, [f"State number {k}" for k in range(60)]
    found = marks.labels(plane, turned, sizes, names, range(60), 30, own=59)
    pixel = plane.pixels(turned)
    boxes = {k: dict(marks._sides(pixel[k], 6, names[k]))[side] for k, side in found}
    assert len(boxes) >= 5
    for one, other in itertools.combinations(boxes, 2):
        assert not marks._over(boxes[one], np.array([boxes[other]]))
    assert marks.labels(plane, turned, sizes, names, [59], 1, own=59)


def test_the_picture_shows_covered_states_their_ties_and_the_chosen_ones(held: Network) -> None:
    figure = checked(drawing.picture(drawing.Scene(held, PLACES, NAMES, country="USA"), 2000, SAID))
    traces = {trace["name"]: trace for trace in figure["data"]}
    assert traces["states"]["customdata"][5][0] == "USA"
    assert traces["states"]["customdata"][5][1] == "3 partners; 7 joint exercises, counted with each"
    assert traces["states"]["customdata"][0][1] == "no joint exercises recorded"
    assert any(600 in traces[name]["x"] for name in traces if name.startswith("own ties"))
    assert list(traces["chosen"]["x"]) == [600]
    assert "<b>United States</b>" in traces["names"]["text"]
    said = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert "Source: Example." in said
    assert "Data revision 1 (abc)" in said


def test_a_telephone_gets_the_picture_upright_and_the_map_its_land(held: Network) -> None:
    upright = drawing.Scene(held, PLACES, NAMES, narrow=True).plane
    assert upright.upright
    assert upright.height > upright.width
    square = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [40, 0], [40, 40], [0, 40]]]}}
    land = marks.land({"features": [square]})
    figure = checked(drawing.picture(drawing.Scene(held, PLACES, NAMES, land=land, narrow=True), 2000, SAID))
    assert figure["data"][0]["name"] == "land"
    assert land[0][-1] is None


def test_frames_hold_every_year_with_the_caption_and_the_same_traces(held: Network) -> None:
    figure = checked(network_play.played(drawing.Scene(held, PLACES, NAMES, country="IND"), SAID))
    assert [frame["name"] for frame in figure["frames"]] == [str(year) for year in held.years]
    for frame in figure["frames"]:
        assert len(frame["data"]) == len(frame["traces"]) == len(figure["data"])
        said = " ".join(note["text"] for note in frame["layout"]["annotations"])
        assert "Source: Example." in said
        assert "Data revision" in said
    assert "5 ties of 5 states" in figure["frames"][-1]["layout"]["annotations"][-1]["text"]
    assert [step["label"] for step in figure["layout"]["sliders"][0]["steps"]] == [str(y) for y in held.years]


def test_a_community_keeps_its_colour_and_two_of_one_year_never_share_one() -> None:
    triangles = {("CAN", "FRA"): 1, ("CAN", "GBR"): 1, ("FRA", "GBR"): 1, ("IND", "JPN"): 1, ("IND", "USA"): 1,
                 ("JPN", "USA"): 1}  # fmt: skip
    held = network(rows({2000: triangles, 2001: triangles, 2002: {}, 2003: triangles}), KINDS["exercises"])
    found = marks.painted(held)
    assert found[2000] == found[2001] == found[2003]
    assert len(set(found[2000].values())) == 2
    assert found[2002] == {}
    assert len(set(marks.hues(False))) == len(marks.hues(True)) == 7


def test_widths_are_told_in_words(held: Network) -> None:
    assert marks.class_words([2.0, 5.0]) == "1–2, 3–5, 6 and more"
    assert marks.class_words([1.0]) == "1, 2 and more"
    assert marks.class_words(()) == ""
    assert marks.classes(network(rows({2000: TIES}), KINDS["pacts"])) == ()


def test_brokers_blocs_course_and_place_are_drawn(held: Network) -> None:
    year = held.by_year[2000]
    between = checked(network_parts.between(held, year, NAMES, SAID, "USA"))
    assert between["data"][0]["x"] == pytest.approx((40, 30))
    table = blocs(held, year, {"west": {"FRA", "GBR", "USA"}})
    drawn = checked(network_parts.blocs(table, {"west": "The West"}, SAID))
    assert drawn["data"][1]["x"][0] == pytest.approx(-0.5)
    panels = (("Ties", {"Ties": [1, 2.0]}), ("Share", {"a": [1, 2], "b": [2, float("nan")]}))
    course = checked(network_parts.course(panels, [1999, 2000], 2000, SAID))
    assert list(course["data"][2]["y"]) == [2, None]
    own = ego(held, "USA", 2000)
    assert checked(network_parts.place(own, held, SAID))["data"][0]["y"] == [1, None, None, None, 1, 1]
    partners = checked(network_parts.partners(own, NAMES, SAID))
    assert list(partners["data"][0]["x"]) == [4, 2, 1]
    assert list(partners["data"][0]["text"]) == ["4 new", "2", "1 new"]
    assert list(partners["data"][1]["x"]) == [0, 1, 0]


def test_sentences_tell_the_figures_and_missing_from_zero(held: Network) -> None:
    def plain(sentence: str) -> str:
        return sentence.replace(SPACE, " ")

    year = held.by_year[2000]
    told = plain(network_words.of_year(held, year, NAMES))
    assert "5 of 6 states covered exercised together with another: 5 ties, 33.3 % of all pairs" in told
    assert "United States had most partners (3)" in told
    assert "no joint exercises were recorded" in network_words.of_year(held, held.by_year[1997], NAMES)
    brokers = plain(network_words.of_brokers(held, year, NAMES))
    assert "than United States (40 %), followed by India (30 %)" in brokers
    assert "2 new (United Kingdom and India) and none gone" in network_words.of_ego(held, ego(held, "USA", 2000), NAMES)
    assert "no joint exercises are recorded" in network_words.of_ego(held, ego(held, "CAN", 2000), NAMES)
    assert "missing, not zero" in network_words.not_covered(held, "DEU", 2000, {"DEU": "Germany"})
    assert "only in 1995 to 2000" in network_words.not_covered(held, "CAN", 1990, NAMES)
