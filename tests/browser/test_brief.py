"""From a chart, a map and a comparison of scenarios into a brief, in a real browser, and the way back to each."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from foresight.briefing import shelf
from foresight.briefing.brief import Brief
from foresight.briefing.exhibit import Exhibit
from tests.browser.running import App, Visitor, settled

pytestmark = pytest.mark.browser

COMPARED = "compare?scenarios=regional_war,asean_detente&target=arms_trade_3y&place=world&until=2034"
LINES = "emerging_powers?chapter=indicators&indicator=gdp_share&countries=IND,CHN&from=1995&to=2020&view=lines"
MAP = "regional_conflicts?chapter=indicators&indicator=state_based_deaths&from=1990&to=2019&view=map"
LIGHT = "#ffffff"


def add(page: Page, says: str = "Added to “My brief”") -> None:
    """Press the first button on the page, and wait until it says so."""
    page.get_by_role("button", name="Add to brief").first.click()
    expect(page.locator('[data-testid="stMarkdown"]').filter(has_text=says)).to_be_visible()
    settled(page)


def at_work(app: App) -> Brief:
    return next(slot.held for slot in shelf.own(app.store).values() if slot.held)


def names(page: Page) -> list[str]:
    return page.get_by_role("button", name=re.compile(r"\d+\. ")).all_inner_texts()


def test_a_chart_a_map_and_a_comparison_go_into_a_brief_are_ordered_and_reopened(visitor: Visitor, app: App) -> None:
    page = visitor.page(LINES, scheme="dark")
    add(page, "(1 item)")
    add(page, "has this picture already")
    for place, count in ((MAP, 2), (COMPARED, 3)):
        page.goto(f"{app.address}/{place}")
        settled(page)
        add(page, f"({count} items)")
    brief = at_work(app)
    assert [item.page for item in brief.items] == ["emerging_powers", "regional_conflicts", "compare"]
    kept = [shelf.picture(app.store, item) for item in brief.items]
    for one in kept:  # the session is dark: what is kept is not
        assert isinstance(one, Exhibit)
        assert one.figure is not None
        assert one.figure["layout"]["paper_bgcolor"] == LIGHT
    assert [one.kind for one in kept if isinstance(one, Exhibit)] == ["chart", "map", "chart"]

    page.get_by_role("link", name="Open the brief").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brief")
    settled(page)
    before = names(page)
    assert len(before) == 3
    page.get_by_role("button", name="Up").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"2. {before[2].split('. ', 1)[1]}")).to_be_visible()
    settled(page)
    assert [item.page for item in at_work(app).items] == ["emerging_powers", "compare", "regional_conflicts"]

    page.get_by_role("link", name="Open where it was made").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Emerging powers")
    settled(page)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    wanted = {"indicator": "gdp_share", "countries": "IND,CHN", "from": "1995", "to": "2020", "view": "lines"}
    assert {name: asked.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_brief_with_items_has_no_serious_obstacle_and_no_sideways_scroll(
    visitor: Visitor, app: App, scheme: str
) -> None:
    add(visitor.page(LINES), "“My brief”")
    for width in (1280, 390):
        page = visitor.page("brief", width=width, scheme=scheme)
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        settled(page)
        read = Axe().run(page, context={"include": [["[data-testid='stMain']"]]})
        found = [v for v in read.response["violations"] if v["impact"] in ("serious", "critical")]
        told = [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
        assert not found, "\n".join(told)
        over = page.evaluate(
            """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
                .map(e => e.scrollWidth - e.clientWidth)"""
        )
        assert max(over) <= 0, f"the brief is {over} pixels too wide at {width}"
