"""The numbers behind a picture, read back from what is drawn: for a workbook, for a chart that can be edited, and for
people who cannot see it.

A figure of this house says of every point what it is (its hover text); of lines and bars over years and categories the
figures themselves stand in a wide table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from foresight.briefing.exhibit import Exhibit

Cell = str | float | int | None
Form = Literal["lines", "bars", "map", "words"]

_HOLE = re.compile(r"%\{([a-z]+)(?:\[(\d+)\])?(?::[^}]*)?\}")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Numbers:
    """A table: `columns`, and `rows` with a cell for each; None where there is no figure. `form`: how it was drawn."""

    form: Form
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Series:
    """One line or set of bars: its name, what it stands at (years or categories) and the figures. `role`: a band's
    edge is not the line itself. `style`: plotly's own `line` and `marker` of it."""

    name: str
    at: tuple[Cell, ...]
    values: tuple[float | None, ...]
    role: Literal["line", "low", "high", "bar", "points"]
    style: Mapping[str, Any]


def numbers(exhibit: Exhibit) -> Numbers:
    """The table behind an exhibit; of a table its own rows."""
    if exhibit.figure is None:
        heads = tuple(dict.fromkeys(head for row in exhibit.rows for head in row))
        return Numbers("words", heads, tuple(tuple(row.get(head, "") for head in heads) for row in exhibit.rows))
    if exhibit.kind == "map":
        return _of_map(exhibit)
    form, found = series(exhibit)
    return _points(exhibit) if form == "words" else _wide(form, found, exhibit)


def series(exhibit: Exhibit) -> tuple[Form, tuple[Series, ...]]:
    """What is drawn over years (`lines`) or categories (`bars`); `words` and nothing where it is neither."""
    figure = exhibit.figure or {"data": [], "layout": {}}
    drawn = [trace for trace in figure["data"] if not _silent(trace)]
    if len(_panels(drawn)) > 1 or not drawn:
        return "words", ()
    if all(_over_years(trace) for trace in drawn):
        return "lines", tuple(one for trace in drawn for one in _lines(trace))
    if all(trace.get("type") == "bar" and "base" not in trace for trace in drawn):
        found = tuple(_bars(trace, exhibit) for trace in drawn)
        numeric = all(isinstance(value, float | None) for one in found for value in one.values)
        return ("bars", found) if numeric else ("words", ())
    return "words", ()


def _silent(trace: Mapping[str, Any]) -> bool:
    """Nothing a reader is told a figure of: keys of a legend, names, and what only guides the eye."""
    if trace.get("fill") == "toself":
        return False
    return trace.get("hoverinfo") == "skip" or trace.get("mode") == "text" or not _length(trace)


def _length(trace: Mapping[str, Any]) -> int:
    return max((len(trace[name]) for name in ("x", "y", "z", "locations", "lat") if name in trace), default=0)


def _panels(drawn: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(trace.get("xaxis", "x")) + str(trace.get("yaxis", "y")) for trace in drawn}


def _over_years(trace: Mapping[str, Any]) -> bool:
    if trace.get("type", "scatter") != "scatter" or trace.get("mode") not in ("lines", "lines+markers", "none"):
        return False
    years = [x for x in trace["x"] if x is not None]
    return bool(years) and all(isinstance(x, int | float) and x == int(x) and 1800 <= x <= 2200 for x in years)


def _lines(trace: Mapping[str, Any]) -> list[Series]:
    name = _plain(str(trace.get("name", "")))
    if trace.get("fill") == "toself":
        return _edges(name, trace)
    at = tuple(None if x is None else int(x) for x in trace["x"])
    values = tuple(_figure(y) for y in trace["y"])
    kept = [(x, y) for x, y in zip(at, values, strict=True) if x is not None]
    style = {"line": trace.get("line", {}), "marker": trace.get("marker", {}), "mode": trace.get("mode", "lines")}
    return [Series(name, tuple(x for x, _ in kept), tuple(y for _, y in kept), "line", style)]


def _edges(name: str, trace: Mapping[str, Any]) -> list[Series]:
    """A band is a closed area: along one edge and back along the other, one after the other where it has gaps."""
    low: dict[int, float] = {}
    high: dict[int, float] = {}
    for x, y in zip(trace["x"], trace["y"], strict=True):
        value = _figure(y)
        if x is None or value is None:
            continue
        year = int(x)
        low[year] = min(low.get(year, value), value)
        high[year] = max(high.get(year, value), value)
    years = tuple(sorted(low))
    style = {"line": {"color": trace.get("fillcolor")}, "mode": "none"}
    return [
        Series(f"{name}: low", years, tuple(low[year] for year in years), "low", style),
        Series(f"{name}: high", years, tuple(high[year] for year in years), "high", style),
    ]


