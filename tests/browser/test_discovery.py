"""Discovery in a real browser: explore, pick, open inside the box; read by axe, held in one hand, shared by link."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

ASKED = "discovery?target=arms_trade_3y&scope=forum:asean&until=2034&goal=below:last&runs=2000"
SERIOUS = ("serious", "critical")


def boxes(page: Page) -> list[str]:
    expect(page.get_by_role("heading", name="Choose a box")).to_be_visible()
    return page.locator('[data-testid="stMarkdown"]').filter(has_text="of the futures with").all_inner_texts()


def test_explore_pick_a_point_and_open_a_scenario_inside_the_box(visitor: Visitor) -> None:
    page = visitor.page("discovery")
    page.get_by_role("button", name="Explore").click()
    expect(page.get_by_role("heading", name="Choose a box")).to_be_visible()
    settled(page)
    page.get_by_role("slider", name="From wide to dense").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("point="))
    settled(page)
    told = boxes(page)[-1]
    page.get_by_role("button", name="Open a scenario inside this box").click()
    page.wait_for_url(re.compile("/scenarios"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenarios")
    settled(page)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    assert asked["scope"] == "forum:asean"
    assert asked["until"] == "2034"
    most = int(re.search(r"diplomacy first at (\d+) forums or less", told).group(1))  # type: ignore[union-attr]
    assert 0 <= float(asked["diplomatic_priority"]) <= most
    slider = page.get_by_role("slider", name=re.compile("Diplomacy first"))
    expect(slider).to_have_value(asked["diplomatic_priority"])


def test_a_link_gives_the_same_boxes_elsewhere(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    first = boxes(page)
    again = visitor.page(page.url)
    assert boxes(again) == first
    assert again.url == page.url


def test_the_page_has_no_serious_obstacle_and_fits_a_telephone(visitor: Visitor) -> None:
    wide = visitor.page(ASKED)
    boxes(wide)
    settled(wide)
    found = [v for v in Axe().run(wide).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)
    narrow = visitor.page(ASKED, width=390, height=844)
    boxes(narrow)
    over = narrow.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert max(over) <= 0, f"{max(over)} pixels too wide"
