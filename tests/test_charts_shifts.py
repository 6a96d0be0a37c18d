"""Pictures and sentences of geopolitical shifts: valid figures that hold the numbers they were given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.catalogue import Indicator
from foresight.charts import shifts, shifts_blocs, shifts_breaks, shifts_map, shifts_space
from foresight.charts import shifts_words as words
from foresight.charts.maps import World
from foresight.charts.theme import Caption
from foresight.measures import blocs, breaks, movers, polarity
from foresight.measures.movers import Episode

SAID = Caption("Title", "unit", "Source: s.", 2024, "1 (abc)", ("a note",))
NAMES = {"USA": "United States", "CHN": "China", "IND": "India", "RUS": "Russia"}
INDICATOR = Indicator(
    key="point", title="Point", theme="geopolitical_shifts", unit="points", description="", source="x"
)


def drawn(figure: go.Figure) -> go.Figure:
    """Read back through plotly's own validation."""
    return go.Figure(figure.to_dict())


def powers() -> pd.DataFrame:
    rows = [("USA", 2000, 60.0), ("CHN", 2000, 10.0), ("RUS", 2000, 30.0), ("USA", 2001, 60.0), ("CHN", 2001, 40.0)]
    return polarity.polarity(pd.DataFrame(rows, columns=["country", "year", "value"]))


@pytest.mark.parametrize("dark", [True, False])
def test_the_shares_of_the_leaders_are_drawn_with_the_class_of_each_year(dark: bool) -> None:
    figure = drawn(shifts.leaders(powers(), SAID, NAMES, dark=dark))
    lines = {trace.name: list(trace.y) for trace in figure.data if trace.mode == "lines"}
    assert lines["first state"] == pytest.approx([60, 60])
    assert lines["second state"] == pytest.approx([30, 40])
    assert {trace.name for trace in figure.data if trace.showlegend} == {"bipolar"}
    assert "China" in str(figure.layout.annotations)


def test_the_sentence_on_polarity_names_class_leaders_and_the_groups() -> None:
    table = powers()
    text = words.of_polarity(table, "gdp", 10, NAMES)
    assert "2001 is bipolar, in every year since 2000" in text
    assert "United States has 60" in text
    assert "China 40" in text
    assert "does not depend" in words.of_groups({5: table, 10: table})
    assert words.of_polarity(table.iloc[:0], "gdp", 10, NAMES).startswith("No year")


def parted(told: bool = True) -> tuple[blocs.Partition, blocs.Evidence]:
    groups = (blocs.Bloc(("IND", "CHN"), 0.9, 0.4), blocs.Bloc(("USA",), float("nan"), 0.4))
    widths = dict.fromkeys(range(2, 9), 0.2) | {2: 0.5}
    found = blocs.Partition(2020, groups, widths, 2, {"IND": 0.5, "CHN": 0.4, "USA": 0.0}, ("RUS",))
    return found, blocs.Evidence(0.025 if told else 0.4, dict.fromkeys(widths, 0.3), (1.0, 0.9), 0.95)


def test_the_number_of_blocs_is_marked_on_its_criterion() -> None:
    found, evidence = parted()
    figure = drawn(shifts_blocs.criterion(found, evidence, SAID))
    assert list(figure.data[1].y) == [0.5, *[0.2] * 6]
    assert "chosen: 2" in str(figure.layout.annotations)


def test_blocs_are_told_with_their_agreement_or_not_at_all() -> None:
    found, evidence = parted()
    named = [("IND", "CHN"), ("USA",)]
    text = words.of_blocs(found, evidence, named, NAMES)
    assert "two blocs: 2 states around India and China and United States alone" in text
    assert words.of_blocs(*parted(told=False), named, NAMES).startswith("No blocs can be told in 2020")
    assert "five were asked for" in words.of_evidence(found, evidence, 5)


def test_years_without_blocs_are_one_grey_column() -> None:
    steps = [
        shifts_blocs.Step(1970, ((0, "India", 80), (1, "United States", 20)), False),
        shifts_blocs.Step(1980, ((0, "India", 110), (1, "United States", 30)), True),
    ]
    figure = drawn(shifts_blocs.sizes(steps, SAID))
    held = {trace.name: (list(trace.x), list(trace.y)) for trace in figure.data}
    assert held["No blocs can be told"] == (["1970"], [100])
    assert held["India"] == (["1980"], [110])


def test_the_map_paints_kinds_and_keeps_no_data_apart() -> None:
    shape = {"type": "Feature", "id": "IND", "geometry": {"type": "Point", "coordinates": [0, 0]}, "properties": {}}
    places = {"IND": ("India", 20.0, 77.0), "MUS": ("Mauritius", -20.0, 57.0), "NRU": ("Nauru", 0.0, 167.0)}
    world = World({"type": "FeatureCollection", "features": [shape]}, places, ["MUS", "NRU"])
    kinds = [shifts_map.Kind("One", "#0072B2"), shifts_map.Kind("Other", "#D55E00")]
    figure = drawn(shifts_map.kinds_map({"IND": 0, "MUS": 1}, kinds, {"MUS": "since 2020"}, SAID, world))
    assert list(figure.data[0].z) == [1]
    assert figure.data[1].marker.symbol == ("square", "circle")
    assert "since 2020" in figure.data[1].customdata[0]
    assert "no data" in figure.data[1].customdata[1]
    assert {trace.name for trace in figure.data if trace.showlegend} == {"One", "Other", "No data"}


