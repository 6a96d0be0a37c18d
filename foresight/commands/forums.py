"""Commands about forums: who belongs, how members hold together, what forums share, and what happened."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from foresight import events as book
from foresight import geography
from foresight.charts import forums_words as words
from foresight.charts.forums_overlap import per_cent
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table
from foresight.errors import ForesightError
from foresight.measures import cohesion, forum_life
from foresight.measures.cohesion import DEEDS, VOTES, Ties
from foresight.store import Store

TOLD = 8
"""As many partners and overlaps are printed."""


@dataclass
class _Held:
    """The store, with what has been read of it: a figure of pairs is read once for all forums."""

    store: Store
    year: int
    _ties: dict[str, Ties] = field(default_factory=dict)
    _yearly: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.memberships = self.store.memberships()
        self.forums = self.store.catalogue().forums
        self.shorts = {key: forum.short for key, forum in self.forums.items()}
        self.names = {iso3: country.short for iso3, country in geography.countries().items()}

    def ties(self, indicator: str) -> Ties:
        if indicator not in self._ties:
            self._ties[indicator] = cohesion.ties_from(self.store, indicator)
        return self._ties[indicator]

    def yearly(self, indicator: str) -> pd.DataFrame:
        """Every forum and year up to the one asked about."""
        if indicator not in self._yearly:
            measured = cohesion.agreement if indicator in VOTES else cohesion.activity
            self._yearly[indicator] = measured(self.ties(indicator), self.memberships, list(self.forums))
        found = self._yearly[indicator]
        return found[found["year"] <= self.year]


def forums(asked: argparse.Namespace) -> int:
    """All forums, or one of them in full, or several side by side."""
    store = opened(asked)
    span = store.coverage().set_index("indicator")
    if "forum_memberships" not in span.index:
        raise ForesightError("This revision of the data holds no memberships of forums.")
    first, last = (int(span[part].to_dict()["forum_memberships"]) for part in ("first_year", "last_year"))
    year = last if asked.year is None else asked.year
    if not first <= year <= last:
        raise ForesightError(f"Memberships are known from {first} to {last}: {year} is outside.")
    held = _Held(store, year)
    keys = list(dict.fromkeys([*([asked.key] if asked.key else []), *asked.against]))
    for key in keys:
        store.catalogue().forum(key)
    if asked.against and not asked.key:
        raise ForesightError("Name the forum that is compared: foresight forums nato --against sco csto.")
    head = {"revision": store.revision.number, "revision_hash": store.revision.hash, "year": year}
    if not keys:
        return _listing(held, head, as_object=asked.json)
    return _one(held, keys, head, as_object=asked.json)


def _listing(held: _Held, head: dict[str, Any], *, as_object: bool) -> int:
    votes = cohesion.closing(held.yearly("un_agreement"), "inside", "lead")
    by_forum = {row["forum"]: row for row in votes.to_dict("records")}
    rows = []
    for key, forum in held.forums.items():
        counted = forum_life.standing(held.memberships, key, held.year)
        told = by_forum.get(key)
        rows.append(
            {
                "forum": key, "short": forum.short, "kind": forum.kind, "founded": forum.founded,
                "members": int((counted["standing"] == "member").sum()),
                "votes_year": None if told is None else int(told["year"]),
                "agreement": None if told is None else float(told["inside"]),
                "above_all_pairs": None if told is None else float(told["lead"]),
            }
        )  # fmt: skip
    if as_object:
        as_json(head | {"forums": rows})
        return 0
    print(f"Forums at the end of {held.year}; agreement of members in UN votes, and points above all pairs.")
    table(rows)
    return 0


def _one(held: _Held, keys: list[str], head: dict[str, Any], *, as_object: bool) -> int:
    found = {key: _told(held, key) for key in keys}
    if as_object:
        shown = {key: {name: _plain(part) for name, part in own.items()} for key, own in found.items()}
        as_json(head | {"forums": shown})
        return 0
    for key, own in found.items():
        print(f"{held.forums[key].title} ({key})")
        print("\n".join(own["sentences"]))
        print()
    key, own = next(iter(found.items()))
    if len(found) > 1:
        print("Side by side: agreement in UN votes, in points above all pairs; exercises against size and activity")
        table([_row(held, key, own) for key, own in found.items()])
    else:
        if held.forums[key].kind != forum_life.UNIVERSAL:
            print(f"Forums that share most with {words.the(held.shorts[key])} at the end of {held.year}")
            table(own["overlap"].head(TOLD).assign(other=own["overlap"]["other"].map(held.shorts)))
        for partners in own["partners"].values():
            print(f"\n{partners['sentence']}")
            if (partners["rows"]["value"] > 0).any():
                table(partners["rows"].head(TOLD))
    print(f"\n{held.forums[key].reference}.")
    return 0


def _plain(part: Any) -> Any:
    if isinstance(part, pd.DataFrame):
        return records(part)
    return {name: _plain(inner) for name, inner in part.items()} if isinstance(part, dict) else part


def _told(held: _Held, key: str) -> dict[str, Any]:
    """Everything the page tells of one forum, as frames and sentences."""
    short, moves = held.shorts[key], forum_life.changes(held.memberships, key)
    counted = forum_life.numbers(held.memberships, key, max(held.year, held.forums[key].founded))
    sentences = [words.of_members(counted, moves, short, held.names, held.year)]
    last: dict[str, pd.DataFrame] = {}
    for indicator, what in VOTES.items():
        told = held.yearly(indicator)
        own = told[told["forum"] == key]
        apart = len(own) and own["outside"].notna().any()
        band = cohesion.intervals(
            held.ties(indicator), held.memberships, key, set(own["year"].tail(1)) if apart else ()
        )
        sentences.append(words.of_votes(own, band, short, f"their common {what.removeprefix('all ')}"))
        last[indicator] = cohesion.closing(own, "inside", "lead").merge(band, on="year", how="left")
    for indicator in DEEDS:
        told = held.yearly(indicator)
        sentences.append(words.of_deeds(told[told["forum"] == key], short, indicator))
        last[indicator] = cohesion.closing(told[told["forum"] == key], "share", "ratio")
    pairs = forum_life.overlap(held.memberships, held.forums, held.year)
    return {
        "short": short, "members": counted, "changes": moves[moves["year"] <= held.year], "sentences": sentences,
        "cohesion": last, "overlap": forum_life.of_one(pairs, key), "partners": _partners(held, key),
    }  # fmt: skip


def _partners(held: _Held, key: str) -> dict[str, dict[str, Any]]:
    inside = held.store.members(key, held.year)
    found = {}
    for indicator in (*DEEDS, *VOTES):
        rows, first, last = forum_life.closest(held.ties(indicator), inside, indicator, held.year)
        entry = held.store.catalogue().indicator(indicator)
        what = words.of_window(indicator, first, last)
        decimals = 0 if entry.whole else entry.decimals
        sentence = words.of_partners(rows, held.names, held.shorts[key], what, decimals)
        found[indicator] = {"first": first, "last": last, "what": what, "sentence": sentence, "rows": rows}
    return found


def _row(held: _Held, key: str, own: dict[str, Any]) -> dict[str, Any]:
    votes, deeds = own["cohesion"]["un_agreement"], own["cohesion"]["exercises_pair"]
    row: dict[str, Any] = {"forum": held.shorts[key]}
    if len(votes):
        one = votes.iloc[0]
        row |= {"votes": int(one["year"]), "members": int(one["members"]), "pairs": int(one["pairs"])}
        row |= {"agreement": per_cent(one["inside"]), "above all": words.points(one["lead"])}
        row |= {"95 %": "–" if pd.isna(one["low"]) else f"{per_cent(one['low'])} to {per_cent(one['high'])}"}
        row |= {"ten years": "–" if pd.isna(one["changed"]) else words.points(one["changed"])}
    if len(deeds):
        one = deeds.iloc[0]
        row |= {"exercises": int(one["year"]), "by size": one["ratio"], "by activity": one["ratio_activity"]}
    return row


def events(asked: argparse.Namespace) -> int:
    """Events of forums or strands, of countries, in years; each with its reference."""
    store = opened(asked)
    countries = codes(asked.country)
    found = book.events_of(asked.forum or None, countries, asked.first, asked.last)
    titles = book.titles()
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash, "note": book.UNOPENED,
                "events": [event.model_dump() | {"year": event.year, "last_year": event.last_year} for event in found],
            }
        )  # fmt: skip
        return 0
    first = asked.first or (found[0].year if found else geography.LAST_STATES_YEAR)
    last = asked.last or max((event.year for event in found), default=first)
    print(words.of_events(found, first, last))
    for event in found:
        of = ", ".join(titles[key] for key in (*event.forums, *event.strands))
        print(f"\n{event.date_words}{f', {event.place}' if event.place else ''}: {event.title} ({of})")
        print(f"  {event.fact}\n  {event.reference}.{f' {event.url}' if event.url else ''}")
    print(f"\n{book.UNOPENED}")
    return 0
