"""The page Signposts: where the last years lean first, then a watch list, and an address that gives both back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.scenario import library
from pages import _signposts_list
from tests.pages.conftest import APP
from tests.pages.test_pages import drawn, figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)
ASEAN = {"scenario": "asean_detente", "place": "forum:asean"}


def lean(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "last three observed years of" in m.value)


def tables(app: AppTest) -> str:
    return " ".join(t.value.to_string() for t in (*app.table, *app.dataframe))


def test_the_page_says_first_where_the_last_years_lean_and_what_that_is_not(app: AppTest) -> None:
    fine(opened(app, "signposts", **ASEAN))
    assert "ASEAN members" in lean(app)
    assert re.search(r"among \d+ futures", lean(app))
    assert "not a probability" in app.warning[0].value
    shares = [float(x) for x in drawn(app, "bar")[0]["x"]]
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert "Written for another place, and acting there" in text(app)
    assert not CLAIMS.search(text(app))


def test_a_watch_list_has_thresholds_readings_directions_and_what_each_tells_apart(app: AppTest) -> None:
    fine(opened(app, "signposts", **ASEAN))
    listed = app.table[0].value
    assert "Alignment of interests, mean of the members" in set(listed["Indicator"])
    assert listed["Speaks for it"].str.contains("above|below").all()
    assert listed["Last three years"].isin(["towards it", "away from it", "hardly moved"]).all()
    matrix = app.table[1].value
    assert "Baseline" in set(matrix["Future"])
    assert matrix["No. 1"].str.match(r"[✓–] >?\d+").all()
    marks = {trace["name"] for trace in figures(app)[1]["data"]}
    assert "Scenario, 3 years on" in marks


def test_another_scenario_brings_its_own_place_and_the_address_gives_the_page_back(app: AppTest) -> None:
    fine(opened(app, "signposts"))
    app.selectbox(key="signposts.scenario").select("regional_war")
    fine(app.run())
    assert "Middle East" in lean(app)
    assert "Regional war" in app.header[1].value
    address = {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}
    assert {"scenario", "place", "here", "revision"} <= set(address)
    again = AppTest.from_file(str(APP), default_timeout=60)
    fine(opened(again, "signposts", **address))
    assert lean(again) == lean(app)
    assert tables(again) == tables(app)


def test_a_scenario_moves_nothing_elsewhere_unless_it_is_set_there(app: AppTest) -> None:
    fine(opened(app, "signposts", scenario="asean_detente", place="region:south_asia", here="no"))
    assert "no indicator tells “Détente in South-East Asia” from the baseline within three years" in text(app)
    assert "Left out, because no indicator observed lately tells them from the baseline" in text(app)
    app.toggle(key="signposts.here.all").set_value(True)
    fine(app.run())
    assert re.search(r"indicators? tells? “Détente in South-East Asia” from the baseline .* in South Asia", text(app))
    assert "Written for another place, and set here" in text(app)


def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest) -> None:
    fine(opened(app, "signposts", scenario="regional_wor", place="forum:nata"))
    said = " ".join(w.value for w in app.warning)
    assert "“regional_wor”, which is not in this library" in said
    assert "forum:nato" in said


def test_the_file_holds_thresholds_the_lean_and_its_provenance(app: AppTest) -> None:
    fine(opened(app, "signposts", **ASEAN))
    held = _held(app)
    assert "# lean: The last three observed years of ASEAN members" in held
    assert "# licence:" in held
    assert "un_ideal_point" in held
    assert "threshold" in held


def _held(app: AppTest) -> str:
    """The file as the button would hand it out."""
    from foresight.scenario import Scope
    from foresight.scenario.run import prepare_from
    from foresight.scenario.signposts import futures_from, survey
    from foresight.store import Store
    from pages._signposts_choice import Choice

    assert any("Download CSV" in str(button.proto.label) for button in app.get("download_button"))
    store, place = Store.open(), Scope.parse("forum:asean")
    futures, left_out = futures_from(store)
    asked = Choice(futures, "asean_detente", place, False, left_out)
    found = survey(store, futures, place, lambda key: prepare_from(store, key))
    return _signposts_list._file(found, asked, list(found.lists["asean_detente"]))


def test_the_command_prints_what_the_page_shows(app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "signposts", **ASEAN))
    capsys.readouterr()
    told = ["--store", str(folder), "signposts", "--scenario", "asean_detente", "--forum", "asean", "--json"]
    assert cli.main(told) == 0
    answer = json.loads(capsys.readouterr().out)
    (one,) = answer["scenarios"]
    assert (one["scenario"], one["place"], one["set_here"]) == ("asean_detente", "forum:asean", False)
    assert {"threshold", "reading", "distance", "direction", "tells_apart"} <= set(one["signposts"][0])
    assert answer["leaning"][0]["sentence"].replace("forum:asean", "ASEAN members") == lean(app)
    shares = list(answer["leaning"][0]["support"].values())
    assert shares == pytest.approx([float(x) for x in drawn(app, "bar")[0]["x"]])


def test_the_library_it_compares_is_the_whole_one(app: AppTest) -> None:
    fine(opened(app, "signposts", **ASEAN))
    moved = {scenario.name for scenario in library.shipped().values() if scenario.levers}
    assert moved <= set(app.selectbox(key="signposts.scenario").options)
