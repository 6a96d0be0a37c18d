"""What each role meets on the pages, and what is refused though a page forgot to hide it."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from foresight.people import STEWARD, Person, RefusedError, at_machine
from foresight.store import Store
from pages import _steward_file_cache
from tests.pages.test_pages import ROOT, fine, opened, text
from tests.test_people import AUTH

ROLES = '[foresight.roles]\nplanner = ["staff"]\nbriefer = ["press"]\nsteward = ["data"]\n'
ROW = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})


class _Navigation(PagesManager):
    """As `foresight serve` starts the app: a page is never run without app.py, and so never past its door."""

    def __init__(self, *given: Any, **named: Any) -> None:
        PagesManager.uses_pages_directory = False
        super().__init__(*given, **named)


@pytest.fixture
def store(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None) -> Store:
    """A store with two revisions, and settings of a sign-in."""
    Store.open(folder)
    shutil.copytree(folder, tmp_path / "store")
    settings = tmp_path / "settings.toml"
    settings.write_text(AUTH + ROLES, encoding="utf-8")
    monkeypatch.setenv("FORESIGHT_SETTINGS", str(settings))
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(app_test, "PagesManager", _Navigation)
    found = Store.open(tmp_path / "store")
    found.publish(ROW, at_machine("somebody"), "a correction")
    return found


def user(*groups: str, seconds: float = 600, **claims: Any) -> dict[str, Any]:
    said = {"is_logged_in": True, "iss": "https://login.example.org", "sub": "7", "name": "Anna Berg", "email": "a@b.c"}
    return said | {"groups": list(groups), "exp": time.time() + seconds} | claims


def visit(who: dict[str, Any]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.user = who
    return app


def buttons(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


@pytest.mark.parametrize(
    "who",
    [{}, {"is_logged_in": False}, {"groups": ["data"], "name": "Anna"}, {"is_logged_in": False, "groups": ["data"]}],
)
def test_nobody_sees_a_room_before_signing_in(store: Store, who: dict[str, Any]) -> None:
    app = fine(visit(who).run())
    assert buttons(app) == ["Sign in"]
    assert not app.metric
    assert "Sign in with the account of your organisation" in text(app)


def test_a_room_that_was_reached_past_the_door_shows_nothing(store: Store) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "data.py"), default_timeout=120)
    app.user = {}
    assert "Sign in first" in text(fine(app.run()))
    assert not app.tabs


@pytest.mark.parametrize("group", ["staff", "press"])
def test_a_planner_and_a_briefer_look_and_are_offered_no_way_to_change_the_data(store: Store, group: str) -> None:
    app = visit(user(group))
    app.run()
    for name, value in {"role": "steward", "groups": "data", "roles": "steward"}.items():
        app.query_params[name] = value
    app.session_state["role"] = app.session_state["roles"] = "steward"
    app.switch_page("pages/steward.py").run()
    assert not app.exception
    assert not app.file_uploader
    assert "need the role steward" in text(app)
    opened(app, "data", **{"data.view": "Revisions"})
    app.session_state["data.view"] = "Revisions"
    app.run()
    app.selectbox(key="data.revision").set_value(1)
    fine(app.run())
    assert not [label for label in buttons(app) if "Go back" in label]


def test_a_steward_publishes_and_goes_back_under_the_name_of_the_sign_in(store: Store) -> None:
    app = opened(visit(user("data")), "data")
    app.session_state["data.view"] = "Revisions"
    app.run()
    app.selectbox(key="data.revision").set_value(1)
    app.run()
    app.button(key="data.go_back").click()
    app.run()
    asked = app.text_input(key="data.back.who.signed_in")
    assert (asked.value, asked.disabled) == ("Anna Berg (a@b.c)", True)
    app.session_state["data.back.who"] = "Somebody Else"
    app.button(key="data.back.yes").click()
    fine(app.run())
    assert (store.revision.number, store.revision.who) == (3, "Anna Berg (a@b.c)")


def test_a_button_that_stayed_on_the_screen_does_nothing_once_the_sign_in_ran_out(store: Store) -> None:
    app = opened(visit(user("data")), "data")
    app.session_state["data.view"] = "Revisions"
    app.run()
    app.selectbox(key="data.revision").set_value(1)
    app.run()
    app.button(key="data.go_back").click()
    app.run()
    app.user = user("data", seconds=-1)
    app.button(key="data.back.yes").click()
    app.run()
    assert store.revision.number == 2
    assert buttons(app) == ["Sign in"]
    assert "ran out at" in text(app)


def test_a_button_that_stayed_on_the_screen_does_nothing_once_the_role_is_gone(store: Store) -> None:
    app = opened(visit(user("data")), "data")
    app.session_state["data.view"] = "Revisions"
    app.run()
    app.selectbox(key="data.revision").set_value(1)
    app.run()
    app.button(key="data.go_back").click()
    app.run()
    app.user = user("staff")
    app.button(key="data.back.yes").click()
    app.run()
    assert store.revision.number == 2
    assert "Going back to an earlier revision was refused: it needs the role steward" in app.error[0].value


def test_an_upload_is_refused_in_the_function_that_keeps_it(store: Store) -> None:
    with pytest.raises(RefusedError, match="Handing in a file was refused"):
        _steward_file_cache.keep(io.BytesIO(b"x"), "a.csv", 1, Person("Paul", frozenset({"planner"})))
    assert not (store.folder / "intake").exists()
    assert Person("Anna", frozenset({STEWARD})).may(STEWARD)


def test_settings_that_break_while_the_app_runs_shut_the_door(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = fine(visit(user("data")).run())
    assert app.metric
    (tmp_path / "settings.toml").write_text("[auth", encoding="utf-8")
    app.run()
    assert not app.metric
    assert "nobody can come in" in app.error[0].value
    (tmp_path / "settings.toml").unlink()
    app.run()
    assert "nobody can come in" in app.error[0].value


def test_without_settings_the_pages_say_that_whoever_sits_at_the_machine_may_do_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORESIGHT_SETTINGS")
    for page in ("data", "steward"):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        assert "whoever sits at this machine may publish" in text(fine(opened(app, page)))
