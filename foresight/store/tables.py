"""Inside one revision's file: its tables, how the first is made from shipped data, and how a change is applied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path

import duckdb
import pandas as pd
from pydantic import BaseModel

from foresight import catalogue as declared
from foresight import forums, geography
from foresight.catalogue import Catalogue, Indicator
from foresight.errors import CatalogueError
from foresight.store import telling
from foresight.store.checks import findings
from foresight.store.revisions import Revision

# No extension is ever fetched: the product works without a network.
CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
WRITING = CONFIG | {"memory_limit": "1GB"}
"""What does not fit goes to disk, beside the file that is made."""

_SCHEMA = """
CREATE TABLE series (id USMALLINT, key VARCHAR);
CREATE TABLE observation (indicator USMALLINT, country VARCHAR, partner VARCHAR, year SMALLINT, value DOUBLE,
    added_in INTEGER, removed_in INTEGER);
CREATE TABLE entry (kind VARCHAR, key VARCHAR, place INTEGER, body VARCHAR, added_in INTEGER, removed_in INTEGER);
CREATE TABLE membership (forum VARCHAR, country VARCHAR, joined INTEGER, "left" INTEGER, status VARCHAR,
    reference VARCHAR, note VARCHAR, added_in INTEGER, removed_in INTEGER);
CREATE TABLE revision (number INTEGER, hash VARCHAR, "when" VARCHAR, who VARCHAR, note VARCHAR,
    added BIGINT, changed BIGINT, removed BIGINT, undoes INTEGER, about VARCHAR);
CREATE TABLE coverage (indicator VARCHAR, first_year INTEGER, last_year INTEGER, countries INTEGER, "rows" INTEGER);
CREATE MACRO observed_at(n) AS TABLE
    SELECT * FROM observation WHERE added_in <= n AND (removed_in IS NULL OR removed_in > n);
CREATE MACRO entries_at(n) AS TABLE
    SELECT * FROM entry WHERE added_in <= n AND (removed_in IS NULL OR removed_in > n);
CREATE MACRO memberships_at(n) AS TABLE
    SELECT * FROM membership WHERE added_in <= n AND (removed_in IS NULL OR removed_in > n);
"""

COVERED = """
WITH held AS (SELECT * FROM observed_at($number)), seen AS (
    SELECT indicator, min(year) AS first_year, max(year) AS last_year, count(*) AS "rows" FROM held GROUP BY indicator
), covered AS (
    SELECT indicator, count(DISTINCT country) AS countries FROM (
        SELECT indicator, country FROM held UNION ALL SELECT indicator, partner FROM held WHERE partner IS NOT NULL
    ) GROUP BY indicator
)
SELECT key AS indicator, first_year, last_year, countries, "rows"
FROM seen JOIN covered USING (indicator) JOIN series ON series.id = indicator ORDER BY key
"""

# Live rows meet incoming ones by key. What differs is kept: `old` and `row` of the live row, `new` of the incoming.
_DIFFERENCE = """
CREATE TEMP TABLE difference AS
WITH live AS (
    SELECT rowid AS row, * FROM observation
    WHERE removed_in IS NULL AND (added_in > $since OR indicator IN (SELECT indicator FROM incoming)
        OR list_contains($replaced, indicator))
)
SELECT coalesce(live.indicator, incoming.indicator) AS indicator, coalesce(live.country, incoming.country) AS country,
    coalesce(live.partner, incoming.partner) AS partner, coalesce(live.year, incoming.year) AS year,
    live.row AS row, live.value AS old, incoming.value AS new
FROM live FULL JOIN incoming ON live.indicator = incoming.indicator AND live.country = incoming.country
    AND coalesce(live.partner, '') = coalesce(incoming.partner, '') AND live.year = incoming.year
WHERE live.value IS DISTINCT FROM incoming.value
    AND (incoming.year IS NOT NULL OR live.added_in > $since OR list_contains($replaced, live.indicator));
"""
_RETIRE = """
UPDATE observation SET removed_in = $number WHERE rowid IN (SELECT row FROM difference WHERE old IS NOT NULL)
"""
_ADD = """
INSERT INTO observation SELECT indicator, country, partner, year, new, $number, NULL
FROM difference WHERE new IS NOT NULL ORDER BY indicator, country, partner, year
"""
_BRING_BACK = """
CREATE TEMP TABLE back AS SELECT * REPLACE ({number} AS added_in, NULL AS removed_in) FROM {table}
    WHERE added_in <= {earlier} AND removed_in > {earlier};
