"""The whole line in a real browser with every outside host blocked: map, slider, download, link, revision, access."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from foresight.store import Store
from tests.browser.running import HOME, ROOMS, App, Visitor, settled

pytestmark = pytest.mark.browser

ASKED = "scenarios?scope=country:IND&target=arms_trade_3y"
SERIOUS = ("serious", "critical")


def sentence(page: Page) -> Locator:
    return page.locator('[data-testid="stMarkdown"]').filter(has_text="the baseline median is")


def median_line(page: Page) -> list[float]:
    """The scenario's median as the picture holds it."""
    return page.locator(".js-plotly-plot").first.evaluate(
        "plot => plot.calcdata.find(c => c[0].trace.name === 'Scenario (median)').map(point => point.y)"
    )


def footer(page: Page) -> Locator:
    return page.locator('[data-testid="stCaptionContainer"]').filter(has_text="Data revision").last


def pushed(page: Page, lever: str, times: int, says: str) -> None:
    """Move a lever by keyboard alone, and wait until the sentence says so."""
    page.get_by_role("slider", name=re.compile(lever)).focus()
    for _ in range(times):
        page.keyboard.press("ArrowRight")
    expect(sentence(page)).to_contain_text(says)
    settled(page)


def test_a_shared_address_may_be_the_first_thing_this_app_is_asked_for(visitor: Visitor) -> None:
    page = visitor.page("scenarios?external_actors=12&scope=region:south_asia")
    expect(sentence(page)).to_contain_text("external actors at 12")
    expect(page.get_by_role("link", name="Overview")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("address"))).to_have_count(0)
    pushed(page, "External actors", 1, "external actors at 13")


def test_the_app_opens_on_the_overview_with_its_pictures(visitor: Visitor) -> None:
    page = visitor.page()
    expect(page.get_by_role("heading", level=1)).to_have_text("Foresight")
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    expect(page.locator('[data-testid="stMetric"]')).to_have_count(4)


def test_a_map_shows_the_shapes_of_countries_and_small_states_as_circles(visitor: Visitor) -> None:
    page = visitor.page("emerging_powers?chapter=indicators")
    shapes = page.locator(".choroplethlayer path")
    expect(shapes.first).to_be_attached()
    drawn = shapes.evaluate_all("paths => paths.filter(p => (p.getAttribute('d') || '').length > 20).length")
    assert drawn > 150
    circles = page.locator(".scattergeo path.point, .scatterlayer.geo path.point, .scattergeo .point")
    assert circles.count() >= 15


def test_a_slider_moved_by_keyboard_changes_the_sentence_and_the_figure(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    expect(sentence(page)).to_contain_text("No lever is off its baseline")
    at_rest = median_line(page)
    pushed(page, "External actors", 3, "external actors at 3")
    assert median_line(page) != at_rest
    assert "external_actors=3" in page.url
    page.get_by_role("button", name="Reset to baseline").click()
    expect(sentence(page)).to_contain_text("No lever is off its baseline")
    settled(page)
    assert median_line(page) == at_rest


def test_the_download_holds_the_scenario_its_provenance_and_the_figures_of_the_store(
    visitor: Visitor, app: App
) -> None:
    page = visitor.page(ASKED + "&external_actors=9")
    expect(sentence(page)).to_contain_text("external actors at 9")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download CSV").click()
    content = Path(waited.value.path()).read_text(encoding="utf-8")
    said = [line for line in content.splitlines() if line.startswith("# ")]
    words = [line[2:].partition(":")[0] for line in said]
    assert {"scenario", "read as", "lever", "seed", "unit", "licence", "citation", "data revision"} <= set(words)
    assert any("Association" in line for line in said)
    store = Store.open(app.store)
    assert any(store.revision.name in line for line in said)
    figures = list(csv.DictReader(io.StringIO("\n".join(x for x in content.splitlines() if not x.startswith("# ")))))
    observed = {int(row["year"]): float(row["p50"]) for row in figures if row["series"] == "observed"}
    held = store.rows("arms_trade_3y", countries=["IND"])
    assert observed == dict(zip(held["year"].astype(int), held["value"], strict=True))
    ahead = {row["series"]: row for row in figures if row["year"] == "2034"}
    assert float(ahead["scenario"]["p50"]) - float(ahead["baseline"]["p50"]) == pytest.approx(
        float(ahead["difference"]["p50"])
    )
    assert median_line(page)[-1] == pytest.approx(float(ahead["scenario"]["p50"]))


def test_the_address_opened_in_a_fresh_browser_says_the_same_digit_for_digit(visitor: Visitor) -> None:
    page = visitor.page("scenarios?scope=forum:asean&target=exercises")
    pushed(page, "Diplomacy first", 2, "diplomacy first at 7")
    again = visitor.page(page.url)
    assert sentence(again).inner_text() == sentence(page).inner_text()
    assert median_line(again) == median_line(page)
    assert again.url == page.url


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room or "overview")
def test_no_serious_obstacle_to_access_and_no_sideways_scroll_on_a_telephone(visitor: Visitor, room: str) -> None:
    wide = visitor.page(room)
    found = [v for v in Axe().run(wide).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)
    narrow = visitor.page(room, width=390, height=844)
    over = narrow.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert max(over) <= 0, f"{room} is {over} pixels too wide"


def test_a_revision_published_elsewhere_is_shown_at_the_next_click_and_the_command_line_reads_meanwhile(
    visitor: Visitor, app: App
) -> None:
    page = visitor.page(ASKED)
    store = Store.open(app.store)
    before = store.revision
    expect(footer(page)).to_contain_text(before.hash[:8])
    publish = (
        "import sys, pandas as pd; from pathlib import Path; from foresight.store import Store; "
        "from foresight.people import at_machine; "
        "rows = pd.DataFrame({'indicator': ['arms_trade_3y'], 'country': ['IND'], 'year': [2024], 'value': [2500.0]}); "
        "Store.open(Path(sys.argv[1])).publish(rows, at_machine('a steward'), 'A correction')"
    )
    subprocess.run([sys.executable, "-c", publish, str(app.store)], cwd=HOME, check=True, timeout=120)
    after = store.revision
    assert after.number == before.number + 1
    shown = subprocess.run(
        [
            sys.executable,
            "-m",
            "foresight.cli",
            "show",
            "arms_trade_3y",
            "--country",
            "IND",
            "--from",
            "2024",
            "--json",
        ],
        cwd=HOME,
        env={**os.environ, "FORESIGHT_STORE": str(app.store)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert json.loads(shown.stdout)["rows"] == [{"country": "IND", "year": 2024, "value": 2500.0}]
    pushed(page, "External actors", 1, "external actors at 1")
    expect(footer(page)).to_contain_text(after.hash[:8])
    assert f"revision={after.hash[:12]}" in page.url
    stale = visitor.page(f"{ASKED}&revision={before.hash[:12]}")
    expect(stale.get_by_text(f"made on data revision {before.hash[:12]}")).to_be_visible()
