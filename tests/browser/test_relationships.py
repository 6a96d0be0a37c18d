"""The room Relationships in a real browser: two countries by typing, a link that gives them back, and axe."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")


def choose(page: Page, label: str, country: str) -> None:
    """As a person without a mouse does: open the list, type, Enter."""
    box = page.get_by_role("combobox", name=label)
    box.focus()
    box.fill(country)
    page.keyboard.press("Enter")


def no_serious_finding(page: Page) -> None:
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)


def titles(page: Page) -> str:
    return " ".join(page.locator(".js-plotly-plot .gtitle").all_text_contents())


def test_two_countries_are_chosen_by_typing_and_the_picture_the_sentences_and_the_link_follow(
    visitor: Visitor,
) -> None:
    page = visitor.page("relationships")
    expect(page.get_by_text("United States and India, each channel")).to_be_visible()
    choose(page, "Country", "France")
    expect(page.get_by_text("France and India, each channel")).to_be_visible()
    choose(page, "Partner", "Japan")
    expect(page.get_by_text("France and Japan, each channel")).to_be_visible()
    settled(page)
    assert "France and Japan, 1980" in titles(page)
    assert page.locator(".js-plotly-plot").count() == 7
    assert re.search(r"country=FRA.*partner=JPN", page.url)
    assert "revision=" in page.url
    no_serious_finding(page)
    again = visitor.page(page.url, width=390, height=844)
    expect(again.get_by_text("France and Japan, each channel")).to_be_visible()
    over = again.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert max(over) <= 0


def test_a_case_study_is_opened_from_the_chapters_and_has_no_serious_finding(visitor: Visitor) -> None:
    page = visitor.page("relationships")
    page.get_by_role("radio", name="NATO’s partnerships").or_(
        page.get_by_text("NATO’s partnerships", exact=True)
    ).first.click()
    expect(page.get_by_role("heading", name="NATO’s partnerships and crisis management")).to_be_visible()
    settled(page)
    assert "chapter=nato_partnerships" in page.url
    assert page.locator(".js-plotly-plot").count() == 8
    no_serious_finding(page)
