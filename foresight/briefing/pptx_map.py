"""A map as one shape for each country: it can be recoloured, taken apart and read out.

Drawn in plate carrée between the latitudes that the picture shows: the shapes of a slide have straight edges.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foresight.briefing.exhibit import Exhibit
from foresight.briefing.numbers import told
from foresight.briefing.slide import QUIET, WIDE, Box

LOWEST, HIGHEST = -57.0, 84.0
DOT = 0.07
"""Inches across of a state too small for a shape."""


def draw(slide: Any, exhibit: Exhibit, box: Box) -> None:
    """Draw the countries in their colours, small states as dots, and the legend at the right."""
    figure = exhibit.figure or {"data": [], "layout": {}}
    width = slide.part.package.presentation_part.presentation.slide_width
    unit = width / WIDE
    across = box.height * 360 / (HIGHEST - LOWEST)
    scale = min(1.0, (box.width - 2.2) / across) * box.height / (HIGHEST - LOWEST)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return (box.left + (lon + 180) * scale) * unit, (box.top + (HIGHEST - lat) * scale) * unit

    colours = figure["layout"].get("coloraxis", {})
    for trace in figure["data"]:
        if trace.get("type") == "choropleth":
            shapes = {one["id"]: one["geometry"] for one in trace.get("geojson", {}).get("features", [])}
            for number, code in enumerate(trace.get("locations", [])):
                if code in shapes:
                    words = ": ".join(told(trace, number))
                    _country(slide, shapes[code], place, _fill(trace, number, colours), f"{code} {words}")
    for trace in figure["data"]:
        if trace.get("type") == "scattergeo" and trace.get("hoverinfo") != "skip":
            _dots(slide, trace, place, colours, unit)
    _legend(slide, figure, colours, box, unit)


def _country(slide: Any, geometry: Mapping[str, Any], place: Any, colour: str, words: str) -> None:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    seen = [ring for part in parts for ring in part if len(ring) > 2 and max(point[1] for point in ring) > LOWEST]
    rings = [[place(point[0], max(point[1], LOWEST)) for point in ring] for ring in seen]
    if not rings:
        return
    builder = slide.shapes.build_freeform(*(int(part) for part in rings[0][0]), scale=1.0)
    for number, ring in enumerate(rings):
        points = [(int(x), int(y)) for x, y in ring]
        if number:
            builder.move_to(*points[0])
        builder.add_line_segments(points[1:], close=True)
    shape = builder.convert_to_shape()
    _coloured(shape, colour, words)


def _dots(slide: Any, trace: Mapping[str, Any], place: Any, colours: Mapping[str, Any], unit: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    for number, (lon, lat) in enumerate(zip(trace.get("lon", []), trace.get("lat", []), strict=True)):
        if lon is None or lat is None:
            continue
        x, y = place(lon, lat)
        side = int(DOT * unit)
        shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, int(x) - side // 2, int(y) - side // 2, side, side)
        _coloured(shape, _fill(trace, number, colours), ": ".join(told(trace, number)))


def _coloured(shape: Any, colour: str, words: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.color.rgb = RGBColor.from_string("FFFFFF" if colour != "FFFFFF" else "C9CCD1")
    shape.line.width = Pt(0.25)
    shape.shadow.inherit = False
    shape.name = words.split(":")[0][:60]
    shape._element.nvSpPr.cNvPr.set("descr", words[:300])


def _fill(trace: Mapping[str, Any], number: int, axis: Mapping[str, Any]) -> str:
    """The colour that the picture gives a country, from its scale or its own."""
    marker = trace.get("marker", {})
    given = trace.get("z") if trace.get("type") == "choropleth" else marker.get("color")
    value = given[number] if isinstance(given, list) else given
    if isinstance(value, str):
        return _hex(value)
    on_axis = trace.get("coloraxis") or marker.get("coloraxis")
    scale = axis.get("colorscale") if on_axis else trace.get("colorscale") or marker.get("colorscale")
    if value is None or not scale:
        return "C9CCD1"
    low = axis.get("cmin", 0.0) if on_axis else trace.get("zmin", marker.get("cmin", 0.0))
    high = axis.get("cmax", 1.0) if on_axis else trace.get("zmax", marker.get("cmax", 1.0))
    return _on(scale, (value - low) / (high - low) if high > low else 0.0)


def _on(scale: list[list[Any]], share: float) -> str:
    """A colour between the stops of a scale."""
    share = min(1.0, max(0.0, share))
    before = [stop for stop in scale if stop[0] <= share][-1]
    after = next((stop for stop in scale if stop[0] >= share), before)
    if after[0] == before[0]:
        return _hex(after[1] if share >= 1 else before[1])
    part = (share - before[0]) / (after[0] - before[0])
    one, two = _hex(before[1]), _hex(after[1])
    mixed = (int(one[k : k + 2], 16) * (1 - part) + int(two[k : k + 2], 16) * part for k in (0, 2, 4))
    return "".join(f"{round(value):02X}" for value in mixed)


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper() if len(colour.lstrip("#")) == 6 else "C9CCD1"


def _legend(slide: Any, figure: Mapping[str, Any], axis: Mapping[str, Any], box: Box, unit: float) -> None:
    """The scale's steps, or the kinds that the picture names, and what grey means."""
    lines: list[tuple[str, str]] = []
    bar = axis.get("colorbar", {})
    if bar.get("tickvals") and bar.get("ticktext"):
        low, high = axis.get("cmin", 0.0), axis.get("cmax", 1.0)
        lines = [(_on(axis["colorscale"], (value - low) / (high - low) if high > low else 0.0), str(text))
                 for value, text in zip(bar["tickvals"], bar["ticktext"], strict=True)]  # fmt: skip
    for trace in figure["data"]:
        if trace.get("type") == "scattergeo" and trace.get("hoverinfo") == "skip" and trace.get("name"):
            given = trace.get("marker", {}).get("color", "#c9ccd1")
            lines.append((_hex(given if isinstance(given, str) else "#c9ccd1"), str(trace["name"])))
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Pt

    left = box.left + box.width - 2.0  # the map leaves this much room
    for number, (colour, words) in enumerate(lines[:12]):
        top = box.top + 0.3 + (0.27 if len(lines) > 6 else 0.45) * number
        swatch = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, int(left * unit), int(top * unit), int(0.2 * unit), int(0.2 * unit)
        )
        _coloured(swatch, colour, words)
        text = slide.shapes.add_textbox(
            int((left + 0.24) * unit), int((top - 0.06) * unit), int(1.8 * unit), int(0.3 * unit)
        )
        text.text_frame.text, text.text_frame.word_wrap = words[:60], True
        text.text_frame.paragraphs[0].font.size = Pt(10)
        text.text_frame.paragraphs[0].font.color.rgb = RGBColor.from_string(QUIET)
