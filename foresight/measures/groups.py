"""Regions and forums beside countries: the figures of their members put together into one line.

A subject is written as in an address: `IND`, `region:south_asia`, `forum:nato`, `world`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from foresight import geography
from foresight.catalogue import Indicator
from foresight.errors import ForesightError

ENOUGH = 0.6
"""A year is drawn for a group when at least this share of its members has a figure: fewer would be another group."""

Members = Callable[[str, int], frozenset[str]]
"""Forum and year -> who belonged."""


def is_group(subject: str) -> bool:
    """Is it a region, a forum or the world rather than a country."""
    return subject == "world" or subject.startswith(("region:", "forum:"))


def titles(forums: Mapping[str, str]) -> dict[str, str]:
    """Every group there is -> its name; `forums`: key -> short name."""
    regions = {f"region:{key}": title for key, title in geography.regions().items()}
    return {"world": "The world"} | regions | {f"forum:{key}": f"{short} members" for key, short in forums.items()}


def members_of(subject: str, year: int, members: Members) -> frozenset[str]:
    """The states of a subject in that year (a country is its own); UnknownKeyError for a region that does not exist."""
    kind, _, key = subject.partition(":")
    if kind == "forum":
        return members(key, year)
    if kind == "world":
        return geography.states(year)
    if kind == "region":
        return frozenset(geography.region_members(key)) & geography.states(year)
    return frozenset({subject})


def together(rows: pd.DataFrame, subject: str, how: str, members: Members) -> pd.DataFrame:
    """A group's own rows: columns country (the subject), year, value (`sum` or `mean` of members), of (how many).

    `rows`: columns country, year, value of countries. Forums are put together from those who belonged in each year.
    Years in which fewer than ENOUGH of the members have a figure are left out.
    """
    if how not in ("sum", "mean"):
        raise ForesightError(f"Members are put together by sum or mean, not “{how}”.")
    held = rows.dropna(subset="value")
    # plain lists: to look for a country's name in a frame once a year costs more than all the rest
    names, values = held["country"].tolist(), held["value"].to_numpy(dtype=float)
    found = []
    for year, at in sorted(held.groupby("year").indices.items()):
        inside = members_of(subject, int(str(year)), members)
        own = [place for place in at if names[place] in inside]
        if len(inside) and len(own) >= ENOUGH * len(inside):
            figures = values[own]
            found.append((subject, year, float(figures.sum() if how == "sum" else figures.mean()), len(own)))
    return pd.DataFrame(found, columns=["country", "year", "value", "of"]).astype(
        {"country": "str", "year": "int64", "value": "float64", "of": "int64"}
    )


def of_subjects(rows: pd.DataFrame, subjects: Sequence[str], indicator: Indicator, members: Members) -> pd.DataFrame:
    """Columns country (the subject), year, value: countries as they are, groups put together in the indicator's way."""
    countries = [subject for subject in subjects if not is_group(subject)]
    parts = [rows.loc[rows["country"].isin(countries), ["country", "year", "value"]]]
    parts += [
        together(rows, subject, indicator.together, members)[["country", "year", "value"]]
        for subject in subjects
        if is_group(subject)
    ]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found
