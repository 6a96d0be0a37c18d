"""A planner at the workbench: quick moves that all arrive, and steps that can be taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.running import Visitor, settled
from tests.browser.test_browser import ASKED, median_line, pushed, sentence

pytestmark = pytest.mark.browser


def test_a_move_is_undone_and_done_again_in_the_browser(visitor: Visitor) -> None:
    page = visitor.page(ASKED)
    pushed(page, "External actors", 2, "external actors at 2")
    moved = median_line(page)
    page.get_by_role("button", name="Undo").click()
    expect(sentence(page)).not_to_contain_text("external actors at 2")
    settled(page)
    page.get_by_role("button", name="Redo").click()
    expect(sentence(page)).to_contain_text("external actors at 2")
    settled(page)
    assert median_line(page) == moved


def test_quick_presses_are_not_undone_by_an_echo_of_the_exact_figure(visitor: Visitor) -> None:
    for _ in range(3):
        page = visitor.page(ASKED)
        pushed(page, "External actors", 3, "external actors at 3")
        page.wait_for_timeout(1000)
        expect(sentence(page)).to_contain_text("external actors at 3")
