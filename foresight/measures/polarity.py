"""How power is spread: concentration, the effective number of powers, and whether one, two or many lead.

The group of states matters more than the index: a share of the whole world is never a half, a share among the leading
states may be. So the group is always said, and the classes are given for several groups.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from foresight import geography
from foresight.errors import unknown

if TYPE_CHECKING:
    from foresight.store import Store

Kind = Literal["unipolar", "bipolar", "multipolar"]
HALF, QUARTER = 0.5, 0.25
"""Two states with a quarter each: bipolar. One with half, and no other with a quarter: unipolar. After Modelski 1974
and Rapkin, Thompson & Christopherson 1979, who take the shares among the major powers."""
LEADING = 10
"""Whose shares are taken: the leading states of the year, by the figure itself; a list of great powers would be a
judgement of ours."""
GROUPS: Mapping[str, int | None] = {"5": 5, "10": LEADING, "20": 20, "all": None}
"""The choices of a group of leading states; None: all states listed."""


@dataclass(frozen=True)
class Basis:
    """What power is measured by. `world`: the world indicator that says which years list enough states; None where the
    indicator itself lists every state there is."""

    indicator: str
    word: str
    world: str | None


BASES: Mapping[str, Basis] = {
    "gdp": Basis("gdp", "economic output", "hhi_gdp"),
    "military": Basis("military_expenditure_usd", "military spending", "hhi_military"),
    "nuclear": Basis("nuclear_stockpile", "nuclear warheads", None),
}


def basis(key: str) -> Basis:
    """The basis of that key; UnknownKeyError with the known ones otherwise."""
    if key not in BASES:
        raise unknown("basis of power", key, BASES, f"Known: {', '.join(BASES)}.")
    return BASES[key]


def kind_of(first: float, second: float) -> Kind:
    """The class of a year from the shares (0 to 1) of its first and second state."""
    if second >= QUARTER:
        return "bipolar"
    return "unipolar" if first >= HALF else "multipolar"


def concentration(shares: np.ndarray) -> float:
    """Ray and Singer's CON, from 0 (all alike) to 1 (one has everything), of shares that add up to 1.

    sqrt((sum of squared shares - 1/n) / (1 - 1/n)), Ray & Singer 1973; Mansfield 1993 uses it beside polarity. 1 where
    there is only one state.
    """
    count = len(shares)
    if count < 2:
        return 1.0
    return float(np.sqrt(max(float((shares**2).sum()) - 1 / count, 0.0) / (1 - 1 / count)))


def polarity(rows: pd.DataFrame, leading: int | None = LEADING) -> pd.DataFrame:
    """One row a year, from `rows` with columns country, year, value (an amount, not below nought).

    Columns: year; states (in the group, with something); hhi (sum of the squared shares among the group); effective
    (1 / hhi: as many equal powers would be as concentrated); con (Ray & Singer's); first, second (ISO3; "" where there
    is no second) and first_share, second_share (0 to 1); ratio (first to second; NaN without a second); kind; listed
    (how many states have a figure, nought included). Years in which nobody has anything have no row.
    """
    known = rows.dropna(subset=["value"])
    listed = known.groupby("year").size()
    held = known[known["value"] > 0].sort_values(["year", "value", "country"], ascending=[True, False, True])
    names, values = held["country"].astype(str).to_numpy(), held["value"].to_numpy(dtype=float)
    years, begins = np.unique(held["year"].to_numpy(), return_index=True)
    found = []
    for year, begin, end in zip(years.tolist(), begins, [*begins[1:], len(held)], strict=True):
        end = end if leading is None else min(end, begin + leading)
        shares = values[begin:end] / values[begin:end].sum()
        hhi = float((shares**2).sum())
        two = len(shares) > 1
        second = float(shares[1]) if two else 0.0
        found.append(
            {
                "year": year, "states": len(shares), "listed": int(listed[year]), "hhi": hhi, "effective": 1 / hhi,
                "con": concentration(shares), "first": names[begin],
                "second": names[begin + 1] if two else "", "first_share": float(shares[0]),
                "second_share": second, "ratio": float(shares[0]) / second if two else np.nan,
                "kind": kind_of(float(shares[0]), second),
            }
        )  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS))


COLUMNS = (
    "year", "states", "listed", "hhi", "effective", "con", "first", "second", "first_share", "second_share", "ratio",
    "kind",
)  # fmt: skip


def spells(table: pd.DataFrame) -> list[tuple[Kind, int, int]]:
    """Unbroken runs of one class: (class, first year, last year), in the order of the years."""
    found: list[tuple[Kind, int, int]] = []
    for year, kind in zip(table["year"], table["kind"], strict=True):
        if found and found[-1][0] == kind and found[-1][2] == year - 1:
            found[-1] = (kind, found[-1][1], int(year))
        else:
            found.append((kind, int(year), int(year)))
    return found


def missing(listed: Collection[str], year: int, population: Mapping[str, float]) -> tuple[str, ...]:
    """States of that year without a figure, the most populous first, those without a population last, by code."""
    absent = geography.states(year) - set(listed)
    return tuple(sorted(absent, key=lambda iso3: (-population.get(iso3, 0.0), iso3)))


def held_years(rows: pd.DataFrame, world: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of the years for which the world indicator has a figure; all of them where there is none."""
    return rows if world is None else rows[rows["year"].isin(set(world["year"]))]


def figures(of: Basis, rows: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Country, year, value of a basis in the years that list enough states; `rows`: indicator -> its rows."""
    return held_years(rows(of.indicator), rows(of.world) if of.world else None)


def polarity_from(store: Store, key: str, leading: int | None = LEADING) -> pd.DataFrame:
    """The table of `polarity` of a basis, on the store's revision; UnknownKeyError for a basis that does not exist."""
    return polarity(figures(basis(key), store.rows), leading)
