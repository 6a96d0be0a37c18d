"""What is wrong with the rows of a file, before anything is stored: types, years, ranges, doubles, units, breaks, gaps.

Errors stop; warnings wait for a steward's word and reason; notes only inform.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from foresight.catalogue import Indicator
from foresight.intake.findings import LISTED, Finding, shown
from foresight.store.beside import Beside
from foresight.store.checks import YEARS
from foresight.store.staging import Staging

TIMES = 12.0
"""Usual steps that a new figure may be away from the year before it without a word."""
AWAY, LONG = 20.0, 8
"""Usual distances from the middle that a figure may have, of a country with so many years; see `Beside.outliers`."""
REVISED = 0.25
"""Share of published figures that a release may change without a word."""
FEWEST = 5
"""Changed figures below which their share says nothing: a correction is no new release."""
COVERED = 0.5
"""Of the countries published: a file with fewer is a part, and what it leaves out says nothing."""
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
        column = (
            f"column {shown(self._names[int(col)])}" if col is not None and 0 <= int(col) < len(self._names) else ""
        )
        return ", ".join(part for part in (self._sheet, f"row {int(row)}" if row else "", column) if part)


NOT_A_NUMBER = "Correct it, or leave the cell blank where the figure is missing."
STRANGE: tuple[tuple[str, str, str], ...] = (
    ("open_quote", r".*[\n\r]", "It runs over several lines: a quote here, or before, is not closed. Close it."),
    ("bound", r"[<>≤≥~≈]", "It is a bound, not a figure: write the figure, or leave the cell blank."),
    ("percent_sign", r".*%$|%", "Take the sign out: the unit is declared in the catalogue."),
    ("infinite", r"[-+−]?inf(inity)?$", "A figure must be finite: correct it, or leave the cell blank."),
    ("formula_text", r"[=@]|[-+][A-Za-z(]", "It is a formula written out: save the table with the figures it gives."),
    ("currency", r"[A-Z]{0,3}\s?[$€£¥]|[A-Z]{3}\s?[\d.,]+$|.*\d\s?[$€£¥]$",
     "Take the currency out: the unit is declared in the catalogue."),
    ("brackets", r"\(.*\)$", "Brackets may stand for a negative figure: write it with a minus, or without brackets."),
    ("footnote", r"[-+−]?[\d.,]*\d\s*([*†‡§¹²³⁰-⁹]+|\(?\[?[a-z0-9]{1,3}[\])]|[a-z])$",
     "It ends in the mark of a note: take the mark out, or leave the cell blank."),
    ("separators", r"[-+−]?[\d.,'’ ]+$", "Its points, commas and blanks do not make one number: write it plainly."),
    ("not_a_number", r"", NOT_A_NUMBER),
)  # fmt: skip
"""Kind of a finding, what the text looks like, and what to do about it; the first that fits."""
FORM = re.IGNORECASE | re.DOTALL | re.ASCII
STRANGE_YEARS = (
    (r"\d{4}\s?[-/–]\s?(\d\d|\d{4})$", "It is a span of years: write the one that it stands for."),
    (r"\d{4}-\d\d?-|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}[./]\d{1,2}[./]", "It looks like a date: name the column of "
     "years, or write years."),
    (r"(\d{4}[-\s]?[MQ]\d|[A-Za-z]{3,9}[-\s]\d{2,4}$)", "It is a month or a quarter: hand in a figure for each year."),
    (r"[3-5]\d{4}$", "It looks like a date as a spreadsheet counts days: write years."),
    (r"\D{1,3}(1[89]|20)\d\d$", "Write the year alone."),
    (r"", "Correct it, or take the rows out."),
)  # fmt: skip


def of_cells(staging: Staging, at: Sheeted, year: int | None = None) -> list[Finding]:
    """Texts that are no figures, and years that are none. `year`: the column of years, of a long table."""
    found: list[Finding] = []
    for bad in _first(figures := staging.strange_figures(LISTED)):
        text = str(bad["text"])
        kind, advice = _strange(text)
        message = f"“{shown(text)}” is not a number ({_times(bad['rows'])}). {advice}"
        found.append(Finding(kind, "error", at(bad["first_row"], bad["col"]), message, text, int(bad["rows"])))
    found += _rest(figures, "not_a_number", "cells hold other texts that are no numbers. Correct these first.")
    for bad in _first(years := staging.strange_years(*YEARS, LISTED)):
        text = "" if pd.isna(bad["text"]) else str(bad["text"])
        what = f"“{shown(text)}” is not a year from {YEARS[0]} to {YEARS[1]}" if text else "The year is blank"
        advice = next(advice for form, advice in STRANGE_YEARS if re.match(form, text))
        message = f"{what} ({_times(bad['rows'])}). {advice}"
        found.append(Finding("year", "error", at(bad["first_row"], year), message, text, int(bad["rows"])))
    found += _rest(years, "year", "rows have other texts that are no years. Correct these first.")
    return found


def _strange(text: str) -> tuple[str, str]:
    """The kind of a text that is no figure, and what to do about it."""
    if re.fullmatch(r"[-+−]?\d[\d.]*e\+?\d+", text, re.IGNORECASE):
        return "infinite", next(advice for kind, _, advice in STRANGE if kind == "infinite")  # beyond any double
    return next((kind, advice) for kind, form, advice in STRANGE if re.match(form, text, FORM))


def _rest(listed: pd.DataFrame, kind: str, told: str) -> list[Finding]:
    """What is counted only, beyond those that are listed. `listed`: with columns rows and all."""
    more = int(listed["all"].iloc[0] - listed["rows"].sum()) if len(listed) else 0
    return [Finding(kind, "error", "", f"{more:,} more {told}", "", more)] if more else []


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
    found += _outliers(beside, indicator, at)
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
            "sudden_change", "warning", at(out["row"].iloc[0]),
            f"{indicator.title}: {_times(among)} a figure is far from the year before, by more than {TIMES:g} usual "
            f"steps: {listed}{more}. Correct what is wrong; say why, where it is right.",
            _figure(out["value"].iloc[0]), among,
        )
    ]  # fmt: skip


def _outliers(beside: Beside, indicator: Indicator, at: Sheeted) -> list[Finding]:
    out = beside.outliers(indicator.key, TIMES, AWAY, LONG, LISTED)
    if out.empty:
        return []
    among, first = int(out["among"].iloc[0]), out.iloc[0]
    listed = "; ".join(
        f"{_key(row)}: {_figure(row['value'])}, and never below {_figure(row['low'])} or above {_figure(row['high'])} "
        f"before ({at(row['row'])})" for row in _first(out)
    )  # fmt: skip
    more = f"; and {among - LISTED:,} more" if among > LISTED else ""
    return [
        Finding(
            "outlier", "warning", at(first["row"]),
            f"{indicator.title}: {_times(among)} a figure is far from all that is published: {listed}{more}. Correct "
            "what is wrong; say why, where it is right.", _figure(first["value"]), among,
        )
    ]  # fmt: skip


def _coverage(beside: Beside, indicator: Indicator, stand: Mapping[str, float], replace: bool) -> list[Finding]:
    found: list[Finding] = []
    everybody = beside.by_country(indicator.key)
    lost = everybody[everybody["left"] > 0]
    if replace and stand["left"]:
        worst = ", ".join(lost.sort_values("left", ascending=False)["country"].head(8))
        found.append(
            Finding(
                "removes", "warning", "",
                f"{indicator.title}: replacing removes {int(stand['left']):,} published figures of {len(lost)} "
                f"countries, most of {worst}. Merge instead, if the file is only a part.", "", int(stand["left"]),
            )
        )  # fmt: skip
    gone = lost[(lost["added"] + lost["changed"] == 0) & (lost["left"] == lost["held"])]
    whole = int((everybody["held"] > 0).sum())
    if not replace and len(gone) and whole - len(gone) >= COVERED * whole:
        names = ", ".join(gone["country"].head(8)) + (f" and {len(gone) - 8} more" if len(gone) > 8 else "")
        found.append(
            Finding(
                "coverage", "note", "",
                f"{indicator.title}: {len(gone)} of {whole} countries that are published are not in the file: {names}. "
                "Their figures stay. Where they should go, replace the whole indicator.", "", int(gone["left"].sum()),
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
