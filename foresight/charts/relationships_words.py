"""What is seen of two states, in sentences computed from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from foresight.charts.relationships_lanes import plural
from foresight.charts.relationships_lines import Course
from foresight.charts.relationships_model import HARDLY, points
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.charts.ties import percent
from foresight.events import KINDS, Event
from foresight.measures.relationship import CHANNELS, US, Activity, Dossier, Persistence, Run
from foresight.measures.relationship_moves import Told
from foresight.measures.relationship_shocks import WINDOW, Passage, Shock

SHORT = {
    "exercises": "joint exercises",
    "agreements": "agreements in force",
    "pact": "a defence pact",
    "troops": "US troops",
    "training": "US military training",
    "forums": "forums beyond the UN",
    "votes": "UN votes more alike than those of most pairs",
}
TITLES = {channel.key: channel.title for channel in CHANNELS} | {
    "direct": "Any direct tie",
    "any": "Any channel at all",
}


def standing(active: Activity, pair: str) -> str:
    """What ran when it was last observed, and what did not, each with that year."""
    ran: list[str] = []
    not_ran: list[str] = []
    for key, values, line in zip(active.channels, active.figures, active.active, strict=True):
        last = int(np.flatnonzero(~np.isnan(line))[-1])
        year, value = active.years[last], values[last]
        amount = f"{number(value, 0)} in " if key not in ("pact", "votes") and value else ""
        (ran if line[last] == 1 else not_ran).append(f"{SHORT[key]} ({amount}{year})")
    if not (ran or not_ran):
        return f"Nothing is observed of {pair}."
    said = f"{pair}, each channel when it was last observed. "
    said += f"Running: {listed(ran)}." if ran else "None was running."
    return f"{said} Not running: {listed(not_ran)}." if not_ran else said


def lasting(lasted: Mapping[str, Persistence]) -> str:
    """How long direct ties ran in a row."""
    direct = lasted.get("direct")
    if direct is None:
        return "No direct tie was ever looked for between these two."
    span = f"{direct.observed[0]} to {direct.observed[1]}"
    if direct.longest is None:
        return f"No direct tie (exercise, agreement, pact, troops, training) is on record from {span}."
    said = f"At least one direct tie is on record in {direct.active_years} years from {span}; the longest run is "
    said += f"{run(direct.longest)}."
    if direct.current is not None and direct.current != direct.longest:
        said += f" The present one: {run(direct.current)}."
    return said


def run(found: Run | None) -> str:
    """`1991 to 2010, 20 years`; `none`."""
    if found is None:
        return "none"
    if found.years == 1:
        return f"{found.first} only"
    return f"{found.first} to {found.last}, {found.years} years"


def broadest(rows: pd.DataFrame) -> str:
    """The latest of the broadest years, and the last one. `rows`: columns year, active, observed, in order of year."""
    if rows.empty:
        return "No channel was observed in these years."
    years = list(zip(rows["year"].tolist(), rows["active"].tolist(), rows["observed"].tolist(), strict=True))
    most, last = max(years, key=lambda one: (one[1], one[0])), years[-1]
    if not most[1]:
        return f"None of the channels ran in any year from {years[0][0]} to {last[0]}."
    said = f"The most channels at once: {most[1]} of {most[2]} observed, in {most[0]}."
    if last[0] != most[0]:
        said += f" In {last[0]}, {last[1]} of {last[2]}"
        said += ": fewer are observed, so the two years do not compare." if last[2] < most[2] else "."
    return said


def votes(found: Dossier, medians: pd.Series, first: int, last: int) -> str:
    """Agreement in the last comparable year against the median pair, and on arms control."""
    own = _between(found.tie("un_agreement"), first, last)
    if own.empty:
        return "The two have no year with enough common votes in the UN General Assembly."
    own = own[own.index != alone(own)]
    year = int(own.index[-1])
    said = f"In {year} the two cast the same vote in {_share(own.iloc[-1])} of their common roll calls in the UN"
    said += f"; the median pair in {_share(medians[year])}." if year in medians.index else "."
    arms = _between(found.tie("un_agreement_arms_control"), first, last)
    arms = arms[arms.index != alone(arms)]
    if len(arms):
        said += f" On arms control: {_share(arms.iloc[-1])} in {int(arms.index[-1])}"
        said += f", {_share(arms.iloc[0])} in {int(arms.index[0])}." if len(arms) > 1 else "."
    return said


def alone(values: pd.Series) -> int | None:
    """The last year, where the year before it has no figure: it stands apart and is not compared with others."""
    years = values.index.tolist()
    return years[-1] if len(years) > 1 and years[-1] - years[-2] > 1 else None


def apart(found: Dossier, names: Mapping[str, str], first: int, last: int) -> str:
    """The distance between both ideal points at the beginning and at the end."""
    sides = [_between(found.of("un_ideal_point", country), first, last) for country in (found.one, found.other)]
    both = pd.concat(sides, axis=1, join="inner")
    if both.empty:
        return "There is no year in which both have an ideal point."
    gap = (both.iloc[:, 0] - both.iloc[:, 1]).abs()
    said = (
        f"{names[found.one]} and {names[found.other]} stood {number(gap.iloc[-1], 1)} points apart in {gap.index[-1]}"
    )
    return f"{said} and {number(gap.iloc[0], 1)} in {gap.index[0]}." if len(gap) > 1 else f"{said}."


def _share(value: float) -> str:
    return f"{number(100 * float(value), 0)}{SPACE}%"


def _between(values: pd.Series, first: int, last: int) -> pd.Series:
    return values[(values.index >= first) & (values.index <= last)]


def forums(found: Dossier, short: Mapping[str, str], year: int) -> str:
    """Which forums both belong to in that year, and since when."""
    now = [key for key in found.sharing(year) if key != "un"]
    if not now:
        return f"In {year} the two share no forum of this catalogue beyond the United Nations."
    since = found.forums[found.forums["forum"].isin(now) & (found.forums["joined"] <= year)]
    last = since.groupby("forum", sort=False)["joined"].max()
    told = [f"{short.get(key, key)} (since {int(last[key])})" for key in now]
    return f"In {year} the two share {len(now)} forum{'' if len(now) == 1 else 's'} beyond the UN: {listed(told)}."


def treaties(found: Dossier, last: int) -> str:
    """How many arms-control treaties both are party to in the last year known."""
    own = found.tie("arms_control_treaties_shared")
    own = own[own.index <= last]
    if own.empty:
        return "Arms-control treaties that both are party to are not known of these two."
    said = f"Both are party to {number(own.iloc[-1], 0)} of the arms-control treaties counted here ({own.index[-1]})"
    return f"{said}, against {number(own.iloc[0], 0)} in {own.index[0]}."


def counts(found: Dossier, titles: Mapping[str, str], first: int, last: int, what: str) -> str:
    """How many over the years, and of each kind: `56 (18 at sea)`; the first of `titles` is the whole."""
    sums = {key: float(_between(found.tie(key), first, last).sum()) for key in titles}
    whole, *parts = titles
    seen = _between(found.tie(whole), first, last)
    if seen.empty:
        return f"No year of {first} to {last} was looked at for {what}."
    span = f"from {seen.index[0]} to {seen.index[-1]}"
    if not sums[whole]:
        return f"No {what} of the two are on record {span}."
    told = [f"{number(sums[key], 0)} {titles[key]}" for key in parts if sums[key]]
    said = f"{what[:1].upper()}{what[1:]} on record {span}: {number(sums[whole], 0)}"
    return f"{said} ({listed(told)})." if told else f"{said}."


def shock(one: Shock, names: Mapping[str, str]) -> str:
    """What happened, in a few words."""
    who = names.get(one.country, one.country) if one.country else ""
    if one.kind == "conflict":
        return f"{one.year}: {'war' if one.size >= 2 else 'armed conflict'} begins ({who})"
    if one.kind == "autocratisation":
        return f"{one.year}: autocratisation begins ({who})"
    return f"{one.year}: agreement in UN votes falls by {number(one.size, 1)} usual steps"


def survived(found: Sequence[Passage]) -> str:
    """How often the tie came through, weakened, or cannot be told."""
    if not found:
        return "None of the shocks that are measured fell into these years."
    told = {v: sum(p.verdict == v for p in found) for v in ("came through", "weakened", "cannot be told")}
    shocks = f"{len(found)} measured shock{'' if len(found) == 1 else 's'}"
    held = f"{WINDOW} years before are held against {WINDOW} years after; what else happened is not taken out."
    if told["cannot be told"] == len(found):
        return f"Whether the tie came through cannot be told of any of the {shocks} in these years. {held}"
    said = f"Of {shocks} in these years the tie came through {told['came through']} and weakened after "
    return f"{said}{told['weakened']}; of {told['cannot be told']} it cannot be told. {held}"


def passage_row(found: Passage, names: Mapping[str, str]) -> dict[str, str]:
    """One shock as a row of a table."""
    _, _, what = shock(found.shock, names).partition(": ")
    told = found.verdict if not found.why else f"{found.verdict}: {found.why}"
    exercises = "–"
    if found.exercises is not None:
        exercises = f"{number(found.exercises[0], 1)} → {number(found.exercises[1], 1)}"
    return {
        "Year": str(found.shock.year),
        "Shock": f"{what[:1].upper()}{what[1:]}",
        "Running at once, before → after": f"{number(found.before, 1)} → {number(found.after, 1)}",
        "Channels compared": str(len(found.compared)),
        "Exercises a year": exercises,
        "Tie": told,
    }


def persistence_row(found: Persistence) -> dict[str, str]:
    """How long a channel ran, as a row of a table."""
    return {
        "Channel": TITLES[found.channel],
        "Observed": f"{found.observed[0]} to {found.observed[1]}",
        "Years with a tie": str(found.active_years),
        "Longest run": run(found.longest),
        "Run to the last year observed": run(found.current),
    }


def raised(told: Told, what: str, pair: str) -> str:
    """What the model tells of the pair, and what goes with the most of a rise in it."""
    base = f"The model gives {pair} a probability of {percent(told.probability)} of {what} in {told.year} "
    base += f"(80{SPACE}% interval {percent(told.low)} to {percent(told.high)})."
    clear = [one for one in told.differences if (one.probability or 0.0) - told.probability >= HARDLY]
    if not clear:
        return f"{base} Nothing that was moved goes with a figure that is half a point higher."
    led = [f"{one.move.words} ({points((one.probability or 0.0) - told.probability)})" for one in clear[:2]]
    said = f"{base} What goes with the largest rise: {', then '.join(led)}."
    return f"{said} All of it is association in the model, and small beside the interval."


def ends(courses: Sequence[Course], unit: str) -> str:
    """The first and the last figure of each line."""
    lines = [(course.name.lower(), course.held[course.held.index != alone(course.held)]) for course in courses]
    told = [
        f"{name} {_plain(own.iloc[0])} in {own.index[0]}, {_plain(own.iloc[-1])} in {own.index[-1]}"
        for name, own in lines
        if len(own)
    ]
    said = "; ".join(told)
    return f"{said[:1].upper()}{said[1:]} ({unit})." if told else "Nothing is observed here."


def _plain(value: float) -> str:
    return number(float(value), 2 if abs(value) < 10 else 0)


def happened(events: Sequence[Event]) -> str:
    """How many facts of which kinds, and the last one."""
    if not events:
        return "No fact is listed here."
    kinds = {kind: sum(event.kind == kind for event in events) for kind in KINDS}
    told = [f"{n} {(KINDS[kind] if n == 1 else plural(kind)).lower()}" for kind, n in kinds.items() if n]
    last = events[-1]
    return f"{len(events)} facts: {listed(told)}. The latest: {last.title} ({last.date_words})."


def material(found: Dossier, names: Mapping[str, str], last: int) -> str:
    """Arms imports of both in the last year, and US troops and training where one of the two is the United States."""
    told = []
    for country in (found.one, found.other):
        own = found.of("arms_imports", country)
        own = own[own.index <= last]
        if len(own):
            told.append(f"{names[country]} {number(own.iloc[-1], 0)} million TIV ({own.index[-1]})")
    said = f"Arms imports from all suppliers: {listed(told)}." if told else "Neither state has figures of arms imports."
    host = found.partner_of(US)
    for key, what in (("us_troops", "US troops in"), ("us_military_trainees", "US military trainees from")):
        own = found.of(key, host) if host else found.tie("")
        own = own[own.index <= last]
        if host and len(own):
            said += f" {what} {names[host]}: {number(own.iloc[-1], 0)} ({own.index[-1]})."
    return said
