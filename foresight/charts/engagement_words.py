"""The engagement scorecard in sentences computed from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foresight.charts.scales import SPACE, number, plain, with_unit
from foresight.charts.sentences import listed
from foresight.measures.engagement import Line
from foresight.measures.engagement_declared import practices

NO_TOTAL = (
    "There is no total. The practices have no common unit, what is measured of each is uneven, and a sum would hide "
    "which is which. A place far to the right is more of what is measured, not always better."
)


def higher(line: Line, subject: str) -> str:
    """`13.4 a year, mean of ten years (to 2010): higher than 94 % of 192 other states`."""
    stand = line.stands[subject]
    if stand.value is None or stand.place is None:
        return "no figure"
    others = line.states - 1 if not _group(subject) else line.states
    return (
        f"{with_unit(stand.value, line.measure)} (to {stand.last_year}): {share(stand.place)} of {others} "
        f"{'other states' if not _group(subject) else 'states'} stand lower"
    )


def share(place: float) -> str:
    """`94 %`."""
    return f"{number(place, 0)}{SPACE}%"


def _group(subject: str) -> bool:
    return ":" in subject or subject == "world"


def summary(lines: Sequence[Line], subject: str, names: Mapping[str, str]) -> str:
    """Where the state stands highest and lowest, how much is measured, and how old it is."""
    own = [line for line in lines if line.stands[subject].place is not None]
    name = names.get(subject, subject)
    if not own:
        return f"{name} has no figure on any of the {len(lines)} measures."
    best, worst = max(own, key=lambda line: _at(line, subject)), min(own, key=lambda line: _at(line, subject))
    said = f"Of {len(lines)} measures {name} has {len(own)}. "
    said += f"It stands highest on “{best.measure.title}” ({plain(_value(best, subject), best.measure)}; "
    said += f"{share(_at(best, subject))} of the other states stand lower) and lowest on “{worst.measure.title}” "
    said += f"({plain(_value(worst, subject), worst.measure)}; {share(_at(worst, subject))})."
    years = [line.stands[subject].last_year or 0 for line in own]
    old, new = min(years), max(years)
    said += f" {years.count(old)} of its figures end in {old}, the newest in {new}." if old < new else ""
    bare = [practice.title.lower() for practice in practices().values() if not practice.measured]
    return f"{said} Not measured: {listed(bare)}." if bare else said


def _at(line: Line, subject: str) -> float:
    place = line.stands[subject].place
    return -1.0 if place is None else place


def _value(line: Line, subject: str) -> float:
    value = line.stands[subject].value
    return float("nan") if value is None else value
