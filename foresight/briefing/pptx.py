"""A brief as slides: charts that can be edited in PowerPoint, maps of one shape for each country, tables.

What has no native form (a network, a timeline) is a picture where a Chrome is on this machine, else the table of its
numbers. Written with python-pptx (https://python-pptx.readthedocs.io); PowerPoint itself is not run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from foresight.briefing import pptx_chart, pptx_map
from foresight.briefing.brief import Brief
from foresight.briefing.content import Content, Shown, cited, clean, content
from foresight.briefing.exhibit import Exhibit
from foresight.briefing.numbers import numbers
from foresight.briefing.picture import drawn
from foresight.briefing.settled import settle
from foresight.briefing.slide import INK, QUIET, Box, Deck
from foresight.catalogue import Catalogue

TITLE, TAKEAWAY, FOOTER = 160, 420, 520
"""Letters that a slide has room for."""
ROWS, CELL = 14, 60
PER_SLIDE = 1500
"""Letters of a slide of text."""


def write(
    brief: Brief, exhibits: Sequence[Exhibit | str], catalogue: Catalogue, out: Path, *, when: dt.datetime,
    progress: Callable[[int, int, str], None] | None = None, template: Path | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Write the slides, on the organisation's own `template` where one is given; returns what was left out or cut.

    BriefError for a template that cannot be opened or has no slide layout with a title.
    """
    held = content(brief, exhibits, catalogue, when)
    deck, notes = Deck.begin(template, held.mark), list(held.left_out)
    core = deck.show.core_properties
    core.title, core.author, core.last_modified_by, core.revision = brief.title[:250], brief.author[:250], "", 1
    _cover(deck, held)
    _listed(deck, "Contents", [f"{n}. {one.title}" for n, one in enumerate(held.shown, start=1)])
    for place, one in enumerate(held.shown, start=1):
        if progress:
            progress(place, len(held.shown), f"Slide {place} of {len(held.shown)}: {one.title}")
        notes += [f"Item {place} ({one.title[:60]}): {told}" for told in _slide(deck, one)]
    if held.left_out:
        _listed(deck, "Left out", list(held.left_out))
    _listed(deck, "Method and caveats", list(held.caveats))
    _listed(deck, "Sources", [cited(source) for source in held.sources])
    deck.show.save(str(out))
    settle(out, when)
    return tuple(notes)


def _cover(deck: Deck, held: Content) -> None:
    slide = deck.cover(cut(held.brief.title, TITLE))
    lines = [held.brief.question, " · ".join(part for part in (held.brief.author, held.date) if part),
             f"Data revision {', '.join(held.revisions)}" if held.revisions else "No item could be shown."]  # fmt: skip
    deck.text(slide, Box(0.6, 3.3, 12.1, 1.2), [cut(line, TAKEAWAY) for line in lines if line], size=18)
    if held.brief.key_points:
        points = [f"• {cut(point, 240)}" for point in held.brief.key_points[:6]]
        deck.text(slide, Box(0.6, 4.6, 12.1, 2.2), points, size=16)


def _slide(deck: Deck, one: Shown) -> list[str]:
    """One item; returns what was cut or could not be drawn in its own form."""
    told: list[str] = []
    title, takeaway = cut(one.title, TITLE), cut(one.takeaway, TAKEAWAY, sentences=True)
    if title != one.title:
        told.append("its title was cut to fit the slide; it stands whole in the notes.")
    if takeaway != one.takeaway:
        told.append("its takeaway was cut to fit the slide; it stands whole in the notes.")
    slide = deck.titled(title)
    deck.text(slide, Box(0.6, 1.1, 12.1, 0.95), [takeaway], size=15)
    place = Box(0.6, 2.1, 12.1, 4.15)
    if one.exhibit.kind == "map":
        pptx_map.draw(slide, one.exhibit, place)
    elif not pptx_chart.draw(slide, one.exhibit, place):
        image = drawn(one.exhibit, width=1000, titled=False) if one.exhibit.figure else None
        if image is not None:
            deck.picture(slide, place, image, one.takeaway)
        else:
            told += _table(deck, slide, one, place)
    lines = [cut(" ".join(one.footer[:-1]), FOOTER), one.footer[-1][:200]]
    deck.text(slide, Box(0.6, 6.3, 12.1, 0.75), lines, size=9, colour=QUIET)
    whole = [one.title, one.takeaway, one.note, *one.footer]
    slide.notes_slide.notes_text_frame.text = clean("\n".join(line for line in whole if line))
    return told


def _table(deck: Deck, slide: Any, one: Shown, place: Box) -> list[str]:
    found = numbers(one.exhibit)
    if not found.rows:
        deck.text(slide, place, ["No figure is drawn here."], size=14)
        return []
    # a column that says the same in every row says nothing
    told = [k for k in range(len(found.columns)) if len({row[k] for row in found.rows}) > 1 or len(found.rows) == 1][:8]
    cells = [[cut(_cell(row[k]), CELL if len(told) > 2 else 2 * CELL) for k in told] for row in found.rows[:ROWS]]
    deck.table(slide, place, [cut(found.columns[k], CELL) for k in told], cells)
    if len(found.rows) > ROWS:
        return [f"its table shows {ROWS} of {len(found.rows)} rows; the workbook has all."]
    return []


def _cell(cell: str | float | int | None) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:,.6g}" if isinstance(cell, float) else str(cell)


def _listed(deck: Deck, title: str, lines: Sequence[str]) -> None:
    """Slides of text, as many as it needs."""
    page: list[str] = []
    for line in [*lines, ""]:
        full = sum(map(len, page)) + len(line) > PER_SLIDE or len(page) >= 14
        if page and (full or not line):
            slide = deck.titled(title)
            deck.text(slide, Box(0.6, 1.2, 12.1, 5.8), page, size=12 if len(page) > 8 else 14, colour=INK)
            page = []
        if line:
            page.append(cut(line, PER_SLIDE))


def cut(text: str, letters: int, *, sentences: bool = False) -> str:
    """The text, on one line, cut at a word with an ellipsis where it is longer; at the end of a sentence if it can."""
    text = clean(" ".join(text.split()))
    if len(text) <= letters:
        return text
    head = text[: letters - 1]
    if sentences and (end := head.rfind(". ")) > letters // 3:
        return head[: end + 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[letters // 2 :] else head}…"
