"""Pictures of boxes and futures: valid figures that hold the numbers they were given."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from foresight.charts import discovery
from foresight.charts.theme import Caption
from tests.planted import lever

SAID = Caption("Title", "unit", "Source: s.", 2024, "1 (abc)", ("a note",))


def drawn(figure: go.Figure) -> go.Figure:
    """Read back through plotly's own validation."""
    return go.Figure(figure.to_dict())


@pytest.mark.parametrize("dark", [True, False])
def test_the_curve_holds_every_box_and_rings_the_chosen_one(dark: bool) -> None:
    figure = drawn(discovery.curve([1.0, 0.6, 0.3], [0.4, 0.55, 0.8], 1, SAID, dark=dark))
    assert list(figure.data[0].x) == [100, 60, 30]
    assert list(figure.data[0].y) == pytest.approx([40, 55, 80])
    assert (figure.data[1].x[0], figure.data[1].marker.symbol) == (60, "circle-open")
    assert "all futures: 40" in str(figure.layout.annotations)


def test_limits_stand_within_their_range_with_the_baseline_beside() -> None:
    rows = [
        discovery.Span("Actors", 0.5, 1.0, 0.2, ("0", "90 states"), "45 states or more"),
        discovery.Span("Forums", 0.0, 0.0, None, ("0", "13 forums"), "0 forums"),
    ]
    figure = drawn(discovery.limits(rows, SAID))
    bars = [trace for trace in figure.data if trace.line.width == 13]
    assert list(bars[0].x) == [0.5, 1.0]
    assert bars[1].x[1] > bars[1].x[0]  # a single value can still be seen
    assert [trace.x[0] for trace in figure.data if trace.name == "baseline"] == [0.2]


def test_futures_are_told_apart_by_shape_as_well_as_colour_and_lie_within_half_a_step() -> None:
    one = lever("one", low=0, high=10, step=1, drives=("d",))
    other = lever("other", low=0, high=99, step=1, drives=("d",), transform="log1p")
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 11, 500).astype(float), rng.integers(0, 100, 500).astype(float)
    holds = x > 5
    figure = drawn(discovery.scatter((one, other), (x, y), holds, ((6, 10), (0, 99)), SAID))
    misses, hits = figure.data
    assert (len(hits.x), len(misses.x)) == (holds.sum(), (~holds).sum())
    assert hits.marker.symbol != misses.marker.symbol
    assert min(hits.x) >= 5.5
    assert np.isfinite(np.array(hits.y, dtype=float)).all()
    (box,) = (shape for shape in figure.layout.shapes if shape.type == "rect")
    assert (box.x0, box.x1) == (5.5, 10.5)
    assert box.y1 == pytest.approx(np.log10(100.5))


def test_shares_carry_their_intervals() -> None:
    figure = drawn(discovery.shares([("with", 0.4, 0.35, 0.46), ("without", 0.1, 0.08, 0.12)], SAID))
    assert [trace.x[0] for trace in figure.data] == [40, 10]
    assert figure.data[0].error_x.array[0] == pytest.approx(6)
    assert figure.data[0].error_x.arrayminus[0] == pytest.approx(5)
