"""What a planner asks of the signposts: which scenario's list, for which place, and where the others are set."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from foresight.scenario import Scenario, Scope
from pages import _cache, _scenario_answer, _scenario_question, _selection, _signposts_cache
from pages._link import Link

OWN = "own"


@dataclass(frozen=True)
class Choice:
    """`futures`: the baseline and all others; `key`: the one whose list is shown. `left_out`: files not usable."""

    futures: tuple[Scenario, ...]
    key: str
    place: Scope
    here: bool
    left_out: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        return next(future for future in self.futures if future.key == self.key)

    @property
    def where(self) -> str:
        """The place in words."""
        return _scenario_answer.where(self.scenario.model_copy(update={"scope": self.place}))


def choose(link: Link) -> Choice:
    """Draw the controls and return what was picked."""
    futures, left_out = _signposts_cache.futures()
    by_key = {future.key: future for future in futures[1:]}
    left, middle, right = st.columns([4, 4, 3], gap="medium", vertical_alignment="bottom")
    with left:
        key = link.select("scenario", "Scenario", list(by_key), lambda k: by_key[k].name)
    places = {OWN: f"Where it was written for: {_scenario_answer.where(by_key[key])}"}
    places |= _scenario_question.scopes(_cache.catalogue())
    with middle:
        place = link.select(
            "place", "Where", list(places), places.__getitem__, default=OWN, help="Type to search for a place."
        )
    with right:
        here = link.switch("here", "Set every scenario on this place", of="all", otherwise=False)
    scope = by_key[key].scope if place == OWN else Scope.parse(place)
    return Choice(futures, key, scope, here, left_out)


def explain(name: str, value: str, known: list[str]) -> str:
    """Why a part of the address was left out."""
    if name == "scenario":
        return (
            f"The address asks for the scenario “{value}”, which is not in this library; another is shown. A scenario "
            "of someone’s own has to be imported first."
        )
    return _selection.explain(name, value, known)
