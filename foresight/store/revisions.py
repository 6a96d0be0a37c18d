"""A revision, and the content hash that names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from foresight.errors import StoreError
from foresight.store import telling


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


# A key in eight bytes that sort as country, partner and year do: three letters, three letters, two bytes.
_FIGURES = """
SELECT indicator, ({country}::UBIGINT << 40) + ({partner}::UBIGINT << 16) + (year + 32768)::UBIGINT AS key, value
FROM observed_at($number) WHERE list_contains($ids, indicator)
""".format(
    **{
        end: f"coalesce(ascii({end}[1]) * 65536 + ascii({end}[2]) * 256 + ascii({end}[3]), 0)"
        for end in ("country", "partner")
    }
)
Group = list[tuple[int, str, int]]
"""Some indicators: number inside the file, key, how many figures."""
TOGETHER = 1_000_000
"""Figures that are asked for at once, of one indicator or of several small ones."""


def content_hash(connection: duckdb.DuckDBPyConnection, number: int, tell: telling.Progress | None = None) -> str:
    """SHA-256 of the state of revision `number`: entries, memberships, then each indicator's figures in order of key.

    Figures are sorted by country, partner and year and hashed as little-endian columns, with a country's three letters
    as one integer; so neither the order of insertion nor the machine, the time or DuckDB's own formats can change it.
    StoreError where a key has two figures.
    """
    digest = hashlib.sha256()
    at = {"number": number}
    texts = connection.execute("SELECT kind, key, body FROM entries_at($number) ORDER BY ALL", at).fetchall()
    texts += connection.execute(
        """SELECT forum, country, joined, "left", status, reference, note FROM memberships_at($number) ORDER BY ALL""",
        at,
    ).fetchall()
    digest.update(repr(texts).encode())
    counted = connection.execute(
        "SELECT id, key, count(*) FROM observed_at($number) JOIN series ON id = indicator GROUP BY ALL ORDER BY key",
        at,
    ).fetchall()
    done, whole = 0, sum(count for *_, count in counted)
    for group, found in _fetched(connection, number, _together(counted)):
        telling.say(tell, done / whole, "Publishing: the revision is given its name")
        done += sum(count for *_, count in group)
        for identity, key, count in group:
            own = found["indicator"] == identity if len(group) > 1 else slice(None)
            keys, values = np.asarray(found["key"])[own], np.asarray(found["value"])[own]
            if not (keys[1:] > keys[:-1]).all():
                order = np.argsort(keys, kind="stable")
                keys, values = keys[order], values[order]
                if (again := keys[1:] == keys[:-1]).any():
                    raise StoreError(_two_figures(key, int(keys[1:][again][0])))
            digest.update(f"{key} {count}\n".encode())
            for column, form in (
                (keys >> np.uint64(40), "<u4"), (keys >> np.uint64(16) & np.uint64(0xFFFFFF), "<u4"),
                ((keys & np.uint64(0xFFFF)).astype("i4") - 32768, "<i2"), (values, "<f8"),
            ):  # fmt: skip
                digest.update(np.ascontiguousarray(column, dtype=form).data)
    return digest.hexdigest()


def _fetched(
    connection: duckdb.DuckDBPyConnection, number: int, groups: Iterator[Group]
) -> Iterator[tuple[Group, Mapping[str, Any]]]:
    """Each group with its figures, which are asked for while the group before is hashed."""

    def fetch(group: Group) -> tuple[Group, Mapping[str, Any]]:
        asked = {"number": number, "ids": [identity for identity, _, _ in group]}
        return group, connection.execute(_FIGURES, asked).fetchnumpy()

    with ThreadPoolExecutor(1) as ahead:
        waiting = None
        for group in groups:
            ready, waiting = waiting, ahead.submit(fetch, group)
            if ready is not None:
                yield ready.result()
        if waiting is not None:
            yield waiting.result()


def _together(counted: list[tuple[int, str, int]]) -> Iterator[Group]:
    """Indicators in their order, several small ones at a time."""
    group: Group = []
    for one in counted:
        if group and sum(count for *_, count in group) + one[2] > TOGETHER:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _two_figures(indicator: str, key: int) -> str:
    letters = key.to_bytes(8, "big")[:6].decode("ascii").rstrip("\0")
    where = ", ".join(filter(None, (indicator, letters[:3], letters[3:], str((key & 0xFFFF) - 32768))))
    return f"The change would leave two figures for {where}. Nothing was published."
