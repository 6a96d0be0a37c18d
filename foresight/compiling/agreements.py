"""Defence cooperation agreements, from the Defense Cooperation Agreement Dataset (DCAD 1.0, signed 1980-2010)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.statehood import both_sides, count_countries, count_pairs, within
from foresight.errors import SourceError
from foresight.sources import dcad

FILE = "dcad/DCAD-v1.0-main.csv"
FIRST, LAST = 1980, 2010
GENERAL = "agreements_general_pair"
SECTORS = {
    "agreements_training_pair": "TREX",
    "agreements_procurement_pair": "PROCUREMENT",
    "agreements_research_pair": "RESEARCH",
    "agreements_commission_pair": "COMMISSION",
}
"""An agreement on a sector counts under the first category that the authors give it, so that the parts add up."""
WEST_GERMANY, GERMANY = "260", "255"
"""United Germany kept the treaties of the Federal Republic, under another COW code."""
CZECHIA, CZECHOSLOVAKIA, DIVIDED = "316", "315", 1993
"""Agreements of 1991-92 that Czechia kept stand under its code: Czechoslovakia signed them."""


def as_then(rows: pd.DataFrame) -> pd.DataFrame:
    """Both codes as the state that the party was in `year`."""
    former = rows["year"] < DIVIDED
    codes = {side: rows[side].replace(WEST_GERMANY, GERMANY) for side in ("code1", "code2")}
    return rows.assign(
        **{side: code.where((code != CZECHIA) | ~former, CZECHOSLOVAKIA) for side, code in codes.items()}
    )


def _between_states(rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Both parties as states of `year`."""
    one, lost = place(as_then(rows), file=file, code="code1", system="cow", year="year", name="name1")
    both, also = place(one, file=file, code="code2", system="cow", year="year", name="name2", into="partner")
    inside, outside = within(both, file, ("country", "partner"))
    return inside, (*lost, *also, *outside)


def in_force(agreements: pd.DataFrame, first: int = FIRST, last: int = LAST) -> pd.DataFrame:
    """One row per agreement and year in which it was in force at some time and is not known to have ended before.

    From the year of entry into force, or of signature where that is unknown, to the authors' estimate of its end, both
    included. The codes of the parties are kept, to be read as of each year: an agreement ends with a state that ends.
    """
    starts = agreements[["signed", "entered"]].max(axis=1)
    years = range(first, last + 1)
    return pd.concat(
        [agreements[(starts <= year) & (year <= agreements["ends"])].assign(year=year) for year in years],
        ignore_index=True,
    )


def by_category(signed: pd.DataFrame, file: str = FILE, last: int = LAST) -> dict[str, pd.DataFrame]:
    """The agreements that two states signed, split: general ones, and those on a sector by the first they name.

    SourceError for an agreement that belongs to no part: the parts would no longer add up.
    """
    parts = {GENERAL: signed[signed["kind"] == "general"]}
    sector = signed[signed["kind"] == "sector"]
    parts |= {key: sector[sector["category"] == word] for key, word in SECTORS.items()}
    other = signed.drop(index=[row for part in parts.values() for row in part.index])
    if not other.empty:
        agreement, kind, category = other.iloc[0][["agreement", "kind", "category"]]
        raise SourceError(f"{file}, {agreement}: type “{kind}” with category “{category}” is not a known one.")
    return {key: count_pairs(part, FIRST, last) for key, part in parts.items()}


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where a file is missing or not of its layout."""
    return compiled(dcad.read(folder / FILE))


def compiled(listed: pd.DataFrame, file: str = FILE) -> Compiled:
    """Agreements signed and in force, per state and pair, from the connector's rows."""
    last = max(LAST, int(listed["signed"].max()))  # a newer release reaches on
    one_party = listed[listed["code1"] == listed["code2"]]
    bilateral = listed[listed["code1"] != listed["code2"]]
    signed, lost = _between_states(bilateral.assign(year=bilateral["signed"]), file)
    standing, ended = _between_states(in_force(bilateral, last=last), file)
    wrong = [
        Unresolved(file, code, f"{agreement}, {name}", str(signed), 1, "both parties are the same state")
        for code, agreement, name, signed in zip(
            *(one_party[column] for column in ("code1", "agreement", "name1", "signed")), strict=True
        )
    ]
    made = {
        "agreements": count_countries(both_sides(signed), FIRST, last),
        "agreements_pair": count_pairs(signed, FIRST, last),
        "agreements_in_force": count_countries(both_sides(standing), FIRST, last),
        "agreements_in_force_pair": count_pairs(standing, FIRST, last),
    }
    made |= by_category(signed, file, last)
    unknown = int((bilateral["ends"] == last).sum())
    note = f"agreements: {len(signed)} between two states; {unknown} without a known end before {last} count to {last}."
    return Compiled(made, (*lost, *ended, *wrong), (note,))
