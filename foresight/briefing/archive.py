"""A brief as a ZIP: each figure's numbers as CSV beside its metadata, the brief itself, and how to make it again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qsl

from foresight.briefing.brief import Brief
from foresight.briefing.content import Content, Shown, cited, content
from foresight.briefing.exhibit import Exhibit
from foresight.briefing.numbers import numbers
from foresight.briefing.settled import settle
from foresight.catalogue import Catalogue
from foresight.export import neutral


def write(
    brief: Brief, exhibits: Sequence[Exhibit | str], catalogue: Catalogue, out: Path, *, when: dt.datetime,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Write the ZIP; returns what was left out."""
    held = content(brief, exhibits, catalogue, when)
    with zipfile.ZipFile(out, "w") as made:
        for place, one in enumerate(held.shown, start=1):
            name = f"figures/{place:02d}_{one.exhibit.name}"[:90]
            if progress:
                progress(place, len(held.shown), f"File {place} of {len(held.shown)}: {one.title}")
            made.writestr(f"{name}.csv", _csv(one, held))
            made.writestr(f"{name}.json", _metadata(one, held, catalogue))
        made.writestr(f"{brief.key}.toml", brief.to_toml())
        made.writestr("README.txt", _readme(held))
    settle(out, when)
    return held.left_out


def _csv(one: Shown, held: Content) -> str:
    out, table = io.StringIO(), numbers(one.exhibit)
    said = [("title", one.title), ("finding", one.takeaway), ("note", one.note), ("unit", one.exhibit.unit),
            ("classification", held.mark), *(("about", line) for line in one.footer)]  # fmt: skip
    out.writelines(f"# {word}: {' '.join(text.split())}\n" for word, text in said if text)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutral(head) for head in table.columns])
    writer.writerows(
        [["" if c is None else neutral(c) if isinstance(c, str) else c for c in row] for row in table.rows]
    )
    return out.getvalue()


def _metadata(one: Shown, held: Content, catalogue: Catalogue) -> str:
    exhibit = one.exhibit
    told = {
        "title": one.title, "takeaway": one.takeaway, "note": one.note, "unit": exhibit.unit,
        "status": list(exhibit.status), "last_observed": exhibit.last_observed, "notes": list(exhibit.notes),
        "indicators": [
            {"key": key, "title": catalogue.indicators[key].title, "unit": catalogue.indicators[key].unit,
             "description": catalogue.indicators[key].description}
            for key in exhibit.rests_on if key in catalogue.indicators
        ],
        "sources": [
            {"provider": s.provider, "title": s.title, "version": s.version, "licence": s.licence,
             "citation": s.citation, "url": s.url, "retrieved": s.retrieved.isoformat()}
            for s in exhibit.sources(catalogue)
        ],
        "data_revision": exhibit.revision, "data_revision_hash": exhibit.revision_hash,
        "page": exhibit.page, "selection": dict(parse_qsl(exhibit.address)), "classification": held.mark,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _readme(held: Content) -> str:
    brief = held.brief
    lines = [brief.title, held.mark, held.date, brief.question, "", *brief.key_points, "", "Figures"]
    lines += [f"{place:02d}  {one.title}: {one.takeaway}" for place, one in enumerate(held.shown, start=1)]
    if held.left_out:
        lines += ["", "Left out", *held.left_out]
    lines += ["", "Mind", *held.caveats, "", "Sources", *map(cited, held.sources), ""]
    lines += [f"Data revision {', '.join(held.revisions)}.", "To make it again on that revision:",
              f"foresight brief {brief.key}.toml -o {brief.key}.pptx", ""]  # fmt: skip
    return "\n".join(lines)
