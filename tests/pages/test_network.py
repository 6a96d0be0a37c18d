"""The room Network: a year's graph, a country's own ties, tables and files, and an address that gives them back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.measures import network as measured
from foresight.store import Store
from pages import _network_table
from pages._network_choice import Choice
from tests.pages.conftest import APP
from tests.pages.test_pages import figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)
INDIA = {"tie": "exercises", "year": "2008", "country": "IND"}


def trace(app: AppTest, name: str, of: int = 0) -> dict[str, object]:
    return next(t for t in figures(app)[of]["data"] if t.get("name") == name)


def address(app: AppTest) -> dict[str, str]:
    return {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}


def test_the_page_opens_on_the_last_year_with_ties_groups_brokers_blocs_and_source(app: AppTest) -> None:
    fine(opened(app, "network"))
    said = text(app)
    assert re.search(r"In 2010, \d+ of 194 states covered exercised together with another: [\d,]+ ties", said)
    assert "communities" in said
    assert "if partners were drawn by lot" in said
    assert "Data revision 1" in said
    assert "Click a country in the picture" in said
    assert not CLAIMS.search(said)
    assert len(figures(app)) == 4
    notes = " ".join(note["text"] for note in figures(app)[0]["layout"]["annotations"])
    assert "Multinational Military" in notes
    assert "Last year observed: 2010" in notes
    assert len(json.dumps(figures(app)[0])) < 300_000


def test_another_year_is_another_picture_in_the_same_places(app: AppTest) -> None:
    fine(opened(app, "network"))
    before, laid = figures(app)[0], trace(app, "states")
    app.slider(key="network.year.exercises.1").set_value(1995)
    fine(app.run())
    after, again = figures(app)[0], trace(app, "states")
    assert "1995" in after["layout"]["title"]["text"]
    assert before["data"][0]["x"] != after["data"][0]["x"]
    places = [dict(zip((d[0] for d in t["customdata"]), zip(t["x"], t["y"], strict=True), strict=True))
              for t in (laid, again)]  # fmt: skip
    both = [s for s in places[0] if places[0][s][0] is not None and places[1][s][0] is not None]
    assert len(both) > 150
    assert all(places[0][s] == places[1][s] for s in both)
    assert address(app)["year"] == "1995"


def test_a_country_has_its_partners_its_ranks_and_what_it_gained_and_lost(app: AppTest) -> None:
    fine(opened(app, "network", **INDIA))
    said = text(app)
    assert re.search(
        r"In 2008, India exercised together with 23 states, .*: rank \d+ of \d+ by number of partners", said
    )
    assert re.search(r"Against 2003: \d+ new \(.*\) and \d+ gone", said)
    assert len(figures(app)) == 6
    assert trace(app, "chosen")["x"]
    app.selectbox(key="network.country").select("PAK")
    fine(app.run())
    assert "In 2008, Pakistan exercised together with" in text(app)
    assert address(app)["country"] == "PAK"


def test_no_tie_is_told_from_no_figure(app: AppTest) -> None:
    fine(opened(app, "network", tie="exercises", year="2010", country="SSD"))
    assert "do not cover South Sudan in any year: its ties are missing, not zero" in text(app)
    app.selectbox(key="network.country").select("CUB")
    fine(app.run())
    assert "Cuba is covered in 2010, and no joint exercises are recorded for it" in text(app)


@pytest.mark.parametrize("tie", ["agreements", "in_force", "pacts", "forums"])
def test_every_kind_of_tie_has_its_network_and_its_table(app: AppTest, tie: str) -> None:
    fine(opened(app, "network", tie=tie, country="FRA"))
    assert len(figures(app)) >= 5
    assert len(json.dumps(figures(app)[0])) < 300_000
    fine(opened(app, "network", tie=tie, country="FRA", view="table"))
    states = app.dataframe[0].value
    assert states["Partners"].is_monotonic_decreasing
    assert states["Partners"].iloc[-1] == 0 or tie in ("forums", "in_force")
    assert len(app.dataframe) == 3


def test_changing_the_kind_keeps_the_year_where_there_is_one_and_takes_the_usual_window(app: AppTest) -> None:
    fine(opened(app, "network", tie="forums", year="2024"))
    app.selectbox(key="network.tie").select("agreements")
    fine(app.run())
    assert {"tie": "agreements", "window": "5", "year": "2010"}.items() <= address(app).items()
    assert "In 2006–2010" in text(app)
    assert not app.warning
    app.selectbox(key="network.tie").select("exercises")
    fine(app.run())
    assert {"window": "1", "year": "2010"}.items() <= address(app).items()


def test_the_address_gives_the_page_back(app: AppTest) -> None:
    fine(opened(app, "network", tie="forums", threshold="4", year="2001", country="JPN", layout="map"))
    assert "Japan shared 4 forums or more" in text(app)
    assert figures(app)[0]["data"][0]["name"] == "land"
    assert "do not imply the expression of any opinion" in text(app)
    again = AppTest.from_file(str(APP), default_timeout=60)
    fine(opened(again, "network", **address(app)))
    assert text(again) == text(app)
    assert address(again) == address(app)


def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest) -> None:
    fine(opened(app, "network", tie="exercices", year="3000", country="Indai", layout="star", window="9", play="maybe"))
    said = " ".join(w.value for w in app.warning)
    for what in ("kind of tie “exercices”", "year “3000”", "country “Indai”", "layout “star”", "years “9”", "“maybe”"):
        assert what in said
    assert "Did you mean India" in said
    assert len(figures(app)) == 4


def test_the_picture_that_plays_holds_every_year_and_is_modest_in_size(app: AppTest) -> None:
    fine(opened(app, "network", tie="exercises", play="yes", country="IND"))
    playing = figures(app)[0]
    assert [frame["name"] for frame in playing["frames"]] == [str(year) for year in range(1980, 2011)]
    assert len(json.dumps(playing)) < 1_000_000
    for frame in playing["frames"]:
        notes = " ".join(note["text"] for note in frame["layout"]["annotations"])
        assert "Multinational Military" in notes
        assert "Data revision 1" in notes


def test_the_file_holds_all_states_and_ties_with_their_provenance(app: AppTest, folder: Path) -> None:
    fine(opened(app, "network", **INDIA))
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [f"Download {what} (CSV)" for what in ("states", "ties", "years")]
    store = Store.open(folder)
    network = measured.network_from(store, measured.KINDS["exercises"])
    asked = Choice(network, 2008, "ties", "IND", False)
    held = _network_table.content(asked, measured.edges(network, asked.now))
    assert "# licence: not stated by the provider" in held
    assert "# ties: Joint exercises" in held
    assert f"# data revision: {store.revision.name}" in held
    rows = [line for line in held.splitlines() if not line.startswith("#")]
    assert rows[0].startswith("country,partner,year,value")
    shown = store.rows("exercises_pair", first=2008, last=2008)
    assert len(rows) - 1 == int((shown["value"] > 0).sum())


def test_the_command_prints_what_the_page_shows(app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine(opened(app, "network", **INDIA))
    capsys.readouterr()
    told = ["--store", str(folder), "network", "--year", "2008", "--country", "India"]
    assert cli.main([*told, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["tie"], answer["year"], answer["country"], answer["window"]) == ("exercises", 2008, "IND", 1)
    shown = text(app)
    assert all(sentence in shown for sentence in answer["sentences"])
    brokers = sorted((s["betweenness"] for s in answer["states"]), reverse=True)[:10]
    assert list(trace(app, "chosen")["x"])
    bars = next(f for f in figures(app) if "betweenness" in f["layout"]["title"]["text"])["data"][0]["x"]
    assert bars == pytest.approx([100 * share for share in brokers])
    assert answer["measures"]["ties"] == sum(s["ties"] for s in answer["states"]) / 2
    assert cli.main(told) == 0
    assert "E-I index" in capsys.readouterr().out
    assert cli.main([*told[:-4], "--year", "2011"]) == 1
    assert "The years are 1980 to 2010" in capsys.readouterr().err
