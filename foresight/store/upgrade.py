"""Newer shipped tables for a store on which something was published: what they bring, and what stays a steward's.

Three states meet, cell by cell and entry by entry: what the store was last made from, what is published, and what this
version of the product ships. What is published as it was shipped takes the new figure; all else stays as published.
What the product no longer ships stays too: an indicator is never taken from under a page that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from pydantic import BaseModel

from foresight import catalogue as declared
from foresight import forums
from foresight.catalogue import Catalogue, Forum, Indicator, Lever, Source
from foresight.store import tables

KINDS: Mapping[str, type[BaseModel]] = {"source": Source, "indicator": Indicator, "forum": Forum, "lever": Lever}
Entries = dict[tuple[str, str], Any]
"""(kind, key) -> entry of the catalogue; None where a state lacks it."""

# `origin` says whose shipped state holds from a revision on: that of one that took tables over, or was gone back to.
# The other two say where that state differs from the revision that took it over: a steward’s figures and entries.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS origin (number INTEGER, of INTEGER, shipped VARCHAR);
CREATE TABLE IF NOT EXISTS shipped_figure
    (number INTEGER, indicator VARCHAR, country VARCHAR, partner VARCHAR, year SMALLINT, value DOUBLE);
CREATE TABLE IF NOT EXISTS shipped_entry (number INTEGER, kind VARCHAR, key VARCHAR, body VARCHAR);
"""

# What the store was last made from, by key of indicator.
_BASE = """
CREATE OR REPLACE TEMP VIEW base AS
WITH held AS (
    SELECT series.key AS indicator, country, partner, year, value
    FROM observed_at({since}) AS observed JOIN series ON series.id = observed.indicator
)
SELECT held.* FROM held WHERE NOT EXISTS (FROM {patch} AS p WHERE p.number = {since} AND p.indicator = held.indicator
    AND p.country = held.country AND p.year = held.year AND coalesce(p.partner, '') = coalesce(held.partner, ''))
UNION ALL
SELECT indicator, country, partner, year, value FROM {patch} WHERE number = {since} AND value IS NOT NULL
"""
_NO_PATCH = "(SELECT 0 AS number, '' AS indicator, '' AS country, '' AS partner, 0 AS year, 0.0 AS value WHERE false)"
_SIGNED = """
SELECT indicator, count(*), bit_xor(hash(country, partner, year::SMALLINT, value::DOUBLE)) FROM {table} GROUP BY 1
"""
_TABLE = {
    True: "(SELECT $key AS indicator, country, partner, year, value FROM read_parquet($path))",
    False: "(SELECT $key AS indicator, country, NULL::VARCHAR AS partner, year, value FROM read_parquet($path))",
}
"""By whether it is of pairs: a shipped table."""
_MOVED = """
INSERT INTO moved
WITH every AS (
    SELECT 0 AS state, country, partner, year, value FROM base WHERE indicator = $key
    UNION ALL SELECT 1, country, partner, year, value FROM observed_at($number)
        WHERE indicator = (SELECT id FROM series WHERE key = $key)
    UNION ALL SELECT 2, country, partner, year, value FROM now_shipped
), beside AS (
    SELECT country, partner, year, max(value) FILTER (state = 0) AS base, max(value) FILTER (state = 1) AS own,
        max(value) FILTER (state = 2) AS now
    FROM every GROUP BY country, partner, year
)
SELECT $key, *, own IS DISTINCT FROM base, own IS NOT DISTINCT FROM base FROM beside WHERE own IS DISTINCT FROM now
"""
_COUNTED = """
SELECT count(*) FILTER (taken AND own IS NULL), count(*) FILTER (taken AND own IS NOT NULL AND now IS NOT NULL),
    count(*) FILTER (taken AND now IS NULL),
    count(*) FILTER (mine AND (base IS NOT NULL OR now IS NOT NULL)) FROM moved WHERE indicator = $key
"""
_STAYING = """
SELECT indicator, country, partner, year::INTEGER AS year, base AS before, now AS shipped, own AS published FROM moved
WHERE mine AND (base IS NOT NULL OR now IS NOT NULL)
ORDER BY base IS NOT DISTINCT FROM now, indicator, country, partner, year
"""
_JOINING = """
CREATE OR REPLACE TEMP TABLE joining AS
    SELECT * FROM member EXCEPT SELECT * EXCLUDE (added_in, removed_in) FROM memberships_at($since)
    EXCEPT SELECT * EXCLUDE (added_in, removed_in) FROM memberships_at($number)
"""
_LEAVING = """
CREATE OR REPLACE TEMP TABLE leaving AS
    SELECT * EXCLUDE (added_in, removed_in) FROM memberships_at($since) WHERE forum IN (SELECT forum FROM member)
    INTERSECT SELECT * EXCLUDE (added_in, removed_in) FROM memberships_at($number) EXCEPT SELECT * FROM member
"""
_LEAVE = """
UPDATE membership AS m SET removed_in = $number FROM leaving AS gone WHERE m.removed_in IS NULL
    AND m.forum = gone.forum AND m.country = gone.country AND m.joined IS NOT DISTINCT FROM gone.joined
    AND m."left" IS NOT DISTINCT FROM gone."left" AND m.status = gone.status
    AND m.reference IS NOT DISTINCT FROM gone.reference AND m.note IS NOT DISTINCT FROM gone.note
"""


