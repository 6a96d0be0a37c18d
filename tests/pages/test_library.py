"""The shelf of scenarios: keep what lies on the desk, open what is kept, and undo a deletion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.scenario import Scenario, Scope, library, own


def shelf() -> None:
    import streamlit as st

    from pages import _cache, _library_shelf, _scenario_address

    _library_shelf.shelf(_cache.catalogue(), _cache.revision())
    now = _scenario_address.current()
    st.code(f"{now.key}|{now.name}|{dict(now.levers)}|{now.scope}")


@pytest.fixture
def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The shelf alone; afterwards the library holds no own scenario."""
    monkeypatch.setenv("FORESIGHT_STORE", str(folder))
    yield AppTest.from_function(shelf, default_timeout=60).run()
    for entry in library.entries(folder):
        if not entry.shipped:
            own.delete(folder, entry.key)
    for kept in own.kept(folder):
        kept.path.unlink()


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].message
    return app


def act(app: AppTest, what: str) -> AppTest:
    app.segmented_control(key="library.action").set_value(what).run()
    assert not app.exception, app.exception[0].message
    return app


def choose(app: AppTest, key: str) -> AppTest:
    app.selectbox(key="library.chosen").select(key).run()
    return app


def submit(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception[0].message
    return app


def fill(app: AppTest, name: str, text: str) -> None:
    next(
        field for field in (*app.text_input, *app.text_area) if str(field.key).startswith(f"library.{name}.")
    ).set_value(text)


def test_a_shipped_scenario_is_read_and_opened_and_cannot_be_deleted(desk: AppTest) -> None:
    choose(desk, "regional_war")
    assert library.shipped()["regional_war"].narrative[:40] in desk.markdown[0].value
    assert "Foresight, 23 November 2026" in desk.caption[0].value
    assert "Delete" not in desk.segmented_control(key="library.action").options
    click(desk, "library.open")
    assert "regional_war|Regional war with outside powers" in desk.code[0].value
    assert "'external_actors': 35.0" in desk.code[0].value


def test_what_lies_on_the_desk_is_saved_renamed_deleted_and_brought_back(desk: AppTest, folder: Path) -> None:
    click(choose(desk, "regional_war"), "library.open")
    act(desk, "Save as …")
    fill(desk, "name", "My war")
    fill(desk, "author", "A. Planner")
    fill(desk, "narrative", "It spreads.")
    submit(desk, "Save")
    assert "“My war” is kept" in desk.success[0].value
    kept = library.find("my_war", folder)
    assert (kept.author, kept.narrative, kept.date) == ("A. Planner", "It spreads.", dt.datetime.now(dt.UTC).date())
    assert kept.levers == library.shipped()["regional_war"].levers
    assert desk.code[0].value.startswith("my_war|My war|")
    assert desk.selectbox(key="library.chosen").value == "own:my_war"
    act(desk, "Rename")
    fill(desk, "called", "Their war")
    submit(desk, "Rename it")
    assert library.find("their_war", folder).name == "Their war"
    act(desk, "Duplicate")
    click(desk, "library.copy")
    assert library.find("their_war_2", folder).name == "Their war (2)"
    choose(desk, "own:their_war")
    act(desk, "Delete")
    click(desk, "library.delete")
    assert {e.key for e in library.entries(folder) if not e.shipped} == {"their_war_2"}
    click(desk, "library.undo")
    assert library.find("their_war", folder).narrative == "It spreads."
    assert not [button for button in desk.button if button.key == "library.undo"]


def test_a_name_of_a_shipped_scenario_is_refused_and_what_was_written_stays(desk: AppTest) -> None:
    act(desk, "Save as …")
    fill(desk, "name", "Regional war with outside powers")
    fill(desk, "narrative", "Long and dear.")
    submit(desk, "Save")
    assert "is a shipped scenario and stays as it is" in desk.error[0].value
    assert desk.text_area[0].value == "Long and dear."


def test_an_import_is_kept_or_refused_in_a_sentence(desk: AppTest, folder: Path) -> None:
    file = Scenario(name="From elsewhere", scope=Scope(kind="region", names=("south_asia",)), author="B").to_toml()
    act(desk, "Import")
    desk.file_uploader[0].upload(
        "mine.toml", (file + "\n[levers]\nconflict_severty = 5.0\n").encode(), "application/toml"
    )
    click(desk.run(), "library.import")
    assert "mine.toml" in desk.error[0].value
    assert "Did you mean conflict" in desk.error[0].value
    act(desk, "Import")
    desk.file_uploader[0].upload("mine.toml", file.encode(), "application/toml")
    click(desk.run(), "library.import")
    assert library.find("from_elsewhere", folder).author == "B"


def test_a_damaged_file_is_listed_with_what_is_wrong_and_cannot_be_opened(desk: AppTest, folder: Path) -> None:
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "broken.toml").write_text("levers = {", encoding="utf-8")
    choose(desk.run(), "own:broken")
    assert "broken.toml is not valid TOML" in desk.warning[0].value
    assert desk.button(key="library.open").disabled
    act(desk, "Delete")
    click(desk, "library.delete")
    act(desk, "Bin")
    click(desk, "library.restore")
    assert (folder / "scenarios" / "broken.toml").read_text(encoding="utf-8") == "levers = {"
