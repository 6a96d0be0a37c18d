"""Does a table of figures fit its catalogue entry? Asked of shipped tables, of new builds and of every publication."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from foresight.catalogue import Indicator

YEARS = (1800, 2100)
"""No indicator reaches outside: a year beyond is a misread column."""
WORLD = "WLD"


@dataclass(frozen=True)
class Finding:
    """One rule that a table breaks: how often, and its first row (counted from 1) with what stands there."""

    rule: str
    rows: int
    row: int = 0
    found: str = ""

    def __str__(self) -> str:
        where = f"row {self.row} ({self.found}): " if self.row else ""
        more = f" ({self.rows} rows in all)" if self.rows > 1 else ""
        return f"{where}{self.rule}{more}"


_JUDGED = """
WITH judged AS (
    SELECT *, CASE
        WHEN country IS NULL THEN 'the country is blank'
        WHEN country NOT IN (SELECT unnest($countries)) THEN 'the country code is not a known one (ISO 3166-1 alpha-3)'
        WHEN $pairs AND partner IS NULL THEN 'the partner is blank'
        WHEN $pairs AND partner NOT IN (SELECT unnest($countries)) THEN 'the partner’s code is not a known one'
        WHEN $pairs AND country >= partner THEN 'a pair stands once, with country before partner in the alphabet'
        WHEN year IS NULL THEN 'the year is blank'
        WHEN year NOT BETWEEN $first AND $last THEN 'the year is outside ' || $first || ' to ' || $last
        WHEN value IS NULL OR isnan(value) THEN
            CASE WHEN $removal THEN NULL ELSE 'the value is missing: a missing figure has no row' END
        WHEN isinf(value) THEN 'the value is infinite'
        WHEN value < $minimum THEN 'the value is below the lowest allowed, ' || $minimum
        WHEN value > $maximum THEN 'the value is above the highest allowed, ' || $maximum
    END AS rule
    FROM {table}
)
SELECT rule, count(*), min(file_row_number) + 1,
    arg_min(concat_ws(', ', country, partner, year, coalesce(value::VARCHAR, 'no value')), file_row_number)
FROM judged WHERE rule IS NOT NULL GROUP BY rule ORDER BY 3
"""

_REPEATED = """
WITH keys AS (
    SELECT country, partner, year, count(*) AS times, max(file_row_number) AS file_row_number
    FROM {table} GROUP BY country, partner, year HAVING count(*) > 1
)
SELECT sum(times - 1)::BIGINT, min(file_row_number) + 1,
    arg_min(concat_ws(', ', country, partner, year), file_row_number)
FROM keys HAVING count(*) > 0
"""

# A key of two codes of three letters and a year fits in eight bytes: whole numbers are counted faster than text.
_PACKED = " + ".join(
    f"coalesce(ascii({end}[{letter + 1}]), 0)::UBIGINT * {256 ** (7 - place - letter)}::UBIGINT"
    for end, place in (("country", 0), ("partner", 3))
    for letter in range(3)
)
# Keys that rise from row to row, as in every table that is sorted, are seen at once to stand there once.
_RISING = """
SELECT bool_and(now > earlier) FROM (
    SELECT {packed} + coalesce(year, 0)::UBIGINT AS now, lag(now) OVER () AS earlier FROM {table})
"""
_ANY_REPEATED = "SELECT count(*) > count(DISTINCT {packed} + coalesce(year, 0)::UBIGINT) FROM {table}"

_NOT_A_NUMBER = """
SELECT count(*), min(file_row_number) + 1, arg_min({column}, file_row_number)
FROM given WHERE {column} IS NOT NULL AND try_cast({column} AS DOUBLE) IS NULL HAVING count(*) > 0
"""

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE")


def in_memory() -> duckdb.DuckDBPyConnection:
    """A connection for `findings` to work in, worth opening once for many tables."""
    return duckdb.connect()


def findings(
    table: Path | pd.DataFrame,
    indicator: Indicator,
    countries: Collection[str],
    *,
    removal: bool = False,
    using: duckdb.DuckDBPyConnection | None = None,
) -> list[Finding]:
    """Every rule that `table` (a Parquet file or a frame) breaks as the figures of `indicator`; empty when it fits.

    `countries`: the codes that exist. `removal`: a missing value is allowed and means that the row is to go. `using`: a
    connection in memory to work in, for many tables in turn.
    """
    with nullcontext(using) if using else duckdb.connect() as connection:
        try:
            given = (
                connection.read_parquet(str(table), file_row_number=True)
                if isinstance(table, Path)
                else connection.from_df(table.reset_index(drop=True).rename_axis("file_row_number").reset_index())
            )
        except duckdb.Error as error:
            return [Finding(f"it cannot be read as Parquet ({str(error).splitlines()[0]})", 1)]
        given.create_view("given")
        held = {name: str(kind) for name, kind in zip(given.columns, given.types, strict=True)}
        return _form(connection, held, indicator) or _content(connection, held, indicator, countries, removal)


def _form(connection: duckdb.DuckDBPyConnection, held: dict[str, str], indicator: Indicator) -> list[Finding]:
    """The columns and their types; the content is only judged when these are right."""
    wanted = ["country", *(["partner"] if indicator.dyadic else []), "year", "value"]
    broken = [Finding(f"the column “{name}” is missing", 1) for name in wanted if name not in held]
    for name in sorted(held.keys() - {*wanted, "file_row_number"}):
        unknown = f"a column “{name}” does not belong here"
        broken.append(Finding("an indicator of single countries has no partners" if name == "partner" else unknown, 1))
    for name in wanted:
        kind = held.get(name)
        if kind == "VARCHAR" and name in ("year", "value"):
            text = (connection.execute(_NOT_A_NUMBER.format(column=name)).fetchall() or [(1, 0, "")])[0]
            broken.append(Finding(f"the {name} is not a number but text", *text))
        elif kind is not None and kind not in (_NUMBERS if name in ("year", "value") else ("VARCHAR",)):
            broken.append(Finding(f"the column “{name}” is of the wrong type, {kind}", 1))
    return broken


def _content(
    connection: duckdb.DuckDBPyConnection,
    held: dict[str, str],
    indicator: Indicator,
    countries: Collection[str],
    removal: bool,
) -> list[Finding]:
    if "partner" not in held:
        connection.execute("CREATE OR REPLACE VIEW single AS SELECT *, NULL::VARCHAR AS partner FROM given")
    table = "given" if "partner" in held else "single"
    asked = {
        "countries": [WORLD] if indicator.level == "world" else sorted(countries),
        "pairs": indicator.dyadic,
        "first": YEARS[0],
        "last": YEARS[1],
        "minimum": indicator.minimum,
        "maximum": indicator.maximum,
        "removal": removal,
    }
    broken = [Finding(*row) for row in connection.execute(_JUDGED.format(table=table), asked).fetchall()]
    form = {"table": table, "packed": _PACKED}
    if broken or connection.execute(_RISING.format(**form)).fetchall()[0][0] is not False:
        return broken
    if not connection.execute(_ANY_REPEATED.format(**form)).fetchall()[0][0]:
        return broken
    return [Finding("a key stands twice", *row) for row in connection.execute(_REPEATED.format(table=table)).fetchall()]
