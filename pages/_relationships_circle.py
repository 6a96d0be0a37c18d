"""Pictures of a forum and the states around it: members and partners, what they do together, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from foresight.charts import relationships, relationships_lanes, relationships_lines
from foresight.charts import relationships_words as words
from foresight.measures.relationship_circle import RINGS
from pages import _cache, _page, _relationships_cache
from pages._relationships_seen import said

if TYPE_CHECKING:
    from foresight.events import Event
    from foresight.measures.relationship_cases import Case

GROUPS = {
    "within": "Among members",
    "across": "With partners",
    "beside": "Among partners",
    "outside": "With others",
}
STATES = {"members": "Members", "partners": "Partners", "others": "All others"}


def members(case: Case) -> None:
    """How many members and partners there were in each year."""
    from pandas import Series

    around = _relationships_cache.figures().circle(case.forum, case.partners)
    counts = {ring: (around.ring == RINGS.index(ring)).sum(axis=1) for ring in RINGS[:2]}
    courses = [
        relationships_lines.Course(
            STATES[ring], Series(own[own > 0], index=[y for y, n in zip(around.years, own, strict=True) if n]), k
        )
        for k, (ring, own) in enumerate(counts.items())
    ]
    courses = [relationships_lines.Course(c.name, c.held[c.held.index >= case.from_year], c.colour) for c in courses]
    short, indicator = _short(case), _cache.catalogue().indicator("forum_memberships")
    caption = said(
        f"{short}: members and partners", "states at the end of the year", ["forum_memberships"], around.years[-1]
    )
    figure = relationships_lines.courses(courses, caption, indicator, lowest=0.0, dark=_page.dark())
    _page.chart(figure, f"{case.key}_members", words.ends(courses, "states"), key=f"{case.key}.members")


def pairs(case: Case, indicator: str, title: str, unit: str) -> None:
    """Means over pairs of members, of members with partners, of partners, and of members with others."""
    rows = _relationships_cache.figures().around(indicator, case.forum, case.partners)
    rows = rows[rows["year"] >= case.from_year]
    held = {key: rows[rows["group"] == key].set_index("year")["value"] for key in GROUPS}
    courses = [
        relationships_lines.Course(GROUPS[key], values, place, quiet=key == "outside")
        for place, (key, values) in enumerate(held.items())
        if len(values)
    ]
    caption = said(
        f"{title}, {_short(case)}",
        unit,
        [indicator],
        int(rows["year"].max()),
        "Partners that join are members from then on.",
    )
    entry = _cache.catalogue().indicator(indicator).model_copy(update={"whole": False, "decimals": 2})
    figure = relationships_lines.courses(courses, caption, entry, lowest=0.0, dark=_page.dark())
    _page.chart(figure, f"{case.key}_{indicator}", words.ends(courses, unit), key=f"{case.key}.{indicator}")


KINDS = {
    "exercises_maritime_pair": "Exercises at sea",
    "exercises_peacekeeping_pair": "Peacekeeping exercises",
    "exercises_humanitarian_pair": "Humanitarian exercises",
    "agreements_general_pair": "General agreements",
    "agreements_training_pair": "Agreements on training",
    "agreements_procurement_pair": "Agreements on procurement",
}


def kinds(case: Case) -> None:
    """Exercises by type and agreements by category of a member with a partner, beside those of two members."""
    panels, last = [], 0
    for key, title in KINDS.items():
        rows = _relationships_cache.figures().around(key, case.forum, case.partners)
        rows = rows[rows["year"] >= case.from_year]
        last = max(last, int(rows["year"].max()))
        courses = tuple(
            relationships_lines.Course(GROUPS[group], rows[rows["group"] == group].set_index("year")["value"], place)
            for place, group in enumerate(("within", "across"))
        )
        entry = _cache.catalogue().indicator(key).model_copy(update={"whole": False, "decimals": 3})
        panels.append(relationships_lines.Panel(title, entry, courses))
    caption = said(f"Exercises and agreements by kind, {_short(case)}", "a year, mean of pairs", list(KINDS), last)
    figure = relationships_lines.panels(panels, caption, dark=_page.dark(), narrow=_page.narrow())
    sentence = words.ends([panel.courses[1] for panel in panels[:1]], "exercises at sea a year, mean of pairs")
    _page.chart(figure, f"{case.key}_kinds", sentence, key=f"{case.key}.kinds")


def votes(case: Case) -> None:
    """Agreement in UN votes, on all questions and on arms control."""
    pairs(case, "un_agreement", "Agreement in UN votes", "share of common votes, mean of pairs")
    pairs(case, "un_agreement_arms_control", "Agreement on arms control", "share of common votes, mean of pairs")


def states(case: Case, indicator: str, title: str) -> None:
    """Sums over members, partners and all others, each on a scale of its own."""
    rows = _relationships_cache.figures().around(indicator, case.forum, case.partners)
    rows = rows[rows["year"] >= case.from_year]
    entry = _cache.catalogue().indicator(indicator)
    panels = [
        relationships_lines.Panel(STATES[ring], entry, (relationships_lines.Course(STATES[ring], values, place),))
        for place, ring in enumerate(RINGS)
        if len(values := rows[rows["group"] == ring].set_index("year")["total"])
    ]
    caption = said(
        f"{title}, {_short(case)}", f"{entry.unit}, all states together", [indicator], int(rows["year"].max())
    )
    figure = relationships_lines.panels(panels, caption, dark=_page.dark(), narrow=_page.narrow())
    sentence = words.ends([panel.courses[0] for panel in panels], entry.unit)
    _page.chart(figure, f"{case.key}_{indicator}", sentence, key=f"{case.key}.{indicator}")


def events(case: Case, happened: Sequence[Event], last: int) -> None:
    """What happened, a lane for each kind; what lasted as bars."""
    groups = relationships_lanes.event_groups(happened, last)
    caption = said(
        f"{case.short}: what happened",
        f"{len(happened)} facts, chosen",
        [],
        None,
        "Bars: what lasted.",
    )
    figure = relationships.lanes(
        groups, caption, first=case.from_year, last=last, long=len(groups) > 1, dark=_page.dark(),
        narrow=_page.narrow(),
    )  # fmt: skip
    _page.chart(figure, f"{case.key}_events", words.happened(happened), key=f"{case.key}.events")


def _short(case: Case) -> str:
    return _cache.catalogue().forum(case.forum).short


PICTURES: Mapping[str, Callable[[Case], None]] = {
    "circle_members": members,
    "circle_exercises": partial(
        pairs, indicator="exercises_pair", title="Joint exercises", unit="exercises a year, mean of pairs"
    ),
    "circle_kinds": kinds,
    "circle_votes": votes,
    "circle_peacekeeping": partial(states, indicator="peacekeepers", title="Peacekeepers in UN missions"),
    "circle_troops": partial(states, indicator="us_troops", title="US troops"),
}
