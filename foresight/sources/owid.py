"""Our World in Data: `Entity, Code, Year` and one column per measure.

`Code` is ISO3, blank for most aggregates and some territories, and `OWID_…` where ISO has no code.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "Our World in Data"
KEYS = ("Entity", "Code", "Year")


def recognise(path: Path) -> bool:
    """Columns Entity, Code and Year first (case ignored), then at least one measure."""
    head = csvfile.header(path)
    return len(head) > 3 and tuple(name.title() for name in head[:3]) == KEYS


def series(path: Path) -> dict[str, str]:
    """The measures of the file: title -> title."""
    return {name: name for name in csvfile.header(path)[3:]}


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (may be blank), `name`, `year`, `value` (NaN where blank), `measure`: one row per measure."""
    raw = csvfile.columns(path, LAYOUT, ())
    frame = raw.rename(columns={name: name.title() for name in raw.columns if name.title() in KEYS})
    measures = [name for name in frame if name not in KEYS]
    if not measures or any(key not in frame for key in KEYS):
        raise SourceError(
            f"{path.name} is no {LAYOUT} file: it should have Entity, Code, Year and a measure; "
            f"it has {', '.join(raw.columns[:8])}."
        )
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "code": frame["Code"],
                    "name": frame["Entity"],
                    "year": csvfile.years(frame["Year"], path),
                    "value": csvfile.figures(frame[measure], path),
                    "measure": measure,
                }
            )
            for measure in measures
        ],
        ignore_index=True,
    )
