"""What a comparison says, in sentences and rows computed from it. Every difference is told as an association."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foresight.catalogue import Indicator, Lever
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.charts.theme import shorten
from foresight.scenario.compare import Compared, Comparison, Shift
from pages._compare_choice import words as where
from pages._levers import figure
from pages._scenario_words import places, signed, unit


def digits(shifts: Sequence[Shift], target: Indicator) -> int:
    """Decimals for differences, so that the larger ones can be told from nought."""
    largest = max((abs(shift.difference) for shift in shifts), default=0.0)
    return places(target, largest)


def interval(shift: Shift, decimals: int) -> str:
    """`+1.2 to +3.4`."""
    return f"{signed(shift.low, decimals)} to {signed(shift.high, decimals)}"


def whole(found: Comparison) -> list[Shift]:
    """Each scenario's difference for the place as a whole."""
    return [Shift.of(one.whole) for one in found.compared]


def sentence(found: Comparison) -> str:
    """The last year in words: the baseline, who lies furthest from it on either side, and what cannot be told."""
    target, year, shifts = found.target, found.baseline.years[-1], whole(found)
    decimals = digits(shifts, target)
    named = list(zip((one.scenario.name for one in found.compared), shifts, strict=True))
    median = f"{number(found.baseline.p50[-1], decimals)}{unit(target)}"
    said = [f"{target.title}, {where(found.place)}, {year}: the baseline median is {median}."]
    for side, chosen, sign in (("above", max, 1), ("below", min, -1)):
        name, shift = chosen(named, key=lambda pair: pair[1].difference)
        if shift.difference * sign > 0:
            several = sum(other.difference * sign > 0 for _, other in named) > 1
            said.append(
                f"“{name}” lies {'furthest ' if several else ''}{side} it: {signed(shift.difference, decimals)} "
                f"(80{SPACE}% interval {interval(shift, decimals)})."
            )
    vague = [f"“{name}”" for name, shift in named if shift.moved and not shift.told]
    if vague:
        said.append(f"The interval of {listed(vague)} holds zero: not to be told from the baseline.")
    still = [f"“{name}”" for name, shift in named if not shift.moved]
    if still:
        said.append(f"{listed(still)} {'moves' if len(still) == 1 else 'move'} nothing here.")
    return " ".join(said)


def outside(found: Comparison) -> str:
    """Which scenarios act on a part of the place: countries outside are not moved, and that is no response of zero."""
    total = len(found.compared[0].simulation.outcomes)
    part = any(0 < len(one.inside) < total for one in found.compared)
    none = [f"“{one.scenario.name}” ({where(one.scenario.scope)})" for one in found.compared if not one.inside]
    said = []
    if part:
        said.append(
            f"Levers act on a part of the {total} countries shown (“Acts on”, below). Others are not moved; that is "
            "not a response of zero."
        )
    if none:
        said.append(f"{listed(none)} {'acts' if len(none) == 1 else 'act'} elsewhere: choose a wider place to see it.")
    return " ".join(said)


def told(shift: Shift, judged: bool = False) -> str:
    """What may be said of a difference."""
    if judged:
        return "own judgement"
    if not shift.moved:
        return "not moved"
    return "yes" if shift.told else "no"


def numbered(place: int, one: Compared) -> str:
    """`2 Détente in South-East Asia`."""
    return f"{place + 1} {one.scenario.name}"


def outcomes(found: Comparison) -> list[dict[str, str]]:
    """One row per scenario: where it acts, its median, and how far that lies from the baseline."""
    target, year, shifts = found.target, found.baseline.years[-1], whole(found)
    decimals, base = digits(shifts, target), found.baseline
    rows = [
        {
            "Scenario": numbered(place, one),
            "Acts on": f"{where(one.scenario.scope)}: {len(one.inside)} of {one.whole.members}",
            f"Median {year}": number(one.whole.scenario.p50[-1], decimals),
            "Difference": signed(shift.difference, decimals),
            "80 % interval": interval(shift, decimals) if shift.moved else "–",
            "Told from zero": told(shift, any(lever.judgement for lever in one.whole.levers)),
        }
        for place, (one, shift) in enumerate(zip(found.compared, shifts, strict=True))
    ]
    still = {"Scenario": "Baseline", "Acts on": "–", f"Median {year}": number(base.p50[-1], decimals)}
    return [{**still, "Difference": "–", "80 % interval": "–", "Told from zero": "–"}, *rows]


def band(found: Comparison) -> str:
    """What the table of outcomes means by its columns, and how wide the baseline's own band is."""
    base, decimals = found.baseline, digits(whole(found), found.target)
    return (
        f"In {found.target.unit}. Baseline: 80{SPACE}% of outcomes from {number(base.p10[-1], decimals)} to "
        f"{number(base.p90[-1], decimals)}, by past forecast errors. Acts on: countries shown that a lever of the "
        "scenario reaches. The interval is that of the coefficients alone; told from zero: whether it leaves zero out."
    )


def settings(found: Comparison, levers: Mapping[str, Lever]) -> list[dict[str, str]]:
    """One row per lever that someone moves: its value in each scenario, or that it stands at its baseline."""
    heads = [shorten(numbered(place, one), 30) for place, one in enumerate(found.compared)]
    return [
        {
            "Lever": levers[key].title,
            **{
                head: figure(value, levers[key]) if value is not None else "baseline"
                for head, value in zip(heads, values, strict=True)
            },
        }
        for key, values in found.settings(levers).items()
    ]


def ranks(
    ends: tuple[Sequence[Shift], Sequence[Shift]], target: Indicator, names: Mapping[str, str], what: str
) -> list[dict[str, str]]:
    """Those furthest above the baseline, then those furthest below it, the furthest last."""
    up, down = ends
    shown = [*up, *reversed(down)]
    decimals = digits(shown, target)
    return [
        {
            what: names.get(shift.where, shift.where),
            "Difference": signed(shift.difference, decimals),
            "80 % interval": interval(shift, decimals),
            "Of baseline": "–" if shift.relative is None else f"{signed(100 * shift.relative, 0)}{SPACE}%",
            "Told from zero": told(shift),
        }
        for shift in shown
    ]
