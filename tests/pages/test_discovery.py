"""What a planner meets on the page Discovery: a goal, a box to choose, a way into the workbench, refusals in words."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from tests.pages.test_pages import figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)
ASKED = {"target": "arms_trade_3y", "scope": "forum:asean", "until": "2034", "goal": "below:last", "runs": "1000"}


def said(app: AppTest) -> str:
    return " ".join([text(app), *(w.value for w in (*app.warning, *app.error, *app.info))])


def box_sentence(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "of the futures with" in m.value)


def test_the_page_asks_first_and_answers_when_told_to(app: AppTest) -> None:
    fine(opened(app, "discovery"))
    assert "Press Explore" in said(app)
    assert not figures(app)
    assert "Observed in 2024" in text(app)
    app.number_input(key="discovery.runs").set_value(1000)
    fine(app.run())
    app.button(key="discovery.explore").click()
    fine(app.run())
    assert re.search(r"In \d+\s% of the futures with .* is below its 2024 level .* in 2034, against \d+", said(app))
    assert "it is no probability" in said(app)
    assert len(figures(app)) == 5
    assert not CLAIMS.search(box_sentence(app))


def test_a_link_explores_at_once_and_gives_the_same_box(app: AppTest) -> None:
    fine(opened(app, "discovery", **ASKED))
    first, address = box_sentence(app), dict(app.query_params)
    assert {"revision", "model", "seed", "option", "goal"} <= set(address)
    app.slider(key="discovery.horizon").set_value(2033)
    fine(app.run())
    assert "changed since" in said(app)
    assert box_sentence(app) == first
    fine(opened(app, "discovery", **{key: str(value) for key, value in address.items()}))
    assert box_sentence(app) == first


def test_a_point_of_the_curve_is_another_box_and_stands_in_the_address(app: AppTest) -> None:
    fine(opened(app, "discovery", **ASKED))
    slider = app.select_slider(key="discovery.point.1")
    assert slider.value != 2
    slider.set_value(2)
    fine(app.run())
    assert app.query_params["point"] in ("2", ["2"])
    assert app.select_slider(key="discovery.point.1").value == 2
    app.select_slider(key="discovery.point.1").set_value(1)
    fine(app.run())
    assert "no limit" in said(app)


def test_an_option_is_compared_and_an_empty_one_asks_for_a_lever(app: AppTest) -> None:
    fine(opened(app, "discovery", **ASKED, option="diplomatic_priority:10"))
    assert re.search(r"With diplomacy first at 10 forums, .* percentage points", said(app))
    before = [m.value for m in app.markdown if "percentage points" in m.value]
    app.slider(key="discovery.option.diplomatic_priority").set_value(1.0)
    fine(app.run())
    assert [m.value for m in app.markdown if "percentage points" in m.value] != before
    fine(opened(app, "discovery", **ASKED, option="none"))
    assert "Choose at least one lever" in said(app)


def test_the_command_that_is_shown_gives_the_same_box(
    app: AppTest, folder: object, capsys: pytest.CaptureFixture[str]
) -> None:
    fine(opened(app, "discovery", **ASKED))
    shown = shlex.split(app.code[0].value)
    assert cli.main(["--store", str(folder), *shown[1:], "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["runs"] == 1000
    assert answer["boxes"][0]["sentence"] in box_sentence(app).replace("\\", "")
    assert answer["cases_of_interest"] == pytest.approx(answer["base_rate"] * 1000)
    box = answer["boxes"][0]
    assert {"limits", "coverage", "density", "cases", "sentence", "curve", "quasi_p"} <= set(box)
    assert answer["robustness"]["option"] == {"diplomatic_priority": 8, "military_spending": 4}
    assert cli.main(["--store", str(folder), *shown[1:]]) == 0
    assert box["sentence"] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({"goal": "beside:2"}, "below or above"),
        ({"vary": "democrazy"}, "Did you mean democracy"),
        ({"until": "2090"}, "until=2090"),
        ({"scope": "forum:nat"}, "nato"),
        ({"surplus": "1"}, "surplus=1"),
    ],
)
def test_a_damaged_link_is_told_of_and_the_page_stays(app: AppTest, address: dict[str, str], told: str) -> None:
    fine(opened(app, "discovery", **{**ASKED, **address}))
    assert told in said(app)
    assert "Choose a box" in [header.value for header in app.header] or "No combination" in said(app)


def test_futures_that_nothing_tells_apart_are_said_to_be_so(app: AppTest) -> None:
    fine(opened(app, "discovery", **{**ASKED, "goal": "below:-5"}))
    assert "No combination of levers tells these futures apart" in said(app)
    assert "in none of them" in said(app)
