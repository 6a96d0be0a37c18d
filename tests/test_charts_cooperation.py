"""The pictures of the cooperation index and of the engagement scorecard."""

from __future__ import annotations

import json

import pandas as pd
import plotly.graph_objects as go

from foresight.charts import cooperation as drawing
from foresight.charts import engagement as card
from foresight.charts.theme import Caption
from foresight.measures import engagement
from foresight.measures.cooperation_declared import parts
from foresight.measures.declared import measure
from foresight.measures.engagement_declared import practised

SAID = Caption("Cooperation index", "points of 100", "Source: Example.", 2004, "1 (abcd)")


def lines() -> go.Figure:
    rows = pd.DataFrame(
        [("FRA", year, float(year - 1960)) for year in range(2000, 2005)] + [("IND", 2000, 10.0), ("IND", 2004, 12.0)],
        columns=["country", "year", "value"],
    )
    observed = pd.DataFrame({part.indicator: float("nan") for part in parts("country")}, index=range(2000, 2005))
    observed.loc[:2002, "exercises"] = 1.0
    observed["un_alignment"] = 0.5
    return drawing.index_lines(
        rows, SAID, measure("cooperation_index"), {"FRA": "France", "IND": "India"}, observed=observed,
        level="country", breaks={"FRA": (2003,), "IND": (2003,)}, unweighted=("us_troops",),
    )  # fmt: skip


def test_a_line_breaks_where_its_make_up_changes_and_a_lonely_year_has_a_mark() -> None:
    figure = lines()
    france, india = figure.data[0], figure.data[1]
    assert list(france.x) == [2000, 2001, 2002, 2002.5, 2003, 2004]
    assert pd.isna(france.y[3])
    assert list(india.marker.size) == [5, 0, 0, 0, 0, 5]
    assert any(shape.line.dash == "dot" and shape.x0 == 2002.5 for shape in figure.layout.shapes)


def test_the_strip_shows_runs_of_observed_years_of_every_part_and_names_those_without_weight() -> None:
    figure = lines()
    strips = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert set(strips) == {part.short for part in parts("country")}
    assert (list(strips["Exercises"].base), list(strips["Exercises"].x)) == ([1999.5], [3])
    assert strips["UN votes"].customdata[0] == "2000–2004: observed for 50\u202f% of those shown"
    assert not strips["Arms trade"].x
    words = {note.text for note in figure.layout.annotations}
    assert {"Practice", "Exercises", "US troops, no weight"} <= words
    go.Figure(json.loads(figure.to_json()))  # plotly's own validation


def test_the_scorecard_has_the_country_above_the_others_and_says_what_is_not_measured() -> None:
    stands = {"FRA": engagement.Stand(6.0, 50.0, 2025), "forum:nato": engagement.Stand()}
    rows = [engagement.Line(_practice(key), one, 3, stands) for key, one in practised().items()]
    names = {"FRA": "France", "forum:nato": "NATO members"}
    figure = card.strip(rows, ("FRA", "forum:nato"), SAID, names, dark=True)
    assert [trace.name for trace in figure.data] == ["NATO members", "France"]
    assert len(figure.data[1].x) == len(rows)
    assert not figure.data[0].x
    words = [note.text for note in figure.layout.annotations]
    assert words.count("not measured") == 1
    assert "not measured; a stand-in:" in words
    assert any("France" in text and "NATO members" in text for text in words)
    go.Figure(json.loads(figure.to_json()))


def _practice(key: str) -> str:
    from foresight.measures.engagement_declared import practices

    return next(one.key for one in practices().values() if key in {measure.key for measure in one.measures})
