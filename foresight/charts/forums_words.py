"""What forums show, in sentences computed from their figures. Observed, never foretold; associations, never effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from foresight.charts.forums_overlap import per_cent
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.events import Event
from foresight.measures.cohesion import CHANGE, LEAST_OUTSIDE, VOTES

NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DID = {"exercises_pair": "joint exercises", "agreements_in_force_pair": "bilateral defence agreements"}
TIED = {"exercises_pair": "exercised together", "agreements_in_force_pair": "had a defence agreement in force"}


SPOKEN = frozenset({"NATO", "ASEAN", "AUKUS", "ANZUS", "BRICS", "ECOWAS", "ADMM-Plus", "PfP"})
"""Short names that English says without an article."""


def the(short: str) -> str:
    """`the OSCE`, `NATO`: a short name as a sentence has it."""
    return short if short in SPOKEN else f"the {short}"


def _head(text: str) -> str:
    """The text as a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def count_of(many: int, one: str, more: str = "") -> str:
    """`one member`, `three members`, `32 members`."""
    numeral = NUMERALS[many] if many < len(NUMERALS) else f"{many:,}"
    return f"{numeral} {one if many == 1 else more or _plural(one)}"


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"


def of_members(counted: pd.DataFrame, moves: pd.DataFrame, short: str, names: Mapping[str, str], year: int) -> str:
    """How many belong, how many began, the year in which most came later, and who left."""
    members = dict(zip(counted["year"].tolist(), counted["members"].tolist(), strict=True))
    held = dict(zip(counted["year"].tolist(), counted["suspended"].tolist(), strict=True))
    started = int(counted["year"].iloc[0])
    if year < started:
        return f"{_head(the(short))} did not exist in {year}; it begins in {started}."
    now, suspended = int(members[year]), int(held[year])
    said = f"{_head(the(short))} had {count_of(now, 'member')} at the end of {year}"
    said += f", and {count_of(suspended, 'suspended state')}. " if suspended else ". "
    said += f"It began with {members[started]} in {started}"
    until = moves[moves["year"] <= year]
    later = until[(until["change"] == "joined") & (until["year"] > started)]
    if len(later):
        most = later.groupby("year").size()
        best = int(most[most == most.max()].index[-1])
        who = [names.get(country, country) for country in later.loc[later["year"] == best, "country"]]
        said += f"; {count_of(len(later), 'state')} joined later"
        if len(later) == 1:
            said += f", in {best}"
        elif len(who) > 1:
            said += f", most of them in {best}: {_some(who)}"
        else:
            said += f", the last in {later['year'].max()}"
    return f"{said}. {_left(until, names)}"


def _some(who: Sequence[str], most: int = 8) -> str:
    return listed(list(who) if len(who) <= most else [*who[: most - 1], f"{len(who) - most + 1} others"])


