"""What a simulation says, in sentences and rows computed from it. Every response is told as an association."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from typing import Literal

from foresight.catalogue import Indicator, Lever
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.projection import Projection, Record
from foresight.scenario import LeverResponse, Outcome, Scenario, Simulation
from foresight.scenario.levers import at_baseline
from pages._levers import figure
from pages._text import literal

Colour = Literal["blue", "orange", "violet"]


def places(indicator: Indicator, *sizes: float) -> int:
    """Decimals with which these differences can be told from nought: the indicator's own, or up to two more."""
    own = 0 if indicator.whole else indicator.decimals
    smallest = min((abs(size) for size in sizes if size), default=0.0)
    if not smallest:
        return own
    return max(own, min(own + 2, 1 - math.floor(math.log10(smallest))))


def signed(value: float, decimals: int) -> str:
    """`+1.2`, `−0.3`, `0`."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and text != "0" else text


def unit(indicator: Indicator) -> str:
    """The unit as it follows a number."""
    return f"{SPACE}{indicator.unit}" if indicator.unit.startswith("%") else f" {indicator.unit}"


def sentence(outcome: Outcome, indicator: Indicator, levers: Mapping[str, Lever], where: str) -> tuple[str, ...]:
    """The last year in words: the baseline's median, the scenario's, and how far they lie apart.

    In parts: every second one is what the eye should find first.
    """
    year, base, difference = outcome.baseline.years[-1], outcome.baseline, outcome.difference
    moved = [_set(r, levers[r.key]) for r in outcome.levers if is_moved(r, levers[r.key])]
    by, low, high = difference.p50[-1], difference.p10[-1], difference.p90[-1]
    digits = places(indicator, by)
    opening = f"{indicator.title}, {where}, {year}: the baseline median is "
    middle = f"{number(base.p50[-1], digits)}{unit(indicator)}"
    if not moved:
        band = f"{number(base.p10[-1], digits)} to {number(base.p90[-1], digits)}"
        return opening, middle, f" (80 % band {band}). No lever is off its baseline, so the scenario is the baseline."
    ahead = f"{number(outcome.scenario.p50[-1], digits)}{unit(indicator)}"
    interval = f" (80 % interval {signed(low, digits)} to {signed(high, digits)}), with {listed(moved)}."
    return opening, middle, ", the scenario median ", ahead, ": a difference of ", signed(by, digits), interval


def plain(parts: Sequence[str]) -> str:
    """The sentence as text."""
    return "".join(parts)


def marked(parts: Sequence[str]) -> str:
    """The sentence as Markdown, every second part in bold."""
    return "".join(f"**{literal(part)}**" if place % 2 else literal(part) for place, part in enumerate(parts))


def _set(response: LeverResponse, lever: Lever) -> str:
    """`external actors at 12 states (baseline 0 states)`."""
    text = f"{lever.title.lower()} at {figure(response.value or 0.0, lever)}"
    return text if response.default is None else f"{text} (baseline {figure(response.default, lever)})"


def is_moved(response: LeverResponse, lever: Lever) -> bool:
    """Does the lever stand off its baseline."""
    if response.value is None:
        return False
    return response.default is None or not at_baseline(response.value, response.default, lever)


def labels(simulation: Simulation, outcome: Outcome) -> list[tuple[str, Colour]]:
    """What every figure of this answer is to be read as: (label, colour)."""
    found: list[tuple[str, Colour]] = [("Association, not a cause", "blue")]
    last, year = outcome.baseline.last_observed, outcome.baseline.years[-1]
    if "extrapolated" in outcome.baseline.status:
        found.append((f"Extrapolation: last observed in {last}, {year - last} years before {year}", "orange"))
    if any(r.judgement for r in outcome.levers):
        found.append(("Rests on the planner’s own judgement", "violet"))
    return found


def rests_on(outcome: Outcome, indicator: Indicator, levers: Mapping[str, Lever]) -> list[dict[str, str]]:
    """One row per lever: where it stands, what goes with that in the last year, and what may be said of it."""
    year, rows = outcome.baseline.years[-1], []
    for response in outcome.levers:
        lever, moved = levers[response.key], is_moved(response, levers[response.key])
        digits = places(indicator, response.response)
        interval = f"{signed(response.low, digits)} to {signed(response.high, digits)}"
        rows.append(
            {
                "Lever": lever.title,
                "Stands at": figure(response.value, lever) if response.value is not None else "–",
                "Baseline": figure(response.default, lever) if response.default is not None else "never observed",
                f"Response in {year}": signed(response.response, digits) if moved else "not moved",
                "80 % interval": interval if moved and not response.judgement else "–",
                "More of it": response.verdict,
                "Rests on": "own judgement"
                if response.judgement
                else "planner’s assumption"
                if response.assumption
                else "association",
            }
        )
    return rows


def track_record(records: Sequence[Record]) -> list[dict[str, str]]:
    """One row per horizon: how good past projections of the target were."""
    return [
        {
            "Years ahead": str(record.horizon),
            "Projected with": record.model,
            "Skill against the best baseline": f"{signed(100 * record.skill, 1)}{SPACE}% ({record.best_baseline})",
            "95 % interval": f"{signed(100 * record.skill_low, 1)} to {signed(100 * record.skill_high, 1)}",
            "80 % band held": f"{100 * record.coverage80:.0f}{SPACE}%",
            "Worst single year": f"{100 * record.worst_origin_coverage80:.0f}{SPACE}%",
            "Outcomes": number(record.n, 0),
        }
        for record in records
    ]


def skill(base: Projection) -> str:
    """How often past bands held, and where what is drawn was no better than the best simple baseline."""
    if not base.n:
        return "No past projection of this target could be scored: its series is too short."
    told = f"Past 80 % bands of this target held {100 * base.coverage80:.0f}{SPACE}% of {number(base.n, 0)} outcomes."
    worse = [r for r in base.records if r.skill <= 0]
    if not worse:
        return f"{told} At every horizon scored, what is drawn was closer than the best simple baseline."
    at = listed([str(r.horizon) for r in worse])
    by = listed([f"{signed(100 * r.skill, 1)}{SPACE}%" for r in worse])
    return f"{told} At {at} years ahead it was no better than the best simple baseline (skill {by})."


def titled(scenario: Scenario, where: str, indicator: Indicator, levers: Mapping[str, Lever]) -> Scenario:
    """The scenario with a name that says what it is, for a file of its own."""
    if scenario.name != Scenario().name:
        return scenario
    moves = [f"{levers[key].title.lower()} {value:g}" for key, value in scenario.levers if not isinstance(value, str)]
    name = f"{indicator.title}, {where}: {listed(moves) or 'baseline'}"
    return scenario.model_copy(update={"key": "my_scenario", "name": name[:120]})


def command(scenario: Scenario, this_year: int) -> str:
    """The shell command that prints the same figures; a scenario that options cannot express is run from its file."""
    file = bool(scenario.judgements or scenario.end or scenario.start not in (None, this_year))
    words = ["foresight", "scenario", "run"]
    if file or scenario.scope.kind == "world":
        return shlex.join([*words, "my_scenario.toml"])
    words += ["baseline", "--target", scenario.target, f"--{scenario.scope.kind}", *scenario.scope.names]
    words += ["--horizon", str(scenario.horizon), "--seed", str(scenario.seed)]
    if scenario.levers:
        words += ["--set", *(f"{key}={float(value)!r}".removesuffix(".0") for key, value in scenario.levers)]
    return shlex.join(words)


def told(row: Mapping[str, str]) -> str:
    """A row of a table as text."""
    return "; ".join(f"{word}: {text}" for word, text in row.items())


def listed_sources(lines: Sequence[str]) -> str:
    """Where the drivers come from, as a list."""
    return "The levers’ baselines and the estimates rest on:\n" + "\n".join(f"- {literal(line)}" for line in lines)
