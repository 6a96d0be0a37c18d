"""Projections, ties and drivers drawn from hand-made numbers: what is dashed, dotted, shaded, named, and to scale."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.catalogue import Indicator
from foresight.charts import drivers, lines, projections, theme, ties
from foresight.charts.drivers import Share
from foresight.charts.fan import QUANTILES
from foresight.charts.panels import Grid

INDICATOR = Indicator(
    key="spending", title="Spending", theme="cooperation", unit="units", description="Spent.", source="here",
    transform="log1p", minimum=0, decimals=1,
)  # fmt: skip
SAID = theme.Caption("Spending", "units", "Source: here.", 2004, "1 (abc)", ("Bands: past forecast errors.",))
NAMES = {"POL": "Poland", "IND": "India", "JPN": "Japan", "USA": "United States"}


def history(last: int = 2004, **changes: float) -> pd.DataFrame:
    """Six years of each country up to `last`, standing at the value given."""
    values = {"POL": 4.0, "IND": 2.0, **changes}
    rows = [(c, year, value) for c, value in values.items() for year in range(last - 5, last + 1)]
    return pd.DataFrame(rows, columns=["country", "year", "value"])


def ahead(country: str, median: float, first: int = 2005, years: int = 3, extrapolated: int = 0) -> pd.DataFrame:
    """A band of two, four to either side; the last `extrapolated` years are so."""
    steps = dict(zip(QUANTILES, (-2.0, -1.0, 0.0, 1.0, 2.0), strict=True))
    status = ["estimated"] * (years - extrapolated) + ["extrapolated"] * extrapolated
    return pd.DataFrame(
        {
            "country": country,
            "year": range(first, first + years),
            **{q: [median + step] * years for q, step in steps.items()},
            "status": status,
        }
    )


TWO = pd.concat([ahead("POL", 5.0), ahead("IND", 3.0)])


def named(figure: go.Figure, name: str) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.name == name]


def texts(figure: go.Figure) -> list[str]:
    return [str(note.text) for note in figure.layout.annotations]


def test_history_is_solid_the_median_dashed_and_the_fan_opens_at_the_last_observation() -> None:
    figure = projections.together(history(), TWO, SAID, INDICATOR, NAMES, order=("POL", "IND"))
    (seen,), (median,) = named(figure, "Poland"), named(figure, "Poland, projected (median)")
    assert seen.line.dash == "solid"
    assert list(seen.x) == [1999, 2000, 2001, 2002, 2003, 2004]
    assert median.line.dash == "dash"
    assert list(median.x) == [2004, 2005, 2006, 2007]
    assert list(median.y) == [4.0, 5.0, 5.0, 5.0]
    assert median.line.color == seen.line.color
    assert median.customdata[-1] == ["5", "3", "7"]
    (wide,) = named(figure, "Poland, 80 % of outcomes")
    assert wide.fill == "toself"
    assert (min(wide.y), max(wide.y)) == (3.0, 7.0)


def test_the_unobserved_years_are_shaded_and_called_a_projection() -> None:
    figure = projections.together(history(), TWO, SAID, INDICATOR, NAMES)
    (zone,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (zone.name, zone.x0) == ("Projection", 2004)
    assert "Projection" in texts(figure)
    assert not any("extrapolation" in text for text in texts(figure))


def test_extrapolated_years_are_dotted_and_have_a_zone_of_their_own() -> None:
    beyond = pd.concat([ahead("POL", 5.0, extrapolated=2), ahead("IND", 3.0, extrapolated=2)])
    figure = projections.together(history(), beyond, SAID, INDICATOR, NAMES)
    (dotted,) = named(figure, "Poland, extrapolated (median)")
    assert dotted.line.dash == "dot"
    assert list(dotted.x) == [2005, 2006, 2007]
    assert [shape.name for shape in figure.layout.shapes if shape.type == "rect"] == [
        "Projection",
        "Projection (extrapolation)",
    ]
    assert "Projection (extrapolation)" in texts(figure)


def test_where_only_one_country_is_extrapolated_the_zone_is_not_but_its_line_is() -> None:
    early = history()[lambda rows: (rows["country"] == "POL") | (rows["year"] <= 2002)]
    uneven = pd.concat([ahead("POL", 5.0), ahead("IND", 3.0, first=2003, years=5, extrapolated=1)])
    figure = projections.together(early, uneven, SAID, INDICATOR, NAMES)
    zones = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(zone.name, zone.x0) for zone in zones] == [("Projection", 2004)]
    assert named(figure, "India, extrapolated (median)")
    assert not named(figure, "Poland, extrapolated (median)")


def test_an_unfinished_year_inside_the_projection_is_not_drawn_as_history() -> None:
    unfinished = pd.concat([history(), pd.DataFrame({"country": ["POL"], "year": [2005], "value": [9.0]})])
    figure = projections.together(unfinished, TWO, SAID, INDICATOR, NAMES)
    (seen,) = named(figure, "Poland")
    assert max(seen.x) == 2004


def test_a_missing_year_breaks_the_line() -> None:
    gap = history()[lambda rows: rows["year"] != 2001]
    (seen,) = named(projections.together(gap, TWO, SAID, INDICATOR, NAMES), "India")
    assert math.isnan(seen.y[2])
    assert seen.connectgaps is False


def test_names_at_the_ends_of_lines_stand_apart_and_inside_the_plot() -> None:
    close = [lines.End(name, "#123456", 2010, 99.0 + place / 10) for place, name in enumerate("ABCDEF")]
    figure = go.Figure()
    lines.label_ends(figure, close, 0.0, 100.0, "#000000")
    pixel = lines.PLOT / 100
    stands = sorted(note.y * pixel + note.yshift for note in figure.layout.annotations)
    assert all(b - a >= lines.LABEL_GAP - 1e-9 for a, b in itertools.pairwise(stands))
    assert stands[-1] <= lines.PLOT
    assert [note.text[-1] for note in figure.layout.annotations] == list("ABCDEF")


def test_zoom_and_hidden_lines_survive_a_new_run() -> None:
    assert projections.together(history(), TWO, SAID, INDICATOR, NAMES).layout.uirevision == "spending"


def test_a_logarithmic_scale_places_values_by_their_logarithm_with_ticks_in_real_units() -> None:
    figure = projections.together(
        history(POL=999.0), pd.concat([ahead("POL", 999.0)]), SAID, INDICATOR, NAMES, log=True
    )
    (seen,) = named(figure, "Poland")
    assert seen.y[0] == pytest.approx(3.0)
    assert list(figure.layout.yaxis.ticktext) == ["1,000"]


@pytest.mark.parametrize(("narrow", "columns"), [(False, 3), (True, 1)])
def test_a_panel_for_each_country_has_an_axis_of_its_own(narrow: bool, columns: int) -> None:
    four = {"POL": 4.0, "IND": 2.0, "JPN": 10.0, "USA": 100.0, "FRA": 1.0}
    coming = pd.concat([ahead(country, value) for country, value in four.items()])
    figure = projections.apart(history(**four), coming, SAID, INDICATOR, NAMES, narrow=narrow)
    checked = go.Figure(figure.to_plotly_json())  # plotly's own validation
    starts = {round(axis.domain[0], 3) for axis in checked.select_xaxes()}
    assert len(starts) == columns
    tops = [axis.range[1] for axis in checked.select_yaxes()]
    assert tops[3] > 100 > tops[0]
    assert len([shape for shape in figure.layout.shapes if shape.name == "Projection"]) == 5
    assert sum("<b>United States</b>" in text for text in texts(figure)) == 1


def test_panels_fill_the_height_row_by_row() -> None:
    grid = Grid(5, 2, 100, 50)
    assert (grid.high, grid.height) == (3, 400)
    assert [grid.lowest(place) for place in range(5)] == [False, False, False, True, True]
    assert [grid.axis(place) for place in range(3)] == ["", "2", "3"]


@pytest.mark.parametrize("dark", [False, True])
def test_every_figure_passes_the_validation_it_is_drawn_without_and_carries_its_caption(dark: bool) -> None:
    drawn = [
        projections.together(history(), TWO, SAID, INDICATOR, NAMES, dark=dark),
        projections.apart(history(), TWO, SAID, INDICATOR, NAMES, dark=dark),
        ties.ties(PAST, COMING, SAID, INDICATOR, NAMES, order=("IND", "POL"), dark=dark),
        drivers.shares([Share("Own past", 0.6), Share("Economy", 0.4, "+")], SAID, dark=dark),
    ]
    for figure in drawn:
        checked = go.Figure(figure.to_plotly_json())
        assert len(checked.data) == len(figure.data)
        assert any("Source: here." in text and "Data revision 1 (abc)" in text for text in texts(figure))


PAST = pd.DataFrame(
    {
        "partner": ["IND", "IND", "IND", "POL", "POL"],
        "year": [2008, 2009, 2010, 2008, 2010],
        "value": [0, 1, 8, 0, 0],
        "tie": [False, True, True, False, False],
    }
)
COMING = pd.concat(
    pd.DataFrame(
        {
            "partner": partner,
            "year": [2011, 2012],
            "probability": [told, told],
            "low": [told - 0.1] * 2,
            "high": [told + 0.1] * 2,
            "status": ["estimated", "extrapolated"],
        }
    )
    for partner, told in (("IND", 0.8), ("POL", 0.105))
)


def test_years_with_a_tie_stand_at_one_years_without_at_nought_and_missing_years_nowhere() -> None:
    figure = ties.ties(PAST, COMING, SAID, INDICATOR, NAMES, order=("IND", "POL"))
    (india,), (poland,) = named(figure, "India"), named(figure, "Poland")
    assert list(india.x) == [2008, 2009, 2010]
    assert list(india.y) == [0, 1, 1]
    assert list(india.marker.symbol) == ["circle", "square", "square"]
    assert india.marker.size[1] < india.marker.size[2] == ties.LARGEST
    assert list(poland.x) == [2008, 2010]
    assert (india.yaxis, poland.yaxis) == ("y", "y2")


def test_a_probability_has_its_interval_and_is_dotted_where_extrapolated() -> None:
    figure = ties.ties(PAST, COMING, SAID, INDICATOR, NAMES, order=("IND",))
    near, far = named(figure, "India, probability")
    assert (near.line.dash, far.line.dash) == ("dash", "dot")
    assert far.customdata[-1] == ["80\u202f%", "70\u202f%", "90\u202f%"]
    (interval,) = named(figure, "India, 80 % interval")
    assert (min(interval.y), max(interval.y)) == pytest.approx((0.7, 0.9))


@pytest.mark.parametrize(
    ("probability", "words"), [(0.004, "below 1\u202f%"), (0.43, "43\u202f%"), (0.996, "above 99\u202f%")]
)
def test_no_probability_is_told_as_certain(probability: float, words: str) -> None:
    assert ties.percent(probability) == words


def test_shares_say_their_sign_in_words_and_in_colour() -> None:
    rows = [Share("Own past", 0.5), Share("Economy", 0.3, "+"), Share("Deaths", 0.02, "−")]
    figure = drivers.shares(rows, SAID)
    (bars,) = figure.data
    assert list(bars.text) == ["50\u202f%", "30\u202f% +", "2\u202f% −"]
    assert len(set(bars.marker.color)) == 3
    assert list(bars.y) == ["Own past", "Economy", "Deaths"]
