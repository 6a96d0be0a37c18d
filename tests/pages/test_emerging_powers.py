"""The page Emerging powers: weights and ranks, turns, momentum, shares and a profile, each from an address."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from tests.pages.test_pages import drawn, figures, fine, opened, text

PAGE = "emerging_powers"
CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)


def sentence(app: AppTest, part: str) -> str:
    return next(m.value for m in app.markdown if part in m.value)


def titles(app: AppTest) -> str:
    return " ".join(figure["layout"]["title"]["text"] for figure in figures(app))


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert cli.main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_index_opens_with_a_ranking_in_components_and_a_moved_weight_moves_it(app: AppTest) -> None:
    fine(opened(app, PAGE))
    assert len(drawn(app, "bar")) == 5
    assert "in the top 5 in" in sentence(app, "stands first with")
    assert "missing data, not weakness" in text(app)
    assert not CLAIMS.search(text(app))
    before = drawn(app, "bar")
    app.slider(key="emerging_powers.weights.demography").set_value(80)
    fine(app.run())
    assert drawn(app, "bar") != before
    assert "Of the whole weight" in text(app)
    assert "demography:80" in str(app.query_params["weights"])
    app.button(key="power.baseline").click()
    fine(app.run())
    assert drawn(app, "bar") == before


def test_why_these_weights_is_told_for_every_component_and_ingredient(app: AppTest) -> None:
    fine(opened(app, PAGE))
    for words in ("**Economy, 35", "Spending on research and development, 70", "Thought of and left out"):
        assert words in text(app)


def test_the_figures_behind_a_countrys_index_name_their_years(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="power", subjects="ARE", of="ARE"))
    behind = app.table[0].value
    military = behind[behind["Figure"].str.startswith("Military expenditure")].iloc[0]
    assert (military["Value"], military["Score"]) == ("no data", "–")  # its last figure is of 2014
    assert behind["Year"].str.contains("carried on").any()
    assert "UAE (without military)" in titles(app) + json.dumps(figures(app), ensure_ascii=False)


def test_ranks_under_other_weights_are_those_of_the_command_line(
    app: AppTest, capsys: pytest.CaptureFixture[str]
) -> None:
    fine(opened(app, PAGE, chapter="power", view="other weights", subjects="IND,TUR", top="5"))
    told = sentence(app, "India: in the top 5 in")
    answer = printed(capsys, "power", "--country", "IND", "TUR")
    (india, turkey) = answer["countries"]  # type: ignore[misc]
    assert f"in {100 * india['among_top']:.0f}\u202f% of 10,000 weightings" in told.replace("\\", "")
    assert f"rank {india['rank_low']} to {india['rank_high']}" in told
    assert f"rank {turkey['rank_low']} to {turkey['rank_high']}" in sentence(app, "Türkiye: in the top 5")
    app.selectbox(key="emerging_powers.draws").select("near")
    fine(app.run())
    assert "near the chosen one" in sentence(app, "weightings near")


@pytest.mark.parametrize("view", ["map", "lines", "table"])
def test_the_index_stands_on_a_map_as_lines_and_as_a_table(app: AppTest, view: str) -> None:
    fine(opened(app, PAGE, chapter="power", view=view, subjects="IND,BRA,forum:asean"))
    assert app.dataframe if view == "table" else figures(app)
    assert "Weights: economy 35" in json.dumps(figures(app), ensure_ascii=False) or view == "table"


def test_a_chance_to_stand_above_is_the_one_of_the_command_line(
    app: AppTest, capsys: pytest.CaptureFixture[str]
) -> None:
    fine(opened(app, PAGE, chapter="overtake", target="gdp", country="IND", partner="JPN", until="2036"))
    answer = printed(capsys, "overtake", "gdp", "--country", "IND", "--partner", "JPN", "--until", "2036")
    line = next(trace for trace in drawn(app, "scatter") if trace.get("name") == "India")
    assert line["y"] == pytest.approx([100 * row["probability"] for row in answer["rows"]])  # type: ignore[union-attr]
    assert answer["sentence"] == sentence(app, "GDP: in 2024 India stood").replace("\\", "")
    assert "extrapolation" in str(answer["sentence"])
    assert "The power index itself is not projected." in text(app)
    assert not CLAIMS.search(text(app))
    app.selectbox(key="emerging_powers.partner").select("IND")
    fine(app.run())
    assert "cannot overtake itself" in text(app)


def test_the_likeliest_turns_among_the_leading_are_listed(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="overtake", target="population", country="NGA", partner="USA"))
    listed = app.table[0].value
    assert list(listed.columns)[:2] == ["Now below", "Now above"]
    assert 1 <= len(listed) <= 10


def test_momentum_places_the_leading_thirty_and_highlights_what_was_picked(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="momentum", subjects="IND,forum:brics"))
    assert len(drawn(app, "scatter")[0]["x"]) == 31
    assert "opening weights" in json.dumps(figures(app))
    app.selectbox(key="emerging_powers.measure").select("gdp_share")
    fine(app.run())
    app.selectbox(key="emerging_powers.span").select("10")
    fine(app.run())
    assert "2014 to 2024" in sentence(app, "of those shown")


def test_shares_are_layers_that_reach_a_hundred_and_say_how_many_states_are_listed(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="shares"))
    layers = drawn(app, "scatter")
    assert [sum(at) for at in zip(*(trace["y"] for trace in layers), strict=True)] == pytest.approx(
        [100] * len(layers[0]["x"])
    )
    app.selectbox(key="emerging_powers.share").select("military_spending_share")
    fine(app.run())
    assert not app.warning  # years of the other share are not complained of
    assert "states listed" in json.dumps(figures(app))
    fine(opened(app, PAGE, chapter="shares", subjects="forum:nato"))
    assert "count them twice" in text(app)


def test_a_profile_tells_forums_partners_peacekeeping_arms_and_votes(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="profile", state="IND"))
    assert len(figures(app)) == 5
    assert "Arms partners: not measured" in text(app)
    assert "the same vote as" in sentence(app, "In 2023 India")
    assert "stands apart after a gap: 2025" in json.dumps(figures(app))
    assert len(app.metric) == 4


@pytest.mark.parametrize("state", ["PRK", "TWN", "USA", "XKX", "ESH", "DDR"])
def test_a_profile_of_a_state_that_lacks_much_still_opens(app: AppTest, state: str) -> None:
    fine(opened(app, PAGE, chapter="profile", state=state))
    assert len(app.metric) == 4


def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="power", weights="economy:abc,foo:3", view="nope", of="ZZZ"))
    assert all(part in app.warning[0].value for part in ("foo", "abc", "nope", "ZZZ"))
    fine(opened(app, PAGE, chapter="overtake", target="gpd", country="Narnia", until="1066"))
    assert all(part in app.warning[0].value for part in ("gpd", "Narnia", "1066"))


def test_no_weight_at_all_ends_in_a_sentence(app: AppTest) -> None:
    parts = ("economy", "military", "technology", "demography", "network")
    opened(app, PAGE, chapter="power", weights=",".join(f"{part}:0" for part in parts))
    assert not app.exception
    assert "Raise at least one" in app.error[0].value


def test_the_commands_refuse_in_a_sentence(capsys: pytest.CaptureFixture[str], app: AppTest) -> None:
    for words in (
        ["power", "--weight", "ecnomy=3"], ["power", "--weight", "economy=much"], ["power", "--year", "1950"],
        ["overtake", "gdp", "--country", "IND", "--partner", "IND"],
        ["overtake", "gdp", "--country", "PRK", "--partner", "IND"],
    ):  # fmt: skip
        assert cli.main(words) == 1
        assert capsys.readouterr().err.startswith("foresight: ")
