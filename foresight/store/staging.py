"""A file on its way in: its cells as text, the rows they mean, what is wrong with them; in a DuckDB file of its own.

Nothing here knows layouts or countries: those who do hand in which column is what, and what each text stands for. Work
is done by DuckDB with bounded memory, so that ten million rows fit on a small machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd

from foresight.errors import StoreError
from foresight.store import cells, disk, telling
from foresight.store.checks import WORLD, YEARS
from foresight.store.tables import known_countries

MEMORY = "1GB"
MOST_TEXTS = 500_000
"""Texts by year in a column of names: every state under three names in every year is a third of it."""
READING, CELLS, PLACING, COMPARING, WRITING = (0.02, 0.35), (0.35, 0.55), (0.55, 0.8), (0.8, 0.92), (0.92, 1.0)
"""From which share to which of all the work on a file each of its parts goes, as a large one was measured."""


class Staging:
    """The cells of one sheet, and what they come to. Used as a context: the file behind it is removed at the end.

    `tell`: hears how far the work on large tables is.
    """

    def __init__(self, folder: Path, tell: telling.Progress | None = None) -> None:
        self.folder = folder
        self.tell = telling.rising(tell)
        self._file = folder / "staging.duckdb"
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": str(folder),
        }
        self.connection = duckdb.connect(str(self._file), config=config)
        # the order of the alphabet; blank: no partner
        places = ["", *sorted({*known_countries(), WORLD})]
        self.connection.execute(f"CREATE TYPE place AS ENUM ({', '.join(map(repr, places))})")
        self.connection.execute("CREATE TABLE series (id USMALLINT, key VARCHAR)")
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

    def load_text(self, path: Path, delimiter: str, width: int, encoding: str = "utf-8", about: int = 0) -> int:
        """Take over a delimited text file, every field as text; how many lines. StoreError where it is ragged.

        `about`: how many lines it has, nearly, for the words of the progress.
        """
        self._begin(width)
        columns = {f"c{place}": "VARCHAR" for place in range(width)}
        asked = {"path": str(path), "delimiter": delimiter, "encoding": encoding}

        def read(parallel: str) -> None:
            self._run(
                f"""INSERT INTO raw SELECT * FROM read_csv($path, auto_detect = false, header = false,
                    delim = $delimiter, quote = '"', escape = '"', columns = {columns}, null_padding = true,
                    strict_mode = false, encoding = $encoding, parallel = {parallel})""",
                asked, READING, telling.rows_of(about),
            )  # fmt: skip

        try:
            try:
                read("true")
            except duckdb.Error as error:  # several at once cannot tell a row's end from a line break in a cell
                if disk.full(error):
                    raise
                self._begin(width)
                read("false")
        except duckdb.Error as error:
            if disk.full(error):
                raise
            raise StoreError(f"{_first_line(error)}") from None
        return self.rows()

    def load_frame(self, frame: pd.DataFrame) -> int:
        """Take over a frame of text (None where a cell is blank), one more block of the same sheet; rows so far."""
        if not self.width:
            self._begin(len(frame.columns))
        given = frame.set_axis([f"c{place}" for place in range(len(frame.columns))], axis=1)
        self.connection.register("given", given)
        self.connection.execute("INSERT INTO raw BY NAME SELECT * FROM given")
        self.connection.unregister("given")
        count = self.rows()
        telling.say(self.tell, READING[0], f"Reading: {count:,} rows so far")
        return count

    def load_parquet(self, path: Path) -> list[str]:
        """Take over a Parquet file; its column names, which become the first row. StoreError where it is damaged."""
        try:
            held = self.connection.read_parquet(str(path))
            names = list(held.columns)
            self._begin(len(names))
            self.load_frame(pd.DataFrame([names]))
            texts = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"::VARCHAR' for name in names)
            about = telling.rows_of(self.one("SELECT count(*) FROM read_parquet(?)", [str(path)])[0])
            self._run(f"INSERT INTO raw SELECT {texts} FROM read_parquet($path)", {"path": str(path)}, READING, about)
        except duckdb.Error as error:
            if disk.full(error):
                raise
            raise StoreError(_first_line(error)) from None
        return names

    def _begin(self, width: int) -> None:
        self.width = width
        texts = ", ".join(f"c{place} VARCHAR" for place in range(width))
        self.connection.execute(f"CREATE OR REPLACE TABLE raw ({texts})")

    def rows(self) -> int:
        """How many rows the sheet has, headers and notes among them."""
        return int(self.one("SELECT count(*) FROM raw")[0])

    def head(self, count: int, first: int = 1) -> list[list[str | None]]:
        """`count` rows from row `first` on, as text."""
        found = self._all("SELECT * FROM raw WHERE rowid >= ? ORDER BY rowid LIMIT ?", [first - 1, count])
        return [list(row) for row in found]

    # ---- rows

    def arrange(self, columns: cells.Columns, header: int, indicator: str | None = None) -> int:
        """Make `cell` of the rows below `header`, which leave: one line for each cell that holds a figure.

        `cell`: row, col, indicator, country, name, partner (texts), y, value; and `year` and `text` as they stand where
        they are no year and no finite figure. `indicator`: the key of all, where no column names it. Returns how many
        cells stand for a missing figure, which have no line.
        """
        source, asked, each = cells.source(columns, indicator)
        listed = ", ".join(f"'{text}'" for text in cells.MISSING)
        self._run(
            f"""CREATE OR REPLACE TABLE cell AS SELECT * REPLACE (CASE WHEN y IS NULL THEN year END AS year,
                CASE WHEN value IS NULL OR NOT isfinite(value) THEN text END AS text)
            FROM (SELECT *, {cells.number("text", columns.decimal == ",")} AS value, {cells.year("year")} AS y FROM (
                SELECT row, col, trim(indicator) AS indicator, nullif(trim(country), '') AS country,
                    nullif(trim(name), '') AS name, nullif(trim(partner), '') AS partner, trim(year) AS year,
                    trim(value) AS text
                FROM ({source})))
            WHERE text IS NOT NULL
                AND (text[1] BETWEEN '0' AND '9' OR lower(trim(text, '{cells.BLANKS}')) NOT IN ({listed}))""",
            {"header": header, **asked}, CELLS, "Cells",
        )  # fmt: skip
        every = max(self.rows() - header, 0) * each
        self.connection.execute("DROP TABLE raw")
        return every - int(self.one("SELECT count(*) FROM cell")[0])

    def texts(self, of: str) -> pd.DataFrame:
        """Every text of `country` (with its `name`), `partner` or `indicator`: text, name, y, rows, first_row.

        StoreError where they are so many that they cannot be names.
        """
        name = "name" if of == "country" else "NULL::VARCHAR"
        year = "" if of == "indicator" else f", {name} AS name, y"
        found = self.frame(
            f"""SELECT {of} AS text{year}, count(*) AS rows, min(row) AS first_row FROM cell
            GROUP BY ALL ORDER BY first_row LIMIT {MOST_TEXTS + 1}"""
        )
        if len(found) > MOST_TEXTS:
            raise StoreError(f"a column that should name {of}s holds more than {MOST_TEXTS:,} texts by year")
        return found

    def place(
        self, countries: pd.DataFrame, partners: pd.DataFrame | None, indicators: Mapping[str, str], scale: float = 1.0
    ) -> None:
        """Make `tidy` (indicator, country, partner, year, value, row, col; in order of key) of the cells, which leave.

        `countries`, `partners`: columns text, name (countries only), y, iso3 (None: not placed; such rows leave).
        `indicators`: text -> key; others leave. Cells without a year or a finite figure leave. A pair is turned so that
        country < partner. `scale`: what figures are multiplied by.
        """
        known = self._series(indicators.values())
        keys = {"text": list(indicators), "id": [known[key] for key in indicators.values()]}
        self.connection.register("keyed", pd.DataFrame(keys).astype({"text": "object"}))
        first, second, join = "placed.place", "''::place", self._join("placed", countries, "country")
        if partners is not None:
            join += self._join("paired", partners, "partner")
            first, second = "least(placed.place, paired.place)", "greatest(placed.place, paired.place)"
        self._run(
            f"""CREATE OR REPLACE TABLE tidy AS SELECT keyed.id::USMALLINT AS indicator, {first} AS country,
                {second} AS partner, cell.y::SMALLINT AS year, value * $scale AS value, row, col
            FROM cell JOIN keyed ON cell.indicator = keyed.text {join}
            WHERE cell.y BETWEEN $first AND $last AND isfinite(value)
            ORDER BY keyed.id, {first}, {second}, cell.y, row""",
            {"scale": scale, "first": YEARS[0], "last": YEARS[1]}, PLACING, "Countries",
        )  # fmt: skip
        self.connection.unregister("keyed")
        self.connection.execute("DROP TABLE cell")

    def _join(self, name: str, texts: pd.DataFrame, of: str) -> str:
        """SQL that joins the places of the texts of a column, by as few columns as tell them apart."""
        both = [column for column in ("text", "name") if column in texts and texts[column].notna().any()] or ["text"]
        steady = texts.groupby(both, dropna=False)["iso3"].nunique(dropna=False).le(1).all()
        by = both if steady else [*both, "y"]
        given = texts[texts["iso3"].notna()].drop_duplicates(by)[[*by, "iso3"]]
        self.connection.register("given", given)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * EXCLUDE (iso3), iso3::VARCHAR::place AS place FROM given"
        )
        self.connection.unregister("given")
        own = {"text": of, "name": "name", "y": "y"}
        return f" JOIN {name} ON " + " AND ".join(f"cell.{own[c]} IS NOT DISTINCT FROM {name}.{c}" for c in by)

    def take(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Add tables that are ready to `tidy`, or make it of them: key -> country, (partner,) year, value.

        Their figures stand in no row of the file: row 0. Each key is taken once, and a year that is none not at all.
        """
        self.connection.execute(
            """CREATE TABLE IF NOT EXISTS tidy (indicator USMALLINT, country place, partner place, year SMALLINT,
                value DOUBLE, row BIGINT, col INTEGER)"""
        )
        known = self._series(tables)
        for key, table in tables.items():
            self.connection.register("given", table)
            partner = "partner" if "partner" in table else "''"
            self.connection.execute(
                f"""INSERT INTO tidy SELECT $id, country::place, {partner}::place, year, any_value(value), 0, -1
                FROM given WHERE value IS NOT NULL AND NOT isnan(value) AND year BETWEEN $first AND $last
                GROUP BY ALL ORDER BY ALL""",
                {"id": known[key], "first": YEARS[0], "last": YEARS[1]},
            )
            self.connection.unregister("given")

    def _series(self, keys: Iterable[str]) -> dict[str, int]:
        """Key -> the number that stands for an indicator here; new keys get the next ones, in order."""
        known: dict[str, int] = dict(self._all("SELECT key, id FROM series"))
        new = [(len(known) + place, key) for place, key in enumerate(sorted(set(keys) - known.keys()), 1)]
        if new:
            self.connection.executemany("INSERT INTO series VALUES (?, ?)", new)
        return known | {key: number for number, key in new}

    def table(self, indicator: str) -> pd.DataFrame:
        """The figures of an indicator of single countries: country, year, value, each key once."""
        return self.frame(
            """SELECT country::VARCHAR AS country, year::INTEGER AS year, value FROM tidy
            WHERE indicator = (SELECT id FROM series WHERE key = $indicator) ORDER BY ALL""",
            {"indicator": indicator},
        )

    # ---- what is wrong

    def strange_figures(self, listed: int) -> pd.DataFrame:
        """Texts that are no number, the `listed` most frequent ones: text, rows, first_row, col, all (cells)."""
        return self.frame(
            f"""SELECT left(text, 200) AS text, count(*) AS rows, min(row) AS first_row, arg_min(col, row) AS col,
                sum(count(*)) OVER ()::BIGINT AS all FROM cell
            WHERE text IS NOT NULL GROUP BY cell.text ORDER BY rows DESC, first_row LIMIT {int(listed)}"""
        )

    def strange_years(self, first: int, last: int, listed: int) -> pd.DataFrame:
        """Years that are none, or outside, the `listed` most frequent ones: text, rows, first_row, all (rows)."""
        return self.frame(
            f"""SELECT left(coalesce(year, y::VARCHAR), 200) AS text, count(*) AS rows, min(row) AS first_row,
                sum(count(*)) OVER ()::BIGINT AS all FROM cell
            WHERE y IS NULL OR y NOT BETWEEN $first AND $last GROUP BY ALL ORDER BY rows DESC, first_row
            LIMIT {int(listed)}""",
            {"first": first, "last": last},
        )

    def outside(self, bounds: Mapping[str, tuple[float | None, float | None]], listed: int) -> dict[str, pd.DataFrame]:
        """Figures below the lowest or above the highest allowed, by indicator: row, col, country, year, value, times.

        The first `listed` of each; `times`: how many there are.
        """
        given = [(key, low, high) for key, (low, high) in bounds.items()]
        self.connection.register("bounds", pd.DataFrame(given, columns=["key", "low", "high"]))
        found = self.frame(
            f"""SELECT key AS indicator, row, col, country::VARCHAR AS country, year, value,
                count(*) OVER (PARTITION BY key) AS times
            FROM tidy JOIN series ON id = indicator JOIN bounds USING (key)
            WHERE (NOT isnan(low) AND value < low) OR (NOT isnan(high) AND value > high)
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY row) <= {int(listed)} ORDER BY key, row"""
        )
        self.connection.unregister("bounds")
        return {str(key): part.drop(columns="indicator") for key, part in found.groupby("indicator")}

    def repeated(self, listed: int) -> tuple[pd.DataFrame, int, int]:
        """Keys that stand twice with different figures: the first `listed`, how many; and how many twice alike.

        Of those that stand twice, `tidy` keeps the first.
        """
        key = "row(indicator, country, partner, year)"
        rising = f"SELECT bool_and(now > earlier) FROM (SELECT {key} AS now, lag({key}) OVER () AS earlier FROM tidy)"
        if self.one(rising)[0] is not False:  # keys that rise from row to row cannot stand twice
            return pd.DataFrame(), 0, 0
        self.connection.execute(
            """CREATE OR REPLACE TEMP TABLE twice AS SELECT indicator, country, partner, year, min(row) AS first_row,
                max(row) AS last_row, count(*) AS times, min(value) AS low, max(value) AS high
            FROM tidy GROUP BY indicator, country, partner, year HAVING count(*) > 1"""
        )
        different = "low IS DISTINCT FROM high"
        first = self.frame(
            f"""SELECT key AS indicator, country::VARCHAR AS country, nullif(partner::VARCHAR, '') AS partner,
                twice.* EXCLUDE (indicator, country, partner)
            FROM twice JOIN series ON id = indicator WHERE {different} ORDER BY first_row LIMIT {int(listed)}"""
        )
        count = int(self.one(f"SELECT count(*) FROM twice WHERE {different}")[0])
        alike = int(self.one(f"SELECT count(*) FROM twice WHERE NOT ({different})")[0])
        self.connection.execute(
            """CREATE OR REPLACE TABLE tidy AS SELECT tidy.* FROM tidy LEFT JOIN twice USING (indicator, country,
                partner, year) WHERE twice.first_row IS NULL OR row = twice.first_row
            ORDER BY indicator, country, partner, year"""
        )
        return first, count, alike

    def counts(self) -> dict[str, int]:
        """Rows ready, by indicator."""
        return dict(self._all("SELECT key, count(*) FROM tidy JOIN series ON id = indicator GROUP BY key ORDER BY key"))

    def write(self, folder: Path, dyadic: Mapping[str, bool]) -> dict[str, Path]:
        """One Parquet file per indicator, as the store takes them: country, (partner,) year, value; key -> path."""
        known, written = self._series(dyadic), {}
        for place, (key, pairs) in enumerate(dyadic.items()):
            path = folder / f"{key}.parquet"
            partner = "partner::VARCHAR AS partner, " if pairs else ""
            self._run(
                f"""COPY (SELECT country::VARCHAR AS country, {partner}year, value FROM tidy
                    WHERE indicator = {known[key]}) TO '{str(path).replace("'", "''")}' (FORMAT parquet)""",
                {}, telling.part(WRITING, place, len(dyadic)), "Writing what would be published",
            )  # fmt: skip
            written[key] = path
        return written

    # ---- asked by SQL of this folder alone

    def _run(self, sql: str, asked: Mapping[str, Any], span: telling.Span, words: telling.Words) -> None:
        """Run what takes long, and tell of it."""
        telling.run(self.connection, sql, asked, self.tell, span, words)

    def _all(self, sql: str, asked: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(asked)).fetchall()

    def one(self, sql: str, asked: Sequence[Any] = ()) -> tuple[Any, ...]:
        """The one row of an answer."""
        return self._all(sql, asked)[0]

    def frame(self, sql: str, asked: Mapping[str, Any] | Sequence[Any] = ()) -> pd.DataFrame:
        """An answer as a frame."""
        return self.connection.execute(sql, dict(asked) if isinstance(asked, Mapping) else list(asked)).df()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
