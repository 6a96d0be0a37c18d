"""What a planner meets on the Compare page: scenarios over one axis, an address that restores, and the 2x2."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.scenario import library, own
from tests.pages.conftest import APP
from tests.pages.test_pages import figures, fine, opened, text
from tests.pages.test_scenarios import CLAIMS, warned

THREE = "regional_war,asean_detente,south_asia_isolation"
ASKED = {"scenarios": THREE, "target": "arms_trade_3y", "place": "world", "until": "2034"}
AXES = "conflict_severity:0:3000;external_actors:0:20;region:south_asia"


def sentence(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "the baseline median is" in m.value)


def drawn(app: AppTest) -> list[str]:
    return [trace["name"] for trace in figures(app)[0]["data"]]  # type: ignore[index]


def test_three_scenarios_stand_over_one_axis_with_their_names_and_differences(app: AppTest) -> None:
    fine(opened(app, "compare", **ASKED))
    names = [library.shipped()[key].name for key in THREE.split(",")]
    assert {f"{name} (median)" for name in names} | {f"{name} (difference)" for name in names} <= set(drawn(app))
    assert drawn(app).count("Baseline (median)") == 1
    layout = figures(app)[0]["layout"]
    ends = [a["text"] for a in layout["annotations"] if a.get("name") == "end"]  # type: ignore[index]
    assert len(ends) == 4
    assert "Regional war with outside powers” lies" in sentence(app)
    assert "Others are not moved; that is not a response of zero" in text(app)
    assert [trace["name"] for trace in figures(app)[1]["data"]].count("Not moved") == 1  # type: ignore[index]
    assert not [
        m.value for m in (*app.markdown, *app.caption) if CLAIMS.search(m.value) and "not a cause" not in m.value
    ]


def test_the_question_is_the_first_ones_until_asked_otherwise(app: AppTest) -> None:
    fine(opened(app, "compare", scenarios="regional_war,asean_detente"))
    place = app.selectbox(key="compare.place")
    assert (app.selectbox(key="compare.target").value, place.value) == (
        "arms_trade_3y", "region:middle_east_north_africa",
    )  # fmt: skip
    assert "“Détente in South-East Asia” moves nothing here" in sentence(app)
    fine(app.multiselect(key="compare.scenarios").set_value(["asean_detente", "regional_war"]).run())
    assert (app.selectbox(key="compare.target").value, app.selectbox(key="compare.place").value) == (
        "un_distance_median", "forum:asean",
    )  # fmt: skip
    fine(app.selectbox(key="compare.place").select("world").run())
    fine(app.multiselect(key="compare.scenarios").set_value(["regional_war", "asean_detente"]).run())
    assert app.selectbox(key="compare.place").value == "world"
    fine(app.multiselect(key="compare.scenarios").set_value(["regional_war"]).run())
    assert "Choose two to six scenarios" in app.info[0].value


def test_the_address_restores_the_same_figures_and_says_what_is_not_here(app: AppTest) -> None:
    fine(opened(app, "compare", **ASKED))
    fine(app.selectbox(key="compare.closer").select("asean_detente").run())
    address = {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}
    assert {"scenarios", "made", "target", "place", "until", "closer", "revision"} <= set(address)
    again = AppTest.from_file(str(APP), default_timeout=60)
    fine(opened(again, "compare", **address))
    assert sentence(again) == sentence(app)
    assert figures(again)[0]["data"] == figures(app)[0]["data"]
    assert not again.warning
    other = AppTest.from_file(str(APP), default_timeout=60)
    changed = address | {"scenarios": f"{THREE},my_own", "made": "regional_war:00000000", "place": "planet:mars"}
    fine(opened(other, "compare", **changed))
    assert "“my_own”, which is not in the library of this machine" in warned(other)
    assert "Regional war with outside powers: not what it was when this address was made" in warned(other)
    assert "“planet:mars”, which is not here" in warned(other)


def test_the_command_that_is_shown_prints_the_figures_of_the_page(
    app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine(opened(app, "compare", **ASKED))
    words = shlex.split(app.code[0].value)
    capsys.readouterr()
    assert cli.main([*words[1:], "--store", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    traces = {trace["name"]: trace for trace in figures(app)[0]["data"]}  # type: ignore[index]
    for one in answer["scenarios"]:
        assert traces[f"{one['name']} (median)"]["y"] == [row["scenario"]["p50"] for row in one["rows"]]
        assert traces[f"{one['name']} (difference)"]["y"] == [row["difference"]["p50"] for row in one["rows"]]


def test_what_lies_on_the_desk_can_be_compared(app: AppTest) -> None:
    fine(opened(app, "scenarios", scope="region:south_asia", external_actors="9", until="2034"))
    fine(app.switch_page("pages/compare.py").run())
    assert app.multiselect(key="compare.scenarios").value[0] == "desk"
    assert app.selectbox(key="compare.place").value == "region:south_asia"


def test_the_corners_of_two_axes_are_named_compared_and_kept(app: AppTest, folder: Path) -> None:
    fine(
        opened(app, "compare", view="axes", axes=AXES, target="arms_trade_3y", place="region:south_asia", until="2034")
    )
    corners = [a["text"] for a in figures(app)[0]["layout"]["annotations"] if a.get("name") == "corner"]  # type: ignore[index]
    assert len(corners) == 4
    assert "Conflict severity low, external actors low" in corners[0]
    fine(app.text_input(key="compare.corner.3").set_value("Storm").run())
    assert "Storm" in str(app.query_params["corners"])
    assert app.number_input(key="compare.across.conflict_severity.region:south_asia.high").value == 3000
    app.button(key="compare.save").click()
    fine(app.run())
    kept = [entry.key for entry in library.entries(folder) if not entry.shipped]
    try:
        assert "storm" in kept
        assert len(kept) == 4
        assert dict(library.find("storm", folder).levers) == {"conflict_severity": 3000, "external_actors": 20}
    finally:
        for key in kept:
            own.delete(folder, key)
    fine(app.button(key="compare.four").click().run())
    assert app.multiselect(key="compare.scenarios").value == [f"corner_{n}" for n in range(1, 5)]
    assert "Storm (median)" in drawn(app)
    assert app.query_params["axes"] in (AXES, [AXES])


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ("conflict_severty:0:1;external_actors:0:2;world", "“conflict_severty:0:1;external_actors:0:2;world”"),
        ("nonsense", "the axes “nonsense”"),
    ],
)
def test_damaged_axes_in_an_address_are_named_and_left_out(app: AppTest, axes: str, said: str) -> None:
    fine(opened(app, "compare", view="axes", axes=axes))
    assert said in warned(app)
    assert "the baseline median is" in sentence(app)


def test_two_axes_of_one_lever_are_refused_in_a_sentence(app: AppTest) -> None:
    fine(opened(app, "compare", view="axes", axes=AXES))
    app.selectbox(key="compare.up").select("conflict_severity").run()
    assert not app.exception
    assert "Choose two different levers" in app.error[0].value
