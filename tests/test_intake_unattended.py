"""Files that nobody sits by: the watched folder, the queue, and the commands for both. Kills: test_intake_faults."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock

from foresight import cli
from foresight.errors import BusyError, StoreError, UnknownKeyError
from foresight.intake import asked, queue, watching
from foresight.people import NOBODY, RefusedError, at_machine
from foresight.store import Store, folder

ME = at_machine("steward")
GDP = asked.Asked(indicator="gdp")
GIVEN = "country,year,value\nFRA,2021,2.3\nUSA,2022,21.5\n"
REVISED = "country,year,value\nFRA,2019,2.6\nIND,2019,2.1\nIND,2020,1.6\nUSA,2020,23\nFRA,2020,2.4\n"


@pytest.fixture
def published(small_store: Store) -> Store:
    """A store that the command line does not make anew from the shipped tables: something was published on it."""
    rows = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2021], "value": [21.0]})
    small_store.publish(rows, ME, "the first one")
    return small_store


def put(into: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (into / name).write_text(content)


def turns(store: Store, inbox: Path, count: int = 2) -> list[tuple[str, str]]:
    """What a watcher tells that looks `count` times at files that rest."""
    told: list[tuple[str, str]] = []
    looks = watching.Looks(0.0)
    with watching.watching(inbox, store.folder):
        for _ in range(count):
            watching.turn(store, inbox, looks, ME, lambda name, given: told.append((name, given["status"])), bool)
    return told


# ---- the watched folder


def test_a_watched_folder_takes_complete_files_and_puts_them_where_one_sees_what_came_of_them(
    small_store: Store, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    files = {
        "good.csv": GIVEN, "good.csv.toml": 'indicator = "gdp"\nnote = "The newest year"\n',
        "warned.csv": REVISED,
        "warned.csv.toml": 'indicator = "gdp"\n', "bad.csv": "country,year,value\nFRA,2021,abc\n",
        "bad.csv.toml": 'indicator = "gdp"\n', "wrong.csv": GIVEN, "wrong.csv.toml": 'indicatr = "gdp"\n',
        ".hidden.csv": GIVEN, "coming.csv.part": GIVEN, "~$book.xlsx": "x", "alone.csv.toml": 'indicator = "gdp"\n',
    }  # fmt: skip
    put(inbox, files)
    told = dict(turns(small_store, inbox))
    assert told == {"good.csv": "published", "warned.csv": "staged", "bad.csv": "refused", "wrong.csv": "refused"}
    left = {one.name for one in inbox.iterdir() if one.is_file()}
    assert left == {".hidden.csv", "coming.csv.part", "~$book.xlsx", "alone.csv.toml"}
    assert small_store.revision.note == "The newest year (watched folder inbox)"
    assert "is not a number" in (inbox / "refused" / "bad.csv.findings.txt").read_text()
    assert "Did you mean indicator" in (inbox / "refused" / "wrong.csv.findings.txt").read_text()
    report = json.loads((inbox / "waiting" / "warned.csv.findings.json").read_text())
    assert (report["status"], report["findings"][0]["kind"]) == ("staged", "revised")
    # answered beside the file, and put back: it is published; a second file of the same name keeps the first one
    (inbox / "waiting" / "warned.csv").rename(inbox / "good.csv")
    (inbox / "good.csv.toml").write_text('indicator = "gdp"\n[accept]\nrevised = "the provider rebased"\n')
    assert turns(small_store, inbox) == [("good.csv", "published")]
    assert (inbox / "published" / "good~2.csv").exists()
    assert json.loads(small_store.revision.about)["accepted"] == {"revised": "the provider rebased"}


def test_a_file_that_still_grows_is_left_until_it_rests(small_store: Store, tmp_path: Path) -> None:
    looks, file = watching.Looks(0.2), tmp_path / "in.csv"
    for part in ("country,", "year,", "value\n"):
        with file.open("a") as out:
            out.write(part)
        assert looks.complete(tmp_path) == []
        time.sleep(0.1)
    time.sleep(0.2)
    assert looks.complete(tmp_path) == [file]


def test_one_process_watches_a_folder_and_one_that_is_not_there_is_told(small_store: Store, tmp_path: Path) -> None:
    with watching.watching(tmp_path, small_store.folder):  # noqa: SIM117
        with pytest.raises(BusyError, match="is watching"), watching.watching(tmp_path, small_store.folder):
            pass
    with pytest.raises(StoreError, match="There is no folder"), watching.watching(tmp_path / "no", small_store.folder):
        pass


def test_a_reader_that_fails_keeps_no_other_file_waiting(
    small_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.csv").write_text(GIVEN)
    monkeypatch.setattr("foresight.intake.line._draft", lambda *_: 1 / 0)
    assert turns(small_store, tmp_path) == [("in.csv", "refused")]
    assert (
        "a fault of Foresight itself (ZeroDivisionError" in (tmp_path / "refused" / "in.csv.findings.txt").read_text()
    )


# ---- the queue


def test_what_waits_for_an_answer_is_answered_and_published_and_what_is_not_wanted_is_removed(
    small_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(REVISED)
    (tmp_path / "bad.csv").write_text("country,year,value\nFRA,2021,abc\n")
    with folder.locked(small_store.folder):
        given = queue.ingest(small_store, tmp_path / "in.csv", asked.Asked(indicator="gdp", accept={"x": "y"}), ME, 0)
        assert given["status"] == "staged", "what can be told at once is told at once"
    one = queue.put(small_store.folder, tmp_path / "in.csv", asked.Asked(indicator="gdp"), ME)
    two = queue.put(small_store.folder, tmp_path / "bad.csv", asked.Asked(indicator="gdp"), ME)
    (tmp_path / "in.csv").unlink()
    assert [given["status"] for _, given in queue.run(small_store)] == ["staged", "refused"]
    assert queue.run(small_store) == []
    assert [(e.id, e.status) for e in queue.entries(small_store.folder)] == [(one.id, "staged"), (two.id, "refused")]
    with pytest.raises(RefusedError):
        queue.remove(small_store.folder, two.id, NOBODY)
    with pytest.raises(UnknownKeyError, match="foresight queue"):
        queue.remove(small_store.folder, "20990101", ME)
    queue.remove(small_store.folder, two.id, ME)
    accept = {"accept": {"revised": "the provider rebased"}}
    queue.answered(small_store.folder, one.id, accept, ME)
    assert [given["status"] for _, given in queue.run(small_store)] == ["published"]
    assert queue.entries(small_store.folder) == []
    assert small_store.rows("gdp", ["USA"])["value"].tolist() == [23.0]


def test_an_older_order_is_never_published_over_a_newer_one(small_store: Store, tmp_path: Path) -> None:
    for name, value in (("old", 30), ("new", 31)):
        (tmp_path / f"{name}.csv").write_text(f"country,year,value\nUSA,2021,{value}\n")
    order = asked.Asked(indicator="gdp", accept={"sudden_change": "x"})
    queue.put(small_store.folder, tmp_path / "old.csv", order, ME)
    order = asked.Asked(indicator="gdp", accept={"sudden_change": "x", "revised": "x"})
    assert queue.ingest(small_store, tmp_path / "new.csv", order, ME)["status"] == "published"
    assert small_store.rows("gdp", ["USA"], first=2021)["value"].tolist() == [31.0]
    assert [one.note for one in small_store.revisions()[1:]] == ["gdp from old.csv", "gdp from new.csv"]


def test_a_damaged_entry_is_listed_with_what_to_do(small_store: Store, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(GIVEN)
    one = queue.put(small_store.folder, tmp_path / "in.csv", asked.Asked(indicator="gdp"), ME)
    (small_store.folder / "queue" / one.id / "order.toml").write_text("[")
    found = queue.entries(small_store.folder)[0]
    assert found.status == "refused"
    assert "Take it out of the queue" in str(found.answer["findings"])
    assert queue.run(small_store) == []
    queue.remove(small_store.folder, one.id, ME)


def test_a_held_queue_is_left_to_its_holder_and_nothing_is_told_as_a_fault(small_store: Store, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(GIVEN)
    queue.put(small_store.folder, tmp_path / "in.csv", asked.Asked(indicator="gdp"), ME)
    with FileLock(small_store.folder / "queue" / "lock"):
        given = queue.ingest(small_store, tmp_path / "in.csv", asked.Asked(indicator="gdp"), ME, wait=0)
    assert given["status"] == "queued"
    assert len(queue.entries(small_store.folder)) == 2
    queue.run(small_store)
    assert (queue.entries(small_store.folder), small_store.revision.number) == ([], 2)


# ---- the commands


def test_the_commands_list_answer_and_remove_what_waits(
    published: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, {"revised.csv": REVISED, "in.csv": GIVEN})

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        status = cli.main(["--store", str(published.folder), *arguments, "--json"])
        return status, json.loads(capsys.readouterr().out)

    for name in ("revised.csv", "in.csv"):
        queue.put(published.folder, tmp_path / name, GDP, ME)
    status, told = run("queue")
    assert (status, [one["status"] for one in told["waiting"]]) == (0, ["queued", "queued"])
    status, told = run("queue", "--run")
    assert (status, [one["status"] for one in told["done"]]) == (1, ["staged", "published"])
    assert told["waiting"][0]["findings"][0]["kind"] == "revised"
    entry = told["waiting"][0]["queue"]
    assert cli.main(["--store", str(published.folder), "queue"]) == 0
    assert "waits for" in (said := capsys.readouterr().out)
    assert "an answer for each warning" in said
    assert cli.main(["--store", str(published.folder), "queue", "--accept", "revised=x"]) == 1
    assert "name it with --answer ENTRY" in capsys.readouterr().err
    status, told = run("queue", "--answer", entry, "--accept", "revised=the provider rebased")
    assert (status, told["waiting"], told["done"][0]["status"]) == (0, [], "published")
    queue.put(published.folder, tmp_path / "in.csv", GDP, ME)
    entry = run("queue")[1]["waiting"][0]["queue"]
    assert run("queue", "--remove", entry)[1]["removed"] == entry
    assert run("queue")[1]["waiting"] == []


def test_a_watcher_that_is_asked_to_end_ends_well(published: Store, tmp_path: Path) -> None:
    inbox, pipes = tmp_path / "inbox", {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    inbox.mkdir()
    command = [sys.executable, "-m", "foresight.cli", "--store", published.folder, "watch", inbox, "--every", "0.2"]
    with subprocess.Popen([*map(str, command)], cwd=Path(__file__).parents[1], text=True, **pipes) as watcher:
        assert watcher.stderr is not None
        assert "Watching" in watcher.stderr.readline()
        put(inbox, {"in.csv.toml": 'indicator = "gdp"\n', "in.csv": GIVEN})
        assert watcher.stdout is not None
        assert watcher.stdout.readline() == "in.csv: published as revision 3.\n"
        watcher.send_signal(signal.SIGTERM)
        assert watcher.wait(timeout=30) == 0
        assert "Ended" in watcher.stderr.read()
