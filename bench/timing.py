"""How long something takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def timed(run: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """The shortest of `times` runs in seconds, and what the last one gave."""
    found, given = [], None
    for _ in range(times):
        start = time.perf_counter()
        given = run()
        found.append(time.perf_counter() - start)
    return min(found), given
