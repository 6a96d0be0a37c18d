"""A file's figures beside those published: what is added, changed and left, and steps that are out of line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from foresight.errors import StoreError
from foresight.store import telling
from foresight.store.staging import COMPARING, Staging

# Only what is published already is met; of a new indicator all is added.
_HELD = """
CREATE OR REPLACE TABLE held AS SELECT own.id AS indicator, try_cast(country AS place) AS country,
    coalesce(try_cast(partner AS place), '') AS partner, year, value
FROM published.observation JOIN published.series AS theirs ON theirs.id = observation.indicator
    JOIN series AS own ON own.key = theirs.key
WHERE list_contains($keys, own.key) AND added_in <= $number AND (removed_in IS NULL OR removed_in > $number)
    AND try_cast(country AS place) IS NOT NULL
"""
_MET = """
CREATE OR REPLACE TABLE met AS SELECT indicator, country, partner, year, own.row, own.value, held.value AS held
FROM (SELECT * FROM tidy WHERE indicator IN (SELECT indicator FROM held)) AS own
    FULL JOIN held USING (indicator, country, partner, year)
"""
_FRESH = """
CREATE OR REPLACE TABLE fresh AS SELECT id FROM series
WHERE list_contains($keys, key) AND id NOT IN (SELECT indicator FROM held)
"""
_BESIDE = """
CREATE OR REPLACE VIEW beside AS FROM met UNION ALL SELECT indicator, country, partner, year, row, value, NULL::DOUBLE
FROM tidy WHERE indicator IN (SELECT id FROM fresh)
"""
_OVERLAP = """
WITH last AS (SELECT indicator, country, partner, arg_max(held, year) AS last FROM met WHERE held > 0 GROUP BY ALL),
near AS (SELECT indicator, median(value / last) AS near FROM met JOIN last USING (indicator, country, partner)
    WHERE value > 0 GROUP BY indicator),
stand AS (SELECT indicator, count(*) FILTER (held IS NULL) AS added, count(*) FILTER (value <> held) AS changed,
    count(*) FILTER (value = held) AS same, count(*) FILTER (value IS NULL) AS "left",
    quantile_cont(value / held, .25) FILTER (value > 0 AND held > 0) AS ratio_low,
    quantile_cont(value / held, .5) FILTER (value > 0 AND held > 0) AS ratio,
    quantile_cont(value / held, .75) FILTER (value > 0 AND held > 0) AS ratio_high
    FROM met GROUP BY indicator)
SELECT key AS indicator, stand.* EXCLUDE (indicator), near
FROM stand LEFT JOIN near USING (indicator) JOIN series ON id = stand.indicator
UNION ALL SELECT key, count(*), 0, 0, 0, NULL, NULL, NULL, NULL
FROM tidy JOIN fresh ON fresh.id = indicator JOIN series ON series.id = indicator GROUP BY key
"""
_CHANGES = """
WITH top AS (SELECT indicator, unnest(arg_min(
    {{'country': country, 'partner': partner, 'year': year, 'held': held, 'value': value}},
    {{'by': -abs(value - coalesce(held, 0)), 'country': country, 'partner': partner, 'year': year}}, {listed})) AS one
    FROM beside WHERE value IS NOT NULL AND held IS DISTINCT FROM value GROUP BY indicator)
SELECT key AS indicator, one.country::VARCHAR AS country, nullif(one.partner::VARCHAR, '') AS partner,
    one.year::INTEGER AS year, one.held AS held, one.value AS value
FROM top JOIN series ON id = top.indicator
ORDER BY key, abs(one.value - coalesce(one.held, 0)) DESC, one.country, one.partner, one.year
"""
_COUNTRIES = """
SELECT key AS indicator, country::VARCHAR AS country, count(*) FILTER (held IS NULL) AS added,
    count(*) FILTER (value <> held) AS changed, count(*) FILTER (value IS NULL) AS "left", count(held) AS held
FROM beside JOIN series ON id = beside.indicator GROUP BY ALL ORDER BY ALL
"""
# In two steps: a set of countries for each of many indicators and years would not fit in memory.
_YEARS = """
WITH once AS (SELECT indicator, year, bool_or(value IS NOT NULL) AS own, bool_or(held IS NOT NULL) AS known
    FROM beside GROUP BY indicator, year, country)
