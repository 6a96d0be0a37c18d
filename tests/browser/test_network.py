"""The room Network in a real browser: the year by keyboard, a click on a country, and the picture that plays."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")
# where on the screen the mark of a state is
FOUND = """(plot, iso3) => {
    const states = plot.calcdata.findIndex(points => points[0].trace.name === 'states');
    const place = plot.data[states].customdata.findIndex(held => held[0] === iso3);
    const marks = [...plot.querySelectorAll('path.point')];
    const mark = marks.find(one => one.__data__.trace === undefined && one.__data__.i === place
        && one.__data__.data && one.__data__.data[0] === iso3);
    const box = mark.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""


RUNS = "() => performance.getEntriesByType('resource').length"


def title(page: Page) -> str:
    return str(page.locator(".js-plotly-plot").first.evaluate("plot => plot.layout.title.text"))


def clicked(page: Page, iso3: str) -> None:
    """Click the mark of a state as a person does."""
    picture = page.locator(".js-plotly-plot").first
    picture.scroll_into_view_if_needed()
    x, y = picture.evaluate(FOUND, iso3)
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def test_the_year_moves_by_keyboard_and_a_click_on_a_country_opens_its_own_ties(visitor: Visitor) -> None:
    page = visitor.page("network?tie=exercises&year=2010")
    ties = page.locator(".js-plotly-plot").first.evaluate("plot => plot.data[0].x.length")
    page.get_by_role("slider", name="Year").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text(re.compile("^In 2009, .* exercised together"))).to_be_visible()
    settled(page)
    assert "2009" in title(page)
    assert page.locator(".js-plotly-plot").first.evaluate("plot => plot.data[0].x.length") != ties
    assert "year=2009" in page.url
    clicked(page, "JPN")
    expect(page.get_by_role("heading", name="Japan: its own ties")).to_be_visible()
    expect(page.get_by_text(re.compile("In 2009, Japan exercised together with"))).to_be_visible()
    settled(page)
    assert "country=JPN" in page.url
    clicked(page, "BRA")
    expect(page.get_by_role("heading", name="Brazil: its own ties")).to_be_visible()
    settled(page)
    assert "country=BRA" in page.url
    again = visitor.page(page.url)
    expect(again.get_by_role("heading", name="Brazil: its own ties")).to_be_visible()
    assert title(again) == title(page)
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)


def test_a_country_is_chosen_by_keyboard_too(visitor: Visitor) -> None:
    page = visitor.page("network?tie=pacts")
    country = page.get_by_role("combobox", name=re.compile("Country"))
    country.click()
    country.fill("Norway")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Norway: its own ties")).to_be_visible()
    settled(page)
    assert "country=NOR" in page.url


def test_the_picture_plays_through_the_years_in_the_browser_and_keeps_its_source(visitor: Visitor) -> None:
    page = visitor.page("network?tie=exercises&play=yes")
    picture = page.locator(".js-plotly-plot").first
    expect(picture).to_contain_text("1980")
    assert picture.evaluate("plot => plot._transitionData._frames.length") == 31
    ran = page.evaluate(RUNS)
    before = picture.evaluate("plot => plot.data[0].x.length")
    picture.locator(".updatemenu-button").first.click()
    expect(picture).to_contain_text(re.compile(r"1983\s+[\d,]+ ties of \d+ states"), timeout=15_000)
    assert picture.evaluate("plot => plot.data[0].x.length") != before
    picture.locator(".updatemenu-button").nth(1).click()
    page.wait_for_timeout(400)
    stopped = picture.evaluate("plot => plot._fullLayout._currentFrame")
    page.wait_for_timeout(2000)
    assert picture.evaluate("plot => plot._fullLayout._currentFrame") == stopped
    sizes = picture.evaluate(
        """plot => {
            const states = plot.calcdata.find(points => points[0].trace.name === 'states');
            const drawn = [...plot.querySelectorAll('path.point')].map(p => p.__data__).filter(d => d.id);
            return [states.length, drawn.length];
        }"""
    )
    assert sizes[0] == sizes[1]
    expect(picture).to_contain_text("Multinational Military")
    expect(picture).to_contain_text("Data revision")
    assert page.evaluate(RUNS) == ran  # the server was not asked
    # plotly rejects the promise of a film that is stopped, with nothing in it; a reader sees none of that
    visitor.failed[:] = [said for said in visitor.failed if said != "undefined"]
