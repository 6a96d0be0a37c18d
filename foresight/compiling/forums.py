"""Security forums: how many a state belongs to, how many two states share, and the check against other sources.

The figures rest on data/catalogue/forum_memberships.csv alone. COW IGO, MIGO and the World Factbook are compared with
it (`disagreements`), and every difference is settled in data/catalogue/forum_disagreements.csv; none of their figures
enters a table.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from foresight import catalogue, forums, geography
from foresight.compiling import Compiled
from foresight.compiling.placing import place
from foresight.compiling.statehood import within
from foresight.sources import cow_igo, factbook_organisations, migo

FIRST, LAST = 1945, 2025
SETTLED = "forum_disagreements.csv"
SETTLED_COLUMNS = ["forum", "country", "source", "years", "theirs", "ours", "decision", "reason"]
COW = "COW IGO 3.0"
MIGO = "MIGO"
FACTBOOK = "CIA World Factbook"

_COW = {key: key for key in ("un", "nato", "osce", "sco", "csto", "asean", "ecowas", "oas", "nam", "gcc", "anzus")}
_COW |= {"eu": "eu_csdp", "oau": "au", "au": "au"}
_MIGO = {"CSCE": "osce", "ASEAN": "asean", "G7": "g7", "G20": "g20", "BRICS": "brics"}
_FACTBOOK = {"UN": "un", "NATO": "nato", "PFP": "pfp", "OSCE": "osce", "EU": "eu_csdp", "SCO": "sco", "CSTO": "csto"}
_FACTBOOK |= {"ASEAN": "asean", "ARF": "arf", "Quad": "quad", "ANZUS": "anzus", "GCC": "gcc", "LAS": "arab_league"}
_FACTBOOK |= {"AU": "au", "ECOWAS": "ecowas", "G-7": "g7", "G-8": "g7", "G-20": "g20", "BRICS": "brics", "OAS": "oas"}
_FACTBOOK |= {"NAM": "nam"}
_NO_SHORT_NAME = {"ae": "ARE", "ct": "CAF", "dr": "DOM", "fm": "FSM"}
"""Pages of the Factbook whose name was not taken over ("none"), by GEC code."""
_AU_BEGAN = 2002
"""From this year COW's African Union stands for our forum, before it COW's Organization of African Unity."""
_CSDP_BEGAN = 1999
"""Membership of the European Union is a check on its defence policy from the year that began."""
_QUAD_LISTED = 2022
"""The Factbook lists the Quad from this year; before, its silence says nothing."""


def _matrices(frame: pd.DataFrame) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Year -> the states at its end, sorted, and their memberships (states × forums, 0 or 1)."""
    spread = forums.by_year(frame[frame["status"] == "member"], FIRST, LAST)
    keys = sorted(frame["forum"].unique())
    ends = {iso3: c.last_year for iso3, c in geography.countries().items()}
    found = {}
    for year in range(FIRST, LAST + 1):
        rows = spread[spread["year"] == year]
        belongs = pd.crosstab(rows["country"], rows["forum"])
        # A state that ended during the year is in the system that year, but not at its end, unless it still belongs.
        states = sorted(s for s in geography.states(year) if ends[s] != year or s in belongs.index)
        found[year] = (np.array(states), belongs.reindex(index=states, columns=keys, fill_value=0).to_numpy(dtype=int))
    return found