UPDATE {table} SET removed_in = {number} WHERE removed_in IS NULL AND added_in > {earlier};
INSERT INTO {table} FROM back;
DROP TABLE back;
"""
_COMING = "INSERT INTO incoming SELECT $id, country, partner, year, value FROM given_file"
# An indicator without a figure has nothing to meet: its file is taken as it is, in its order.
_TAKE = "INSERT INTO observation SELECT $id, country, partner, year, value, $number, NULL FROM given_file"
_LIVE = "SELECT DISTINCT indicator FROM observation WHERE removed_in IS NULL"
_COUNTS = """
SELECT count(*) FILTER (old IS NULL), count(*) FILTER (old IS NOT NULL AND new IS NOT NULL),
    count(*) FILTER (new IS NULL) FROM difference
"""


def known_countries() -> frozenset[str]:
    """The codes a figure may stand for."""
    return frozenset(geography.countries())


def make(connection: duckdb.DuckDBPyConnection, data: Path) -> int:
    """Fill an empty file with the shipped catalogue, memberships and tables, as revision 1; how many figures.

    CatalogueError names the file, row, value and rule where a table does not fit its entry.
    """
    catalogue = declared.load(data / "catalogue")
    connection.execute(_SCHEMA)
    write_catalogue(connection, catalogue, 1)
    _write_memberships(connection, data / "catalogue" / "forum_memberships.csv")
    paths = sorted((data / "tables").glob("*.parquet"))
    # One table is judged while the one before is inserted: the first start is half as long on two cores.
    with duckdb.connect(config=CONFIG) as judge, ThreadPoolExecutor(1) as ahead:
        for path, indicator in zip(paths, ahead.map(lambda p: fitting(p, catalogue, judge), paths), strict=True):
            _insert(connection, path, indicator)
    _cover(connection, 1)
    return int(connection.execute("SELECT count(*) FROM observation").fetchall()[0][0])


def _cover(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Write down what there is of each indicator: asked for on every page, and a second's work."""
    connection.execute("DELETE FROM coverage")
    connection.execute(f"INSERT INTO coverage {COVERED}", {"number": number})


def fitting(path: Path, catalogue: Catalogue, judge: duckdb.DuckDBPyConnection) -> Indicator:
    """The indicator whose figures are in the shipped table `path`; CatalogueError where they do not fit it."""
    where = f"data/tables/{path.name}"
    if path.stem not in catalogue.indicators:
        raise CatalogueError(
            f"{where}: no indicator “{path.stem}” is declared in data/catalogue/providers. "
            "Declare it there, or remove the file."
        )
    indicator = catalogue.indicators[path.stem]
    broken = findings(path, indicator, known_countries(), using=judge)
    if broken:
        raise CatalogueError(
            f"{where}, {broken[0]}. Restore the file from the project’s own copy, "
            "or compile it again with “foresight build”."
        )
    return indicator


def _insert(connection: duckdb.DuckDBPyConnection, path: Path, indicator: Indicator) -> None:
    table = connection.read_parquet(str(path)).project("*" if indicator.dyadic else "*, NULL::VARCHAR AS partner")
    table.create_view("shipped")
    connection.execute(
        # Shipped tables are sorted by their key; the order of insertion is what makes reading one country quick.
        "INSERT INTO observation SELECT $id, country, partner, year, value, 1, NULL FROM shipped",
        {"id": _series(connection, [indicator.key])[indicator.key]},
    )
    connection.execute("DROP VIEW shipped")


def _series(connection: duckdb.DuckDBPyConnection, keys: Iterable[str]) -> dict[str, int]:
    """Key -> the number that stands for an indicator inside the file; new keys get the next ones."""
    known: dict[str, int] = dict(connection.execute("SELECT key, id FROM series").fetchall())
    for key in keys:
        if key not in known:
            known[key] = len(known) + 1
            connection.execute("INSERT INTO series VALUES (?, ?)", [known[key], key])
    return known


