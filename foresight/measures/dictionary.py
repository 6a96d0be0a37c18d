"""The data dictionary: every indicator with all that is known of it, the sources, and what each column means."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from foresight import export
from foresight.catalogue import THEMES, Source
from foresight.measures import quality
from foresight.measures.inventory import Entry
from foresight.measures.releases import STATES, rhythms
from foresight.store import Revision


@dataclass(frozen=True)
class Column:
    """A column of the sheet of indicators: its name, its meaning, and how an entry fills it."""

    name: str
    meaning: str
    value: Callable[[Entry], Any]


def _sources(of: Callable[[Source], str]) -> Callable[[Entry], str]:
    """Something of each source of an entry, each once."""
    return lambda entry: "; ".join(dict.fromkeys(of(source) for source in entry.sources))


def _score(entry: Entry, component: str) -> float | None:
    score = entry.quality.part(component).score
    return None if score is None else round(score, 1)


def _reason(entry: Entry, component: str) -> str:
    return entry.quality.part(component).reason


COLUMNS = (
    Column("key", "The indicator's name in files, addresses and commands", lambda e: e.key),
    Column("title", "Its title", lambda e: e.indicator.title),
    Column("theme", "The theme it stands under", lambda e: THEMES[e.indicator.theme]),
    Column("unit", "The unit of its figures", lambda e: e.indicator.unit),
    Column("description", "What is measured", lambda e: e.indicator.description),
    Column("caveat", "What to mind when reading it", lambda e: e.indicator.caveat),
    Column("level", "country, pair (a tie of two states) or world", lambda e: e.indicator.level),
    Column("direction", "How a higher figure is read: positive, negative or neutral", lambda e: e.indicator.direction),
    Column("frequency", "How often there is a figure", lambda e: e.indicator.frequency),
    Column("transform", "The scale on which models work", lambda e: e.indicator.transform),
    Column("together", "How countries of a region become one figure: sum or mean", lambda e: e.indicator.together),
    Column("minimum", "The lowest figure there can be; empty: none", lambda e: e.indicator.minimum),
    Column("maximum", "The highest figure there can be; empty: none", lambda e: e.indicator.maximum),
    Column("decimals", "Decimals shown", lambda e: e.indicator.decimals),
    Column("absent", "What it means where the source lists nothing: missing or zero", lambda e: e.indicator.absent),
    Column("absent_note", "The same, in words", lambda e: e.indicator.absent_note),
    Column("partial_years", "Years that the provider has not finished",
           lambda e: ", ".join(map(str, e.indicator.partial_years))),
    Column("first_year", "First year with a figure", lambda e: e.first),
    Column("last_year", "Last year with a figure", lambda e: e.last),
    Column("countries", "Countries with any figure", lambda e: e.countries),
    Column("rows", "Figures: of countries, or of pairs", lambda e: e.rows),
    Column("observed_percent", "Of the years of independent states from first to last year, those with a figure",
           lambda e: None if math.isnan(e.share) else round(100 * e.share, 1)),
    Column("updated", "The day on which its figures were last changed; of shipped ones, on which the file was fetched",
           lambda e: e.updated.isoformat()),
    Column("updated_by", "The revision that changed them, or the version shipped", lambda e: e.updated_words),
    Column("release_state", "Whether a newer release was due on the day of this file",
           lambda e: STATES[e.freshness.state]),
    Column("next_release", "When the next release is expected, and the year its figures reach",
           lambda e: e.freshness.next_words),
    Column("release_reason", "What that rests on", lambda e: e.freshness.reason),
    Column("quality", "The quality score, 0 to 100; its components follow", lambda e: e.quality.score),
    *(
        column
        for key, of in quality.scheme().components.items()
        for column in (
            Column(f"quality_{key}", f"{of.title}, 0 to 100 (weight {of.weight}): {of.question} Empty: not asked of it",
                   partial(_score, component=key)),
            Column(f"quality_{key}_reason", "The figure behind it, in a sentence", partial(_reason, component=key)),
        )
    ),
    Column("sources", "Keys of the sources, the main one first", _sources(lambda source: source.key)),
    Column("provider", "Who published the figures", _sources(lambda source: source.provider)),
    Column("licence", "The licences of the sources", _sources(lambda source: source.licence)),
    Column("citation", "How to cite the sources", _sources(lambda source: source.citation)),
    Column("redistributable", "May its figures leave the house: yes or no",
           lambda e: "yes" if e.redistributable else "no"),
)  # fmt: skip


def sheets(entries: Mapping[str, Entry], revision: Revision, today: dt.date) -> dict[str, pd.DataFrame]:
    """The sheets of the dictionary in their order: Indicators, Sources, Columns, About."""
    listed = pd.DataFrame([{c.name: c.value(e) for c in COLUMNS} for e in entries.values()],
                          columns=[c.name for c in COLUMNS])  # fmt: skip
    held = {source.key: source for entry in entries.values() for source in entry.sources}
    meaning = [{"sheet": "Indicators", "column": c.name, "meaning": c.meaning} for c in COLUMNS]
    meaning += [{"sheet": "Sources", "column": name, "meaning": text} for name, text in _OF_SOURCES.items()]
    scheme = quality.scheme()
    about = [
        ("data revision", f"{revision.name} of {revision.when}"),
        ("made on", today.isoformat()),
        ("quality", "The mean of the components by their weights, each on a scale of 0 to 100; what is not asked of an "
                    "indicator is left out."),
        *((f"quality: {c.title}", f"weight {c.weight}; 0 at {c.worst:g} and 100 at {c.best:g} {c.unit}. {c.reason} "
           f"{c.frame}.") for c in scheme.components.values()),
        *(("quality does not measure", text) for text in scheme.not_measured),
        *(("after", text) for text in scheme.frames),
    ]  # fmt: skip
    return {
        "Indicators": listed,
        "Sources": pd.DataFrame([_of_source(source) for source in held.values()], columns=list(_OF_SOURCES)),
        "Columns": pd.DataFrame(meaning),
        "About": pd.DataFrame(about, columns=["what", "said"]),
    }


_OF_SOURCES: Mapping[str, str] = {
    "key": "The source's name",
    "provider": "Who published it",
    "title": "Its title",
    "version": "The version or the years of the file that is shipped",
    "retrieved": "The day on which it was fetched",
    "licence": "The licence it states",
    "terms": "open: may be passed on; derived_only: only figures computed from it; closed: on the screen only",
    "citation": "How to cite it",
    "url": "Where it is",
    "note": "What was done with it",
    "release_kind": "The rhythm of its releases: yearly, often, continuous, ended or not known",
    "release_months": "The months they come in, 1 to 12",
    "release_lag": "A release of year Y has figures to Y minus this",
    "release_reason": "What that rests on",
    "release_reference": "Where the provider says so",
}


def _of_source(source: Source) -> dict[str, Any]:
    rhythm = rhythms().get(source.key)
    told = {name: getattr(source, name) for name in list(_OF_SOURCES)[:10]} | {
        "retrieved": source.retrieved.isoformat()
    }
    if rhythm is None:
        return told | {"release_kind": "not known"}
    return told | {
        "release_kind": rhythm.kind, "release_months": ", ".join(map(str, rhythm.months)), "release_lag": rhythm.lag,
        "release_reason": rhythm.reason, "release_reference": rhythm.reference,
    }  # fmt: skip


def to_csv(entries: Mapping[str, Entry], revision: Revision, today: dt.date) -> str:
    """The sheet of indicators as CSV, no text of it a formula; revision and day stand before it in `#` lines."""
    listed = sheets(entries, revision, today)
    about = listed["About"].iloc[:2].itertuples(index=False)
    return export.headed(
        [("data dictionary", "one row for each indicator"), *about], export.table(listed["Indicators"])
    )


def to_xlsx(entries: Mapping[str, Entry], revision: Revision, today: dt.date) -> bytes:
    """All sheets as a workbook, no text of it a formula."""
    return export.workbook(sheets(entries, revision, today))
