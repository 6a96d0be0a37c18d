"""A person's own briefs: kept whole with their pictures, listed even when damaged, and never lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresight.briefing import shelf
from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit
from foresight.errors import BriefError, UnknownKeyError

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)


def exhibit(key: str = "chart", **changes: Any) -> Exhibit:
    fields: dict[str, Any] = {
        "key": key, "name": key, "page": "network", "address": "year=2010", "title": "Ties, 2010", "unit": "ties",
        "sentence": "Two are tied.", "source": "Example", "last_observed": 2010, "notes": (), "rests_on": ("gdp",),
        "status": ("observed",), "revision": 1, "revision_hash": "a" * 64,
        "figure": {"data": [{"type": "scatter", "x": [1], "y": [2]}], "layout": {}},
    }  # fmt: skip
    return Exhibit.model_validate(fields | changes)


def pictures(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "briefs" / "pictures").glob("*.json")}


def filled(folder: Path, *keys: str) -> Brief:
    brief: Brief | None = None
    for key in keys:
        brief, _ = shelf.put_in(folder, brief.key if brief else None, exhibit(key))
    assert brief is not None
    return brief


def test_what_is_added_is_in_a_first_brief_with_its_picture_and_once(tmp_path: Path) -> None:
    brief, new = shelf.put_in(tmp_path, None, exhibit(), "A. Briefer")
    assert (brief.key, brief.title, brief.author, len(brief.items), new) == (
        "my_brief", "My brief", "A. Briefer", 1, True,
    )  # fmt: skip
    assert shelf.picture(tmp_path, brief.items[0]) == exhibit()
    again, new = shelf.put_in(tmp_path, brief.key, exhibit())
    assert (again, new) == (brief, False)
    newer, new = shelf.put_in(tmp_path, brief.key, exhibit(revision=2, revision_hash="b" * 64))
    assert (len(newer.items), new) == (2, True)
    assert shelf.find("my_brief", tmp_path) == newer


@given(
    title=WORDS.filter(str.strip), question=WORDS, marking=WORDS, points=st.lists(WORDS, max_size=3),
    note=WORDS, frozen=st.booleans(),
)  # fmt: skip
def test_every_brief_comes_back_equal_from_its_text(
    title: str, question: str, marking: str, points: list[str], note: str, frozen: bool
) -> None:
    item = Item(page="network", key="k", address="a=1&b=%20", title=title, note=note, revision=3, frozen=frozen)
    brief = Brief(
        key="one", title=title, question=question, classification=marking, key_points=tuple(points), items=(item,)
    )
    assert Brief.from_toml(brief.to_toml()) == brief


def test_an_edit_is_made_on_what_the_file_holds_now_and_the_earlier_version_is_in_the_bin(tmp_path: Path) -> None:
    brief, here = filled(tmp_path, "one"), shelf.shelf(tmp_path)
    shelf.put_in(tmp_path, brief.key, exhibit("two"))  # somebody else, meanwhile
    here.change(brief.key, lambda now: now.model_copy(update={"title": "Gulf"}))
    found = shelf.find(brief.key, tmp_path)
    assert (found.title, [item.key for item in found.items]) == ("Gulf", ["one", "two"])
    assert [(one.number, one.why, one.name) for one in here.kept()] == [
        (1, "replaced", "My brief"), (2, "replaced", "My brief"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="needs a title"):
        here.change(brief.key, lambda now: now.model_copy(update={"title": " "}))
    assert shelf.find(brief.key, tmp_path) == found


def test_a_deleted_brief_comes_back_with_its_pictures_and_they_go_only_with_the_bin(tmp_path: Path) -> None:
    brief, other = filled(tmp_path, "one", "two"), shelf.shelf(tmp_path).add(Brief(key="x", title="Other"))
    shelf.put_in(tmp_path, other.key, exhibit("two"))
    shelf.shelf(tmp_path).delete(brief.key)
    assert shelf.prune(tmp_path) == 0
    assert shelf.shelf(tmp_path).restore(brief.key).held == brief
    assert all(isinstance(shelf.picture(tmp_path, item), Exhibit) for item in brief.items)
    shelf.shelf(tmp_path).delete(brief.key)
    shelf.empty_bin(tmp_path)
    assert pictures(tmp_path) == {brief.items[1].place}  # the other brief has it too
    with pytest.raises(UnknownKeyError, match="In the bin: nothing"):
        shelf.shelf(tmp_path).restore(brief.key)


def test_no_picture_goes_while_a_brief_cannot_be_read(tmp_path: Path) -> None:
    filled(tmp_path, "one")
    shelf.keep_picture(tmp_path, Item.of(exhibit("lost")), exhibit("lost"))
    broken = tmp_path / "briefs" / "broken.toml"
    broken.write_text("title = ", encoding="utf-8")
    assert shelf.prune(tmp_path) == 0
    broken.unlink()
    assert shelf.prune(tmp_path) == 1
    assert len(pictures(tmp_path)) == 1


def test_a_damaged_file_and_a_damaged_picture_are_told_in_a_sentence(tmp_path: Path) -> None:
    brief = filled(tmp_path, "one", "two")
    (tmp_path / "briefs" / "broken.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "briefs" / "binary.toml").write_bytes(b"\xff\xfe\x00")
    wrong = {key: slot.wrong for key, slot in shelf.own(tmp_path).items() if slot.held is None}
    assert set(wrong) == {"broken", "binary"}
    assert "broken.toml is not valid TOML" in wrong["broken"]
    one, two = brief.items
    (tmp_path / "briefs" / "pictures" / f"{one.place}.json").write_text("{", encoding="utf-8")
    (tmp_path / "briefs" / "pictures" / f"{two.place}.json").unlink()
    assert "damaged" in str(shelf.picture(tmp_path, one))
    assert "not been drawn" in str(shelf.picture(tmp_path, two))
    shelf.shelf(tmp_path).delete("broken")
    assert shelf.shelf(tmp_path).restore("broken").wrong == wrong["broken"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "mine.toml is not valid TOML"),
        ("question = 'x'", "mine.toml: title: Field required"),
        ("title = ' '", "a brief needs a title"),
        ("title = 'x'\ncolour = 'red'", "colour: is not known here; take it out"),
        ("title = 'x'\n[[items]]\npage = 'network'", "items, 1, key: Field required"),
        ("title = 'x'\nkey = 'Not A Key'", "mine.toml: key"),
        ("title = 'x'\ndate = 'soon'", "mine.toml: date"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_is_kept(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BriefError, match=says):
        shelf.take_in(tmp_path, text, "mine.toml")
    assert shelf.own(tmp_path) == {}


@pytest.mark.parametrize("step", range(4))
def test_a_process_killed_at_any_step_of_adding_leaves_the_brief_as_it_was_or_as_it_should_be(
    tmp_path: Path, step: int
) -> None:
    brief = filled(tmp_path, "one")
    code = (
        "import os, pathlib, sys\n"
        "from foresight.briefing import shelf\n"
        "from tests.test_briefing_shelf import exhibit\n"
        "steps, real = int(sys.argv[2]), os.fsync\n"
        "def dies(handle):\n"
        "    global steps\n"
        "    steps -= 1\n"
        "    os._exit(9) if steps < 0 else real(handle)\n"
        "os.fsync = dies\n"
        "shelf.put_in(pathlib.Path(sys.argv[1]), 'my_brief', exhibit('two'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), str(step)], timeout=60, check=False)
    assert done.returncode == (9 if step < 3 else 0)
    found = shelf.find("my_brief", tmp_path)
    assert [item.key for item in found.items] == (["one"] if step < 3 else ["one", "two"])
    assert all(isinstance(shelf.picture(tmp_path, item), Exhibit) for item in found.items)
    assert all(slot.held for slot in shelf.own(tmp_path).values())
    assert shelf.put_in(tmp_path, brief.key, exhibit("three"))[1]


def test_two_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    filled(tmp_path, "one")
    code = (
        "import pathlib, sys\n"
        "from foresight.briefing import shelf\n"
        "from tests.test_briefing_shelf import exhibit\n"
        "for n in range(8):\n"
        "    shelf.put_in(pathlib.Path(sys.argv[1]), 'my_brief', exhibit(f'{sys.argv[2]}{n}'))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who]) for who in "ab"]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    added = {item.key for item in shelf.find("my_brief", tmp_path).items}
    assert added == {"one", *(f"{who}{n}" for who in "ab" for n in range(8))}


def test_a_full_disk_and_a_folder_that_may_not_be_written_are_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = filled(tmp_path, "one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BriefError, match=r"briefs.* cannot be written: No space left on device. What was there"):
        shelf.put_in(tmp_path, brief.key, exhibit("two"))
    monkeypatch.undo()
    assert shelf.find(brief.key, tmp_path) == brief
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BriefError, match="cannot be written"):
        shelf.put_in(tmp_path / "file", None, exhibit())


def test_the_brief_edited_last_stands_first(tmp_path: Path) -> None:
    for title in ("First", "Second", "Third"):
        shelf.shelf(tmp_path).add(Brief(key="x", title=title))
    for age, key in enumerate(("second", "third", "first")):
        os.utime(tmp_path / "briefs" / f"{key}.toml", (1_000_000 - age, 1_000_000 - age))
    assert list(shelf.own(tmp_path)) == ["second", "third", "first"]
