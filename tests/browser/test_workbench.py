"""A planner at the workbench: a picture that stays as it was zoomed, and steps that can be taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled
from tests.browser.test_browser import ASKED, median_line, pushed, sentence

pytestmark = pytest.mark.browser


def years_shown(page: Page) -> list[float]:
    """First and last year of the picture, as it is zoomed."""
    return page.locator(".js-plotly-plot").first.evaluate("plot => plot._fullLayout.xaxis.range.map(Number)")


def test_a_zoomed_picture_stays_zoomed_while_a_lever_moves_and_its_figures_follow(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None
    whole = years_shown(page)
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.9, steps=5)
    page.mouse.up()
    page.wait_for_timeout(500)
    zoomed = years_shown(page)
    assert zoomed[0] > whole[0] + 5
    before = median_line(page)
    pushed(page, "External actors", 3, "external actors at 3")
    assert median_line(page) != before
    assert years_shown(page) == zoomed


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
