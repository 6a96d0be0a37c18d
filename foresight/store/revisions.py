"""A revision, and the content hash that names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import duckdb
import numpy as np


@dataclass(frozen=True)
class Revision:
    """A published state of the data. The same hash means the same catalogue, figures and memberships on any machine.

    `when`: UTC, ISO 8601. `added`, `changed`, `removed`: rows of figures. `undoes`: the revision that was current and
    that this one left by going back to an earlier state; None for an ordinary publication. `about`: what else is known
    of it, as JSON: the file and its SHA-256, how it was read, which warnings were accepted and why.
    """

    number: int
    hash: str
    when: str
    who: str
    note: str
    added: int
    changed: int
    removed: int
    undoes: int | None = None
    about: str = ""

    @property
    def name(self) -> str:
        """Number and hash, as links and file names give it: `0003-5be0c0ffee12`."""
        return f"{self.number:04d}-{self.hash[:12]}"

    @property
    def day(self) -> str:
        """The date, as `2026-11-25`."""
        return self.when[:10]

    @property
    def file(self) -> str:
        """The name of the file it came from; blank where it came from none."""
        return str(json.loads(self.about).get("file", "")) if self.about else ""


_FIGURES = """
SELECT {country}::UINTEGER AS country, {partner}::UINTEGER AS partner, year, value
FROM observed_at($number) WHERE indicator = $id ORDER BY country, partner, year
""".format(
    **{
        end: f"coalesce(ascii({end}[1]) * 65536 + ascii({end}[2]) * 256 + ascii({end}[3]), 0)"
        for end in ("country", "partner")
    }
)


def content_hash(connection: duckdb.DuckDBPyConnection, number: int) -> str:
    """SHA-256 of the state of revision `number`: entries, memberships, then each indicator's figures in order of key.

    Figures are sorted by country, partner and year and hashed as little-endian columns, with a country's three letters
    as one integer; so neither the order of insertion nor the machine, the time or DuckDB's own formats can change it.
    """
    digest = hashlib.sha256()
    at = {"number": number}
    texts = connection.execute("SELECT kind, key, body FROM entries_at($number) ORDER BY ALL", at).fetchall()
    texts += connection.execute(
        """SELECT forum, country, joined, "left", status, reference, note FROM memberships_at($number) ORDER BY ALL""",
        at,
    ).fetchall()
    digest.update(repr(texts).encode())
    for identity, key in connection.execute("SELECT id, key FROM series ORDER BY key").fetchall():
        columns = connection.execute(_FIGURES, {**at, "id": identity}).fetchnumpy()
        if len(columns["year"]):
            digest.update(f"{key} {len(columns['year'])}\n".encode())
            for column, form in (("country", "<u4"), ("partner", "<u4"), ("year", "<i2"), ("value", "<f8")):
                digest.update(np.ascontiguousarray(columns[column], dtype=form).tobytes())
    return digest.hexdigest()
