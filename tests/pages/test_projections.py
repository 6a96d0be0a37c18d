"""What a planner meets on the page Projections: choices, honest labels, refusals in words, an address that restores."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shlex
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.catalogue import load
from foresight.projection import Model, Record, pairs
from foresight.projection.backtest import HORIZONS
from foresight.projection.drivers import BACKGROUND, DRIVERS
from foresight.projection.engine import fit
from pages import _projection_answer, _projection_cache, _projection_drivers
from pages import _projection_words as words
from tests.pages.conftest import APP
from tests.pages.test_pages import drawn, figures, fine, opened, text
from tests.planted import panel

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)
ARMS = {"indicator": "arms_trade_3y", "countries": "IND,POL", "until": "2034"}


def said(app: AppTest) -> str:
    """All that the page says, badges and warnings included."""
    return " ".join([text(app), *(w.value for w in app.warning), *(e.value for e in app.error)])


def names(app: AppTest) -> set[str]:
    return {str(trace.get("name")) for trace in drawn(app, "scatter")}


@pytest.fixture(scope="module")
def planted() -> Model:
    return fit(panel(), "ties")


@pytest.fixture(scope="module")
def record(planted: Model) -> Record:
    """Ten years ahead, five per cent better than the best baseline, in 79 of 100 bands."""
    return replace(
        planted.records[-1], horizon=10, coverage80=0.79, worst_origin_coverage80=0.6, best_baseline="last value",
        skill=0.05, skill_low=0.02, skill_high=0.08, n=2970,
    )  # fmt: skip


def test_the_page_opens_with_history_projection_labels_and_a_sentence_for_each_country(app: AppTest) -> None:
    fine(opened(app, "projections"))
    assert {"Poland", "Poland, projected (median)", "India"} <= names(app)
    assert re.search(r"Poland: .* in 20\d\d; projected .* in 20\d\d, 80\s% band .* to ", said(app))
    assert re.search(r"80\s% band held \d+\s% of the time, n = [\d,]+", said(app))
    assert "neither parameter nor scenario uncertainty" in json.dumps(figures(app)[0]).replace("<br>", " ")
    assert "Last year observed:" in said(app)
    assert {"indicator", "countries", "until", "log", "layout", "ahead", "revision"} <= set(app.query_params)


def test_another_year_indicator_and_country_are_another_picture_and_another_sentence(app: AppTest) -> None:
    fine(opened(app, "projections", **ARMS))
    assert "in 2034, 80" in said(app)
    app.slider(key="projections.until.arms_trade_3y").set_value(2028)
    fine(app.run())
    assert "in 2028, 80" in said(app)
    assert app.query_params["until"] in ("2028", ["2028"])
    app.multiselect(key="projections.countries").unselect("POL")
    fine(app.run())
    assert "Arms trade, three-year mean, India:" in said(app)
    app.selectbox(key="projections.indicator").select("us_troops")
    fine(app.run())
    assert "US troops hosted, India:" in said(app)
    assert app.multiselect(key="projections.countries").value == ["IND"]


def test_the_address_restores_everything_in_a_new_session(app: AppTest) -> None:
    asked = {"indicator": "us_troops", "countries": "DEU,JPN", "until": "2031", "log": "yes", "ahead": "3"}
    fine(opened(app, "projections", **asked, layout="apart"))
    address = {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}
    assert asked.items() <= address.items()
    again = AppTest.from_file(str(APP), default_timeout=60)
    fine(opened(again, "projections", **address))
    assert said(again) == said(app)
    assert [f["data"] for f in figures(again)] == [f["data"] for f in figures(app)]
    assert not again.warning
    assert {trace["xaxis"] for trace in drawn(again, "scatter") if "xaxis" in trace} == {"x", "x2"}


def test_more_than_three_countries_have_a_panel_each_unless_a_person_puts_them_together(app: AppTest) -> None:
    fine(opened(app, "projections", **{**ARMS, "countries": "IND,POL,JPN"}))
    assert app.selectbox(key="projections.layout").value == "together"
    app.multiselect(key="projections.countries").select("KOR")
    fine(app.run())
    assert app.selectbox(key="projections.layout").value == "apart"
    assert "xaxis4" in figures(app)[0]["layout"]
    app.selectbox(key="projections.layout").select("together")
    fine(app.run())
    assert "xaxis2" not in figures(app)[0]["layout"]
    app.multiselect(key="projections.countries").select("FRA")
    assert fine(app.run()).selectbox(key="projections.layout").value == "together"


def test_an_empty_selection_is_a_helpful_line_and_stays_empty_in_the_address(app: AppTest) -> None:
    fine(opened(app, "projections", indicator="us_troops", countries=""))
    assert "Choose one to six countries" in said(app)
    assert not figures(app)
    assert app.query_params["countries"] in ("", [""])


def test_a_country_that_cannot_be_projected_is_named_and_the_others_are_drawn(app: AppTest) -> None:
    fine(opened(app, "projections", indicator="exercises", countries="IND,DDR"))
    assert "East Germany: its last value" in said(app)
    assert "India" in names(app)
    assert not any("East Germany" in name for name in names(app))


def test_an_indicator_that_cannot_be_projected_is_a_sentence_and_the_choices_stay(app: AppTest) -> None:
    opened(app, "projections", indicator="cyber_readiness")
    assert not app.exception
    assert "too few to project" in app.error[0].value
    assert app.selectbox(key="projections.indicator").value == "cyber_readiness"
    app.selectbox(key="projections.indicator").select("us_troops")
    assert fine(app.run())


def test_a_series_that_ended_is_labelled_with_the_years_since(app: AppTest) -> None:
    fine(opened(app, "projections", indicator="exercises", countries="IND", until="2031"))
    assert re.search(r"Extrapolation: last observed 2010, \d+ years ago", said(app))
    assert "India, extrapolated (median)" in names(app)
    fine(opened(app, "projections", indicator="exercises", countries="IND", until="2018"))
    assert "Extrapolation:" not in said(app)


@pytest.mark.parametrize(
    ("parameter", "value", "told"),
    [
        ("indicator", "arms_trade", "Did you mean “arms_trade_3y”"),
        ("indicator", "hhi_gdp", "no series that could be"),
        ("countries", "POL,Germny", "Did you mean Germany"),
        ("until", "2050", "the year “2050”"),
        ("layout", "circle", "the layout “circle”"),
        ("ahead", "2", "the horizon “2”"),
        ("revision", "0123456789ab", "made on data revision 0123456789ab"),
    ],
)
def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest, parameter: str, value: str, told: str) -> None:
    fine(opened(app, "projections", **{parameter: value}))
    assert told in app.warning[0].value
    assert "Poland" in names(app)


def test_how_good_it_is_and_what_moves_it_are_told_by_horizon(app: AppTest) -> None:
    fine(opened(app, "projections", **ARMS))
    (scores,) = [t.value for t in app.table if "Projected with" in t.value.columns]
    assert list(scores["Years ahead"]) == [str(h) for h in HORIZONS]
    assert "95 % interval" in scores.columns
    assert "skill against the best simple baseline" in said(app)
    ten = next(trace for trace in drawn(app, "bar"))
    assert "The country’s own past" in ten["y"]
    app.selectbox(key="projections.ahead").select("1")
    fine(app.run())
    assert "1 year ahead" in said(app)
    assert next(trace for trace in drawn(app, "bar")) != ten


def test_the_projected_years_stand_in_a_table_for_every_country(app: AppTest) -> None:
    fine(opened(app, "projections", **ARMS))
    tables = [t.value for t in app.table if "Median" in t.value.columns]
    assert len(tables) == 2
    assert [table["Year"].iloc[-1] for table in tables] == ["2034", "2034"]
    assert set(tables[0]["Status"]) == {"estimated"}


def test_the_command_that_is_shown_prints_the_same_figures(app: AppTest, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "projections", **ARMS))
    command = shlex.split(app.code[0].value)
    assert command[0] == "foresight"
    capsys.readouterr()
    assert cli.main([*command[1:], "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    last = next(row for row in rows if row["country"] == "IND" and row["year"] == 2034)
    assert f"projected {last['p50']:,.0f} in 2034" in said(app)


def test_the_file_holds_what_was_observed_and_projected_with_its_provenance(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def take(label: str, data: Any, **more: Any) -> None:
        taken.append(data())

    monkeypatch.setattr("streamlit.download_button", take)
    fine(opened(app, "projections", **ARMS))
    head = [line for line in taken[0].splitlines() if line.startswith("# ")]
    stated = {line[2:].partition(":")[0] for line in head}
    assert {"projection", "bands", "model", "made again by", "unit", "licence", "data revision"} <= stated
    rows = list(csv.DictReader(io.StringIO("\n".join(x for x in taken[0].splitlines() if not x.startswith("# ")))))
    assert {row["series"] for row in rows} == {"observed", "projected"}
    assert {row["country"] for row in rows} == {"IND", "POL"}
    ahead = [row for row in rows if row["series"] == "projected"]
    assert all(float(row["p10"]) <= float(row["p50"]) <= float(row["p90"]) for row in ahead)
    assert max(int(row["year"]) for row in ahead) == 2034


def test_nothing_that_is_said_claims_a_cause_or_foretells(app: AppTest) -> None:
    fine(opened(app, "projections", **ARMS))
    assert not CLAIMS.search(said(app))


# --- pairs -----------------------------------------------------------------------------------------------------------


def tied() -> pairs.PairModel:
    """A model of exercises between states with one probability for all pairs but one."""
    import numpy as np

    states = ("BTN", "DEU", "FRA", "IND", "USA")
    i, j = np.triu_indices(len(states), 1)
    odds = np.where((np.array(states)[i] == "FRA") & (np.array(states)[j] == "USA"), 2.0, -1.0)
    shipped = pairs.fit(_small(), "ties_pair", horizons=(1,))
    return replace(
        shipped, target=load().indicator("exercises_pair"), countries=states, i=i, j=j, last_observed=2010,
        centre=np.stack([odds] * len(shipped.horizons)), event="any",
    )  # fmt: skip


def _small() -> pairs.PairPanel:
    from tests.planted_pairs import pair_panel

    return pair_panel()


@pytest.fixture(scope="module")
def tie_model() -> pairs.PairModel:
    return tied()


@pytest.fixture
def with_ties(tie_model: pairs.PairModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_projection_cache, "ties", lambda key: tie_model)


def test_ties_of_one_country_show_the_most_probable_partners_and_what_the_probability_is_of(
    app: AppTest, with_ties: None, tie_model: pairs.PairModel
) -> None:
    fine(opened(app, "projections", indicator="exercises_pair", of="FRA", until="2020"))
    assert tie_model.meaning in said(app)
    assert "highest with United States, 88\u202f%" in said(app)
    assert {"United States, probability", "Germany, probability"} <= names(app)
    (shown, *_rest) = [t.value for t in app.table if "Probability in 2020" in t.value.columns]
    assert shown["Partner"].iloc[0] == "United States"
    assert [len(t.value) for t in app.table if "Status" in t.value.columns] == [10] * 4
    assert "exercises_pair --country FRA --partner" in app.code[0].value
    assert app.query_params["of"] in ("FRA", ["FRA"])


def test_agreement_above_the_median_pair_of_its_year_counts_as_a_tie(app: AppTest) -> None:
    fine(app.run())

    def script() -> None:
        import streamlit as st

        from pages import _cache, _projection_cache

        past = _projection_cache.past_ties("un_agreement", "FRA", "above the median")
        year = past[past["year"] == 2020]
        middle = _cache.store().rows("un_agreement", first=2020, last=2020)["value"].median()
        st.write(bool((year["tie"] == (year["value"] > middle)).all()), int(year["tie"].sum()), len(year))

    shown = fine(AppTest.from_function(script, default_timeout=60).run()).markdown[0].value
    told, ties, pairs_ = shown.replace("`", "").split()
    assert told == "True"
    assert 0 < int(ties) < int(pairs_)


def test_partners_may_be_picked_and_one_without_a_projection_is_named(app: AppTest, with_ties: None) -> None:
    fine(opened(app, "projections", indicator="exercises_pair", of="FRA", partners="IND,JPN", until="2020"))
    assert names(app) == {"India", "India, probability", "India, 80 % interval"}
    assert "Japan: no state of the system" in said(app)


def test_new_ties_are_those_without_one_in_five_years(app: AppTest, with_ties: None) -> None:
    fine(opened(app, "projections", indicator="exercises_pair", of="FRA", until="2020"))
    shown, fresh = [t.value for t in app.table if "Probability in 2020" in t.value.columns]
    told = dict(zip(fresh["Partner"], fresh["Last tie"], strict=True))
    assert told["Bhutan"] == "none since 1980"
    assert all(not last.isdigit() or int(last) <= 2005 for last in told.values())
    assert "United States" in set(shown["Partner"]) - set(told)


def test_a_pair_model_that_is_not_kept_is_fitted_only_at_the_press_of_a_button(
    app: AppTest, tie_model: pairs.PairModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted: list[str] = []

    def fit_now(key: str, progress: Any) -> pairs.PairModel:
        progress(0.5, "half of it")
        fitted.append(key)
        return tie_model

    monkeypatch.setattr(_projection_cache, "ties", lambda key: None)
    monkeypatch.setattr(_projection_cache, "fit_ties", fit_now)
    fine(opened(app, "projections", indicator="exercises_pair", of="FRA", until="2020"))
    assert not figures(app)
    assert not fitted
    next(button for button in app.button if "about a minute" in button.label).click()
    fine(app.run())
    assert fitted == ["exercises_pair"]
    assert figures(app)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coverage", "colour", "verdict"),
    [(0.79, "blue", "as promised"), (0.69, "orange", "too seldom"), (0.91, "orange", "too wide")],
)
def test_the_coverage_label_says_whether_the_band_kept_its_promise(
    record: Record, coverage: float, colour: str, verdict: str
) -> None:
    label = words.coverage(replace(record, coverage80=coverage))
    assert label.text == f"80\u202f% band held {100 * coverage:.0f}\u202f% of the time, n = 2,970"
    assert label.colour == colour
    assert verdict in label.meaning


def test_a_band_that_was_never_scored_is_said_to_be_so(record: Record) -> None:
    assert words.coverage(None).text == words.coverage(replace(record, coverage80=math.nan)).text
    assert "never scored" in words.coverage(None).text
    assert "Too few outcomes" in words.kept_promise(replace(record, coverage80=math.nan))


def test_skill_is_told_alike_better_and_worse(record: Record) -> None:
    assert "+5\u202f%, 95\u202f% interval +2 to +8\u202f% (closer)" in words.against(record)
    worse = replace(record, skill=-0.05, skill_low=-0.08, skill_high=-0.02)
    assert "−5\u202f%, 95\u202f% interval −8 to −2\u202f% (further off)" in words.against(worse)
    assert "(no clear difference)" in words.against(replace(record, skill_low=-0.01))


def test_a_baseline_that_is_drawn_is_named_with_its_horizons() -> None:
    told = words.shown(("last value", "stack", "stack", "last value"))
    assert "At 1 and 10 years ahead the simple baseline “last value” had done better than the stack" in told
    assert "At 3 and 5 years ahead the stack is drawn" in told


def test_where_a_baseline_is_drawn_only_the_own_past_moves_it(planted: Model) -> None:
    alone = replace(planted, models=("theta", *planted.models[1:]))
    assert "only the country’s own past moves it" in _projection_drivers.sentence(alone, 1)
    assert not _projection_drivers.influences(alone, 1)


def test_countries_whose_series_ended_in_different_years_are_told_apart(planted: Model) -> None:
    one, two = planted.project(planted.countries[:2], until=2036)
    label, other = words.extrapolations(
        [one, replace(two, last_observed=2020)], {one.country: "A", two.country: "B"}, 2026
    )
    assert (label.text, other.text) == (
        "Extrapolation (B): last observed 2020, 6 years ago",
        "Extrapolation (A): last observed 2024, 2 years ago",
    )


def test_every_driver_has_a_plain_name_that_fits_beside_its_bar() -> None:
    from foresight.charts.drivers import LABEL

    keys = {one.key for one in (*DRIVERS, *BACKGROUND)}
    assert keys <= set(_projection_drivers.NAMES)
    assert all(len(name) <= LABEL for name in _projection_drivers.NAMES.values())


def test_a_refusal_names_the_country_in_words() -> None:
    assert _projection_answer.named("DEU", "DEU: it has 5 years.") == "Germany: it has 5 years."
