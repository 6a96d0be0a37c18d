"""What conflict figures say, in sentences computed from them: shared by the page and the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.measures.conflict import DISPLACED, KINDS, QUIET, WAR, Onset, Profile, Spill
from foresight.measures.conflict_factors import FactorEstimate
from foresight.measures.event_study import Estimate, Matched, Study
from foresight.projection.engine import backward

Floats = NDArray[np.float64]
Names = Mapping[str, str]

ASSOCIATION = (
    "An association in past data, not a cause: states are not struck by conflict at random, and what brings a conflict "
    "may also change cooperation."
)
TIMES = 300
"""Per cent from which a multiple is easier to read."""
LUCK = "By luck alone about one interval in five would leave nought out."


def lowered(title: str) -> str:
    """A title within a sentence: `arms imports`, but `UN peacekeepers`."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def counted(n: float, one: str, several: str = "") -> str:
    """`1 state`, `2 states`."""
    return f"{number(n, 0)} {one if n == 1 else several or f'{one}s'}"


def natural(values: Floats, entry: Indicator) -> Floats:
    """From the unit models work in to the outcome's own."""
    return backward(values, entry)


def relative(entry: Indicator) -> bool:
    """Is a gap of the outcome a percentage rather than a difference in its unit."""
    return entry.transform != "identity"


def scaled(values: Floats, entry: Indicator) -> Floats:
    """Gaps as they are drawn: per cent for outcomes on a logarithmic scale, otherwise the outcome's unit."""
    return np.asarray(100 * np.expm1(values)) if relative(entry) else values


def apart(value: float, entry: Indicator) -> str:
    """A gap in words: `+12 %`, `×5` or `−0.05`."""
    if math.isnan(value):
        return "no data"
    shown = float(scaled(np.array([value]), entry)[0])
    if relative(entry) and shown >= TIMES:
        return f"×{number(1 + shown / 100, 0)}"
    text = number(shown, 0 if relative(entry) and abs(shown) >= 10 else 1 if relative(entry) else 2)
    signed = f"+{text}" if shown > 0 and text != "0" else text
    return f"{signed}{SPACE}%" if relative(entry) else signed


def gap_unit(entry: Indicator) -> str:
    """What a gap is counted in."""
    if not relative(entry):
        return f"difference, {entry.unit}"
    return "difference in % of the count plus one" if entry.transform == "log1p" else "difference in %"


def interval(one: Estimate, entry: Indicator) -> str:
    """`+12 % (80 % interval −3 % to +29 %)`."""
    return f"{apart(one.mean, entry)} (80{SPACE}% interval {apart(one.low, entry)} to {apart(one.high, entry)})"


def kind_of(threshold: float) -> str:
    """What an onset is the onset of."""
    return "war" if threshold >= WAR else "conflict"


def verdict(study: Study) -> str:
    """The study in two or three sentences, with its verdict first."""
    entry, n = study.outcome, len(study.matched)
    opening = f"Verdict: {study.verdict}."
    middle = (
        f" {entry.title} stood {interval(study.after, entry)} against comparable states in the first to third year "
        f"after {n} onsets of {kind_of(study.threshold)}."
    )
    if study.after.told and study.drifting:
        middle += (
            f" But the two sides had been moving apart before the onset already ({apart(study.drift.mean, entry)}): "
            "what was under way is no answer to the onset."
        )
    elif study.drift.told:
        middle += f" Before the onset the two sides had not moved quite alike ({apart(study.drift.mean, entry)})."
    return opening + middle


def verdicts(studies: Sequence[Study]) -> str:
    """Over all outcomes: what can be told, what was under way before, and what luck would bring."""
    told = [f"{lowered(one.outcome.title)} ({one.verdict})" for one in studies if one.verdict != "cannot be told"]
    before = [lowered(one.outcome.title) for one in studies if one.after.told and one.drifting]
    text = f"{len(told)} of {len(studies)} can be told from nought{f': {listed(told)}' if told else ''}."
    if before:
        text += f" Not counted, because the two sides were moving apart before the onset already: {listed(before)}."
    return f"{text} {LUCK}"


def weight(study: Study) -> str:
    """How much the onsets are worth, what was left out, and until when the outcome is observed."""
    left = [f"{n} {reason}" for reason, n in study.unused.items() if n]
    text = (
        f"{len(study.matched)} onsets of {study.countries} countries, worth about {number(study.worth, 0)} independent "
        f"ones at most; {lowered(study.outcome.title)} observed to {study.last}."
    )
    return f"{text} Not used: {listed(left)}." if left else text


def own(found: Sequence[Matched], study: Study, name: str, names: Names) -> str:
    """What one country's onsets say beside the average."""
    told = [
        f"{one.onset.year}: {apart(one.after, study.outcome)}, held against "
        f"{listed([names.get(state, state) for state in one.states])}"
        for one in found
    ]
    return f"{name}, years 1 to 3 after the onset of {'; of '.join(told)}. One country alone tells nothing certain."


