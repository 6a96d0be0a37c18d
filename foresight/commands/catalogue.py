"""The catalogue: every indicator with its coverage, last update, next release and quality; the data dictionary."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from foresight import geography
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, records, table
from foresight.errors import ForesightError, unknown
from foresight.measures import coverage, dictionary, quality
from foresight.measures.inventory import chosen, entries_from
from foresight.measures.releases import STATES

if TYPE_CHECKING:
    from foresight.measures.inventory import Entry
    from foresight.store import Store

ENDINGS = (".csv", ".xlsx")


def catalogue(asked: argparse.Namespace) -> int:
    """The list, one indicator, or the dictionary."""
    store, today = opened(asked), _day(asked.on)
    entries = entries_from(store, today)
    if asked.dictionary is not None:
        return _write(asked, entries, store, today)
    if asked.key is not None:
        return _one(asked, entries, store, today)
    found = chosen(entries, asked.find, asked.theme or "", asked.provider or "", asked.state or "")
    if asked.json:
        as_json({"indicators": [_listed(entry) for entry in found], **_asked_on(store, today)})
        return 0
    table(
        [
            {
                "key": e.key, "from": e.first, "to": e.last, "countries": e.countries,
                "observed %": 100 * e.share, "updated": str(e.updated), "next release": e.freshness.next_words,
                "state": STATES[e.freshness.state], "quality": e.quality.score,
            }
            for e in found
        ],
        decimals=0,
    )  # fmt: skip
    stale = sum(entry.freshness.state == "stale" for entry in found)
    print(f"{len(found)} indicators; of {stale} a newer release was due by {today}.")
    return 0


def _day(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else dt.date.today()
    except ValueError:
        raise ForesightError(f"“{text}” is no day. Write it as 2026-11-25.") from None


def _asked_on(store: Store, today: dt.date) -> dict[str, Any]:
    return {"on": str(today), "revision": store.revision.number, "revision_hash": store.revision.hash}


def _listed(entry: Entry) -> dict[str, Any]:
    fresh = entry.freshness
    return {
        "key": entry.key, "title": entry.indicator.title, "theme": entry.indicator.theme,
        "provider": [source.provider for source in entry.sources], "first_year": entry.first, "last_year": entry.last,
        "countries": entry.countries, "rows": entry.rows, "observed": entry.share, "updated": str(entry.updated),
        "updated_in": entry.update.revision if entry.update else 1, "updated_by": entry.updated_words,
        "release": {
            "state": fresh.state, "reason": fresh.reason, "next": fresh.upcoming and fresh.upcoming.words,
            "to": fresh.upcoming and fresh.upcoming.upto,
        },
        "quality": entry.quality.score, "redistributable": entry.redistributable,
    }  # fmt: skip


def _one(asked: argparse.Namespace, entries: dict[str, Entry], store: Store, today: dt.date) -> int:
    if asked.key not in entries:
        raise unknown("indicator", asked.key, entries, "“foresight catalogue” lists them all.")
    entry = entries[asked.key]
    decades, absent = coverage.decades(entry.grid), coverage.absent(entry.grid, entry.last)
    if asked.json:
        about = store.catalogue()
        as_json(
            {
                **_listed(entry), "metadata": entry.indicator.model_dump(mode="json"),
                "sources": [source.model_dump(mode="json") for source in about.sources_of(entry.key)],
                "quality_parts": [vars(part) | {"weight": quality.scheme().components[part.key].weight}
                                  for part in entry.quality.parts],
                "decades": records(decades),
                "without_figure": {"year": entry.last, "regions": [vars(one) for one in absent]},
                "history": records(store.history().indicator(entry.key)), **_asked_on(store, today),
            }
        )  # fmt: skip
        return 0
    print(f"{entry.indicator.title} ({entry.indicator.unit}). {entry.indicator.description}")
    print(f"{entry.first} to {entry.last}, {entry.countries} countries, {entry.rows:,} figures; {entry.updated_words}.")
    print(entry.freshness.reason)
    print(f"\nQuality {entry.quality.score} of 100:")
    for part in entry.quality.parts:
        of = quality.scheme().components[part.key]
        score = "–" if part.score is None else f"{part.score:.0f}"
        print(f"{of.title:>12} {score:>4} (weight {of.weight}): {part.reason}")
    print("\nShare of the states of each region with a figure, by decade, in percent:")
    wide = decades.assign(share=100 * decades["share"]).pivot_table("share", "region", "decade", dropna=False)
    table(wide.rename(index=geography.region).reset_index(), decimals=0)
    for one in absent:
        if one.missing:
            names = ", ".join(geography.country(code).short for code in one.missing)
            print(f"No figure for {entry.last} in {geography.region(one.region)}: {names} "
                  f"({len(one.missing)} of {one.states}).")  # fmt: skip
    return 0


def _write(asked: argparse.Namespace, entries: dict[str, Entry], store: Store, today: dt.date) -> int:
    path, revision = asked.dictionary, store.revision
    if path.suffix.lower() not in ENDINGS:
        raise ForesightError(f"{path} ends in neither {' nor '.join(ENDINGS)}: the ending tells the form.")
    try:
        if path.suffix.lower() == ".csv":
            path.write_text(dictionary.to_csv(entries, revision, today), encoding="utf-8", newline="")
        else:
            path.write_bytes(dictionary.to_xlsx(entries, revision, today))
    except OSError as error:
        raise ForesightError(f"{path} cannot be written: {error.strerror}. Name another file.") from None
    if asked.json:
        as_json({"file": str(path), "indicators": len(entries), **_asked_on(store, today)})
    else:
        print(f"{path}: {len(entries)} indicators, {len(dictionary.COLUMNS)} columns.")
    return 0
