"""`foresight serve`."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

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


def serve(asked: argparse.Namespace) -> int:
    """Run the app on 127.0.0.1 until it is ended; usage statistics stay off."""
    number = port(asked.port)
    environment = dict(os.environ)
    folder = asked.store or environment.get("FORESIGHT_STORE")
    if folder:  # the app runs in another folder than the one this was said in
        environment["FORESIGHT_STORE"] = str(Path(folder).resolve())
    command = [
        sys.executable, "-m", "streamlit", "run", str(HOME / "app.py"),
        "--server.address=127.0.0.1", f"--server.port={number}", "--browser.gatherUsageStats=false",
        f"--server.headless={str(not _shown(asked.headless)).lower()}",
    ]  # fmt: skip
    print(f"Foresight: http://127.0.0.1:{number} (end it with Ctrl+C)", file=sys.stderr, flush=True)
    # The project's .streamlit/config.toml is found from the folder the app runs in.
    if os.name == "posix":  # become the app, so that whoever ends this process ends the app
        os.chdir(HOME)
        os.execve(sys.executable, command, environment)  # noqa: S606
    with subprocess.Popen(command, cwd=HOME, env=environment) as running:  # noqa: S603
        try:
            return running.wait()
        except KeyboardInterrupt:
            return running.wait()
