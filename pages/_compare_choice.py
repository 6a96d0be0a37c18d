"""What is compared: scenarios shipped, own and on the desk, and the one question that all of them are read on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from foresight.charts.theme import shorten
from foresight.errors import ForesightError, nearest
from foresight.projection.engine import FURTHEST
from foresight.scenario import Scenario, Scope, library
from foresight.scenario.compare import FEWEST, MOST
from pages import _cache, _scenario_address, _scenario_cache, _scenario_question
from pages._compare_link import DESK, PAGE, CompareLink, Square
from pages._scenario_answer import where
from pages._scenario_cache import this_year

FOLLOWED = f"_{PAGE}_followed"
OPENING = 3  # scenarios that the first picture shows


@dataclass(frozen=True)
class Question:
    """What all scenarios are read on."""

    target: str
    place: Scope
    until: int


def available(square: Square | None) -> dict[str, Scenario]:
    """Key -> scenario: the one on the desk, the corners of the axes, the planner's own and the shipped ones."""
    desk = _scenario_address.current()
    corners = square.corners(_cache.catalogue(), desk.target, desk.horizon) if square else ()
    entries = library.entries(_cache.newest().folder)
    own = {e.key: e.scenario for e in entries if e.scenario and not e.shipped}
    shipped = {e.key: e.scenario for e in entries if e.scenario and e.shipped and e.scenario.levers}
    return {DESK: desk, **{corner.key: corner for corner in corners}, **own, **shipped}


def _opening(known: dict[str, Scenario]) -> list[str]:
    """What is compared before anyone has chosen: the desk if a lever was moved, and shipped ones on the same target.

    Ahead are those that act for some of the countries of the first: others would lie on its baseline.
    """
    shipped = [key for key in library.shipped() if key in known]
    first = DESK if known[DESK].levers else shipped[0]
    inside = set(_scenario_cache.members(known[first].scope))
    alike = [key for key in shipped if known[key].target == known[first].target]
    alike.sort(key=lambda key: inside.isdisjoint(_scenario_cache.members(known[key].scope)))
    return list(dict.fromkeys([first, *alike]))[:OPENING]


def scenarios(link: CompareLink, known: dict[str, Scenario]) -> dict[str, Scenario]:
    """Draw the choice of scenarios; those picked, in the order they were picked."""
    asked = link.asked("scenarios") if link.opened else None
    for key in (asked or "").split(","):
        if key and key not in known:
            link.refuse("scenarios", key)
    if asked:  # those that are not here are told of above
        st.session_state[f"{PAGE}.scenarios"] = [key for key in asked.split(",") if key in known][:MOST]
    else:
        held = st.session_state.get(f"{PAGE}.scenarios")
        if held is not None:  # one of them may have been deleted meanwhile
            st.session_state[f"{PAGE}.scenarios"] = [key for key in held if key in known]
        else:
            kept = [key for key in (link.asked("scenarios") or "").split(",") if key in known]
            st.session_state[f"{PAGE}.scenarios"] = kept or _opening(known)
    chosen = st.multiselect(
        f"Scenarios, {FEWEST} to {MOST}", list(known), format_func=lambda key: called(key, known),
        key=f"{PAGE}.scenarios", max_selections=MOST, select_all=False, placeholder="Choose two to six",
    )  # fmt: skip
    link.hold("scenarios", ",".join(chosen))
    return {key: known[key] for key in chosen}


def called(key: str, known: dict[str, Scenario]) -> str:
    """A scenario as lists name it."""
    name = known[key].name
    if key == DESK:
        return "Scenario as it stands" + ("" if name == Scenario().name else f": {name}")
    return name if key in library.shipped() or key.startswith("corner_") else f"{name} (own)"


def question(link: CompareLink, first: Scenario, follow: bool = True) -> Question:
    """Draw target, place and last year; with `follow` they go with the first scenario until someone asks otherwise."""
    low = this_year() + 1
    own = (first.target, str(first.scope), min(max(first.horizon, low), FURTHEST))
    keys = [f"{PAGE}.{name}" for name in ("target", "place", f"until.{PAGE}")]
    followed = st.session_state.get(FOLLOWED)
    if follow:
        if not link.opened and followed not in (None, own) and tuple(map(st.session_state.get, keys)) == followed:
            st.session_state.update(dict(zip(keys, own, strict=True)))
        st.session_state[FOLLOWED] = own
    catalogue = _cache.catalogue()
    targets = list(dict.fromkeys([*_scenario_cache.targets(), first.target]))
    places = _places(link, own[1])
    what, where, until = st.columns([4, 4, 3], gap="medium", vertical_alignment="bottom")
    with what:
        target = link.select(
            "target", "What to ask about", targets, lambda key: catalogue.indicator(key).title, default=own[0]
        )
    with where:
        place = link.select(
            "place", "Where", list(places), places.__getitem__, default=own[1],
            help="What is looked at. Each scenario still acts where its own levers say.",
        )  # fmt: skip
    with until:
        year = link.year("until", "Until", low, FURTHEST, of=PAGE, otherwise=own[2])
    return Question(target, Scope.parse(place), year)


def _places(link: CompareLink, own: str) -> dict[str, str]:
    """Every place there is to choose, and those of several countries that only a scenario or an address can name."""
    places = _scenario_question.scopes(_cache.catalogue())
    for text in (own, link.asked("place"), st.session_state.get(f"{PAGE}.place")):
        if text and text not in places:
            with suppress(ForesightError):
                places[text] = words(Scope.parse(text).checked(_cache.catalogue()))
    return places


def words(place: Scope) -> str:
    """A place in words: `India`, `South Asia`, `NATO members`, `the world`."""
    return where(Scenario(scope=place))


def explain(name: str, value: str, known: Sequence[str]) -> str:
    """Why a part of the address was left out."""
    value = shorten(value, 60)
    if name == "scenarios":
        close = nearest(value, [key for key in library.shipped() if key != "baseline"])
        return (
            f"The address compares “{value}”, which is not in the library of this machine; it was left out. A scenario "
            "of someone’s own travels as a file." + (f" Did you mean {' or '.join(close)}?" if close else "")
        )
    what = {
        "target": "the indicator",
        "place": "the place",
        "until": "the year",
        "axes": "the axes",
        "view": "the view",
    }
    close = nearest(value, known)
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    return f"The address asks for {what.get(name, name)} “{value}”, which is not here; it was left out.{hint}"
