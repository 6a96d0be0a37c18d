"""What is held where: for which countries and years each indicator has a figure, in one go over all of them."""

from __future__ import annotations

import pandas as pd

from foresight.store.store import Store

BLOCK = 60
"""Years that share one row of `presence`."""

# A bit for each year: twelve million figures, most of them of pairs, become some twenty thousand rows.
_PRESENCE = f"""
WITH blocks AS (
    SELECT indicator, country, partner, year // {BLOCK} AS block,
        bit_or(1::UBIGINT << (year % {BLOCK})::UBIGINT) AS bits
    FROM observed_at($number) GROUP BY ALL
), ends AS (
    SELECT indicator, country, block, bits FROM blocks
    UNION ALL SELECT indicator, partner, block, bits FROM blocks WHERE partner IS NOT NULL
)
SELECT key AS indicator, country, block::INTEGER AS block, bits
FROM (SELECT indicator, country, block, bit_or(bits) AS bits FROM ends GROUP BY ALL) AS held
JOIN series ON series.id = held.indicator ORDER BY 1, 2, 3
"""  # noqa: S608 - a constant of our own

_FIGURES = """
SELECT indicator::INTEGER AS indicator, country, year::INTEGER AS year, value
FROM observed_at($number) WHERE partner IS NULL AND country <> 'WLD'
"""


def presence(store: Store) -> pd.DataFrame:
    """For which countries and years each indicator has a figure: indicator, country, block, bits.

    Bit b of `bits` stands for year `block` * BLOCK + b. Of a pair, both states have the figure. Half a second.
    """
    return store._frame(_PRESENCE, {"number": store._number()})


def figures(store: Store) -> pd.DataFrame:
    """Every figure of single countries: indicator (a category), country, year, value; in no order."""
    found = store._frame(_FIGURES, {"number": store._number()})
    keys = dict(store._run("SELECT id, key FROM series", {}).fetchall())
    ids = pd.Categorical(found["indicator"])
    return found.assign(indicator=ids.rename_categories({number: keys[number] for number in ids.categories}))
