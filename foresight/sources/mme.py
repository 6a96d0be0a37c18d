"""Multinational Military Exercises (D'Orazio and Galambos), in its two layouts.

The authors' own file has one exercise a row and its participants side by side (`StateA`, `StateB` …); the derived long
file has one row per exercise, participant and year, with a Gleditsch–Ward code. An exercise that runs over New Year is
listed under both years in the long file; the wide one is spread over its years in the same way here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError
from foresight.sources import csvfile

LAYOUT = "Multinational Military Exercises"
SHARED = ("MMEID", "Ex_Name", "s.year", "e.year", "Sea", "Amphibious", "Peacekeeping", "Humanitarian")
LONG = ("gwcode", "country", "year")
KINDS = {"Sea": "sea", "Amphibious": "amphibious", "Peacekeeping": "peacekeeping", "Humanitarian": "humanitarian"}
NO_CODE = "NA"


def _states(names: list[str]) -> list[str]:
    return [name for name in names if re.fullmatch(r"State[A-Z]{1,2}", name)]


def recognise(path: Path) -> bool:
    """The exercise columns stand in the header, with the long file's three or the wide file's states."""
    names = csvfile.header(path)
    return set(SHARED) <= set(names) and (set(LONG) <= set(names) or len(_states(names)) >= 2)


def _flags(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    for column in KINDS:
        odd = frame[~frame[column].isin(["0", "1"])]
        if not odd.empty:
            raise SourceError(
                f"{path.name}, exercise {odd['MMEID'].iloc[0]}, column {column}: “{odd[column].iloc[0]}” is neither "
                "0 nor 1. Correct the file."
            )
    return pd.DataFrame({kind: frame[column] == "1" for column, kind in KINDS.items()})


def read(path: Path) -> pd.DataFrame:
    """One row per exercise, participant and year, as listed, repetitions and all.

    Columns `exercise` (MMEID), `title`, `code` (Gleditsch–Ward, blank where the file gives none), `name` (participant;
    "-9" is one the authors could not name), `year`, and `sea`, `amphibious`, `peacekeeping`, `humanitarian` (bool).
    """
    frame = csvfile.columns(path, LAYOUT, SHARED)
    listed = pd.DataFrame({"exercise": frame["MMEID"], "title": frame["Ex_Name"]}).join(_flags(frame, path))
    if set(LONG) <= set(frame.columns):
        return listed.assign(
            code=frame["gwcode"].where(frame["gwcode"] != NO_CODE, ""),
            name=frame["country"],
            year=csvfile.years(frame["year"], path),
        )
    states = _states(list(frame.columns))
    if len(states) < 2:
        raise SourceError(f"{path.name} is no {LAYOUT} file: it has neither gwcode and country nor StateA, StateB ….")
    first, last = csvfile.years(frame["s.year"], path), csvfile.years(frame["e.year"], path)
    if (last < first).any():
        raise SourceError(f"{path.name}, exercise {frame['MMEID'][last < first].iloc[0]}: it ends before it starts.")
    wide = listed.assign(code="").join(frame[states])
    later = range(int((last - first).max()) + 1)
    spread = pd.concat([wide.assign(year=first + n)[first + n <= last] for n in later])
    long = spread.melt(id_vars=[*listed.columns, "code", "year"], value_vars=states, value_name="name")
    return long[long["name"] != ""].drop(columns="variable").reset_index(drop=True)