def _left(until: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Who left for good, and who left and came back."""
    gone = until[until["change"] == "left"]
    if gone.empty:
        return "No state has left."
    back = set(until.loc[until["change"] == "returned", "country"])
    last = until.groupby("country").tail(1)
    away = set(last.loc[last["change"] == "left", "country"])
    told = []
    for lead, those in (("Left", away), ("Left and came back", back - away)):
        own = gone[gone["country"].isin(those)].groupby("country", sort=False).tail(1)
        who = [f"{names.get(c, c)} in {y}" for c, y in zip(own["country"], own["year"], strict=True)]
        told += [f"{lead}: {_some(who, 6)}."] if who else []
    return " ".join(told)


def of_votes(own: pd.DataFrame, intervals: pd.DataFrame, short: str, what: str) -> str:
    """The last year's agreement within, against outsiders and all pairs, with its interval, and ten years before.

    `own`: rows of one forum from `cohesion.agreement`, in the years shown; `what`: the votes in words.
    """
    if own.empty:
        return f"No two members of {the(short)} have a figure for {what} in these years."
    last = own.iloc[-1]
    year = int(last["year"])
    band = intervals[intervals["year"] == year]
    said = f"In {year} two members of {the(short)} cast the same vote in {per_cent(last['inside'])} of {what}"
    if len(band):
        low, high = float(band["low"].iloc[0]), float(band["high"].iloc[0])
        said += f" (95{SPACE}% interval {per_cent(low)} to {per_cent(high)})"
    said += f", on average over {count_of(int(last['pairs']), 'pair')} of members."
    if last["pairs"] and pd.isna(last["outside"]):
        return f"{said} Nearly every state belongs, so that there is no outside to compare with."
    said += f" Any two states did so in {per_cent(last['all'])}, a member and a state outside in "
    said += f"{per_cent(last['outside'])}."
    said += (
        f" {_lead(last)}"
        if not len(band) or not low <= float(last["all"]) <= high
        else (" Whether members agree more than any two states cannot be told: it hangs on which states belong.")
    )
    before = own[own["year"] == year - CHANGE]
    if len(before):
        earlier = float(before["lead"].iloc[0])
        said += f" In {year - CHANGE} members stood {number(abs(earlier), 1)} percentage points "
        said += f"{'above' if earlier >= 0 else 'below'} any two states."
    return said


def _lead(row: pd.Series[Any]) -> str:
    lead = float(row["lead"])
    if abs(lead) < 0.05:
        return "That is no more than any two states."
    return f"That is {number(abs(lead), 1)} percentage points {'more' if lead > 0 else 'less'} than any two states."


def points(value: float) -> str:
    """`+3.4 points`, `−1.0 points`, `no data`."""
    text = number(value, 1)
    return text if text == "no data" else f"{'+' if value > 0 and text != '0' else ''}{text} points"


def of_deeds(own: pd.DataFrame, short: str, indicator: str) -> str:
    """The last year's share of ties inside, against what size and activity alone would give."""
    tied = TIED[indicator]
    if own.empty:
        return f"{_head(the(short))} had no two members in the years of these figures."
    told, last = own.dropna(subset=["share"]), own.iloc[-1]
    if last["others"] < LEAST_OUTSIDE:
        return f"Nearly every state belongs to {the(short)}: there is no outside to hold its {DID[indicator]} against."
    if told.empty:
        return (
            f"Too little to tell: in {int(last['year'])} {count_of(int(last['inside']), 'pair')} of members of "
            f"{the(short)} {tied}, and {count_of(int(last['outside']), 'pair')} of a member and a state outside."
        )
    last = told.iloc[-1]
    said = (
        f"In {int(last['year'])}, {count_of(int(last['inside'] + last['outside']), 'pair')} of states {tied} with a "
        f"member of {the(short)} among the two. "
    )
    if not last["inside"]:
        return f"{said}In none of them both were members; size alone would give {per_cent(last['by_size'])}."
    said += (
        f"In {int(last['inside']):,} of them, {per_cent(last['share'])}, both were members: {times(last['ratio'])} "
        f"what the size of the forum alone would give, and {times(last['ratio_activity'])} what the activity of its "
        "members would give."
    )
    ratio = float(last["ratio_activity"])
    if 0.9 <= ratio <= 1.1:
        said += " Counted that way, they sought each other out no more than they sought others."
    return said


def times(ratio: float) -> str:
    """`4.0 times`."""
    return f"{number(ratio, 1)} times" if ratio == ratio else "an unknown multiple of"


def of_compared(rows: pd.DataFrame, names: Mapping[str, str], unit: str, decimals: int) -> str:
    """Who stands highest and lowest in the last year that they share, and how many have no figure then.

    `rows`: columns forum, year, value.
    """
    if rows.empty:
        return "None of these forums has a figure in these years."
    year = int(rows["year"].max())
    now = rows[rows["year"] == year].sort_values("value", ascending=False)
    high, low = now.iloc[0], now.iloc[-1]
    said = f"In {year} {the(names[high['forum']])} stands highest at {number(high['value'], decimals)}"
    if len(now) > 1:
        said += f" and {the(names[low['forum']])} lowest at {number(low['value'], decimals)}"
    said += f" ({unit})."
    ended = [the(names[key]) for key in dict.fromkeys(rows["forum"]) if key not in set(now["forum"])]
    return said + (f" No figure that year: {listed(ended)}." if ended else "")


def of_overlap(pairs: pd.DataFrame, names: Mapping[str, str], year: int) -> str:
    """Which forums are wholly contained in another, and which two are most alike."""
    if pairs.empty:
        return f"Fewer than two forums had members in {year}."
    whole = pairs[(pairs["contained"] == 1) & (pairs["shared"] > 1)]
    best = pairs.sort_values(["jaccard", "shared"], ascending=False).iloc[0]
    none = int((pairs["shared"] == 0).sum())
    said = (
        f"At the end of {year}, {the(names[best['one']])} and {the(names[best['other']])} are most alike: they share "
        f"{best['shared']} members, {per_cent(best['jaccard'])} of all that belong to either. "
    )
    if len(whole):
        inside = []
        for row in whole.sort_values("shared", ascending=False).to_dict("records"):
            smaller, larger = ("one", "other") if row["members_one"] <= row["members_other"] else ("other", "one")
            inside.append((row[smaller], row[larger]))
        many = count_of(len({smaller for smaller, _ in inside}), "forum lies", "forums lie")
        told = [f"{the(names[smaller])} in {the(names[larger])}" for smaller, larger in inside[:4]]
        said += f"{_head(many)} wholly inside another, such as {listed(told)}. "
    return f"{said}{none} of {len(pairs)} pairs of forums share no member."


def of_partners(found: pd.DataFrame, names: Mapping[str, str], short: str, what: str, decimals: int) -> str:
    """Who outside stands closest to the members."""
    best = found[found["value"] > 0].head(3)
    if best.empty:
        return f"No state outside {the(short)} has a figure above nought."
    told = [
        f"{names.get(country, country)} ({number(value, decimals)})"
        for country, value in zip(best["country"], best["value"], strict=True)
    ]
    return f"Outside {the(short)}, {listed(told)} {'stands' if len(told) == 1 else 'stand'} first: {what}."


def of_window(indicator: str, first: int, last: int) -> str:
    """What a ranking of states outside counts, and when."""
    if indicator == "exercises_pair":
        return f"joint exercises with members, {first} to {last}, each counted once per member"
    if indicator in VOTES:
        return f"mean share of common {VOTES[indicator].removeprefix('all ')} cast alike with members, {last}"
    return f"bilateral defence agreements in force with members, {last}"


def of_events(found: Sequence[Event], first: int, last: int) -> str:
    """How many events, of which kinds, and the first and the last."""
    if not found:
        return f"No event of this selection stands between {first} and {last}."
    kinds = pd.Series([event.kind for event in found]).value_counts()
    told = [count_of(int(many), str(kind)) for kind, many in list(kinds.items())[:3]]
    rest = int(kinds.iloc[3:].sum())
    told += [count_of(rest, "other")] if rest else []
    ends = f"the first is {_named(found[0])}, the last {_named(found[-1])}" if len(found) > 1 else _named(found[0])
    return f"{_head(count_of(len(found), 'event'))} from {first} to {last}: {listed(told)}; {ends}."


def _named(event: Event) -> str:
    return f"“{event.title}” ({event.date_words})"


def of_moves(moves: pd.DataFrame, names: Mapping[str, str], year: int) -> str:
    """What happened to membership in the year, or in the last year before it in which something did."""
    past = moves[moves["year"] <= year]
    if past.empty:
        return f"Nobody had joined by {year}."
    when = int(past["year"].max())
    own = past[past["year"] == when]
    told = []
    for change in dict.fromkeys(own["change"]):
        who = [names.get(country, country) for country in own.loc[own["change"] == change, "country"]]
        told.append(f"{_some(who)} {_did(str(change), len(who))}")
    since = f"from {when + 1} to {year}" if when + 1 < year else f"in {year}"
    lead = f"In {year}" if when == year else f"Nothing changed {since}; in {when}"
    return f"{lead} {'; '.join(told)}."


def _did(change: str, many: int) -> str:
    were = "was" if many == 1 else "were"
    return {"suspended": f"{were} suspended", "reinstated": f"{were} reinstated"}.get(change, change)


def of_spells(own: pd.DataFrame, names: Mapping[str, str], short: str) -> str:
    """Who belonged longest without a break, and how many founded it."""
    first = int(own["first"].min())
    founders = own.loc[own["first"] == first, "country"].nunique()
    still = own[(own["status"] == "member") & own["left"].isna() & (own["joined"] == first)]["country"].nunique()
    said = f"{_head(count_of(founders, 'state'))} belonged to {the(short)} from {first}"
    said += f", and {count_of(still, 'of them has', 'of them have')} belonged without a break since. "
    newest = int(own["first"].max())
    if newest > first:
        who = list(dict.fromkeys(names.get(c, c) for c in own.loc[own["first"] == newest, "country"]))
        said += f"The newest: {_some(who)} ({newest})."
    return said.strip()
