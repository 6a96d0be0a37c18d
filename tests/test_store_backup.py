"""A store in one file: taken while others publish, put back whole, and never in place of something unasked."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from foresight.cli import main
from foresight.errors import StoreError
from foresight.people import at_machine
from foresight.store import Store
from foresight.store.backup import backup, restore

ME = at_machine("Anna")


def row(value: float, year: int = 2020) -> pd.DataFrame:
    return pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [year], "value": [value]})


def published(store: Store, times: int = 2) -> Store:
    for n in range(times):
        store.publish(row(30.0 + n), ME, f"correction {n}")
    (store.folder / "scenarios").mkdir(exist_ok=True)
    (store.folder / "scenarios" / "lock-down.toml").write_text("name = 'mine'")
    (store.folder / "intake" / "uploads").mkdir(parents=True, exist_ok=True)
    (store.folder / "intake" / "countries.toml").write_text("Gaul = 'FRA'")
    (store.folder / "intake" / "uploads" / "half").write_text("never published")
    return store


def test_a_restored_store_has_every_revision_figure_and_file_of_its_owner(small_store: Store, tmp_path: Path) -> None:
    published(small_store)
    assert backup(small_store, tmp_path / "b.zip") == small_store.revision
    made, saved = restore(tmp_path / "again", tmp_path / "b.zip")
    again = Store(tmp_path / "again", small_store.data)
    assert (made, saved) == (small_store.revision, None)
    assert again.revisions() == small_store.revisions()
    for number in (1, 2, 3):
        assert again.rows("gdp", revision=number).equals(small_store.rows("gdp", revision=number))
    assert (again.folder / "scenarios" / "lock-down.toml").read_text() == "name = 'mine'"
    assert (again.folder / "intake" / "countries.toml").exists()
    assert not (again.folder / "intake" / "uploads").exists()
    assert not list(again.folder.glob("making-*"))
    assert again.publish(row(99.0), ME, "goes on").number == 4
    assert again.rollback(1, ME).hash == small_store.revisions()[0].hash


def test_a_backup_taken_while_others_publish_opens_with_its_whole_history(
    small_store: Store, small_data: Path, tmp_path: Path
) -> None:
    publish = (
        "import sys, pandas as pd; from pathlib import Path\n"
        "from foresight.people import at_machine; from foresight.store import Store\n"
        "store = Store.open(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "for n in range(10000):\n"
        "    row = {'indicator': ['gdp'], 'country': ['USA'], 'year': [2020], 'value': [100.0 + n]}\n"
        "    store.publish(pd.DataFrame(row), at_machine('writer'), 'row')\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", publish, str(small_store.folder), str(small_data)])
    try:
        waited = threading.Event()
        while small_store.revision.number < 3:
            waited.wait(0.05)
        numbers = []
        for n in range(12):
            numbers.append(backup(small_store, tmp_path / f"{n}.zip").number)
            assert restore(tmp_path / f"restored-{n}", tmp_path / f"{n}.zip")[0].number == numbers[-1]
            found = Store(tmp_path / f"restored-{n}", small_data)
            assert [one.number for one in found.revisions()] == list(range(1, numbers[-1] + 1))
            assert found.rows("gdp", countries=["USA"], first=2020)["value"].tolist() == [100.0 + numbers[-1] - 2]
    finally:
        writer.kill()
        writer.wait()
    assert len(set(numbers)) > 1, "nothing was published meanwhile"


def test_a_store_with_revisions_of_its_own_is_replaced_only_when_asked_and_is_saved_first(
    small_store: Store, tmp_path: Path
) -> None:
    published(small_store)
    backup(small_store, tmp_path / "b.zip")
    lost = small_store.publish(row(77.0), ME, "after the backup")
    with pytest.raises(StoreError, match="Say --replace"):
        restore(small_store.folder, tmp_path / "b.zip")
    assert small_store.revision == lost
    made, saved = restore(small_store.folder, tmp_path / "b.zip", replace=True)
    assert (made.number, small_store.revision.number) == (3, 3), "an app that runs sees it at once"
    assert saved is not None
    assert restore(small_store.folder, saved, replace=True)[0] == lost
    assert small_store.rows("gdp", countries=["USA"])["value"].tolist() == [77.0]


def test_a_damaged_store_can_be_restored_without_further_asking(small_store: Store, tmp_path: Path) -> None:
    published(small_store)
    backup(small_store, tmp_path / "b.zip")
    (small_store.folder / "current.json").write_text("{")
    assert restore(small_store.folder, tmp_path / "b.zip")[0].number == 3


@pytest.mark.parametrize("how", ["cut", "bit", "text", "empty", "missing", "hash"])
def test_a_file_that_is_no_whole_backup_is_refused_and_the_store_stays(
    small_store: Store, tmp_path: Path, how: str
) -> None:
    published(small_store)
    file = tmp_path / "b.zip"
    backup(small_store, file)
    content = file.read_bytes()
    before = {path: path.read_bytes() for path in small_store.folder.rglob("*") if path.is_file()}
    if how == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif how == "bit":
        half = len(content) // 3
        file.write_bytes(content[:half] + bytes([content[half] ^ 255]) + content[half + 1 :])
    elif how == "text":
        file.write_text("a letter")
    elif how == "empty":
        zipfile.ZipFile(file, "w").close()
    elif how == "missing":
        file.unlink()
    else:
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "c.zip", "w") as new:
            for name in old.namelist():
                told = old.read(name)
                new.writestr(name, told.replace(small_store.revision.hash.encode(), b"0" * 64)
                             if name == "current.json" else told)  # fmt: skip
        file = tmp_path / "c.zip"
    with pytest.raises(StoreError):
        restore(small_store.folder, file, replace=True)
    assert {path: path.read_bytes() for path in small_store.folder.rglob("*") if path.is_file()} == before


def test_a_name_that_points_outside_is_not_followed(small_store: Store, tmp_path: Path) -> None:
    backup(published(small_store), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
        archive.writestr("scenarios/../../outside.toml", "no")
        archive.writestr("/tmp/outside.toml", "no")  # noqa: S108
    restore(tmp_path / "in" / "store", tmp_path / "b.zip")
    assert not list(tmp_path.glob("outside.toml"))
    assert not (tmp_path / "in" / "outside.toml").exists()


def test_a_backup_never_overwrites_a_file(small_store: Store, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("something else")
    with pytest.raises(StoreError, match="there already"):
        backup(small_store, tmp_path / "b.zip")
    with pytest.raises(StoreError, match=r"name it b\.tar\.zip"):
        backup(small_store, tmp_path / "b.tar")
    with pytest.raises(StoreError, match="cannot be written"):
        backup(small_store, tmp_path / "nowhere" / "b.zip")


def test_the_commands_do_the_same(small_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published(small_store)
    file = tmp_path / "b.zip"
    assert main(["--store", str(small_store.folder), "backup", str(file)]) == 0
    assert "revision 3" in capsys.readouterr().out
    assert main(["--store", str(tmp_path / "again"), "restore", str(file)]) == 0
    assert "holds revision 3" in capsys.readouterr().out
    assert main(["--store", str(small_store.folder), "restore", str(file)]) == 1
    assert "--replace" in capsys.readouterr().err