def _counts(matrices: dict[int, tuple[np.ndarray, np.ndarray]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    single, paired = [], []
    for year, (states, belongs) in matrices.items():
        single.append(pd.DataFrame({"country": states, "year": year, "value": belongs.sum(axis=1)}))
        one, other = np.triu_indices(len(states), k=1)
        shared = (belongs @ belongs.T)[one, other]
        paired.append(pd.DataFrame({"country": states[one], "partner": states[other], "year": year, "value": shared}))
    frames = []
    for parts, keys in ((single, ["country", "year"]), (paired, ["country", "partner", "year"])):
        table = pd.concat(parts, ignore_index=True).astype({"year": "int64", "value": "float64"})
        table = table.astype({key: "str" for key in keys if key != "year"})
        frames.append(table.sort_values(keys, ignore_index=True))
    return frames[0], frames[1]


def tables(folder: Path) -> Compiled:
    """forum_memberships (country) and shared_forums (pair), 1945-2025, full members at the end of each year.

    Needs no provider's file: `folder` is not read. Memberships of what was no state of the Gleditsch-Ward system then
    (Ukraine and Belarus at the United Nations before 1991, Palestine, the Holy See) are reported and not counted.
    """
    frame = forums.load()
    spread = forums.by_year(frame[frame["status"] == "member"], FIRST, LAST)
    _, outside = within(spread, forums.FILE)
    single, paired = _counts(_matrices(frame))
    suspended = int((frame["status"] == "suspended").sum())
    return Compiled(
        tables={"forum_memberships": single, "shared_forums": paired},
        unresolved=outside,
        notes=(f"{forums.FILE}: {len(frame)} spells in {frame['forum'].nunique()} forums; {suspended} not counted.",),
    )


def _cow(folder: Path) -> pd.DataFrame:
    rows = cow_igo.read(folder / "igo" / "cow_igo_selected.parquet")
    rows = rows[rows["organisation"].isin(list(_COW)) & (rows["membership"] >= 0)]
    before = (rows["organisation"] == "oau") & (rows["year"] >= _AU_BEGAN)
    after = (rows["organisation"] == "au") & (rows["year"] < _AU_BEGAN)
    union = (rows["organisation"] == "eu") & (rows["year"] < _CSDP_BEGAN)
    placed, _ = place(rows[~before & ~after & ~union], file=COW, code="code", system="cow", year="year")
    return placed.assign(
        source=COW, forum=placed["organisation"].map(_COW), theirs=placed["membership"] == 1
    ).sort_values("theirs", ascending=False)


def _migo(folder: Path) -> pd.DataFrame:
    rows = migo.read(folder / "igo" / "migo_memberships.parquet")
    universe = rows[["code", "name", "year"]].drop_duplicates(["code", "year"])
    listed = rows[rows["organisation"].isin(list(_MIGO)) & (rows["membership"] == 1)]
    parts = []
    for organisation, of in listed.groupby("organisation"):
        asked = universe[universe["year"].between(of["year"].min(), of["year"].max())]
        full = asked.merge(of[["code", "year"]], on=["code", "year"], how="left", indicator=True)
        parts.append(full.assign(forum=_MIGO[str(organisation)], theirs=full["_merge"] == "both"))
    placed, _ = place(pd.concat(parts), file=MIGO, code="code", system="cow", year="year", name="name")
    return placed.assign(source=MIGO).sort_values("theirs", ascending=False)


def _factbook(folder: Path) -> pd.DataFrame:
    """A snapshot of the first half of a year speaks for the end of the year before."""
    rows = factbook_organisations.read(folder / "igo" / "factbook_org_membership_snapshots.csv")
    rows = rows.assign(year=rows["date"].dt.year - (rows["date"].dt.month <= 6))
    placed, _ = place(rows, file=FACTBOOK, code="name", system="name", year="year")
    by_code = rows.assign(country=rows["code"].map(_NO_SHORT_NAME)).dropna(subset="country")
    placed = pd.concat([placed, by_code])
    last = placed.groupby(["country", "year"])["date"].transform("max")
    placed = placed[placed["date"] == last]
    plain = placed[(placed["qualifier"] == "") & placed["organisation"].isin(list(_FACTBOOK))]
    member = plain.assign(forum=plain["organisation"].map(_FACTBOOK))[["country", "year", "forum"]].drop_duplicates()
    asked = (
        placed[["country", "year"]]
        .drop_duplicates()
        .merge(pd.Series(sorted(set(_FACTBOOK.values())), name="forum"), how="cross")
    )
    asked = asked[(asked["forum"] != "quad") | (asked["year"] >= _QUAD_LISTED)]
    full = asked.merge(member, how="left", indicator=True)
    return full.assign(source=FACTBOOK, theirs=full["_merge"] == "both")


def _in_words(years: pd.Series[int]) -> str:
    """1961, 1962, 1963, 1970 -> "1961-1963, 1970"."""
    ordered = pd.Series(sorted(years))
    runs = ordered.groupby(ordered - np.arange(len(ordered)))
    return ", ".join(f"{r.min()}-{r.max()}" if len(r) > 1 else str(r.min()) for _, r in runs)


def disagreements(folder: Path) -> pd.DataFrame:
    """Where the three sources differ from our memberships: forum, country, source, years, theirs, ours.

    `years` as text ("1961-1963, 1970"); theirs and ours are "member" or "not a member" at the end of those years. A
    source is compared only where it speaks: not before the forum's or the state's entry in it, and not where it shows
    something other than membership. Years in which a state is suspended are left out: the sources treat them
    differently, and the table says so itself. SourceError when a file is missing.
    """
    asked = pd.concat([read(folder) for read in (_cow, _migo, _factbook)], ignore_index=True)
    asked = asked[["source", "forum", "country", "year", "theirs"]]
    # Two codes of a provider may be one country of ours in a year (Yemen in 1990): a member if either is.
    asked = asked.groupby(["source", "forum", "country", "year"])["theirs"].any().reset_index()
    own = forums.by_year(forums.load(), int(asked["year"].min()), int(asked["year"].max()))
    both = asked.merge(own, on=["forum", "country", "year"], how="left")
    both = both[both["status"] != "suspended"]
    differs = both[both["theirs"] != both["status"].eq("member")]
    words = {True: "member", False: "not a member"}
    groups = differs.groupby(["forum", "country", "source", "theirs"])["year"].agg(_in_words).reset_index(name="years")
    return groups.assign(theirs=groups["theirs"].map(words), ours=(~groups["theirs"]).map(words))[SETTLED_COLUMNS[:6]]


def settled(folder: Path = catalogue.DATA / "catalogue") -> pd.DataFrame:
    """How each disagreement was settled: the columns of `disagreements`, and decision and reason. All text."""
    return pd.read_csv(folder / SETTLED, dtype=str, keep_default_na=False)
