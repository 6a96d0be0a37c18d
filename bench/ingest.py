"""A steward's file, from its bytes to a published revision: seconds, peak memory, and DuckDB's own read of that CSV.

Files are made with a seed in a temporary folder: indicators that are published, one figure in fifty of them revised and
a year added, and new indicators up to the wanted number of rows. The line runs in a process of its own, imports and
all, on a store of the shipped tables. Bars: 1 million rows in 5 s, 10 million in 45 s and 2 GB.

Usage: python -m bench.ingest [ROWS …]
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from foresight import geography
from foresight.catalogue import Indicator
from foresight.store import Store

ROOT = Path(__file__).resolve().parents[1]
SEED, REVISED, FIRST, LAST = 20_260, 50, 1950, 2024
BARS = {1_000_000: 5.0, 10_000_000: 45.0}
"""Rows -> seconds."""
GIGABYTES = 2.0
PUBLISHED = {
    "countries": ("gdp", "population", "trade_openness", "polyarchy", "military_expenditure_pct_gdp", "arms_imports"),
    "pairs": ("un_agreement",),
}
READ = """
import sys, time, duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
start = time.perf_counter()
connection.execute("CREATE TABLE read AS SELECT * FROM read_csv(?)", [sys.argv[1]])
print(time.perf_counter() - start)
"""

_PLACES = {
    "countries": "SELECT code AS country, '' AS partner FROM codes",
    "pairs": "SELECT a.code AS country, b.code AS partner FROM codes a JOIN codes b ON a.code < b.code",
}
# as a provider writes it: names beside codes; pairs in either order
_CELLS = {
    "countries": """SELECT country AS iso3, name AS country, year, indicator, value
        FROM file JOIN codes ON code = country""",
    "pairs": """SELECT CASE WHEN turned THEN partner ELSE country END AS iso3_a,
        CASE WHEN turned THEN country ELSE partner END AS iso3_b, year, indicator, value
        FROM (SELECT *, hash(country, partner) % 2 = 0 AS turned FROM file)""",
}
_NEXT = f"""
INSERT INTO file SELECT country, partner, year, indicator,
    CASE WHEN hash(country, partner, indicator, year, {SEED}) % {REVISED} = 0 THEN value * 0.97 ELSE value END FROM held
UNION ALL SELECT country, partner, year + 1, indicator, value FROM
    (SELECT *, max(year) OVER (PARTITION BY indicator) AS last FROM held) WHERE year = last
"""
_NEW = f"""
INSERT INTO file SELECT country, partner, year, 'bench_' || n AS indicator, round(50 + 0.2 * (year - {FIRST})
    + (hash(country, partner, n, {SEED}) % 4000) / 100 + (hash(country, partner, n, year) % 100) / 50, 4) AS value
FROM range({{count}}) AS one(n), ({{places}}) AS places, range({FIRST}, {LAST + 1}) AS spans(year) LIMIT {{rows}}
"""


def write(path: Path, store: Store, kind: str, rows: int) -> list[str]:
    """Make the CSV file of so many rows; the new indicators in it."""
    with duckdb.connect() as connection:
        codes = [(one.iso3, one.short) for one in geography.countries().values() if not one.last_year]
        connection.register("codes", pd.DataFrame(codes, columns=["code", "name"]))
        held = pd.concat([store.rows(key).assign(indicator=key) for key in PUBLISHED[kind]])
        connection.register("held", held if kind == "pairs" else held.assign(partner=""))
        connection.execute(
            "CREATE TABLE file (country VARCHAR, partner VARCHAR, year INTEGER, indicator VARCHAR, value DOUBLE)"
        )
        connection.execute(_NEXT)
        left = rows - connection.execute("SELECT count(*) FROM file").fetchall()[0][0]
        each = connection.execute(f"SELECT count(*) FROM ({_PLACES[kind]})").fetchall()[0][0] * (LAST + 1 - FIRST)
        connection.execute(_NEW.format(count=-(-left // each), places=_PLACES[kind], rows=max(left, 0)))
        connection.execute(f"COPY ({_CELLS[kind]}) TO '{path}' (HEADER)")
        sql = "SELECT DISTINCT indicator FROM file WHERE starts_with(indicator, 'bench_') ORDER BY 1"
        return [str(key) for (key,) in connection.execute(sql).fetchall()]


def line(path: Path, folder: Path, kind: str, new: Sequence[str]) -> dict[str, Any]:
    """From the file to a published revision, as `foresight ingest` does it, every warning accepted; what it did."""
    from foresight.intake.line import Order, prepared, publish
    from foresight.people import at_machine

    store = Store.open(folder)
    catalogue = store.catalogue()
    made = {
        key: Indicator(
            key=key, title=f"Made for a measurement, {key}", theme="cooperation", unit="points",
            description="Nothing real.", level="pair" if kind == "pairs" else "country", direction="neutral",
            together="mean", decimals=1, source=next(iter(catalogue.sources)),
        ) for key in new
    }  # fmt: skip
    catalogue = catalogue.model_copy(update={"indicators": {**catalogue.indicators, **made}})
    with prepared(store, path, Order(catalogue=catalogue)) as draft:
        accepted = {one.kind: "measured" for one in draft.findings}
        answered = replace(draft, order=replace(draft.order, accepted=accepted))
        revision = publish(store, answered, at_machine("bench"))
    return {"added": revision.added, "changed": revision.changed, "memory": peak()}


def peak() -> float:
    """Megabytes that this process held at most: what the system counts begins with those of the process before it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s*(\d+)", status.read_text())[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(arguments: Sequence[str]) -> tuple[float, float, str]:
    """Run a Python process: seconds, seconds of processor, what it printed."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, cwd=ROOT, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"The measured process ended with {child.returncode}.")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, said


def main(sizes: Sequence[int] = tuple(BARS)) -> None:
    """Print, for each size and kind of file, what the line took and how often DuckDB reads the file in that time."""
    print("\nFrom file to published revision (one process, imports and all)")
    with tempfile.TemporaryDirectory(prefix="foresight-bench-") as made:
        folder = Path(made)
        store = Store.open(folder / "shipped")
        for rows in sizes:
            for kind in PUBLISHED:
                path = folder / "file.csv"
                new = write(path, store, kind, rows)
                shutil.copytree(store.folder, folder / "store")
                reading = min(float(measured(["-c", READ, str(path)])[2]) for _ in range(2))
                job = [str(path), str(folder / "store"), kind, json.dumps(new)]
                seconds, processor, said = measured(["-m", "bench.ingest", "line", *job])
                done = json.loads(said)
                bar = f" (bar {BARS[rows]:g} s)" if rows in BARS else ""
                print(
                    f"{f'{rows:,} rows of {kind}, {path.stat().st_size / 2**20:.0f} MB':36}{seconds:7.1f} s{bar}, "
                    f"{processor:.1f} s of processor, {done['memory']:,.0f} MB at most (bar {GIGABYTES * 1024:,.0f}); "
                    f"{seconds / reading:.0f} x DuckDB’s read of {reading:.2f} s; {done['added']:,} added, "
                    f"{done['changed']:,} changed, {len(new)} new indicators",
                    flush=True,
                )
                shutil.rmtree(folder / "store")
                path.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["line"]:
        file, into, what, keys = sys.argv[2:]
        print(json.dumps(line(Path(file), Path(into), what, json.loads(keys))))
    else:
        main([int(text) for text in sys.argv[1:]] or tuple(BARS))
