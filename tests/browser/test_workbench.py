"""A planner at the workbench: quick moves that all arrive, and steps that can be taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled
from tests.browser.test_browser import ASKED, median_line, pushed, sentence

pytestmark = pytest.mark.browser


def test_a_move_is_undone_and_done_again_in_the_browser(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    pushed(page, "External actors", 2, "external actors at 2")
    moved = median_line(page)
    page.get_by_role("button", name="Undo").click()
    expect(sentence(page)).not_to_contain_text("external actors at 2")
    settled(page)
    page.get_by_role("button", name="Redo").click()
    expect(sentence(page)).to_contain_text("external actors at 2")
    settled(page)
    assert median_line(page) == moved


def test_the_years_dragged_across_stay_through_moves_and_in_the_link(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    pushed(page, "External actors", 1, "external actors at 1")
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    area = plot.locator(".nsewdrag").first.bounding_box()
    assert area is not None
    middle = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] * 0.55, middle)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.75, middle, steps=8)
    page.mouse.move(area["x"] + area["width"] * 0.97, middle, steps=8)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"shown=20\d\d-20\d\d"))
    settled(page)
    narrowed = years_shown(page)
    assert narrowed[0] > 2005
    before = median_line(page)
    pushed(page, "External actors", 2, "external actors at 3")
    assert median_line(page) != before
    assert years_shown(page) == narrowed
    again = visitor.page(page.url)
    assert years_shown(again) == narrowed


def years_shown(page: Page) -> list[float]:
    """The ends of the axis as the picture has them."""
    ends: list[float] = page.locator(".js-plotly-plot").first.evaluate("plot => plot.layout.xaxis.range")
    return ends


def test_quick_presses_are_not_undone_by_an_echo_of_the_exact_figure(visitor: Visitor) -> None:
    for _ in range(3):
        page = visitor.page(ASKED)
        pushed(page, "External actors", 3, "external actors at 3")
        page.wait_for_timeout(1000)
        expect(sentence(page)).to_contain_text("external actors at 3")


def test_a_planner_builds_saves_compares_discovers_and_learns_what_to_watch(visitor: Visitor) -> None:
    page = visitor.page("scenarios?scope=forum:asean&target=arms_trade_3y&until=2034")
    home = page.url.partition("/scenarios")[0]
    pushed(page, "External actors", 3, "external actors at 3")
    page.get_by_role("button", name="Undo").click()
    expect(sentence(page)).not_to_contain_text("external actors at 3")
    settled(page)
    pushed(page, "Diplomacy first", 2, "diplomacy first at 7")

    page.get_by_text("Library of scenarios").click()
    settled(page)
    save_as, name = page.get_by_role("radio", name="Save as"), page.get_by_role("textbox", name="Name")
    for _ in range(3):  # a click into a run that draws the shelf anew can be lost
        if not name.is_visible():
            save_as.click()
            page.wait_for_timeout(1000)
            settled(page)
    name.fill("Closer partners")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is kept among your own")).to_be_visible()

    three = "closer_partners,asean_detente,regional_war"
    page.goto(f"{home}/compare?scenarios={three}&target=arms_trade_3y&place=forum:asean&until=2034")
    settled(page)
    expect(page.locator(".js-plotly-plot").first.get_by_text("1 Closer partners", exact=True)).to_be_visible()

    page.goto(f"{home}/discovery")
    settled(page)
    page.get_by_role("button", name="Explore").click()
    page.get_by_role("button", name="Open a scenario inside this box").click()
    page.wait_for_url(re.compile("/scenarios"))
    expect(sentence(page)).to_contain_text("a difference of")

    page.goto(f"{home}/signposts?scenario=closer_partners")
    settled(page)
    expect(page.get_by_role("heading", name="What to watch: Closer partners")).to_be_visible()
