"""From the texts of a file to countries: which code system it uses, what is an aggregate, what a steward must decide.

Nothing is guessed: a text that fits no country is named with the nearest ones, and what the steward decides about it is
remembered for the next file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

import pandas as pd

from foresight import geography
from foresight.catalogue import DATA
from foresight.compiling.placing import LEFT_OUT as LEFT_OUT
from foresight.errors import ForesightError
from foresight.geography import System
from foresight.intake.findings import LISTED, LONGEST, Finding, IntakeError, shown
from foresight.store.checks import YEARS

WORLD = "WLD"
LETTERS: tuple[System, ...] = ("iso3", "worldbank", "iso2", "name", "gapminder")
NUMBERS: tuple[System, ...] = ("numeric", "gw", "cow", "vdem")
HINTS: Mapping[str, System] = {
    "gw": "gw", "cow": "cow", "ccode": "cow", "vdem": "vdem", "m49": "numeric", "un code": "numeric",
}  # fmt: skip
"""Parts of a column's name that tell numbers apart."""
LANGUAGES = ("fr", "es", "de")
ALL_BUT = 0.98
"""A code system whose share of known texts is within this of the best is as good as the best."""


@dataclass(frozen=True)
class Placed:
    """`table`: columns text, name, y, iso3 (None where not placed). `system`: how the texts were read."""

    table: pd.DataFrame
    system: str
    findings: tuple[Finding, ...]


def checked_decisions(decisions: Mapping[str, str]) -> dict[str, str]:
    """A steward's decisions, text -> ISO3 or LEFT_OUT; IntakeError where one names no country."""
    found = {}
    for text, answer in decisions.items():
        try:
            found[text] = answer if answer == LEFT_OUT else geography.country(answer).iso3
        except ForesightError as error:
            raise IntakeError(f"“{text}” cannot stand for “{answer}”: {error}") from None
    return found


def place(
    texts: pd.DataFrame,
    *,
    column: str,
    sheet: str = "",
    system: System | None = None,
    decisions: Mapping[str, str] | None = None,
    world: bool = False,
) -> Placed:
    """Find the country of each text in its year.

    `texts`: columns text, name (a second text for where the first is blank or unknown), y (year, may be missing), rows,
    first_row. `column`: the column's name, which may tell the code system. `system`: the code system, if it is known.
    `world`: whether the figures are of the world (`WLD`). Findings are errors for unknown texts, notes for aggregates.
    """
    decided = dict(decisions or {})
    given, texts = texts, texts.assign(y=texts["y"].where(texts["y"].between(*YEARS)))  # a year that is none is told
    used, unsure = (system, ()) if system else _system(texts, column)
    if unsure:
        return Placed(texts[["text", "name", "y"]].assign(iso3=None), "", tuple(unsure))
    iso3 = geography.resolve(texts["text"].fillna(""), used, texts["y"])
    said = texts["text"].where(texts["text"].notna(), texts["name"])
    # a file of codes may spell a few out, one of names may have a few codes; both may be in another language
    for column_, other in (("text", "name"), ("text", "iso3"), ("name", "name")):
        open_ = iso3.isna()
        if open_.any():
            rest = texts.loc[open_, column_].astype("object").fillna("")
            iso3 = iso3.fillna(geography.resolve(rest, other, texts.loc[open_, "y"]))  # type: ignore[arg-type]
    if (open_ := iso3.isna()).any():
        iso3 = iso3.fillna(said[open_].map(lambda text: _foreign().get(geography.folded(str(text)))))
    grouped = _aggregates(texts) & iso3.isna()
    if world:
        whole = texts["text"].fillna("").str.upper().eq(WORLD) | texts["text"].fillna("").str.casefold().eq("world")
        iso3, grouped = iso3.mask(whole, WORLD), grouped & ~whole
    chosen = said.map(decided)
    iso3 = iso3.mask(chosen.notna() & (chosen != LEFT_OUT), chosen).mask(chosen == LEFT_OUT)
    table = given[["text", "name", "y"]].assign(iso3=iso3.astype("object").where(iso3.notna(), None))
    lost = texts[iso3.isna() & ~grouped & (chosen != LEFT_OUT)]
    found = [*_unknown(lost, column, sheet), *_left_out(texts[grouped & iso3.isna()], sheet)]
    return Placed(table, used, tuple(found))


