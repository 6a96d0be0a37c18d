"""The engagement scorecard: where a state stands on the practices that the field names for defence diplomacy.

Practices and their measures are declared in data/catalogue/engagement.toml. There is no total: the practices have no
common unit, several are not measured, and a sum of unlike things would hide which is which. A state's place is the
share of the other states with a figure that stand lower; a state without a figure has no place, never the last one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from foresight import geography
from foresight.measures import engagement_ties as ties
from foresight.measures import groups
from foresight.measures.engagement_declared import Practised, practices, practised

if TYPE_CHECKING:
    from foresight.store import Store

PAIRS = "exercises_pair"


@dataclass(frozen=True)
class Stand:
    """One subject's figure: value, place (0 to 100: the share of the other states that stand lower), last year.

    All None where it has no figure. Of a region or forum, the value is the median of its members.
    """

    value: float | None = None
    place: float | None = None
    last_year: int | None = None


@dataclass(frozen=True)
class Line:
    """One measure of a practice: how many states have it, and where each subject stands."""

    practice: str
    measure: Practised
    states: int
    stands: Mapping[str, Stand]


# ---- pure


def windowed(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Country -> mean of the years of the window that have a figure (at least half of them), and the last of them."""
    inside = rows[(rows["year"] >= first) & (rows["year"] <= last)].dropna(subset="value")
    by = inside.groupby("country")
    found = pd.DataFrame({"value": by["value"].mean(), "last_year": by["year"].max()})
    return found[by.size() * 2 >= last - first + 1]


def place(among: pd.Series[float], value: float, *, own: bool) -> float:
    """The share (0 to 100) of `among` that is lower than `value`, equals counting half.

    `own`: the value is one of `among`, and is compared with the others only.
    """
    lower, equal, others = int((among < value).sum()), int((among == value).sum()) - own, len(among) - own
    return 100 * (lower + equal / 2) / others if others else 50.0


def scorecard(values: pd.DataFrame, subjects: Sequence[str], members: groups.Members, year: int) -> list[Line]:
    """Every measure in the order declared, with each of the subjects.

    `values`: columns measure, country, value, last_year, as `values_from` returns them. Regions and forums stand at the
    median of their members of `year`, where at least groups.ENOUGH of these have a figure.
    """
    found = []
    by_measure = {str(key): own.set_index("country") for key, own in values.groupby("measure")}
    empty = values.iloc[:0].set_index("country")
    for practice in practices().values():
        for measure in practice.measures:
            own = by_measure.get(measure.key, empty)
            stands = {subject: _stand(own, subject, members, year) for subject in subjects}
            found.append(Line(practice.key, measure, len(own), stands))
    return found


def _stand(own: pd.DataFrame, subject: str, members: groups.Members, year: int) -> Stand:
    among = own["value"]
    if not groups.is_group(subject):
        if subject not in own.index:
            return Stand()
        value = float(own["value"].loc[subject])
        return Stand(value, place(among, value, own=True), int(own["last_year"].loc[subject]))
    inside = groups.members_of(subject, year, members)
    held = own[own.index.isin(list(inside))]
    if not len(inside) or len(held) < groups.ENOUGH * len(inside):
        return Stand()
    value = float(held["value"].median())
    return Stand(value, place(among, value, own=False), int(held["last_year"].max()))


# ---- from the store


def values_from(store: Store) -> pd.DataFrame:
    """Every measure of every country that has it: columns measure, country, value, last_year (0.3 s)."""
    wanted = sorted({key for measure in practised().values() for key in measure.rests_on})
    held = {key: store.rows(key, above=0 if key == PAIRS else None) for key in wanted}  # of 25 pairs 24 have no tie
    pairs = ties.both_ways(held[PAIRS])
    ends = store.coverage().set_index("indicator")["last_year"]
    parts = []
    for measure in practised().values():
        own = _computed(measure, held, pairs, int(ends[measure.rests_on[0]]))
        parts.append(own.rename_axis("country").reset_index().assign(measure=measure.key))
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found.astype({"last_year": "int64"})[["measure", "country", "value", "last_year"]]


def _computed(measure: Practised, held: Mapping[str, pd.DataFrame], pairs: pd.DataFrame, last: int) -> pd.DataFrame:
    """Index country; columns value, last_year. `last`: where the window of the measure ends."""
    rows = held[measure.rests_on[0]]
    first = last - measure.window + 1
    if measure.how in ("latest", "mean", "share"):
        found = windowed(rows, first, last)
        return found.assign(value=100 * found["value"]) if measure.how == "share" else found
    if measure.how == "kept":
        value = ties.kept(pairs, first, last)
    elif measure.how == "again":
        value = ties.again(pairs, first, last)
    elif measure.how == "effective":
        value = ties.effective(pairs, first, last)
    elif measure.how == "partners_per_exercise":
        value = ties.partners_per_exercise(pairs, held["exercises"], first, last)
    elif measure.how == "beyond_region":
        regions = {iso3: c.region for iso3, c in geography.countries().items() if c.region}
        value = ties.beyond_region(pairs, regions, first, last)
    else:
        value = ties.after_conflict(pairs, held["exercises"], held["conflict_intensity"], last, measure.window)
    return pd.DataFrame({"value": value.replace([np.inf, -np.inf], np.nan).dropna(), "last_year": last})