SELECT key AS indicator, year::INTEGER AS year, count(*) FILTER (own) AS countries, count(*) FILTER (known) AS held
FROM once JOIN series ON id = once.indicator GROUP BY ALL ORDER BY ALL
"""
_SCALED = """CASE WHEN {0} IS NULL THEN NULL WHEN scale = 'log' THEN ln(CASE WHEN {0} > 0 THEN {0} END)
    WHEN scale = 'log1p' THEN ln(1 + greatest({0}, 0)) ELSE {0} END"""
_ON_SCALE = f"""
CREATE OR REPLACE TABLE scaled AS SELECT met.*, key, {_SCALED.format("coalesce(value, held)")} AS now,
    {_SCALED.format("held")} AS old
FROM met JOIN series ON id = met.indicator JOIN scales USING (key)
"""
_STEPS = """
CREATE OR REPLACE TABLE stepped AS WITH published AS (
    SELECT indicator, country, partner, abs(old - lag(old) OVER w) AS step FROM scaled WHERE held IS NOT NULL
    WINDOW w AS (PARTITION BY indicator, country, partner ORDER BY year)
), usual AS (SELECT indicator, median(step) AS step FROM published WHERE step > 0 GROUP BY indicator),
largest AS (SELECT indicator, country, partner, max(step) AS step FROM published GROUP BY ALL),
whole AS (
    SELECT *, abs(now - lag(now) OVER v) AS step, lag(coalesce(value, held)) OVER v AS before,
        lag(year) OVER v AS earlier FROM scaled
    WINDOW v AS (PARTITION BY indicator, country, partner ORDER BY year)
)
SELECT whole.*, whole.step / usual.step AS times, earlier >= year - 2 AND whole.step > $times * usual.step
    AND whole.step > 2 * coalesce(largest.step, 0) AS jumps
FROM whole JOIN usual USING (indicator) LEFT JOIN largest USING (indicator, country, partner)
WHERE row IS NOT NULL AND value IS DISTINCT FROM held
"""
_JUMPS = """
SELECT key AS indicator, row, country::VARCHAR AS country, nullif(partner::VARCHAR, '') AS partner,
    year::INTEGER AS year, value, before, times, count(*) OVER (PARTITION BY key) AS among
FROM stepped WHERE jumps
QUALIFY row_number() OVER (PARTITION BY key ORDER BY times DESC, row) <= {listed} ORDER BY key, times DESC, row
"""
_OUTLIERS = """
WITH own AS (
    SELECT indicator, country, partner, count(old) AS years, median(old) AS middle, mad(old) AS spread,
        min(held) AS low, max(held) AS high FROM scaled WHERE held IS NOT NULL GROUP BY ALL
), shared AS (
    SELECT indicator, median(old) AS middle, greatest(max(old) - median(old), median(old) - min(old)) AS reach,
        min(held) AS low, max(held) AS high FROM scaled WHERE held IS NOT NULL GROUP BY ALL
), judged AS (
    SELECT stepped.*, own.indicator IS NOT NULL AS alone,
        CASE WHEN alone THEN abs(now - own.middle) / own.spread / {away}
            ELSE abs(now - shared.middle) / shared.reach / 2 END AS off,
        CASE WHEN alone THEN own.low ELSE shared.low END AS low,
        CASE WHEN alone THEN own.high ELSE shared.high END AS high
    FROM stepped JOIN shared USING (indicator) LEFT JOIN own ON own.indicator = stepped.indicator
        AND own.country = stepped.country AND own.partner = stepped.partner
        AND own.years >= {years} AND own.spread > 0
    WHERE NOT coalesce(jumps, false)
)
SELECT key AS indicator, row, country::VARCHAR AS country, nullif(partner::VARCHAR, '') AS partner,
    year::INTEGER AS year, value, low, high, count(*) OVER (PARTITION BY key) AS among
