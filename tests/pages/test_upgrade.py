"""Newer shipped tables on the Data page and at the shell: offered, looked at, taken over, and gone back from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.catalogue import DATA
from foresight.people import at_machine
from foresight.store import Store
from tests.pages.test_pages import ROOT, fine, opened, text

OFFER = "This version of Foresight ships newer tables: 1 indicator, 3 figures differ; 1 figure of yours stays."


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made from earlier tables of a few indicators, on which something was published."""
    data, folder = tmp_path_factory.mktemp("earlier") / "data", tmp_path_factory.mktemp("older") / "store"
    shutil.copytree(DATA / "catalogue", data / "catalogue")
    (data / "tables").mkdir()
    for path in (DATA / "tables").glob("*.parquet"):
        shutil.copy(path, data / "tables")
    gdp = pd.read_parquet(data / "tables" / "gdp.parquet")
    mine = gdp["country"].isin(["FRA", "DEU"]) & gdp["year"].ge(2023)
    gdp.assign(value=gdp["value"].where(~mine, gdp["value"] * 2)).to_parquet(data / "tables" / "gdp.parquet")
    store = Store.open(folder, data)
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["FRA"], "year": [2024], "value": [3e12]})
    store.publish(row, at_machine("steward"), "by hand")
    return folder


@pytest.fixture
def store(older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None) -> Store:
    shutil.copytree(older, tmp_path / "store")
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    return Store.open(tmp_path / "store")


def test_they_are_offered_and_taken_over_only_when_somebody_says_so(store: Store) -> None:
    app = fine(opened(AppTest.from_file(str(ROOT / "app.py"), default_timeout=120), "data"))
    assert OFFER in text(app)
    assert store.revision.number == 2
    assert store.rows("gdp", ["FRA"], first=2024)["value"].tolist() == [3e12]
    app.text_input(key="data.upgrade.who").set_value("Ada")
    fine(app.button(key="data.upgrade.yes").click().run())
    assert "Published as revision 3: no figure added, 3 changed, 0 removed" in app.success[0].value
    assert OFFER not in text(app)
    assert (store.revision.number, store.revision.who) == (3, "Ada")
    assert store.revision.note.startswith("The shipped tables of 20")
    assert store.rows("gdp", ["FRA"], first=2024)["value"].tolist() == [3e12]
    shipped = pd.read_parquet(DATA / "tables" / "gdp.parquet").query("country == 'DEU' and year >= 2023")
    assert store.rows("gdp", ["DEU"], first=2023)["value"].tolist() == shipped["value"].tolist()


def test_who_publishes_meanwhile_is_not_run_over(store: Store) -> None:
    app = fine(opened(AppTest.from_file(str(ROOT / "app.py"), default_timeout=120), "data"))
    row = pd.DataFrame({"indicator": ["gdp"], "country": ["DEU"], "year": [2024], "value": [4e12]})
    store.publish(row, at_machine("Grace"), "another")
    app.button(key="data.upgrade.yes").click().run()
    assert "Meanwhile Grace published revision 3" in app.error[0].value
    assert OFFER.replace("3 figures", "2 figures").replace("1 figure of yours stays", "2 figures of yours stay") in (
        text(app)
    )


def test_the_command_says_the_same(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["upgrade", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert OFFER in said
    assert "Nothing was changed" in said
    assert cli.main(["upgrade", "--dry-run", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["revision"], answer["figures"], answer["stay"]) == ("dry-run", 2, 3, 1)
    (mine,) = answer["staying"]
    assert (mine["country"], mine["year"], mine["published"]) == ("FRA", 2024, 3e12)
    assert mine["before"] == 2 * mine["shipped"]
    assert cli.main(["upgrade", "--note", "release", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["revision"], store.revision.note) == ("published", 3, "release")
    assert cli.main(["upgrade"]) == 0
    assert "was made from the tables that this version of Foresight ships" in capsys.readouterr().out
    assert cli.main(["rollback", "2"]) == 0
    capsys.readouterr()
    assert cli.main(["upgrade", "--dry-run"]) == 0
    assert OFFER in capsys.readouterr().out