def _write_memberships(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    if path.exists():
        connection.register("given", forums.load(path.parent))
        connection.execute(
            """INSERT INTO membership SELECT forum, country, joined, "left", status, reference, note, 1, NULL
            FROM given ORDER BY forum, country, joined"""
        )
        connection.unregister("given")


def body(entry: BaseModel) -> str:
    """An entry as it is kept; without defaults, so that a field that a later version adds does not change the hash."""
    return entry.model_dump_json(exclude_defaults=True)


def write_catalogue(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, number: int) -> None:
    """Make `catalogue` the one of revision `number`: entries that stay as they were are left untouched."""
    kinds: dict[str, Mapping[str, BaseModel]] = {"source": catalogue.sources, "indicator": catalogue.indicators}
    kinds |= {"forum": catalogue.forums, "lever": catalogue.levers}
    given = pd.DataFrame(
        [
            (kind, key, place, body(entry))
            for kind, entries in kinds.items()
            for place, (key, entry) in enumerate(entries.items())
        ],
        columns=["kind", "key", "place", "body"],
    )
    connection.register("given", given)
    at = {"number": number}
    connection.execute(
        """UPDATE entry SET removed_in = $number WHERE removed_in IS NULL AND NOT EXISTS
            (FROM given WHERE given.kind = entry.kind AND given.key = entry.key AND given.body = entry.body)""",
        at,
    )
    connection.execute(
        """INSERT INTO entry SELECT kind, key, place, body, $number, NULL FROM given
            WHERE NOT EXISTS (FROM entries_at($number) AS held
                WHERE held.kind = given.kind AND held.key = given.key AND held.body = given.body)
            ORDER BY kind, place""",
        at,
    )
    connection.unregister("given")


def publish(
    connection: duckdb.DuckDBPyConnection, number: int, changes: pd.DataFrame, replaced: Collection[str]
) -> tuple[int, int, int]:
    """Merge `changes` into the figures as revision `number`; how many rows were added, changed and removed.

    `changes`: indicator, country, partner (None for single countries), year, value (missing: the row goes), checked.
    Of an indicator in `replaced`, rows that `changes` does not have go too.
    """
    ids = _series(connection, sorted({*changes["indicator"], *replaced}))
    connection.register("given", changes)
    connection.execute(
        """CREATE TEMP TABLE incoming AS
        SELECT series.id AS indicator, country, partner::VARCHAR AS partner, year::SMALLINT AS year,
            CASE WHEN isnan(value) THEN NULL ELSE value END AS value
        FROM given JOIN series ON series.key = given.indicator"""
    )
    connection.unregister("given")
    return _apply(connection, number, since=number, replaced=[ids[key] for key in replaced])


def publish_files(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    files: Mapping[str, Path],
    replaced: Collection[str],
    tell: telling.Progress | None = None,
) -> tuple[int, int, int]:
    """As `publish`, from one Parquet file per indicator, checked: country, (partner,) year, value."""
    ids = _series(connection, sorted({*files, *replaced}))
    connection.execute(
        """CREATE TEMP TABLE incoming
        (indicator USMALLINT, country VARCHAR, partner VARCHAR, year SMALLINT, value DOUBLE)"""
    )
    held = {number for (number,) in connection.execute(_LIVE).fetchall()}
    new = 0
    for place, (key, path) in enumerate(files.items()):
        telling.say(tell, 0.7 * place / len(files), "Publishing: the figures are written")
        given = connection.read_parquet(str(path))
        table = given.project("*" if "partner" in given.columns else "*, NULL::VARCHAR AS partner")
        table.create_view("given_file")
        if ids[key] in held:
            connection.execute(_COMING, {"id": ids[key]})
        else:
            new += connection.execute(_TAKE, {"id": ids[key], "number": number}).fetchall()[0][0]
        connection.execute("DROP VIEW given_file")
    telling.say(tell, 0.7, "Publishing: what changes is written")
    added, changed, removed = _apply(connection, number, since=number, replaced=[ids[key] for key in replaced])
    if new and not (added or changed or removed):
        _cover(connection, number)
    return added + new, changed, removed


def restore(connection: duckdb.DuckDBPyConnection, number: int, earlier: int) -> tuple[int, int, int]:
    """As revision `number`, bring back the state of revision `earlier`; rows added, changed and removed."""
    connection.execute(
        """CREATE TEMP TABLE incoming AS SELECT indicator, country, partner, year, value
        FROM observed_at($earlier) WHERE removed_in IS NOT NULL""",
        {"earlier": earlier},
    )
    for table in ("entry", "membership"):
        connection.execute(_BRING_BACK.format(table=table, number=number, earlier=earlier))
    return _apply(connection, number, since=earlier, replaced=[])


def _apply(connection: duckdb.DuckDBPyConnection, number: int, since: int, replaced: list[int]) -> tuple[int, int, int]:
    connection.execute(_DIFFERENCE, {"since": since, "replaced": replaced})
    added, changed, removed = connection.execute(_COUNTS).fetchall()[0]
    for step in (_RETIRE, _ADD):
        connection.execute(step, {"number": number})
    connection.execute("DROP TABLE difference; DROP TABLE incoming")
    if added or changed or removed:
        _cover(connection, number)
    return added, changed, removed


def record(connection: duckdb.DuckDBPyConnection, revision: Revision) -> None:
    """Write the revision into its own file's list."""
    # a store published by an earlier version of the product has no such column yet
    connection.execute("ALTER TABLE revision ADD COLUMN IF NOT EXISTS about VARCHAR")
    connection.execute("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", list(astuple(revision)))
