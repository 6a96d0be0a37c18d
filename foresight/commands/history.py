"""Commands about revisions: the history of a figure, and what is different between two of them."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from typing import Any

from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table
from foresight.errors import ForesightError
from foresight.store import Revision, Store
from foresight.store.history import LISTED, Step

KINDS = ("added", "changed", "removed")


def history(asked: argparse.Namespace) -> int:
    """Every revision that touched one figure; without a country, the indicator."""
    store = opened(asked)
    if asked.country is None and asked.year is None and asked.partner is None:
        return _of_indicator(store, asked)
    indicator = store.catalogue().indicator(asked.indicator)
    if asked.year is None or (asked.country is None and indicator.level != "world"):
        raise ForesightError("One figure has a country and a year. Name both: --country IND --year 2020.")
    if indicator.dyadic and asked.partner is None:
        raise ForesightError(f"“{indicator.key}” is a figure of pairs. Name the other country with --partner.")
    if asked.partner is not None and not indicator.dyadic:
        raise ForesightError(f"“{indicator.key}” is a figure of single countries: it has no partners.")
    country = (codes([asked.country or "WLD"]) or [""])[0]
    partner = None if asked.partner is None else (codes([asked.partner]) or [""])[0]
    steps = store.history().figure(indicator.key, country, asked.year, partner)
    now = steps[-1].after if steps else None
    whose = " and ".join(code for code in (country, partner) if code)
    if asked.json:
        as_json(
            {
                "indicator": indicator.key, "unit": indicator.unit, "country": country,
                **({"partner": partner} if partner else {}), "year": asked.year, "revision": store.revision.number,
                "revision_hash": store.revision.hash, "value": now, "steps": [_told(step) for step in steps],
            }
        )  # fmt: skip
    elif not steps:
        print(f"No revision has held a figure of {indicator.key} for {whose} in {asked.year}.")
    else:
        print(f"{indicator.title}, {whose}, {asked.year} ({indicator.unit}).")
        columns = ("revision", "when", "what", "before", "after", "who", "note", "file")
        table([{name: _told(step)[name] for name in columns} for step in steps], indicator.decimals)
    return 0


def _told(step: Step) -> dict[str, Any]:
    return {
        "revision": step.revision.number, "when": step.revision.when, "what": step.what, "before": step.before,
        "after": step.after, "who": step.revision.who, "note": step.revision.note, "file": step.revision.file,
        "undoes": step.revision.undoes,
    }  # fmt: skip


def _of_indicator(store: Store, asked: argparse.Namespace) -> int:
    indicator = store.catalogue().indicator(asked.indicator)
    revisions = {one.number: one for one in store.revisions()}
    found = [_of_revision(revisions[row["number"]], row) for row in records(store.history().indicator(indicator.key))]
    if asked.json:
        as_json(
            {
                "indicator": indicator.key, "revision": store.revision.number, "revision_hash": store.revision.hash,
                "revisions": found,
            }
        )  # fmt: skip
    else:
        table([{name: value for name, value in one.items() if name != "undoes"} for one in found], decimals=0)
    return 0


def _of_revision(one: Revision, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "revision": one.number, "when": one.when, "added": row["added"], "changed": row["changed"],
        "removed": row["removed"], "who": one.who, "note": one.note, "file": one.file, "undoes": one.undoes,
    }  # fmt: skip


def diff(asked: argparse.Namespace) -> int:
    """What is different in one revision from another: by indicator, or figure by figure of one."""
    store = Store.open(asked.store)
    held, one, other = store.history(), asked.one, asked.other
    between, entries = records(held.between(one, other)), records(held.entries(one, other))
    answer: dict[str, Any] = {"from": one, "to": other, "revision": store.revision.number, "catalogue": entries}
    if asked.indicator is None:
        if asked.json:
            as_json(answer | {"indicators": between})
            return 0
        print(f"In revision {other}, beside revision {one}:")
        table(between, decimals=0)
        for entry in entries:
            print(f"Catalogue: {entry['kind']} {entry['key']} {entry['what']}")
        return 0
    found = store.at(max(one, other)).catalogue().indicators.get(asked.indicator)
    indicator = found or store.catalogue().indicator(asked.indicator)
    countries = records(held.countries(one, other, indicator.key))
    changes = held.changes(one, other, indicator.key, None if asked.json else LISTED)
    rows = records(changes if indicator.dyadic else changes.drop(columns="partner"))
    if asked.json:
        counts = [row for row in between if row["indicator"] == indicator.key]
        as_json(answer | {"indicators": counts, "unit": indicator.unit, "countries": countries, "rows": rows})
        return 0
    print(f"{indicator.title} ({indicator.unit}) in revision {other}, beside revision {one}:")
    table(countries, decimals=0)
    total = sum(row[kind] for row in between if row["indicator"] == indicator.key for kind in KINDS)
    if total:
        print(f"The largest {len(rows)} of {total:,} differences:" if total > len(rows) else "The differences:")
        table(rows, indicator.decimals)
    return 0
