"""The same figures as a table: one row per country, with its last value, how it changed and its course."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from foresight.catalogue import Indicator
from foresight.charts.scales import plain

EARLIER = 5  # years back that "change" looks


def latest(rows: pd.DataFrame, key: str = "country") -> pd.DataFrame:
    """The last year of each `key` in `rows` (columns key, year, value): columns key, year, value, highest first."""
    last = rows.sort_values("year").groupby(key, sort=False).tail(1)
    return last.sort_values(["value", key], ascending=[False, True])[[key, "year", "value"]].reset_index(drop=True)


def by_country(
    rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], key: str = "country"
) -> pd.DataFrame:
    """Columns Country, the value under the indicator's unit, Year, Change over 5 years, Course (the yearly values).

    Where values reach millions, a column In words says `27.1 tn` beside the digits. Change is missing where the year
    five years earlier is missing: it is never taken from another year.
    """
    last = latest(rows, key)
    by_year = rows.set_index([key, "year"])["value"]
    earlier = [by_year.get((k, y - EARLIER)) for k, y in zip(last[key], last["year"], strict=True)]
    change = last["value"] - pd.Series(earlier, dtype="float64")
    courses = rows.sort_values("year").groupby(key)["value"].apply(list)
    # one decimal more than in a chart, where there are few digits before it
    large = last["value"].abs().max() >= 1000
    places = 0 if indicator.whole or large else indicator.decimals + 1
    shown = pd.DataFrame(
        {
            "Country": [names.get(k, k) for k in last[key]],
            indicator.unit: last["value"].round(places),
            "In words": [plain(v, indicator) for v in last["value"]],
            "Year": last["year"].astype("int64"),
            f"Change over {EARLIER} years": change.round(places),
            "Course": [courses[k] for k in last[key]],
        }
    )
    # "27.1 tn" helps where the figure itself is a row of digits; elsewhere it would say the same twice
    return shown if last["value"].abs().max() >= 1e6 else shown.drop(columns="In words")
