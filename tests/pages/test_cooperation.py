"""The page Cooperation: the index of countries, of one country and of two states, and an address that gives it back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from tests.pages.test_pages import drawn, figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)


def strips(app: AppTest) -> dict[str, dict[str, object]]:
    return {str(trace["name"]): trace for trace in drawn(app, "bar")}


def test_the_page_opens_with_the_map_of_the_index_and_says_what_the_year_rests_on(app: AppTest) -> None:
    fine(opened(app, "cooperation"))
    assert drawn(app, "choropleth")
    assert re.search(r"\d{4} rests on .* of the weight\. Not observed: exercises \(ends in 2010\)", text(app))
    assert "Data revision 1" in text(app)
    assert not CLAIMS.search(text(app))


def test_lines_of_countries_and_forums_have_a_strip_and_break_where_the_make_up_changes(app: AppTest) -> None:
    fine(opened(app, "cooperation", view="lines", subjects="IND,forum:nato"))
    assert set(strips(app)) >= {"Exercises", "UN missions", "Defence pacts"}
    assert strips(app)["Exercises"]["base"] == [1979.5]
    india = next(trace for trace in figures(app)[0]["data"] if trace["name"] == "India")
    assert 2010.5 in india["x"]
    said = next(m.value for m in app.markdown if m.value.startswith("From 20"))
    assert "From 2019 to 2023, made of the same parts." in said
    before = list(india["y"])
    app.slider(key="cooperation.weights.practice").set_value(0)
    fine(app.run())
    assert next(trace for trace in figures(app)[0]["data"] if trace["name"] == "India")["y"] != before
    assert "Exercises" in strips(app)
    assert any("Exercises, no weight" in str(note["text"]) for note in figures(app)[0]["layout"]["annotations"])


def test_only_what_was_observed_throughout_or_no_index_and_from_when_there_would_be_one(app: AppTest) -> None:
    fine(opened(app, "cooperation", same="yes", view="lines", subjects="IND"))
    assert "so no index is drawn. From 1994 to 2023 there would be enough." in text(app)
    assert not figures(app)
    app.slider(key="cooperation.years.cooperation_index").set_value((1994, 2023))
    fine(app.run())
    assert "of the same parts: UN missions, forums, UN votes, arms trade and US troops" in text(app)
    assert not strips(app).get("Exercises", {}).get("x")


def test_the_table_compares_years_only_where_they_are_made_of_the_same_parts(app: AppTest) -> None:
    fine(opened(app, "cooperation", view="table"))
    assert list(app.dataframe[0].value.columns) == ["Country", "points of 100", "Year"]
    fine(opened(app, "cooperation", view="table", same="yes", **{"from": "1994"}))
    assert "Change over 5 years" in app.dataframe[0].value.columns


def test_one_country_is_told_part_by_part_and_the_points_add_up(app: AppTest) -> None:
    fine(opened(app, "cooperation", chapter="country", country="IND", to="2010"))
    table = app.table[0].value
    points = [float(x) for x in table["Points in the index"]]
    assert sum(points) == pytest.approx(68.1, abs=0.3)
    assert "India: 68.1 of 100 points in 2010, the last year shown that has an index." in text(app)
    app.selectbox(key="cooperation.country").select("USA")
    fine(app.run())
    assert "United States:" in text(app)
    assert "US troops hosted" not in set(app.table[0].value["Part"])


def test_two_states_in_either_order_are_one_pair_and_what_is_not_measured_is_said(app: AppTest) -> None:
    fine(opened(app, "cooperation", chapter="pair", country="FRA", partner="DEU"))
    first = [trace["y"] for trace in figures(app)[0]["data"]]
    assert "France and Germany: 83 of 100 points in 2010, the last year shown that has an index." in text(app)
    assert "where neither of the two is the United States, material ties are not measured" in text(app)
    app.selectbox(key="cooperation.country").select("DEU")
    app.selectbox(key="cooperation.partner").select("FRA")
    fine(app.run())
    assert [trace["y"] for trace in figures(app)[0]["data"]] == first
    app.selectbox(key="cooperation.partner").select("DEU")
    fine(app.run())
    assert "A pair needs two different countries" in text(app)


def test_states_that_never_met_and_weights_of_nought_end_in_a_sentence(app: AppTest) -> None:
    fine(opened(app, "cooperation", chapter="pair", country="YMD", partner="XKX"))
    assert "never existed as states in the same year" in text(app)
    fine(opened(app, "cooperation", chapter="index", weights="practice:0,formal:0,alignment:0,material:0"))
    assert "All weights are nought" in text(app)


def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest) -> None:
    fine(opened(app, "cooperation", chapter="pair", country="INDD", weights="practice:900,magic:3"))
    said = " ".join(w.value for w in app.warning)
    assert "“INDD”" in said
    assert "“magic”" in said
    assert "“practice:900”" in said


def test_the_command_prints_what_the_page_shows(app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "cooperation", chapter="pair", country="IND", partner="USA"))
    capsys.readouterr()
    told = ["--store", str(folder), "cooperation", "--country", "IND", "--partner", "USA", "--json"]
    assert cli.main(told) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["sentence"] in text(app).replace("\\", "")
    index = next(trace for trace in figures(app)[0]["data"] if trace["name"] == "Index")
    shown = {int(x): y for x, y in zip(index["x"], index["y"], strict=True) if y is not None}
    assert shown == {row["year"]: pytest.approx(row["value"]) for row in answer["rows"] if row["value"] is not None}
    assert cli.main(["--store", str(folder), "cooperation", "--country", "IND", "--partner", "IND"]) == 1
    assert "two different countries" in capsys.readouterr().err
