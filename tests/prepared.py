"""Commands in processes of their own that start at once, and can be killed at any point.

`Launcher` starts one process in which everything is imported but no database is open; it forks for each command, and
kills the fork after a time, or at the n-th line of the product that is run on the way to a new revision. Nothing in the
product knows of it.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NamedTuple, get_args

ROOT = Path(__file__).resolve().parents[1]


class Ended(NamedTuple):
    """How a command ended. `status`: its exit status, or minus the signal. `lines`: of the product, on the way."""

    status: int
    seconds: float
    lines: int
    said: str
    locked: tuple[float, float]
    """When the store’s lock was first and last seen held, where `locks` named the store."""


class Launcher:
    """Used as a context. `folder`: where what commands print is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Launcher:
        command = [sys.executable, "-m", "tests.prepared"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self._hear() == "ready"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def run(
        self, arguments: Sequence[object], temporary: Path, after: float | None = None, line: int | None = None,
        within: Sequence[str] = ("publish",), locks: Path | None = None, largest: int | None = None,
    ) -> Ended:  # fmt: skip
        """Run `foresight ARGUMENTS`; killed at the n-th line inside the functions named (`module.function` or
        `function`), or `after` seconds.

        Seconds count from the start; or, where `locks` names the store, from when its lock is seen held. `largest`:
        bytes of a file, beyond which the disk counts as full.
        """
        assert self._process.stdin is not None
        said = self._folder / "said"
        asked = {
            "arguments": [str(one) for one in arguments], "temporary": str(temporary), "after": after, "line": line,
            "within": list(within), "said": str(said), "locks": str(locks) if locks else None,
            "largest": largest,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status, seconds, lines, locked = self._hear()
        return Ended(status, seconds, lines, said.read_text(encoding="utf-8"), tuple(locked))

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


FILES = ("foresight/store/", "foresight/intake/line.py", "foresight/intake/remembered.py", "foresight/intake/queue.py",
         "foresight/intake/once.py", "foresight/intake/watching.py")  # fmt: skip
FIRST = ("foresight.commands.data", "foresight.commands.intake", "foresight.commands.unattended",
         "foresight.intake.queue", "foresight.intake.watching", "pyarrow.csv", "pyarrow.parquet")  # fmt: skip


class _Lines:
    """Counts lines of the product inside the functions named, and ends the process at one of them."""

    def __init__(self, at: int | None, within: Sequence[str], count: int) -> None:
        self._at, self._within, self._count = at, set(within), count
        self._inside = 0
        self._seen = 0

    def begin(self) -> None:
        sys.settrace(self._called)

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not any(part in frame.f_code.co_filename for part in FILES):
            return None
        if self._named(frame):
            self._inside += 1
        return self._line if self._inside else None

    def _named(self, frame: FrameType) -> bool:
        name = frame.f_code.co_name
        return name in self._within or f"{Path(frame.f_code.co_filename).stem}.{name}" in self._within

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._seen += 1
            if self._seen % 8 == 0 or self._at is not None:
                os.pwrite(self._count, str(self._seen).encode(), 0)
            if self._seen == self._at:
                os.kill(os.getpid(), signal.SIGKILL)
        elif event == "return" and self._named(frame):
            self._inside -= 1
            os.pwrite(self._count, str(self._seen).encode(), 0)
        return self._line


def _child(asked: dict[str, Any], count: int) -> None:
    from foresight import cli

    out = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ["TMPDIR"], tempfile.tempdir = asked["temporary"], None
    import foresight.intake.watching

    foresight.intake.watching.REST = 0.0
    if asked["largest"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], asked["largest"]))
    if asked["after"] is None and not asked["locks"]:
        _Lines(asked["line"], asked["within"], count).begin()
    status = 70
    try:
        status = cli.main(asked["arguments"])
    finally:
        sys.settrace(None)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _serve() -> None:
    import pandas as pd

    from foresight import geography
    from foresight.sources import LAYOUTS, connector

    def say(what: Any) -> None:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    # what every process would do first, and what is no part of what is tried here
    for module in FIRST:
        importlib.import_module(module)
    for system in get_args(geography.System):
        geography.resolve(pd.Series(["FRA"]), system, 2020)
    for layout in LAYOUTS:
        connector(layout)
    say("ready")
    for text in sys.stdin:
        asked = json.loads(text)
        count = os.open(asked["said"] + ".count", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        began = time.perf_counter()
        child = os.fork()
        if not child:
            _child(asked, count)
        locked = _watched(child, Path(asked["locks"]), asked["after"]) if asked["locks"] else (0.0, 0.0)
        if asked["after"] is not None:
            time.sleep(max(asked["after"], 0))
            os.kill(child, signal.SIGKILL)  # not yet waited for: it is this one, even where it has ended
        _, how = os.waitpid(child, 0)
        lines = os.pread(count, 20, 0).decode() or "0"
        os.close(count)
        seconds = time.perf_counter() - began
        say([os.waitstatus_to_exitcode(how), seconds, int(lines), locked])


def _watched(child: int, store: Path, after: float | None) -> tuple[float, float]:
    """Wait for the store’s lock to be held; where the child is not to be killed, until it has ended."""
    began, first, last, holder = time.perf_counter(), 0.0, 0.0, str(store / "lock.json")
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if os.path.exists(holder):  # noqa: PTH110  # asked a thousand times a second
            last = time.perf_counter() - began
            first = first or last
            if after is not None:
                break
        time.sleep(0.0005)
    return first, last


if __name__ == "__main__":
    _serve()
