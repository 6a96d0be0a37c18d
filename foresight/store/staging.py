"""A file on its way in: its cells as text, the rows they mean, what is wrong with them; in a DuckDB file of its own.

Nothing here knows layouts or countries: those who do hand in which column is what, and what each text stands for. Work
is done by DuckDB with bounded memory, so that ten million rows fit on a small machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd

from foresight.errors import StoreError

MEMORY = "1GB"
MISSING = (
    "",
    ".",
    "..",
    "...",
    "…",
    "-",
    "–",
    "—",
    "na",
    "n/a",
    "n.a.",
    "nan",
    "null",
    "none",
    "xxx",
    "#n/a",
    ":",
)
"""Texts, in lower case, that stand for a figure the provider does not have; they are counted and never become 0."""


@dataclass(frozen=True)
class Columns:
    """Which columns of the sheet (by their number, from 0) mean what.

    `value`: the column of figures, of a long table; `years`: year -> column, of a wide one; `measures`: indicator ->
    column, where several indicators stand side by side. `country` holds codes or names; `name` a second column of
    names, for the rows where `country` is blank. `decimal`: the sign before decimals.
    """

    country: int
    year: int | None = None
    value: int | None = None
    partner: int | None = None
    name: int | None = None
    indicator: int | None = None
    unit: int | None = None
    years: Mapping[int, int] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)
    decimal: str = "."


class Staging:
    """The cells of one sheet, and what they come to. Used as a context: the file behind it is removed at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "staging.duckdb"
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": str(folder),
        }
        self.connection = duckdb.connect(str(self._file), config=config)
        self.width = 0

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the work; the file goes."""
        self.connection.close()
        for left in self.folder.glob("staging.duckdb*"):
            left.unlink(missing_ok=True)

    # ---- cells

    def load_text(self, path: Path, delimiter: str, width: int, encoding: str = "utf-8") -> int:
        """Take over a delimited text file, every field as text; how many lines. StoreError where it is ragged."""
        self._begin(width)
        columns = {f"c{place}": "VARCHAR" for place in range(width)}
        try:
            self.connection.execute(
                f"""INSERT INTO raw SELECT row_number() OVER (), * FROM read_csv($path, auto_detect = false,
                    header = false, delim = $delimiter, quote = '"', escape = '"', columns = {columns},
                    null_padding = true, strict_mode = false, encoding = $encoding, parallel = false)""",
                {"path": str(path), "delimiter": delimiter, "encoding": encoding},
            )
        except duckdb.Error as error:
            raise StoreError(f"{_first_line(error)}") from None
        return self.rows()

    def load_frame(self, frame: pd.DataFrame) -> int:
        """Take over a frame of text (None where a cell is blank), one more block of the same sheet; rows so far."""
        if not self.width:
            self._begin(len(frame.columns))
        before = self.rows()
        given = frame.set_axis([f"c{place}" for place in range(len(frame.columns))], axis=1)
        given.insert(0, "row", range(before + 1, before + 1 + len(given)))
        self.connection.register("given", given)
        self.connection.execute("INSERT INTO raw BY NAME SELECT * FROM given")
        self.connection.unregister("given")
        return before + len(frame)

    def load_parquet(self, path: Path) -> list[str]:
        """Take over a Parquet file; its column names, which become the first row. StoreError where it is damaged."""
        try:
            held = self.connection.read_parquet(str(path))
            names = list(held.columns)
            self._begin(len(names))
            self.load_frame(pd.DataFrame([names]))
            cells = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"::VARCHAR' for name in names)
            self.connection.execute(
                f"INSERT INTO raw SELECT 1 + row_number() OVER (), {cells} FROM read_parquet($path)",
                {"path": str(path)},
            )
        except duckdb.Error as error:
            raise StoreError(_first_line(error)) from None
        return names

    def _begin(self, width: int) -> None:
        self.width = width
        cells = ", ".join(f"c{place} VARCHAR" for place in range(width))
        self.connection.execute(f"CREATE OR REPLACE TABLE raw (row BIGINT, {cells})")

    def rows(self) -> int:
        """How many rows the sheet has, headers and notes among them."""
        return int(self.one("SELECT count(*) FROM raw")[0])

    def head(self, count: int, first: int = 1) -> list[list[str | None]]:
        """`count` rows from row `first` on, as text."""
        found = self._all("SELECT * FROM raw WHERE row >= ? ORDER BY row LIMIT ?", [first, count])
        return [list(row[1:]) for row in found]

    # ---- rows

    def arrange(self, columns: Columns, header: int, indicator: str | None = None) -> int:
        """Make `cell` (row, col, indicator, country, name, partner, year, value: all text) of the rows below `header`.

        One line for each cell that holds a figure. `indicator`: the key of all, where no column names it. Returns how
        many cells stand for a missing figure, which have no line.
        """
        number = columns.decimal == ","
        source, asked = self._cells(columns, indicator)
        self.connection.execute(
            f"""CREATE OR REPLACE TABLE every AS SELECT row, col, trim(indicator) AS indicator,
                nullif(trim(country), '') AS country, nullif(trim(name), '') AS name,
                nullif(trim(partner), '') AS partner, trim(year) AS year, trim(value) AS text
            FROM ({source}) WHERE row > $header""",
            {"header": header, **asked},
        )
        self.connection.execute(
            f"""CREATE OR REPLACE TABLE cell AS SELECT *, {_number("text", number)} AS value,
                try_cast(regexp_replace(year, '\\.0+$', '') AS INTEGER) AS y
            FROM every WHERE text IS NOT NULL AND lower(text) NOT IN (SELECT unnest($missing))""",
            {"missing": list(MISSING)},
        )
        missing = self.one("SELECT (SELECT count(*) FROM every) - (SELECT count(*) FROM cell)")[0]
        self.connection.execute("DROP TABLE every")
        return int(missing)

    def _cells(self, columns: Columns, indicator: str | None) -> tuple[str, dict[str, Any]]:
        """SQL for one line per cell of figures, and what it asks for."""

        def cell(place: int | None) -> str:
            return "NULL::VARCHAR" if place is None else f"c{int(place)}"

        def several(places: Iterable[int]) -> tuple[str, str]:
            kept = [int(place) for place in places]
            texts, columns = ", ".join(f"c{place}" for place in kept), ", ".join(map(str, kept))
            # one column is read as it is: unnesting lists of one takes three times as long
            return (f"unnest([{texts}])", f"unnest([{columns}])") if len(kept) > 1 or unnested else (texts, columns)

        unnested = bool(columns.years or columns.measures)
        year = cell(columns.year)
        shared = f"row, {cell(columns.country)} AS country, {cell(columns.name)} AS name"
        shared += f", {cell(columns.partner)} AS partner"
        if columns.measures:
            texts, places = several(columns.measures.values())
            made = f"unnest($keys::VARCHAR[]) AS indicator, {texts} AS value, {year} AS year"
            asked: dict[str, Any] = {"keys": list(columns.measures)}
        else:
            texts, places = several(columns.years.values() or [columns.value or 0])
            key = "$key::VARCHAR" if columns.indicator is None else cell(columns.indicator)
            years = "unnest($years::VARCHAR[])" if columns.years else year
            made = f"{key} AS indicator, {texts} AS value, {years} AS year"
            asked = {"years": [str(one) for one in columns.years]} if columns.years else {}
            asked |= {"key": indicator} if columns.indicator is None else {}
        return f"SELECT {shared}, {made}, {places} AS col FROM raw", asked

    def texts(self, of: str) -> pd.DataFrame:
        """Every text of `country` (with its `name`), `partner` or `indicator`: text, name, y, rows, first_row."""
        if of == "indicator":
            return self.frame(
                """SELECT indicator AS text, count(*) AS rows, min(row) AS first_row FROM cell
                GROUP BY indicator ORDER BY first_row"""
            )
        name = "name" if of == "country" else "NULL::VARCHAR"
        return self.frame(
            f"""SELECT {of} AS text, {name} AS name, y, count(*) AS rows, min(row) AS first_row
            FROM cell GROUP BY ALL ORDER BY first_row"""
        )

    def place(self, countries: pd.DataFrame, partners: pd.DataFrame | None, indicators: Mapping[str, str]) -> None:
        """Make `tidy` (row, col, indicator, country, partner, year, value, text) of the cells.

        `countries`, `partners`: columns text, name (countries only), y, iso3 (None: not placed; such rows leave).
        `indicators`: text -> key; others leave. A pair is turned so that country < partner.
        """
        self.connection.register("placed", countries)
        keys = pd.DataFrame({"text": list(indicators), "key": list(indicators.values())}, dtype="object")
        self.connection.register("keyed", keys)
        second, join = "NULL::VARCHAR", ""
        if partners is not None:
            self.connection.register("paired", partners)
            second = "paired.iso3"
            join = """JOIN paired ON cell.partner IS NOT DISTINCT FROM paired.text
                AND cell.y IS NOT DISTINCT FROM paired.y AND paired.iso3 IS NOT NULL"""
        self.connection.execute(
            f"""CREATE OR REPLACE TABLE tidy AS
            SELECT cell.row, cell.col, keyed.key AS indicator, cell.y AS year, cell.value, cell.text,
                CASE WHEN {second} < placed.iso3 THEN {second} ELSE placed.iso3 END AS country,
                CASE WHEN {second} < placed.iso3 THEN placed.iso3 ELSE {second} END AS partner
            FROM cell JOIN placed ON cell.country IS NOT DISTINCT FROM placed.text
                AND cell.name IS NOT DISTINCT FROM placed.name AND cell.y IS NOT DISTINCT FROM placed.y
                AND placed.iso3 IS NOT NULL
            JOIN keyed ON cell.indicator = keyed.text {join}"""
        )
        for name in ("placed", "keyed", *(["paired"] if partners is not None else [])):
            self.connection.unregister(name)

    def take(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Add tables that are ready to `tidy`, or make it of them: key -> country, (partner,) year, value.

        Their figures stand in no row of the file: row 0.
        """
        self.connection.execute(
            """CREATE TABLE IF NOT EXISTS tidy (row BIGINT, col INTEGER, indicator VARCHAR, year INTEGER, value DOUBLE,
                text VARCHAR, country VARCHAR, partner VARCHAR)"""
        )
        for key, table in tables.items():
            self.connection.register("given", table)
            partner = "partner" if "partner" in table else "NULL"
            self.connection.execute(
                f"""INSERT INTO tidy BY NAME SELECT 0 AS row, -1 AS col, $key AS indicator, country,
                    {partner} AS partner, year::INTEGER AS year, value FROM given""",
                {"key": key},
            )
            self.connection.unregister("given")

    def table(self, indicator: str) -> pd.DataFrame:
        """The figures of an indicator of single countries: country, year, value, each key once."""
        return self.frame(
            """SELECT country, year, any_value(value) AS value FROM tidy
            WHERE indicator = $indicator AND value IS NOT NULL GROUP BY ALL ORDER BY ALL""",
            {"indicator": indicator},
        )

    # ---- what is wrong

    def strange_figures(self) -> pd.DataFrame:
        """Texts that are no number: columns text, rows, first_row, col."""
        return self.frame(
            """SELECT text, count(*) AS rows, min(row) AS first_row, arg_min(col, row) AS col FROM cell
            WHERE value IS NULL OR isinf(value) OR isnan(value) GROUP BY text ORDER BY rows DESC, first_row"""
        )

    def strange_years(self, first: int, last: int) -> pd.DataFrame:
        """Years that are none, or outside: columns text, rows, first_row."""
        return self.frame(
            """SELECT year AS text, count(*) AS rows, min(row) AS first_row FROM cell
            WHERE y IS NULL OR y NOT BETWEEN $first AND $last GROUP BY year ORDER BY rows DESC, first_row""",
            {"first": first, "last": last},
        )

    def outside(self, indicator: str, minimum: float | None, maximum: float | None) -> pd.DataFrame:
        """Figures below the lowest or above the highest allowed: columns row, col, country, year, value."""
        return self.frame(
            """SELECT row, col, country, year, value FROM tidy
            WHERE indicator = $indicator AND (value < $minimum OR value > $maximum) ORDER BY row""",
            {"indicator": indicator, "minimum": minimum, "maximum": maximum},
        )

    def repeated(self, listed: int) -> tuple[pd.DataFrame, int, int]:
        """Keys that stand twice with different figures: the first `listed`, how many; and how many twice alike."""
        self.connection.execute(
            """CREATE OR REPLACE TABLE twice AS SELECT indicator, country, partner, year, min(row) AS first_row,
                max(row) AS last_row, count(*) AS times, min(value) AS low, max(value) AS high
            FROM tidy WHERE value IS NOT NULL GROUP BY indicator, country, partner, year HAVING count(*) > 1"""
        )
        different = "low IS DISTINCT FROM high"
        first = self.frame(f"SELECT * FROM twice WHERE {different} ORDER BY first_row LIMIT {int(listed)}")
        count = int(self.one(f"SELECT count(*) FROM twice WHERE {different}")[0])
        alike = int(self.one(f"SELECT count(*) FROM twice WHERE NOT ({different})")[0])
        return first, count, alike

    def counts(self) -> dict[str, int]:
        """Rows ready, by indicator."""
        return dict(self._all("SELECT indicator, count(*) FROM tidy GROUP BY indicator ORDER BY indicator"))

    def rescale(self, by: float) -> None:
        """Multiply every figure: a file in thousands becomes one in units."""
        self.connection.execute("UPDATE tidy SET value = value * $by", {"by": by})

    def write(self, folder: Path, dyadic: Mapping[str, bool]) -> dict[str, Path]:
        """One Parquet file per indicator, as the store takes them: country, (partner,) year, value; key -> path."""
        written = {}
        for key, pairs in dyadic.items():
            path = folder / f"{key}.parquet"
            partner = "partner, " if pairs else ""
            self.connection.execute(
                f"""COPY (SELECT country, {partner}year::SMALLINT AS year, any_value(value) AS value FROM tidy
                    WHERE indicator = '{key}' AND value IS NOT NULL AND NOT isnan(value)
                    GROUP BY ALL ORDER BY ALL) TO '{str(path).replace("'", "''")}' (FORMAT parquet)"""
            )
            written[key] = path
        return written

    # ---- asked by SQL of this folder alone

    def _all(self, sql: str, asked: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(asked)).fetchall()

    def one(self, sql: str) -> tuple[Any, ...]:
        """The one row of an answer."""
        return self._all(sql)[0]

    def frame(self, sql: str, asked: Mapping[str, Any] | Sequence[Any] = ()) -> pd.DataFrame:
        """An answer as a frame."""
        return self.connection.execute(sql, dict(asked) if isinstance(asked, Mapping) else list(asked)).df()


def _number(text: str, comma: bool) -> str:
    """SQL for the number that a text writes: blanks between thousands leave, and the other sign of thousands too."""
    bare = f"regexp_replace({text}, '[\\s\\x{{00a0}}\\x{{202f}}'']', '', 'g')"
    if comma:
        bare = f"replace(replace({bare}, '.', ''), ',', '.')"
    else:
        bare = f"regexp_replace({bare}, ',(\\d{{3}})', '\\1', 'g')"
    # a true minus sign is a minus; a figure in brackets is not taken for a negative one
    return f"try_cast(replace({bare}, '−', '-') AS DOUBLE)"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
