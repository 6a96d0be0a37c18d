"""A steward’s way on the page: a file, what it holds, findings, comparison, publication, and back."""

from __future__ import annotations

import io
import json
import os
import shutil
import threading
import time
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from foresight.intake import asked, queue
from foresight.intake.line import Order
from foresight.intake.once import take
from foresight.people import at_machine
from foresight.store import Store
from pages import _steward_words
from pages._steward_new import suggested
from tests.pages.test_pages import ROOT, figures, fine, opened, text

MILEX = "military_expenditure_pct_gdp"


@pytest.fixture
def store(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None) -> Store:
    """A store of the test’s own, on the real data."""
    Store.open(folder)
    shutil.copytree(folder, tmp_path / "store")
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    return Store.open(tmp_path / "store")


def steward() -> AppTest:
    return opened(AppTest.from_file(str(ROOT / "app.py"), default_timeout=120), "steward")


def hand_in(app: AppTest, content: str | bytes, name: str = "in.csv") -> AppTest:
    given = content.encode() if isinstance(content, str) else content
    app.file_uploader[0].set_value((name, given, "application/octet-stream"))
    return app.run()


def named(app: AppTest, kind: str, part: str) -> object:
    """The widget of a kind whose key holds this part."""
    found = [one for one in app.get(kind) if part in str(one.key)]
    assert found, f"no {kind} {part}: {[one.key for one in app.get(kind)]}"
    return found[0]


def choose(app: AppTest, indicator: str) -> AppTest:
    named(app, "segmented_control", ".which").set_value("existing")  # type: ignore[attr-defined]
    app.run()
    named(app, "selectbox", ".indicator").set_value(indicator)  # type: ignore[attr-defined]
    return app.run()


def press(app: AppTest, part: str) -> AppTest:
    named(app, "button", part).click()  # type: ignore[attr-defined]
    return app.run()


def give_reasons(app: AppTest, reason: str = "as the ministry told") -> AppTest:
    for one in app.text_input:
        if ".reason." in str(one.key):
            one.set_value(reason)
    return app.run()


def held(app: AppTest, store: Store) -> list[str]:
    """Files that lie beside the store."""
    folder = store.folder / "intake" / "uploads"
    return [path.name for path in folder.iterdir() if path.is_file()] if folder.exists() else []


def figure(store: Store, indicator: str, country: str, year: int) -> list[float]:
    return store.rows(indicator, countries=[country], first=year, last=year)["value"].tolist()


def test_a_good_file_is_read_compared_published_and_seen_at_once_and_the_way_back_is_beside_it(store: Store) -> None:
    app = hand_in(steward(), "iso3,year,value\nFRA,2025,2.1\nDEU,2025,2.2\n", "milex.csv")
    assert "whoever sits at this machine may publish" in text(app)
    assert "Countries stand in “iso3”, years in “year”, figures in “value”" in text(app)
    assert not any("Publish as" in b.label for b in app.button if not b.disabled)
    choose(app, MILEX)
    assert "2 figures of Military expenditure" in text(app)
    named(app, "selectbox", ".seen.").set_value("DEU")  # type: ignore[attr-defined]
    fine(app.run())
    traces = {trace["name"]: trace["line"]["dash"] for trace in figures(app)[0]["data"] if "line" in trace}
    assert traces == {"Published": "solid", "File": "dash"}
    assert "Germany: 1 figure added, 0 changed" in text(app)
    named(app, "text_input", ".note").set_value("The newest year")  # type: ignore[attr-defined]
    named(app, "text_input", ".who").set_value("A. Steward")  # type: ignore[attr-defined]
    fine(give_reasons(app))
    assert len(held(app, store)) == 1
    fine(press(app, ".publish"))
    assert "Published as revision 2" in app.success[0].value
    assert (store.revision.who, store.revision.note) == ("A. Steward", "The newest year")
    assert json.loads(store.revision.about)["file"] == "milex.csv"
    assert figure(store, MILEX, "DEU", 2025) == [2.2]
    assert held(app, store) == []
    fine(press(app, ".undo"))
    assert "holds the figures of revision 1 again" in app.success[0].value
    assert store.revision.hash == store.revisions()[0].hash
    assert store.revision.undoes == 2


