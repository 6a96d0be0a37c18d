"""Organised violence (UCDP) and armed conflicts (UCDP/PRIO), by the country in which they are located."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from foresight import geography
from foresight.compiling import Compiled, Unresolved
from foresight.compiling.placing import place
from foresight.compiling.statehood import country_years, sum_pairs, within
from foresight.compiling.tidying import tidy
from foresight.sources import ucdp_country_year, ucdp_prio

DEATHS = Path("ucdp") / "ucdp_organizedviolencecy_v25_1.csv"
CONFLICTS = Path("ucdp") / "UcdpPrioConflict_v25_1.csv"
INTERSTATE, INTERNATIONALISED = 2, 4
FORTH, BACK = 1.0, 2.0
Presence = dict[tuple[str, int], frozenset[str]]
"""(location, year) -> outside states with troops in the conflicts located there."""


def tables(folder: Path) -> Compiled:
    """Deaths by type with their low and high estimates, conflicts and outside troops: complete panels of states."""
    killed, fought = deaths(ucdp_country_year.read(folder / DEATHS)), conflicts(ucdp_prio.read(folder / CONFLICTS))
    return Compiled(killed.tables | fought.tables, killed.unresolved + fought.unresolved, killed.notes)


def deaths(rows: pd.DataFrame, file: str = DEATHS.name) -> Compiled:
    """The tables of organised violence from the connector's rows of the country-year dataset."""
    made, lost = death_tables(rows, file)
    crossed = tuple(f"UCDP: {kind}: {crossings(made, kind)}" for kind in ucdp_country_year.TYPES)
    return Compiled(made, lost, crossed)


def conflicts(rows: pd.DataFrame, file: str = CONFLICTS.name) -> Compiled:
    """The tables of armed conflicts and outside troops from the connector's rows of UCDP/PRIO."""
    return Compiled(*conflict_tables(rows, file))


def death_tables(rows: pd.DataFrame, file: str = DEATHS.name) -> tuple[dict[str, pd.DataFrame], tuple[Unresolved, ...]]:
    """One table per type of violence and estimate, and the deaths among each state's land neighbours."""
    placed, lost = place(rows, file=file, code="code", system="gw", year="year", name="name")
    made = {
        f"{kind}_deaths{'' if e == 'best' else f'_{e}'}": tidy(placed, file, value=f"{kind}_{e}")
        for kind in ucdp_country_year.TYPES
        for e in ucdp_country_year.ESTIMATES
    }
    made["deaths_in_neighbours"] = among_neighbours(made["state_based_deaths"])
    return made, lost


def crossings(made: dict[str, pd.DataFrame], kind: str) -> str:
    """Where the provider's own low, best and high estimates are out of order, in words. They are kept as they are."""
    best = made[f"{kind}_deaths"]
    wrong = (made[f"{kind}_deaths_low"]["value"] > best["value"]) | (
        best["value"] > made[f"{kind}_deaths_high"]["value"]
    )
    named = [f"{country} {year}" for country, year in best.loc[wrong, ["country", "year"]].itertuples(index=False)]
    return f"low, best and high are out of order in {', '.join(named)}" if named else "low, best and high are in order"


def among_neighbours(deaths: pd.DataFrame) -> pd.DataFrame:
    """For each country and year of `deaths`, the sum over its land neighbours of that year; 0 without neighbours."""
    known = {(country, year): value for country, year, value in deaths.itertuples(index=False)}
    sums = [sum(known.get((n, year), 0.0) for n in geography.neighbours(country, year)) for country, year in known]
    return deaths.assign(value=pd.Series(sums, index=deaths.index, dtype="float64"))


