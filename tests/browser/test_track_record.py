"""Track record and Method in a real browser: deep links, charts, the way from a mark to its record, both widths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

RECORD = "track_record?indicator=arms_trade_3y&ahead=10"
PLACES = (
    RECORD,
    f"{RECORD}&view=calibration",
    f"{RECORD}&view=misses",
    "method?chapter=countries-projection",
    "method?chapter=countries-how-good-the-projections-were",
    "method?chapter=declared",
)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=2, name=text, exact=True)).to_be_visible()


def test_a_deep_link_opens_one_record_with_its_picture_and_tables(visitor: Visitor) -> None:
    page = visitor.page(RECORD)
    heading(page, "Arms trade, three-year mean")
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    expect(page.locator('[data-testid="stTable"]')).to_have_count(2)
    expect(page.get_by_text(re.compile("10 years ahead, what was shown"))).to_be_visible()
    assert "view=scores" in page.url


def test_a_mark_of_the_overview_leads_to_its_record_and_back(visitor: Visitor) -> None:
    page = visitor.page("track_record?theme=cooperation")
    place = page.locator(".js-plotly-plot").evaluate(
        """plot => {
            const data = plot._fullData.find(t => (t.customdata || []).some(c => c[0] === 'arms_trade_3y'));
            const at = data.customdata.findIndex(c => c[0] === 'arms_trade_3y');
            const box = plot.querySelector('.nsewdrag').getBoundingClientRect();
            return [box.x + plot._fullLayout.xaxis.l2p(data.x[at]), box.y + plot._fullLayout.yaxis.l2p(data.y[at])];
        }"""
    )
    page.mouse.click(*place)
    heading(page, "Arms trade, three-year mean")
    settled(page)
    assert "indicator=arms_trade_3y" in page.url
    page.get_by_role("button", name="All indicators").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(0)
    settled(page)
    assert "indicator=all" in page.url
    assert "theme=cooperation" in page.url


def test_the_file_of_a_record_comes_with_its_provenance(visitor: Visitor) -> None:
    page = visitor.page(RECORD)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download CSV").click()
    content = Path(waited.value.path()).read_text(encoding="utf-8")
    assert "# licence:" in content
    assert "# data revision:" in content
    assert "boosted trees" in content


def test_equations_are_drawn_without_the_net(visitor: Visitor) -> None:
    page = visitor.page("method?chapter=countries-projection")
    heading(page, "Projection")
    expect(page.locator(".katex").nth(2)).to_be_visible()
    expect(page.locator(".katex-error")).to_have_count(0)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px KaTeX_Main'))")


@pytest.mark.parametrize("place", PLACES)
def test_no_serious_obstacle_and_no_sideways_scroll(visitor: Visitor, place: str) -> None:
    for width in (1280, 390):
        page = visitor.page(place, width=width, height=900)
        found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        told = [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
        assert not found, "\n".join(told)
        over = page.evaluate(
            """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
                .map(e => e.scrollWidth - e.clientWidth)"""
        )
        assert max(over) <= 0, f"{place} is {over} pixels too wide at {width}"