def test_errors_stop_and_say_where_and_what_to_do_on_this_page_and_the_answers_outlive_a_corrected_file(
    store: Store,
) -> None:
    app = choose(hand_in(steward(), "iso3,year,value\nFRA,2025,<0.1\nDEU,20255,2\n"), MILEX)
    told = str(app.get("table")[0].value.to_numpy().tolist())
    assert "row 2, column value" in told
    assert "“<0.1” is not a number" in told
    assert "“20255” is not a year" in told
    assert named(app, "button", ".publish").disabled  # type: ignore[attr-defined]
    hand_in(app, "iso3,year,value\nFRA,2025,2.1\n", "again.csv")
    assert not fine(app).error
    assert named(app, "selectbox", ".indicator").value == MILEX  # type: ignore[attr-defined]
    assert "1 figure of Military" in text(app)
    assert len(held(app, store)) == 1, "the file that was replaced is gone"
    assert store.revision.number == 1


def test_advice_is_for_this_page_and_never_an_option_of_the_command_line(store: Store) -> None:
    files = (
        "Who,When,a,b\nFRA,2025,1,2\n",
        "iso3,year,value\nFRA,2025,1\n",
        "iso3,year,value\nFrnce,2025,1\n",
        "id,year,value\n20,2025,1\n100,2025,2\n",
        "country,year\nFRA,2025\n",
    )
    app = steward()
    for content in files:
        hand_in(app, content)
        tables = " ".join(str(one.value.to_numpy().tolist()) for one in app.get("table"))
        shown = tables + text(app) + " ".join(one.value for one in app.error)
        for option in ("--", "COLUMN=", "ISO3”"):
            assert option not in shown, (content, option, shown)


def test_an_unknown_country_is_decided_from_the_nearest_and_the_answer_is_remembered(store: Store) -> None:
    app = choose(hand_in(steward(), "country,year,value\nFrnce,2025,2.1\nAtlantis,2025,3\n"), MILEX)
    asked = [one for one in app.selectbox if ".country." in str(one.key)]
    assert [one.label for one in asked] == ["“Frnce” is", "“Atlantis” is"]
    assert asked[0].options[0] == "France (FRA)"
    asked[0].set_value("FRA")
    asked[1].set_value("-")
    press(app, "Take these answers")
    assert "“Atlantis”: left out" in text(app)
    fine(give_reasons(app))
    fine(press(app, ".publish"))
    assert figure(store, MILEX, "FRA", 2025) == [2.1]
    choose(hand_in(app, "country,year,value\nFrnce,2026,2.2\nAtlantis,2026,3\n"), MILEX)
    assert not [one for one in app.selectbox if ".country." in str(one.key)]
    assert not fine(app).error


def test_a_warning_waits_for_a_reason_which_the_history_then_shows(store: Store) -> None:
    app = choose(hand_in(steward(), "iso3,year,value\nUSA,2024,13.3\n"), MILEX)
    assert "1 kind of warning waits for a reason" in text(app)
    assert named(app, "button", ".publish").disabled  # type: ignore[attr-defined]
    fine(give_reasons(app, "checked with the provider"))
    fine(press(app, ".publish"))
    app.switch_page("pages/data.py").run()
    app.session_state["data.view"] = "Revisions"
    fine(app.run())
    assert "checked with the provider" in text(app)
    assert json.loads(store.revision.about)["sha256"] in text(app)


def test_replacing_lists_what_goes_and_merging_removes_nothing(store: Store) -> None:
    content = "iso3,year,value\nFRA,2024,2.06\n"
    before = len(store.rows(MILEX))
    app = choose(hand_in(steward(), content), MILEX)
    named(app, "segmented_control", ".mode").set_value("replace")  # type: ignore[attr-defined]
    app.run()
    said = " ".join(one.value for one in app.warning)
    assert f"This removes {before - 1:,} published figures:" in said
    fine(give_reasons(app))
    fine(press(app, ".publish"))
    assert len(store.rows(MILEX)) == 1
    fine(press(app, ".undo"))
    assert len(store.rows(MILEX)) == before


def test_columns_that_are_not_understood_are_given_roles_and_read_like_that(store: Store) -> None:
    app = choose(hand_in(steward(), "Who,When,How many,Other\nFRA,2025,2100,1\nDEU,2025,2200,1\n"), MILEX)
    for name, role in {"Who": "country", "When": "year", "How many": "value"}.items():
        next(one for one in app.selectbox if one.label == f"“{name}”").set_value(role)
    named(app, "number_input", ".scale").set_value(0.001)  # type: ignore[attr-defined]
    press(app, "Read the file like this")
    assert "Countries stand in “Who”, years in “When”, figures in “How many”" in text(app)
    fine(give_reasons(app))
    fine(press(app, ".publish"))
    assert figure(store, MILEX, "FRA", 2025) == [2.1]


