"""One app and one browser for all browser tests; without Chromium they are left out, or fail where it is required."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import running

REQUIRED = "FORESIGHT_REQUIRE_BROWSER"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if running.chromium() is None:
        told = f"there is no Chromium on this machine ({', '.join(running.NAMES)})"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{told}, and {REQUIRED}=1 requires one", pytrace=False)
        pytest.skip(f"{told}: the browser tests were left out")
    with sync_playwright() as playwright:
        opened = running.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.App]:
    """The app, started once."""
    with running.app(tmp_path_factory.mktemp("app")) as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, app: running.App) -> Iterator[running.Visitor]:
    """Opens pages; afterwards nothing outside this machine may have been asked for, and nothing may have failed."""
    visiting = running.Visitor(browser, app)
    yield visiting
    visiting.leave()
    assert not visiting.outside, f"hosts outside this machine were asked: {visiting.outside}"
    assert not visiting.failed, f"requests or scripts failed: {visiting.failed}"
