"""Draws pages without a browser and hands over what they show: how a brief is made again at a shell, or brought up to
date.

Run as `python -m pages._recorder`: a line of JSON in for each page (`page`, `address`, `revision`), a line out with its
`exhibits`, or with the `error` that the page told. What a person would see at that address is what comes out: there is
no second way of drawing it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from foresight.briefing.exhibit import Exhibit
from pages import _cache, _exhibit

APP = Path(__file__).resolve().parents[1] / "app.py"
PATIENCE = 300.0
"""Seconds after which a page is given up: a model that has to be fitted first takes a minute."""


def recorded(page: str, address: str = "", revision: int | None = None) -> tuple[Exhibit, ...]:
    """Everything that the page shows at that address, as of `revision`; RuntimeError with what it told instead."""
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE)
    app.context = {"theme": "light"}
    app.session_state[_cache.AS_OF] = revision
    # AppTest runs a page's own script, past app.py and what begins there
    app.session_state[_exhibit.PAGE] = page
    app.session_state[_exhibit.ASKED] = _exhibit.EVERY
    for name, value in parse_qsl(address):
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    wrong = [*app.exception, *app.error]
    found: list[Exhibit] = app.session_state[_exhibit.TAKEN]
    if wrong and not found:
        raise RuntimeError(str(wrong[0].value if hasattr(wrong[0], "value") else wrong[0].message))
    return tuple(one.model_copy(update={"address": address}) for one in found)


def answers(lines: TextIO) -> Iterator[dict[str, Any]]:
    """One answer for each order that comes in."""
    for line in lines:
        order = json.loads(line)
        try:
            made = recorded(order["page"], order.get("address", ""), order.get("revision"))
            yield {"exhibits": [one.model_dump(mode="json") for one in made]}
        except Exception as error:
            yield {"error": str(error)}


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, sys.stderr  # what a page prints is no answer
    for answer in answers(sys.stdin):
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
