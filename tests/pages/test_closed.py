"""Closed figures stay on the screen: every download of every room, with SIPRI’s military expenditure closed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from foresight.people import at_machine
from foresight.store import Store
from tests.pages.test_pages import ROOT, figures, fine, opened, text

ME = at_machine("A. Steward")
MILEX = "military_expenditure_pct_gdp"
MARK = 7.654321
"""A figure that nothing else has, planted for many countries and years, so that it is found wherever it leaks."""
WALK: tuple[tuple[str, dict[str, str]], ...] = (
    *((room, {}) for room in ("overview", "engagement", "compare", "discovery", "scenarios", "signposts", "data")),
    *(("emerging_powers", {"chapter": c}) for c in ("power", "overtake", "momentum", "shares", "profile")),
    *(("emerging_powers", {"chapter": "indicators", "indicator": MILEX, "view": v}) for v in ("map", "lines", "table")),
    *(("geopolitical_shifts", {"chapter": c}) for c in ("polarity", "blocs", "space", "movers", "breaks")),
    *(("geopolitical_shifts", {"chapter": c}) for c in ("dependence", "episodes", "indicators")),
    *(("regional_conflicts", {"chapter": c}) for c in ("world", "profile", "hinder", "indicators")),
    *(("cooperation", {"chapter": c}) for c in ("index", "pair", "country", "indicators")),
    *(("network", {"view": v}) for v in ("network", "tables")),
    *(("forums", {"chapter": c}) for c in ("members", "cohesion", "partners", "overlap", "compare", "events")),
    ("geopolitical_shifts", {"chapter": "breaks", "series": MILEX}),
    ("geopolitical_shifts", {"chapter": "movers", "measure": MILEX}),
    ("emerging_powers", {"chapter": "momentum", "measure": MILEX}),
    ("emerging_powers", {"chapter": "overtake", "indicator": MILEX}),
    ("relationships", {"country": "IND", "partner": "USA"}),
    ("projections", {"indicator": MILEX}),
    ("projections", {}),
    ("track_record", {"indicator": MILEX}),
    ("track_record", {}),
    ("scenarios", {"target": MILEX}),
    ("compare", {"target": MILEX}),
    ("catalogue", {"indicator": MILEX, "chapter": "history"}),
    ("catalogue", {"indicator": MILEX, "chapter": "about"}),
)


@pytest.fixture(scope="module")
def closed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Revision 2: figures of military expenditure are planted, and their source, which is theirs alone, is closed."""
    Store.open(folder)
    made = tmp_path_factory.mktemp("closed") / "store"
    shutil.copytree(folder, made)
    store = Store.open(made)
    held = store.catalogue()
    keys = [key for key in held.indicators if key.startswith("military_expenditure")]
    source = held.sources[held.indicators[MILEX].source].model_copy(
        update={"key": "sipri_closed", "provider": "SIPRI", "title": "Military Expenditure Database", "terms": "closed"}
    )
    moved = {key: held.indicators[key].model_copy(update={"source": source.key}) for key in keys}
    catalogue = held.model_copy(
        update={"sources": {**held.sources, source.key: source}, "indicators": {**held.indicators, **moved}}
    )
    now = store.rows(MILEX, first=2015)
    store.publish(now.assign(indicator=MILEX, value=MARK), ME, "SIPRI’s own file", catalogue=catalogue)
    return store


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What every download button of a run was given: its file's name and content, made at once."""
    found: list[tuple[str, Any]] = []

    def take(self: Any, label: str, data: Any = None, file_name: str = "", **_: Any) -> bool:
        found.append((file_name, data() if callable(data) else data))
        return False

    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.download_button", take)
    monkeypatch.setattr("streamlit.download_button", lambda label, **more: take(None, label, **more))
    return found


@pytest.fixture
def visit(closed: Store, monkeypatch: pytest.MonkeyPatch, emptied: None) -> Callable[[], AppTest]:
    monkeypatch.setenv("FORESIGHT_STORE", str(closed.folder))
    return lambda: AppTest.from_file(str(ROOT / "app.py"), default_timeout=280)


