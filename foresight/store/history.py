"""What each revision did: to one figure, to an indicator, and between any two revisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from foresight.catalogue import Update
from foresight.errors import StoreError
from foresight.store.revisions import Revision

LISTED = 20
"""Changes that are shown one by one, where nobody asked for all."""

_SERIES = "indicator = (SELECT id FROM series WHERE key = $indicator)"

_FIGURE = f"""
WITH own AS (SELECT * FROM observation WHERE {_SERIES} AND country = $country
    AND partner IS NOT DISTINCT FROM $partner AND year = $year)
SELECT number, max(before) AS before, max(after) AS after FROM (
    SELECT added_in AS number, NULL AS before, value AS after FROM own WHERE added_in <= $newest
    UNION ALL SELECT removed_in, value, NULL FROM own WHERE removed_in <= $newest
) GROUP BY number ORDER BY number
"""

_YEARS = f"""
SELECT DISTINCT year::INTEGER AS year FROM observation WHERE {_SERIES} AND country = $country
    AND partner IS NOT DISTINCT FROM $partner AND added_in <= $newest ORDER BY year
"""

# Each revision's own work by figure: what it took out beside what it put in.
_TOUCHED = f"""
WITH come AS (SELECT added_in AS number, country, partner, year FROM observation WHERE {_SERIES}),
gone AS (SELECT removed_in AS number, country, partner, year FROM observation WHERE {_SERIES} AND removed_in > 0)
SELECT coalesce(come.number, gone.number) AS number, count(*) FILTER (gone.number IS NULL) AS added,
    count(*) FILTER (come.number = gone.number) AS changed, count(*) FILTER (come.number IS NULL) AS removed
FROM come FULL JOIN gone ON come.number = gone.number AND come.country = gone.country
    AND coalesce(come.partner, '') = coalesce(gone.partner, '') AND come.year = gone.year
WHERE coalesce(come.number, gone.number) <= $newest GROUP BY 1 ORDER BY 1
"""

# A figure that left and came back the same in between is no difference.
_APART = """
WITH gone AS (SELECT * FROM observation WHERE added_in <= $low AND removed_in > $low AND removed_in <= $high
    AND ($indicator IS NULL OR indicator = (SELECT id FROM series WHERE key = $indicator))),
come AS (SELECT * FROM observation WHERE added_in > $low AND added_in <= $high
    AND (removed_in IS NULL OR removed_in > $high)
    AND ($indicator IS NULL OR indicator = (SELECT id FROM series WHERE key = $indicator))),
apart AS (
    SELECT coalesce(gone.indicator, come.indicator) AS id, coalesce(gone.country, come.country) AS country,
        coalesce(gone.partner, come.partner) AS partner, coalesce(gone.year, come.year)::INTEGER AS year,
        CASE WHEN $back THEN come.value ELSE gone.value END AS before,
        CASE WHEN $back THEN gone.value ELSE come.value END AS after
    FROM gone FULL JOIN come ON gone.indicator = come.indicator AND gone.country = come.country
        AND coalesce(gone.partner, '') = coalesce(come.partner, '') AND gone.year = come.year
    WHERE gone.value IS DISTINCT FROM come.value
)
"""
_KINDS = """count(*) FILTER (before IS NULL) AS added, count(*) FILTER (before IS NOT NULL AND after IS NOT NULL)
    AS changed, count(*) FILTER (after IS NULL) AS removed"""
_BY_INDICATOR = f"""{_APART}
SELECT key AS indicator, {_KINDS}, count(DISTINCT country) AS countries
FROM apart JOIN series USING (id) GROUP BY key ORDER BY key
"""
_BY_COUNTRY = f"""{_APART}, sides AS (
    SELECT country, before, after FROM apart UNION ALL
    SELECT partner, before, after FROM apart WHERE partner IS NOT NULL
)
SELECT country, {_KINDS} FROM sides GROUP BY country ORDER BY count(*) DESC, country
"""
_LARGEST = f"""{_APART}
SELECT country, partner, year, before, after FROM apart
ORDER BY abs(coalesce(after, 0) - coalesce(before, 0)) DESC, country, partner, year LIMIT $most
"""
_ENTRIES = """
WITH one AS (SELECT * FROM entries_at($one)), other AS (SELECT * FROM entries_at($other))
SELECT coalesce(one.kind, other.kind) AS kind, coalesce(one.key, other.key) AS key,
    CASE WHEN one.key IS NULL THEN 'added' WHEN other.key IS NULL THEN 'removed' ELSE 'changed' END AS what