def test_a_movement_has_both_ends_its_change_and_how_usual_it_is() -> None:
    held = {year: 0.1 * (year - 2000) for year in range(2000, 2016)} | {2020: 3.0}
    rows = pd.DataFrame({"country": "IND", "year": list(held), "value": list(held.values())})
    table = movers.movers(rows, 2020)
    figure = drawn(shifts.dumbbells(table, SAID, INDICATOR, NAMES, ("2015", "2020")))
    assert [list(trace.x) for trace in figure.data] == [[1.5], [3.0]]
    assert "+1.5 (3×)" in str(figure.layout.annotations)
    assert "3 times its usual movement over five years" in words.of_movers(table, INDICATOR, 2020, NAMES)


def test_every_frame_of_the_space_has_the_traces_of_the_picture_and_its_caption() -> None:
    years = list(range(2010, 2021))
    parts = [pd.DataFrame({"country": c, "year": years, "x": np.arange(11) * s, "y": np.arange(11) / 10})
             for c, s in (("IND", 0.1), ("USA", -0.1), ("CHN", 0.0))]  # fmt: skip
    space = shifts_space.Space(pd.concat(parts), ("across", "up"), ("IND", "RUS"), 3)
    figure = drawn(shifts_space.space(space, 2018, SAID, NAMES))
    assert [frame.name for frame in figure.frames] == [str(year) for year in range(2010, 2019)]
    assert all(len(frame.data) == len(figure.data) for frame in figure.frames)
    assert all("Source: s." in str(frame.layout.annotations) for frame in figure.frames)
    trail = next(trace for trace in figure.data if trace.name == "India, trail")
    assert list(trail.text) == ["2015", "2016", "2017", "2018"]
    assert "+0.30" not in words.of_space([("India", 0.3, 0.3)], space.axes, 2015, 2018)
    assert "India by +0.3 across" in words.of_space([("India", 0.3, 0.3)], space.axes, 2015, 2018)


def verdict(step: float) -> breaks.Verdict:
    random = np.random.default_rng(1)
    return breaks.find(range(1980, 2020), random.standard_normal(40) + step * (np.arange(40) >= 20))


def test_a_break_is_a_line_with_a_span_and_nothing_is_marked_where_none_is_told() -> None:
    for step, marked in ((5.0, True), (0.0, False)):
        found = verdict(step)
        rows = pd.DataFrame({"year": found.years, "value": found.values})  # noqa: PD011
        figure = drawn(shifts_breaks.series(rows, found, SAID, INDICATOR, "World"))
        lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
        assert (len(lines) == 1) is marked
        text = words.of_verdict(found, INDICATOR, "A series")
        assert ("a break of the level" in text) is marked
        assert ("no break can be told" in text) is not marked
        if marked:
            assert lines[0].x0 == found.breaks[0].year - 0.5
            assert f"{found.breaks[0].year} (" in text


def test_the_world_has_a_row_for_each_series_and_counts_chance() -> None:
    pairs = [("Steady", verdict(0.0)), ("Broken", verdict(5.0)), ("Short", breaks.find([2000], [1.0]))]
    figure = drawn(shifts_breaks.world(pairs, SAID))
    assert list(figure.layout.yaxis.ticktext) == ["Steady", "Broken", "Short"]
    text = words.of_world(pairs)
    assert "1 of 2 series" in text
    assert "By chance alone, 0.1 would show one; one of them holds" in text
    assert words.of_world(pairs[:1]).startswith("In none of the one series")


def test_places_among_all_are_told_apart_by_shape_as_well_as_colour() -> None:
    table = pd.DataFrame(
        {
            "country": ["IND", "USA"],
            "year": 2020,
            "value": [1.0, 2.0],
            "rank": [2, 1],
            "of": 2,
            "share_below": [0.0, 1.0],
        }
    )
    told = {"Trade": {"IND": "1 %", "USA": "2 %"}}
    figure = drawn(shifts.strip([("Trade", table)], SAID, NAMES, ["IND", "USA"], told))
    assert [trace.marker.symbol for trace in figure.data] == ["circle", "square"]
    assert [list(trace.x) for trace in figure.data] == [[0], [100]]


def test_episodes_are_told_against_twenty_years_before_and_by_the_deepest() -> None:
    counts = pd.DataFrame({"year": [2000, 2020], "states": [170, 176], "0": [10, 45], "1": [25, 19]})
    down = (Episode("IND", 2015, 2020, 0.7, 0.4), Episode("RUS", 2018, 2020, float("nan"), 0.2))
    text = words.of_episodes(counts, 2020, down, (), NAMES)
    assert "45 of 176 states were autocratising and 19 democratising; twenty years earlier 10 and 25 of 170" in text
    assert "The deepest fall under way is that of India (−0.3 since 2014)" in text


@pytest.mark.parametrize(("share", "text"), [(0.0, "0"), (0.003, "0.3"), (0.999, "more than 99"), (1.0, "100")])
def test_a_share_is_never_written_as_all_or_nothing_unless_it_is(share: float, text: str) -> None:
    assert words.percent(share).startswith(text)
