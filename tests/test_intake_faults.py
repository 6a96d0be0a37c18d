"""Nothing is lost and nothing is half: processes killed at any point, full disks, and two who publish at once."""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from foresight.errors import MovedError, StoreError
from foresight.intake import asked, queue
from foresight.intake.line import Order, prepared, publish
from foresight.intake.once import take
from foresight.people import at_machine
from foresight.store import Store, folder, tables
from foresight.store.revisions import content_hash
from tests.conftest import write_data
from tests.prepared import Launcher
from tests.test_intake_unattended import turns

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")

KILLS = int(os.environ.get("FORESIGHT_KILLS", "52"))
"""How many times `ingest` is killed at a random time; `make faults` says several hundred."""
LINES = KILLS // 4
"""How many times a step is killed at one of its lines."""
ME = at_machine("steward")
GIVEN = "country,year,value\nFRA,2021,2.3\nUSA,2022,21.5\n"
NEXT = "country,year,value\nIND,2021,1.7\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small store on which two revisions were published, and a file."""
    base = tmp_path_factory.mktemp("faults")
    store = Store.open(base / "store", write_data(base / "data"))
    for value in (21.0, 22.0):
        rows = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2021], "value": [value]})
        store.publish(rows, ME, f"value {value}")
    (base / "in.csv").write_text(GIVEN)
    (base / "next.csv").write_text(NEXT)
    return base


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Path]:
    """Where the copies of the store lie: in memory where there is such a disk. Kills are the same; a disk is slower."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as place:
        yield Path(place) / "case"


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    with Launcher(tmp_path_factory.mktemp("said")) as started:
        yield started


def told(what: str) -> None:
    """Shown with `pytest -s`, as `make faults` runs it."""
    sys.stdout.write(f"\n{what}\n")


class Case:
    """A copy of the store for one kill, and what must hold after it."""

    count = itertools.count()

    def __init__(self, made: Path, beside: Path) -> None:
        shutil.rmtree(beside, ignore_errors=True)
        # never the same place twice: DuckDB would answer from the file that this process has open
        at = beside / str(next(self.count))
        (at / "temporary").mkdir(parents=True)
        self.folder, self.made, self.temporary = at / "store", made, at / "temporary"
        shutil.copytree(made / "store", self.folder)
        self.before = Store.open(self.folder, made / "data").revisions()
        self.ingest = ["--store", self.folder, "ingest", made / "in.csv", "--as", "gdp", "--json"]

    def opened(self) -> Store:
        return Store.open(self.folder, self.made / "data")

    def where(self) -> str:
        """In which phase it was killed, by what it left."""
        number = json.loads((self.folder / "current.json").read_text())["number"]
        held = (self.folder / "lock.json").exists()
        if number > len(self.before):
            return "publish: named" if held else "after"
        if any(one.name.startswith(f"revision-{number + 1:04d}") for one in self.folder.iterdir()):
            return "publish: naming"
        if held:
            making = (self.folder / "making-revision.duckdb").exists()
            return "publish: writing" if making else "publish: locked"
        if (self.folder / "intake").exists():
            return "remembering"
        return "reading" if any(self.temporary.iterdir()) else "start"

    def whole(self, expected: str) -> Store:
        """The store opens; each revision has the content that its number was given, the newest that of `expected`."""
        store = self.opened()
        revisions = store.revisions()
        assert revisions[: len(self.before)] == self.before
        assert [one.hash for one in revisions[len(self.before) :]] in ([], [expected])
        pointer = folder.read_pointer(self.folder)
        assert pointer is not None
        assert (pointer.number, pointer.hash) == (revisions[-1].number, revisions[-1].hash)
        with duckdb.connect(str(self.folder / pointer.file), read_only=True, config=tables.CONFIG) as connection:
            assert [content_hash(connection, one.number) for one in revisions] == [one.hash for one in revisions]
        assert store.rows("gdp", ["USA"], first=2021, revision=2)["value"].tolist() == [21.0]
        assert store.rows("gdp", ["USA"], first=2021, revision=3)["value"].tolist() == [22.0]
        return store

    def goes_on(self, store: Store, monkeypatch: pytest.MonkeyPatch, file: bool = True) -> None:
        """The next publication (of a whole `file`) is made, and what the kill left is gone."""
        number = store.revision.number
        if file:
            monkeypatch.setattr("tempfile.tempdir", str(self.temporary))
            for left in self.temporary.iterdir():
                os.utime(left, (1e9, 1e9))
            given = take(store, self.made / "next.csv", Order(indicator="gdp"), ME)
            assert given["status"] == "published", given
            assert not list(self.temporary.iterdir())
            assert not list((self.folder / "intake").glob("making-*"))
        else:
            rows = pd.DataFrame({"indicator": ["gdp"], "country": ["IND"], "year": [2021], "value": [1.7]})
            store.publish(rows, ME, "the next one")
        assert store.revision.number == number + 1
        assert store.rows("gdp", ["IND"], first=2021)["value"].tolist() == [1.7]
        left = {one.name for one in self.folder.iterdir()}
        assert not {one for one in left if one.startswith("making-")} | (left & {"lock.json"})
        assert len([one for one in left if one.startswith("revision-")]) == number + 1


@pytest.fixture(scope="module")
def measured(made: Path, launcher: Launcher, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, float, float]:
    """What an undisturbed ingest comes to: the hash of its revision, its seconds, and those it holds the lock."""
    at, ends = tmp_path_factory.mktemp("measured"), []
    for _ in range(3):
        case = Case(made, at / "case")
        ends.append(launcher.run(case.ingest, case.temporary, locks=case.folder))
        assert ends[-1].status == 0, ends[-1].said
    hashes = {json.loads(one.said)["revision"]["hash"] for one in ends}
    assert len(hashes) == 1
    quick = min(ends, key=lambda one: one.seconds)
    return hashes.pop(), quick.seconds, max(quick.locked[1] - quick.locked[0], 0.02)


def test_kill_9_at_any_time_of_an_ingest_loses_no_revision_and_leaves_no_half_one(
    made: Path, launcher: Launcher, measured: tuple[str, float, float], cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, whole, held = measured
    chance, where = random.Random(6), Counter[str]()  # noqa: S311
    for kill in range(KILLS):
        case = Case(made, cases)
        # every other one counts from when the store is locked, so that it falls into the publication on any machine
        inside = kill % 2 == 1
        after = chance.uniform(0, held * 0.9) if inside else chance.uniform(0, whole * 1.05)
        launcher.run(case.ingest, case.temporary, after=after, locks=case.folder if inside else None)
        where[case.where()] += 1
        case.goes_on(case.whole(expected), monkeypatch, file=kill % 5 == 0)
    told(f"{KILLS} kills: {', '.join(f'{place} {count}' for place, count in sorted(where.items()))}")
    assert sum(count for place, count in where.items() if place.startswith("publish")) >= KILLS // 8, where
    assert where["publish: writing"], where
    assert where["start"] + where["reading"] + where["remembering"], where


def test_kill_9_at_each_step_of_publishing(
    made: Path, launcher: Launcher, measured: tuple[str, float, float], cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, where = Case(made, cases), Counter[str]()
    lines = launcher.run(case.ingest, case.temporary).lines
    assert lines > 100
    for step in range(LINES):
        case = Case(made, cases)
        ended = launcher.run(case.ingest, case.temporary, line=1 + step * (lines - 1) // max(LINES - 1, 1))
        assert ended.status == -9
        where[case.where()] += 1
        case.goes_on(case.whole(measured[0]), monkeypatch)
    for step in ("finished", "settle", "write_pointer"):  # the last ones, line by line
        for line in range(1, 9, 1 if KILLS > 100 else 3):
            case = Case(made, cases)
            launcher.run(case.ingest, case.temporary, line=line, within=(step,))
            where[case.where()] += 1
            case.goes_on(case.whole(measured[0]), monkeypatch, file=False)
    told(f"by line: {', '.join(f'{place} {count}' for place, count in sorted(where.items()))}")
    assert {"publish: locked", "publish: writing", "publish: naming"} <= set(where), where


def test_kill_9_while_going_back(made: Path, launcher: Launcher, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(line: int | None) -> tuple[Case, int]:
        case = Case(made, cases)
        back = ["--store", case.folder, "rollback", "2", "--json"]
        return case, launcher.run(back, case.temporary, line=line, within=("rollback",)).lines

    lines, found, steps = killed(None)[1], Counter[int](), max(LINES // 2, 6)
    for step in range(steps):
        case, _ = killed(lines - 1 if step == 0 else 1 + step * lines // steps)
        store = case.whole(case.before[1].hash)
        found[store.revision.number] += 1
        case.goes_on(store, monkeypatch, file=step < 2)
    assert set(found) == {3, 4}, found


def test_kill_9_while_an_order_is_queued_leaves_a_whole_one_or_none(
    made: Path, launcher: Launcher, cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Counter[int]()

    def killed(line: int | None) -> tuple[Case, int]:
        case = Case(made, cases)
        with folder.locked(case.folder):
            ended = launcher.run([*case.ingest, "--wait", 0], case.temporary, line=line, within=("put",))
        if line is None:
            told = json.loads(ended.said)
            assert (ended.status, told["status"]) == (0, "queued")
            assert told["queue"] == queue.entries(case.folder)[0].id
            assert "being changed by process" in told["why"]
        return case, ended.lines

    lines = killed(None)[1]
    steps = max(LINES // 3, 5)
    for step in range(steps):
        case, _ = killed(1 + step * lines // steps)
        waiting = queue.entries(case.folder)
        found[len(waiting)] += 1
        assert all((one.status, one.path.read_text()) == ("queued", GIVEN) for one in waiting)
        for left in (case.folder / "queue").glob("making-*"):
            os.utime(left, (1e9, 1e9))
        store = case.opened()
        monkeypatch.setattr("tempfile.tempdir", str(case.temporary))
        queue.put(case.folder, made / "in.csv", asked.Asked(indicator="gdp"), ME)  # as a script that tries again
        queue.run(store)
        assert not queue.entries(case.folder)
        assert not list((case.folder / "queue").glob("making-*"))
        assert store.revision.number == 4
        assert store.rows("gdp", first=2022)["value"].tolist() == [21.5]
    assert set(found) == {0, 1}


def test_kill_9_while_the_queue_is_worked_off_publishes_each_order_once(
    made: Path, launcher: Launcher, measured: tuple[str, float, float], cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(line: int | None, within: str = "_worked_off") -> tuple[Case, int]:
        case = Case(made, cases)
        queue.put(case.folder, made / "in.csv", asked.Asked(indicator="gdp"), ME)
        run = ["--store", case.folder, "queue", "--run", "--json"]
        return case, launcher.run(run, case.temporary, line=line, within=(within,)).lines

    lines, found = killed(None)[1], Counter[tuple[int, int]]()
    steps = max(LINES // 2, 6)
    for step in range(steps):
        # the first few fall between the publication and the removal of the order
        first = step < 3
        line = 1 + step if first else 1 + (step - 3) * lines // (steps - 3)
        case, _ = killed(line, "queue._removed" if first else "_worked_off")
        store = case.whole(measured[0])
        waiting = queue.entries(case.folder)
        assert waiting or store.revision.number == 4, "the order and its revision are both missing"
        found[store.revision.number, len(waiting)] += 1
        if store.revision.number == 4:  # meanwhile somebody corrects it: the order must not come back over that
            rows = pd.DataFrame({"indicator": ["gdp"], "country": ["FRA"], "year": [2021], "value": [2.4]})
            store.publish(rows, ME, "corrected")
        monkeypatch.setattr("tempfile.tempdir", str(case.temporary))
        queue.run(store)
        assert not queue.entries(case.folder)
        orders = [json.loads(one.about).get("order", "") for one in store.revisions() if one.about]
        assert len(orders) == 1
        assert orders[0].startswith("queue ")
    assert {(3, 1), (4, 1)} <= set(found), found


def test_kill_9_of_a_watcher_publishes_each_file_once_and_loses_none(
    made: Path,
    launcher: Launcher,
    measured: tuple[str, float, float],
    tmp_path: Path,
    cases: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def killed(line: int | None, within: str = "turn") -> tuple[Case, Path, int]:
        case, inbox = Case(made, cases), tmp_path / "inbox"
        shutil.rmtree(inbox, ignore_errors=True)
        inbox.mkdir()
        (inbox / "in.csv").write_text(GIVEN)
        (inbox / "in.csv.toml").write_text('indicator = "gdp"\n')
        watch = ["--store", case.folder, "watch", inbox, "--once", "--json"]
        return case, inbox, launcher.run(watch, case.temporary, line=line, within=(within,)).lines

    lines, found = killed(None)[2], Counter[int]()
    steps = max(LINES // 2, 7)
    for step in range(steps):
        line = 1 + step * 8 if step < 3 else 1 + (step - 3) * lines // (steps - 3)
        case, inbox, _ = killed(line, "watching._placed" if step < 3 else "turn")
        store = case.whole(measured[0])
        found[store.revision.number] += 1
        monkeypatch.setattr("tempfile.tempdir", str(case.temporary))
        turns(store, inbox)
        assert store.revision.number == 4
        assert sorted(one.relative_to(inbox).as_posix() for one in inbox.rglob("*") if one.is_file()) == [
            f"published/in.csv{ending}" for ending in ("", ".findings.json", ".findings.txt", ".toml")
        ]
        assert (inbox / "published" / "in.csv").read_text() == GIVEN
    assert set(found) == {3, 4}, found


# ---- two at once


def test_two_processes_that_ingest_at_once_are_both_in_the_history(
    made: Path, tmp_path: Path, cases: Path, launcher: Launcher
) -> None:
    case = Case(made, cases)
    store, ends = case.opened(), []
    with Launcher(tmp_path) as other:

        def run(start: Launcher, country: str, indicator: str) -> None:
            for year in (2023, 2024):
                file = tmp_path / f"{country}{indicator}{year}.csv"
                columns = "country,partner" if indicator == "exercises_pair" else "country"
                file.write_text(f"{columns},year,value\n{country},{year},2\n")
                options = ["--as", indicator, "--json", "--accept", "sudden_change=x", "thin_year=x", "magnitude=x"]
                ends.append(
                    start.run(["--store", case.folder, "ingest", file, *options], case.temporary, locks=case.folder)
                )

        for kinds in ((("FRA", "gdp"), ("IND", "gdp")), (("DEU", "gdp"), ("FRA,IND", "exercises_pair"))):
            threads = [
                threading.Thread(target=run, args=(one, *kind))
                for one, kind in zip((launcher, other), kinds, strict=True)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert [(one.status, json.loads(one.said)["status"]) for one in ends] == [(0, "published")] * 8
    assert store.revision.number == 3 + 8
    assert len(store.rows("gdp", first=2023)) == 6
    assert len(store.rows("exercises_pair", first=2023)) == 2


def test_a_draft_is_not_published_over_what_others_changed_meanwhile(small_store: Store, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(GIVEN)
    other = pd.DataFrame({"indicator": ["concentration"], "country": ["WLD"], "year": [2021], "value": [0.5]})
    same = pd.DataFrame({"indicator": ["gdp"], "country": ["FRA"], "year": [2021], "value": [2.4]})
    with prepared(small_store, tmp_path / "in.csv", Order(indicator="gdp")) as draft:
        small_store.publish(other, at_machine("A. Colleague"), "another indicator")
        assert publish(small_store, draft, ME).number == 3
    with prepared(small_store, tmp_path / "in.csv", Order(indicator="gdp")) as draft:
        small_store.publish(same, at_machine("A. Colleague"), "the same one")
        with pytest.raises(
            MovedError, match=r"A. Colleague published revision 4 \(“the same one”\), which changes gdp"
        ):
            publish(small_store, draft, ME)
    assert small_store.revision.number == 4


def test_readers_meet_no_error_while_others_publish(made: Path, cases: Path) -> None:
    case = Case(made, cases)
    store, seen, faults, stop = case.opened(), set[int](), list[Exception](), threading.Event()

    def read() -> None:
        reader = case.opened()
        while not stop.is_set():
            try:
                now = reader.revision.number
                figures = reader.rows("gdp", ["USA"], first=2021)["value"].tolist()
                # whichever revision answered, it was a published one
                assert figures == [22.0] or (len(figures) == 1 and 100 <= figures[0] < 120), figures
                seen.add(now)
                time.sleep(0.002)
            except Exception as error:
                faults.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(20):
        rows = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2021], "value": [100.0 + n]})
        store.publish(rows, ME, "one of twenty")
    stop.set()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    assert len(seen) > 5
    assert store.revision.number == 23


def test_answers_of_two_who_publish_at_once_are_both_remembered(tmp_path: Path) -> None:
    from foresight.intake import remembered

    def remember(name: str) -> None:
        for n in range(10):
            remembered.remember(tmp_path, f"{name}{n}", {"indicator": name}, {f"{name}{n}": "FRA"})

    threads = [threading.Thread(target=remember, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(remembered.decisions(tmp_path)) == 20


# ---- disks


SMALL_DISK = """
import json, os, pathlib, random, shutil, subprocess, sys, tempfile
from foresight import cli
from foresight.store import Store
small, made, base = map(pathlib.Path, sys.argv[1:4])
shutil.copytree(made / "store", small / "store")
shutil.copytree(made / "store", base / "store")
rows = "".join(f"{c},{y},{random.random()}\\n" for c in ("FRA", "IND", "USA") for y in range(1800, 2100))
(base / "large.csv").write_text("country,year,value\\n" + rows * 30)
fill = (small / "fill").open("wb")

