"""Lines and bars as charts that PowerPoint itself draws, from the numbers behind a figure.

A band is drawn by its two edges, as thin lines of its line's colour: a chart of python-pptx is of one kind, and an area
beside lines would not be one that an editor can take apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from foresight.briefing.exhibit import Exhibit
from foresight.briefing.numbers import Series, series
from foresight.briefing.slide import WIDE, Box

MOST_BARS = 30
NAMED = 9
"""More lines than this have a legend instead of a name at their end."""
PALETTE = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "4D4D4D", "882255")
_HEX = re.compile(r"^#?([0-9a-fA-F]{6})$")
_RGB = re.compile(r"rgba?\((\d+),\s*(\d+),\s*(\d+)")


def draw(slide: Any, exhibit: Exhibit, box: Box) -> bool:
    """Draw the exhibit as a native chart; False where it has no such form."""
    if exhibit.figure is None:
        return False
    form, found = series(exhibit)
    if form == "lines" and found:
        _lines(slide, exhibit, _joined(found), box)
        return True
    if form == "bars" and found and len(found[0].at) <= MOST_BARS * (1 if found[0].style.get("lying") else 3):
        _bars(slide, exhibit, found, box)
        return True
    return False


def _joined(found: tuple[Series, ...]) -> list[Series]:
    """Pieces of one line put together: observed and projected are kept apart by their names."""
    held: dict[tuple[str, str], Series] = {}
    for one in found:
        before = held.get((one.name, one.role))
        if before is not None:
            one = Series(one.name, before.at + one.at, before.values + one.values, one.role, before.style)
        held[(one.name, one.role)] = one
    return list(held.values())


def _lines(slide: Any, exhibit: Exhibit, found: list[Series], box: Box) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    years = sorted({int(year) for one in found for year in one.at if year is not None})
    every = list(range(years[0], years[-1] + 1))
    data = CategoryChartData()
    data.categories = [str(year) for year in every]
    for one in found:
        own = dict(zip(one.at, one.values, strict=True))
        data.add_series(one.name or exhibit.unit, [own.get(year) for year in every])
    chart = _chart(slide, XL_CHART_TYPE.LINE, box, data, exhibit)
    labelled = [one for one in found if one.role == "line"]
    chart.has_legend = len(labelled) > NAMED or len(labelled) == 0
    if chart.has_legend:
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(10)
    axis = chart.category_axis
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.NONE
    _every(axis, max(1, len(every) // 10))
    for place, (one, drawn) in enumerate(zip(found, chart.plots[0].series, strict=True)):
        drawn.smooth = False
        line, colour = one.style.get("line", {}), _colour(one, place)
        drawn.format.line.color.rgb = _rgb(colour)
        drawn.format.line.width = Pt(2.25 if one.role == "line" else 0.75)
        drawn.format.line.dash_style = _dash("dot" if one.role in ("low", "high") else str(line.get("dash", "solid")))
        drawn.marker.style = _markers(one)
        if one.role == "line" and not chart.has_legend:
            _name_at_end(drawn, one, every, colour)


def _bars(slide: Any, exhibit: Exhibit, found: tuple[Series, ...], box: Box) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    layout = (exhibit.figure or {})["layout"]
    stacked, lying = layout.get("barmode") in ("stack", "relative"), bool(found[0].style.get("lying"))
    kinds = {
        (True, True): XL_CHART_TYPE.BAR_STACKED, (True, False): XL_CHART_TYPE.BAR_CLUSTERED,
        (False, True): XL_CHART_TYPE.COLUMN_STACKED, (False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
    }  # fmt: skip
    places = list(dict.fromkeys(at for one in found for at in one.at))
    data = CategoryChartData()
    data.categories = [str(place) for place in places]
    for one in found:
        own = dict(zip(one.at, one.values, strict=True))
        data.add_series(one.name or exhibit.unit, [own.get(place) for place in places])
    chart = _chart(slide, kinds[lying, stacked], box, data, exhibit)
    chart.has_legend = len(found) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(10)
    chart.category_axis.reverse_order = lying  # the first at the top, as in the picture
    _every(chart.category_axis, 1 if lying else max(1, len(places) // 12))
    chart.plots[0].gap_width = 40
    if stacked:
        chart.plots[0].overlap = 100
    for place, (one, drawn) in enumerate(zip(found, chart.plots[0].series, strict=True)):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _rgb(_colour(one, place))
        drawn.invert_if_negative = False


def _chart(slide: Any, kind: Any, box: Box, data: Any, exhibit: Exhibit) -> Any:
    from pptx.util import Pt

    width = slide.part.package.presentation_part.presentation.slide_width
    unit = width / WIDE
    left, top, across, down = (int(part * unit) for part in (box.left, box.top, box.width, box.height))
    frame = slide.shapes.add_chart(kind, left, top, across, down, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", exhibit.sentence[:1000])
    chart = frame.chart
    chart.font.size = Pt(11)
    chart.has_title = False
    axis = chart.value_axis
    axis.has_title = True
    axis.axis_title.text_frame.text = exhibit.unit[:80]
    axis.axis_title.text_frame.paragraphs[0].font.size = Pt(10)
    axis.axis_title.text_frame.paragraphs[0].font.bold = False
    axis.major_gridlines.format.line.color.rgb = _rgb("E3E7EB")
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0.##", False
    return chart


def _every(axis: Any, step: int) -> None:
    """A label at every so many categories (c:tickLblSkip stands at its place in the schema's order)."""
    from lxml import etree

    element = axis._element
    skip = etree.SubElement(element, f"{{{element.nsmap['c']}}}tickLblSkip")
    skip.set("val", str(step))
    last = element.find(f"{{{element.nsmap['c']}}}noMultiLvlLbl")
    if last is not None:
        last.addprevious(skip)


def _name_at_end(drawn: Any, one: Series, every: list[int], colour: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    known = [
        int(year) for year, value in zip(one.at, one.values, strict=True) if value is not None and year is not None
    ]
    if not known:
        return
    label = drawn.points[every.index(max(known))].data_label
    label.has_text_frame = True
    label.text_frame.text = one.name
    font = label.text_frame.paragraphs[0].font
    font.size, font.bold, font.color.rgb = Pt(10), True, _rgb(colour)
    label.position = XL_LABEL_POSITION.ABOVE if max(known) == every[-1] else XL_LABEL_POSITION.RIGHT


def _markers(one: Series) -> Any:
    from pptx.enum.chart import XL_MARKER_STYLE

    alone = sum(value is not None for value in one.values) == 1
    return XL_MARKER_STYLE.CIRCLE if alone else XL_MARKER_STYLE.NONE


def _dash(word: str) -> Any:
    from pptx.enum.dml import MSO_LINE

    return {"dash": MSO_LINE.DASH, "dot": MSO_LINE.ROUND_DOT, "dashdot": MSO_LINE.DASH_DOT}.get(word, MSO_LINE.SOLID)


def _colour(one: Series, place: int) -> str:
    """The colour the picture has, else one of the house's."""
    styles: list[Mapping[str, Any]] = [one.style.get(part) or {} for part in ("line", "marker")]
    for given in (style.get("color") for style in styles):
        if not isinstance(given, str):
            continue
        if found := _HEX.match(given):
            return found[1].upper()
        if found := _RGB.match(given):
            return "".join(f"{int(part):02X}" for part in found.groups())
    return PALETTE[place % len(PALETTE)]


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)
