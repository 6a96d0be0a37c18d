"""Three scenarios chosen in a real browser stand in the picture with the figures that the command line prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.running import HOME, App, Visitor, settled

pytestmark = pytest.mark.browser

TWO = "compare?scenarios=regional_war,asean_detente&target=arms_trade_3y&place=world&until=2034"
AXES = "compare?view=axes&target=arms_trade_3y&place=region:south_asia&until=2034"
SERIOUS = ("serious", "critical")


def line(page: Page, name: str) -> list[float]:
    """One line as the picture holds it."""
    found: list[float] = page.locator(".js-plotly-plot").first.evaluate(
        "(plot, name) => plot.calcdata.find(c => c[0].trace.name === name).map(point => point.y)", name
    )
    return found


def printed(app: App, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "foresight.cli", *words, "--json"]
    environment = {**os.environ, "FORESIGHT_STORE": str(app.store)}
    done = subprocess.run(command, cwd=HOME, env=environment, check=True, capture_output=True, timeout=120)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_three_scenarios_chosen_in_the_page_have_the_figures_of_the_command_line(visitor: Visitor, app: App) -> None:
    page = visitor.page(TWO)
    page.get_by_role("combobox", name="Scenarios, 2 to 6").fill("South Asia turns")
    page.get_by_role("option", name="South Asia turns inward").click()
    page.keyboard.press("Escape")
    ends = page.locator(".js-plotly-plot").first.locator(".annotation-text")
    expect(ends.filter(has_text="South Asia turns inward").first).to_be_visible()
    settled(page)
    three = ["regional_war", "asean_detente", "south_asia_isolation"]
    assert "scenarios=regional_war%2Casean_detente%2Csouth_asia_isolation" in page.url
    words = ["scenario", "compare", *three, "--target", "arms_trade_3y", "--world", "--horizon", "2034"]
    answer = printed(app, *words)
    assert [one["key"] for one in answer["scenarios"]] == three
    for one in answer["scenarios"]:
        medians = [row["scenario"]["p50"] for row in one["rows"]]
        assert line(page, f"{one['name']} (median)") == pytest.approx(medians, rel=1e-12)
        apart = [row["difference"]["p50"] for row in one["rows"]]
        assert line(page, f"{one['name']} (difference)") == pytest.approx(apart, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("place", [TWO, AXES])
def test_no_serious_obstacle_and_no_sideways_scroll(visitor: Visitor, place: str) -> None:
    for width in (1280, 390):
        page = visitor.page(place, width=width, height=900)
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        settled(page)
        # the room itself: Streamlit's own list of rooms in its sidebar is every room's, and not this one's to mend
        read = Axe().run(page, context={"include": [["[data-testid='stMain']"]]})
        found = [v for v in read.response["violations"] if v["impact"] in SERIOUS]
        told = [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
        assert not found, "\n".join(told)
        over = page.evaluate(
            """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
                .map(e => e.scrollWidth - e.clientWidth)"""
        )
        assert max(over) <= 0, f"{place} is {over} pixels too wide at {width}"
