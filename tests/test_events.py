"""Events: the shipped list holds together, is asked in every way that pages need, and a mistake is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from foresight import catalogue, events
from foresight.errors import CatalogueError, UnknownKeyError

SHIPPED = catalogue.DATA / "catalogue"
GOOD = """[events.one]
when = "2010-11-19"
kind = "summit"
forums = ["nato"]
title = "A summit"
fact = "Leaders agree on something in one sentence."
reference = "A declaration, 20 November 2010 (NATO)"
checked = "knowledge"
"""


def folder_with(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "catalogue"
    shutil.copytree(SHIPPED, folder)
    (folder / "events.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_event_has_a_sentence_a_reference_and_something_it_belongs_to() -> None:
    held = events.book().events
    assert len(held) >= 60
    for event in held:
        assert event.fact.endswith("."), event.key
        assert not set(event.url) & set(" \n"), event.key
        assert 1945 <= event.year <= 2025, event.key
    assert [event.moment for event in held] == sorted(event.moment for event in held)


def test_no_event_is_older_than_its_forum_except_the_steps_that_led_to_it() -> None:
    forums = catalogue.load().forums
    early = {event.key for event in events.book().events for key in event.forums if event.year < forums[key].founded}
    assert early == {"sco_shanghai_1996", "eu_st_malo", "quad_tsunami_2004"}


def test_the_shangri_la_dialogue_met_from_2002_but_not_in_2020_and_2021() -> None:
    met = [event.year for event in events.events_of(forums=["shangri_la"])]
    assert met == [year for year in range(2002, 2026) if year not in (2020, 2021)]


def test_nato_summits_stand_in_the_years_they_were_held() -> None:
    years = [event.year for event in events.events_of(forums=["nato"]) if event.kind == "summit"]
    held = [1990, 1991, 1994, 1997, 1999, 2002, 2004, 2006, 2008, 2009, 2010, 2012, 2014, 2016, 2017, 2018, 2019]
    assert years == [*held, 2021, 2022, 2022, 2023, 2024, 2025]


def test_two_countries_get_what_is_between_them() -> None:
    found = events.events_of(countries=["USA", "IND"])
    assert {"us_india_minute_1995", "us_india_lemoa_2016", "quad_manila_2017"} <= {event.key for event in found}
    assert all({"USA", "IND"} <= set(event.countries) for event in found)
    assert events.events_of(countries=[]) == ()


def test_what_lasted_is_found_in_every_year_of_it() -> None:
    def in_2012(first: int, last: int) -> set[str]:
        return {event.key for event in events.events_of(forums=["nato"], first=first, last=last)}

    assert {"nato_ocean_shield", "nato_isaf", "nato_kfor"} <= in_2012(2012, 2012)
    assert "nato_ocean_shield" not in in_2012(2017, 2025)
    assert "nato_kfor" in in_2012(2017, 2025)


def test_forums_countries_and_years_are_asked_together() -> None:
    found = events.events_of(forums=["quad"], countries=["AUS"], first=2020, last=2021)
    assert [event.key for event in found] == ["quad_malabar_2020", "quad_leaders_2021_video", "quad_leaders_2021"]


def test_dates_are_said_as_exactly_as_they_are_known() -> None:
    words = {event.key: event.date_words for event in events.book().events}
    assert words["nato_lisbon_2010"] == "19 November 2010"
    assert words["nato_berlin_plus"] == "March 2003"
    assert words["nato_med_dialogue"] == "1994"
    assert words["nato_isaf"] == "11 August 2003 to 2014"
    assert words["nato_kfor"] == "since 12 June 1999"


def test_an_unknown_forum_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownKeyError, match="nato"):
        events.events_of(forums=["natto"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"2010-11-19"', '"2010-11-31"', "when"),
        ('"2010-11-19"', '"about 2010"', "2010-11-19"),
        ('["nato"]', '["natto"]', "natto"),
        ('forums = ["nato"]', "", "belong"),
        ('forums = ["nato"]', 'countries = ["USA", "XXX"]', "XXX"),
        ('"summit"', '"party"', "kind"),
        ('reference = "A declaration, 20 November 2010 (NATO)"', "", "reference"),
        ('kind = "summit"', 'kind = "summit"\nuntil = 2001', "until 2001"),
        ('checked = "knowledge"', 'checked = "knowledge"\nurl = "nato.int"', "url"),
        ('checked = "knowledge"', "", "checked"),
        ("[events.one]", "[event.one]", "event"),
    ],
)
def test_a_mistake_is_named_with_its_event(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError, match=said):
        events.book(folder_with(tmp_path, GOOD.replace(old, new)))


def test_a_file_that_is_missing_or_broken_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "[events")
    with pytest.raises(CatalogueError, match="not valid TOML"):
        events.book(folder)
    (folder / "events.toml").unlink()
    with pytest.raises(CatalogueError, match="missing"):
        events.book(folder)


def test_a_strand_may_not_have_the_key_of_a_forum(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nato"):
        events.book(folder_with(tmp_path, '[strands.nato]\ntitle = "Another"\n' + GOOD))
