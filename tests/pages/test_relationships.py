"""The room Relationships: any pair follows the choice and the address, the case studies have no figure of their own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.measures import relationship_cases, relationship_moves
from foresight.store import Store
from tests.pages.conftest import APP
from tests.pages.test_pages import drawn, figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)


def address(app: AppTest) -> dict[str, str]:
    return {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}


def above(app: AppTest) -> str:
    """What the page says itself, before the provider's descriptions."""
    return " ".join(element.value for element in app.markdown).partition("**Mind:**")[0]


def test_a_pair_opens_with_its_timeline_and_sentences_of_what_runs_and_since_when(app: AppTest) -> None:
    fine(opened(app, "relationships"))
    said = text(app)
    assert "United States and India, each channel when it was last observed." in said
    assert "joint exercises (6 in 2010)" in said
    assert "the longest run is 1991 to 2020, 30 years" in said
    assert "Joint exercises on record from 1980 to 2010: 56 (18 at sea, 10 for peacekeeping and 4 humanitarian)" in said
    assert "Agreements signed on record from 1980 to 2010: 5 (2 general, 1 training and 2 research)" in said
    assert "ARF (since 1996), G20 (since 1999), ADMM-Plus (since 2010) and Quad (since 2017)" in said.replace("\\", "")
    assert "Both are party to 7 of the arms-control treaties" in said
    assert "Arms between the two are **not measured**" in said
    assert "association in the model" in said
    assert not CLAIMS.search(above(app))
    assert len(figures(app)) == 7
    lanes = {trace.get("name") for trace in drawn(app, "bar")}
    assert {"Joint exercises", "at sea", "signed: training", "Quad", "ADMM-Plus"} <= lanes
    shocks = app.table[1].value
    assert set(shocks["Tie"].str.partition(":")[0]) <= {"came through", "weakened", "cannot be told"}
    assert all(len(json.dumps(figure)) < 500_000 for figure in figures(app))


def test_another_partner_and_other_years_change_the_page_and_the_address_gives_it_back(app: AppTest) -> None:
    fine(opened(app, "relationships"))
    app.selectbox(key="relationships.country").select("FRA")
    app.selectbox(key="relationships.partner").select("DEU")
    fine(app.run())
    app.slider(key="relationships.years.relationships").set_value((1990, 2005))
    fine(app.run())
    assert "France and Germany, each channel" in text(app)
    assert "US troops" not in above(app), "neither is the United States"
    asked = address(app)
    assert (asked["country"], asked["partner"], asked["from"], asked["to"]) == ("FRA", "DEU", "1990", "2005")
    assert {"chapter", "tie", "revision"} <= set(asked)
    again = AppTest.from_file(str(APP), default_timeout=60)
    fine(opened(again, "relationships", **asked))
    assert text(again) == text(app)
    assert figures(again) == figures(app)


def test_the_tie_asked_of_the_model_can_be_changed(app: AppTest) -> None:
    fine(opened(app, "relationships", country="IND", partner="JPN"))
    assert "India and Japan a probability of" in text(app)
    app.selectbox(key="relationships.tie").select("agreements_pair")
    fine(app.run())
    assert "of an agreement signed in" in text(app)


def test_nonsense_in_the_address_and_a_pair_that_is_none_end_in_a_sentence(app: AppTest) -> None:
    fine(
        opened(app, "relationships", country="XYZ", partner="IND", **{"from": "19x0", "tie": "war", "chapter": "nata"})
    )
    said = app.warning[0].value
    assert "“XYZ”" in said
    assert "“19x0”" in said
    assert "“nata”" in said
    fine(opened(app, "relationships", country="IND", partner="IND", chapter="pair"))
    assert "two different countries" in text(app)
    fine(opened(app, "relationships", country="YUG", partner="SSD", chapter="pair"))
    assert "never states at the same time" in text(app)
    fine(opened(app, "relationships", country="KEN", partner="SSD", chapter="pair"))
    assert "Kenya and South Sudan" in text(app)


@pytest.mark.parametrize("key", list(relationship_cases.cases()))
def test_a_case_study_has_narrative_pictures_takeaways_and_sources_with_every_figure_looked_up(
    app: AppTest, key: str
) -> None:
    fine(opened(app, "relationships", chapter=key))
    case, said = relationship_cases.case_of(key), text(app)
    assert "{" not in said.replace("{\\", "")
    assert case.question in said.replace("\\", "")
    assert "**What to take from it**" in said
    assert len(figures(app)) == {"us_india": 7, "nato_partnerships": 8}[key]
    assert [element.value for element in app.subheader] == [section.title for section in case.sections]
    assert said.count("**Mind:**") == len(case.limits) + 1
    assert not CLAIMS.search(above(app))
    assert any("Reference" in table.value.columns for table in app.table)


def test_the_page_and_the_shell_say_the_same(app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "relationships", country="TUR", partner="USA", **{"from": "1980", "to": "2020"}))
    assert cli.main(["--store", str(folder), "pair", "TUR", "USA", "--from", "1980", "--to", "2020", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sentence"] in text(app)
    assert [str(one["year"]) for one in told["shocks"]] == app.table[1].value["Year"].tolist()
    assert [one["verdict"] for one in told["shocks"]] == app.table[1].value["Tie"].str.partition(":")[0].tolist()
    probability = 100 * told["model"]["exercises_pair"]["probability"]
    assert f"{probability:.0f}" in text(app) or probability > 99
    assert Store.open(folder).revision.hash == told["revision_hash"]


def test_what_was_learnt_on_other_data_is_shown_as_such_and_can_be_learnt_again(
    app: AppTest, emptied: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, learnt = relationship_moves.kept_from, []
    monkeypatch.setattr(relationship_moves, "moved_from", lambda store, target: learnt.append(target))
    monkeypatch.setattr(
        relationship_moves,
        "kept_from",
        lambda store, target: replace(found, stale=not learnt) if (found := kept(store, target)) else None,
    )
    fine(opened(app, "relationships"))
    assert "whether its figures have changed since is not known" in text(app)
    app.button(key="relationships.learn.exercises_pair").click()
    fine(app.run())
    assert learnt == ["exercises_pair"]
    assert "whether its figures have changed since is not known" not in text(app)


def test_where_nothing_was_learnt_the_page_offers_it_and_draws_all_else(
    app: AppTest, emptied: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relationship_moves, "kept_from", lambda store, target: None)
    fine(opened(app, "relationships"))
    assert "This has not been worked out yet" in text(app)
    assert len(figures(app)) == 6