_PLURAL = {"entry of the catalogue": "entries of the catalogue"}


@dataclass(frozen=True)
class Series:
    """What newer shipped tables do to one indicator. `stay`: a steward's figures that differ from the shipped ones.

    `kept`: why it stays as published as a whole; blank where its figures are taken one by one.
    """

    indicator: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    stay: int = 0
    kept: str = ""

    @property
    def taken(self) -> int:
        """How many of its figures change."""
        return self.added + self.changed + self.removed


@dataclass(frozen=True)
class Upgrade:
    """What this version of the product ships and the store has not, beside what was published.

    `since`: the revision that last took shipped tables over. `day`: when the newest source was taken from its provider.
    `renewed`: entries of the catalogue that are new or change, as (kind, key); `own`: those that differ from the
    shipped ones and stay. `members`: memberships that come and go. `staying`: a steward’s figures that stay, those
    of which the shipped one is new first: indicator, country, partner, year, before (as last shipped), shipped,
    published; NaN for none.
    """

    since: int
    day: str
    series: tuple[Series, ...]
    renewed: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str], ...]
    members: int
    staying: pd.DataFrame = field(compare=False)
    catalogue: Catalogue = field(repr=False, compare=False)
    shipped: Entries = field(repr=False, compare=False)

    @property
    def figures(self) -> int:
        """How many figures it changes."""
        return sum(one.taken for one in self.series)

    @property
    def stay(self) -> int:
        """How many figures of a steward's stay although the product ships others."""
        return sum(one.stay for one in self.series)

    @property
    def brings(self) -> bool:
        """Is there anything to take over."""
        return bool(self.figures or self.renewed or self.members)

    def told(self) -> str:
        """What it brings and what stays, as one sentence."""
        counts = {
            "indicator": sum(one.taken > 0 for one in self.series), "figure": self.figures,
            "entry of the catalogue": len(self.renewed), "membership": self.members,
        }  # fmt: skip
        parts = [f"{n:,} {w if n == 1 else _PLURAL.get(w, w + 's')}" for w, n in counts.items() if n]
        if not parts:
            brings = "This version of Foresight ships nothing newer for this store"
        else:
            verb = "differs" if list(counts.values()) in ([0, 0, 1, 0], [0, 0, 0, 1]) else "differ"
            brings = f"This version of Foresight ships newer tables: {', '.join(parts)} {verb}"
        yours = self.stay
        stays = [f"{yours:,} {'figure' if yours == 1 else 'figures'} of yours"] * bool(yours)
        stays += [f"{len(self.own):,} {'entry' if len(self.own) == 1 else 'entries'} of yours"] * bool(self.own)
        verb = "stays" if yours + len(self.own) == 1 else "stay"
        return f"{brings}; {' and '.join(stays)} {verb}." if stays else f"{brings}."


def since(connection: duckdb.DuckDBPyConnection, number: int) -> int:
    """The revision whose shipped state revision `number` goes back to."""
    if not _has(connection, "origin"):
        return 1
    sql = "SELECT of FROM origin WHERE number <= ? ORDER BY number DESC LIMIT 1"
    found = connection.execute(sql, [number]).fetchall()
    return int(found[0][0]) if found else 1


def shipped_at(connection: duckdb.DuckDBPyConnection, number: int, first: str) -> str:
    """The fingerprint of the shipped tables that revision `number` goes back to; `first`: where none is recorded."""
    if not _has(connection, "origin"):
        return first
    sql = "SELECT shipped FROM origin WHERE of = ? LIMIT 1"
    found = connection.execute(sql, [since(connection, number)]).fetchall()
    return str(found[0][0]) if found else first


def carry(connection: duckdb.DuckDBPyConnection, number: int, earlier: int) -> None:
    """Note that revision `number` brings back the state of `earlier`, and with it what it was made from."""
    if _has(connection, "origin"):
        of = since(connection, earlier)
        connection.execute("INSERT INTO origin SELECT ?, of, shipped FROM origin WHERE of = ? LIMIT 1", [number, of])


