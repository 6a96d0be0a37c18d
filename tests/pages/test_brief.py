"""From three pages into a brief; its words, its order, its files; and what is not a brief."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from foresight.briefing import recording, shelf
from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit
from pages import _exhibit


@pytest.fixture
def desk(app: AppTest, folder: Path) -> Iterator[AppTest]:
    """The app; afterwards there is no brief of one's own."""
    shutil.rmtree(folder / shelf.OWN, ignore_errors=True)
    yield app.run()
    shutil.rmtree(folder / shelf.OWN, ignore_errors=True)


def at(app: AppTest, page: str, **address: str) -> AppTest:
    """A page at an address. AppTest runs a page past app.py, which says which page it is."""
    app.session_state[_exhibit.PAGE] = page
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    return fine(app)


def fine(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    return app


def press(app: AppTest, start: str) -> AppTest:
    next(button for button in app.button if str(button.key).startswith(start)).click().run()
    return fine(app)


def said(app: AppTest) -> str:
    shown = " ".join(one.value for one in (*app.markdown, *app.success, *app.error, *app.warning, *app.info))
    return shown.replace("\\_", "_")


def mine(folder: Path) -> Brief:
    return next(slot.held for slot in shelf.own(folder).values() if slot.held)


def made(folder: Path, *keys: str, **changes: object) -> Brief:
    """A brief with a table of each key."""
    brief = None
    for key in keys:
        one = Exhibit(
            key=key, name=key, page="network", address="year=2010", title=f"Title of {key}", unit="", sentence="Said.",
            source="Example", last_observed=2010, notes=(), rests_on=("gdp",), status=("observed",), revision=1,
            revision_hash="a" * 64, rows=({"country": "India"},),
        ).model_copy(update=changes)  # fmt: skip
        brief, _ = shelf.put_in(folder, brief.key if brief else None, one)
    assert brief is not None
    return brief


def test_a_chart_a_network_and_a_comparison_go_into_one_brief_with_their_addresses(desk: AppTest, folder: Path) -> None:
    at(desk, "network", year="2008", layout="ties")
    press(desk, "brief.network.picture")
    assert "Added to “My brief” (1 item)." in said(desk)
    press(desk, "brief.network.picture")
    assert "“My brief” has this picture already." in said(desk)
    at(desk, "emerging_powers", chapter="profile", state="IND")
    press(desk, "brief.")
    assert "(2 items)" in said(desk)
    at(desk, "compare", scenarios="regional_war,asean_detente", target="arms_trade_3y", place="world", until="2034")
    press(desk, "brief.compare.chart")
    assert "(3 items)" in said(desk)
    items = mine(folder).items
    wanted = [
        ("network", {"year": "2008", "layout": "ties"}),
        ("emerging_powers", {"chapter": "profile", "state": "IND"}),
        ("compare", {"scenarios": "regional_war,asean_detente", "place": "world", "until": "2034"}),
    ]
    for item, (page, address) in zip(items, wanted, strict=True):
        held = dict(parse_qsl(item.address))
        assert (item.page, {name: held.get(name) for name in address}) == (page, address)
        assert isinstance(shelf.picture(folder, item), Exhibit)


def test_words_order_removal_and_undo_are_kept(desk: AppTest, folder: Path) -> None:
    brief = made(folder, "one", "two", "three")
    at(desk, "brief")
    first = brief.items[0]
    title = next(one for one in desk.text_input if str(one.key).startswith(f"brief.title.{brief.key}.{first.place}"))
    assert title.placeholder == "Title of one"
    title.set_value("What matters").run()
    for name, text in (("title", "Gulf"), ("question", "What now?"), ("classification", "OFFICIAL")):
        next(one for one in desk.text_input if one.key == f"brief.{name}.my_brief.0").set_value(text).run()
    desk.text_area(key="brief.key_points.my_brief.0").set_value("One.\n\n Two. ").run()
    press(desk, f"brief.down.my_brief.{first.place}")
    now = mine(folder)
    assert (now.title, now.question, now.classification, now.key_points) == (
        "Gulf", "What now?", "OFFICIAL", ("One.", "Two."),
    )  # fmt: skip
    assert [item.title or item.key for item in now.items] == ["two", "What matters", "three"]
    press(desk, f"brief.remove.my_brief.{first.place}")
    assert [item.key for item in mine(folder).items] == ["two", "three"]
    press(desk, "brief.undo")
    assert mine(folder) == now
    next(one for one in desk.text_input if str(one.key).startswith("brief.title.my_brief.0")).set_value(" ").run()
    assert "needs a title" in said(fine(desk))
    assert mine(folder).title == "Gulf"


def test_a_brief_is_deleted_and_brought_back_and_a_damaged_one_is_told(desk: AppTest, folder: Path) -> None:
    brief = made(folder, "one")
    at(desk, "brief")
    desk.segmented_control(key="brief.action").set_value("Delete").run()
    press(desk, "brief.act")
    assert shelf.own(folder) == {}
    press(desk, "brief.undo")
    assert mine(folder) == brief
    (folder / shelf.OWN / "broken.toml").write_text("title = ", encoding="utf-8")
    desk.run().selectbox(key="brief.brief").set_value("own:broken").run()
    assert "broken.toml is not valid TOML" in said(fine(desk))


def test_an_export_is_imported_again_and_nonsense_is_refused_in_a_sentence(desk: AppTest, folder: Path) -> None:
    brief = made(folder, "one", "two")
    at(desk, "brief")
    for text, told in (
        (b"title = ", "mine.toml is not valid TOML"), (b"\xff\xfe", "not text in UTF-8"),
        (b"title = 'x'\ncolour = 1", "colour: is not known here"), (brief.to_toml().encode(), "kept among your own"),
    ):  # fmt: skip
        desk.segmented_control(key="brief.action").set_value("Import").run()
        desk.file_uploader[0].upload("mine.toml", text, "application/toml")
        press(desk.run(), "brief.import")
        assert told in said(desk)
    again = shelf.find("my_brief_2", folder)
    assert (again.title, again.items) == ("My brief (2)", brief.items)


def test_items_are_brought_up_to_date_but_not_those_that_are_frozen_or_cannot_be_made(
    desk: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = made(folder, "one", "two", "three", rests_on=("gone_indicator",))
    shelf.shelf(folder).change(
        brief.key,
        lambda now: now.model_copy(
            update={"items": (now.items[0].model_copy(update={"frozen": True}), *now.items[1:])}
        ),
    )
    asked: list[str] = []

    def record(items: list[Item], *_: object, **__: object) -> list[Exhibit | str]:
        asked.extend(item.key for item in items)
        old = shelf.picture(folder, items[0])
        assert isinstance(old, Exhibit)
        return [old.model_copy(update={"revision": 9, "revision_hash": "c" * 64, "sentence": "New."}), "it is gone"]

    monkeypatch.setattr(recording, "record", record)
    at(desk, "brief")
    assert "Made on revision 1; the data are now at revision" in said(desk)
    assert "No longer in the data: gone_indicator." in said(desk)
    press(desk, "brief.refresh")
    assert asked == ["two", "three"]
    assert "1 item is up to date. 1 could not be made again" in said(desk)
    now = mine(folder)
    assert [item.revision for item in now.items] == [1, 9, 1]
    new = shelf.picture(folder, now.items[1])
    assert isinstance(new, Exhibit)
    assert new.sentence == "New."
    press(desk, f"brief.show.my_brief.{now.items[2].place}")
    assert "It was not brought up to date: it is gone" in said(desk)


def test_without_any_brief_the_page_says_what_to_do_and_an_unknown_one_is_told(desk: AppTest, folder: Path) -> None:
    at(desk, "brief", brief="nonsense")
    text = said(desk)
    assert "nonsense" in text or not shelf.shipped()
    desk.segmented_control(key="brief.action").set_value("New").run()
    next(one for one in desk.text_input if str(one.key).startswith("brief.new.")).set_value("Gulf")
    next(button for button in desk.button if button.label == "Create").click().run()
    assert mine(folder).title == "Gulf"
    assert "Nothing is in this brief yet" in said(fine(desk))
