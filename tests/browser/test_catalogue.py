"""The catalogue in a browser: a word finds an indicator, a click on its row opens it, the dictionary is downloaded."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.running import Visitor, settled

pytestmark = pytest.mark.browser


def test_a_row_opens_its_indicator_and_the_dictionary_comes_as_a_workbook(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page("catalogue")
    find = page.get_by_label("Find")
    find.fill("warheads")
    find.press("Enter")
    expect(page.get_by_text("1 of ")).to_be_visible()
    settled(page)
    page.get_by_test_id("stDataFrame").first.click(position={"x": 16, "y": 52})
    expect(page.get_by_role("heading", name="Nuclear warheads")).to_be_visible()
    settled(page)
    assert "indicator=nuclear_stockpile" in page.url
    with page.expect_download() as coming:
        page.get_by_role("button", name="Data dictionary (XLSX)").click()
    coming.value.save_as(tmp_path / "dictionary.xlsx")
    assert openpyxl.load_workbook(tmp_path / "dictionary.xlsx")["Indicators"].max_row > 40
    assert not visitor.failed
    assert not visitor.outside
