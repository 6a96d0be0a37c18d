"""A brief as a paper: one HTML file that works without a network, prints on A4, and is what a PDF is made from.

plotly draws in it as on the page; its script is inside, once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from foresight.briefing.brief import Brief
from foresight.briefing.content import Content, Shown, cited, content
from foresight.briefing.exhibit import Exhibit, bare
from foresight.briefing.numbers import Cell, numbers
from foresight.catalogue import Catalogue

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.5 "Source Sans", "Segoe UI", Helvetica, Arial, sans-serif; color: #1b2733; background: #fff;
  max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0 .25rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .4rem; }
.mark { text-align: center; font-weight: 600; letter-spacing: .05em; margin: 0; color: #1b2733; }
.quiet, figcaption { color: #55626f; font-size: .85rem; }
section { margin: 2.5rem 0; border-top: 1px solid #e3e7eb; padding-top: 1.25rem; }
figure { margin: .75rem 0 0; overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; margin: .5rem 0; }
th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid #e3e7eb; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
a { color: #0b5c8f; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } section { break-inside: avoid; margin: 1rem 0; }
  details, .mark, .modebar-container { display: none !important; } }
"""
DRAW = """
for (const place of document.querySelectorAll('[data-figure]')) {
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  figure.layout.autosize = true; delete figure.layout.width;
  Plotly.newPlot(place, figure.data, figure.layout, {displaylogo: false, responsive: true,
    modeBarButtonsToRemove: ['select2d', 'lasso2d', 'zoom2d', 'pan2d', 'autoScale2d', 'zoomIn2d', 'zoomOut2d']});
}
window.addEventListener('beforeprint', () => { for (const place of document.querySelectorAll('[data-figure]')) {
  Plotly.relayout(place, {width: 680}); } });
window.addEventListener('afterprint', () => { for (const place of document.querySelectorAll('[data-figure]')) {
  Plotly.relayout(place, {width: null, autosize: true}); } });
"""
# plotly fetches the outlines of its base map from a server; ours come with the figure, and this is nothing in its place
NO_BASE_MAP = (
    "window.PlotlyGeoAssets = {topojson: {world_110m: {type: 'Topology', arcs: [], objects: "
    "Object.fromEntries(['land', 'ocean', 'lakes', 'rivers', 'coastlines', 'countries', 'subunits']"
    ".map(name => [name, {type: 'GeometryCollection', geometries: []}]))}}};"
)


def write(
    brief: Brief, exhibits: Sequence[Exhibit | str], catalogue: Catalogue, out: Path, *, when: dt.datetime,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Write the paper; returns what was left out."""
    from plotly.offline import get_plotlyjs

    held = content(brief, exhibits, catalogue, when)
    parts = [_head(held)]
    for place, one in enumerate(held.shown, start=1):
        if progress:
            progress(place, len(held.shown), f"Figure {place} of {len(held.shown)}: {one.title}")
        parts.append(_section(place, one))
    parts.append(_end(held))
    script = f"<script>{get_plotlyjs()}</script>" if any(one.exhibit.figure for one in held.shown) else ""
    draw = f"<script>{NO_BASE_MAP}{DRAW}</script>" if script else ""
    out.write_text("".join([*parts, script, draw, "</body></html>\n"]), encoding="utf-8")
    return held.left_out


def _head(held: Content) -> str:
    brief = held.brief
    said = " · ".join(part for part in (brief.author, held.date, _revisions(held)) if part)
    points = "".join(f"<li dir='auto'>{escape(point)}</li>" for point in brief.key_points)
    listed = "".join(f"<li><a href='#f{n}'>{escape(one.title)}</a></li>" for n, one in enumerate(held.shown, start=1))
    mark = f"<p class='mark'>{escape(held.mark)}</p>"
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head><meta charset='utf-8'><title>{escape(brief.title)}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<style>{STYLE}{_paper(held.mark)}</style></head><body>{mark if held.mark else ''}"
        f"<header><h1 dir='auto'>{escape(brief.title)}</h1><p class='quiet'>{escape(said)}</p>"
        + (f"<p dir='auto'><strong>{escape(brief.question)}</strong></p>" if brief.question else "")
        + (f"<ul>{points}</ul>" if points else "")
        + (f"<nav aria-label='Contents'><ol>{listed}</ol></nav>" if listed else "<p>No item could be shown.</p>")
        + "</header><main>"
    )


def _paper(mark: str) -> str:
    """A4, with the marking at the top and bottom of every printed page, and its number."""
    quoted = "".join(f"\\{ord(sign):06x}" for sign in mark)  # whatever it says, it stays a text of the style sheet
    said = f"@top-center {{ content: '{quoted}'; }} @bottom-center {{ content: '{quoted}'; }}" if mark else ""
    return f"@page {{ size: A4; margin: 16mm 14mm; {said} @bottom-right {{ content: counter(page); }} }}"


def _revisions(held: Content) -> str:
    return f"Data revision {', '.join(held.revisions)}" if held.revisions else ""


def _section(place: int, one: Shown) -> str:
    note = f"<p dir='auto'>{escape(one.note)}</p>" if one.note else ""
    footer = "<br>".join(escape(line) for line in one.footer)
    return (
        f"<section id='f{place}'><h2 dir='auto'>{place}. {escape(one.title)}</h2>"
        f"<p dir='auto'>{escape(one.takeaway)}</p>{note}<figure>{_drawn(place, one)}<figcaption>{footer}</figcaption>"
        "</figure></section>"
    )


def _drawn(place: int, one: Shown) -> str:
    table = _table(one)
    if one.exhibit.figure is None:
        return table
    figure = bare(one.exhibit)
    held = json.dumps(figure, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    height = figure["layout"].get("height", 460)
    return (
        f"<div role='img' aria-label='{escape(one.takeaway, quote=True)}' data-figure='d{place}' "
        f"style='min-height:{int(height)}px'></div>"
        f"<script type='application/json' id='d{place}'>{held}</script>"
        f"<details><summary>The numbers behind this figure</summary>{table}</details>"
    )


def _table(one: Shown) -> str:
    found = numbers(one.exhibit)
    heads = "".join(f"<th scope='col'>{escape(head)}</th>" for head in found.columns)
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in found.rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<td></td>"
    if isinstance(cell, str):
        return f"<td dir='auto'>{escape(cell)}</td>"
    return f"<td class='number'>{cell if isinstance(cell, int) else format(cell, ',.6g')}</td>"


def _end(held: Content) -> str:
    def listed(title: str, lines: Sequence[str]) -> str:
        items = "".join(f"<li dir='auto'>{escape(line)}</li>" for line in lines)
        return f"<section><h2>{title}</h2><ul>{items}</ul></section>" if items else ""

    return (
        listed("Left out", held.left_out) + listed("Method and caveats", held.caveats)
        + listed("Sources", [cited(source) for source in held.sources]) + "</main>"
    )  # fmt: skip
