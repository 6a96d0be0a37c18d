"""Figures on hand-made frames: what is drawn, what is left out, and that each carries its source."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.catalogue import Indicator, Source
from foresight.charts import bars, fan, lines, maps, scales, sentences, table, theme

SOURCE = Source(
    key="wdi",
    provider="World Bank",
    title="World Development Indicators",
    version="July 2025",
    licence="CC BY 4.0",
    citation="World Bank (2025).",
    url="https://example.org",
    retrieved=dt.date(2026, 11, 1),
    terms="open",
)
NAMES = {"FRA": "France", "DEU": "Germany", "TUV": "Tuvalu", "MCO": "Monaco"}


def indicator(**fields: object) -> Indicator:
    declared = {
        "key": "gdp",
        "title": "Gross domestic product",
        "theme": "emerging_powers",
        "unit": "constant 2015 US$",
        "description": "What a country produces in a year.",
        "source": "wdi",
    }
    return Indicator(**{**declared, **fields})


def said(subject: str = "") -> theme.Caption:
    return theme.caption(indicator(), [SOURCE], 2004, "7 (ab12cd34)", subject=subject)


def rows(*values: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=["country", "year", "value"])


def words(figure: go.Figure) -> str:
    return " ".join([figure.layout.title.text, *(str(a.text) for a in figure.layout.annotations)]).replace("<br>", " ")


TWO = rows(("FRA", 2000, 1.0), ("FRA", 2001, 2.0), ("FRA", 2004, 3.0), ("DEU", 2000, 5.0), ("DEU", 2001, 4.0))
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 5], [5, 5], [5, 0], [0, 0]]]}
WORLD = maps.World(
    shapes={
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": c, "properties": {}, "geometry": SQUARE} for c in ("FRA", "DEU")],
    },
    places={"FRA": ("France", 46, 2), "DEU": ("Germany", 51, 10), "TUV": ("Tuvalu", -8, 179), "MCO": ("Monaco", 43, 7)},
    small={"TUV", "MCO"},
)
YEARS = [2005, 2006, 2007]


def quantiles(shift: float = 0.0, status: tuple[str, ...] = ("estimated",) * 3) -> pd.DataFrame:
    steps = {"p10": -2, "p25": -1, "p50": 0, "p75": 1, "p90": 2}
    return pd.DataFrame({"year": YEARS, **{q: [3 + shift + step] * 3 for q, step in steps.items()}, "status": status})


def figures() -> dict[str, go.Figure]:
    last = table.latest(TWO)
    return {
        "lines": lines.lines(TWO, said(), indicator(), NAMES),
        "map": maps.world_map(last, said(), indicator(), WORLD),
        "bars": bars.ranked(last, said(), indicator(), NAMES),
        "fan": fan.fan(TWO[TWO["country"] == "FRA"], quantiles(), said(), indicator()),
    }


@pytest.mark.parametrize("kind", ["lines", "map", "bars", "fan"])
def test_every_figure_says_inside_the_picture_what_it_shows_and_where_it_is_from(kind: str) -> None:
    text = words(figures()[kind])
    for part in (
        "Gross domestic product",
        "constant 2015 US$",
        "World Bank, World Development Indicators (July 2025), CC BY 4.0",
        "Last year observed: 2004",
        "Data revision 7 (ab12cd34)",
    ):
        assert part in text, part


def test_missing_years_break_the_line() -> None:
    france = next(t for t in lines.lines(TWO, said(), indicator(), NAMES).data if t.name == "France")
    assert list(france.x) == [2000, 2001, 2002, 2003, 2004]
    assert [math.isnan(v) for v in france.y] == [False, False, True, True, False]
    assert france.connectgaps is False
    # 2004 has no neighbour: without a marker it would be invisible
    assert "markers" in france.mode


def test_a_country_keeps_its_colour_when_another_has_no_figures() -> None:
    order = ["DEU", "MCO", "FRA"]
    both = lines.lines(TWO, said(), indicator(), NAMES, order=order)
    alone = lines.lines(TWO[TWO["country"] == "FRA"], said(), indicator(), NAMES, order=order)
    colour = {t.name: t.line.color for t in both.data}
    assert next(t.line.color for t in alone.data if t.name == "France") == colour["France"] != colour["Germany"]


def test_a_year_that_is_not_complete_has_an_open_marker() -> None:
    figure = lines.lines(TWO, said(), indicator(partial_years=(2004,)), NAMES)
    partial = [t for t in figure.data if "not complete" in (t.name or "")]
    assert [(list(t.x), t.marker.color) for t in partial] == [([2004], theme.LIGHT.paper)]


def test_the_providers_low_and_high_are_a_band_with_the_gaps_of_the_line() -> None:
    band = TWO.assign(low=TWO["value"] - 0.5, high=TWO["value"] + 0.5)
    figure = lines.lines(
        TWO[TWO["country"] == "FRA"], said(), indicator(), NAMES, limits=band[band["country"] == "FRA"]
    )
    areas = [t for t in figure.data if t.fill == "toself"]
    assert [sorted(set(t.x)) for t in areas] == [[2000, 2001], [2004]]
    assert list(areas[0].y) == [1.5, 2.5, 1.5, 0.5]


def test_a_logarithmic_axis_has_ticks_in_real_units_and_keeps_nought_where_the_indicator_does() -> None:
    deaths = rows(("FRA", 2000, 0.0), ("FRA", 2001, 9.0), ("FRA", 2002, 99_999.0))
    figure = lines.lines(deaths, said(), indicator(transform="log1p", minimum=0), NAMES, log=True)
    assert list(figure.data[0].y) == pytest.approx([0, 1, 5])
    assert figure.layout.yaxis.ticktext[0] == "0"
    assert "10,000" in figure.layout.yaxis.ticktext


def test_more_lines_than_can_be_labelled_get_a_legend() -> None:
    many = rows(*((f"C{n:02}", y, n + y) for n in range(12) for y in (2000, 2001)))
    assert all(t.showlegend for t in lines.lines(many, said(), indicator(), {}).data)
    few = lines.lines(TWO, said(), indicator(), NAMES)
    assert not any(t.showlegend for t in few.data)
    ends = {name: a.text for a in few.layout.annotations for name in ("France", "Germany") if name in a.text}
    colours = {t.name: t.line.color for t in few.data}
    assert all(colours[name] in text for name, text in ends.items())
    assert set(ends) == {"France", "Germany"}


def test_line_labels_that_would_cover_each_other_are_moved_apart() -> None:
    close = rows(("FRA", 2000, 1.0), ("FRA", 2001, 10.0), ("DEU", 2000, 5.0), ("DEU", 2001, 10.01))
    shifts = [a.yshift for a in lines.lines(close, said(), indicator(), NAMES).layout.annotations if a.name is None]
    assert max(shifts) > 10


def test_no_data_has_a_colour_and_a_legend_entry_of_its_own_and_is_not_nought() -> None:
    nought = rows(("FRA", 2004, 0.0), ("TUV", 2004, 8.0))
    figure = maps.world_map(nought, said(), indicator(), WORLD)
    by_name = {t.name: t for t in figure.data}
    assert list(by_name["countries"].locations) == ["FRA"]
    assert list(by_name["countries without data"].locations) == ["DEU"]
    assert by_name["countries without data"].colorscale[0][1] == theme.LIGHT.no_data
    assert by_name["countries without data"].customdata[0][1] == "no data"
    assert by_name["No data"].marker.color == theme.LIGHT.no_data
    assert theme.LIGHT.no_data not in {c for _, c in figure.layout.coloraxis.colorscale}
    assert by_name["countries"].customdata[0][1] == "0"


def test_small_states_are_circles_in_the_same_colours_with_or_without_data() -> None:
    figure = maps.world_map(rows(("FRA", 2004, 1.0), ("TUV", 2004, 8.0)), said(), indicator(), WORLD)
    by_name = {t.name: t for t in figure.data}
    assert by_name["small states"].marker.coloraxis == by_name["countries"].coloraxis == "coloraxis"
    assert by_name["small states"].customdata[0][0] == "Tuvalu"
    assert list(by_name["small states without data"].customdata[0]) == ["Monaco", "no data", ""]


def test_a_map_of_values_on_both_sides_of_nought_is_centred_there() -> None:
    axis = maps.world_map(rows(("FRA", 2004, -1.0), ("DEU", 2004, 4.0)), said(), indicator(), WORLD).layout.coloraxis
    assert (axis.cmin, axis.cmax) == (-4, 4)
    assert axis.colorscale[0][1] == theme.LIGHT.diverging[0]


def test_a_map_fetches_nothing_from_outside() -> None:
    figure = figures()["map"]
    assert figure.layout.geo.visible is False
    assert theme.config()["topojsonURL"] == "app/static/topojson/"
    assert theme.config("svg", "gdp")["toImageButtonOptions"]["format"] == "svg"


def test_a_map_can_show_some_countries_only() -> None:
    figure = maps.world_map(table.latest(TWO), said(), indicator(), WORLD.only({"FRA", "MCO"}), zoomed=True)
    assert {c for t in figure.data if t.type == "choropleth" for c in t.locations} == {"FRA"}
    assert figure.layout.geo.fitbounds == "locations"


def test_the_bottom_of_the_ranks_begins_with_the_lowest() -> None:
    figure = bars.ranked(table.latest(TWO), said(), indicator(), NAMES, end="bottom", count=1)
    assert list(figure.data[0].y) == ["1. France"]


def test_the_fan_opens_from_the_last_observation_and_both_futures_are_in_one_figure() -> None:
    history = TWO[TWO["country"] == "FRA"]
    figure = fan.fan(history, quantiles(), said(), indicator(), scenario=quantiles(1.0), scenario_name="More conflict")
    by_name = {t.name: t for t in figure.data}
    for name, median in (("Baseline (median)", 3), ("More conflict (median)", 4)):
        assert list(by_name[name].x) == [2004, *YEARS]
        assert list(by_name[name].y) == [3, median, median, median]
        assert by_name[name].line.dash == "dash"
    assert sum(t.fill == "toself" for t in figure.data) == 4
    assert by_name["Observed"].line.dash in (None, "solid")
    assert math.isnan(by_name["Observed"].y[2])


def test_projected_years_are_shaded_and_extrapolated_ones_apart() -> None:
    history = TWO[TWO["country"] == "FRA"]
    zones = [s.name for s in fan.fan(history, quantiles(), said(), indicator()).layout.shapes]
    assert zones == ["Projection"]
    mixed = fan.fan(history, quantiles(status=("estimated", "extrapolated", "extrapolated")), said(), indicator())
    assert [(s.name, s.x0, s.x1) for s in mixed.layout.shapes if s.type == "rect"] == [
        ("Projection", 2004, 2005.5),
        ("Projection (extrapolation)", 2005.5, 2007.3),
    ]
    beyond = fan.fan(history, quantiles(status=("extrapolated",) * 3), said(), indicator())
    assert [(s.name, s.x0) for s in beyond.layout.shapes] == [("Projection (extrapolation)", 2004)]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1.234e12, 2, "1.23\u202ftn"),
        (999_990_000_000, 2, "1\u202ftn"),
        (34_560_000_000, 2, "34.6\u202fbn"),
        (12_345, 2, "12,345"),
        (-0.4, 1, "−0.4"),
        (-0.0123, 1, "−0.01"),
        (0.00021, 2, "0.0002"),
        (0.0, 2, "0"),
        (math.nan, 2, "no data"),
    ],
)
def test_numbers_are_written_for_people(value: float, decimals: int, text: str) -> None:
    assert scales.number(value, decimals) == text


def test_a_percentage_stands_by_its_sign_and_an_amount_by_its_unit() -> None:
    assert scales.with_unit(3.4, indicator(unit="% of GDP")) == "3.4\u202f% of GDP"
    assert scales.with_unit(2.0, indicator(unit="warheads", whole=True)) == "2 warheads"


def test_ticks_are_round_and_differ() -> None:
    assert scales.Scale().ticks(0, 1) == (
        [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0],
        ["0", "0.2", "0.4", "0.6", "0.8", "1"],
    )
    places, texts = scales.Scale("log").ticks(3, 4_000_000)
    assert texts == ["10", "100", "1,000", "10,000", "100,000", "1\u202fm"]
    assert places == pytest.approx([1, 2, 3, 4, 5, 6])


def test_a_table_never_takes_a_change_from_another_year() -> None:
    course = rows(*(("FRA", y, float(y)) for y in range(2000, 2006)), ("DEU", 1999, 1.0), ("DEU", 2005, 9.0))
    shown = table.by_country(course, indicator(), NAMES).set_index("Country")
    assert shown.loc["France", "Change over 5 years"] == 5
    assert math.isnan(shown.loc["Germany", "Change over 5 years"])
    assert list(shown.loc["Germany", "Course"]) == [1, 9]


def test_a_sentence_tells_what_was_observed() -> None:
    text = sentences.of_lines(TWO, indicator(), NAMES)
    assert text == (
        "The largest rise: France, from 1 in 2000 to 3 in 2004; the largest fall: Germany, from 5 in 2000 to 4 in 2001 "
        "(constant 2015 US$)."
    )
    assert sentences.of_map(TWO, indicator(), NAMES, 195) == (
        "Germany has the highest figure, 4 constant 2015 US$; France the lowest, 3. 2 of 195 countries have a figure "
        "(each country’s last year, 2001 to 2004)."
    )
    empty = TWO.iloc[:0]
    assert sentences.of_map(empty, indicator(), NAMES, 195) == "No figure has been recorded for this selection."


def test_what_is_handed_in_is_not_changed() -> None:
    before = TWO.copy(deep=True)
    figures()
    pd.testing.assert_frame_equal(TWO, before)


def test_a_licence_that_is_not_stated_is_said_to_be_so() -> None:
    unstated = SOURCE.model_copy(update={"licence": "not stated by the provider"})
    assert "licence not stated by the provider" in theme.source_line([SOURCE, unstated])
