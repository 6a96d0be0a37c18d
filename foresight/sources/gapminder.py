"""Gapminder (Open Numbers, DDF datapoints): one concept a file, columns `geo,time,CONCEPT`.

Codes are Gapminder's own: mostly ISO3 in lower case, with a few of its making (`kos`, `chanisl`, `nld_curacao`).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "Gapminder"


def recognise(path: Path) -> bool:
    """Three columns, of which the first two are `geo` and `time`."""
    head = csvfile.header(path)
    return len(head) == 3 and head[:2] == ["geo", "time"]


def series(path: Path) -> dict[str, str]:
    """The one concept of the file: name -> name."""
    return {name: name for name in csvfile.header(path)[2:]}


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (Gapminder), `year`, `value` (NaN where blank), `concept` (the name of the value column)."""
    frame = csvfile.columns(path, LAYOUT, ("geo", "time"))
    concepts = [name for name in frame if name not in ("geo", "time")]
    if len(concepts) != 1:
        raise SourceError(f"{path.name} should hold one concept beside geo and time; it holds {len(concepts)}.")
    return pd.DataFrame(
        {
            "code": frame["geo"],
            "year": csvfile.years(frame["time"], path),
            "value": csvfile.figures(frame[concepts[0]], path),
            "concept": concepts[0],
        }
    )
