"""The profile of a country, region or forum: severity, outside states, neighbours, displacement."""

from __future__ import annotations

import streamlit as st

from foresight.charts.scales import number
from foresight.measures import conflict, groups
from pages import _conflict_cache, _conflict_outside, _conflict_severity, _conflict_spread, _places, _subjects
from pages._link import Link

SECTIONS = {
    "severity": "How severe, and which kinds",
    "outside": "Outside states and their troops",
    "neighbours": "Spill-over to neighbours",
    "displaced": "Driven from home",
}
LOCATED = (
    "With at least 25 deaths, under the country over whose government or territory they are fought. Deaths are counted "
    "where they happen: a country without an armed conflict of its own may have deaths of another’s."
)
HELP = {"Armed conflicts": LOCATED, "Countries in conflict": LOCATED}
OPENING = "region:sub_saharan_africa"


def draw(link: Link) -> None:
    """The chapter."""
    names = _subjects.names()
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with left:
        place = link.select(
            "place", "Profile of", _choosable(), names.__getitem__, default=OPENING, help="Type to search."
        )
    with right:
        section = link.select("show", "Show", list(SECTIONS), SECTIONS.__getitem__)
    profile = _conflict_cache.profile(place)
    _headlines(profile, groups.is_group(place))
    {
        "severity": lambda: _conflict_severity.draw(link, place, profile),
        "outside": lambda: _conflict_outside.draw(place, profile),
        "neighbours": lambda: _conflict_spread.neighbours(place, profile),
        "displaced": lambda: _conflict_spread.displaced(place, profile),
    }[section]()


def _choosable() -> tuple[str, ...]:
    """Regions, forums and the world first: there are few of them."""
    known = _subjects.choosable()
    return (*(key for key in known if groups.is_group(key)), *_places.choosable())


def _headlines(profile: conflict.Profile, group: bool) -> None:
    best = sum(value for value, _, _ in profile.deaths.values())
    shown = [
        (f"Killed, {profile.year}", best),
        ("Countries in conflict" if group else "Armed conflicts", profile.fought),
        ("Outside states with troops", float(len(profile.senders))),
        ("Killed in land neighbours", sum(value for _, value in profile.neighbours)),
    ]
    for column, (label, value) in zip(st.columns(4, gap="medium"), shown, strict=True):
        column.metric(label, number(value, 0), help=HELP.get(label))
