"""The catalogue: every indicator, what it covers, when the next release is due, how good it is; and its dictionary."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.catalogue import Indicator, Source
from foresight.measures.inventory import entries_from
from foresight.people import at_machine
from foresight.store import Store
from tests.pages.test_pages import ROOT, drawn, figures, fine, opened, text


def listed(app: AppTest) -> pd.DataFrame:
    frame: pd.DataFrame = app.dataframe[0].value
    return frame


def test_every_indicator_is_listed_and_found_by_a_word_a_theme_and_its_releases(app: AppTest) -> None:
    fine(opened(app, "catalogue"))
    every = listed(app)
    assert len(every) > 40
    assert every["Quality"].between(0, 100).all()
    app.text_input(key="catalogue.find").input("troopdata nuclear warheads nothing")
    assert listed(fine(app.run())).empty
    app.text_input(key="catalogue.find").input("warheads")
    assert list(listed(fine(app.run()))["Indicator"]) == ["Nuclear warheads"]
    app.text_input(key="catalogue.find").input("")
    app.selectbox(key="catalogue.release").select("ended")
    ended = listed(fine(app.run()))
    assert 0 < len(ended) < len(every)
    assert set(ended["Next release"]) == {"none"}
    app.selectbox(key="catalogue.theme").select("emerging_powers")
    assert listed(fine(app.run())).empty


def test_an_address_opens_one_indicator_with_the_countries_of_a_region(app: AppTest) -> None:
    fine(opened(app, "catalogue", indicator="gdp", area="south_asia", chapter="coverage"))
    assert not app.warning or "released" not in app.warning[0].value
    regions, countries, decades = drawn(app, "heatmap")
    assert regions["y"][0] == "World"
    assert len(countries["z"]) == 8
    assert decades["x"][0] == "1960s"
    kinds = {kind for row in countries["z"] for kind in row if kind}
    assert kinds <= {1, 2, 3}
    app.selectbox(key="catalogue.area").select("every")
    assert len(drawn(fine(app.run()), "heatmap")[1]["z"]) > 187
    assert "of the states’ years" in text(app)


def test_nonsense_in_the_address_is_left_out_and_said(app: AppTest) -> None:
    fine(opened(app, "catalogue", indicator="gpd", chapter="soup", release="rotten", provider="Nobody"))
    said = " ".join(warning.value for warning in app.warning)
    for part in ("“gpd”", "“soup”", "“rotten”", "“Nobody”"):
        assert part in said, part
    assert figures(app)


def test_the_quality_has_a_reason_for_each_part_and_says_what_it_does_not_measure(app: AppTest) -> None:
    fine(opened(app, "catalogue", indicator="us_troops", chapter="quality"))
    bars = figures(app)[0]["data"][0]
    assert len(bars["y"]) == 8
    assert "2008 and 2009 (most states moved far more than usual)" in app.table[0].value["Why"].str.cat()
    assert "It does not measure" in text(app)


def test_a_figure_for_the_world_and_the_other_chapters_have_no_traceback(app: AppTest) -> None:
    fine(opened(app, "catalogue", indicator="hhi_gdp", chapter="coverage"))
    assert "one figure for the whole world" in text(app)
    for chapter in ("quality", "history", "about"):
        app.segmented_control(key="catalogue.chapter").set_value(chapter)
        fine(app.run())
    assert "Licence:" in text(app)


def test_metadata_are_told_of_every_indicator(app: AppTest) -> None:
    def script() -> None:
        from pages import _catalogue_cache, _catalogue_one

        for entry in _catalogue_cache.entries().values():
            _catalogue_one.about(entry)

    page = fine(AppTest.from_function(script, default_timeout=60).run())
    assert sum("Licence:" in element.value for element in page.markdown) > 80
    assert sum("**Releases:**" in element.value for element in page.markdown) > 80


def test_another_indicator_is_answered_quickly(app: AppTest) -> None:
    fine(opened(app, "catalogue"))
    spent = []
    for key in ("gdp", "polyarchy", "exercises_pair", "un_agreement", "us_troops", "arms_imports", "hdi"):
        app.selectbox(key="catalogue.indicator").select(key)
        begun = time.perf_counter()
        fine(app.run())
        spent.append(time.perf_counter() - begun)
    assert sorted(spent)[-2] < 1.0, spent  # 0.15 s on a quiet machine; this one may be busy


def test_the_command_line_says_what_the_page_says(
    app: AppTest, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine(opened(app, "catalogue"))
    page = listed(app).set_index("Key")
    assert cli.main(["--store", str(folder), "catalogue", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["key"]: one["quality"] for one in told["indicators"]} == page["Quality"].to_dict()
    assert cli.main(["--store", str(folder), "catalogue", "gdp", "--json", "--on", "2025-03-01"]) == 0
    one = json.loads(capsys.readouterr().out)
    assert one["release"] == {**one["release"], "state": "current", "next": "July 2025", "to": 2024}
    assert one["quality_parts"][0]["key"] == "countries"
    for name in ("d.csv", "d.xlsx"):
        assert cli.main(["--store", str(folder), "catalogue", "--dictionary", str(tmp_path / name)]) == 0
    rows = pd.read_csv(tmp_path / "d.csv", comment="#")
    assert len(rows) == len(page)
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    assert book.sheetnames == ["Indicators", "Sources", "Columns", "About"]
    assert book["Indicators"].max_row == len(page) + 1
    capsys.readouterr()
    for wrong in (["gdpp"], ["--on", "yesterday"], ["--dictionary", "d.pdf"]):
        assert cli.main(["--store", str(folder), "catalogue", *wrong]) == 1
        assert "foresight: " in capsys.readouterr().err


def with_attaches(tmp_path: Path, folder: Path) -> Store:
    """The shipped store with an indicator that a steward brought in, whose texts try to be formulas."""
    Store.open(folder)
    shutil.copytree(folder, tmp_path / "store")
    store = Store.open(tmp_path / "store")
    held = store.catalogue()
    source = Source(
        key="ministry", provider="=Ministry of Defence", title="Annual report", version="2026", licence="CC BY 4.0",
        citation="@Ministry (2026)", url="https://example.org", retrieved=dt.date(2026, 11, 1), terms="open",
    )  # fmt: skip
    indicator = Indicator(
        key="defence_attaches", title="Defence attachés abroad", theme="cooperation", unit="persons",
        description="+Accredited at the end of the year.", source="ministry",
    )  # fmt: skip
    catalogue = held.model_copy(
        update={
            "sources": held.sources | {"ministry": source},
            "indicators": held.indicators | {"defence_attaches": indicator},
        }
    )
    rows = [(iso3, year, 5.0) for iso3 in ("IND", "POL", "KEN") for year in (2022, 2024)]
    frame = pd.DataFrame(rows, columns=["country", "year", "value"]).assign(indicator="defence_attaches")
    store.publish(frame, at_machine("steward"), "attachés", catalogue=catalogue)
    return store


def test_a_new_indicator_has_coverage_unknown_releases_and_a_quality_and_an_earlier_revision_does_not(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None
) -> None:
    store = with_attaches(tmp_path, folder)
    entry = entries_from(store, dt.date(2026, 11, 25))["defence_attaches"]
    assert (entry.first, entry.last, entry.countries, entry.rows) == (2022, 2024, 3, 6)
    assert entry.share == pytest.approx(6 / (3 * 195))
    assert entry.freshness.state == "unknown"
    assert entry.update is not None
    assert entry.update.revision == 2
    assert entry.quality.part("continuity").figure == pytest.approx(100 * 6 / 9)
    assert entry.quality.part("provenance").score == 85
    assert entry.quality.part("tested").score == 0
    assert "defence_attaches" not in entries_from(store.at(1), dt.date(2026, 11, 25))
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    fine(opened(app, "catalogue", indicator="defence_attaches", chapter="history"))
    assert "It is not known here when new figures are to be expected" in text(app)
    assert "revision 2 of" in text(app)
    app.session_state["_as_of"] = 1
    fine(app.run())
    assert "defence_attaches" not in set(listed(app)["Key"])


def test_no_text_of_the_dictionary_begins_a_formula(folder: Path, tmp_path: Path) -> None:
    from foresight.measures import dictionary

    store, day = with_attaches(tmp_path, folder), dt.date(2026, 11, 25)
    entries = entries_from(store, day)
    lines = dictionary.to_csv({"defence_attaches": entries["defence_attaches"]}, store.revision, day)
    row = pd.read_csv(io.StringIO(lines), comment="#").iloc[0]
    assert row["description"] == "'+Accredited at the end of the year."
    assert row["citation"] == "'@Ministry (2026)"
    book = openpyxl.load_workbook(io.BytesIO(dictionary.to_xlsx(entries, store.revision, day)))
    assert not [c for sheet in book for line in sheet.iter_rows() for c in line if c.data_type == "f"]