def without_onset(
    name: str, deaths: Mapping[int, float], began: Sequence[Onset], threshold: float, entry: Indicator
) -> str:
    """Why a country has no comparison of its own."""
    if began:
        years = listed([str(one.year) for one in began])
        return (
            f"{name} had an onset in {years}, but {lowered(entry.title)} is not observed well enough around it to be "
            "held against other states. Its own course is drawn without a comparison."
        )
    if not deaths:
        return f"{name} is not in the figures on deaths."
    violent = [year for year, value in deaths.items() if value >= threshold]
    bound = number(threshold, 0)
    if not violent:
        return f"{name} has not reached {bound} state-based deaths in any year since {min(deaths)}: there is no onset."
    return (
        f"{name} reached {bound} state-based deaths in {len(violent)} of {len(deaths)} years, first in {min(violent)}, "
        f"but never after {QUIET} observed years below it: before and after cannot be told apart."
    )


def severity(one: Profile, name: str) -> str:
    """How many were killed in the last year, by kind, with the provider's low and high estimates."""
    total = [sum(v[k] for v in one.deaths.values()) for k in range(3)]
    if math.isnan(total[0]):
        return f"{name} has no figure for {one.year}."
    if total[0] == 0:
        return f"{name}, {one.year}: no death in organised violence was recorded (high estimate {number(total[2], 0)})."
    parts = [f"{number(best, 0)} {KINDS[kind].lower()}" for kind, (best, _, _) in one.deaths.items() if best]
    return (
        f"{name}, {one.year}: {number(total[0], 0)} people killed in organised violence (low estimate "
        f"{number(total[1], 0)}, high {number(total[2], 0)}): {listed(parts)}."
    )


def outside(one: Profile, name: str, names: Names, group: bool) -> str:
    """In how many conflicts outside states had troops, and which."""
    what = ("country in armed conflict", "countries in armed conflict") if group else ("armed conflict",)
    if math.isnan(one.fought):
        return f"{name} is not in the conflict data of {one.year}."
    if not one.fought:
        return f"{name}, {one.year}: no armed conflict of 25 deaths or more."
    who = [names.get(code, code) for code in one.senders]
    shown = listed([*who[:8], f"{len(who) - 8} more"] if len(who) > 9 else who)
    text = f"{name}, {one.year}: {counted(one.fought, *what)}, {number(one.joined, 0)} with outside troops"
    return f"{text}, of {shown}." if who else f"{text}."


def neighbours(one: Profile, name: str, names: Names) -> str:
    """Deaths across the land border in the last year."""
    if not one.neighbours:
        return f"{name}, {one.year}: no state-based death was recorded in a land neighbour."
    told = [f"{names.get(code, code)} ({number(value, 0)})" for code, value in one.neighbours[:5]]
    more = f" and {len(one.neighbours) - 5} more" if len(one.neighbours) > 5 else ""
    return f"State-based deaths in land neighbours of {name}, {one.year}: {', '.join(told)}{more}."


def displaced(one: Profile, name: str) -> str:
    """Who was driven from home, each with its own last year."""
    told = [
        f"{DISPLACED[key].lower()} {number(value, 0)} ({year})"
        for key, (value, year) in one.displaced.items()
        if not math.isnan(value)
    ]
    missing = [DISPLACED[key].lower() for key, (value, _) in one.displaced.items() if math.isnan(value)]
    text = f"{name}: {'; '.join(told)}." if told else f"{name}: no figure on displacement."
    return f"{text} No data, which is not nought: {listed(missing)}." if told and missing else text


def spill(found: Spill) -> str:
    """Whether onsets follow onsets next door, for the whole world."""
    if math.isnan(found.near):
        return "Too few years are observed after an onset to say whether others follow next door."
    near, far, low, high = (f"{number(100 * v, 0)}{SPACE}%" for v in (found.near, found.far, found.low, found.high))
    return (
        f"Over all onsets, {near} of the quiet land neighbours had an onset of their own within {found.within} years, "
        f"and {far} of all other quiet states (difference: 80{SPACE}% interval {low} to {high}). Neighbours share more "
        "than a border: an association."
    )


def estimated(one: FactorEstimate) -> str:
    """`+0.03 [+0.00, +0.07]`, in standard deviations."""
    if math.isnan(one.mean):
        return "no estimate"
    return f"{_signed(one.mean)} [{_signed(one.low)}, {_signed(one.high)}]"


def _signed(value: float) -> str:
    text = f"{abs(value):.3f}"
    sign = "" if not float(text) else "+" if value > 0 else "−"
    return f"{sign}{text}"


def resolved(found: Sequence[FactorEstimate]) -> str:
    """How many of the estimates can be told, and that the question stays open."""
    judged = [one for one in found if not one.assumption and not math.isnan(one.mean)]
    told = [one for one in judged if one.verdict != "cannot be told"]
    if not judged:
        return "The data allow no estimate of the factors."
    n, expected = len(judged), number(0.2 * len(judged), 1)
    return (
        f"{len(told)} of {n} estimates can be told from nought at 80{SPACE}%; by luck alone about {expected} would be. "
        "Whether conflict hinders or catalyses cooperation stays unresolved at the level of countries and years."
    )


def as_row(study: Study) -> dict[str, Any]:
    """The study as one row of a table in words."""
    entry = study.outcome
    return {
        "Outcome": entry.title,
        "Years 1 to 3": apart(study.after.mean, entry),
        "80 % interval": f"{apart(study.after.low, entry)} to {apart(study.after.high, entry)}",
        "Verdict": study.verdict,
        "Drift before": f"{apart(study.drift.mean, entry)} ({apart(study.drift.low, entry)} to "
        f"{apart(study.drift.high, entry)})",
        "Onsets (worth)": f"{len(study.matched)} ({number(study.worth, 0)})",
        "Observed to": str(study.last),
    }