def leaks(content: str | bytes) -> list[str]:
    """Signs of closed figures in a file: their values, their source as its provenance, rows under their key."""
    said = content if isinstance(content, str) else content.decode("utf-8", errors="replace")
    lines = [line for line in said.splitlines() if not line.startswith("# left out:")]
    signs = ("7.654321", "# source: SIPRI", "# indicator: military_expenditure")
    found = [sign for sign in signs if any(sign in line for line in lines)]
    return found + [line for line in lines if line.startswith("military_expenditure") and "," in line][:3]


@pytest.mark.parametrize(
    ("room", "asked"), WALK, ids=lambda value: value if isinstance(value, str) else "-".join(value.values())
)
def test_no_download_of_any_room_gives_closed_figures(
    visit: Callable[[], AppTest], taken: list[tuple[str, Any]], room: str, asked: dict[str, str]
) -> None:
    app = opened(visit(), room, **asked)
    assert not app.exception, app.exception[0].message
    for name, content in taken:
        if room == "catalogue" and "dictionary" in name:
            continue  # what is said of an indicator, none of its figures
        assert not leaks(content), (name, leaks(content))


def test_where_there_is_no_file_the_reason_and_the_way_to_the_provider_stand_and_pictures_bear_the_mark(
    visit: Callable[[], AppTest], taken: list[tuple[str, Any]]
) -> None:
    app = fine(opened(visit(), "emerging_powers", chapter="indicators", indicator=MILEX, view="lines"))
    assert not taken
    assert "Not for redistribution: SIPRI, Military Expenditure Database (licence: CC BY 4.0)" in text(app)
    assert "take them from the provider or ask there: https://" in text(app)
    picture = str(figures(app)[0]["layout"]["annotations"]).replace("<br>", " ")
    assert "Not for redistribution: SIPRI, Military Expenditure Database." in picture
    app.session_state["_as_of"] = 1
    fine(app.run())
    assert not taken, "what may not be passed on today may not of yesterday either"


@pytest.mark.parametrize("room", ["signposts", "track_record"])
def test_a_picture_whose_caption_names_its_sources_in_brief_bears_the_mark_too(
    visit: Callable[[], AppTest], taken: list[tuple[str, Any]], room: str
) -> None:
    app = fine(opened(visit(), room))
    picture = str(figures(app)[0]["layout"]["annotations"]).replace("<br>", " ")
    closed = set(figures(app)[0]["layout"]["meta"]["caption"]["rests_on"]) & {MILEX}
    assert ("Not for redistribution: SIPRI, Military" in picture) == bool(closed)
    assert closed, "this room rests on it"


def test_when_the_revision_that_closed_it_is_gone_back_from_it_is_open_again(
    closed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: list[tuple[str, Any]], emptied: None
) -> None:
    shutil.copytree(closed.folder, tmp_path / "store")
    Store.open(tmp_path / "store").rollback(1, ME)
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    fine(opened(app, "emerging_powers", chapter="indicators", indicator=MILEX, view="lines"))
    assert [name.startswith(MILEX) for name, _ in taken] == [True]
    assert "# indicator: military_expenditure_pct_gdp" in taken[0][1]
    assert "Not for redistribution" not in text(app)


def test_every_download_button_of_a_page_goes_through_the_one_that_refuses_or_holds_no_figures() -> None:
    without_figures = {
        "_downloads.py",  # the one
        "_brief_choice.py",  # a brief as TOML: what it asks for, not what it shows
        "_brief_files.py",  # files of a brief, which leave closed items out by themselves
        "_catalogue_list.py",  # the data dictionary
        "_consistency_matrix.py",  # judgements about levers
        "_forums_events.py",  # facts with a reference
        "_library_shelf.py",  # scenarios
        "_scenario_files.py",  # a scenario
        "_steward_findings.py",  # what is wrong in the steward's own file
    }
    found = {path.name for path in (ROOT / "pages").glob("*.py") if "download_button(" in path.read_text("utf-8")}
    assert found <= without_figures, found - without_figures
