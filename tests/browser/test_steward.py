"""A steward in a real browser: file, findings, columns, comparison, publication, chart, and back."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")
SEEN = "emerging_powers?chapter=indicators&indicator=gdp_share&countries=CHN&view=lines"
FILE = "Who;When;How much;Remark\nChina;2024;42,5;\nFrance;2024;3,0;\nFrnce;2023;3,1;\n"


def no_finding(page: Page) -> None:
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)


def pick(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text).first.click()
    settled(page)


def no_wider_than_its_window(page: Page) -> None:
    over = page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert max(over) <= 0


def test_a_file_is_mapped_checked_compared_published_seen_on_a_chart_and_gone_back_from(visitor: Visitor) -> None:
    page = visitor.page("steward")
    page.locator('input[type="file"]').set_input_files(
        {"name": "share.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    # findings: the columns are not understood, and the page says what to do
    expect(page.get_by_text("An error stops the file").first).to_be_visible()
    expect(page.get_by_text("Say so in step 3").first).to_be_visible()
    settled(page)
    no_finding(page)
    page.get_by_text("One that exists").click()
    settled(page)
    pick(page, "Which indicator", "Share of world GDP")
    for name, role in (("Who", "Country"), ("When", "Year"), ("How much", "Figures")):
        box = page.get_by_role("combobox", name=f"“{name}”")
        box.click()
        box.fill(role)
        page.get_by_role("option", name=role, exact=True).first.click()
    page.get_by_role("button", name="Read the file like this").click()
    # mapping: one name is no country
    expect(page.get_by_role("combobox", name="“Frnce” is")).to_be_visible()
    settled(page)
    pick(page, "“Frnce” is", "France (FRA)")
    page.get_by_role("button", name="Take these answers").click()
    # compare: before and after, and the warnings
    expect(page.get_by_text(re.compile("China: 0 figures added, 1 changed"))).to_be_visible()
    settled(page)
    assert page.locator(".js-plotly-plot").count() == 1
    for box in page.get_by_role("textbox", name=re.compile("Why that is all right")).all():
        box.fill("A planted figure")
        box.press("Enter")
        settled(page)
    no_finding(page)
    page.get_by_role("button", name=re.compile("Publish as revision")).click()
    expect(page.get_by_text(re.compile("Published as revision"))).to_be_visible()
    settled(page)
    no_finding(page)
    chart = visitor.page(SEEN)
    expect(chart.get_by_text(re.compile("to 42.5")).first).to_be_visible()
    # and back
    page.get_by_role("button", name=re.compile("Undo: go back to revision")).click()
    expect(page.get_by_text(re.compile(r"holds the figures of revision \d+ again"))).to_be_visible()
    chart = visitor.page(SEEN)
    expect(chart.get_by_text(re.compile(r"to 19\.\d")).first).to_be_visible()


def test_on_a_telephone_in_the_dark_the_whole_way_fits_and_the_revisions_too(visitor: Visitor) -> None:
    page = visitor.page("steward", width=390, height=844, scheme="dark")
    page.locator('input[type="file"]').set_input_files(
        {"name": "share.csv", "mimeType": "text/csv", "buffer": b"iso3,year,gdp_share\nCHN,2024,42.5\nUSA,2024,<1\n"}
    )
    expect(page.get_by_text("An error stops the file").first).to_be_visible()
    settled(page)
    no_finding(page)
    no_wider_than_its_window(page)
    page.get_by_text("A new one").click()
    expect(page.get_by_role("button", name="Use this description")).to_be_visible()
    settled(page)
    no_finding(page)
    no_wider_than_its_window(page)
    data = visitor.page("data", width=390, height=844, scheme="dark")
    data.get_by_role("tab", name="Revisions").click()
    expect(data.get_by_role("combobox", name="Look at revision")).to_be_visible()
    settled(data)
    no_finding(data)
    no_wider_than_its_window(data)
