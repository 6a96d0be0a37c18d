"""A file is looked at in a process of its own, with bounds on memory and time: what came of it, and what it took.

Hostile files and the fuzzer of the readers go through here, so that one that takes the process takes nothing else.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

ADDRESSES = 6 * 2**30
"""Bytes of addresses that the process may take: threads and pools reserve far more than they use."""
PROCESSOR = 60
"""Seconds of processor after which it is killed."""
TOGETHER = 120
"""Seconds after which it is killed, waiting included."""
LARGE = 1000
"""MB after which a process is not used again, so that the next file is told apart from this one."""
FEW_ROWS = 20

# Started once, with the product imported: each file is then looked at in a fork of it, in milliseconds.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.bounded_imports"])


@dataclass(frozen=True)
class Outcome:
    """What came of a file. `end`: a draft, a sentence that refuses it, or what must never be.

    `findings`: level, kind, where, message. `peak`: MB that the process took at most.
    """

    end: Literal["draft", "refused", "error", "killed", "too long"]
    said: str = ""
    findings: tuple[tuple[str, str, str, str], ...] = ()
    figures: tuple[tuple[Any, ...], ...] = ()
    layout: str = ""
    name: str = ""
    peak: float = 0.0

    @property
    def well(self) -> bool:
        """Did it end as every file must: in a draft or in a sentence."""
        return self.end in ("draft", "refused")

    def of(self, level: str) -> list[str]:
        """The kinds of the findings of a level."""
        return [kind for one, kind, _, _ in self.findings if one == level]


class Worker:
    """A process that looks at one file after the other. One that it does not outlive is told, and it is started anew.

    `seconds`: of processor for a file, after which it is killed.
    """

    def __init__(self, store: Path, seconds: int = PROCESSOR) -> None:
        self._store, self._seconds = store, seconds
        self._process: Any = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def look(self, file: Path, name: str | None = None, asked: Mapping[str, Any] | None = None) -> Outcome:
        """What the steward's line says of a file, as handed in under `name`; nothing is published.

        `asked`: as `Order` takes it. The first rows are looked at too, as the page does.
        """
        if self._process is None:
            self._pipe, theirs = _context.Pipe()
            self._process = _context.Process(target=_work, args=(theirs, self._store, self._seconds), daemon=True)
            self._process.start()
            theirs.close()
        try:
            self._pipe.send((file, name, asked or {}))
            outcome: Outcome = self._pipe.recv() if self._pipe.poll(TOGETHER) else Outcome("too long")
        except (EOFError, OSError):
            self._process.join()
            code = self._process.exitcode or 0
            if -code in (signal.SIGXCPU, signal.SIGKILL):
                outcome = Outcome("too long", f"more than {self._seconds} seconds of processor")
            else:
                outcome = Outcome("killed", f"exit {code}")
        if not outcome.well or outcome.peak > LARGE:
            self._end()
        return outcome

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
            self._process = None


def looked_at(store: Path, file: Path, name: str | None = None) -> Outcome:
    """`Worker.look`, once."""
    with Worker(store) as worker:
        return worker.look(file, name)


def _work(pipe: Connection, store: Path, seconds: int) -> None:
    sys.modules["__main__"].__file__ = __file__  # without one, DuckDB takes the process for a person and draws bars
    warnings.simplefilter("ignore")  # of what a reader makes good by itself
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            file, name, asked = pipe.recv()
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        pipe.send(_look(store, file, name, asked))


def _look(store: Path, file: Path, name: str | None, asked: Mapping[str, Any]) -> Outcome:
    from foresight.errors import ForesightError
    from foresight.intake import sheets
    from foresight.intake.files import look
    from foresight.intake.line import Order, prepared
    from foresight.store import Store

    given = {"indicator": "gdp", **asked}
    try:
        try:
            opened = look(file, name, file.parent)
            for sheet in sheets.sheets(opened)[:2]:
                sheets.first_rows(opened, sheet, FEW_ROWS)
        except ForesightError:
            pass  # the page says it; the line says it again below
        with prepared(Store(store), file, Order(**given), name) as draft:
            found = tuple((one.level, one.kind, one.where, one.message) for one in draft.findings)
            outcome = Outcome("draft", "", found, _figures(draft.files), draft.layout, draft.file.name)
    except ForesightError as error:
        outcome = Outcome("refused", str(error))
    except BaseException:
        outcome = Outcome("error", traceback.format_exc())
    return replace(outcome, peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _figures(files: Mapping[str, Path]) -> tuple[tuple[Any, ...], ...]:
    import pandas as pd

    tables = [pd.read_parquet(path).head(FEW_ROWS) for path in files.values()]
    return tuple(tuple(row) for table in tables for row in table.to_numpy(dtype=object).tolist())


def seal(store: Path) -> dict[str, str]:
    """Each file of a store and beside it, and the SHA-256 of its bytes."""
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*")) if path.is_file()
    }  # fmt: skip