FROM one FULL JOIN other ON one.kind = other.kind AND one.key = other.key
WHERE one.body IS DISTINCT FROM other.body ORDER BY 1, 2
"""
_LATER = """
SELECT key AS indicator, number FROM (
    SELECT indicator, added_in AS number FROM observation WHERE added_in > 1
    UNION SELECT indicator, removed_in FROM observation WHERE removed_in > 1
) JOIN series ON series.id = indicator WHERE number <= $newest ORDER BY ALL
"""


@dataclass(frozen=True)
class Step:
    """What one revision did to one figure. None: there was, or is, no figure."""

    revision: Revision
    before: float | None
    after: float | None

    @property
    def what(self) -> str:
        """added, changed or removed; of a going back, that it was one."""
        kind = "added" if self.before is None else "removed" if self.after is None else "changed"
        return kind if self.revision.undoes is None else f"{kind}, by going back"


class History:
    """The history of the figures, up to the revision that the store answers from.

    `frame`: asks the store's file; `revisions`: all up to that revision, oldest first.
    """

    def __init__(self, frame: Callable[[str, Mapping[str, Any]], pd.DataFrame], revisions: Sequence[Revision]) -> None:
        self._frame = frame
        self._revisions = {one.number: one for one in revisions}

    def figure(self, indicator: str, country: str, year: int, partner: str | None = None) -> list[Step]:
        """Every revision that added, changed or removed the figure, oldest first; none where there never was one.

        A pair is found in either order.
        """
        first, second = (country, partner) if partner is None else sorted((country, partner))
        asked = {"indicator": indicator, "country": first, "partner": second, "year": year}
        found = self._frame(_FIGURE, asked | {"newest": max(self._revisions)})
        return [
            Step(self._revisions[int(number)], _value(before), _value(after))
            for number, before, after in found.itertuples(index=False)
        ]

    def years(self, indicator: str, country: str, partner: str | None = None) -> list[int]:
        """The years in which any revision held a figure of the country, or of the pair in either order."""
        first, second = (country, partner) if partner is None else sorted((country, partner))
        asked = {"indicator": indicator, "country": first, "partner": second, "newest": max(self._revisions)}
        return [int(year) for year in self._frame(_YEARS, asked)["year"]]

    def indicator(self, indicator: str) -> pd.DataFrame:
        """number, added, changed, removed: each revision that touched figures of the indicator, oldest first."""
        return self._frame(_TOUCHED, {"indicator": indicator, "newest": max(self._revisions)})

    def later(self) -> dict[str, list[int]]:
        """Indicator -> the revisions after the first one that touched figures of it."""
        found = self._frame(_LATER, {"newest": max(self._revisions)})
        return {str(key): [int(n) for n in own["number"]] for key, own in found.groupby("indicator")}

    def between(self, one: int, other: int) -> pd.DataFrame:
        """indicator, added, changed, removed, countries: what is different in revision `other` from revision `one`."""
        return self._frame(_BY_INDICATOR, self._asked(one, other))

    def countries(self, one: int, other: int, indicator: str) -> pd.DataFrame:
        """country, added, changed, removed, most first; a pair counts for both of its sides."""
        return self._frame(_BY_COUNTRY, self._asked(one, other, indicator))

    def changes(self, one: int, other: int, indicator: str, most: int | None = None) -> pd.DataFrame:
        """country, partner, year, before, after: the figures that differ, largest difference first; at most `most`."""
        return self._frame(_LARGEST, self._asked(one, other, indicator) | {"most": most})

    def entries(self, one: int, other: int) -> pd.DataFrame:
        """kind, key, what (added, changed, removed): entries of the catalogue that differ."""
        self._checked(one, other)
        return self._frame(_ENTRIES, {"one": one, "other": other})

    def lineage(self) -> list[Revision]:
        """The publications whose work stands in the newest state: one that was gone back from does not."""
        states: dict[int, list[Revision]] = {}
        for number, one in self._revisions.items():
            if one.undoes is None:
                states[number] = [*states.get(number - 1, []), one]
            else:  # going back gives an earlier state again, whose content hash is its name
                states[number] = states[next(n for n, earlier in self._revisions.items() if earlier.hash == one.hash)]
        return states[max(states)]

    def updates(self) -> dict[str, tuple[Update, ...]]:
        """Indicator -> what was published of it after the shipped figures and stands, oldest first."""
        if len(self._revisions) == 1:
            return {}
        standing = {one.number: one for one in self.lineage()}
        return {
            key: tuple(_update(standing[number]) for number in numbers if number in standing)
            for key, numbers in self.later().items()
            if standing.keys() & set(numbers)
        }

    def _asked(self, one: int, other: int, indicator: str | None = None) -> dict[str, Any]:
        self._checked(one, other)
        return {"low": min(one, other), "high": max(one, other), "back": one > other, "indicator": indicator}

    def _checked(self, *numbers: int) -> None:
        for number in numbers:
            if number not in self._revisions:
                raise StoreError(f"There is no revision {number}. The revisions are 1 to {max(self._revisions)}.")


def _update(one: Revision) -> Update:
    return Update(revision=one.number, day=one.day, origin=f"from {one.file}" if one.file else one.note)


def _value(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
