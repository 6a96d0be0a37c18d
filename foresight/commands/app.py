"""`foresight serve`."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import runpy
import socket
import sys
from pathlib import Path

from foresight import sign_in
from foresight.errors import ForesightError

HOME = Path(__file__).resolve().parents[2]
FIRST_PORT, LAST_PORT = 8501, 8599


def _free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was just left counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def port(wanted: int | None) -> int:
    """`wanted` when it is free, or the first free one from 8501; ForesightError when there is none."""
    if wanted is None:
        free = next((number for number in range(FIRST_PORT, LAST_PORT + 1) if _free(number)), None)
        if free is None:
            raise ForesightError(f"No port from {FIRST_PORT} to {LAST_PORT} is free. Name another with --port.")
        return free
    if not 1024 <= wanted <= 65535:
        raise ForesightError(f"The port must lie between 1024 and 65535; {wanted} does not.")
    if not _free(wanted):
        raise ForesightError(f"Port {wanted} is in use on this machine. Name another with --port, or leave it out.")
    return wanted


def _shown(headless: bool) -> bool:
    """Is there a screen that a browser could open on."""
    linux = sys.platform.startswith("linux")
    return not headless and not (linux and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")))


def _get_ready() -> None:
    """Make the store before the first visitor asks for it, and import what every page needs.

    One after the other: imports in two threads at once can meet each other's half-made modules.
    """
    for module in ("foresight.charts.maps", "foresight.charts.lines"):
        importlib.import_module(module)
    with contextlib.suppress(ForesightError):  # the page meets it again, and tells it to whoever looks
        importlib.import_module("foresight.store").Store.open()


def serve(asked: argparse.Namespace) -> int:
    """Run the app on 127.0.0.1 until it is ended; usage statistics stay off.

    Where there are settings of a sign-in (docs/team.md), everybody signs in; ForesightError where they do not hold
    together, so that a slip of the pen opens nothing.
    """
    settings = sign_in.settings()
    if settings is not None:
        sign_in.rules(settings)
        os.environ[sign_in.NAMED_BY] = str(settings.resolve())
    number = port(asked.port)
    folder = asked.store or os.environ.get("FORESIGHT_STORE")
    if folder:  # the app runs in another folder than the one this was said in
        os.environ["FORESIGHT_STORE"] = str(Path(folder).resolve())
    print(f"Foresight: http://127.0.0.1:{number} (end it with Ctrl+C)", file=sys.stderr, flush=True)
    os.chdir(HOME)  # where Streamlit finds the project's .streamlit/config.toml
    sys.argv = [
        "streamlit", "run", str(HOME / "app.py"),
        "--server.address=127.0.0.1", f"--server.port={number}", "--browser.gatherUsageStats=false",
        f"--server.headless={str(not _shown(asked.headless)).lower()}",
        # only these: Streamlit would also take the sign-in of another app from the person's home
        f"--secrets.files={os.environ.get(sign_in.NAMED_BY) or sign_in.DEFAULT}",
    ]  # fmt: skip
    _get_ready()
    # Until st.navigation is called once, Streamlit would take the folder called pages for its older kind of app, and
    # show the first visitor who opens a link to a page that page bare.
    importlib.import_module("streamlit.runtime.pages_manager").PagesManager.uses_pages_directory = False
    runpy.run_module("streamlit", run_name="__main__")
    return 0
