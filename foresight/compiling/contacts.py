"""Contacts between states: US foreign military training, military aid to Ukraine, leaders' trips, cyber readiness."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.compiling.tidying import KEYS, state_ends, tidy, zeros_inside
from foresight.errors import SourceError
from foresight.sources import fmtr, itu_gci, kiel, leader_trips

TRAINING = "fmtr/fmtr_iso3_fy.csv"
AID = "kiel/data_explorer.csv"
TRIPS = {
    "leader_trips_sent": "visits/leader_trips_sent.parquet",
    "leader_trips_received": "visits/leader_trips_received.parquet",
}
CYBER = "cyber/itu_gci_2014_2024_summary.csv"

LAST_EDITION_OF_ONE = 2018
"""The ITU scored on 0-1 up to this edition, on 0-100 from the next."""


def yearly_aid(months: pd.DataFrame) -> pd.DataFrame:
    """Billion euros per donor and year from rows per month; every donor has every year that the file reaches, 0 where
    it gave nothing.
    """
    sums = months.groupby(KEYS)["military"].sum()
    years = range(int(months["year"].min()), int(months["year"].max()) + 1)
    every = pd.MultiIndex.from_product([sorted(months["country"].unique()), years], names=KEYS)
    return sums.reindex(every, fill_value=0.0).rename("value").reset_index()


def one_scale(scores: pd.DataFrame, file: str = CYBER) -> pd.Series[float]:
    """Scores of all editions on 0-100. SourceError where an early edition is not on 0-1, as it should be."""
    early = scores["year"] <= LAST_EDITION_OF_ONE
    if (scores.loc[early, "score"] > 1).any() or (scores["score"] > 100).any() or (scores["score"] < 0).any():
        raise SourceError(f"{file}: scores should be 0-1 up to {LAST_EDITION_OF_ONE} and 0-100 after. Check the file.")
    return scores["score"].where(~early, scores["score"] * 100)


def training(rows: pd.DataFrame, file: str = TRAINING) -> Compiled:
    """`us_military_trainees` and `us_military_training_cost` from the connector's rows."""
    placed, lost = place(rows, file=file, code="code", system="iso3", year="year")
    columns = {"us_military_trainees": "trainees", "us_military_training_cost": "cost"}
    return Compiled({key: tidy(placed, file, value=column, repeated="sum") for key, column in columns.items()}, lost)


def aid(rows: pd.DataFrame, file: str = AID) -> Compiled:
    """`ukraine_military_aid` from the connector's rows."""
    placed, lost = place(rows, file=file, code="code", system="iso3", year="year", name="name")
    last = placed.loc[placed["year"] == placed["year"].max(), "month"].max()
    note = (
        f"ukraine_military_aid: {placed['year'].max()} reaches to month {last}; {placed['country'].nunique()} donors."
    )
    return Compiled({"ukraine_military_aid": yearly_aid(placed)}, lost, (note,))


def trips(rows: pd.DataFrame, file: str) -> Compiled:
    """`leader_trips_sent` or `leader_trips_received`, as the connector's rows say."""
    key = f"leader_trips_{rows['direction'].iloc[0]}"
    placed, lost = place(rows, file=file, code="name", system="name", year="year")
    counted = tidy(placed, file, repeated="sum")
    table = zeros_inside(counted, int(counted["year"].max()), state_ends())
    return Compiled({key: table}, lost, (f"{key}: {len(table) - len(counted)} years without a trip written as 0.",))


def cyber(rows: pd.DataFrame, file: str = CYBER) -> Compiled:
    """`cyber_readiness` from the connector's rows."""
    placed, lost = place(rows, file=file, code="name", system="name", year="year")
    return Compiled({"cyber_readiness": tidy(placed.assign(value=one_scale(placed, file)), file)}, lost)


def tables(folder: Path) -> Compiled:
    """Compile from `folder` (the sources folder). SourceError where a file is missing or not of its layout."""
    parts = [
        training(fmtr.read(folder / TRAINING)),
        aid(kiel.read(folder / AID)),
        *(trips(leader_trips.read(folder / file), file) for file in TRIPS.values()),
        cyber(itu_gci.read(folder / CYBER)),
    ]
    return Compiled(
        tables={key: table for part in parts for key, table in part.tables.items()},
        unresolved=tuple(entry for part in parts for entry in part.unresolved),
        notes=tuple(note for part in parts for note in part.notes),
    )