FROM judged WHERE off > 1 AND isfinite(off) AND (value < low OR value > high)
QUALIFY row_number() OVER (PARTITION BY key ORDER BY off DESC, row) <= {listed} ORDER BY key, off DESC, row
"""


class Beside:
    """The comparison of some of a staging's indicators, all at once; in its file until the next one is made."""

    def __init__(self, staging: Staging, scales: Mapping[str, str], published: tuple[Path, int]) -> None:
        """`scales`: indicator -> how its steps are measured: identity, log or log1p.

        `published`: the store's file, and the number of the revision in it that is compared with.
        """
        self._staging, keys = staging, list(scales)
        self._parts: dict[str, dict[str, pd.DataFrame]] = {}
        self._stepped: float | None = None
        connection, (file, number) = staging.connection, published
        try:
            connection.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS published (READ_ONLY)")
            self._run(0, _HELD, {"keys": keys, "number": number})
            connection.execute("DETACH published")
        except duckdb.Error as error:
            raise StoreError(f"{file} cannot be compared with ({str(error).splitlines()[0]}). Try again.") from None
        connection.execute(_FRESH, {"keys": keys})
        self._run(1, _MET)
        connection.execute(_BESIDE)
        given = pd.DataFrame({"key": keys, "scale": list(scales.values())}, dtype="object")
        connection.register("given", given)
        connection.execute("CREATE OR REPLACE TABLE scales AS FROM given")
        connection.unregister("given")

    def overlap(self, key: str) -> dict[str, float]:
        """What the file does to the indicator, and how its figures stand to the published ones.

        added, changed, same, left (published and not in the file); ratio_low, ratio, ratio_high: quartiles of file to
        published where both are above nought; near: the middle ratio of each country's figures to its last published.
        """
        found = self._part(2, _OVERLAP, key)
        counts = dict.fromkeys(("added", "changed", "same", "left"), 0.0)
        return (
            {**counts, **{str(name): float(value) for name, value in found.iloc[0].items()}} if len(found) else counts
        )

    def changes(self, key: str, listed: int) -> pd.DataFrame:
        """Where the file differs from what is published: country, partner, year, held, value; the largest, so many."""
        return self._part(3, _CHANGES.format(listed=int(listed)), key)

    def by_country(self, key: str) -> pd.DataFrame:
        """Columns country, added, changed, left, held: what the file does to a country’s figures, and how many are."""
        return self._part(4, _COUNTRIES, key)

    def years(self, key: str) -> pd.DataFrame:
        """Columns year, countries (with a figure in the file), held (with a published one)."""
        return self._part(5, _YEARS, key)

    def jumps(self, key: str, times: float, listed: int) -> pd.DataFrame:
        """New or changed figures whose step from the year before is out of line, the `listed` largest first.

        A step is out of line when it is more than `times` the usual step (the median of all published steps that are
        not nought) and more than twice the largest published step of that country or pair. Columns row, country,
        partner, year, value, before, times, among (how many there are).
        """
        self._steps(times)
        return self._part(7, _JUMPS.format(listed=int(listed)), key)

    def outliers(self, key: str, times: float, away: float, years: int, listed: int) -> pd.DataFrame:
        """New or changed figures out of all that is published, and no jump: the `listed` farthest first.

        Of a country or pair with figures of `years` years or more: outside of them, and farther from their middle than
        `away` times their usual distance (the median absolute deviation). Of others: outside of all published figures
        of the indicator, at twice their reach. `times`: see `jumps`. Columns row, country, partner, year, value, low,
        high, among (how many there are).
        """
        self._steps(times)
        return self._part(8, _OUTLIERS.format(away=float(away), years=int(years), listed=int(listed)), key)

    def _steps(self, times: float) -> None:
        """Make `scaled` and `stepped`, which two questions are asked of."""
        if self._stepped != times:
            self._run(6, _ON_SCALE)
            self._run(6, _STEPS, {"times": times})
            self._stepped = times

    def _part(self, place: int, sql: str, key: str) -> pd.DataFrame:
        """One indicator's rows of an answer, which is asked for all indicators at once."""
        if sql not in self._parts:
            self._run(place, f"CREATE OR REPLACE TEMP TABLE answer AS {sql}")
            whole = self._staging.frame("FROM answer")
            empty = whole.head(0).drop(columns="indicator")
            parts = {str(name): part.drop(columns="indicator") for name, part in whole.groupby("indicator")}
            self._parts[sql] = {"": empty, **{name: part.reset_index(drop=True) for name, part in parts.items()}}
        parts = self._parts[sql]
        return parts.get(key, parts[""])

    def _run(self, place: int, sql: str, asked: Mapping[str, Any] | None = None) -> None:
        staging = self._staging
        span = telling.part(COMPARING, place, 9)
        telling.run(staging.connection, sql, asked or {}, staging.tell, span, "Comparing with what is published")
