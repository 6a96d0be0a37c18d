"""The lanes of two states: channels, exercises by type, agreements by category, forums, events and shocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from foresight.charts.relationships import Cell, Group, Lane, Mark, cells_of
from foresight.charts.scales import SPACE, number
from foresight.events import KINDS, Event
from foresight.measures.relationship import CHANNELS, UNIVERSAL, Activity, Channel, Dossier
from foresight.measures.relationship_shocks import Shock

TYPES = {
    "exercises_pair": "All joint exercises",
    "exercises_maritime_pair": "at sea",
    "exercises_peacekeeping_pair": "for peacekeeping",
    "exercises_humanitarian_pair": "humanitarian",
}
CATEGORIES = {
    "agreements_general_pair": "general",
    "agreements_training_pair": "training",
    "agreements_procurement_pair": "procurement",
    "agreements_research_pair": "research",
    "agreements_commission_pair": "commissions",
}
STRENGTHS = ("exercises", "agreements", "forums", "troops", "training")
"""Channels whose cells say how much; the others are there or not."""
LEGEND = "Strong colour: more. Grey: looked for, none. Empty: not observed."


def counted(name: str, values: pd.Series, one: str, many: str, colour: int | None = None) -> Lane:
    """A lane of counts; `one`, `many`: what is counted, for one and for several."""
    said = [
        f"{year}: {number(value, 0)} {one if value == 1 else many}"
        for year, value in zip(values.index, values, strict=True)
    ]
    return Lane(name, cells_of(values, said), colour=colour)


def channel_lane(found: Activity, channel: Channel) -> Lane | None:
    """A channel as the activity has it; None where it was never observed."""
    if channel.key not in found.channels:
        return None
    place, units = found.channels.index(channel.key), UNITS[channel.key]
    cells = []
    figures, line = found.figures[place], found.active[place]
    seen = [(found.years[at], float(figures[at]), line[at] == 1) for at in np.flatnonzero(~np.isnan(line)).tolist()]
    most = max((v for _, v, ran in seen if ran), default=1.0)
    for year, value, active in seen:
        strength = 0.0 if not active else min(value / most, 1.0) if channel.key in STRENGTHS else 1.0
        words = f"{year}: {_amount(value, units)}" if units else f"{year}: {'yes' if active else 'no'}"
        words += "" if active or not value or channel.key not in SMALL else ", too few to count as a tie"
        words += f" ({number(100 * value, 0)}{SPACE}% of common votes)" if channel.key == "votes" else ""
        cells.append(Cell(year, year, strength, words))
    return Lane(channel.title, tuple(cells))


UNITS: Mapping[str, tuple[str, str] | None] = {
    "exercises": ("joint exercise", "joint exercises"),
    "agreements": ("agreement in force", "agreements in force"),
    "pact": None,
    "troops": ("US soldier", "US soldiers"),
    "training": ("person trained", "persons trained"),
    "forums": ("forum beyond the UN", "forums beyond the UN"),
    "votes": None,
}
SMALL = ("troops", "training")


def _amount(value: float, units: tuple[str, str]) -> str:
    return f"{number(value, 0)} {units[0] if value == 1 else units[1]}"


def type_lanes(found: Dossier) -> list[Lane]:
    """Exercises of the two: all, and by type; an exercise may be of several."""
    return [
        counted(title, values, "exercise", "exercises", colour)
        for (key, title), colour in zip(TYPES.items(), (None, 0, 2, 3), strict=True)
        if len(values := found.tie(key))
    ]


def category_lanes(found: Dossier) -> list[Lane]:
    """Agreements that the two signed, by category."""
    return [
        counted(title, values, "agreement signed", "agreements signed", 4)
        for key, title in CATEGORIES.items()
        if len(values := found.tie(key))
    ]


def forum_lanes(found: Dossier, forums: Mapping[str, str], last: int) -> list[Lane]:
    """A lane for each forum beyond the UN that both were in. `forums`: key -> short name; `last`: the last year."""
    lanes = []
    for key in dict.fromkeys(found.forums["forum"]):
        if key == UNIVERSAL:
            continue
        spells = found.forums[found.forums["forum"] == key]
        cells = []
        for joined, left in zip(spells["joined"].tolist(), spells["left"].tolist(), strict=True):
            open_end = pd.isna(left)
            end = last if open_end else int(left) - 1
            words = f"both members since {joined}" if open_end else f"both members {joined} to {left}"
            cells.append(Cell(joined, end, 1.0, words))
        lanes.append(Lane(forums.get(key, key), tuple(cells), colour=1))
    return lanes


def plural(kind: str) -> str:
    """`Treaties`, `Summits`."""
    return "Treaties" if kind == "treaty" else f"{KINDS[kind]}s"


def event_lanes(happened: Sequence[Event], last: int) -> list[Lane]:
    """Facts with a reference between two states in one lane: marks, and bars for what lasted."""
    return [Lane("Events", _bars(happened, last), _marks(happened))]


def event_groups(happened: Sequence[Event], last: int) -> list[Group]:
    """Facts by kind, a lane each; what lasted has a lane of its own under its name."""
    short = [event for event in happened if not event.lasting]
    kinds = [kind for kind in KINDS if any(event.kind == kind for event in short)]
    lanes = [Lane(plural(kind), (), _marks([event for event in short if event.kind == kind])) for kind in kinds]
    lasting = [Lane(event.title, _bars([event], last)) for event in happened if event.lasting]
    return [Group(title, tuple(own)) for title, own in (("", lanes), ("What lasted", lasting)) if own]


def _bars(happened: Sequence[Event], last: int) -> tuple[Cell, ...]:
    return tuple(
        Cell(event.year, last if event.last_year is None else event.last_year, 0.5, told(event))
        for event in happened
        if event.lasting
    )


def _marks(happened: Sequence[Event]) -> tuple[Mark, ...]:
    return tuple(Mark(event.moment, told(event)) for event in happened if not event.lasting)


def told(event: Event) -> str:
    """An event for whoever points at it: what, when, and the fact, in short lines."""
    import textwrap

    fact = "<br>".join(textwrap.wrap(event.fact, 56))
    return f"{event.title}, {event.date_words}<br>{fact}"


def shock_lane(shocks: Sequence[Shock], said: Mapping[Shock, str]) -> Lane:
    """The measured shocks as marks; `said`: each in words."""
    return Lane("Shocks", (), tuple(Mark(shock.year + 0.5, said[shock]) for shock in shocks), 1, "triangle-up")


def timeline(
    found: Dossier,
    active: Activity,
    happened: Sequence[Event],
    shocks: Sequence[Shock],
    said: Mapping[Shock, str],
    forums: Mapping[str, str],
    last: int,
) -> list[Group]:
    """Everything between two states on one timeline. Types and categories that never occur have no lane."""
    by_key = {channel.key: lane for channel in CHANNELS if (lane := channel_lane(active, channel)) is not None}
    practice = [by_key["exercises"]] if "exercises" in by_key else []
    practice += [lane for lane in type_lanes(found)[1:] if any(cell.strength for cell in lane.cells)]
    formal = [lane for lane in category_lanes(found) if any(cell.strength for cell in lane.cells)]
    formal = [Lane(f"signed: {lane.name}", lane.cells, lane.marks, lane.colour) for lane in formal]
    formal = [by_key[key] for key in ("agreements",) if key in by_key] + formal
    formal += [by_key[key] for key in ("pact",) if key in by_key]
    people = [by_key[key] for key in ("troops", "training") if key in by_key]
    together = [by_key[key] for key in ("votes",) if key in by_key]
    together += forum_lanes(found, forums, last)
    happenings = event_lanes(happened, last) if happened else []
    happenings += [shock_lane(shocks, said)] if shocks else []
    titled = {
        "Practice": practice,
        "Formal ties": formal,
        "Troops and training": people,
        "Forums and votes": together,
        "Events and shocks": happenings,
    }
    return [Group(title, tuple(lanes)) for title, lanes in titled.items() if lanes]