def test_a_provider_s_file_needs_no_question_and_an_unknown_series_is_given_its_indicator(store: Store) -> None:
    head = "Entity,Code,Year,{}\nFrance,FRA,2025,{}\nGermany,DEU,2025,{}\n"
    app = hand_in(steward(), head.format("Military expenditure (% of GDP)", 2.1, 2.2), "owid.csv")
    assert "as its provider lays it out: Our World in Data" in text(app)
    assert "2 figures of Military expenditure, share of GDP" in text(app)
    hand_in(app, head.format("Military burden", 2.1, 2.2), "other.csv")
    shown = str(app.get("table")[0].value.to_numpy().tolist())
    assert "Where one fits, say so in step 3; or describe a new one in step 2" in shown
    named(app, "selectbox", ".series.one").set_value("Military burden")  # type: ignore[attr-defined]
    named(app, "selectbox", ".series.is").set_value(MILEX)  # type: ignore[attr-defined]
    press(app, "Take it like this")
    assert "“Military burden”: Military expenditure, share of GDP" in text(app)
    fine(give_reasons(app))
    fine(press(app, ".publish"))
    assert figure(store, MILEX, "FRA", 2025) == [2.1]
    hand_in(app, head.format("Military burden", 2.3, 2.4), "next.csv")
    assert "it is read as that one was" in text(fine(app))


def test_what_an_ended_process_left_is_swept_away_with_the_next_upload(store: Store) -> None:
    folder = store.folder / "intake" / "uploads"
    (folder / "draft-old").mkdir(parents=True)
    for left in (folder / "old", folder / "draft-old" / "gdp.parquet"):
        left.write_text("x")
    for left in (folder / "old", folder / "draft-old"):
        os.utime(left, (1e9, 1e9))
    hand_in(steward(), "iso3,year,value\nFRA,2025,2.1\n")
    assert not {"old", "draft-old"} & {path.name for path in folder.iterdir()}


def test_an_answer_from_an_earlier_file_can_be_changed(store: Store) -> None:
    content = "country,year,value\nGaul,2025,2.1\nDEU,2025,2.2\n"
    app = choose(hand_in(steward(), content), MILEX)
    next(one for one in app.selectbox if ".country." in str(one.key)).set_value("-")
    press(app, "Take these answers")
    fine(press(give_reasons(app), ".publish"))
    assert figure(store, MILEX, "FRA", 2025) == []
    choose(hand_in(app, content), MILEX)
    app.session_state["steward.1.before"] = True
    app.run()
    named(app, "selectbox", ".before.answer").set_value("FRA")  # type: ignore[attr-defined]
    press(app, "Change it")
    fine(press(give_reasons(app), ".publish"))
    assert figure(store, MILEX, "FRA", 2025) == [2.1]


