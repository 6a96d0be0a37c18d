"""ITU Global Cybersecurity Index, wide summary: `Country`, then for each edition a column named by its year and a rank.

Scores are as printed: on a scale of 0-1 in the early editions, of 0-100 in the later ones.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "Global Cybersecurity Index"
BLANK = ("", "#N/A")


def _editions(names: list[str]) -> list[str]:
    return [name for name in names if len(name) == 4 and name.isdigit()]


def recognise(path: Path) -> bool:
    """`Country` first, then pairs of an edition's year and a rank."""
    head = csvfile.header(path)
    editions = set(_editions(head))
    beside = [after for name, after in itertools.pairwise(head) if name in editions]
    return head[:1] == ["Country"] and bool(beside) and all("rank" in name.lower() for name in beside)


def read(path: Path) -> pd.DataFrame:
    """Rows `name` (English), `year` (of the edition), `score` (as printed); an edition without a score has no row."""
    frame = csvfile.columns(path, LAYOUT, ("Country",))
    editions = _editions(list(frame.columns))
    if not editions:
        raise SourceError(f"{path.name} is no {LAYOUT} file: no column is named by the year of an edition.")
    parts = [
        pd.DataFrame({"name": frame["Country"], "year": int(year), "score": csvfile.figures(frame[year], path, BLANK)})
        for year in editions
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["score"].notna()].reset_index(drop=True)
