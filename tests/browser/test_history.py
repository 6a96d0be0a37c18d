"""The past in a real browser: an earlier revision is looked at, a banner says so everywhere, and the way back."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from foresight.people import at_machine
from foresight.store import Store
from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser

MILEX = "military_expenditure_pct_gdp"
ASKED = f"catalogue?indicator={MILEX}&chapter=history&country=IND&year=2020"
BANNER = re.compile("You look at the data as of revision")


def no_finding(page: Page) -> None:
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def test_an_earlier_revision_is_looked_at_on_every_page_until_the_way_back_is_taken(visitor: Visitor) -> None:
    store, me = Store.open(visitor.app.store), at_machine("A. Steward")
    before = store.revision.number
    row = pd.DataFrame({"indicator": [MILEX], "country": ["IND"], "year": [2020], "value": [19.5]})
    now = store.publish(row, me, "World Bank release of July").number
    try:
        page = visitor.page(ASKED)
        expect(page.get_by_text(f"19.5 since revision {now}")).to_be_visible()
        settled(page)
        no_finding(page)
        data = visitor.page("data")
        expect(data.get_by_role("heading", name=f"What revision {now} changed")).to_be_visible()
        settled(data)
        no_finding(data)
        box = data.get_by_role("combobox", name="Look at revision")
        box.click()
        data.get_by_role("option", name=re.compile(f"^{before}: ")).click()
        settled(data)
        data.get_by_role("button", name="Data as of this revision").click()
        expect(data.get_by_text(BANNER)).to_be_visible()
        data.get_by_role("link", name="Every indicator: the Catalogue").click()
        expect(data.get_by_role("heading", name="Catalogue", exact=True)).to_be_visible()
        settled(data)
        expect(data.get_by_text(BANNER)).to_be_visible()
        expect(data).to_have_url(re.compile("revision=" + store.at(before).revision.hash[:12]))
        data.get_by_role("button", name="Show the newest data").click()
        expect(data.get_by_text(BANNER)).to_have_count(0)
    finally:
        store.rollback(before, me, "after a test")