def test_a_sheet_is_chosen_where_there_are_several_and_hidden_ones_are_marked(store: Store) -> None:
    book = openpyxl.Workbook()
    for name in ("Notes", "Data", "Old"):
        sheet = book.create_sheet(name)
        for row in (("iso3", "year", "value"), ("FRA", 2025, 2.1)):
            sheet.append(row)
    book["Old"].sheet_state = "hidden"
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    app = hand_in(steward(), out.getvalue(), "book.xlsx")
    assert "Choose the sheet" in text(app)
    sheets = named(app, "selectbox", ".sheet")
    assert sheets.options == ["Notes", "Data", "Old (hidden in the file)"]  # type: ignore[attr-defined]
    sheets.set_value("Data")  # type: ignore[attr-defined]
    app.run()
    assert app.dataframe[0].value["Row"].tolist() == ["1 heading", "2"]
    assert "1 row under the heading" in text(app)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.7", "in.xlsx", "is a PDF"),
        (b"", "in.csv", "is empty"),
        (b"1,2,3\n4,5,6\n", "in.csv", "No row can be told for the heading"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence_and_the_next_one_is_taken(
    store: Store, content: bytes, name: str, says: str
) -> None:
    app = hand_in(steward(), content, name)
    assert not app.exception
    assert says in app.error[0].value
    fine(choose(hand_in(app, "iso3,year,value\nFRA,2025,2.1\n"), MILEX))


def test_the_upload_and_the_answers_are_there_after_a_walk_through_other_pages(store: Store) -> None:
    app = choose(hand_in(steward(), "iso3,year,value\nFRA,2025,2.1\n", "milex.csv"), MILEX)
    app.switch_page("pages/data.py").run()
    fine(app.switch_page("pages/steward.py").run())
    assert "“milex.csv” is still here, with your answers" in text(app)
    assert named(app, "selectbox", ".indicator").value == MILEX  # type: ignore[attr-defined]
    press(app, ".aside")
    assert held(app, store) == []


def described(app: AppTest, **more: object) -> AppTest:
    named(app, "segmented_control", ".which").set_value("new")  # type: ignore[attr-defined]
    app.run()
    given = {
        "title": "Defence attachés abroad", "unit": "persons", "description": "Sent by a state, all ranks.",
        "provider": "Ministry", "source_title": "Annual report", "version": "2026", "licence": "CC BY 4.0",
        "citation": "Ministry (2026)", "url": "https://example.org", **more,
    }  # fmt: skip
    for name, value in given.items():
        kind = "text_area" if name == "description" else "text_input"
        named(app, kind, f".new.{name}").set_value(value)  # type: ignore[attr-defined]
    named(app, "selectbox", ".new.theme").set_value("cooperation")  # type: ignore[attr-defined]
    return press(app, "Use this description")


def test_a_new_indicator_is_on_its_theme_page_in_projections_and_among_targets_with_nothing_to_restart(
    store: Store,
) -> None:
    countries = store.rows(MILEX, first=2020)["country"].unique()[:60]
    rows = [f"{c},{y},{20 + place + (y - 2000) * (place % 3) + (y * place) % 5}" for place, c in enumerate(countries)
            for y in range(2000, 2025)]  # fmt: skip
    app = hand_in(steward(), "iso3,year,value\n" + "\n".join(rows), "attaches.csv")
    described(app, title="")
    assert "Still to be filled in: title" in app.error[0].value
    fine(described(app))
    assert "defence_attaches_abroad" in app.success[0].value
    assert "1,500 figures of Defence attachés abroad" in text(app)
    fine(give_reasons(app))
    fine(press(app, ".publish"))
    key = "defence_attaches_abroad"
    assert store.catalogue().indicator(key).unit == "persons"
    app.query_params["indicator"] = key
    fine(app.switch_page("pages/cooperation.py").run())
    assert app.selectbox(key="cooperation.indicator").value == key
    assert "Defence attachés abroad" in figures(app)[0]["layout"]["title"]["text"]
    app.query_params.clear()
    app.query_params["indicator"] = key
    app.query_params["countries"] = str(countries[0])
    fine(app.switch_page("pages/projections.py").run())
    assert app.selectbox(key="projections.indicator").value == key
    assert "Defence attachés abroad" in figures(app)[0]["layout"]["title"]["text"]
    app.query_params.clear()
    app.switch_page("pages/scenarios.py").run()
    assert any("Defence attachés abroad" in one.options for one in (*app.selectbox, *app.multiselect))


def test_two_who_publish_at_once_are_both_in_the_history_and_the_second_is_told(store: Store) -> None:
    one = choose(hand_in(steward(), "iso3,year,value\nFRA,2025,2.1\n", "one.csv"), MILEX)
    two = choose(hand_in(steward(), "iso3,year,value\nDEU,2025,2.2\n", "two.csv"), MILEX)
    fine(press(give_reasons(one), ".publish"))
    button = named(two, "button", ".publish")
    button.click()  # type: ignore[attr-defined]  # it was drawn beside revision 1
    two.run()
    assert "published revision 2" in two.error[0].value
    assert "Nothing of yours was published or lost" in two.error[0].value
    fine(press(give_reasons(two), ".publish"))
    assert [r.number for r in store.revisions()] == [1, 2, 3]
    assert figure(store, MILEX, "FRA", 2025) == [2.1]
    assert figure(store, MILEX, "DEU", 2025) == [2.2]


def test_publications_in_the_same_moment_wait_for_each_other(store: Store, tmp_path: Path) -> None:
    def run(country: str) -> None:
        path = tmp_path / f"{country}.csv"
        path.write_text(f"iso3,year,value\n{country},2025,2.2\n")
        # what another published meanwhile is compared with anew, never written over unseen
        given = take(Store.open(store.folder), path, Order(indicator=MILEX, accepted={"thin_year": "x"}), at_machine())
        assert given["status"] == "published", given

    threads = [threading.Thread(target=run, args=(country,)) for country in ("FRA", "DEU", "ITA")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert store.revision.number == 4
    assert [figure(store, MILEX, c, 2025) for c in ("FRA", "DEU", "ITA")] == [[2.2]] * 3


def test_what_waits_in_the_queue_is_shown_taken_into_the_form_and_goes_when_it_is_published(
    store: Store, tmp_path: Path
) -> None:
    assert "in the queue" not in text(steward())
    (tmp_path / "milex.csv").write_text("iso3,year,value\nUSA,2024,13.3\n")
    (tmp_path / "bad.csv").write_text("iso3,year,value\nUSA,2024,abc\n")
    order = asked.Asked(indicator=MILEX, note="From the ministry")
    one = queue.put(store.folder, tmp_path / "milex.csv", order, at_machine("A. Colleague"))
    two = queue.put(store.folder, tmp_path / "bad.csv", order, at_machine("A. Colleague"))
    app = steward()
    assert "milex.csv, from A. Colleague" in text(app)
    assert text(app).count("waits for its turn") == 2
    fine(press(app, "queue.run"))
    assert "waits for an answer for each warning" in text(app)
    assert "bad.csv, from A. Colleague" in text(app)
    fine(press(app, f"queue.remove.{two.id}"))
    assert "bad.csv" not in text(app)
    fine(press(app, f"queue.take.{one.id}"))
    assert "“milex.csv” is still here" in text(app)
    assert "1 figure of Military" in text(app)
    assert queue.entries(store.folder), "it stays until it is published"
    fine(press(give_reasons(app), ".publish"))
    assert store.revision.note == "From the ministry"
    assert figure(store, MILEX, "USA", 2024) == [13.3]
    assert queue.entries(store.folder) == []
    assert "in the queue" not in text(app)


def test_how_projections_move_is_told_on_demand(store: Store) -> None:
    app = choose(hand_in(steward(), "iso3,year,value\nUSA,2024,9.9\nFRA,2025,2.1\n"), MILEX)
    fine(press(app, ".moves"))
    assert "the projection of United States moves most" in text(app)


def test_going_back_on_the_data_page_is_asked_about_first(store: Store) -> None:
    rows = store.rows(MILEX, countries=["FRA"], first=2024).assign(indicator=MILEX, value=7.0)
    store.publish(rows, at_machine("somebody"), "a mistake")
    app = opened(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60), "data")
    app.session_state["data.view"] = "Revisions"
    fine(app.run())
    app.selectbox(key="data.revision").set_value(1)
    app.run()
    app.button(key="data.go_back").click()
    app.run()
    assert store.revision.number == 2, "nothing happens before it is confirmed"
    app.text_input(key="data.back.note").set_value("A mistake was published")
    app.button(key="data.back.yes").click()
    fine(app.run())
    assert (store.revision.number, store.revision.undoes, store.revision.note) == (3, 2, "A mistake was published")
    assert "those of revision 1 again, as revision 3" in app.success[0].value
    app.selectbox(key="data.revision").set_value(2)
    app.run()
    app.button(key="data.as_of").click()
    assert "as of revision 2" in text(fine(app.run()))


def test_the_page_opens_and_answers_without_reading_the_file_again(store: Store) -> None:
    app = choose(hand_in(steward(), "iso3,year,value\nFRA,2025,2.1\nUSA,2025,3.3\n"), MILEX)
    times = []
    for country in ("USA", "FRA", "USA", "FRA", "USA"):
        named(app, "selectbox", ".seen.").set_value(country)  # type: ignore[attr-defined]
        began = time.perf_counter()
        fine(app.run())
        times.append(time.perf_counter() - began)
    assert sorted(times)[len(times) // 2] < 0.5, times  # 0.03 s on a machine of its own


def test_findings_leave_as_a_file_whose_cells_no_spreadsheet_runs() -> None:
    from foresight.intake.findings import Finding

    made = _steward_words.as_csv([Finding("x", "error", "row 2", "“=1+1” is not a number.", "=1+1")])
    assert made.splitlines()[1].endswith("'=1+1,1")
    assert suggested("1 % of défense") == "indicator_1_of_defense"


def test_which_scenarios_move_is_told_on_a_press_and_not_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from foresight.scenario import library

    one = [entry for entry in library.entries() if entry.key == "south_asia_isolation"]
    monkeypatch.setattr(library, "entries", lambda folder=None: one)
    rows = store.rows("exercises", ["IND", "PAK"], first=2008)
    app = hand_in(steward(), rows.assign(value=rows["value"] + 4).to_csv(index=False))
    choose(app, "exercises")
    assert "moves most beside its band" not in text(app)
    fine(press(app, ".scenarios"))
    assert f"Of 1 scenario that rests on these figures, “{one[0].name}” moves most" in text(app)
    assert store.revision.number == 1
