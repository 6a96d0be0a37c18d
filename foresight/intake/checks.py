"""What is wrong with the rows of a file, before anything is stored: types, years, ranges, doubles, units, breaks, gaps.

Errors stop; warnings wait for a steward's word and reason; notes only inform.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from foresight.catalogue import Indicator
from foresight.intake.findings import LISTED, Finding
from foresight.store.beside import Beside
from foresight.store.checks import YEARS
from foresight.store.staging import Staging

TIMES = 12.0
"""Usual steps that a new figure may be away from the year before it without a word."""
REVISED = 0.25
"""Share of published figures that a release may change without a word."""
FEWEST = 5
"""Changed figures below which their share says nothing: a correction is no new release."""
THIN = 0.5
"""Of the year before: a last year with fewer countries than this share is not finished."""
MAGNITUDE = 0.7
"""Powers of ten that new years may stand from the last published ones, in the middle, without a word."""
EXACT = 0.02
"""How near a ratio must be to a power of ten, or to 100, to be taken for another unit."""


class Sheeted:
    """Where a cell stands, in words: the sheet, the row (0: none, it was computed), the column by name."""

    def __init__(self, sheet: str, names: Sequence[str]) -> None:
        self._sheet, self._names = sheet, names

    def __call__(self, row: float, col: float | None = None) -> str:
        column = f"column {self._names[int(col)]}" if col is not None and 0 <= int(col) < len(self._names) else ""
        return ", ".join(part for part in (self._sheet, f"row {int(row)}" if row else "", column) if part)


def of_cells(staging: Staging, at: Sheeted) -> list[Finding]:
    """Texts that are no figures, and years that are none."""
    found: list[Finding] = []
    for bad in _first(staging.strange_figures(LISTED)):
        text = str(bad["text"])
        if text[:1] in "<>≤≥~≈":
            advice = "It is a bound, not a figure: write the figure, or leave the cell blank."
            kind = "bound"
        elif text.endswith("%"):
            kind, advice = "percent_sign", "Take the sign out: the unit is declared in the catalogue."
        elif text.lower().lstrip("+-") in ("inf", "infinity"):
            kind, advice = "infinite", "A figure must be finite: correct it, or leave the cell blank."
        else:
            kind, advice = "not_a_number", "Correct it, or leave the cell blank where the figure is missing."
        where = at(bad["first_row"], bad["col"])
        message = f"“{text}” is not a number ({_times(bad['rows'])}). {advice}"
        found.append(Finding(kind, "error", where, message, text, int(bad["rows"])))
    for bad in _first(staging.strange_years(*YEARS, LISTED)):
        text = "" if pd.isna(bad["text"]) else str(bad["text"])
        what = "The year is blank" if not text else f"“{text}” is not a year from {YEARS[0]} to {YEARS[1]}"
        date = " It looks like a date: name the column of years, or write years." if _date(text) else ""
        message = f"{what} ({_times(bad['rows'])}).{date or ' Correct it, or take the rows out.'}"
        found.append(Finding("year", "error", at(bad["first_row"]), message, text, int(bad["rows"])))
    return found


def of_keys(staging: Staging, at: Sheeted) -> list[Finding]:
    """The same country and year twice."""
    first, count, alike = staging.repeated(LISTED)
    found = [
        Finding(
            "duplicate", "error", at(row["first_row"]),
            f"{_key(row)} of {row['indicator']} stands {int(row['times'])} times, with {_figure(row['low'])} and "
            f"{_figure(row['high'])} (rows {int(row['first_row'])} to {int(row['last_row'])}). Keep one.",
            "", int(row["times"]),
        )
        for row in _first(first)
    ]  # fmt: skip
    if count > LISTED:
        found.append(
            Finding("duplicate", "error", "", f"{count - LISTED:,} more keys stand twice.", "", count - LISTED)
        )
    if alike:
        found.append(Finding("repeated", "note", "", f"{alike:,} rows stand twice with the same figure; once is kept."))
    return found


def outside(staging: Staging, indicators: Iterable[Indicator]) -> dict[str, pd.DataFrame]:
    """Figures that are out of range, by indicator: see `Staging.outside`."""
    return staging.outside({one.key: (one.minimum, one.maximum) for one in indicators}, LISTED)


def of_indicator(
    indicator: Indicator, outside: pd.DataFrame | None, beside: Beside, at: Sheeted, replace: bool
) -> list[Finding]:
    """One indicator's figures against its catalogue entry and what is published. `outside`: those out of range."""
    stand = beside.overlap(indicator.key)
    found = [*_range(outside, indicator, at), *_unit(indicator, stand)]
    if stand["changed"] >= FEWEST and stand["changed"] > REVISED * (stand["changed"] + stand["same"]):
        share = stand["changed"] / (stand["changed"] + stand["same"])
        found.append(
            Finding(
                "revised", "warning", "",
                f"{indicator.title}: {share:.0%} of the figures that are published already would change. Is this a new "
                "release of the same series, in the same unit?", "", int(stand["changed"]),
            )
        )  # fmt: skip
    found += _jumps(beside, indicator, at)
    found += _coverage(beside, indicator, stand, replace)
    return found


