"""What is said of a provider's file: what could not be placed, what no indicator takes, whose terms it is under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from foresight.catalogue import DATA, Catalogue, Indicator, Source
from foresight.compiling import Compiled, Unresolved
from foresight.compiling.derived import RULES
from foresight.intake.findings import LISTED, Finding
from foresight.store.checks import YEARS

AGGREGATE = "an aggregate, not a country"
SHOWN = 8
SEE: Mapping[str, str] = {
    "mme": "This is the long file of exercises, which stops at the 24th participant: 13 large exercises lose "
    "participants. Take the authors’ own file, with StateA, StateB … side by side, where you have it.",
    "sipri_trade_register": "No indicator takes deliveries between two states: imports and exports come from the World "
    "Bank, in the same trend-indicator value. Declare an indicator of pairs with --new META.toml (level = "
    '"pair", unit = "million TIV", terms = "closed"); its figures are then the deliveries summed by pair and year.',
}
"""What a steward should know of a layout, by its name."""


def no_indicator(name: str, series: Mapping[str, str], asked: str | None = None) -> str:
    """Series (code -> title) that nothing takes, in words, and how to say what does."""
    if set(series) == {""}:
        return f"{name} is a World Bank table that does not say which series it holds. Say so with --as KEY."
    listed = "; ".join(one if title in ("", one) else f"{one} ({title})" for one, title in list(series.items())[:SHOWN])
    more = f"; and {len(series) - SHOWN:,} more" if len(series) > SHOWN else ""
    first = next(iter(series))
    if asked:
        return (
            f"{name} holds {len(series):,} series, and none is known to be {asked}: {listed}{more}. Say which one is, "
            f"as in --map “{first}=value:{asked}”."
        )
    what = "This series has" if len(series) == 1 else f"{len(series):,} series have"
    return (
        f"{what} no indicator here and nothing is taken from {'it' if len(series) == 1 else 'them'}: {listed}{more}. "
        f"Where one fits, say so, as in --map “{first}=value:KEY”; or declare a new one with --new META.toml."
    )


def half(indicator: Indicator, there: str, lacking: str) -> str:
    """That one series alone is not the indicator that adds it to another."""
    return (
        f"{there} is one half of {indicator.title}, which is {there} and {lacking} together, and is not taken for it. "
        "Hand in a file that has both, as a download from the World Bank can, or one that has the sum. Where an "
        f"indicator takes it as it is, say so, as in --map “{there}=value:KEY”; or declare a new one with "
        "--new META.toml."
    )


@cache
def _never_placed() -> frozenset[tuple[str, str]]:
    """Code and reason of what the shipped figures could not place either."""
    path = DATA / "tables" / "unresolved.csv"
    if not path.exists():
        return frozenset()
    listed = pd.read_csv(path, dtype=str, keep_default_na=False)
    return frozenset(zip(listed["code"], listed["reason"], strict=True))


def left_out(compiled: Compiled, catalogue: Catalogue) -> list[Finding]:
    """What the recipe decided and what it could not place: groups and known cases as notes, new ones as warnings."""
    found = [Finding("recipe", "note", "", _titled(text, catalogue)) for text in compiled.notes]
    groups = [one for one in compiled.unresolved if one.reason == AGGREGATE]
    others = [one for one in compiled.unresolved if one.reason != AGGREGATE]
    known = [one for one in others if (one.code, one.reason) in _never_placed()]
    new = [one for one in others if (one.code, one.reason) not in _never_placed()]
    if groups:
        found.append(_together("aggregates", "Groups of countries are left out", groups))
    if known:
        told = "No country, or no state of those years, as in the figures published before; left out"
        found.append(_together("unplaced_before", told, known))
    found += [
        Finding(
            "unplaced", "warning", "",
            f"“{one.name}”{f' ({one.code})' if one.code != one.name else ''}, {one.years}: {one.reason}. Its figures "
            f"are left out ({one.rows:,} row{'s' * (one.rows != 1)} of the file). Say which with "
            f"--country “{one.code}=ISO3”, or leave it out with “{one.code}=-”.", one.code, one.rows,
        )
        for one in new[:LISTED]
    ]  # fmt: skip
    if len(new) > LISTED:
        rows = sum(one.rows for one in new[LISTED:])
        found.append(Finding("unplaced", "warning", "", f"{len(new) - LISTED} more texts are no country.", "", rows))
    return found


def _titled(note: str, catalogue: Catalogue) -> str:
    """A recipe's note with the title of the indicator whose key it begins with."""
    key, sign, rest = note.partition(": ")
    return f"{catalogue.indicators[key].title}: {rest}" if sign and key in catalogue.indicators else note


def _together(kind: str, told: str, entries: Sequence[Unresolved]) -> Finding:
    names = list(dict.fromkeys(one.name or one.code for one in entries))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return Finding(kind, "note", "", f"{told}: {', '.join(names[:SHOWN])}{more}.", "", sum(one.rows for one in entries))


def strange_years(rows: pd.DataFrame) -> list[Finding]:
    """Years of a connector's rows that no indicator reaches."""
    wrong = rows.loc[~rows["year"].between(*YEARS), "year"] if "year" in rows else pd.Series(dtype=int)
    if wrong.empty:
        return []
    told = f"{wrong.iloc[0]} is not a year from {YEARS[0]} to {YEARS[1]} ({len(wrong):,} such rows). Correct it."
    return [Finding("year", "error", "", told, str(wrong.iloc[0]), len(wrong))]


def terms(catalogue: Catalogue, source: Source, keys: Sequence[str]) -> tuple[Catalogue, Finding]:
    """The catalogue in which `keys`, and what is computed from them, rest on `source`, and a warning of what it means.

    `source` forbids passing its figures on: those indicators leave public exports.
    """
    touched = list(keys)
    for key, rule in RULES.items():
        if key in catalogue.indicators and key not in touched and set(rule.inputs) & set(touched):
            touched.append(key)
    entries = {
        key: catalogue.indicators[key].model_copy(
            update={"also_from": (*catalogue.indicators[key].also_from, source.key)}
        )
        for key in touched
    }
    changed = Catalogue(
        sources={**catalogue.sources, source.key: source}, indicators={**catalogue.indicators, **entries},
        forums=catalogue.forums, levers=catalogue.levers,
    )  # fmt: skip
    titles = ", ".join(catalogue.indicators[key].title for key in touched)
    told = (
        f"{source.provider} forbids passing these figures on. Published under {titles}, they are for the screen: "
        "public exports will refuse these indicators as a whole. To keep them open, declare one of its own (--new)."
    )
    return changed, Finding("terms", "warning", "", told)
