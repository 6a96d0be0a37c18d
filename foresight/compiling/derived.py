"""Indicators computed from compiled indicators. Each is a small pure function; `RULES` lists them.

Frames have columns country, year, value; a result has a row only where everything it rests on has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from foresight.compiling.tidying import KEYS

WORLD = "WLD"
MINIMUM_COVERAGE = 0.85
"""A year's concentration is computed only with at least this share of the countries of the best-covered year."""
WINDOW = 3


def share_of_listed(table: pd.DataFrame) -> pd.DataFrame:
    """Each country's percentage of the sum over the countries listed that year."""
    return table.assign(value=100 * table["value"] / table.groupby("year")["value"].transform("sum"))


def _earlier(table: pd.DataFrame, years: int) -> pd.DataFrame:
    """Rows with `value` and `before`, the same country's value exactly `years` earlier; none where that is missing."""
    before = table.assign(year=table["year"] + years).rename(columns={"value": "before"})
    return table.merge(before, on=KEYS)


def yearly_growth(table: pd.DataFrame) -> pd.DataFrame:
    """Per cent on the year before; missing after a gap."""
    pairs = _earlier(table, 1)
    return pairs[KEYS].assign(value=100 * (pairs["value"] / pairs["before"] - 1))


def change(table: pd.DataFrame, years: int) -> pd.DataFrame:
    """Value minus the value `years` earlier; missing where either is."""
    pairs = _earlier(table, years)
    return pairs[KEYS].assign(value=pairs["value"] - pairs["before"])


def percent_of(percent: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """`percent` of `base`, where both are stated."""
    both = percent.merge(base, on=KEYS, suffixes=("", "_base"))
    return both[KEYS].assign(value=both["value"] / 100 * both["value_base"])


def concentration(table: pd.DataFrame, minimum_coverage: float = MINIMUM_COVERAGE) -> pd.DataFrame:
    """Herfindahl-Hirschman index per year, on 0-1: the sum of the squared shares of the countries listed.

    1 is one country with everything, 1/n is n equals. A year with fewer than `minimum_coverage` of the best-covered
    year's countries has no row: the index would move with the list. Hirschman 1964, American Economic Review 54(5).
    """
    years = table.groupby("year")["value"]
    shares = table["value"] / years.transform("sum")
    counts = years.size()
    index = (shares**2).groupby(table["year"]).sum()
    full = index[counts >= minimum_coverage * counts.max()]
    return pd.DataFrame({"country": WORLD, "year": full.index, "value": full.to_numpy()})


def sum_of_listed(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """`first` + `second` per country and year; where only one is stated, that one.

    For deliveries of arms, whose tables hold the zeros: a state without a row has not been listed on that side yet,
    which adds nothing to the volume it trades.
    """
    return pd.concat([first, second]).groupby(KEYS)["value"].sum().reset_index()


def trailing_mean(table: pd.DataFrame, years: int = WINDOW) -> pd.DataFrame:
    """Mean of the year and the `years` - 1 before it; missing unless every one of them is stated."""
    late = [table.assign(year=table["year"] + lag) for lag in range(years)]
    windows = pd.concat(late).groupby(KEYS)["value"].agg(["mean", "size"])
    whole = windows.loc[windows["size"] == years, "mean"]
    return whole.rename("value").reset_index()


@dataclass(frozen=True)
class Rule:
    """How one indicator follows from others: the keys of its inputs, in the order in which `compute` takes them."""

    inputs: tuple[str, ...]
    compute: Callable[..., pd.DataFrame]


RULES: Mapping[str, Rule] = {
    "gdp_share": Rule(("gdp",), share_of_listed),
    "gdp_per_head_growth": Rule(("gdp_per_head",), yearly_growth),
    "military_expenditure_usd": Rule(("military_expenditure_pct_gdp", "gdp"), percent_of),
    "hhi_gdp": Rule(("gdp",), concentration),
    "hhi_military": Rule(("military_expenditure_usd",), concentration),
    "arms_trade_3y": Rule(
        ("arms_imports", "arms_exports"), lambda imports, exports: trailing_mean(sum_of_listed(imports, exports))
    ),
    "polyarchy_change_5y": Rule(("polyarchy",), lambda polyarchy: change(polyarchy, 5)),
}
"""In an order in which each finds what it rests on: military spending before its concentration."""


def derive(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every derived indicator whose inputs are in `tables` (key -> frame) or derived before it; others are left out."""
    known = dict(tables)
    made: dict[str, pd.DataFrame] = {}
    for key, rule in RULES.items():
        if all(name in known for name in rule.inputs):
            table = rule.compute(*(known[name] for name in rule.inputs)).sort_values(KEYS, ignore_index=True)
            made[key] = known[key] = table
    return made
