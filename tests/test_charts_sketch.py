"""A sketch comes to the same figure as plotly's own way of building it, and passes plotly's own validation."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.catalogue import Indicator
from foresight.charts import fan, theme
from foresight.charts.sketch import Sketch

INDICATOR = Indicator(
    key="troops", title="Troops hosted", theme="cooperation", unit="persons", description="Troops.", source="here"
)
SAID = theme.Caption("Troops hosted", "persons", "Source: here.", 2003, "1 (abc)")


def projection(shift: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": [2004, 2005],
            **{q: [place + shift, 2 * place + shift] for place, q in enumerate(fan.QUANTILES)},
            "status": ["estimated", "extrapolated"],
        }
    )


def test_a_sketch_and_a_figure_told_the_same_are_the_same() -> None:
    sketched, built = Sketch(), go.Figure()
    for made in (sketched, built):
        made.add_scatter(x=[1, 2], y=[3.0, 4.0], name="line", line={"color": "#123456"})
        made.add_shape(type="rect", x0=0, x1=1, y0=0, y1=1)
        made.add_annotation(text="Projection", x=1, y=1, showarrow=False)
        made.update_layout(legend={"font": {"size": 12}}, title={"text": "A title"})
        made.update_layout(legend={"x": 0, "font": {"color": "#123456"}})
        made.update_xaxes(showgrid=False, range=[0, 3])
        made.update_xaxes(range=[0, 2])
    read = go.Figure(sketched.figure().to_plotly_json())
    assert read.data == built.data
    for part in ("shapes", "annotations", "legend", "title", "xaxis", "yaxis"):
        assert read.layout[part] == built.layout[part], part


@pytest.mark.parametrize("dark", [False, True])
def test_the_fan_passes_the_validation_that_it_is_drawn_without(dark: bool) -> None:
    history = pd.DataFrame({"year": [2001, 2003], "value": [1.0, 2.0]})
    drawn = fan.fan(history, projection(0.0), SAID, INDICATOR, scenario=projection(1.0), dark=dark)
    checked = go.Figure(drawn.to_plotly_json())
    assert [trace.name for trace in checked.data][-1] == "Observed"
    assert checked.layout.title.text == drawn.layout.title.text


def test_a_word_that_plotly_does_not_know_would_be_found() -> None:
    sketched = Sketch()
    sketched.add_scatter(x=[1], y=[1], colour="blue")
    with pytest.raises(ValueError, match="colour"):
        go.Figure(sketched.figure().to_plotly_json())
