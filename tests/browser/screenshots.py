"""Pictures of every room, light and dark, wide and narrow: `python -m tests.browser.screenshots [ROOM …]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import running

SHOTS = Path(__file__).parent / "shots"
WIDTHS = (1280, 390)


def main(rooms: list[str]) -> None:
    """Write `shots/ROOM-SCHEME-WIDTH.png` for each room (all without names); `ROOM?query` opens an address."""
    SHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running.app(Path(folder)) as app, sync_playwright() as playwright:
        visitor = running.Visitor(running.launch(playwright), app)
        for room in rooms or running.ROOMS:
            for scheme in ("light", "dark"):
                for width in WIDTHS:
                    page = visitor.page(room, width=width, scheme=scheme)
                    # the page scrolls inside a frame of its own: a window as tall as the page shows all of it
                    tall = page.locator('[data-testid="stMain"]').evaluate("e => e.scrollHeight")
                    page.set_viewport_size({"width": width, "height": max(900, int(tall))})
                    running.settled(page)
                    page.wait_for_timeout(800)
                    file = SHOTS / f"{room.partition('?')[0] or 'overview'}-{scheme}-{width}.png"
                    page.screenshot(path=file)
                    visitor.leave()
                    sys.stdout.write(f"{file.relative_to(running.HOME)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
