"""How often states vote alike in the UN General Assembly, from its roll calls.

Agreement is the share of roll calls on which both states voted and cast the same vote, of yes, no and abstain: the
observed proportion of agreement, p_o, in Häge (2011), "Choice or Circumstance? Adjusting Measures of Foreign Policy
Similarity for Chance Agreement", Political Analysis 19(3): 287-305. Absence is no vote. No half credit is given for an
abstention against a yes or a no, as Lijphart (1963) does, so that the figure can be said in one plain sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.geography import System
from foresight.sources import un_digital_library_votes, un_roll_calls_wide, un_votes, un_votes_by_name

COMPLETE, WIDE, MARCH_2022, OF_2025 = (
    "un_votes.parquet",
    "roll_calls_wide_1946-2024.csv",
    "votes_2022_march.csv",
    "votes_2025.csv",
)
LAST_COMPLETE = 2019
WIDE_YEARS = range(2020, 2024)
"""The wide file has six roll calls of 2024: too few to compare states by, and left out."""
SEVERAL_FILES = (2022,)
"""Years whose roll calls stand in more than one file."""
FALSE_ABSENCES = ("TUR", "SWZ", "MKD")
"""States that the wide file shows as absent in 2022 and 2023 when they voted."""
UNCODED = {"Federal Republic of Germany": "DE", "Yemen Arab Republic": "YE"}
"""Former states that the table of votes gives no code. (Zanzibar, two votes in 1963, stays without.)"""
YUGOSLAVIA, SERBIA = "YU", "RS"
"""The table of votes calls Serbia Yugoslavia to its end; the state's own code ended in 2006."""
ARMS_CONTROL_HEADING = r"DISARMAMENT AND MILITARY QUESTIONS, (?!POLITICAL AND LEGAL QUESTIONS)"
"""Of 2025: the Library's heading where a narrower subject of it follows. Three resolutions on occupied territories
have the bare heading."""
MINIMUM, MINIMUM_ARMS_CONTROL = 10, 5
"""Roll calls that two states must share, or that a state must have voted in, for a year's figure to be reported."""
DECIMALS = 4
VOTES = ("yes", "no", "abstain")


