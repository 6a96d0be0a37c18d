"""The past on every page: data as of a revision, the history of a figure, what a revision changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from foresight.people import at_machine
from foresight.store import Store
from tests.pages.test_pages import ROOT, drawn, figures, fine, opened, text

MILEX = "military_expenditure_pct_gdp"
ROOMS = sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py"))
ME = at_machine("A. Steward")
# these write no address
WITHOUT = ("data", "overview", "steward", "method", "brief", "scenarios", "discovery", "library")


def row(value: float, country: str = "IND", year: int = 2020) -> pd.DataFrame:
    return pd.DataFrame({"indicator": [MILEX], "country": [country], "year": [year], "value": [value]})


@pytest.fixture(scope="module")
def past(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Revision 2 changes India's military expenditure of 2020, 3 removes it, 4 goes back to 2, 5 adds Iceland 2020."""
    Store.open(folder)
    made = tmp_path_factory.mktemp("past") / "store"
    shutil.copytree(folder, made)
    store = Store.open(made)
    store.publish(row(19.5), ME, "World Bank release of July")
    store.publish(row(float("nan")), ME, "withdrawn")
    store.rollback(2, ME)
    store.publish(row(0.5, "ISL", 1901), ME, "an early one")
    return store


@pytest.fixture
def visit(past: Store, monkeypatch: pytest.MonkeyPatch, emptied: None) -> AppTest:
    monkeypatch.setenv("FORESIGHT_STORE", str(past.folder))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)


@pytest.mark.parametrize("page", ROOMS)
def test_every_room_says_that_an_earlier_revision_is_looked_at_and_has_the_way_back(
    visit: AppTest, past: Store, page: str
) -> None:
    visit.run()
    visit.session_state["_as_of"] = 1
    fine(visit.switch_page(f"pages/{page}.py").run())
    told = [one.value for one in visit.info if "You look at the data as of revision 1 (" in one.value]
    assert len(told) == 1
    if page not in WITHOUT:
        address = visit.query_params["revision"]
        assert past.at(1).revision.hash.startswith(address[0] if isinstance(address, list) else address)
    visit.button(key="as_of.newest").click()
    fine(visit.run())
    assert not any("You look at the data as of" in one.value for one in visit.info)


def lines(app: AppTest) -> list[float]:
    return [value for trace in drawn(app, "scatter") for value in trace["y"] if value is not None]


def test_figures_footers_and_pictures_are_those_of_the_revision_looked_at(visit: AppTest) -> None:
    seen = {"chapter": "indicators", "indicator": MILEX, "countries": "IND", "view": "lines"}
    fine(opened(visit, "emerging_powers", **seen))
    assert max(lines(visit)) == 19.5
    assert "Updated here in revision 5" in text(visit)
    assert "Updated here in revision 5" in str(figures(visit)[0]["layout"])
    assert "1 earlier update." in text(visit), "revision 3 was gone back from and does not stand"
    visit.session_state["_as_of"] = 1
    fine(visit.run())
    assert max(lines(visit)) < 19.5
    assert "Updated here" not in text(visit)


def test_an_address_made_on_an_earlier_revision_offers_to_show_it_on_pages_that_bear_no_stamp(
    visit: AppTest, past: Store
) -> None:
    hash_ = past.at(1).revision.hash[:12]
    fine(opened(visit, "emerging_powers", chapter="indicators", indicator=MILEX, view="lines", revision=hash_))
    assert "This address was made on data revision" in visit.warning[0].value
    visit.button(key="as_of.offered").click()
    fine(visit.run())
    assert any("as of revision 1 (" in one.value for one in visit.info)


def test_the_history_of_one_figure_is_on_the_catalogue_page_and_in_its_address(visit: AppTest) -> None:
    asked = {"indicator": MILEX, "chapter": "history", "country": "IND", "year": "2020"}
    fine(opened(visit, "catalogue", **asked))
    assert "India, 2020:" in text(visit)
    assert "19.5 since revision 4" in text(visit)
    assert "4 revisions touched it." in text(visit)
    rows = next(one.value for one in visit.get("table") if "Before" in one.value.columns)
    assert rows["What"].tolist() == ["added, by going back", "removed", "changed", "added"]
    assert rows["Why"].tolist()[2] == "World Bank release of July"
    assert len(drawn(visit, "scatter")) == 2
    visit.selectbox(key="catalogue.year").select("2019")
    fine(visit.run())
    assert "One revision touched it." in text(visit)
    visit.selectbox(key="catalogue.country").select("ISL")
    fine(visit.run())
    assert "Iceland, 1901: 0.5 since revision 5" in text(visit)


def test_the_history_of_a_tie_asks_for_both_sides(visit: AppTest) -> None:
    asked = {"indicator": "exercises_pair", "chapter": "history", "country": "IND", "partner": "USA"}
    fine(opened(visit, "catalogue", **asked))
    assert "India and United States, 20" in text(visit)


def test_nonsense_in_the_address_of_a_history_is_left_out_in_a_sentence(visit: AppTest) -> None:
    asked = {"indicator": MILEX, "chapter": "history", "country": "ATL", "year": "20233"}
    fine(opened(visit, "catalogue", **asked))
    assert "“ATL”" in visit.warning[0].value
    assert "“20233”" in visit.warning[0].value


def test_the_revisions_tab_tells_what_a_revision_changed_and_compares_any_two(visit: AppTest) -> None:
    fine(opened(visit, "data"))
    assert "What revision 5 changed" in [one.value for one in visit.subheader]
    assert "1 figure differs** from revision 4, of 1 indicator." in text(visit)
    visit.selectbox(key="data.beside.5").select(1)
    fine(visit.run())
    assert "2 figures differ** from revision 1" in text(visit)
    tables = [one.value for one in visit.dataframe]
    assert tables[-1]["Country"].tolist() == ["India", "Iceland"]
    assert tables[-1]["Revision 5"].tolist() == ["19.5", "0.5"]
    assert tables[-1]["Revision 1"].tolist()[1] == "none"
    visit.selectbox(key="data.revision").select(4)
    fine(visit.run())
    visit.selectbox(key="data.beside.4").select(2)
    fine(visit.run())
    assert "Every figure of revision 4 is as in revision 2." in text(visit)
