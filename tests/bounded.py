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
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

ADDRESSES = 6 * 2**30
"""Bytes of addresses that the process may take: threads and pools reserve far more than they use."""
PROCESSOR = 60
"""Seconds of processor after which it is killed."""
TOGETHER = 120
"""Seconds after which it is killed, waiting included."""
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
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """Did it end as every file must: in a draft or in a sentence."""
        return self.end in ("draft", "refused")

    def of(self, level: str) -> list[str]:
        """The kinds of the findings of a level."""
        return [kind for one, kind, _, _ in self.findings if one == level]


def looked_at(
    store: Path, file: Path, name: str | None = None, seconds: int = PROCESSOR, asked: Mapping[str, Any] | None = None
) -> Outcome:
    """What the steward's line says of a file, as handed in under `name`; nothing is published.

    `seconds`: of processor, after which it is killed. `asked`: as `Order` takes it. The first rows are looked at too,
    as the page does.
    """
    ours, theirs = _context.Pipe(duplex=False)
    process = _context.Process(target=_look, args=(theirs, store, file, name, seconds, asked or {}), daemon=True)
    process.start()
    theirs.close()
    try:
        outcome: Outcome = ours.recv() if ours.poll(TOGETHER) else Outcome("too long")
    except EOFError:
        process.join()
        code = process.exitcode or 0
        if -code in (signal.SIGXCPU, signal.SIGKILL):
            outcome = Outcome("too long", f"more than {seconds} seconds of processor")
        else:
            outcome = Outcome("killed", f"exit {code}")
    process.kill()
    process.join()
    ours.close()
    return outcome


def _look(
    answer: Connection, store: Path, file: Path, name: str | None, seconds: int, asked: Mapping[str, Any]
) -> None:
    from foresight.errors import ForesightError
    from foresight.intake import sheets
    from foresight.intake.files import look
    from foresight.intake.line import Order, prepared
    from foresight.store import Store

    sys.modules["__main__"].__file__ = __file__  # without one, DuckDB takes the process for a person and draws bars
    warnings.simplefilter("ignore")  # of what a reader makes good by itself
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send(Outcome(**{**outcome.__dict__, "peak": peak}))
    answer.close()


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