def of_computed(indicator: Indicator, outside: pd.DataFrame | None, beside: Beside, at: Sheeted) -> list[Finding]:
    """As `of_indicator`, for one that is computed from others as a whole; what it loses by that is told."""
    found = of_indicator(indicator, outside, beside, at, replace=False)
    lost = beside.by_country(indicator.key)
    lost = lost[lost["left"] > 0]
    if len(lost):
        count = int(lost["left"].sum())
        told = f"{indicator.title} is computed from other indicators: {count:,} of its figures can no longer be, of "
        told += f"{', '.join(lost['country'].head(8))}. They go."
        found.append(Finding("removes", "warning", "", told, "", count))
    return found


def _range(outside: pd.DataFrame | None, indicator: Indicator, at: Sheeted) -> list[Finding]:
    if outside is None:
        return []
    found = []
    for row in _first(outside):
        low = indicator.minimum is not None and row["value"] < indicator.minimum
        bound, word = (indicator.minimum, "below the lowest") if low else (indicator.maximum, "above the highest")
        found.append(
            Finding(
                "range", "error", at(row["row"], row["col"]),
                f"{row['country']} {int(row['year'])}: {_figure(row['value'])} is {word} value of {indicator.title}, "
                f"{bound:g} {indicator.unit}. Correct it, or leave the cell blank.", _figure(row["value"]),
            )
        )  # fmt: skip
    if (more := int(outside["times"].iloc[0]) - LISTED) > 0:
        found.append(Finding("range", "error", "", f"{more:,} more figures are out of range.", "", more))
    return found


def _unit(indicator: Indicator, stand: Mapping[str, float]) -> list[Finding]:
    """Another unit shows where all figures stand to the published ones as 1,000 to 1, or 1 to 100."""
    ratio = stand["ratio"]
    if stand["ratio_low"] > 0 and math.isfinite(ratio) and stand["ratio_high"] / stand["ratio_low"] < 1.1:
        power = round(math.log10(ratio))
        if power and abs(ratio / 10.0**power - 1) < 5 * EXACT:
            times = f"{10.0 ** abs(power):,.0f} times {'larger' if power > 0 else 'smaller'} than"
            return [
                Finding(
                    "unit", "error", "",
                    f"{indicator.title}: the figures are {times} those published. The catalogue counts in "
                    f"{indicator.unit}: convert the file, or say --scale {10.0**-power:g}.",
                )
            ]  # fmt: skip
    if not math.isfinite(ratio) and 0 < stand["near"] < math.inf and abs(math.log10(stand["near"])) > MAGNITUDE:
        times = f"{_figure(stand['near'])} times" if stand["near"] > 1 else f"1 / {_figure(1 / stand['near'])} of"
        return [
            Finding(
                "magnitude", "warning", "",
                f"{indicator.title}: the figures are, in the middle, {times} what was last published of the same "
                f"countries, in {indicator.unit}. Is it the same unit?",
            )
        ]  # fmt: skip
    return []


def _jumps(beside: Beside, indicator: Indicator, at: Sheeted) -> list[Finding]:
    out = beside.jumps(indicator.key, TIMES, LISTED)
    if out.empty:
        return []
    among = int(out["among"].iloc[0])
    listed = "; ".join(
        f"{_key(row)}: {_figure(row['before'])} to {_figure(row['value'])} ({at(row['row'])})" for row in _first(out)
    )
    more = f"; and {among - LISTED:,} more" if among > LISTED else ""
    return [
        Finding(
            "sudden_change", "warning", "",
            f"{indicator.title}: {_times(among)} a figure is far from the year before, by more than {TIMES:g} usual "
            f"steps: {listed}{more}. Are they right?", "", among,
        )
    ]  # fmt: skip


def _coverage(beside: Beside, indicator: Indicator, stand: Mapping[str, float], replace: bool) -> list[Finding]:
    found: list[Finding] = []
    lost = beside.by_country(indicator.key)
    lost = lost[lost["left"] > 0]
    if replace and stand["left"]:
        worst = ", ".join(lost.sort_values("left", ascending=False)["country"].head(8))
        found.append(
            Finding(
                "removes", "warning", "",
                f"{indicator.title}: replacing removes {int(stand['left']):,} published figures of {len(lost)} "
                f"countries, most of {worst}. Merge instead, if the file is only a part.", "", int(stand["left"]),
            )
        )  # fmt: skip
    years = beside.years(indicator.key)
    own = years[years["countries"] > 0]
    if len(own) > 1 and stand["added"] + stand["changed"]:
        last, before = own.iloc[-1], own.iloc[-2]
        if last["countries"] < THIN * before["countries"]:
            found.append(
                Finding(
                    "thin_year", "warning", "",
                    f"{indicator.title}: only {int(last['countries'])} countries have a figure for "
                    f"{int(last['year'])}, {int(before['countries'])} for {int(before['year'])}. Is the year finished?",
                )
            )  # fmt: skip
    return found


def _first(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.head(LISTED).to_dict("records")]


def _key(row: Mapping[str, Any]) -> str:
    both = f"{row['country']} and {row['partner']}" if isinstance(row.get("partner"), str) else str(row["country"])
    return f"{both} {int(row['year'])}"


def _figure(value: float) -> str:
    return f"{value:,.6g}"


def _times(count: float) -> str:
    return "once" if int(count) == 1 else f"{int(count):,} times"


def _date(text: str) -> bool:
    return any(sign in text for sign in "-/.") and any(c.isdigit() for c in text) and len(text) >= 6