@cache
def _foreign() -> Mapping[str, str]:
    """Names of countries in French, Spanish and German, folded -> ISO3.

    From the translations of ISO 3166-1, and from data/geography/everyday_names.csv, the names in use that these lack.
    """
    import gettext

    import pycountry

    everyday = pd.read_csv(DATA / "geography" / "everyday_names.csv", dtype=str)
    found = {geography.folded(name): iso3 for name, iso3 in zip(everyday["name"], everyday["iso3"], strict=True)}
    for language in LANGUAGES:
        said = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language]).gettext
        for country in pycountry.countries:
            for name in {
                country.name,
                getattr(country, "common_name", country.name),
                getattr(country, "official_name", ""),
            }:
                if name and country.alpha_3 in geography.countries():
                    found.setdefault(geography.folded(said(name)), country.alpha_3)
    return found


def _aggregates(texts: pd.DataFrame) -> pd.Series:
    known: dict[str, bool] = {}

    def one(text: object) -> bool:
        if not isinstance(text, str):
            return False
        if text not in known:
            known[text] = geography.is_aggregate(text)
        return known[text]

    return texts["text"].map(one) | texts["name"].map(one)


def _system(texts: pd.DataFrame, column: str) -> tuple[System, tuple[Finding, ...]]:
    """The code system that knows most of the texts; a finding where several do and disagree."""
    stated = texts.dropna(subset=["text"]).drop_duplicates("text")
    if stated.empty:
        return "name", ()
    numbers = stated["text"].str.fullmatch(r"\d+(\.0+)?").mean() > 0.5
    candidates = NUMBERS if numbers else LETTERS
    answers = {system: geography.resolve(stated["text"], system, stated["y"]) for system in candidates}
    shares = {system: float(answer.notna().mean()) for system, answer in answers.items()}
    best = max(shares.values())
    good = [system for system in candidates if shares[system] >= best * ALL_BUT]
    if not numbers or len(good) == 1:
        return good[0], ()
    hinted = [
        system for part, system in HINTS.items() if part in column.casefold().replace("_", " ") and system in good
    ]
    if hinted:
        return hinted[0], ()
    first = answers[good[0]].fillna("")
    if all((answers[other].fillna("") == first).all() for other in good[1:]):
        return good[0], ()
    told = ", ".join(good)
    asked = Finding(
        "code_system", "error", column,
        f"The numbers in “{column}” may be codes of several systems ({told}), which disagree. Say which with "
        f"--codes SYSTEM, one of {', '.join(get_args(System))}.",
    )  # fmt: skip
    return good[0], (asked,)


def _unknown(lost: pd.DataFrame, column: str, sheet: str) -> list[Finding]:
    said = lost["text"].where(lost["text"].notna(), lost["name"])
    found: list[Finding] = []
    grouped = lost.assign(said=said.fillna("")).groupby("said", sort=False)
    groups = [(str(key), own) for key, own in grouped]
    for text, own in groups[:LISTED]:
        rows, first = int(own["rows"].sum()), int(own["first_row"].min())
        years = own["y"].dropna()
        when = f", {int(years.min())}–{int(years.max())}" if len(years) and years.min() > 0 else ""
        if not text:
            message = f"The country is blank ({rows:,} rows). Fill it in, or take the rows out."
        else:
            close = geography.suggest(shown(text))
            hint = f"Did you mean {' or '.join(close)}? " if close else ""
            message = (
                f"“{shown(text)}” is no country known here ({rows:,} rows{when}). {hint}Say which with "
                f"--country “{shown(text)}=ISO3”, or leave it out with “{shown(text)}={LEFT_OUT}”."
            )
        found.append(Finding("unknown_country", "error", _where(sheet, first, column), message, text[:LONGEST], rows))
    if len(groups) > LISTED:
        more = int(sum(own["rows"].sum() for _, own in groups[LISTED:]))
        found.append(
            Finding("unknown_country", "error", column, f"{len(groups) - LISTED} more texts are no country.", "", more)
        )
    return found


def _left_out(groups: pd.DataFrame, sheet: str) -> list[Finding]:
    if groups.empty:
        return []
    names = list(dict.fromkeys(groups["name"].where(groups["name"].notna(), groups["text"]).astype(str)))
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    rows = int(groups["rows"].sum())
    return [Finding("aggregates", "note", sheet, f"Groups of countries are left out: {shown}.", "", rows)]


def _where(sheet: str, row: int, column: str) -> str:
    return ", ".join(part for part in (sheet, f"row {row}", f"column {shown(column)}") if part)
