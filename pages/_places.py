"""Countries as the pages show them: the map, names, and what a person may pick. Read once in the process."""

from __future__ import annotations

import streamlit as st

from foresight import geography
from foresight.charts.maps import World
from pages import _cache

WORLD = "world"


@st.cache_resource(show_spinner=False)
def world() -> World:
    """The map: every country with an outline, and every small member of the United Nations as a circle."""
    shapes, small = geography.map_shapes(), geography.small_states()
    drawn = {feature["id"] for feature in shapes["features"]} | small
    places = {c.iso3: (c.short, c.latitude, c.longitude) for c in geography.countries().values() if c.iso3 in drawn}
    return World(shapes, places, small)


@st.cache_resource(show_spinner=False)
def names() -> dict[str, str]:
    """ISO3 -> the short name that charts and lists use."""
    return {c.iso3: c.short for c in geography.countries().values()} | {"WLD": "World"}


@st.cache_resource(show_spinner=False)
def choosable() -> tuple[str, ...]:
    """Countries a person may pick, by name: today's, then former states."""
    all_ = geography.countries().values()
    former = {c.iso3 for c in all_ if c.last_year is not None}
    wanted = [c for c in all_ if c.iso3 in world().places or c.iso3 in former]
    return tuple(c.iso3 for c in sorted(wanted, key=lambda c: (c.iso3 in former, c.short)))


def areas() -> dict[str, str]:
    """What an area may be, key -> title: the world, a region, the members of a forum (`forum-KEY`)."""
    forums = _cache.catalogue().forums.values()
    return (
        {WORLD: "The world"}
        | dict(geography.regions())
        | {f"forum-{forum.key}": f"{forum.short} members" for forum in forums}
    )


def within(area: str, year: int) -> tuple[str, ...]:
    """The countries of an area; a forum's are those that belonged in that year; () for the world."""
    if area == WORLD:
        return ()
    if area.startswith("forum-"):
        return tuple(sorted(_cache.members(_cache.revision().hash, area.removeprefix("forum-"), year)))
    return tuple(sorted(geography.region_members(area)))
