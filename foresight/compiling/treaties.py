"""Arms-control treaties that states are party to, and how many of them two states share.

A state counts as party at the end of a year when it has deposited its instrument (ratification, acceptance, approval,
accession, succession or consent to be bound) and the treaty is in force by then. The weeks or months between a state's
deposit and the treaty's entry into force for that state are not counted. A treaty not in force (the Comprehensive
Nuclear-Test-Ban Treaty) does not count, whoever ratified it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from foresight import geography
from foresight.catalogue import DATA
from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.sources import un_treaty_collection, unoda_treaties

CHAPTER_XXVI, UNODA = "un_treaty_collection_ch26_2025.csv", "unoda_treatydata_2018.json"
WITHDRAWALS = DATA / "catalogue" / "treaty_withdrawals.csv"
"""States that left a treaty: the depositary's list of participants no longer shows that they were ever in."""

IN_FORCE_XXVI: Mapping[str, str] = {
    "enmod": "1978-10-05",
    "ccw": "1983-12-02",
    "cwc": "1997-04-29",
    "ccw_p4": "1998-07-30",
    "ccw_p2a": "1998-12-03",
    "ottawa": "1999-03-01",
    "ccw_art1": "2004-05-18",
    "ccw_p5": "2006-11-12",
    "ccm": "2010-08-01",
    "att": "2014-12-24",
    "tpnw": "2021-01-22",
}
"""Entry into force of the treaties of chapter XXVI, as the UN Treaty Collection gives it."""
YEARS_XXVI = range(1978, 2026)

IN_FORCE_EARLIER: Mapping[str, str] = {
    "Partial Test Ban Treaty": "1963-10-10",
    "Outer Space Treaty": "1967-10-10",
    "Treaty on the Non-Proliferation of Nuclear Weapons (NPT)": "1970-03-05",
    "Sea-Bed Treaty": "1972-05-18",
    "Biological Weapons Convention": "1975-03-26",
}
"""Entry into force of the five worldwide treaties of the Cold War that stand outside chapter XXVI."""
YEARS_EARLIER = range(1963, 2018)
"""The file ends in July 2018: 2017 is its last whole year."""


def holdings(parties: pd.DataFrame, in_force: Mapping[str, str], year: int) -> pd.DataFrame:
    """Who is party to which treaty at the end of `year`: countries down, treaties across, 1 or 0.

    `parties` has columns country, treaty, joined, left (ISO 8601; left "" for a state that stayed). Treaties that
    `in_force` does not name, or that are not in force by then, leave; so do states with no treaty.
    """
    end = f"{year}-12-31"
    held = parties[
        (parties["joined"] != "")
        & (parties["joined"] <= end)
        & ((parties["left"] == "") | (parties["left"] > end))
        & parties["treaty"].isin([treaty for treaty, date in in_force.items() if date <= end])
    ]
    return pd.crosstab(held["country"], held["treaty"]).clip(upper=1)


def count(
    parties: pd.DataFrame,
    in_force: Mapping[str, str],
    years: range,
    states: Callable[[int], frozenset[str]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Treaties each state is party to at the end of each year, and treaties each pair of states shares.

    `parties`, `in_force` as for `holdings`; `states` gives the states of a year that are zero when party to nothing.
    Returns country, year, value and country, partner, year, value.
    """
    single, shared = [], []
    for year in years:
        held = holdings(parties, in_force, year)
        held = held.reindex(sorted(states(year) | set(held.index)), fill_value=0)
        names, matrix = held.index, held.to_numpy(dtype=np.float32)
        single.append(pd.DataFrame({"country": names, "year": year, "value": matrix.sum(axis=1).astype(float)}))
        first, second = np.triu_indices(len(names), k=1)
        both = (matrix @ matrix.T)[first, second].astype(float)
        pairs = {"country": names.take(first), "partner": names.take(second), "year": year, "value": both}
        shared.append(pd.DataFrame(pairs))
    return (
        pd.concat(single).sort_values(["country", "year"], ignore_index=True),
        pd.concat(shared).sort_values(["country", "partner", "year"], ignore_index=True),
    )


def continuing_states(year: int) -> frozenset[str]:
    """The states of the year that still exist: of former states the depositaries' lists no longer tell."""
    return frozenset(iso3 for iso3 in geography.states(year) if geography.countries()[iso3].successor is None)


def withdrawals(path: Path = WITHDRAWALS) -> pd.DataFrame:
    """The authored table of states that left a treaty: country, treaty, joined, left, reference, url."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def chapter_xxvi(rows: pd.DataFrame, file: str = CHAPTER_XXVI) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Participants of chapter XXVI and the withdrawals: country, treaty, joined, left; and who was not placed."""
    placed, lost = place(rows, file=file, code="name", system="name", year=None)
    return pd.concat([placed.assign(left=""), withdrawals()])[["country", "treaty", "joined", "left"]], lost


def present(rows: pd.DataFrame, file: str = CHAPTER_XXVI) -> Compiled:
    """arms_control_treaties and arms_control_treaties_shared from the connector's rows of chapter XXVI."""
    parties, lost = chapter_xxvi(rows, file)
    single, shared = count(parties, IN_FORCE_XXVI, YEARS_XXVI, continuing_states)
    note = f"{len(withdrawals())} withdrawals from treaties added from {WITHDRAWALS.name}."
    return Compiled({"arms_control_treaties": single, "arms_control_treaties_shared": shared}, lost, (note,))


def cold_war(rows: pd.DataFrame, file: str = UNODA) -> Compiled:
    """cold_war_arms_control_treaties from the connector's rows of UNODA."""
    earlier, lost = place(rows, file=file, code="name", system="name", year=None)
    listed = frozenset(earlier["country"])
    single, _ = count(
        earlier.assign(left=""), IN_FORCE_EARLIER, YEARS_EARLIER, lambda year: continuing_states(year) & listed
    )
    return Compiled({"cold_war_arms_control_treaties": single}, lost)


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where a file is missing or not of its layout."""
    folder = folder / "arms_control"
    now = present(un_treaty_collection.read(folder / CHAPTER_XXVI))
    then = cold_war(unoda_treaties.read(folder / UNODA))
    return Compiled(now.tables | then.tables, now.unresolved + then.unresolved, now.notes)
