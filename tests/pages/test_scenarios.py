"""What a planner meets on the Scenarios page: levers that answer, an address that restores, words that do not claim."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.catalogue import load
from foresight.people import at_machine
from foresight.scenario import Scenario
from foresight.store import Store
from pages import _scenario_words
from tests.pages.conftest import APP
from tests.pages.test_pages import figures, fine, opened, text

LEVERS = ("conflict_severity", "external_actors", "interest_alignment", "diplomatic_priority")
CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)


def sentence(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "the baseline median" in m.value)


def warned(app: AppTest) -> str:
    return " ".join(w.value for w in app.warning)


def shown(app: AppTest, lever: str, part: str) -> Any:
    """The slider or the exact field of a lever that is on the page now."""
    kind = app.slider if part == "slider" else app.number_input
    return next(widget for widget in kind if str(widget.key).startswith(f"scenarios.{lever}.{part}."))


def moved(app: AppTest, lever: str, steps: int = 4) -> AppTest:
    slider = shown(app, lever, "slider")
    ahead = slider.value + steps * slider.step
    return slider.set_value(ahead if ahead <= slider.max else slider.value - steps * slider.step).run()


def test_the_page_opens_at_the_baseline_with_every_lever_on_its_tick_and_its_baseline_in_words(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    assert "No lever is off its baseline" in sentence(app)
    said = [caption.value for caption in app.caption if caption.value.startswith("Baseline")]
    levers = load().levers
    assert len(said) == len(levers) == 12
    measured = [caption for caption in said if not caption.startswith("Baseline: as it is")]
    assert len(measured) == sum(not lever.relative for lever in levers.values())
    assert all(any(character.isdigit() for character in caption) for caption in measured)
    assert "Moved" not in text(app)


@pytest.mark.parametrize("lever", LEVERS)
def test_moving_a_slider_changes_the_figures_and_reset_brings_them_back_exactly(app: AppTest, lever: str) -> None:
    fine(opened(app, "scenarios"))
    before, drawn = sentence(app), figures(app)[0]
    fine(moved(app, lever))
    after = sentence(app)
    assert after != before
    assert "a difference of **0**" not in after
    assert load().lever(lever).title.lower() in after
    assert figures(app)[0]["data"] != drawn["data"]
    fine(app.button[0].click().run())
    assert sentence(app) == before
    assert figures(app)[0]["data"] == drawn["data"]
    assert lever not in app.query_params


def test_an_exact_figure_does_what_the_slider_does_and_both_show_it(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    fine(shown(app, "external_actors", "slider").set_value(7.0).run())
    by_slider = sentence(app)
    assert shown(app, "external_actors", "exact").value == 7.0
    fine(app.button[0].click().run())
    fine(shown(app, "external_actors", "exact").set_value(7.0).run())
    assert sentence(app) == by_slider
    assert shown(app, "external_actors", "slider").value == 7.0


def test_a_late_echo_of_the_exact_field_does_not_undo_a_move_of_the_slider(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    field = shown(app, "external_actors", "exact")
    fine(shown(app, "external_actors", "slider").set_value(1.0).run())
    by_slider = sentence(app)
    # what a browser sends that has not heard of the new value yet: the slider at 2, the old field at 0
    shown(app, "external_actors", "slider").set_value(2.0)
    field.set_value(0.0)
    fine(app.run())
    assert "external actors at 2" in sentence(app)
    assert sentence(app) != by_slider


def test_the_address_restores_the_same_figures_digit_for_digit_in_a_new_session(app: AppTest) -> None:
    fine(opened(app, "scenarios", scope="forum:nato", target="us_troops"))
    fine(moved(moved(app, "interest_alignment", -3), "diplomatic_priority", -2))
    address = {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}
    again = AppTest.from_file(str(APP), default_timeout=60)
    fine(opened(again, "scenarios", **address))
    assert sentence(again) == sentence(app)
    assert figures(again)[0]["data"] == figures(app)[0]["data"]
    assert not again.warning or warned(again) == warned(app)
    assert {"target", "scope", "until", "seed", "revision", "interest_alignment", "diplomatic_priority"} <= set(
        again.query_params
    )


@pytest.mark.parametrize(
    ("parameter", "value", "said"),
    [
        ("target", "arms_trade", "Did you mean arms_trade_3y"),
        ("scope", "country:INX", "There is no country “INX”"),
        ("scope", "planet:mars", "There is no kind of scope “planet”"),
        ("conflict_severty", "3", "Did you mean conflict_severity"),
        ("conflict_severity", "many", "“many” is not a number"),
        ("external_actors", "5000", "above the highest value, 90"),
        ("until", "2010", "choose a year"),
        ("colour", "blue", "a scenario has no such setting"),
    ],
)
def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest, parameter: str, value: str, said: str) -> None:
    fine(opened(app, "scenarios", **{parameter: value}))
    assert said in warned(app)
    assert "India" in sentence(app)
    assert "No lever is off its baseline" in sentence(app)
    fine(moved(app, "external_actors"))
    assert said not in warned(app)


def test_an_address_made_on_other_data_says_so(app: AppTest) -> None:
    fine(opened(app, "scenarios", external_actors="4", revision="0123456789ab"))
    assert "made on data revision 0123456789ab" in warned(app)
    assert "external actors at 4" in sentence(app)


def test_a_series_that_ends_in_2010_carries_the_label_extrapolation_with_its_years(app: AppTest) -> None:
    fine(opened(app, "scenarios", target="exercises", until="2034"))
    assert "Extrapolation: last observed in 2010, 24 years before 2034" in text(app)
    assert "Association, not a cause" in text(app)
    zones = [a["text"] for a in figures(app)[0]["layout"]["annotations"]]
    assert any("extrapolation" in zone.lower() for zone in zones)


def test_a_forum_is_asked_about_as_one_and_its_baseline_is_the_median_member(app: AppTest) -> None:
    fine(opened(app, "scenarios", scope="forum:nato"))
    assert "NATO members" in sentence(app)
    assert "the median of 32 members" in text(app)


def test_nothing_that_is_said_claims_a_cause_or_foretells(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    fine(moved(app, "external_actors"))
    own = [m.value for m in app.markdown] + [c.value for c in app.caption] + [w.value for w in app.warning]
    claims = [said for said in own if CLAIMS.search(said) and "not a cause" not in said and "planner" not in said]
    assert not claims


def test_the_command_that_is_shown_prints_the_same_figures(app: AppTest, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "scenarios", conflict_severity="900", interest_alignment="-1.5"))
    words = shlex.split(app.code[0].value)
    assert words[0] == "foresight"
    capsys.readouterr()
    assert cli.main([*words[1:], "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    last = answer["targets"][0]["rows"][-1]
    indicator = load().indicator("arms_trade_3y")
    digits = _scenario_words.places(indicator, last["difference"]["p50"])
    assert f"a difference of **{_scenario_words.signed(last['difference']['p50'], digits)}**" in sentence(app)
    assert last["year"] == 2034


def test_the_file_of_a_scenario_gives_the_scenario_back_and_runs_it_when_options_cannot() -> None:
    catalogue = load()
    asked = Scenario(levers={"external_actors": 3.0})
    filed = _scenario_words.titled(asked, "the world", catalogue.indicator(asked.target), catalogue.levers)
    assert Scenario.from_toml(filed.to_toml()) == filed
    assert filed.levers == asked.levers
    assert _scenario_words.command(filed, 2026) == "foresight scenario run my_scenario.toml"


def test_a_move_can_be_undone_and_done_again(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    before = sentence(app)
    assert app.button(key="scenarios.undo").disabled
    fine(moved(app, "external_actors"))
    once = sentence(app)
    fine(moved(app, "conflict_severity"))
    fine(app.button(key="scenarios.undo").click().run())
    assert sentence(app) == once
    fine(app.button(key="scenarios.undo").click().run())
    assert sentence(app) == before
    fine(app.button(key="scenarios.redo").click().run())
    assert sentence(app) == once
    assert shown(app, "external_actors", "slider").value > 0


def test_a_lever_takes_its_own_shape_years_and_place_and_the_address_keeps_them(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    fine(moved(app, "external_actors"))
    step = sentence(app)
    course = {str(w.key).split(".")[3]: w for w in app.selectbox if str(w.key).startswith("scenarios.course.")}
    fine(course["start"].set_value(2030).run())
    course = {str(w.key).split(".")[3]: w for w in app.selectbox if str(w.key).startswith("scenarios.course.")}
    fine(course["end"].set_value(2031).run())
    assert sentence(app) != step
    assert app.query_params["acting.external_actors"] == "from:2030;to:2031"
    assert any("from 2030 to 2031" in caption.value for caption in app.caption)


def test_years_shown_change_the_picture_alone_and_a_vain_range_shows_all(app: AppTest) -> None:
    fine(opened(app, "scenarios", scope="country:IND", shown="2010-2030"))
    said, axis = sentence(app), figures(app)[0]["layout"]["xaxis"]["range"]
    assert axis == [2009.8, 2030.3]
    app.slider(key="scenarios.shown").set_value((2000, 2034)).run()
    assert app.query_params["shown"] == "2000-2034"
    assert figures(app)[0]["layout"]["xaxis"]["range"][0] == 1999.8
    assert sentence(app) == said
    fine(opened(app, "scenarios", scope="country:IND", shown="2034-1066"))
    whole = figures(app)[0]["layout"]["xaxis"]["range"]
    assert whole[0] < 1995
    assert whole[1] == 2034.3
    assert not app.exception


def test_a_second_country_makes_a_pair_and_nobody_takes_it_back(app: AppTest) -> None:
    fine(opened(app, "scenarios", scope="country:IND"))
    app.selectbox(key="scenarios.second").set_value("USA").run()
    fine(app)
    assert app.query_params["scope"] == "pair:IND,USA"
    assert "United States" in sentence(app)
    app.selectbox(key="scenarios.second").set_value(None).run()
    assert app.query_params["scope"] == "country:IND"


def test_a_judgement_begins_at_the_estimate_and_is_told_as_the_planner_s_own(app: AppTest) -> None:
    fine(opened(app, "scenarios"))
    fine(moved(app, "external_actors"))
    toggle = next(t for t in app.toggle if "judged" in str(t.key))
    fine(toggle.set_value(True).run())
    assert "own judgement" in text(app)
    field = next(n for n in app.number_input if ".middle." in str(n.key))
    fine(field.set_value(5000.0).run())
    assert "judged.external_actors" in app.query_params
    difference = re.search(r"a difference of \*\*\+([\d,]+)", sentence(app).replace("\u202f", ""))
    assert difference is not None


def test_a_link_of_an_earlier_revision_says_so_and_gives_its_digits_again_on_demand(
    emptied: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path))
    fine(opened(first := AppTest.from_file(str(APP), default_timeout=60), "scenarios", external_actors="4"))
    then, link = sentence(first), {name: str(value) for name, value in first.query_params.items()}
    store = Store.open(tmp_path)
    rows = store.rows("arms_trade_3y", countries=["IND"], first=2024)
    store.publish(
        rows.assign(indicator="arms_trade_3y", value=rows["value"] * 3), at_machine("steward"), "three times as much"
    )
    fine(opened(later := AppTest.from_file(str(APP), default_timeout=60), "scenarios", **link))
    assert "computed on revision 2" in warned(later)
    assert sentence(later) != then
    fine(later.button(key="as_of.offered").click().run())
    assert sentence(later) == then
    assert "as of revision 1" in " ".join(info.value for info in later.info)
    fine(later.button(key="as_of.newest").click().run())
    assert sentence(later) != then
