"""Pictures of a brief made again: the pages are drawn without a browser, in a process of their own.

The other end is `pages/_recorder.py`. What a person would see at an item's address is what comes back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from foresight.briefing.brief import Item
from foresight.briefing.exhibit import Exhibit

HOME = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "pages._recorder")


def record(
    items: Sequence[Item], folder: Path, *, revision: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Exhibit | str]:  # fmt: skip
    """An exhibit for each item, in order, or the sentence that says why there is none.

    `folder`: the store's. `revision`: the data they are made on; the newest where it is None.
    """
    if not items:
        return []
    environment = {**os.environ, "FORESIGHT_STORE": str(folder.resolve())}
    found: list[Exhibit | str] = []
    with subprocess.Popen(  # noqa: S603 - this product's own module
        COMMAND, cwd=HOME, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a process without pipes")
        # items of one address that stand together are drawn once
        for (page, address), group in groupby(items, key=lambda item: (item.page, item.address)):
            if progress:
                progress(len(found), len(items), f"Drawing {page.replace('_', ' ')} …")
            order = {"page": page, "address": address, "revision": revision}
            try:
                process.stdin.write(json.dumps(order) + "\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline() or "{}")
            except (BrokenPipeError, json.JSONDecodeError):
                answer = {}
            found += [_of(item, answer) for item in group]
        process.stdin.close()
    if progress:
        progress(len(items), len(items), "Drawn")
    return found


def _of(item: Item, answer: dict[str, object]) -> Exhibit | str:
    """The exhibit of an item among those of its page."""
    if "error" in answer:
        return f"the page {item.page} could not be drawn: {answer['error']}"
    shown = answer.get("exhibits")
    if not isinstance(shown, list):
        return f"the page {item.page} could not be drawn: its process ended"
    for one in shown:
        if one["key"] == item.key:
            return Exhibit.model_validate(one)
    there = ", ".join(str(one["key"]) for one in shown) or "nothing"
    return f"the page {item.page} shows no “{item.key}” at this address any more; it shows {there}"