def conflict_tables(
    rows: pd.DataFrame, file: str = CONFLICTS.name
) -> tuple[dict[str, pd.DataFrame], tuple[Unresolved, ...]]:
    """Counts and codes by location: every state of every year, 0 where the dataset lists no conflict."""
    located, lost = _each(rows, "locations", "country", file)
    located, not_states = within(located, file)
    every = country_years(int(rows["year"].min()), int(rows["year"].max()))
    by_state = located.groupby(["country", "year"])
    made = {
        "active_conflicts": _complete(by_state["conflict"].nunique(), every),
        "conflict_intensity": _complete(by_state["intensity"].max(), every),
        "interstate_conflict": _complete(by_state["type"].agg(_has(INTERSTATE)), every),
        "internationalised_conflict": _complete(by_state["type"].agg(_has(INTERNATIONALISED)), every),
    }
    sent, no_sender = _each(located[located["secondary"] != ""], "secondary", "sender", file)
    present = outside_states(sent)
    made["external_states_with_troops"] = _counted(every, lambda i, year: present.get((i, year), frozenset()))
    made["outside_troops_pair"], not_senders = between_two(present, int(rows["year"].min()), int(rows["year"].max()))
    region_wide = regional_presence(present)
    made["external_states_region"] = _counted(
        every,
        lambda i, year: region_wide.get((geography.countries()[i].region, year), frozenset()),
    )
    return made, (*lost, *not_states, *no_sender, *not_senders)


def outside_states(sent: pd.DataFrame) -> Presence:
    """From rows country, year, sender: the distinct senders at each location, without the location itself."""
    abroad = sent[sent["sender"] != sent["country"]]
    found: dict[tuple[str, int], set[str]] = {}
    for country, year, sender in abroad[["country", "year", "sender"]].itertuples(index=False):
        found.setdefault((country, year), set()).add(sender)
    return {place: frozenset(senders) for place, senders in found.items()}


def between_two(present: Presence, first: int, last: int) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """Which of two states had troops in the other's conflicts: 0 none, FORTH, BACK, or their sum where both did.

    A pair stands once, in the order of the codes, so the value has to say which way: FORTH is the state whose code
    comes first in the other. Every pair of states from `first` to `last`; what is no state of that year is reported.
    """
    sent = pd.DataFrame(
        [(sender, i, year, FORTH if sender < i else BACK) for (i, year), who in present.items() for sender in who],
        columns=["country", "partner", "year", "value"],
    ).astype({"value": "float64"})
    kept, not_states = within(sent, CONFLICTS.name, ("country", "partner"))
    return sum_pairs(kept, first, last), not_states


def regional_presence(present: Presence) -> dict[tuple[str, int], frozenset[str]]:
    """(region, year) -> the distinct outside states with troops in the conflicts of any state of the region.

    A state of the region that sends troops to another one of it counts: it is outside the location, not the region.
    So the country's own outside states plus those in the rest of its region, counted once each, are the same number
    for every state of the region.
    """
    found: dict[tuple[str, int], frozenset[str]] = {}
    for (country, year), senders in present.items():
        key = (geography.countries()[country].region, year)
        found[key] = found.get(key, frozenset()) | senders
    return found


def _each(rows: pd.DataFrame, column: str, into: str, file: str) -> tuple[pd.DataFrame, tuple[Unresolved, ...]]:
    """One row per code in the comma-separated `column`, resolved to ISO3 in `into`, once per conflict and year."""
    single = rows.assign(code=rows[column].str.split(",")).explode("code")
    single = single.assign(code=single["code"].str.strip())
    placed, lost = place(single, file=file, code="code", system="gw", year="year", into=into)
    keys = ["conflict", "year", *({"country", into} & set(placed.columns))]
    return placed.drop_duplicates(keys), lost


def _has(kind: int) -> Callable[[pd.Series[int]], bool]:
    return lambda types: bool((types == kind).any())


def _complete(found: pd.Series[Any], every: pd.DataFrame) -> pd.DataFrame:
    joined = every.merge(found.astype("float64").rename("value").reset_index(), on=["country", "year"], how="left")
    return tidy(joined.assign(value=joined["value"].fillna(0.0)), CONFLICTS.name)


def _counted(every: pd.DataFrame, states: Callable[[str, int], Iterable[str]]) -> pd.DataFrame:
    counts = [float(len(set(states(i, int(year))))) for i, year in every.itertuples(index=False)]
    return tidy(every.assign(value=counts), CONFLICTS.name)
