"""`foresight build`: provider files -> the tables in data/tables, one Parquet file per indicator.

A recipe reads its provider's files through `foresight.sources`, resolves countries through `foresight.geography` and
returns one tidy frame per indicator. Derivations then compute indicators from indicators. A code that cannot be
resolved is reported with its file and row, never dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Unresolved:
    """Rows of a provider's file that no country could be found for, and why that is so."""

    file: str
    code: str
    name: str
    years: str
    rows: int
    reason: str


@dataclass(frozen=True)
class Compiled:
    """What a recipe returns.

    `tables`: indicator key -> frame with columns country (ISO3; `WLD` for the world), partner (pairs only; country <
    partner, so that a pair stands once), year (int), value (float); no missing values, no duplicates; a zero is a row.
    `unresolved`: what could not be placed. `notes`: decisions a reader of the build should see.
    """

    tables: dict[str, pd.DataFrame]
    unresolved: tuple[Unresolved, ...] = ()
    notes: tuple[str, ...] = field(default=())
