"""A planner's own scenarios: kept whole, listed even when damaged, and never lost."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresight import cli, files, shelf
from foresight.errors import ForesightError, ScenarioError, UnknownKeyError
from foresight.scenario import Scenario, Scope, library, own
from foresight.store import Store

DAY = dt.date(2026, 11, 25)


def scenario(name: str = "Gulf crisis, 2030", **changes: Any) -> Scenario:
    fields = {"name": name, "scope": Scope(kind="region", names=("south_asia",)), "levers": {"external_actors": 4.0}}
    return Scenario.model_validate({**fields, **changes})


def listed(folder: Path) -> dict[str, str]:
    """Own key -> name."""
    return {entry.key: entry.name for entry in library.entries(folder) if not entry.shipped}


def test_what_is_saved_comes_back_equal_with_author_date_and_a_key_made_from_its_name(tmp_path: Path) -> None:
    given_ = scenario(narrative="Two “words”.\nAnd a line.")
    kept = own.save(tmp_path, given_, author="A. Planner", today=DAY)
    assert (kept.key, kept.author, kept.date) == ("gulf_crisis_2030", "A. Planner", DAY)
    assert library.find("gulf_crisis_2030", tmp_path) == kept
    assert kept.model_copy(update={"key": "unnamed", "author": "", "date": None}) == given_
    assert Scenario.from_toml((tmp_path / "scenarios" / "gulf_crisis_2030.toml").read_text(encoding="utf-8")) == kept


@given(st.text(max_size=200))
def test_every_name_makes_a_key_that_is_one(name: str) -> None:
    assert shelf.KEY.fullmatch(own.key_of(name))


def test_a_save_over_the_same_name_keeps_the_earlier_version_in_the_bin(tmp_path: Path) -> None:
    own.save(tmp_path, scenario(), author="first")
    own.save(tmp_path, scenario("gulf CRISIS, 2030", levers={"external_actors": 9}), name="Gulf crisis, 2030")
    assert listed(tmp_path) == {"gulf_crisis_2030": "Gulf crisis, 2030"}
    (earlier,) = own.kept(tmp_path)
    assert (earlier.key, earlier.number, earlier.why) == ("gulf_crisis_2030", 1, "replaced")
    back = own.restore(tmp_path, "gulf_crisis_2030")
    assert back.scenario is not None
    assert (back.key, back.name, dict(back.scenario.levers)) == (
        "gulf_crisis_2030_2", "Gulf crisis, 2030 (2)", {"external_actors": 4},
    )  # fmt: skip
    assert dict(library.find("gulf_crisis_2030", tmp_path).levers) == {"external_actors": 9}
    assert own.kept(tmp_path) == []


def test_names_that_differ_never_share_a_file(tmp_path: Path) -> None:
    for name in ("危机", "平和", "!?", "Crisis!", "Crisis?"):
        own.save(tmp_path, scenario(name), name=name)
    assert sorted(listed(tmp_path).values()) == sorted(["危机", "平和", "!?", "Crisis!", "Crisis?"])
    assert own.kept(tmp_path) == []


def test_a_deletion_is_undone_also_when_the_name_was_taken_again(tmp_path: Path) -> None:
    kept = own.save(tmp_path, scenario(), today=DAY)
    own.delete(tmp_path, kept.key)
    assert listed(tmp_path) == {}
    assert own.restore(tmp_path, kept.key).scenario == kept
    own.delete(tmp_path, kept.key)
    own.save(tmp_path, scenario(levers={}))
    assert own.restore(tmp_path, kept.key).key == "gulf_crisis_2030_2"
    assert dict(library.find("gulf_crisis_2030_2", tmp_path).levers) == {"external_actors": 4}
    assert len(listed(tmp_path)) == 2
    with pytest.raises(UnknownKeyError, match="In the bin: nothing"):
        own.restore(tmp_path, kept.key)


def test_of_several_in_the_bin_each_can_be_brought_back(tmp_path: Path) -> None:
    for states in (1, 2, 3):
        own.save(tmp_path, scenario(levers={"external_actors": states}))
    assert [(one.number, one.why) for one in own.kept(tmp_path)] == [(1, "replaced"), (2, "replaced")]
    back = own.restore(tmp_path, "gulf_crisis_2030", number=1).scenario
    assert back is not None
    assert dict(back.levers) == {"external_actors": 1}
    assert [one.number for one in own.kept(tmp_path)] == [2]


def test_rename_moves_the_file_and_collides_gracefully(tmp_path: Path) -> None:
    own.save(tmp_path, scenario())
    own.save(tmp_path, scenario("Détente"))
    renamed = own.rename(tmp_path, "gulf_crisis_2030", "  Détente ")
    assert (renamed.key, renamed.name) == ("detente_2", "Détente (2)")
    assert listed(tmp_path) == {"detente": "Détente", "detente_2": "Détente (2)"}
    assert own.rename(tmp_path, "detente_2", "Détente (2)") == renamed
    assert own.rename(tmp_path, "detente_2", "x" * 500).name == "x" * 120
    with pytest.raises(ScenarioError, match="needs a name"):
        own.rename(tmp_path, "detente", "  ")


def test_a_shipped_scenario_stays_and_can_be_duplicated(tmp_path: Path) -> None:
    war = library.shipped()["regional_war"]
    for refused in (lambda: own.save(tmp_path, war), lambda: own.save(tmp_path, scenario(), name=war.name.upper())):
        with pytest.raises(ScenarioError, match="shipped scenario and stays as it is"):
            refused()
    with pytest.raises(ScenarioError, match="shipped"):
        own.delete(tmp_path, "regional_war")
    copy = own.add(tmp_path, war, author="me")
    assert (copy.key, copy.name, copy.author) == ("regional_war_with_outside_powers_2", f"{war.name} (2)", "me")
    assert copy.levers == war.levers
    assert library.find("regional_war", tmp_path) == war


def test_a_damaged_file_is_listed_with_what_is_wrong_and_breaks_nothing(tmp_path: Path) -> None:
    kept = own.save(tmp_path, scenario())
    place = tmp_path / "scenarios"
    (place / "broken.toml").write_text("levers = {", encoding="utf-8")
    (place / "Bad Name.toml").write_text(kept.to_toml(), encoding="utf-8")
    (place / "copied.toml").write_text(kept.to_toml(), encoding="utf-8")
    (place / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (place / "baseline.toml").write_text(kept.to_toml(), encoding="utf-8")
    wrong = {entry.key: entry.wrong for entry in library.entries(tmp_path) if entry.wrong}
    assert set(wrong) == {"broken", "Bad Name", "binary", "baseline"}
    assert "broken.toml is not valid TOML" in wrong["broken"]
    assert "shipped scenario “Baseline”. Rename yours" in wrong["baseline"]
    assert library.find("copied", tmp_path).key == "copied"
    assert library.find("baseline", tmp_path) == library.shipped()["baseline"]
    with pytest.raises(ScenarioError, match=r"broken\.toml is not valid TOML"):
        library.find("broken", tmp_path)
    own.delete(tmp_path, "broken")
    assert own.restore(tmp_path, "broken").wrong == wrong["broken"]
    assert own.rename(tmp_path, "baseline", "Mine").key == "mine"


def test_a_save_that_is_cut_short_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = own.save(tmp_path, scenario())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ScenarioError, match=r"No space left on device. What was there is still there"):
        own.save(tmp_path, scenario(levers={"external_actors": 90}))
    monkeypatch.undo()
    assert library.find(kept.key, tmp_path) == kept
    assert own.kept(tmp_path) == []
    assert all(entry.scenario for entry in library.entries(tmp_path))


def test_a_disk_that_fills_after_the_copy_for_the_bin_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, asked = own.save(tmp_path, scenario()), iter([None])

    def fills(_: int) -> None:
        if next(asked, "full"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fills)
    with pytest.raises(ScenarioError, match="What was there is still there"):
        own.save(tmp_path, scenario(levers={"external_actors": 90}))
    monkeypatch.undo()
    assert library.find(kept.key, tmp_path) == kept
    own.restore(tmp_path, kept.key)  # the copy that was made first is one more, not one less
    assert len(listed(tmp_path)) == 2


def test_a_process_killed_between_writing_and_naming_leaves_no_half_file(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from foresight.files import write_text\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        "write_text(pathlib.Path(sys.argv[1]), 'new')"
    )
    target = files.write_text(tmp_path / "scenarios" / "one.toml", scenario().to_toml())
    before = target.read_text(encoding="utf-8")
    assert subprocess.run([sys.executable, "-c", code, str(target)], timeout=60, check=False).returncode == 9
    assert target.read_text(encoding="utf-8") == before
    assert listed(tmp_path) == {"one": "Gulf crisis, 2030"}


def test_two_processes_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys; from foresight.scenario import Scenario, own\n"
        "who = sys.argv[2]\n"
        "for n in range(8):\n"
        "    own.save(pathlib.Path(sys.argv[1]), Scenario(name='Shared', narrative=f'{who}{n}'), name='Shared')\n"
        "    own.add(pathlib.Path(sys.argv[1]), Scenario(name='Each', narrative=f'{who}{n}'))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who]) for who in "ab"]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    written = {f"{who}{n}" for who in "ab" for n in range(8)}
    assert {library.read(one.path).narrative for one in own.kept(tmp_path)} | {
        library.find("shared", tmp_path).narrative
    } == written
    each = [e.scenario.narrative for e in library.entries(tmp_path) if e.scenario and e.name.startswith("Each")]
    assert sorted(each) == sorted(written)


def test_threads_of_one_process_wait_for_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: own.add(tmp_path, scenario("Same")), range(8)))
    assert sorted(listed(tmp_path)) == sorted(one.key for one in made)
    assert len(listed(tmp_path)) == 8


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store on the real catalogue: what an import is checked against."""
    return Store.open(tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[levers]\nconflict_severty = 5.0", "Did you mean conflict_severity"),
        ("[levers]\nexternal_actors = 400.0", "400 is above the highest value, 90 states"),
        ("horizon = 2010", "horizon: 2010 is not a year ahead that is projected. Use one from"),
        ("start = 1890", "start: 1890 is not a year from 2000 to 2040"),
        ("end = 'soon'", "end: soon is not a year"),
        ("[scope]\nkind = 'region'\nnames = ['south_asa']", "Did you mean south_asia"),
        ("[scope]\nkind = 'country'\nnames = ['INDA']", "There is no country “INDA”"),
        ("target = 'arms'", "Did you mean agreements or arms_imports"),
        ("name = ", "mine.toml is not valid TOML"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence_with_the_nearest_valid_thing(store: Store, text: str, says: str) -> None:
    with pytest.raises(ForesightError, match=says) as caught:
        own.take_in(store, text, "mine.toml")
    assert str(caught.value).startswith("mine.toml")
    assert listed(store.folder) == {}


def test_an_export_can_be_taken_in_again_beside_what_is_there(store: Store) -> None:
    war = library.find("regional_war", store.folder)
    taken = own.take_in(store, war.to_toml(), author="me")
    try:
        assert (taken.name, taken.author, taken.date) == (f"{war.name} (2)", war.author, war.date)
        assert (taken.levers, taken.scope, taken.narrative) == (war.levers, war.scope, war.narrative)
    finally:
        own.delete(store.folder, taken.key)


def test_the_command_line_keeps_lists_deletes_and_restores(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert cli.main(["--store", str(store.folder), "scenario", *words, "--json"]) == 0
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    file = tmp_path / "mine.toml"
    file.write_text(scenario().to_toml(), encoding="utf-8")
    assert ask("save", str(file), "--author", "me")["key"] == "gulf_crisis_2030"
    entries = {entry["key"]: entry for entry in ask("list")["scenarios"]}
    assert entries["gulf_crisis_2030"] == {
        "key": "gulf_crisis_2030", "name": "Gulf crisis, 2030", "author": "me", "shipped": False,
    }  # fmt: skip
    assert entries["regional_war"]["shipped"] is True
    assert ask("duplicate", "gulf_crisis_2030")["name"] == "Gulf crisis, 2030 (2)"
    assert ask("rename", "gulf_crisis_2030_2", "Second")["key"] == "second"
    for key in ("second", "gulf_crisis_2030"):
        assert ask("delete", key)["deleted"] == key
    assert {"second", "gulf_crisis_2030"} <= {one["key"] for one in ask("restore")["bin"]}
    assert ask("restore", "second") == {"key": "second", "name": "Second"}
    assert ask("show", "second")["name"] == "Second"
    ask("delete", "second")
    assert cli.main(["--store", str(store.folder), "scenario", "delete", "regional_war"]) == 1
    assert "Traceback" not in capsys.readouterr().err