def compared(connection: duckdb.DuckDBPyConnection, number: int, data: Path) -> Upgrade:
    """Revision `number` beside the tables in `data`; temporary tables `moved`, `joining` and `leaving` hold the rows.

    CatalogueError where a shipped table or entry does not fit. Seconds where large tables differ.
    """
    given, origin = declared.load(data / "catalogue"), since(connection, number)
    base, own = _base_entries(connection, origin), _entries(connection, number)
    # what is no longer shipped counts as shipped as it was
    now: Entries = {**_of(given), **{at: entry for at, entry in base.items() if at not in _of(given)}}
    final = {at: _kept(base.get(at), own.get(at), now.get(at)) for at in {**now, **own}}
    connection.execute(
        _BASE.format(since=origin, patch="shipped_figure" if _has(connection, "shipped_figure") else _NO_PATCH)
    )
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE moved (indicator VARCHAR, country VARCHAR, partner VARCHAR, year SMALLINT,
            base DOUBLE, own DOUBLE, now DOUBLE, mine BOOLEAN, taken BOOLEAN)"""
    )
    found = []
    for indicator in _different(connection, origin, number, data, given, base):
        one = _of_indicator(connection, number, indicator, base, final)
        if one.kept:  # the entry stays with its figures: they are in its unit
            final["indicator", indicator.key] = own.get(("indicator", indicator.key))
        if one.taken or one.stay or one.kept:
            found.append(one)
    _members(connection, origin, number, data)
    moved = connection.execute("SELECT (SELECT count(*) FROM joining) + (SELECT count(*) FROM leaving)").fetchall()
    order = [*_of(given), *(at for at in own if at not in _of(given))]
    whole = {at: final[at] for at in order if final[at] is not None}
    return Upgrade(
        origin, max((source.retrieved.isoformat() for source in given.sources.values()), default=""), tuple(found),
        tuple(at for at, entry in whole.items() if entry != own.get(at)),
        tuple(at for at in order if at in now and at in base and final[at] == own.get(at) != now[at]),
        int(moved[0][0]), connection.execute(_STAYING).df(), _catalogue(whole), now,
    )  # fmt: skip


def taken_over(
    connection: duckdb.DuckDBPyConnection, number: int, found: Upgrade, before: str, shipped: str
) -> tuple[int, int, int]:
    """Make what `compared` found on this connection revision `number`; rows added, changed and removed.

    `before`, `shipped`: fingerprints of the tables that the store was made from, and of those that are taken over.
    """
    connection.execute(_SCHEMA)
    if not connection.execute("SELECT count(*) FROM origin").fetchall()[0][0]:
        connection.execute("INSERT INTO origin VALUES (1, 1, ?)", [before])
    connection.execute("INSERT INTO origin VALUES (?, ?, ?)", [number, number, shipped])
    connection.execute(
        "INSERT INTO shipped_figure SELECT ?, indicator, country, partner, year, now FROM moved WHERE NOT taken",
        [number],
    )
    standing = _of(found.catalogue)
    bodies = [
        (number, *at, None if at not in found.shipped else tables.body(found.shipped[at]))
        for at in {**standing, **found.shipped} if standing.get(at) != found.shipped.get(at)
    ]  # fmt: skip
    if bodies:
        connection.executemany("INSERT INTO shipped_entry VALUES (?, ?, ?, ?)", bodies)
    tables.write_catalogue(connection, found.catalogue, number)
    connection.execute(_LEAVE, {"number": number})
    connection.execute("INSERT INTO membership SELECT *, $number, NULL FROM joining", {"number": number})
    taken = connection.execute("SELECT indicator, country, partner, year, now AS value FROM moved WHERE taken").df()
    return tables.publish(connection, number, taken, ())


def _of_indicator(
    connection: duckdb.DuckDBPyConnection, number: int, given: Indicator, base: Entries, final: Entries
) -> Series:
    """Three states of one indicator, into `moved`: the shipped one stands in `now_shipped`.

    None of it is taken where they do not count the same thing.
    """
    at = ("indicator", given.key)
    connection.execute(_MOVED, {"key": given.key, "number": number})
    added, changed, removed, stay = connection.execute(_COUNTED, {"key": given.key}).fetchall()[0]
    standing, before = final.get(at), base.get(at)
    why = ""
    if standing is None:
        why = "it was taken out of the catalogue here"
    elif before is None and standing != given:
        why = "an indicator of your own has this key"
    elif _counts(standing) != _counts(given):
        why = f"yours is in {standing.unit}, the shipped one in {given.unit}"
    elif before is not None and _counts(before) != _counts(given) and stay:
        why = f"the shipped figures are in {given.unit} now, yours in {before.unit}"
    if why:
        connection.execute("UPDATE moved SET taken = false WHERE indicator = $key", {"key": given.key})
        return Series(given.key, stay=stay, kept=why)
    return Series(given.key, added, changed, removed, stay)


def _counts(indicator: Indicator) -> tuple[str, str]:
    """What a figure of it is: of whom, in what."""
    return indicator.level, indicator.unit


def _different(
    connection: duckdb.DuckDBPyConnection, origin: int, number: int, data: Path, given: Catalogue, base: Entries
) -> Iterator[Indicator]:
    """Each indicator of which the shipped table is another, or something was published; `now_shipped` holds its table.

    Of one that is no longer shipped, what was shipped last.
    """
    signed = {key: sign for key, *sign in connection.execute(_SIGNED.format(table="base")).fetchall()}
    touched = connection.execute(
        """SELECT DISTINCT key FROM observation JOIN series ON series.id = observation.indicator
        WHERE added_in <= $number AND (added_in > $origin OR removed_in BETWEEN $origin + 1 AND $number)""",
        {"origin": origin, "number": number},
    ).fetchall()
    published = {key for (key,) in touched}
    if _has(connection, "shipped_figure"):
        sql = "SELECT DISTINCT indicator FROM shipped_figure WHERE number = ?"
        published |= {key for (key,) in connection.execute(sql, [origin]).fetchall()}
    paths = {path.stem: path for path in sorted((data / "tables").glob("*.parquet"))}
    for key, path in paths.items():
        table = _TABLE["partner" in connection.read_parquet(str(path)).columns]
        at = {"key": key, "path": str(path)}
        sign = [list(rest) for _, *rest in connection.execute(_SIGNED.format(table=table), at).fetchall()]
        if key in published or sign != [signed.get(key)]:
            with duckdb.connect(config=tables.CONFIG) as judge:  # the store’s own may be open for reading alone
                indicator = tables.fitting(path, given, judge)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE now_shipped AS FROM {table}", at)
            yield indicator
    for key in sorted(published - paths.keys()):
        if ("indicator", key) in base:
            sql = "CREATE OR REPLACE TEMP TABLE now_shipped AS FROM base WHERE indicator = $key"
            connection.execute(sql, {"key": key})
            yield base["indicator", key]


def _members(connection: duckdb.DuckDBPyConnection, origin: int, number: int, data: Path) -> None:
    """`joining` and `leaving`: memberships that the shipped list has or no longer has, of the forums it lists."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE member AS SELECT * EXCLUDE (added_in, removed_in) FROM membership LIMIT 0"
    )
    if (data / "catalogue" / "forum_memberships.csv").exists():
        connection.register("given", forums.load(data / "catalogue"))
        connection.execute(
            """INSERT INTO member SELECT forum, country, joined, "left", status, reference, note FROM given"""
        )
        connection.unregister("given")
    for sql in (_JOINING, _LEAVING):
        connection.execute(sql, {"since": origin, "number": number})


