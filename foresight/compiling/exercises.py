"""Joint exercises per country and per pair, from Multinational Military Exercises (MME v7, 1980-2010).

Participants come from the authors' own file: the derived long file stops at the 24th participant of an exercise and so
loses 78 participations in 13 large exercises (the United States in 11 of them, being late in the alphabet). The long
file gives the Gleditsch–Ward code of each name.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.statehood import count_countries, count_pairs, within
from foresight.errors import SourceError
from foresight.sources import mme

FILE = "mme/mme_v7.csv"
CODES = "mme/mme-v7-long.csv"
FIRST, LAST = 1980, 2010
UNNAMED = "-9"
KINDS = {
    "exercises_maritime": "sea",
    "exercises_peacekeeping": "peacekeeping",
    "exercises_humanitarian": "humanitarian",
}
EXERCISE = ["exercise", "year"]
"""Three identifiers stand for two exercises each, years apart, so an exercise is known by identifier and year."""
VIETNAM_SINCE_UNITY = ("817", "816")
"""The file gives Vietnam after 1975 the code of the southern state, which had ended."""


def codes_of_names(listed: pd.DataFrame) -> pd.Series:
    """Gleditsch–Ward code by participant name; SourceError for a name with two codes."""
    known = listed.loc[listed["code"] != "", ["name", "code"]].drop_duplicates()
    twice = known.loc[known["name"].duplicated(), "name"]
    if not twice.empty:
        raise SourceError(f"{CODES}: {twice.iloc[0]} has two codes. Find out which one holds and correct the file.")
    return known.set_index("name")["code"].replace(*VIETNAM_SINCE_UNITY)


def participations(
    listed: pd.DataFrame, codes: pd.Series | None = None, file: str = FILE
) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """One row per exercise, year and state that took part, and a report of the participants that are no state.

    `listed`: the connector's rows. `codes`: as `codes_of_names` finds them; a name without one stands for itself, which
    for the release of 1980-2010 comes to the same.
    """
    unnamed = listed[listed["name"] == UNNAMED]
    named = listed[listed["name"] != UNNAMED]
    coded = named.assign(code=named["name"].map(codes) if codes is not None else None)
    by_code, lost = place(coded[coded["code"].notna()], file=file, code="code", system="gw", year="year", name="name")
    by_name, nameless = place(coded[coded["code"].isna()], file=file, code="name", system="name", year="year")
    rows, outside = within(pd.concat([by_code, by_name], ignore_index=True), file)
    blank = Unresolved(
        file, UNNAMED, "(not named)", f"{FIRST}-{LAST}", len(unnamed), "a participant that the authors could not name"
    )
    return rows.drop_duplicates([*EXERCISE, "country"]), (*lost, *nameless, *outside, blank)


def pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Each two participants of an exercise once: columns country, partner, year."""
    sides = rows[[*EXERCISE, "country"]]
    met = sides.merge(sides.rename(columns={"country": "partner"}), on=EXERCISE)
    return met[met["country"] < met["partner"]]


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where a file is missing or not of its layout."""
    return compiled(mme.read(folder / FILE), codes_of_names(mme.read(folder / CODES)))


def compiled(listed: pd.DataFrame, codes: pd.Series | None = None, file: str = FILE) -> Compiled:
    """Exercises per state and pair from the connector's rows; `codes` as for `participations`."""
    rows, unresolved = participations(listed, codes, file)
    last = max([LAST, *rows["year"]])  # a newer release reaches on
    made = {"exercises": count_countries(rows, FIRST, last)}
    made |= {key: count_countries(rows[rows[kind]], FIRST, last) for key, kind in KINDS.items()}
    made["exercises_pair"] = count_pairs(pairs(rows), FIRST, last)
    made |= {f"{key}_pair": count_pairs(pairs(rows[rows[kind]]), FIRST, last) for key, kind in KINDS.items()}
    held = len(rows.drop_duplicates(EXERCISE))
    note = f"exercises: {len(rows)} participations of states in {held} exercises with at least one named state."
    return Compiled(made, unresolved, (note,))
