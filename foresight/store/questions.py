"""What the store asks of a revision’s file."""

from __future__ import annotations

from collections.abc import Iterable

REVISIONS = "SELECT * FROM revision ORDER BY number"

# A pair stands once in the table; it is found in either order and turned so that the asked country comes first.
ROWS = """
WITH held AS (
    SELECT country, partner, year, value,
        ($countries IS NULL OR list_contains($countries, country))
            AND ($partners IS NULL OR list_contains($partners, partner)) AS straight,
        ($countries IS NULL OR list_contains($countries, partner))
            AND ($partners IS NULL OR list_contains($partners, country)) AS turned
    FROM observed_at($number)
    WHERE indicator = (SELECT id FROM series WHERE key = $indicator)
        AND ($first IS NULL OR year >= $first) AND ($last IS NULL OR year <= $last)
        AND ($above IS NULL OR value > $above)
)
SELECT CASE WHEN straight THEN country ELSE partner END AS country,
    CASE WHEN straight THEN partner ELSE country END AS partner, year::INTEGER AS year, value
FROM held WHERE straight OR turned ORDER BY 1, 2, 3
"""

# Plain comparisons let DuckDB pass over nearly all rows: every tie of a pair in the time of one indicator.
TIES = """
SELECT key AS indicator, year::INTEGER AS year, value
FROM observed_at($number) JOIN series ON series.id = indicator
WHERE country = $one AND partner = $other ORDER BY 1, 2
"""
BOTH = """
SELECT key AS indicator, country, year::INTEGER AS year, value
FROM observed_at($number) JOIN series ON series.id = indicator
WHERE (country = $one OR country = $other) AND partner IS NULL AND list_contains($indicators, key) ORDER BY 1, 2, 3
"""


def codes(countries: Iterable[str] | None) -> list[str] | None:
    """The countries as a question takes them; None: all."""
    if countries is None:
        return None
    return [countries] if isinstance(countries, str) else sorted(set(countries))
