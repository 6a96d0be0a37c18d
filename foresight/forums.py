"""Who belonged to which security forum, when: data/catalogue/forum_memberships.csv, read and validated.

One row is one spell: a state in a forum with one status. A state has several spells where it left and came back, or
was suspended for a time. Every row carries the reference that it rests on.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd

from foresight import catalogue, geography
from foresight.errors import CatalogueError

FILE = "forum_memberships.csv"
COLUMNS = ["forum", "country", "joined", "left", "status", "reference", "note"]
STATUSES = ("member", "suspended")


def _refuse(wrong: pd.Series[bool], frame: pd.DataFrame, say: str) -> None:
    if wrong.any():
        row = frame[wrong].iloc[0]
        raise CatalogueError(f"{FILE}, row {int(str(row.name)) + 2} ({row['forum']}, {row['country']}): {say}")


def _year(text: pd.Series[str], frame: pd.DataFrame, blank_allowed: bool) -> pd.Series[int]:
    good = text.str.fullmatch(r"\d{4}") | ((text == "") if blank_allowed else False)
    _refuse(~good, frame, f"{text.name} must be a year of four digits{' or blank' if blank_allowed else ''}.")
    return pd.to_numeric(text.where(text != "")).astype("Int64")


def _founded(folder: Path) -> dict[str, int]:
    """Forum -> year it was founded. Only this file of the catalogue is read: memberships hang on nothing else in it."""
    try:
        declared = tomllib.loads((folder / "forums.toml").read_text(encoding="utf-8"))
        return {key: int(forum["founded"]) for key, forum in declared.items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise CatalogueError(
            f"forums.toml cannot be used: {error}. Correct it, or restore the project’s own copy."
        ) from None


def load(folder: Path = catalogue.DATA / "catalogue") -> pd.DataFrame:
    """Every spell of membership, sorted by forum, country and year.

    Columns: forum (key), country (ISO3), joined and left (Int64 years; a state belongs at the end of year y when
    joined <= y < left; left is <NA> while the spell lasts), status (`member` or `suspended`), reference, note.
    CatalogueError names the file and row of: an unknown forum, country or status, a missing reference, a spell that
    ends before it begins or begins before the forum, two spells of one state in one forum that overlap.
    """
    path = folder / FILE
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing. Restore it from the project’s own copy.") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise CatalogueError(f"{FILE} cannot be read: {error}. Correct that line.") from None
    if list(frame.columns) != COLUMNS:
        raise CatalogueError(f"{FILE}: the columns must be {', '.join(COLUMNS)}; they are {', '.join(frame.columns)}.")
    founded = _founded(folder)
    _refuse(~frame["forum"].isin(list(founded)), frame, "there is no such forum in forums.toml.")
    _refuse(~frame["country"].isin(list(geography.countries())), frame, "there is no country with this ISO3 code.")
    _refuse(~frame["status"].isin(STATUSES), frame, f"the status must be one of {', '.join(STATUSES)}.")
    _refuse(frame["reference"].str.strip() == "", frame, "a membership must carry its reference.")
    frame["joined"] = _year(frame["joined"], frame, blank_allowed=False)
    frame["left"] = _year(frame["left"], frame, blank_allowed=True)
    _refuse(frame["joined"] < frame["forum"].map(founded), frame, "the state cannot join before the forum was founded.")
    _refuse((frame["left"] <= frame["joined"]).fillna(False), frame, "left must be a later year than joined.")
    ordered = frame.sort_values(["forum", "country", "joined"], kind="stable")
    before = ordered.groupby(["forum", "country"])["left"].shift()
    again = ordered.duplicated(["forum", "country"])
    overlap = again & (before.isna() | (ordered["joined"] < before).fillna(False))
    _refuse(overlap, ordered, "this spell overlaps the one before it. End that one first.")
    return ordered.reset_index(drop=True)


def members(frame: pd.DataFrame, forum: str, year: int) -> frozenset[str]:
    """ISO3 of the full members of `forum` at the end of `year`; suspended states are not among them.

    `frame` as `load` returns it. Empty for a forum without members that year; CatalogueError for one not in `frame`.
    """
    of = frame[frame["forum"] == forum]
    if of.empty:
        raise CatalogueError(f"{FILE} has no members for “{forum}”. Known: {', '.join(sorted(set(frame['forum'])))}.")
    holds = (of["joined"] <= year) & (of["left"].isna() | (of["left"] > year)) & (of["status"] == "member")
    return frozenset(of.loc[holds.fillna(False).astype(bool), "country"])


def by_year(frame: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The spells spread over the years `first` to `last`: rows forum, country, year, status; one per state and year."""
    end = (frame["left"].fillna(last + 1) - 1).clip(upper=last).astype(int)
    start = frame["joined"].clip(lower=first).astype(int)
    years = pd.Series([range(a, b + 1) for a, b in zip(start, end, strict=True)], index=frame.index)
    spread = frame[["forum", "country", "status"]].assign(year=years).explode("year").dropna(subset="year")
    return spread.astype({"year": int})[["forum", "country", "year", "status"]].reset_index(drop=True)