def left(kilobytes):
    fill.truncate(0)
    fill.seek(0)
    fill.write(bytes(max(shutil.disk_usage(small).free - kilobytes * 1024, 0)))
    fill.flush()

def run(store, file):
    ended = cli.main(["--store", str(store), "ingest", str(file), "--as", "gdp", "--json"])
    told = Store.open(store, made / "data")
    print("TOLD", json.dumps([ended, told.revision.number, sorted(os.listdir(store)), os.listdir(small)]), flush=True)

for kilobytes in (10, 300, 700, 1100, 1500, 6000):
    left(kilobytes)
    print("CASE store", kilobytes, flush=True)
    run(small / "store", made / "in.csv")
tempfile.tempdir = str(small)
for kilobytes in (0, 100, 700, 1500):
    left(kilobytes)
    print("CASE temporary", kilobytes, flush=True)
    run(base / "store", base / "large.csv")
left(3000)
fill.close()
tempfile.tempdir = str(base)
subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
print("CASE read-only", 0, flush=True)
run(small / "store", made / "next.csv")
"""


def test_a_full_disk_and_one_that_may_not_be_written_say_so_and_leave_the_store_whole(
    made: Path, tmp_path: Path
) -> None:
    small, base = tmp_path / "small", tmp_path / "base"
    small.mkdir()
    base.mkdir()
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    code = 'mount -t tmpfs -o size=12m tmpfs "$1" && exec "$2" -c "$3" "$1" "$4" "$5"'
    can = [*mount, f"mount -t tmpfs tmpfs {small}"]
    if shutil.which("unshare") is None or subprocess.run(can, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    asked = [*mount, code, "sh", small, sys.executable, SMALL_DISK, made, base]
    ended = subprocess.run(
        list(map(str, asked)), capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
        stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"}, timeout=250,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    cases = [(one.split()[0], one.split("TOLD ")[1].splitlines()[0]) for one in ended.stdout.split("CASE ")[1:]]
    stood = [(kind, *json.loads(text)) for kind, text in cases]
    said = [line for line in ended.stderr.splitlines() if line.startswith("foresight: ")]
    assert "Traceback" not in ended.stderr, ended.stderr
    full = [one for one in stood if one[0] == "store"]
    assert [one[1] for one in full[:3]] == [1, 1, 1]
    assert (full[-1][1], full[-1][2]) == (0, 4), "where there is room it is published"
    assert all(number == 3 for _, status, number, *_ in stood[:-1] if status)
    for kind, _, number, files, on_small in stood:
        assert not [name for name in files if name.startswith("making-") or name == "lock.json"], (kind, files)
        assert len([name for name in files if name.startswith("revision-")]) == number
        assert not [name for name in on_small if name.startswith("foresight-")]
    assert sum(f"The disk of the store {small}" in line for line in said) >= 2, said
    assert sum(f"The disk of the folder for temporary files {small} is full" in line for line in said) >= 3, said
    assert "Read-only file system" in said[-1]


def test_where_no_file_may_grow_the_store_stays_whole_and_the_order_waits(
    made: Path, launcher: Launcher, cases: Path
) -> None:
    for largest in (300_000, 600_000, 900_000):
        case = Case(made, cases)
        queue.put(case.folder, made / "in.csv", asked.Asked(indicator="gdp"), ME)
        ended = launcher.run(["--store", case.folder, "queue", "--run"], case.temporary, largest=largest)
        if ended.status:
            assert "is full" in ended.said
            assert [one.status for one in queue.entries(case.folder)] == ["queued"]
        store = case.opened()
        assert (store.revision.number, ended.status) in ((3, 1), (4, 0))
        queue.run(store)
        assert store.revision.number == 4


def test_a_store_that_is_gone_says_so_and_is_not_made_anew_under_a_process_that_runs(made: Path, cases: Path) -> None:
    case = Case(made, cases)
    store = case.opened()
    shutil.rmtree(case.folder)
    for act in (
        lambda: store.rows("gdp"),
        lambda: store.rollback(1, ME),
        lambda: take(store, made / "in.csv", Order(indicator="gdp"), ME),
    ):
        with pytest.raises(StoreError, match=r"is gone\. Connect its disk again"):
            act()
    assert not case.folder.exists()
