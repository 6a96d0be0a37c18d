"""The page Engagement: a scorecard without a total, beside others, and what is not measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from pages import _engagement_card
from tests.pages.test_pages import figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)


def test_the_card_opens_with_a_country_beside_its_region_and_names_what_is_not_measured(app: AppTest) -> None:
    fine(opened(app, "engagement"))
    assert [trace["name"] for trace in figures(app)[0]["data"]] == ["South Asia", "India"]
    assert "Not measured: non-state actors involved and cultural and linguistic distance bridged." in text(app)
    assert "There is no total." in text(app)
    listed = app.table[0].value
    assert set(listed.loc[listed["Measure"] == "not measured", "Practice"]) == {
        "Non-state actors involved", "Cultural and linguistic distance bridged",
    }  # fmt: skip
    assert not CLAIMS.search(text(app))


def test_another_country_beside_others_is_another_card_and_the_address_holds_it(app: AppTest) -> None:
    fine(opened(app, "engagement", country="DEU", subjects="forum:nato,FRA"))
    names = [trace["name"] for trace in figures(app)[0]["data"]]
    assert names == ["France", "NATO members", "Germany"]
    listed = app.table[0].value.set_index("Measure")
    # the law leaves most NATO members out of the report of training: missing, not nought
    assert listed.loc["Trained by the United States", "Figure"] == "no figure"
    app.selectbox(key="engagement.country").select("BRA")
    fine(app.run())
    assert "Brazil has" in text(app)
    assert app.query_params["country"] in ("BRA", ["BRA"])


def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest) -> None:
    fine(opened(app, "engagement", country="QQQ", subjects="forum:nata"))
    said = " ".join(w.value for w in app.warning)
    assert "“QQQ”" in said
    assert "forum:nata" in said


def test_the_file_has_methods_sources_and_what_is_wanting(app: AppTest) -> None:
    fine(opened(app, "engagement"))
    assert any("Download CSV" in str(button.proto.label) for button in app.get("download_button"))
    from pages import _engagement_cache

    subjects = ("IND", "forum:nato")
    held = _engagement_card._file(_engagement_cache.card(subjects), subjects)
    assert "# not measured (non_state): Not measured." in held
    assert "# partners_kept: Exercise partners kept five years in a row" in held
    assert "# licence:" in held
    assert "sustained,partners_kept," in held


def test_the_command_prints_what_the_page_shows(app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "engagement", country="IND", subjects="CHN"))
    capsys.readouterr()
    assert cli.main(["--store", str(folder), "engagement", "IND", "--against", "CHN", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["sentence"] in text(app).replace("\\", "")
    places = [row["states_lower_pct"] for row in answer["rows"] if row["country"] == "IND" and row["value"] is not None]
    assert next(t for t in figures(app)[0]["data"] if t["name"] == "India")["x"] == pytest.approx(places)
    assert cli.main(["--store", str(folder), "engagement", "Indja"]) == 1
    assert "India" in capsys.readouterr().err
