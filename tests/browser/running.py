"""The app as a process of its own with a store of its own, and a browser that can reach nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

HOME = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# the address of each room; the first is the app's own
ROOMS = (
    "",
    "brief",
    "geopolitical_shifts",
    "emerging_powers",
    "regional_conflicts",
    "cooperation",
    "network",
    "forums",
    "relationships",
    "engagement",
    "projections",
    "scenarios",
    "compare",
    "discovery",
    "signposts",
    "track_record",
    "method",
    "catalogue",
    "steward",
    "data",
)
TELEPHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
PATIENCE = 45_000  # milliseconds: a page may have to fit a model first
expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    """Where a Chromium is on this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """The browser, without a window."""
    return playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class App:
    """A running app: its address, and the folder of its store."""

    address: str
    store: Path


@contextmanager
def app(folder: Path, settings: Path | None = None) -> Iterator[App]:
    """Start the app as a person does, wait until it answers, and end it. `settings`: of a sign-in, where there is."""
    store, log, port = folder / "store", folder / "app.log", _free_port()
    command = [sys.executable, "-m", "foresight.cli", "--store", str(store), "serve"]
    with log.open("w") as out:
        running = subprocess.Popen(
            [*command, "--port", str(port), "--headless"],
            cwd=HOME,
            env=os.environ | ({"FORESIGHT_SETTINGS": str(settings)} if settings else {}),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(running, f"http://127.0.0.1:{port}/_stcore/health", log)
            yield App(f"http://127.0.0.1:{port}", store)
        finally:
            if os.name == "posix":
                os.killpg(running.pid, signal.SIGTERM)
            else:
                running.terminate()
            running.wait(timeout=20)


def _wait(running: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + 120  # a store is made first
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start:\n{log.read_text()[-3000:]}")


@dataclass
class Visitor:
    """Opens pages in fresh contexts, keeps every outside host away, and writes down what went wrong."""

    browser: Browser
    app: App
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, width: int = 1280, height: int = 900, scheme: str = "light") -> BrowserContext:
        """A browser that has never been here."""
        made = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            accept_downloads=True,
            reduced_motion="reduce",
            user_agent=TELEPHONE if width < 500 else None,
            has_touch=width < 500,
        )
        made.set_default_timeout(PATIENCE)
        made.route("**/*", self._only_home)
        made.on("page", self._listen)
        self.contexts.append(made)
        return made

    def page(self, path: str = "", **screen: int | str) -> Page:
        """A page in a fresh context, opened and settled."""
        page = self.context(**screen).new_page()  # type: ignore[arg-type]
        page.goto(path if path.startswith("http") else f"{self.app.address}/{path}")
        settled(page)
        return page

    def leave(self) -> None:
        """Close every context."""
        while self.contexts:
            self.contexts.pop().close()

    def _only_home(self, route: Route) -> None:
        if self._home(route.request.url):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _home(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in ("data", "blob", "about") or parts.hostname == "127.0.0.1"

    def _wrong(self, said: str, address: str) -> None:
        # on a room's own address Streamlit first looks for its server under that path, and then at the root
        if not any(f"/{room}/_stcore/" in address for room in ROOMS):
            self.failed.append(said)

    def _listen(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._home(socket.url) or self.outside.append(socket.url))
        page.on("response", lambda r: self._wrong(f"{r.status} {r.url}", r.url) if r.status >= 400 else None)
        page.on("console", lambda m: self._wrong(m.text, m.location["url"]) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.failed.append(str(error)))


def settled(page: Page) -> None:
    """Wait until the script of the page has run to its end and its charts are drawn."""
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE)
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
            return app && app.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
                && charts.every(c => c.querySelector('.main-svg'));
        }""",
        timeout=PATIENCE,
    )
