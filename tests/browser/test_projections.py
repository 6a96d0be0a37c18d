"""The page Projections in a real browser: opened by a deep link, moved by keyboard, read by axe, held in one hand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from foresight.store import Store
from tests.browser.running import App, Visitor, settled

pytestmark = pytest.mark.browser

ASKED = "projections?indicator=arms_trade_3y&countries=IND,POL&until=2034"
SIX = "projections?indicator=us_troops&countries=DEU,JPN,KOR,ITA,GBR,POL&until=2034"
SERIOUS = ("serious", "critical")


def sentence(page: Page, country: str) -> Locator:
    return page.locator('[data-testid="stMarkdown"] li').filter(has_text=f"{country}:")


def median(page: Page, country: str) -> list[float]:
    """The projected median as the picture holds it."""
    return page.locator(".js-plotly-plot").first.evaluate(
        "(plot, name) => plot.calcdata.find(c => c[0].trace.name === name).map(point => point.y)",
        f"{country}, projected (median)",
    )


def test_a_deep_link_opens_the_projection_it_names(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    expect(page.get_by_role("heading", level=1)).to_have_text("Projections")
    expect(sentence(page, "India")).to_contain_text("in 2034")
    assert len(median(page, "India")) == 11
    labels = page.locator(".js-plotly-plot").first.locator(".annotation-text")
    expect(labels.filter(has_text="Poland")).to_have_count(1)
    expect(labels.filter(has_text="Projection")).to_have_count(1)
    expect(page.get_by_text(re.compile(r"band held \d+\s%")).first).to_be_visible()


def test_another_last_year_by_keyboard_changes_sentence_picture_and_address(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    before = median(page, "Poland")
    page.get_by_role("slider", name=re.compile("Project until")).focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(sentence(page, "Poland")).to_contain_text("in 2036")
    settled(page)
    after = median(page, "Poland")
    assert len(after) == len(before)  # the years beyond ten are a dotted line of their own
    expect(page.get_by_text(re.compile("Extrapolation: last observed 2024")).first).to_be_visible()
    assert "until=2036" in page.url
    again = visitor.page(page.url)
    assert sentence(again, "Poland").inner_text() == sentence(page, "Poland").inner_text()
    assert again.url == page.url


def test_the_file_holds_the_figures_of_the_picture_and_of_the_store(visitor: Visitor, app: App) -> None:
    page = visitor.page(ASKED)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download CSV").click()
    content = Path(waited.value.path()).read_text(encoding="utf-8")
    assert "# bands: " in content
    assert Store.open(app.store).revision.name in content
    rows = list(csv.DictReader(io.StringIO("\n".join(x for x in content.splitlines() if not x.startswith("# ")))))
    ahead = [float(r["p50"]) for r in rows if r["country"] == "IND" and r["series"] == "projected"]
    assert median(page, "India")[1:] == pytest.approx(ahead)
    held = Store.open(app.store).rows("arms_trade_3y", countries=["IND"])
    past = {int(r["year"]): float(r["p50"]) for r in rows if r["country"] == "IND" and r["series"] == "observed"}
    assert past == dict(zip(held["year"].astype(int), held["value"], strict=True))


@pytest.mark.parametrize("address", [SIX, "projections?indicator=exercises_pair&of=FRA"], ids=["six", "pairs"])
def test_panels_have_no_serious_obstacle_and_fit_a_telephone(visitor: Visitor, address: str) -> None:
    wide = visitor.page(address)
    found = [v for v in Axe().run(wide).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)
    narrow = visitor.page(address, width=390, height=844)
    over = narrow.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert max(over) <= 0, f"{address} is {over} pixels too wide"