def _bars(trace: Mapping[str, Any], exhibit: Exhibit) -> Series:
    lying = trace.get("orientation") == "h"
    places, values = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
    axis = _axis(exhibit, "yaxis" if lying else "xaxis")
    name = _plain(str(trace.get("name") or exhibit.unit))
    return Series(
        name, tuple(_at(place, axis) for place in places), tuple(_figure(value) for value in values), "bar",
        {"marker": trace.get("marker", {}), "lying": lying},
    )  # fmt: skip


def _axis(exhibit: Exhibit, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (exhibit.figure or {})["layout"].get(name, {})
    return found


def _at(place: Any, axis: Mapping[str, Any]) -> Cell:
    """A place on an axis, as its label says it."""
    if isinstance(place, int | float) and "tickvals" in axis and "ticktext" in axis:
        labels = dict(zip(axis["tickvals"], axis["ticktext"], strict=False))
        return _plain(str(labels[place])) if place in labels else place
    return _plain(place) if isinstance(place, str) else place


def _wide(form: Form, found: Sequence[Series], exhibit: Exhibit) -> Numbers:
    """A row for each year or category, in the order drawn; a column for each series, in pieces or whole."""
    names = tuple(dict.fromkeys(one.name for one in found))
    held: dict[str, dict[Cell, float | None]] = {name: {} for name in names}
    for one in found:
        held[one.name] |= {at: value for at, value in zip(one.at, one.values, strict=True) if value is not None}
    places: list[Cell] = list(dict.fromkeys(at for one in found for at in one.at))
    if form == "lines":
        places.sort(key=lambda year: int(year) if year is not None else 0)
    first = "Year" if form == "lines" else "Of"
    rows = tuple((place, *(held[name].get(place) for name in names)) for place in places)
    return Numbers(form, (first, *(name or exhibit.unit for name in names)), rows)


def _of_map(exhibit: Exhibit) -> Numbers:
    """Country, figure as told, and the figure itself where the map colours by one."""
    rows: dict[str, tuple[Cell, ...]] = {}
    for trace in (exhibit.figure or {"data": []})["data"]:
        if trace.get("hoverinfo") == "skip":
            continue
        z, said = trace.get("z"), [told(trace, place) for place in range(_length(trace))]
        marks = trace.get("marker", {}).get("color") if trace.get("type") == "scattergeo" else None
        for place, (name, words) in enumerate(said):
            given = z if z is not None and "without" not in str(trace.get("name")) else marks
            value = given[place] if isinstance(given, list) and place < len(given) else None
            figure = _figure(value) if trace.get("coloraxis") or trace.get("type") == "scattergeo" else None
            rows[name] = (name, words, figure)
    ordered = tuple(rows[name] for name in sorted(rows))
    if all(row[2] is None for row in ordered):
        return Numbers("map", ("Country", "Told"), tuple(row[:2] for row in ordered))
    return Numbers("map", ("Country", "Told", exhibit.unit), ordered)


def _points(exhibit: Exhibit) -> Numbers:
    """Every point with what the picture says of it."""
    rows: list[tuple[Cell, ...]] = []
    for trace in (exhibit.figure or {"data": []})["data"]:
        if _silent(trace) or trace.get("fill") == "toself":
            continue
        kind = _plain(str(trace.get("name") or ""))
        for place in range(_length(trace)):
            name, words = told(trace, place)
            if name or words:
                rows.append((kind, name, words))
    if all(not row[0] for row in rows):
        return Numbers("words", ("Of", "Told"), tuple(row[1:] for row in rows))
    return Numbers("words", ("Series", "Of", "Told"), tuple(rows))


def told(trace: Mapping[str, Any], place: int) -> tuple[str, str]:
    """What the picture says of one point: whose it is (the bold part), and the rest."""
    template = str(trace.get("hovertemplate", "")).split("<extra>")[0]

    def fill(hole: re.Match[str]) -> str:
        given = trace.get(hole[1])
        if not isinstance(given, list) or place >= len(given):
            return ""
        value = given[place]
        if hole[2] is not None:
            value = value[int(hole[2])] if isinstance(value, list) and int(hole[2]) < len(value) else ""
        return "" if value is None else str(value)

    said = _HOLE.sub(fill, template)
    bold = re.search(r"<b>(.*?)</b>", said)
    name = _plain(bold[1]) if bold else _plain(str(trace.get("name", "")))
    rest = said.replace(bold[0], "", 1) if bold else said
    return name, _plain(rest.removeprefix("<br>")).removeprefix(":").strip()


def _plain(text: str) -> str:
    """A label without its marks: breaks become spaces, tags go."""
    return " ".join(html.unescape(_TAG.sub("", text.replace("<br>", "; " if ": " in text else " "))).split())


def _figure(value: Any) -> float | None:
    return None if value is None or isinstance(value, str | bool) else float(value)
