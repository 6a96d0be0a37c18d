"""A figure put together as plain dictionaries, and made a plotly Figure once, at the end.

Each `update_…` and `add_…` of a plotly Figure looks through the whole figure and checks it: some fifty of them cost 50
milliseconds, on every move of a slider. A sketch takes the same words and costs two. What it draws is checked by the
tests, which read its figures back through plotly's own validation.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """`new` laid over `old`, dictionaries within them likewise."""
    found = dict(old)
    for key, value in new.items():
        before = found.get(key)
        found[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return found


class Sketch:
    """Takes traces, shapes, annotations and layout as a plotly Figure does; `figure` is what they come to."""

    def __init__(self) -> None:
        self._traces: list[dict[str, Any]] = []
        # plotly's own template would be copied and sent with every figure; the house's look says all that it says
        self._layout: dict[str, Any] = {"template": {}, "shapes": [], "annotations": [], "xaxis": {}, "yaxis": {}}

    def add_scatter(self, **trace: Any) -> None:
        self._add("scatter", trace)

    def add_bar(self, **trace: Any) -> None:
        self._add("bar", trace)

    def add_heatmap(self, **trace: Any) -> None:
        self._add("heatmap", trace)

    def add_choropleth(self, **trace: Any) -> None:
        self._add("choropleth", trace)

    def add_scattergeo(self, **trace: Any) -> None:
        self._add("scattergeo", trace)

    def _add(self, kind: str, trace: dict[str, Any]) -> None:
        # plain lists: nobody converts arrays and series for a figure that is not validated
        lists: dict[str, Any] = {key: list(trace[key]) for key in ("x", "y") if key in trace}
        self._traces.append({"type": kind, **trace, **lists})

    def add_shape(self, **shape: Any) -> None:
        self._layout["shapes"].append(shape)

    def add_annotation(self, **annotation: Any) -> None:
        self._layout["annotations"].append(annotation)

    def update_layout(self, **layout: Any) -> None:
        self._layout = _merged(self._layout, layout)

    def update_xaxes(self, **axis: Any) -> None:
        self._update_all("xaxis", axis)

    def update_yaxes(self, **axis: Any) -> None:
        self._update_all("yaxis", axis)

    def _update_all(self, kind: str, axis: dict[str, Any]) -> None:
        """As plotly does: every axis of the kind that is there."""
        self.update_layout(**{name: axis for name in self._layout if name.startswith(kind)})

    def figure(self) -> go.Figure:
        """The finished figure."""
        return go.Figure({"data": self._traces, "layout": self._layout}, _validate=False)
