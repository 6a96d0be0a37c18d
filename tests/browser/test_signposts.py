"""The page Signposts in a real browser: another scenario by keyboard, a link that gives it back, and axe."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

ASKED = "signposts?scenario=regional_war&place=own&here=no"
SERIOUS = ("serious", "critical")


def test_the_lean_and_a_watch_list_are_read_followed_by_a_link_and_opened_in_the_workbench(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    lean = page.get_by_text("last three observed years of Middle East").first
    expect(lean).to_contain_text(re.compile(r"among \d+ futures"))
    expect(page.get_by_role("heading", name="What to watch: Regional war")).to_be_visible()
    assert page.locator(".js-plotly-plot").count() == 2
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)
    where = page.get_by_role("combobox", name="Where")
    where.click()
    where.fill("South Asia")
    page.keyboard.press("Enter")
    expect(page.get_by_text("last three observed years of South Asia").first).to_be_visible()
    settled(page)
    assert "place=region%3Asouth_asia" in page.url
    assert "revision=" in page.url
    again = visitor.page(page.url, width=390, height=844)
    expect(again.get_by_text("last three observed years of South Asia").first).to_be_visible()
    over = again.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert max(over) <= 0
    page.get_by_role("button", name="Open this scenario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenarios")
    expect(page.get_by_text(re.compile("conflict severity at 1,000", re.IGNORECASE)).first).to_be_visible()