def _kept(base: Any, own: Any, now: Any) -> Any:
    """The entry that stands: the shipped one where what is published is as it was shipped."""
    return now if own == base else own


def _of(catalogue: Catalogue) -> Entries:
    held: Mapping[str, Mapping[str, BaseModel]] = {
        "source": catalogue.sources, "indicator": catalogue.indicators, "forum": catalogue.forums,
        "lever": catalogue.levers,
    }  # fmt: skip
    return {(kind, key): entry for kind, entries in held.items() for key, entry in entries.items()}


def _catalogue(entries: Entries) -> Catalogue:
    held: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for (kind, key), entry in entries.items():
        held[kind][key] = entry
    return Catalogue(sources=held["source"], indicators=held["indicator"], forums=held["forum"], levers=held["lever"])


def _entries(connection: duckdb.DuckDBPyConnection, number: int) -> Entries:
    rows = connection.execute("SELECT kind, key, body FROM entries_at(?) ORDER BY place", [number]).fetchall()
    return {(kind, key): KINDS[kind].model_validate_json(body) for kind, key, body in rows}


def _base_entries(connection: duckdb.DuckDBPyConnection, origin: int) -> Entries:
    """The entries as they were last shipped."""
    found = _entries(connection, origin)
    if _has(connection, "shipped_entry"):
        sql = "SELECT kind, key, body FROM shipped_entry WHERE number = ?"
        for kind, key, body in connection.execute(sql, [origin]).fetchall():
            if body is None:
                found.pop((kind, key), None)
            else:
                found[kind, key] = KINDS[kind].model_validate_json(body)
    return found


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Is there such a table: a store that never took newer tables over has none."""
    sql = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ? AND NOT temporary"
    return bool(connection.execute(sql, [table]).fetchall()[0][0])
