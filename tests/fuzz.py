"""Damaged files by the thousand, against the readers: `make fuzz`, or `python -m tests.fuzz`.

Small files of every form are written, damaged at random (bytes; members and tags of archives; cells of text), and
handed in to processes with bounds. Whatever comes of it must be a draft or a sentence, in time, and
the store must stay as it is. A file that fails is kept with its seed under var/fuzz.

FUZZ_SECONDS (60), FUZZ_SEED (by the clock) and FUZZ_ONLY (one file again, by its number) come from the environment.
Guided fuzzers such as Atheris were weighed: they watch Python code, but here the readers are C++ and Rust, some of
whose faults end the process that watches.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import openpyxl
import pandas as pd

from foresight.store import Store
from tests import written
from tests.bounded import Outcome, Worker, seal
from tests.conftest import write_data

KEPT = Path(__file__).resolve().parent.parent / "var" / "fuzz"
PROCESSOR = 20
"""Seconds of processor for a file of a few kilobytes."""
PEAK = 2000
"""MB that it may take."""
COUNTRIES = ("FRA", "USA", "IND", "Côte d’Ivoire", "Deutschland", "Yugoslavia", "World", "Atlantis")

Corpus = Mapping[str, Sequence[bytes]]


def rows() -> list[list[written.Cell]]:
    """A small table: a name, years, figures, and some of what figures are not."""
    found: list[list[written.Cell]] = [["country", "year", "value"]]
    for place, name in enumerate(COUNTRIES):
        found += [[name, year, round(1.5 * year % 17 + place, 3)] for year in range(2018, 2022)]
    return [*found, ["FRA", 2022, ".."], ["USA", 2022, "<0.1"]]


def _text(table: Sequence[Sequence[written.Cell]], sign: str = ",") -> str:
    return "\n".join(sign.join("" if cell is None else str(cell) for cell in row) for row in table) + "\n"


def _wide() -> str:
    years = [str(year) for year in range(2010, 2022)]
    named = [f"{name},{name},X,{','.join(str(int(year) % 7) for year in years)}" for name in COUNTRIES]
    return f"Country Name,Country Code,Indicator,{','.join(years)}\n" + "\n".join(named)


def corpus() -> Corpus:
    """Sound files by form: what is damaged."""
    table = rows()
    plain = _text(table)
    frame = pd.DataFrame(table[1:-2], columns=[str(name) for name in table[0]])
    stata, parquet, xlsx = io.BytesIO(), io.BytesIO(), io.BytesIO()
    frame.astype({"value": float}).to_stata(stata, write_index=False, version=118)
    frame.astype({"value": float}).to_parquet(parquet)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in table:
        sheet.append(list(row))
    sheet["D2"] = "=SUM(C2:C9)"
    book.create_sheet("Notes").sheet_state = "hidden"
    book.save(xlsx)
    listed = [dict(zip(map(str, table[0]), row, strict=True)) for row in table[1:]]
    return {
        "csv": [
            plain.encode(), _text(table, ";").replace(".", ",").encode(),
            _text(table, "\t").encode("utf-16"), plain.replace("’", "'").encode("latin-1"),
            b"\xef\xbb\xbf" + _text(table, "|").encode(), _wide().encode(),
            ('Made on 1 May\n\n"Who";"When";"How much"\n' + _text(table[1:], ";")).encode(),
        ],
        "gzip": [gzip.compress(plain.encode()), gzip.compress(_wide().encode())],
        "xlsx": [xlsx.getvalue(), written.xlsx({"Data": written.cells(table), "More": written.cells(table)})],
        "ods": [written.ods({"Data": table}), written.ods({"Data": [[None, "Notes"], [], *table]})],
        "xls": [written.xls({"Data": table}), written.xls({"Data": table, "Old": table}, hidden=["Old"])],
        "parquet": [parquet.getvalue()],
        "stata": [stata.getvalue()],
        "json": [json.dumps(listed).encode(), json.dumps({"data": listed}).encode(),
                 json.dumps(frame.to_dict("list")).encode()],
        "provider": _providers(),
    }  # fmt: skip


def _providers() -> list[bytes]:
    """Files of known layouts, as their own tests write them."""
    from tests.test_intake_layouts import GDP, REGISTER, V_DEM, quoted, world_bank

    owid = "Entity,Code,Year,GDP (constant 2015 US$)\nFrance,FRA,2021,30\nWorld,OWID_WRL,2021,90\n"
    bank = quoted(world_bank({"NY.GDP.MKTP.KD": GDP}, 2019, 2021))
    ucdp = "country_cy,country_id_cy,year_cy,sb_total_deaths_best_cy\nUkraine,369,2022,91485\n"
    return [text.encode() for text in (V_DEM, REGISTER, owid, bank, ucdp)]


# ---- damage

NASTY = (
    b"", b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'",
    b"\n", b"\r", b",", b";", b"\t", b"1e400", b"-1", b"99999999999999999999", b"nan", b"inf", b"=1+1",
    b"'; DROP TABLE raw; --", b"2020.5", b"20233", b"\xe2\x80\xae", b"[" * 2000, b"{", b"]", b"null", b"&#x0;",
    b"<!DOCTYPE x>", b"A" * 3000,
)  # fmt: skip
NUMBERS = (b"0", b"-1", b"1048576", b"4294967295", b"9999999999", b"1e999", b"A", b"XFD1048576", b"&amp;")

Random = np.random.Generator


def _bytes(random: Random, held: bytes, most: int = 6) -> bytes:
    """Bytes turned, put in, taken out, repeated, cut off."""
    found = bytearray(held)
    for _ in range(int(random.integers(1, most + 1))):
        at = int(random.integers(0, len(found) + 1))
        span = int(random.integers(1, 64))
        kind = int(random.integers(0, 7))
        if kind == 0 and at < len(found):
            found[at] ^= 1 << int(random.integers(0, 8))
        elif kind == 1:
            found[at:at] = NASTY[int(random.integers(0, len(NASTY)))]
        elif kind == 2:
            del found[at : at + span]
        elif kind == 3:
            found[at:at] = found[at : at + span] * int(random.integers(1, 20))
        elif kind == 4 and random.random() < 0.3:
            del found[at:]
        elif kind == 5:
            new = NASTY[int(random.integers(0, len(NASTY)))]
            found[at : at + len(new)] = new
        else:
            found[at : at + span] = random.bytes(span)
    return bytes(found)


def _in_place(random: Random, held: bytes) -> bytes:
    """Bytes turned and written over, all else where it was: what stands behind a place is still found there."""
    found = bytearray(held)
    for _ in range(int(random.integers(1, 4))):
        at = int(random.integers(0, len(found)))
        new = NASTY[int(random.integers(0, len(NASTY)))][:8] if random.random() < 0.5 else random.bytes(1)
        found[at : at + len(new)] = new
    return bytes(found[: len(held)])


def _cells(random: Random, held: bytes) -> bytes:
    """Fields of a line put elsewhere, doubled or filled with what does not belong there."""
    lines = held.split(b"\n")
    sign = max((b",", b";", b"\t", b"|"), key=held.count)
    for _ in range(int(random.integers(1, 8))):
        place = int(random.integers(0, len(lines)))
        fields = lines[place].split(sign)
        at = int(random.integers(0, len(fields)))
        kind = int(random.integers(0, 5))
        if kind == 0:
            fields[at] = NASTY[int(random.integers(0, len(NASTY)))]
        elif kind == 1:
            fields = fields * int(random.integers(2, 50))
        elif kind == 2:
            del fields[at]
        elif kind == 3:
            fields[at] = b'"' + fields[at]
        else:
            lines.insert(place, lines[int(random.integers(0, len(lines)))])
            continue
        lines[place] = sign.join(fields)
    return b"\n".join(lines)


def _members(random: Random, held: bytes) -> bytes:
    """A member of an archive damaged, its numbers changed, or taken out, and the archive made anew."""
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        parts: dict[str, str | bytes] = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    table = next(one for one in sorted(parts, reverse=True) if one.endswith(("sheet1.xml", "content.xml")))
    name = table if random.random() < 0.7 else sorted(parts)[int(random.integers(0, len(parts)))]
    content = bytes(parts[name]) if isinstance(parts[name], bytes) else b""
    kind = int(random.integers(0, 8))
    if kind == 0:
        parts[name] = _bytes(random, content)
    elif kind == 1 and random.random() < 0.3:
        del parts[name]
    elif kind == 2:
        parts[name] = _tags(random, content)
    elif kind < 5:
        parts[name] = _numbers(random, content)
    else:
        parts[name] = _texts(random, content)
    return written.packed(parts)


def _texts(random: Random, content: bytes) -> bytes:
    """What stands between tags put otherwise, as a cell may."""
    pieces = re.split(rb"(>[^<]+<)", content)
    for _ in range(int(random.integers(1, 6))):
        at = int(random.integers(0, len(pieces)))
        if pieces[at].startswith(b">"):
            said = NASTY[int(random.integers(0, len(NASTY)))].replace(b"&", b"&amp;").replace(b"<", b"&lt;")
            pieces[at] = b">" + said.replace(b"\0", b"") + b"<"
    return b"".join(pieces)


def _json(random: Random, held: bytes) -> bytes:
    """Names and values of a JSON file put otherwise; it stays JSON."""
    odd: list[object] = [
        None, True, -1, 1e308, 10**30, float("inf"), float("nan"), "", "\0", "=1+1", "2020.5", {}, [], [[]], {"a": {}},
        "x" * 3000,
    ]  # fmt: skip

    def put(value: object) -> object:
        if random.random() < 0.03:
            return odd[int(random.integers(0, len(odd)))]
        if isinstance(value, dict):
            return {(key + "x" if random.random() < 0.02 else key): put(inner) for key, inner in value.items()}
        return [put(inner) for inner in value if random.random() > 0.01] if isinstance(value, list) else value

    return json.dumps(put(json.loads(held))).encode()


def _tags(random: Random, content: bytes) -> bytes:
    pieces = content.split(b"<")
    for _ in range(int(random.integers(1, 5))):
        at = int(random.integers(0, len(pieces)))
        if random.random() < 0.5:
            pieces[at:at] = pieces[at : at + 3] * int(random.integers(1, 10))
        else:
            del pieces[at : at + int(random.integers(1, 3))]
        if not pieces:
            return b""
    return b"<".join(pieces)


def _numbers(random: Random, content: bytes) -> bytes:
    """What stands in quotes, as places, counts and kinds do, put otherwise."""
    pieces = content.split(b'"')
    for _ in range(int(random.integers(1, 6))):
        at = int(random.integers(0, len(pieces) // 2)) * 2 + 1 if len(pieces) > 2 else 0
        pieces[at] = NUMBERS[int(random.integers(0, len(NUMBERS)))]
    return b'"'.join(pieces)


def _inside(random: Random, held: bytes) -> bytes:
    """What is packed, damaged, and packed again."""
    return gzip.compress(_cells(random, gzip.decompress(held)))


OWN: Mapping[str, Callable[[Random, bytes], bytes]] = {
    "csv": _cells, "provider": _cells, "gzip": _inside, "xlsx": _members, "ods": _members, "json": _json,
    "xls": _in_place, "parquet": _in_place, "stata": _in_place,
}  # fmt: skip
"""What knows how a form is built; every form is damaged at any byte too."""


def damaged(seed: int, number: int, sound: Corpus) -> tuple[str, bytes]:
    """File `number` of a seed: its form and its bytes, the same on every machine."""
    random = np.random.default_rng([seed, number])
    form = sorted(sound)[number % len(sound)]
    held = sound[form][int(random.integers(0, len(sound[form])))]
    chance = random.random()
    if chance < 0.7:
        held = OWN[form](random, held)
    return form, held if chance < 0.5 else _bytes(random, held)


# ---- the run


@dataclass
class Told:
    """What came of the files so far."""

    tried: Counter[str] = field(default_factory=Counter)
    ends: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: list[str] = field(default_factory=list)

    def heard(self, form: str, outcome: Outcome) -> None:
        self.tried[form] += 1
        self.ends[form][outcome.end] += 1
        self.kinds[form].update(kind for _, kind, _, _ in outcome.findings)


def run(seconds: float, seed: int, numbers: Iterator[int], keep: Path = KEPT) -> Told:
    """Hand in damaged files until the time is over or the numbers end; what failed is kept in `keep`."""
    told, sound = Told(), corpus()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="foresight-fuzz-")))
        store = Store.open(folder / "store", write_data(folder / "data")).folder
        free: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(os.cpu_count() or 1):
            free.put(stack.enter_context(Worker(store, PROCESSOR)))
        workers = stack.enter_context(ThreadPoolExecutor(os.cpu_count()))
        before, until = seal(store), time.monotonic() + seconds
        under_way: dict[Future[Outcome], tuple[int, str, bytes]] = {}
        more = True
        while more or under_way:
            while more and len(under_way) < (os.cpu_count() or 1):
                number = next(numbers, None)
                more = number is not None and time.monotonic() < until
                if number is None or not more:
                    break
                form, content = damaged(seed, number, sound)
                under_way[workers.submit(_handed_in, free, folder / str(number), content)] = (number, form, content)
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for one in done:
                number, form, content = under_way.pop(one)
                outcome = one.result()
                told.heard(form, outcome)
                touched = seal(store) != before
                if outcome.well and outcome.peak < PEAK and not touched:
                    continue
                why = "the store was changed" if touched else outcome.said or f"{outcome.end}, {outcome.peak:,.0f} MB"
                told.failed.append(_kept(keep, seed, number, form, content, why))
                before = seal(store)
    return told


def _handed_in(free: SimpleQueue[Worker], folder: Path, content: bytes) -> Outcome:
    folder.mkdir()
    path, worker = folder / "handed-in", free.get()
    try:
        path.write_bytes(content)
        return worker.look(path)
    finally:
        free.put(worker)
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def _kept(keep: Path, seed: int, number: int, form: str, content: bytes, why: str) -> str:
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{seed}-{number}.{form}"
    path.write_bytes(content)
    path.with_name(f"{path.name}.txt").write_text(why, encoding="utf-8")
    return f"{path} (FUZZ_SEED={seed} FUZZ_ONLY={number}): {why.strip().splitlines()[-1]}"


def main() -> int:
    """Run, and print what was tried; 1 where a file failed."""
    seed = int(os.environ.get("FUZZ_SEED") or time.time())
    only = os.environ.get("FUZZ_ONLY")
    numbers = iter([int(only)]) if only else iter(range(sys.maxsize))
    seconds = float(os.environ.get("FUZZ_SECONDS") or 60)
    told = run(seconds, seed, numbers)
    say = sys.stdout.write
    say(f"Seed {seed}, {seconds:.0f} s: {told.tried.total():,} damaged files.\n")
    for form in sorted(told.tried):
        ends = ", ".join(f"{count:,} {end}" for end, count in told.ends[form].most_common())
        say(f"{form:9} {told.tried[form]:6,}  {ends}; findings: {', '.join(sorted(told.kinds[form])) or 'none'}\n")
    for one in told.failed:
        say(f"FAILED {one}\n")
    return 1 if told.failed else 0


if __name__ == "__main__":
    sys.exit(main())
