"""A file's figures of one indicator beside those published: what is added, changed and left, and steps out of line."""

from __future__ import annotations

import pandas as pd

from foresight.store.staging import Staging


class Beside:
    """The comparison, held in the staging's own file until the next one is made."""

    def __init__(self, staging: Staging, indicator: str, held: pd.DataFrame) -> None:
        """`held`: what is published of the indicator: columns country, (partner,) year, value."""
        self._staging = staging
        given = held if "partner" in held else held.assign(partner=None)
        connection = staging.connection
        connection.register("given", given)
        connection.execute(
            """CREATE OR REPLACE TABLE held AS
            SELECT country, partner::VARCHAR AS partner, year::INTEGER AS year, value FROM given"""
        )
        connection.unregister("given")
        connection.execute(
            """CREATE OR REPLACE TABLE beside AS
            WITH own AS (SELECT country, partner, year, min(row) AS row, any_value(value) AS value FROM tidy
                WHERE indicator = $indicator AND value IS NOT NULL GROUP BY ALL)
            SELECT coalesce(own.country, held.country) AS country, coalesce(own.partner, held.partner) AS partner,
                coalesce(own.year, held.year) AS year, own.row AS row, own.value AS value, held.value AS held
            FROM own FULL JOIN held ON own.country = held.country AND own.year = held.year
                AND coalesce(own.partner, '') = coalesce(held.partner, '')""",
            {"indicator": indicator},
        )

    def overlap(self) -> dict[str, float]:
        """What the file does to the indicator, and how its figures stand to the published ones.

        added, changed, same, left (published and not in the file); ratio_low, ratio, ratio_high: quartiles of file to
        published where both are above nought; near: the middle ratio of each country's figures to its last published.
        """
        names = ("added", "changed", "same", "left", "ratio_low", "ratio", "ratio_high", "near")
        row = self._staging.one(
            """WITH last AS (SELECT country, partner, arg_max(held, year) AS last FROM beside
                WHERE held > 0 GROUP BY country, partner)
            SELECT count(*) FILTER (held IS NULL), count(*) FILTER (value <> held), count(*) FILTER (value = held),
                count(*) FILTER (value IS NULL),
                quantile_cont(value / held, .25) FILTER (value > 0 AND held > 0),
                quantile_cont(value / held, .5) FILTER (value > 0 AND held > 0),
                quantile_cont(value / held, .75) FILTER (value > 0 AND held > 0),
                median(value / last) FILTER (value > 0)
            FROM beside LEFT JOIN last ON last.country = beside.country
                AND coalesce(last.partner, '') = coalesce(beside.partner, '')"""
        )
        return {name: float("nan") if value is None else float(value) for name, value in zip(names, row, strict=True)}

    def changes(self, limit: int | None = None) -> pd.DataFrame:
        """Where the file differs from what is published: country, partner, year, held, value; largest first."""
        cut = "" if limit is None else f"LIMIT {int(limit)}"
        return self._staging.frame(
            f"""SELECT country, partner, year, held, value FROM beside
            WHERE value IS NOT NULL AND held IS DISTINCT FROM value
            ORDER BY abs(coalesce(value, 0) - coalesce(held, 0)) DESC, country, partner, year {cut}"""
        )

    def by_country(self) -> pd.DataFrame:
        """Columns country, added, changed, left: what the file does to each country's figures."""
        return self._staging.frame(
            """SELECT country, count(*) FILTER (held IS NULL) AS added, count(*) FILTER (value <> held) AS changed,
                count(*) FILTER (value IS NULL) AS left FROM beside GROUP BY country ORDER BY country"""
        )

    def years(self) -> pd.DataFrame:
        """Columns year, countries (with a figure in the file), held (with a published one)."""
        return self._staging.frame(
            """SELECT year, count(DISTINCT country) FILTER (value IS NOT NULL) AS countries,
                count(DISTINCT country) FILTER (held IS NOT NULL) AS held FROM beside GROUP BY year ORDER BY year"""
        )

    def jumps(self, scale: str, times: float) -> pd.DataFrame:
        """New or changed figures whose step from the year before is out of line, largest first.

        A step is out of line when it is more than `times` the usual step (the median of all published steps that are
        not nought) and more than twice the largest published step of that country or pair. `scale`: identity, log or
        log1p, on which steps are measured. Columns row, country, partner, year, value, before, times.
        """
        at = {"identity": "{0}", "log": "ln(CASE WHEN {0} > 0 THEN {0} END)", "log1p": "ln(1 + greatest({0}, 0))"}[
            scale
        ]
        new, old, known = at.format("value"), at.format("before"), at.format("held")
        return self._staging.frame(
            f"""WITH published AS (
                SELECT country, partner, abs({known} - lag({known}) OVER w) AS step FROM held_years
                WINDOW w AS (PARTITION BY country, partner ORDER BY year)
            ), usual AS (SELECT median(step) AS step FROM published WHERE step > 0),
            largest AS (SELECT country, partner, max(step) AS step FROM published GROUP BY country, partner),
            whole AS (
                SELECT row, country, partner, year, coalesce(value, held) AS value, held,
                    lag(coalesce(value, held)) OVER v AS before, lag(year) OVER v AS earlier FROM beside
                WINDOW v AS (PARTITION BY country, partner ORDER BY year)
            )
            SELECT row, whole.country, whole.partner, year, value, before, abs({new} - {old}) / usual.step AS times
            FROM whole JOIN usual ON true LEFT JOIN largest ON largest.country = whole.country
                AND coalesce(largest.partner, '') = coalesce(whole.partner, '')
            WHERE row IS NOT NULL AND value IS DISTINCT FROM held AND earlier >= year - 2
                AND abs({new} - {old}) > $times * usual.step AND abs({new} - {old}) > 2 * coalesce(largest.step, 0)
            ORDER BY times DESC""".replace("held_years", "(SELECT * RENAME (value AS held) FROM held)"),
            {"times": times},
        )
