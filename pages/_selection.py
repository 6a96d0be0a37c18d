"""What a person picked: indicator, area, countries, years. It lives in the address, and the address restores it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from foresight import geography
from foresight.catalogue import THEMES, Indicator
from foresight.charts.theme import shorten
from foresight.errors import ForesightError, nearest
from foresight.measures.groups import is_group
from pages import _cache, _places, _subjects
from pages._address import LABELS
from pages._link import Link


@dataclass(frozen=True)
class Selection:
    """`area`: `world`, a region's key or `forum-KEY`. `within`: the area's countries, () for the world. `countries`:
    those picked by name; `groups`: regions and forums picked (`region:KEY`). `of`: the country whose ties are shown,
    for pair indicators. `log`: logarithmic scale."""

    indicator: Indicator
    area: str
    within: tuple[str, ...]
    countries: tuple[str, ...]
    groups: tuple[str, ...]
    of: str | None
    first: int
    last: int
    log: bool

    @property
    def subject(self) -> str:
        """What the title of a chart adds to the indicator's own."""
        return f"with {_places.names()[self.of]}" if self.of else ""


def choose(link: Link, indicators: Mapping[str, Indicator], opening: str) -> Selection:
    """Draw the controls of a theme page and return what was picked; `opening` is the indicator it begins with."""
    areas, countries = _places.areas(), _places.choosable()
    first, second = st.columns([3, 2], gap="medium")
    with first:
        key = link.select("indicator", "Indicator", list(indicators), lambda k: indicators[k].title, default=opening)
    indicator, span = indicators[key], _cache.coverage()[key]
    with second:
        area = link.select("area", "Area", list(areas), areas.__getitem__, disabled=indicator.level == "world")
    of = None
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if indicator.dyadic:
            of = link.select("of", "Ties of", countries, _name, default="USA")
        picked: tuple[str, ...] = ()
        if indicator.dyadic:  # the ties of one country have no regions and forums on their other side
            picked = link.several("countries", "Countries to compare", countries, _name, most=_subjects.MOST)
        elif indicator.level != "world":
            picked = _subjects.pick(link, name="countries")
    with right:
        last = _cache.well_covered(key, of)
        years = link.span("years", "Years", span["first_year"], span["last_year"], of=key, last=last)
        log = indicator.transform != "identity" and link.switch(
            "log", "Logarithmic scale", of=key, otherwise=_cache.lopsided(key, of)
        )
    within = _places.within(area, years[1])
    grouped = tuple(subject for subject in picked if is_group(subject))
    alone = tuple(subject for subject in picked if subject not in grouped)
    return Selection(indicator, area, within, alone, grouped, of, *years, log)


def _name(iso3: str) -> str:
    return _places.names()[iso3]


def explain(name: str, value: str, known: list[str]) -> str:
    """Why a part of the address was left out, with the nearest thing that exists."""
    value = shorten(value, 40)
    if name == "indicator" and value in _cache.catalogue().indicators:
        theme = THEMES[_cache.catalogue().indicators[value].theme]
        return f"The address asks for the indicator “{value}”, which has its place on the page “{theme}”."
    words: dict[str, Callable[[str], str]] = dict.fromkeys(
        ("countries", "of", "partners", "country", "partner", "subjects", "subject", "followed"), _country_hint
    )
    hint = words[name](value) if name in words else " or ".join(f"“{k}”" for k in nearest(value, known))
    return f"The address asks for {LABELS[name]} “{value}”, which is not here; it was left out." + (
        f" Did you mean {hint}?" if hint else ""
    )


def _country_hint(value: str) -> str:
    try:
        return geography.country(value).iso3
    except ForesightError:
        return " or ".join(geography.suggest(value))
