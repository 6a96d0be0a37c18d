"""What a cell may say, and the SQL that reads it: which column is what, missing figures, numbers, years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MISSING = (
    "", ".", "..", "...", "…", "-", "–", "—", "na", "n/a", "n.a.", "nan", "null", "none", "xxx", "#n/a", ":",
)  # fmt: skip
"""Texts, in lower case, that stand for a figure the provider does not have; they are counted and never become 0."""

BLANKS = " \t\u00a0\u2007\u2009\u202f"
"""Blanks that stand around figures and between thousands: also those that do not break a line, and narrow ones."""


@dataclass(frozen=True)
class Columns:
    """Which columns of the sheet (by their number, from 0) mean what.

    `value`: the column of figures, of a long table; `years`: year -> column, of a wide one; `measures`: indicator ->
    column, where several indicators stand side by side. `country` holds codes or names; `name` a second column of
    names, for the rows where `country` is blank. `decimal`: the sign before decimals.
    """

    country: int
    year: int | None = None
    value: int | None = None
    partner: int | None = None
    name: int | None = None
    indicator: int | None = None
    unit: int | None = None
    years: Mapping[int, int] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)
    decimal: str = "."


def source(columns: Columns, indicator: str | None) -> tuple[str, dict[str, Any], int]:
    """SQL for one line per cell of figures, what it asks for, and how many cells of a row are such."""

    def cell(place: int | None) -> str:
        return "NULL::VARCHAR" if place is None else f"c{int(place)}"

    def several(places: Iterable[int]) -> tuple[str, str, int]:
        kept = [int(place) for place in places]
        texts, columns = ", ".join(f"c{place}" for place in kept), ", ".join(map(str, kept))
        # one column is read as it is: unnesting lists of one takes three times as long
        if len(kept) > 1 or unnested:
            return f"unnest([{texts}])", f"unnest([{columns}])", len(kept)
        return texts, columns, 1

    unnested = bool(columns.years or columns.measures)
    year = cell(columns.year)
    shared = f"rowid + 1 AS row, {cell(columns.country)} AS country, {cell(columns.name)} AS name"
    shared += f", {cell(columns.partner)} AS partner"
    if columns.measures:
        texts, places, each = several(columns.measures.values())
        made = f"unnest($keys::VARCHAR[]) AS indicator, {texts} AS value, {year} AS year"
        asked: dict[str, Any] = {"keys": list(columns.measures)}
    else:
        texts, places, each = several(columns.years.values() or [columns.value or 0])
        key = "$key::VARCHAR" if columns.indicator is None else cell(columns.indicator)
        years = "unnest($years::VARCHAR[])" if columns.years else year
        made = f"{key} AS indicator, {texts} AS value, {years} AS year"
        asked = {"years": [str(one) for one in columns.years]} if columns.years else {}
        asked |= {"key": indicator} if columns.indicator is None else {}
    return f"SELECT {shared}, {made}, {places} AS col FROM raw WHERE rowid >= $header", asked, each


def number(text: str, comma: bool) -> str:
    """SQL for the number that a text writes: what stands between thousands leaves, and only there.

    A nought and a comma or a point, as in 0,021, can only begin decimals.
    """
    bare = f"regexp_replace(trim({text}, '{BLANKS}'), '[{BLANKS}\u2019''](\\d{{3}})\\b', '\\1', 'g')"
    plain = f"try_cast({text} AS DOUBLE)"
    if comma:
        bare = f"replace(regexp_replace({bare}, '\\.(\\d{{3}})\\b', '\\1', 'g'), ',', '.')"
        bare = f"CASE WHEN regexp_matches({text}, '^[-+−]?0\\.') THEN {text} ELSE {bare} END"
        plain = f"CASE WHEN NOT contains({text}, '.') THEN {plain} END"
    else:
        bare = f"regexp_replace({bare}, ',(\\d{{3}})\\b', '\\1', 'g')"
        bare = f"CASE WHEN regexp_matches({text}, '^[-+−]?0,') THEN replace({text}, ',', '.') ELSE {bare} END"
    # nearly all figures are written plainly; a true minus sign is a minus; one in brackets is no negative figure
    return f"coalesce({plain}, try_cast(replace({bare}, '−', '-') AS DOUBLE))"


def year(text: str) -> str:
    """SQL for the whole number that a text writes: 2020.0 is a year, 2020.5 is none."""
    whole = f"try_cast({text} AS INTEGER)"
    return f"CASE WHEN NOT contains({text}, '.') OR try_cast({text} AS DOUBLE) = {whole} THEN {whole} END"
