"""Discovery in plain sentences. A share of futures is no probability, and an association no cause: neither is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foresight import geography
from foresight.catalogue import Catalogue, Indicator, Lever
from foresight.scenario.discovery.goal import Level, Question
from foresight.scenario.discovery.robustness import Share
from foresight.scenario.scope import Scope

SPACE = "\u202f"
NOTHING = "No combination of levers tells these futures apart"
MEANING = (
    "Each share is a share of the futures that were drawn, the levers spread evenly over their ranges; it is no "
    "probability. Responses are associations in past data."
)


def percent(share: float) -> str:
    """`41 %`; small is not nought, and nearly all is not all."""
    whole = f"{100 * share:.0f}"
    if whole == "0" and share > 0:
        return f"less than 1{SPACE}%"
    return f"more than 99{SPACE}%" if whole == "100" and share < 1 else f"{whole}{SPACE}%"


def figure(value: float, lever: Lever) -> str:
    """A number on the lever's steps, thousands with commas and a true minus."""
    return f"{value:,.{lever.decimals}f}".replace("-", "−")


def amount(value: float, indicator: Indicator) -> str:
    """A value of the target with its unit."""
    places = 0 if indicator.whole or abs(value) >= 1000 else indicator.decimals
    return f"{f'{value:,.{places}f}'.replace('-', '−')} {indicator.unit}"


def place(scope: Scope, catalogue: Catalogue) -> str:
    """The scope in words: `India`, `South Asia`, `NATO members`, `the world`."""
    if scope.kind == "world":
        return "the world"
    if scope.kind == "forum":
        return f"{catalogue.forum(scope.names[0]).short} members"
    if scope.kind == "region":
        return geography.regions()[scope.names[0]]
    return ", ".join(geography.countries()[name].short for name in scope.names)


def lower(title: str) -> str:
    """A title inside a sentence; `US troops` keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def limit(lever: Lever, low: float, high: float) -> str:
    """`external actors at 40 states or more`, `… between 10 and 40 states`; an end of the range is no limit."""
    said = [("+" if lever.relative and value > 0 else "") + figure(value, lever) for value in (low, high)]
    name = lower(lever.title)
    if low == high:
        return f"{name} at {said[0]} {lever.unit}"
    if high >= lever.high:
        return f"{name} at {said[0]} {lever.unit} or more"
    if low <= lever.low:
        return f"{name} at {said[1]} {lever.unit} or less"
    return f"{name} between {said[0]} and {said[1]} {lever.unit}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def goal(question: Question, target: Indicator, level: Level, where: str) -> str:
    """`arms trade of ASEAN members is below its 2024 level in 2034`."""
    of = f"{lower(target.title)} of {where}"
    if level.year is None:
        return f"{of} is {question.side} {amount(level.value, target)} in {question.year}"
    measured = f"its {level.year} level ({amount(level.value, target)})"
    return f"{of} is {question.side} {measured} in {question.year}"


def assumed(levers: Iterable[Lever]) -> str:
    """Which levers of a box are a planner's assumption; empty where none is."""
    titles = [lever.title for lever in levers if lever.assumption]
    if not titles:
        return ""
    many = "are planner’s assumptions" if len(titles) > 1 else "is a planner’s assumption"
    return f"{listed(titles)} {many}: past data cannot identify what goes with {'them' if len(titles) > 1 else 'it'}."


def goal_short(question: Question, target: Indicator) -> str:
    """The goal as a name: `arms trade below its last level, 2034`."""
    level = "its last level" if question.figure is None else amount(question.figure, target)
    return f"{lower(target.title)} {question.side} {level}, {question.year}"


def box(
    limits: Mapping[str, tuple[float, float]],
    levers: Mapping[str, Lever],
    shares: tuple[float, float, float],
    holds: str,
) -> str:
    """One box in one sentence. `shares`: its density, the share among all futures, its coverage."""
    density, base, coverage = map(percent, shares)
    if not limits:
        return f"Without any limit, in {base} of all futures {holds}."
    within = listed(limit(levers[key], *ends) for key, ends in limits.items())
    return (
        f"In {density} of the futures with {within}, {holds}, against {base} of all futures; "
        f"the box holds {coverage} of the futures in which that is so."
    )


def robust(
    option: Mapping[str, float],
    levers: Mapping[str, Lever],
    shares: tuple[Share, Share],
    gap: Share,
    over: tuple[float, float],
    holds: str,
) -> str:
    """An option against none: both shares, how far they lie apart, and whether that can be told from zero."""
    with_it, without = (percent(share.share) for share in shares)
    put = listed(limit(levers[key], value, value) for key, value in option.items())
    told = over[0] > 0 or over[1] < 0
    verdict = "" if told else "; that cannot be told from zero"
    return (
        f"With {put}, {holds} in {with_it} of the futures, without in {without}: a difference of {points(gap.share)} "
        f"percentage points, {points(over[0])} to {points(over[1])} over the uncertainty of the responses{verdict}."
    )


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    said = f"{100 * share:+.1f}".replace("-", "−")
    return "0" if said in ("+0.0", "−0.0") else said


def nothing(base: float, holds: str) -> str:
    """What is said where no box is worth telling."""
    if base in (0.0, 1.0):
        which = "every one" if base else "none"
        return f"{NOTHING}: in {which} of them {holds}. Ask about another level or year."
    return f"{NOTHING}: in {percent(base)} of them {holds}, and no box that also held on other futures is much denser."