def agreement(votes: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """The share of common roll calls of a year on which two states cast the same vote.

    `votes` has columns year, roll_call, country, vote: one row a vote cast. Pairs with fewer than `minimum` common roll
    calls in a year have no row. Returns country, partner, year, value (0 to 1, four decimals); country < partner.
    """
    found = []
    for year, cast in votes.groupby("year", sort=True):
        calls, _ = pd.factorize(cast["roll_call"])
        states, names = pd.factorize(cast["country"], sort=True)
        took_part = np.zeros((calls.max() + 1, len(names)), dtype=np.float32)
        same = np.zeros((len(names), len(names)), dtype=np.float32)
        for vote in VOTES:
            chose = (cast["vote"] == vote).to_numpy()
            one_hot = np.zeros_like(took_part)
            one_hot[calls[chose], states[chose]] = 1
            same += one_hot.T @ one_hot
            took_part += one_hot
        common = took_part.T @ took_part
        first, second = np.nonzero(np.triu(common >= minimum, k=1))
        share = same[first, second].astype(float) / common[first, second]
        found.append(
            pd.DataFrame(
                {
                    "country": names.take(first),
                    "partner": names.take(second),
                    "year": int(str(year)),
                    "value": share.round(DECIMALS),
                }
            )
        )
    return pd.concat(found).sort_values(["country", "partner", "year"], ignore_index=True)


def with_majority(votes: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """The share of a state's votes of a year that are the vote most states cast (of yes, no, abstain).

    Roll calls without one most frequent vote do not count; states with fewer than `minimum` counted votes in a year
    have no row. `votes` as for `agreement`; returns country, year, value (0 to 1, four decimals).
    """
    tally = pd.crosstab(votes["roll_call"], votes["vote"]).reindex(columns=list(VOTES), fill_value=0)
    most = tally.max(axis=1)
    single = tally.eq(most, axis=0).sum(axis=1) == 1
    position = tally.idxmax(axis=1)[single].astype(str)
    counted = votes[votes["roll_call"].isin(position.index)]
    alike = counted.assign(alike=counted["vote"].astype(str) == counted["roll_call"].map(position))
    shares = alike.groupby(["country", "year"], as_index=False).agg(value=("alike", "mean"), votes=("alike", "size"))
    reported = shares.loc[shares["votes"] >= minimum, ["country", "year", "value"]]
    return reported.assign(value=reported["value"].round(DECIMALS)).reset_index(drop=True)


def alignment(pairs: pd.DataFrame) -> pd.DataFrame:
    """A state's mean agreement with every other state of the year, from `pairs` as `agreement` returns them."""
    turned = pairs.rename(columns={"country": "partner", "partner": "country"})
    both = pd.concat([pairs, turned])[["country", "year", "value"]]
    means = both.groupby(["country", "year"], as_index=False).agg(value=("value", "mean"))
    return means.assign(value=means["value"].round(DECIMALS))


def cast_votes(folder: Path) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """All General Assembly votes used, 1946-2023 and 2025, and what could not be placed.

    `folder` holds the four files. Columns roll_call (file and number), year, country, vote, arms_control (the provider
    counts the roll call as arms control and disarmament, or as nuclear).
    """
    parts = [_complete(folder), wide(folder / WIDE), _march_2022(folder), digital_library(folder / OF_2025)]
    votes = pd.concat([part for part, _ in parts], ignore_index=True)
    columns = ["roll_call", "year", "country", "vote", "arms_control"]
    return votes[columns], tuple(entry for _, lost in parts for entry in lost)


def tables(folder: Path) -> Compiled:
    """un_agreement and un_agreement_arms_control (pairs), un_alignment and the two shares with the majority."""
    votes, unresolved = cast_votes(folder / "unga")
    calls = votes.groupby("year")["roll_call"].nunique()
    arms_calls = votes[votes["arms_control"]].groupby("year")["roll_call"].nunique()
    used = ", ".join(f"{y}: {calls[y]} ({arms_calls.get(y, 0)} on arms control)" for y in calls.index if y >= 2019)
    left_out = f"{', '.join(FALSE_ABSENCES)} left out of UN agreement in 2022 and 2023: the file has false absences."
    return Compiled(shares(votes), unresolved, (f"UN roll calls used: {used}", left_out))


def from_wide(path: Path) -> tuple[int, Compiled]:
    """How many votes the wide file alone has that are used, and the five tables of the years that it has to itself."""
    votes, lost = wide(path)
    own = votes[~votes["year"].isin(SEVERAL_FILES)]
    years = ", ".join(map(str, sorted(own["year"].unique())))
    note = (
        f"UN agreement: this file alone gives the figures of {years}; the build puts the roll calls of 2022 together."
    )
    return len(votes), Compiled(shares(own), lost, (note,))


def from_digital_library(path: Path) -> tuple[int, Compiled]:
    """How many votes of the Assembly the Digital Library's file has, and the five tables of its years."""
    votes, lost = digital_library(path)
    return len(votes), Compiled(shares(votes), lost)


def shares(votes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The five tables from votes as `cast_votes` returns them."""
    arms_control = votes[votes["arms_control"]]
    pairs = agreement(votes, MINIMUM)
    return {
        "un_agreement": pairs,
        "un_agreement_arms_control": agreement(arms_control, MINIMUM_ARMS_CONTROL),
        "un_agreement_majority": with_majority(votes, MINIMUM),
        "un_agreement_majority_arms_control": with_majority(arms_control, MINIMUM_ARMS_CONTROL),
        "un_alignment": alignment(pairs),
    }


def _complete(folder: Path) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    path = folder / COMPLETE
    votes = un_votes.read(path)
    votes = votes.assign(code=votes["code"].mask(votes["code"] == "", votes["name"].map(UNCODED).fillna("")))
    dated = _dated(votes, un_votes.roll_calls(path), COMPLETE)
    dated = dated.assign(code=dated["code"].mask((dated["code"] == YUGOSLAVIA) & (dated["year"] > 2006), SERBIA))
    return _placed(dated[dated["year"] <= LAST_COMPLETE], COMPLETE, code="code", system="iso2", name="name")


def wide(path: Path) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Votes of WIDE_YEARS from the wide file, as `cast_votes` returns them, and what could not be placed."""
    dated = _dated(un_roll_calls_wide.read(path), un_roll_calls_wide.roll_calls(path), path.name)
    placed, lost = _placed(dated[dated["year"].isin(WIDE_YEARS)], path.name, code="code", system="iso3")
    return placed[~(placed["country"].isin(FALSE_ABSENCES) & (placed["year"] >= 2022))], lost


def _march_2022(folder: Path) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Resolutions ES-11/1, ES-11/2 and ES-11/3 on Ukraine (the third is of April), which the wide file lacks."""
    votes = un_votes_by_name.read(folder / MARCH_2022)
    votes = votes.assign(roll_call=MARCH_2022 + ":" + votes["roll_call"].astype(str), year=2022, arms_control=False)
    placed, lost = _placed(votes, MARCH_2022, code="name", system="name")
    return placed[~placed["country"].isin(FALSE_ABSENCES)], lost


def digital_library(path: Path) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Votes of the Assembly from the Digital Library's file, as `cast_votes` returns them, and what was not placed."""
    calls = un_digital_library_votes.roll_calls(path)
    calls = calls[calls["council"] == "General Assembly"]
    calls = calls.assign(disarmament=calls["subjects"].str.contains(ARMS_CONTROL_HEADING), nuclear=False)
    votes = un_digital_library_votes.read(path)
    dated = _dated(votes[votes["roll_call"].isin(calls["roll_call"])], calls, path.name)
    return _placed(dated, path.name, code="code", system="iso3")


def _dated(votes: pd.DataFrame, calls: pd.DataFrame, file: str) -> pd.DataFrame:
    """Give each vote its roll call's calendar year and subject, and a number that no other file's roll call has."""
    about: Mapping[str, pd.Series] = {
        "year": calls["date"].str[:4].astype(int).set_axis(calls["roll_call"]),
        "arms_control": (calls["disarmament"] | calls["nuclear"]).set_axis(calls["roll_call"]),
        "label": (file + ":" + calls["roll_call"].astype(str)).set_axis(calls["roll_call"]),
    }
    found = {name: votes["roll_call"].map(series) for name, series in about.items()}
    return votes.assign(year=found["year"], arms_control=found["arms_control"], roll_call=found["label"])


def _placed(
    votes: pd.DataFrame, file: str, code: str, system: System, name: str | None = None
) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    placed, lost = place(votes, file=file, code=code, system=system, year="year", name=name)
    return placed.assign(vote=pd.Categorical(placed["vote"], categories=VOTES)), lost
